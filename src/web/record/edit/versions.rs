//! A record's language versions beside its form, where they are joined and parted: batch edits, looked at first.

use record::Record;

use super::Desk;
use crate::web::{fault::Fault, view::Link};

/// The record's work, where versions are joined and parted.
pub struct Versions {
    /// The other versions, each with its language.
    pub others: Vec<(Link, String)>,
    /// The numbers of all of them.
    pub ids: String,
    /// Its own number.
    pub id: String,
    /// Whether there is a work to be taken out of.
    pub can_part: bool,
    /// Whether somebody has joined it or taken it out.
    pub decided: bool,
}

/// What is known of a live record's work.
pub fn of(desk: &Desk) -> Result<Option<Versions>, Fault> {
    let record = &desk.record;
    if !record.status.is_live() {
        return Ok(None);
    }
    let all = desk.service.app.versions(record)?;
    let ids: Vec<String> = all.iter().map(|version| version.id.to_string()).collect();
    let others = all.iter().filter(|version| version.id != record.id);
    let others: Vec<(Link, String)> = others.map(|version| shown_version(desk, version)).collect();
    let grouping = record.description.grouping.as_ref();
    let joined = grouping.is_some_and(|grouping| !grouping.joined.is_empty());
    Ok(Some(Versions {
        can_part: joined || !others.is_empty(),
        decided: grouping.is_some(),
        ids: ids.join(" "),
        id: record.id.to_string(),
        others,
    }))
}

fn shown_version(desk: &Desk, version: &Record) -> (Link, String) {
    let label = match version.description.titles.main.full() {
        title if title.is_empty() => desk.reader.texts.text("untitled"),
        title => title,
    };
    let lang = version.description.languages.first();
    let lang = lang.map_or_else(String::new, |lang| lang.name(desk.reader.lang));
    let href = format!("/records/{}/edit", version.id);
    (Link { label, href }, lang)
}
