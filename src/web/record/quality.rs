//! `/records/{id}/quality`: what the rules find in a record, for cataloguers.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use record::{RecordId, quality::rules};

use super::live;
use crate::{
    quality::Told,
    web::{
        Service,
        admin::quality::severity,
        fault::Fault,
        reader::Reader,
        view::{self, Frame},
    },
};

#[derive(Template)]
#[template(path = "record-quality.html")]
struct QualityPage<'a> {
    frame: Frame<'a>,
    heading: String,
    id: RecordId,
    title: String,
    version: &'a str,
    findings: Vec<ShownFinding>,
}

/// A finding as pages show it.
pub struct ShownFinding {
    /// The rule's name.
    pub name: String,
    /// What it means and what to do.
    pub why: String,
    /// How grave it is.
    pub severity: String,
    /// The clause that the rule obeys.
    pub source: &'static str,
    /// Where it is.
    pub place: String,
    /// What stands there; empty for nothing.
    pub value: String,
    /// The records that it is about besides.
    pub others: Vec<RecordId>,
}

/// A finding for pages.
pub fn shown(reader: &Reader, told: &Told) -> ShownFinding {
    let rule = told.finding.rule;
    ShownFinding {
        name: reader.texts.text(&format!("quality-rule-{}", rule.id)),
        why: reader.texts.text(&format!("quality-why-{}", rule.id)),
        severity: severity(reader, rule),
        source: &rule.source,
        place: told.finding.place.clone(),
        value: told.finding.value.clone(),
        others: told.others.clone(),
    }
}

/// `GET /records/{id}/quality`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let id: RecordId = id
        .parse()
        .map_err(|_| Fault::not_found(format!("there is no record {id}")))?;
    view::blocking(move || {
        let record = live(&service, id)?;
        let heading = reader.texts.text("quality");
        let title = match record.description.titles.main.full() {
            title if title.is_empty() => reader.texts.text("untitled"),
            title => title,
        };
        let path = format!("/records/{id}/quality");
        let mut frame = Frame::new(&service, &reader, &format!("{heading}: {title}"), &path);
        frame.noindex = true;
        let mut told = service.app.quality.findings(&service.app, &record)?;
        told.sort_by_key(|t| std::cmp::Reverse(t.finding.rule.severity));
        let page = QualityPage {
            frame,
            heading,
            id,
            title,
            version: &rules().version,
            findings: told.iter().map(|t| shown(&reader, t)).collect(),
        };
        view::html(&page, &reader)
    })
    .await
}
