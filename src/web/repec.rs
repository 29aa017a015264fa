//! The RePEc archive: two templates about itself, and the templates of the records, in files of as many records as a
//! sitemap has. Only live records are in it; RePEc drops what has gone from a file.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use harvest::{
    cite::CitationFormat,
    repec::{self, SERIES, Series},
};
use record::Record;

use super::{
    Service,
    fault::Fault,
    reader::Reader,
    view::{self, Frame, Link},
};

/// Where the archive is.
const FOLDER: &str = "/repec/ilo";

#[derive(Template)]
#[template(path = "repec.html")]
struct FolderPage<'a> {
    frame: Frame<'a>,
    heading: String,
    links: Vec<Link>,
}

/// `GET /repec/ilo/`: what is in the archive; mirrors follow the links.
pub async fn archive(State(service): State<Service>, reader: Reader) -> Result<Response, Fault> {
    let files = ["iloarch.rdf", "iloseri.rdf"]
        .map(str::to_owned)
        .into_iter();
    let folders = SERIES.iter().map(|series| format!("{}/", series.code));
    let heading = format!("RePEc:{}", repec::ARCHIVE);
    folder(
        &service,
        &reader,
        (heading, ""),
        files.chain(folders).collect(),
    )
}

/// `GET /repec/ilo/{series}/`: the files of a series.
pub async fn series(
    State(service): State<Service>,
    reader: Reader,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    let series = named(&code)?;
    let shards = service.app.store.shards();
    let live = shards.iter().filter(|shard| shard.records > 0);
    let files = live.map(|shard| format!("{}.rdf", shard.number)).collect();
    let heading = format!("RePEc:{}:{}", repec::ARCHIVE, series.code);
    folder(&service, &reader, (heading, series.code), files)
}

fn named(code: &str) -> Result<&'static Series, Fault> {
    Series::named(code).ok_or_else(|| {
        Fault::not_found(format!(
            "there is no series {code}; {FOLDER}/iloseri.rdf lists them"
        ))
    })
}

fn folder(
    service: &Service,
    reader: &Reader,
    (heading, below): (String, &str),
    names: Vec<String>,
) -> Result<Response, Fault> {
    let base = match below {
        "" => format!("{FOLDER}/"),
        below => format!("{FOLDER}/{below}/"),
    };
    let mut frame = Frame::new(service, reader, &heading, &base);
    frame.noindex = true;
    let links = names.into_iter().map(|name| Link {
        href: format!("{base}{name}"),
        label: name,
    });
    let page = FolderPage {
        frame,
        heading,
        links: links.collect(),
    };
    view::html(&page, reader)
}

/// `GET /repec/ilo/iloarch.rdf` and `/repec/ilo/iloseri.rdf`
pub async fn about(
    State(service): State<Service>,
    Path(name): Path<String>,
) -> Result<Response, Fault> {
    match name.as_str() {
        "iloarch.rdf" => Ok(redif(repec::archive(&service.site))),
        "iloseri.rdf" => Ok(redif(repec::series(&service.site))),
        _ => Err(Fault::not_found(format!(
            "there is no {name} in the archive; {FOLDER}/ lists what there is"
        ))),
    }
}

/// `GET /repec/ilo/{series}/{number}.rdf`: the templates of a series' records in one part of the collection.
pub async fn papers(
    State(service): State<Service>,
    Path((code, name)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let series = named(&code)?;
    let number = name.strip_suffix(".rdf").and_then(|n| n.parse().ok());
    let missing = move || {
        Fault::not_found(format!(
            "there is no {name} in the series; {FOLDER}/{code}/ lists what there is"
        ))
    };
    view::blocking(move || {
        let number = number.ok_or_else(&missing)?;
        let rows = service.app.store.shard(number)?;
        if rows.iter().all(|row| row.deleted) {
            return Err(missing());
        }
        let mut records: Vec<Arc<Record>> = Vec::new();
        for row in rows.iter().filter(|row| !row.deleted) {
            let record = service.app.store.record(row.id)?;
            let live = record.filter(|record| record.status.is_live());
            records.extend(live.filter(|r| Series::of(r, &service.app.taxonomy()) == series));
        }
        let records = records.iter().map(|record| &**record);
        let format = CitationFormat::Redif;
        Ok(redif(format.document(
            records,
            &service.site,
            &service.app.taxonomy(),
        )))
    })
    .await
}

fn redif(body: String) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response()
}
