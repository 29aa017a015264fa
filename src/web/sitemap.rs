//! Sitemaps and `robots.txt`.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use harvest::sitemap::{self, SitemapEntry};
use record::RecordId;
use taxonomy::Lang;

use super::{Service, fault::Fault, results::main_language, view};

fn xml(body: String) -> Response {
    (
        [(header::CONTENT_TYPE, "application/xml; charset=utf-8")],
        body,
    )
        .into_response()
}

/// `GET /sitemap.xml`
pub async fn index(State(service): State<Service>) -> Result<Response, Fault> {
    view::blocking(move || {
        let shards: Vec<_> = service
            .app
            .store
            .shards()
            .iter()
            .map(|s| (s.number, s.records, s.lastmod))
            .collect();
        Ok(xml(sitemap::index(&service.site, &shards)))
    })
    .await
}

/// `GET /sitemaps/{n}.xml`
pub async fn shard(
    State(service): State<Service>,
    Path(name): Path<String>,
) -> Result<Response, Fault> {
    let number: Option<u64> = name.strip_suffix(".xml").and_then(|n| n.parse().ok());
    let missing = move || {
        Fault::not_found(format!(
            "there is no sitemap {name}; /sitemap.xml lists them"
        ))
    };
    view::blocking(move || {
        let Some(number) = number else {
            return Err(missing());
        };
        let mut entries = Vec::new();
        for row in service
            .app
            .store
            .shard(number)?
            .into_iter()
            .filter(|row| !row.deleted)
        {
            let versions = versions(&service, row.id)?;
            entries.push(SitemapEntry {
                id: row.id,
                datestamp: row.datestamp,
                versions,
            });
        }
        if entries.is_empty() {
            Err(missing())
        } else {
            Ok(xml(sitemap::shard(&service.site, &entries)))
        }
    })
    .await
}

/// The language versions of a record's work when there are others; empty when it is alone.
fn versions(service: &Service, id: RecordId) -> Result<Vec<(Lang, RecordId)>, Fault> {
    let Some(record) = service.app.store.record(id)? else {
        return Ok(Vec::new());
    };
    let versions = service.app.versions(&record)?;
    if versions.len() < 2 {
        return Ok(Vec::new());
    }
    Ok(versions.iter().map(|v| (main_language(v), v.id)).collect())
}

/// `GET /robots.txt`
pub async fn robots(State(service): State<Service>) -> Response {
    (
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        harvest::robots(&service.site),
    )
        .into_response()
}
