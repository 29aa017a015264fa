//! The OpenURL resolver: a citation in an address leads to its record, to a choice, or to a page that
//! says what was understood. It leads nowhere but to records of this site.

use std::{collections::BTreeSet, sync::Arc};

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use harvest::{
    openurl::{self, Wanted, Why},
    sru::{
        Failure, Searcher,
        query::{Fact, How, Piece, Query, Text, Token},
    },
};
use record::{Record, RecordId};

use super::{
    Service,
    fault::{Fault, Told},
    params::SearchParams,
    reader::Reader,
    results::{self, ShownHit},
    view::{self, Frame},
};
use crate::searcher::Searchable;

/// The most records that are looked at for one way of asking.
const MOST: usize = 2_000;
/// So many words of a title are looked for.
const TITLE_WORDS: usize = 8;
/// The most choices shown.
const CHOICES: usize = 20;

#[derive(Template)]
#[template(path = "openurl.html")]
struct OpenUrlPage<'a> {
    frame: Frame<'a>,
    line: String,
    hits: Vec<ShownHit>,
    understood: Vec<(String, String)>,
    unused: Vec<(String, String, String)>,
    missing: Vec<String>,
    search: Option<String>,
}

/// `GET /openurl` (Z39.88-2004 Part 2, "Inline OpenURL")
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let query = query.unwrap_or_default();
        let wanted = Wanted::read(query.as_bytes(), &service.site);
        let records = candidates(&service, &wanted)?;
        let best = openurl::best(&wanted, records.iter().map(Arc::as_ref));
        match best.as_slice() {
            [one] => Ok(lead(one.id)),
            several => page(&service, &reader, &query, &wanted, several),
        }
    })
    .await
}

/// 303 to a record of ours.
fn lead(id: RecordId) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(place) = HeaderValue::from_str(&format!("/records/{id}")) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

/// The live records that may answer.
fn candidates(service: &Service, wanted: &Wanted) -> Result<Vec<Arc<Record>>, Fault> {
    let searchable = Searchable(&service.app);
    let mut ids: BTreeSet<RecordId> = wanted.record.into_iter().collect();
    for query in queries(wanted) {
        let found = searchable.find(&query, &[], 0, MOST).map_err(failed)?;
        ids.extend(found.records);
    }
    let mut records = Vec::with_capacity(ids.len());
    for id in ids {
        let record = service.app.store.record(id)?;
        records.extend(record.filter(|r| r.status.is_live()));
    }
    Ok(records)
}

fn failed(failure: Failure) -> Fault {
    match failure {
        Failure::Diagnostic(diagnostic) => Fault::bad_request(diagnostic.message()),
        Failure::Unreadable(error) => error.into(),
    }
}

/// The ways of asking, from the surest on.
fn queries(wanted: &Wanted) -> Vec<Query> {
    let number = |value: &String| Query::Fact {
        fact: Fact::Identifier,
        value: value.clone(),
        begins: false,
    };
    let mut queries: Vec<Query> = wanted.doi.iter().chain(&wanted.isbn).map(number).collect();
    let title = wanted.title.as_deref().and_then(title);
    let years = wanted.year.map(|year| Query::Date {
        from: i64::from(year - 1) * 10_000,
        until: i64::from(year + 1) * 10_000 + 9_999,
    });
    for issn in &wanted.issns {
        let narrow = years.iter().chain(&title);
        queries.push(narrow.fold(number(issn), |query, other| {
            Query::And(Box::new(query), Box::new(other.clone()))
        }));
    }
    queries.extend(title);
    queries
}

/// The first words of a title, all of them in titles; a subtitle may be left out of either side.
fn title(text: &str) -> Option<Query> {
    let main = text.split([':', ';']).next().unwrap_or(text);
    let words = main
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    let token = |word: &str| Token {
        pieces: vec![Piece::Text(word.to_owned())],
        ..Token::default()
    };
    let tokens: Vec<Token> = words.take(TITLE_WORDS).map(token).collect();
    (!tokens.is_empty()).then_some(Query::Text {
        text: Text::Title,
        how: How::All,
        tokens,
        stem: false,
    })
}

