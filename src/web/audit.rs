//! `/admin/audit`: who did what, when, from where, to which records; for librarians and administrators.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};

use store::CollectionRow;

use super::{
    Service,
    fault::Fault,
    reader::Reader,
    view::{self, Frame, Link},
};
use crate::audit::{self, Entry, Filter, Kind, Unfit};

/// Entries on a page.
const SHOWN: usize = 50;
/// The names of the filters, in the order of the form.
pub const NAMES: [&str; 5] = ["actor", "kind", "from", "until", "record"];
/// The forms to take the log away in.
const EXPORTS: [(&str, &str); 2] = [("csv", "CSV"), ("jsonl", "JSON Lines")];

/// What an address asks of the log.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The filters that fit.
    pub filter: Filter,
    /// Entries below this commit only.
    pub before: Option<u64>,
    /// What did not fit.
    pub unfit: Vec<Unfit>,
    /// The filters as they were given.
    given: Vec<(String, String)>,
}

impl Asked {
    /// Reads a query string.
    pub fn of(query: &str) -> Asked {
        let mut asked = Asked::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name == "before" {
                asked.before = value.parse().ok();
                if asked.before.is_none() {
                    asked.unfit.push(Unfit {
                        name: name.into_owned(),
                        value: value.into_owned(),
                        wanted: "a commit's number",
                    });
                }
                continue;
            }
            if !NAMES.contains(&&*name) || value.trim().is_empty() {
                continue;
            }
            match asked.filter.set(&name, &value) {
                Ok(()) => asked.given.push((name.into_owned(), value.into_owned())),
                Err(unfit) => asked.unfit.push(unfit),
            }
        }
        asked
    }

    /// The address of the same filters at `path`, with one more parameter.
    fn href(&self, path: &str, more: (&str, &str)) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let given = self.given.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        query.extend_pairs(given.chain([more].into_iter().filter(|m| !m.0.is_empty())));
        let query = query.finish();
        format!("{path}?{query}").trim_end_matches('?').to_owned()
    }

    fn value(&self, name: &str) -> String {
        let found = self.given.iter().rev().find(|(n, _)| n == name);
        found.map_or_else(String::new, |(_, value)| value.clone())
    }
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage<'a> {
    frame: Frame<'a>,
    unfit: Vec<Unfit>,
    actor: String,
    kinds: Vec<(&'static str, String, bool)>,
    from: String,
    until: String,
    record: String,
    lines: Vec<Line>,
    filtered: bool,
    paged: bool,
    newest: String,
    next: Option<String>,
    exports: Vec<Link>,
}

struct Line {
    at: String,
    moment: String,
    who: String,
    what: String,
    source: String,
    ids: Vec<u64>,
    /// How many records beside those named.
    more: u64,
}

/// `GET /admin/audit?actor=&kind=&from=&until=&record=&before=`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let asked = Asked::of(&query.unwrap_or_default());
    view::blocking(move || page(&service, &reader, asked)).await
}

fn page(service: &Service, reader: &Reader, asked: Asked) -> Result<Response, Fault> {
    let texts = reader.texts;
    let found = audit::find(&service.app.store, &asked.filter, asked.before, SHOWN)?;
    let own = "/admin/audit";
    let before = asked.before.map(|before| before.to_string());
    let here = asked.href(
        own,
        before
            .as_deref()
            .map_or(("", ""), |before| ("before", before)),
    );
    let mut frame = Frame::new(service, reader, &texts.text("audit"), &here);
    frame.noindex = true;
    let kind = |kind: Kind| {
        let name = kind.as_str();
        let chosen = asked.filter.kind == Some(kind);
        (name, texts.text(&format!("audit-kind-{name}")), chosen)
    };
    let export = |(format, label): (&str, &str)| Link {
        label: label.to_owned(),
        href: asked.href("/api/v1/audit", ("format", format)),
    };
    let page = AuditPage {
        frame,
        actor: asked.value("actor"),
        kinds: Kind::ALL.map(kind).into(),
        from: asked.value("from"),
        until: asked.value("until"),
        record: asked.value("record"),
        lines: found.entries.iter().map(|e| line(e, reader)).collect(),
        filtered: !asked.given.is_empty(),
        paged: asked.before.is_some(),
        newest: asked.href(own, ("", "")),
        next: found
            .next
            .map(|next| asked.href(own, ("before", &next.to_string()))),
        exports: EXPORTS.map(export).into(),
        unfit: asked.unfit,
    };
    view::html(&page, reader)
}

