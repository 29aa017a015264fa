//! `/records/{id}/history`: the versions of a record, each with what it changed.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    response::Response,
};
use record::{RecordId, Seq, Status};

use super::{
    diff::{Change, Fate, Piece},
    versions::{self, Told},
};
use crate::{
    access::Caller,
    audit::Entry,
    web::{
        Service,
        api::query::{MOST, Query},
        audit::{source_text, what},
        fault::Fault,
        reader::Reader,
        view::{self, Frame},
    },
};

/// Versions on a page.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage<'a> {
    frame: Frame<'a>,
    heading: String,
    record: String,
    title: String,
    whole: bool,
    versions: Vec<ShownVersion>,
    next: Option<String>,
}

struct ShownVersion {
    seq: Seq,
    at: String,
    moment: String,
    what: String,
    who: String,
    via: String,
    status: Option<&'static str>,
    changes: Option<Vec<ShownChange>>,
}

/// A difference, for people.
pub struct ShownChange {
    /// What the field is called.
    pub name: String,
    /// Where it is.
    pub path: String,
    /// What stayed, went and came.
    pub pieces: Vec<Piece>,
}

/// `GET /records/{id}/history?seq=`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    caller: Option<Extension<Caller>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let id: RecordId = id
        .parse()
        .map_err(|_| Fault::not_found(format!("there is no record {id}")))?;
    let from = Query::new(query.as_deref()).number("seq", 0, (0, MOST))?;
    let from = (from > 0).then_some(Seq(from));
    view::blocking(move || page(&service, &reader, caller.map(|c| c.0).as_ref(), id, from)).await
}

fn page(
    service: &Service,
    reader: &Reader,
    caller: Option<&Caller>,
    id: RecordId,
    from: Option<Seq>,
) -> Result<Response, Fault> {
    let texts = reader.texts;
    let history = versions::read(service, caller, id, from, SHOWN)?;
    let now = service.app.store.record(id)?;
    let title = now.map_or_else(String::new, |record| record.description.titles.main.full());
    let title = match title.is_empty() {
        true => texts.text("untitled"),
        false => title,
    };
    let heading = texts.text("history");
    let path = format!("/records/{id}/history");
    let mut frame = Frame::new(service, reader, &format!("{heading}: {title}"), &path);
    frame.noindex = true;
    let whole = history.whole;
    let page = HistoryPage {
        frame,
        heading,
        record: format!("/records/{id}"),
        title,
        whole,
        versions: history
            .versions
            .into_iter()
            .map(|told| shown(told, whole, reader))
            .collect(),
        next: history.next.map(|seq| format!("{path}?seq={seq}")),
    };
    view::html(&page, reader)
}

fn shown(told: Told, whole: bool, reader: &Reader) -> ShownVersion {
    let record = &told.version.record;
    let (seq, status) = (record.seq, record.status);
    let entry = Entry::of(told.version.commit);
    let named = reader.texts;
    ShownVersion {
        seq,
        at: entry.at.to_string(),
        moment: view::moment(entry.at),
        what: match whole {
            true => what(&entry, reader),
            false => named.text(&format!("audit-kind-{}", entry.kind.as_str())),
        },
        via: match whole {
            true => source_text(&entry, reader),
            false => String::new(),
        },
        who: match whole {
            true => entry.actor,
            false => String::new(),
        },
        status: match status {
            Status::Live => None,
            Status::Suppressed => Some("history-suppressed"),
            Status::Embargoed => Some("history-embargoed"),
            Status::Deleted => Some("history-deleted"),
        },
        changes: told
            .changes
            .map(|all| all.into_iter().map(|c| shown_change(&c, reader)).collect()),
    }
}

/// A difference, for people: HTML has no place for control characters.
pub fn shown_change(change: &Change, reader: &Reader) -> ShownChange {
    let end = change.path.find(['.', '[']).unwrap_or(change.path.len());
    let id = format!("history-field-{}", change.path[..end].replace('_', "-"));
    ShownChange {
        name: match reader.texts.has(&id) {
            true => reader.texts.text(&id),
            false => String::new(),
        },
        path: change.path.clone(),
        pieces: change.pieces().into_iter().map(printable).collect(),
    }
}

/// HTML has no place for control characters.
fn printable(piece: Piece) -> Piece {
    let fits = |c: char| !c.is_control() || c == '\n';
    let text = piece.text.chars();
    Piece {
        text: text.map(|c| if fits(c) { c } else { '\u{fffd}' }).collect(),
        ..piece
    }
}

#[cfg(test)]
mod tests {
    use taxonomy::Lang;

    use crate::web::texts::Texts;

    #[test]
    fn every_field_of_a_description_has_a_name_in_the_history() {
        let source = include_str!("../../../record/src/description.rs");
        let fields = source.split("pub struct Description {").nth(1).unwrap();
        let fields = fields.split("\n}").next().unwrap();
        let names = fields.lines().filter_map(|line| {
            let name = line.trim().strip_prefix("pub ")?;
            name.split(':').next()
        });
        let mut found = 0;
        for name in names.chain(["status", "work"]) {
            let id = format!("history-field-{}", name.replace('_', "-"));
            assert!(Texts::of(Lang::EN).has(&id), "no text {id:?}");
            found += 1;
        }
        assert!(found > 20, "only {found} fields found");
    }
}
