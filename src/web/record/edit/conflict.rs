//! Somebody else saved meanwhile: what was, what they have, what the form has, side by side.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use serde_json::Value;

use super::{
    Desk,
    merge::{Meeting, Side},
    page,
};
use crate::{
    diff,
    web::{account, fault::Fault, form::Posted, view::Frame},
};

#[derive(Template)]
#[template(path = "record-conflict.html")]
struct ConflictPage<'a> {
    frame: Frame<'a>,
    heading: String,
    record: String,
    action: String,
    title: String,
    csrf: String,
    theirs: u64,
    history: String,
    /// The form as it was posted.
    kept: Vec<(&'a str, &'a str)>,
    meetings: Vec<ShownMeeting>,
    open: usize,
    errors: Vec<String>,
}

struct ShownMeeting {
    path: String,
    name: String,
    was: String,
    theirs: String,
    mine: String,
    collides: bool,
    takes_mine: bool,
    takes_theirs: bool,
}

/// What was chosen at a place.
pub fn chosen(form: &Posted, path: &str) -> Option<Side> {
    match form.text(&format!("choice.{path}")) {
        "mine" => Some(Side::Mine),
        "theirs" => Some(Side::Theirs),
        _ => None,
    }
}

/// The page; `asked_before` when it was shown before and something was left to choose.
pub fn show(
    desk: &Desk,
    form: &Posted,
    meetings: &[Meeting],
    asked_before: bool,
) -> Result<Response, Fault> {
    let (service, reader) = (&desk.service, &desk.reader);
    let texts = reader.texts;
    let heading = texts.text("edit-conflict");
    let record = format!("/records/{}", desk.record.id);
    let action = format!("{record}/edit");
    let ours = |name: &str| matches!(name, "csrf" | "do" | "theirs") || name.starts_with("choice.");
    let kept = form.fields().iter().filter(|(name, _)| !ours(name));
    let page = ConflictPage {
        frame: account::frame(service, reader, &heading, &action),
        heading,
        title: desk.title(),
        csrf: desk.browser.token(service),
        theirs: desk.record.seq.0,
        history: format!("{record}/history"),
        kept: kept
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect(),
        meetings: meetings.iter().map(|m| shown(desk, m)).collect(),
        open: meetings.iter().filter(|m| m.collides()).count(),
        errors: match asked_before {
            true => vec![texts.text("edit-conflict-choose")],
            false => Vec::new(),
        },
        record,
        action,
    };
    let status = (StatusCode::CONFLICT, None);
    account::page(&page, service, reader, &desk.browser, status)
}

fn shown(desk: &Desk, meeting: &Meeting) -> ShownMeeting {
    let plain = |value: &Value| match value {
        Value::Null => "–".to_owned(),
        value => diff::plain(value).replace(char::is_control, " "),
    };
    ShownMeeting {
        name: page::field_name(desk.reader.texts, &meeting.path),
        path: meeting.path.clone(),
        was: plain(&meeting.base),
        theirs: plain(&meeting.theirs),
        mine: plain(&meeting.mine),
        collides: meeting.collides(),
        takes_mine: meeting.taken == Some(Side::Mine),
        takes_theirs: meeting.taken == Some(Side::Theirs),
    }
}