fn line(entry: &Entry, reader: &Reader) -> Line {
    Line {
        at: entry.at.to_string(),
        moment: view::moment(entry.at),
        who: entry.actor.clone(),
        what: what(entry, reader),
        source: source_text(entry, reader),
        ids: entry.ids.iter().map(|id| id.0).collect(),
        more: entry.records - entry.ids.len() as u64,
    }
}

/// What was done, in the reader's language: the import, the edit, or whose account or token.
pub fn what(entry: &Entry, reader: &Reader) -> String {
    let texts = reader.texts;
    if let Some(import) = entry.import {
        return texts.with("audit-import", &import.to_string());
    }
    let Some(reason) = &entry.reason else {
        return texts.text("audit-kind-edit");
    };
    if let Some(slug) = reason.strip_prefix(CollectionRow::PREFIX) {
        return texts.with("audit-reason-collection-set", slug);
    }
    if let Some(number) = reason.strip_prefix("taxonomy-follow:") {
        return texts.with("audit-reason-taxonomy-follow", number);
    }
    let id = format!("audit-reason-{reason}");
    let said = match texts.has(&id) {
        true => texts.text(&id),
        false => texts.with("audit-reason", reason),
    };
    let names = entry.names();
    match names.is_empty() {
        true => said,
        false => format!("{said}: {}", names.join(", ")),
    }
}

/// From where, in the reader's language; empty where it is not known.
pub fn source_text(entry: &Entry, reader: &Reader) -> String {
    let Some(channel) = entry.channel else {
        return String::new();
    };
    let id = format!("audit-channel-{}", channel.as_str());
    let said = reader.texts.text(&id);
    match &entry.net {
        Some(net) => format!("{said}, {net}"),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use record::Channel;
    use taxonomy::Lang;

    use super::*;
    use crate::web::texts::Texts;

    #[test]
    fn what_can_be_told_has_a_text() {
        let reasons = include_str!("../pipeline/accounts.rs");
        let reasons = reasons.split('"').filter(|part| {
            let name = part.split('-').next();
            matches!(name, Some("user" | "token")) && !part.contains(char::is_whitespace)
        });
        let reasons: Vec<String> = reasons.map(|r| format!("audit-reason-{r}")).collect();
        assert!(reasons.len() > 10, "{reasons:?}");
        let kinds = Kind::ALL.map(|kind| format!("audit-kind-{}", kind.as_str()));
        let channels = Channel::ALL.map(|c| format!("audit-channel-{}", c.as_str()));
        for id in reasons.into_iter().chain(kinds).chain(channels) {
            assert!(Texts::of(Lang::ES).has(&id), "no text {id:?}");
        }
    }

    #[test]
    fn an_address_keeps_what_fits_and_names_the_rest() {
        for (query, filters, unfit) in [
            ("actor=ana&kind=edit&x=1", "actor=ana&kind=edit", 0),
            ("kind=other&record=7", "record=7", 1),
            ("actor=&from=&until=2026-11-30", "until=2026-11-30", 0),
            ("before=x&from=soon", "", 2),
        ] {
            let asked = Asked::of(query);
            assert_eq!(asked.unfit.len(), unfit, "{query}");
            let href = format!("/a?{filters}");
            assert_eq!(asked.href("/a", ("", "")), href.trim_end_matches('?'));
        }
    }
}
