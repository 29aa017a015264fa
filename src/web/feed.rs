//! Atom feeds: of everything, a collection, a concept, a journal. Each is a set, newest first.

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use harvest::atom::{self, Feed};
use record::{Record, Seq, SetSpec};
use taxonomy::Lang;

use super::{Service, fault::Fault, reader::Reader, view};

/// Entries on a page.
const PAGE: usize = 50;
/// The end of a feed's address.
pub const SUFFIX: &str = ".atom";

/// What a feed is of, and how it is called.
pub struct About {
    /// The set; `None` for everything.
    pub set: Option<SetSpec>,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub subtitle: Option<String>,
    /// The language of both.
    pub lang: Lang,
    /// The path of the page that shows the same to people; the feed's is this with [`SUFFIX`].
    pub path: String,
}

/// What came with a request for a feed.
pub struct Asked {
    /// Below which seq the page begins; none for the first.
    before: Option<Seq>,
    /// The version that the asker has.
    known: Option<HeaderValue>,
}

impl Asked {
    /// Reads `?before=SEQ` and `If-None-Match`.
    ///
    /// # Errors
    /// When `before` is no seq.
    pub fn of(query: Option<&str>, headers: &HeaderMap) -> Result<Asked, Fault> {
        let mut pairs = form_urlencoded::parse(query.unwrap_or("").as_bytes());
        let before = pairs.find(|(name, _)| name == "before");
        let seq = |(_, value): (_, std::borrow::Cow<'_, str>)| {
            let seq = value.parse().ok();
            seq.ok_or_else(|| {
                Fault::bad_request(format!(
                    "before={value}: a seq is expected; begin with the feed's address alone and follow its links"
                ))
            })
        };
        Ok(Asked {
            before: before.map(seq).transpose()?.map(Seq),
            known: headers.get(header::IF_NONE_MATCH).cloned(),
        })
    }
}

/// `GET /feed.atom`: everything.
pub async fn all(
    State(service): State<Service>,
    reader: Reader,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let asked = Asked::of(query.as_deref(), &headers)?;
    let name = &service.app.config.name;
    let about = About {
        set: None,
        title: format!("{name}: {}", reader.texts.text("newest")),
        subtitle: None,
        lang: reader.lang,
        path: "/".to_owned(),
    };
    view::blocking(move || answer(&service, &about, &asked)).await
}

/// A page of a feed, or 304.
pub fn answer(service: &Service, about: &About, asked: &Asked) -> Result<Response, Fault> {
    let store = &service.app.store;
    let last = match &about.set {
        Some(set) => store.last_change(set),
        None => store.head(),
    };
    let etag = format!("W/\"{last}-{}\"", about.lang);
    let known = asked.known.as_ref().map(HeaderValue::as_bytes);
    let mut response = if known == Some(etag.as_bytes()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let body = page(service, about, asked.before)?;
        ([(header::CONTENT_TYPE, atom::CONTENT_TYPE)], body).into_response()
    };
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept, Accept-Language, Cookie"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

fn page(service: &Service, about: &About, before: Option<Seq>) -> Result<String, Fault> {
    let app = &service.app;
    let below = before.unwrap_or(Seq(u64::MAX));
    let rows = app.store.newest(about.set.as_ref(), below, PAGE + 1)?;
    let mut records: Vec<Arc<Record>> = Vec::new();
    for row in rows.iter().take(PAGE) {
        let record = app.store.record(row.id)?;
        // One that has changed meanwhile is on the first page by now.
        records.extend(record.filter(|r| r.status.is_live() && r.seq == row.seq));
    }
    let base = &service.site.base_url;
    let url = match about.path.as_str() {
        "/" => format!("{base}/feed{SUFFIX}"),
        path => format!("{base}{path}{SUFFIX}"),
    };
    let at = |seq: Seq| format!("{url}?before={seq}");
    let next = (rows.len() > PAGE).then(|| at(rows[PAGE - 1].seq));
    let feed = Feed {
        title: about.title.clone(),
        subtitle: about.subtitle.clone(),
        lang: about.lang,
        page_url: before.map_or_else(|| url.clone(), at),
        next_url: next,
        html_url: format!("{base}{}", about.path),
        url,
        records: &records,
    };
    let otherwise = app.store.last_datestamp();
    Ok(atom::feed(&service.site, &app.taxonomy(), &feed, otherwise))
}
