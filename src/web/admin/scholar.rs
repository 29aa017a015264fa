//! `/admin/scholar`: how the collection meets Google Scholar's rules; each figure leads to its records.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};
use harvest::scholar_check::{Needs, Reason};
use record::RecordId;

use crate::{
    scholar::{Figure, RuleCount},
    web::{
        Service, account,
        api::query::{MOST, Query},
        fault::Fault,
        reader::Reader,
        results::{self, ShownHit},
        view::{self, FacetLink, Frame},
    },
};

/// Records on a page.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "admin-scholar.html")]
struct ScholarPage<'a> {
    frame: Frame<'a>,
    standing: String,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    passes: FacetLink,
    fails: FacetLink,
    outside: FacetLink,
    reasons: Vec<(FacetLink, String)>,
}

/// `GET /admin/scholar`
pub async fn get(State(service): State<Service>, reader: Reader) -> Result<Response, Fault> {
    view::blocking(move || {
        let counts = service.app.scholar.counts();
        let head = service.app.store.head();
        let at = counts.judged.map(view::moment).unwrap_or_default();
        let number = |n: u64| reader.texts.number(&n);
        let standing = match counts.seq >= head {
            true => reader.texts.with("scholar-judged", &at),
            false => {
                let far = format!("{} / {}", number(counts.seq.0), number(head.0));
                reader.texts.with("scholar-judging", &far)
            }
        };
        let total = reader.texts.count("results", &counts.records);
        let asked = counts.rules.iter().filter(|c| c.rule.needs == Needs::Tags);
        let title = reader.texts.text("scholar");
        let page = ScholarPage {
            frame: account::frame(&service, &reader, &title, "/admin/scholar"),
            standing: format!("{total}. {standing}"),
            rows: asked.map(|count| row(count, &reader)).collect(),
        };
        view::html(&page, &reader)
    })
    .await
}

fn row(count: &RuleCount, reader: &Reader) -> Row {
    let link = |figure: Figure, label: String, count: u64| FacetLink {
        label,
        count: reader.texts.number(&count),
        href: format!("/admin/scholar/{}", figure.name()),
        chosen: count > 0,
    };
    let rule = count.rule;
    let reason = |(reason, fails): &(Reason, u64)| {
        let name = reader.texts.text(&format!("scholar-do-{}", reason.id));
        let hand = reader
            .texts
            .text(&format!("scholar-hand-{}", reason.hand.name()));
        (link(Figure::Because(*reason), name, *fails), hand)
    };
    Row {
        name: reader.texts.text(&format!("scholar-rule-{}", rule.id)),
        passes: link(Figure::Passes(rule), String::new(), count.passes),
        fails: link(Figure::Fails(rule), String::new(), count.fails),
        outside: link(
            Figure::NotApplicable(rule),
            String::new(),
            count.not_applicable,
        ),
        reasons: count.reasons.iter().map(reason).collect(),
    }
}

#[derive(Template)]
#[template(path = "admin-scholar-records.html")]
struct RecordsPage<'a> {
    frame: Frame<'a>,
    heading: String,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Line {
    id: RecordId,
    hit: ShownHit,
    title: String,
}

/// `GET /admin/scholar/{figure}?after=`: the records behind a figure, by number.
pub async fn records(
    State(service): State<Service>,
    reader: Reader,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let figure = Figure::named(&name)
        .ok_or_else(|| Fault::not_found(format!("there is no figure {name} on /admin/scholar")))?;
    let after = Query::new(query.as_deref()).number("after", 0, (0, MOST))?;
    view::blocking(move || {
        let mut ids = service
            .app
            .scholar
            .records(figure, RecordId(after), SHOWN + 1);
        let more = ids.len() > SHOWN;
        ids.truncate(SHOWN);
        let next = ids.last().filter(|_| more);
        let next = next.map(|last| format!("/admin/scholar/{name}?after={last}"));
        let mut lines = Vec::with_capacity(ids.len());
        for id in ids {
            let record = service.app.store.record(id)?;
            if let Some(record) = record.filter(|r| r.status.is_live()) {
                lines.push(line(&service, &reader, record)?);
            }
        }
        let heading = heading(figure, &reader);
        let path = format!("/admin/scholar/{name}");
        let page = RecordsPage {
            frame: account::frame(&service, &reader, &heading, &path),
            heading,
            lines,
            next,
        };
        view::html(&page, &reader)
    })
    .await
}

fn line(
    service: &Service,
    reader: &Reader,
    record: std::sync::Arc<record::Record>,
) -> Result<Line, Fault> {
    let title = match record.description.titles.main.full() {
        title if title.is_empty() => reader.texts.text("untitled"),
        title => title,
    };
    Ok(Line {
        id: record.id,
        title,
        hit: results::plain(service, reader, record)?,
    })
}

fn heading(figure: Figure, reader: &Reader) -> String {
    let texts = reader.texts;
    let of = |rule: &str, result: &str| {
        let name = texts.text(&format!("scholar-rule-{rule}"));
        format!("{name}: {}", texts.text(result))
    };
    match figure {
        Figure::Passes(rule) => of(rule.id, "scholar-pass"),
        Figure::Fails(rule) => of(rule.id, "scholar-fails"),
        Figure::NotApplicable(rule) => of(rule.id, "scholar-not-applicable"),
        Figure::Because(reason) => texts.text(&format!("scholar-do-{}", reason.id)),
    }
}
