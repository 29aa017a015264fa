//! What a publication is a part of.

use record::{Description, Record};
use serde_json::{Map, Value, json};

use super::Object;
use crate::{format::Context, genre::Genre};

/// The host from the inside out: issue, volume, journal; or a book; and the series.
pub(super) fn host(record: &Record, genre: Genre, context: &Context<'_>) -> Value {
    let mut all = Vec::new();
    if let Some(host) = &record.description.host {
        let book = host.isbn.is_some() || matches!(genre, Genre::Chapter);
        let mut part = Object(Map::new());
        part.set("@type", if book { "Book" } else { "Periodical" });
        part.set(
            "@id",
            host.journal
                .as_deref()
                .map(|slug| context.site.journal_url(slug)),
        );
        part.set("name", host.title.as_deref());
        part.set("issn", host.issn.as_deref());
        part.set("isbn", host.isbn.as_deref());
        let known = part.0.len() > 1;
        let mut part = Value::Object(part.0);
        for (kind, name, number) in [
            ("PublicationVolume", "volumeNumber", &host.volume),
            ("PublicationIssue", "issueNumber", &host.issue),
        ] {
            if let Some(number) = number {
                part = json!({ "@type": kind, name: number, "isPartOf": part });
            }
        }
        if known {
            all.push(part);
        }
    }
    for series in &record.description.series {
        let mut part = Object(Map::new());
        part.set("@type", "CreativeWorkSeries");
        part.set("name", series.title.as_str());
        part.set("issn", series.issn.as_deref());
        part.set("position", series.number.as_deref());
        all.push(Value::Object(part.0));
    }
    match all.len() {
        1 => all.remove(0),
        _ => Value::Array(all),
    }
}

pub(super) fn pages(out: &mut Object, description: &Description) {
    if let Some(pages) = description.host.as_ref().and_then(|h| h.pages.as_ref()) {
        out.set("pagination", pages.raw.as_str());
        out.set("pageStart", pages.first.as_deref());
        out.set("pageEnd", pages.last.as_deref());
    }
}