/// The page with several answers (300), or with none (404).
fn page(
    service: &Service,
    reader: &Reader,
    query: &str,
    wanted: &Wanted,
    several: &[&Record],
) -> Result<Response, Fault> {
    let texts = reader.texts;
    let gone = wanted
        .record
        .map(|id| service.app.store.record(id))
        .transpose()?;
    let gone = gone.flatten().is_some_and(|r| !r.status.is_live());
    let (status, line) = match several {
        [] if wanted.is_empty() => (StatusCode::NOT_FOUND, "openurl-nothing"),
        [] if gone => (StatusCode::GONE, "openurl-gone"),
        [] => (StatusCode::NOT_FOUND, "openurl-none"),
        _ => (StatusCode::MULTIPLE_CHOICES, "openurl-several"),
    };
    let hits: Vec<index::Hit> = several
        .iter()
        .take(CHOICES)
        .map(|r| index::Hit {
            id: r.id,
            work: r.work,
            score: 0.0,
        })
        .collect();
    let own = query.split('&').filter(|pair| !pair.starts_with("hl="));
    let path = format!("/openurl?{}", own.collect::<Vec<_>>().join("&"));
    let mut frame = Frame::new(service, reader, &texts.text("openurl-title"), &path);
    frame.noindex = true;
    let facts = facts(wanted);
    let name = |name: &str| texts.text(&format!("openurl-name-{name}"));
    let missing = |(_, value): &&(&str, Option<String>)| value.is_none() && several.is_empty();
    let why = |why: &Why| {
        texts.text(match why {
            Why::Number => "openurl-why-number",
            Why::Reference => "openurl-why-reference",
            Why::Form => "openurl-why-form",
        })
    };
    let unused = wanted.unused.iter();
    let page = OpenUrlPage {
        frame,
        line: texts.text(line),
        hits: results::show(service, reader, &hits, &index::ParsedQuery::default())?,
        understood: facts
            .iter()
            .filter_map(|(key, value)| Some((name(key), value.clone()?)))
            .collect(),
        unused: unused
            .map(|(k, v, w)| (k.clone(), v.clone(), why(w)))
            .collect(),
        missing: facts
            .iter()
            .filter(missing)
            .map(|(key, _)| name(key))
            .collect(),
        search: search(wanted),
    };
    let mut response = view::html(&page, reader)?;
    *response.status_mut() = status;
    response.extensions_mut().insert(Told);
    Ok(response)
}

/// What a citation may say, and says.
fn facts(wanted: &Wanted) -> [(&'static str, Option<String>); 10] {
    [
        ("article", wanted.title.clone()),
        ("author", wanted.author.clone()),
        ("host", wanted.host.clone()),
        ("year", wanted.year.map(|y| y.to_string())),
        ("volume", wanted.volume.clone()),
        ("issue", wanted.issue.clone()),
        ("page", wanted.page.clone()),
        ("doi", wanted.doi.clone()),
        ("isbn", wanted.isbn.clone()),
        (
            "issn",
            Some(wanted.issns.join(", ")).filter(|i| !i.is_empty()),
        ),
    ]
}

/// A reader's search for the same.
fn search(wanted: &Wanted) -> Option<String> {
    let words = wanted.title.as_ref().or(wanted.host.as_ref());
    let number = wanted
        .isbn
        .as_ref()
        .or(wanted.issns.first())
        .or(wanted.doi.as_ref());
    let q = words.or(wanted.author.as_ref()).or(number)?;
    let params = SearchParams {
        q: q.chars()
            .filter(|c| !matches!(c, '"' | '(' | ')' | ':'))
            .collect(),
        works: true,
        ..SearchParams::default()
    };
    Some(params.href())
}
