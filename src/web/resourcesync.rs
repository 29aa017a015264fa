//! ResourceSync: what it says is `harvest`'s; here it is only read together and carried.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use harvest::{
    RepositoryError,
    resourcesync::{self, CONTENT_TYPE, ChangePart, EDITION, Package},
};
use record::Datestamp;

use super::{Service, fault::Fault, fresh::Validators, view};
use crate::{
    dumps::{self, Kind},
    repository::Collection,
};

/// `GET /.well-known/resourcesync`
pub async fn source(State(service): State<Service>) -> Response {
    xml(resourcesync::source_description(&service.site))
}

/// `GET /resourcesync/{name}`
pub async fn list(
    State(service): State<Service>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    view::blocking(move || match name.as_str() {
        "capabilitylist.xml" => {
            let dump = dumps::newest(&service.app.config.data).is_some();
            Ok(xml(resourcesync::capability_list(&service.site, dump)))
        }
        "resourcelist.xml" => Ok(resource_index(&service, &headers)),
        "changelist.xml" => change_index(&service, &headers),
        "resourcedump.xml" => dump(&service),
        _ => Err(missing(&name)),
    })
    .await
}

/// `GET /resourcesync/{list}/{n}.xml`
pub async fn part(
    State(service): State<Service>,
    Path((list, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let whole = format!("{list}/{name}");
    if whole == "changelist/latest.xml" {
        return view::blocking(move || latest(&service, &headers)).await;
    }
    let number = name.strip_suffix(".xml").and_then(|n| n.parse().ok());
    let number: u64 = number.ok_or_else(|| missing(&whole))?;
    view::blocking(move || {
        let answer = match list.as_str() {
            "resourcelist" => resource_list(&service, &headers, number)?,
            "changelist" => change_list(&service, &headers, number)?,
            _ => None,
        };
        answer.ok_or_else(|| missing(&whole))
    })
    .await
}

fn missing(name: &str) -> Fault {
    Fault::not_found(format!(
        "there is no list {name}; {} leads to those there are",
        resourcesync::WELL_KNOWN
    ))
}

fn xml(body: String) -> Response {
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], body).into_response()
}

/// A document of this version, unless the asker has it.
fn fresh(
    headers: &HeaderMap,
    version: &Validators,
    body: impl FnOnce() -> Result<String, Fault>,
) -> Result<Response, Fault> {
    if version.known(headers) {
        return Ok(version.not_modified());
    }
    let mut response = xml(body()?);
    version.put(response.headers_mut());
    Ok(response)
}

/// What tells the state of the whole collection from any other, read before anything else.
fn whole(service: &Service, name: &str) -> Validators {
    let store = &service.app.store;
    let read = store.response_date();
    let newest = store.shards().iter().map(|shard| shard.lastmod).max();
    Validators {
        etag: format!("W/\"{EDITION}-{name}-{}\"", store.head()),
        modified: newest.unwrap_or_default(),
        read,
    }
}

fn resource_index(service: &Service, headers: &HeaderMap) -> Response {
    let version = whole(service, "resources");
    let shards = service.app.store.shards();
    let shards: Vec<_> = shards
        .iter()
        .map(|s| (s.number, s.records, s.lastmod))
        .collect();
    let body = || {
        Ok(resourcesync::resource_index(
            &service.site,
            version.read,
            &shards,
        ))
    };
    fresh(headers, &version, body).into_response()
}

fn resource_list(
    service: &Service,
    headers: &HeaderMap,
    number: u64,
) -> Result<Option<Response>, Fault> {
    let store = &service.app.store;
    let read = store.response_date();
    let rows = store.shard(number)?;
    if rows.iter().all(|row| row.deleted) {
        return Ok(None);
    }
    let newest = rows.iter().map(|row| row.seq.0).max().unwrap_or(0);
    let modified = rows.iter().map(|row| row.datestamp).max();
    let version = Validators {
        etag: format!("W/\"{EDITION}-resources-{number}-{newest}\""),
        modified: modified.unwrap_or_default(),
        read,
    };
    let live = rows.iter().filter(|row| !row.deleted);
    let live: Vec<_> = live.map(|row| (row.id, row.datestamp)).collect();
    let body = || Ok(resourcesync::resource_list(&service.site, read, &live));
    fresh(headers, &version, body).map(Some)
}

fn change_index(service: &Service, headers: &HeaderMap) -> Result<Response, Fault> {
    let version = whole(service, "changes");
    fresh(headers, &version, || {
        let parts = resourcesync::parts(&Collection::new(&service.app)).map_err(unread)?;
        Ok(resourcesync::change_index(
            &service.site,
            &parts,
            version.read,
        ))
    })
}

fn change_list(
    service: &Service,
    headers: &HeaderMap,
    number: u64,
) -> Result<Option<Response>, Fault> {
    let version = whole(service, &format!("changes-{number}"));
    let collection = Collection::new(&service.app);
    let parts = resourcesync::parts(&collection).map_err(unread)?;
    let Some(part) = parts.into_iter().find(|part| part.number == number) else {
        return Ok(None);
    };
    let body = || {
        let entries = resourcesync::changes_of(&collection, number).map_err(unread)?;
        Ok(resourcesync::change_list(&service.site, &part, &entries))
    };
    fresh(headers, &version, body).map(Some)
}

/// The last two parts in one, for clients that read no index.
fn latest(service: &Service, headers: &HeaderMap) -> Result<Response, Fault> {
    let version = whole(service, "changes-latest");
    fresh(headers, &version, || {
        let collection = Collection::new(&service.app);
        let parts = resourcesync::parts(&collection).map_err(unread)?;
        let last = &parts[parts.len().saturating_sub(2)..];
        let mut entries = Vec::new();
        for part in last {
            entries.extend(resourcesync::changes_of(&collection, part.number).map_err(unread)?);
        }
        let from = last.first().map_or(version.read, |part| part.from);
        let part = ChangePart {
            number: 0,
            from,
            until: None,
        };
        Ok(resourcesync::change_list(&service.site, &part, &entries))
    })
}

fn unread(error: RepositoryError) -> Fault {
    tracing::error!(%error, "a list of changes could not be read");
    Fault::unavailable("the collection cannot be read at the moment; try again")
}

fn dump(service: &Service) -> Result<Response, Fault> {
    let newest = dumps::newest(&service.app.config.data).ok_or_else(|| {
        Fault::not_found("no dump has been made yet; the service makes one each night".to_owned())
    })?;
    let packages = newest.files.iter().filter(|f| f.kind == Kind::Resourcesync);
    let packages: Vec<Package> = packages
        .map(|file| Package {
            path: file.path.clone(),
            bytes: file.bytes,
            sha256: file.sha256.clone(),
        })
        .collect();
    let moments: (Datestamp, Datestamp) = (newest.moment, newest.completed);
    Ok(xml(resourcesync::dump(&service.site, moments, &packages)))
}
