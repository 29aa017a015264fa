//! `/records/{id}/history/{seq}/restore`: makes a record again as it was in an older version, after showing
//! what would change. It is an edit as any other: the source stays, and what differs from it becomes the edit.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use record::{Record, RecordId, Seq};

use super::history::{ShownChange, shown_change};
use crate::{
    diff::{self, Fate},
    web::{
        Service, account,
        fault::Fault,
        form::{Browser, Posted},
        gate::Signed,
        reader::Reader,
        view::{self, Frame},
    },
};

#[derive(Template)]
#[template(path = "record-restore.html")]
struct RestorePage<'a> {
    frame: Frame<'a>,
    heading: String,
    history: String,
    title: String,
    lead: String,
    csrf: String,
    action: String,
    /// The version that the record has now.
    now: u64,
    changes: Vec<ShownChange>,
}

/// `GET`: what would change.
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    Path((id, seq)): Path<(String, String)>,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let (now, then) = versions(&service, &id, &seq)?;
        let title = match now.description.titles.main.full() {
            title if title.is_empty() => reader.texts.text("untitled"),
            title => title,
        };
        let heading = reader.texts.text("restore");
        let history = format!("/records/{}/history", now.id);
        let action = format!("{history}/{}/restore", then.seq);
        let changes = diff::between(&now, &then).map_err(Fault::internal)?;
        // The work is found by evidence, and not taken over.
        let changes = changes.iter().filter(|change| change.path != "work");
        let page = RestorePage {
            frame: account::frame(&service, &reader, &heading, &action),
            heading,
            title,
            lead: reader.texts.with("restore-lead", &then.seq.to_string()),
            csrf: browser.token(&service),
            now: now.seq.0,
            changes: changes
                .map(|change| shown_change(change, &reader))
                .collect(),
            history,
            action,
        };
        account::page(&page, &service, &reader, &browser, (StatusCode::OK, None))
    })
    .await
}

/// `POST`: makes it so, if nobody has changed the record since it was shown.
pub async fn post(
    State(service): State<Service>,
    signed: Signed,
    Path((id, seq)): Path<(String, String)>,
    form: Posted,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let (now, then) = versions(&service, &id, &seq)?;
        let shown = form.text("now").parse().map(Seq).map_err(|_| {
            Fault::bad_request("the form does not say which version was looked at; load it again")
        })?;
        let pipeline = &service.app.pipeline;
        let whole = pipeline.as_it_is(&then)?;
        pipeline.replace(&signed.actor(), now.id, Some(shown), &whole)?;
        let to = format!("/records/{}/history", now.id);
        Ok(account::lead(&service, &to, None))
    })
    .await
}

/// The record as it is, and as it was.
fn versions(
    service: &Service,
    id: &str,
    seq: &str,
) -> Result<(std::sync::Arc<Record>, Record), Fault> {
    let id: RecordId = id
        .parse()
        .map_err(|_| Fault::not_found(format!("there is no record {id}")))?;
    let missing = || Fault::not_found(format!("record {id} has no version {seq}"));
    let at = seq.parse().map(Seq).map_err(|_| missing())?;
    let now = service.app.store.record(id)?;
    let now = now.ok_or_else(|| Fault::not_found(format!("there is no record {id}")))?;
    let then = service.app.store.history(id, Some(at), 1)?.pop();
    Ok((now, then.ok_or_else(missing)?.record))
}
