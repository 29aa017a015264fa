//! Sitemaps and `robots.txt`.

use std::num::NonZeroUsize;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use harvest::sitemap::{self, EDITION, Packing, SitemapEntry};
use lru::LruCache;
use parking_lot::Mutex;
use record::{ChangeRow, Datestamp, RecordId, Seq};
use taxonomy::Lang;

use super::{Service, fault::Fault, fresh::Validators, results::main_language, view};

/// `GET /sitemap.xml`
pub async fn index(State(service): State<Service>, headers: HeaderMap) -> Result<Response, Fault> {
    view::blocking(move || Ok(list(&service, &headers, Packing::Plain))).await
}

/// `GET /sitemap.xml.gz`
pub async fn index_gzip(
    State(service): State<Service>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    view::blocking(move || Ok(list(&service, &headers, Packing::Gzip))).await
}

fn list(service: &Service, headers: &HeaderMap, packing: Packing) -> Response {
    let store = &service.app.store;
    // Before anything is read: what changes from here on is stamped no earlier.
    let read = store.response_date();
    let head = store.head();
    let shards = store.shards();
    let shards: Vec<_> = shards
        .iter()
        .map(|s| (s.number, s.records, s.lastmod))
        .collect();
    let modified = shards.iter().map(|s| s.2).max().unwrap_or_default();
    let version = Validators {
        etag: etag(&format!("index-{head}"), packing),
        modified,
        read,
    };
    if version.known(headers) {
        return version.not_modified();
    }
    file(
        sitemap::index(&service.site, &shards, packing),
        packing,
        &version,
    )
}

/// `GET /sitemaps/{n}.xml` and `/sitemaps/{n}.xml.gz`
pub async fn shard(
    State(service): State<Service>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let missing = || {
        Fault::not_found(format!(
            "there is no sitemap {name}; /sitemap.xml lists them"
        ))
    };
    let (number, packing) = split(&name).ok_or_else(missing)?;
    let answer = view::blocking(move || part(&service, &headers, (number, packing))).await?;
    answer.ok_or_else(missing)
}

/// Reads `3.xml` or `3.xml.gz`.
fn split(name: &str) -> Option<(u64, Packing)> {
    let (number, packing) = match name.strip_suffix(".xml.gz") {
        Some(number) => (number, Packing::Gzip),
        None => (name.strip_suffix(".xml")?, Packing::Plain),
    };
    Some((number.parse().ok()?, packing))
}

fn part(
    service: &Service,
    headers: &HeaderMap,
    (number, packing): (u64, Packing),
) -> Result<Option<Response>, Fault> {
    let store = &service.app.store;
    let read = store.response_date();
    let rows = store.shard(number)?;
    if rows.iter().all(|row| row.deleted) {
        return Ok(None);
    }
    // Whatever changes a sitemap gives one of its records a new seq, so the newest tells them apart.
    let newest = rows.iter().map(|row| row.seq.0).max().unwrap_or(0);
    let modified = rows.iter().map(|row| row.datestamp).max();
    let version = Validators {
        etag: etag(&format!("{number}-{newest}"), packing),
        modified: modified.unwrap_or(Datestamp::default()),
        read,
    };
    if version.known(headers) {
        return Ok(Some(version.not_modified()));
    }
    let mut entries = Vec::new();
    for row in rows.iter().filter(|row| !row.deleted) {
        entries.extend(entry(service, row)?);
    }
    let text = sitemap::shard(&service.site, &entries);
    Ok(Some(file(text, packing, &version)))
}

fn etag(version: &str, packing: Packing) -> String {
    format!("W/\"{EDITION}-{version}{}\"", packing.suffix())
}

fn file(text: String, packing: Packing, version: &Validators) -> Response {
    let kind = [(header::CONTENT_TYPE, packing.content_type())];
    let mut response = (kind, packing.pack(text)).into_response();
    version.put(response.headers_mut());
    response
}

/// What sitemaps lately said of records, so that a shard of which little has changed is read again in little time.
pub struct Entries(Mutex<LruCache<RecordId, (Seq, SitemapEntry)>>);

/// How many are kept: three shards; of some 200 bytes each.
const KEPT: NonZeroUsize = NonZeroUsize::new(3 * sitemap::SHARD_IDS as usize).unwrap();

impl Entries {
    /// None yet.
    pub fn new() -> Entries {
        Entries(Mutex::new(LruCache::new(KEPT)))
    }
}

/// A row's page, read again only when the row is another one; `None` when it was withdrawn since the row was read.
fn entry(service: &Service, row: &ChangeRow) -> Result<Option<SitemapEntry>, Fault> {
    let kept = service.entries.0.lock().get(&row.id).cloned();
    if let Some((_, entry)) = kept.filter(|(seq, _)| *seq == row.seq) {
        return Ok(Some(entry));
    }
    let read = read(service, row)?;
    if let Some(entry) = &read {
        let mut all = service.entries.0.lock();
        all.put(row.id, (row.seq, entry.clone()));
    }
    Ok(read)
}

/// A row's page; `None` when it was withdrawn since the row was read.
fn read(service: &Service, row: &ChangeRow) -> Result<Option<SitemapEntry>, Fault> {
    let record = service.app.store.record(row.id)?;
    let Some(record) = record.filter(|record| record.status.is_live()) else {
        return Ok(None);
    };
    let versions = service.app.versions(&record)?;
    let versions: Vec<(Lang, RecordId)> =
        versions.iter().map(|v| (main_language(v), v.id)).collect();
    Ok(Some(SitemapEntry {
        id: row.id,
        datestamp: row.datestamp,
        versions: if versions.len() < 2 {
            Vec::new()
        } else {
            versions
        },
        full_texts: sitemap::full_texts(&record, &service.site),
    }))
}

/// `GET /robots.txt`
pub async fn robots(State(service): State<Service>) -> Response {
    (
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        harvest::robots(&service.site),
    )
        .into_response()
}
