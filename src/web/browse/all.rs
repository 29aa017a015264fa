//! A path of plain links to every record, for crawlers that follow nothing else.

use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{ValuesPage, records::ListPage};
use crate::web::{
    Service,
    fault::Fault,
    reader::Reader,
    results,
    view::{self, FacetLink, Frame},
};

/// Ids on one page.
const RANGE: u64 = 500;

/// `GET /browse/all`: a path of plain links to every record.
pub async fn index(State(service): State<Service>, reader: Reader) -> Result<Response, Fault> {
    view::blocking(move || {
        let mut links = Vec::new();
        for shard in service.app.store.shards().iter().filter(|s| s.records > 0) {
            let first = (shard.number - 1) * store::SHARD_RECORDS + 1;
            links.push(FacetLink {
                label: format!("{first}–{}", first + store::SHARD_RECORDS - 1),
                count: reader.texts.number(&shard.records),
                href: format!("/browse/all/{first}"),
                chosen: false,
            });
        }
        // The end of the newest part has no part after it to be reached from.
        if let Some(newest) = service.app.store.shards().last() {
            let rows = service.app.store.shard(newest.number)?;
            let last = rows.iter().map(|row| row.id.0).max().unwrap_or(1);
            let from = (last - 1) / RANGE * RANGE + 1;
            if from - 1 > (newest.number - 1) * store::SHARD_RECORDS + 5 * RANGE {
                links.push(FacetLink {
                    label: format!("{from}–{last}"),
                    count: String::new(),
                    href: format!("/browse/all/{from}"),
                    chosen: false,
                });
            }
        }
        let heading = reader.texts.text("browse-all");
        let frame = Frame::new(&service, &reader, &heading, "/browse/all");
        view::html(
            &ValuesPage {
                frame,
                heading,
                other: None,
                links,
            },
            &reader,
        )
    })
    .await
}

/// `GET /browse/all/{from}`: the records from this id on.
pub async fn range(
    State(service): State<Service>,
    reader: Reader,
    Path(from): Path<u64>,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let from = from.max(1);
        let shard = (from - 1) / store::SHARD_RECORDS + 1;
        let rows = service.app.store.shard(shard)?;
        let upto = from + RANGE;
        let mut hits = Vec::new();
        for row in rows
            .iter()
            .filter(|r| !r.deleted && (from..upto).contains(&r.id.0))
        {
            if let Some(record) = service.app.store.record(row.id)? {
                hits.push(results::plain(&service, &reader, record)?);
            }
        }
        let last = rows.iter().map(|r| r.id.0).max().unwrap_or(0);
        if rows.is_empty() || from > last {
            return Err(Fault::not_found(format!(
                "there is no record from {from} on"
            )));
        }
        let next = (upto <= last).then(|| format!("/browse/all/{upto}"));
        // Back across the parts as well: no record is more than ten links from the home page.
        let previous = (from > RANGE).then(|| format!("/browse/all/{}", from - RANGE));
        let heading = format!("{} {from}–{}", reader.texts.text("browse-all"), upto - 1);
        let page = ListPage {
            frame: Frame::new(&service, &reader, &heading, &format!("/browse/all/{from}")),
            heading,
            total_line: reader.texts.count("records-here", &(hits.len() as u64)),
            narrower: Vec::new(),
            hits,
            search_href: String::new(),
            previous,
            next,
        };
        view::html(&page, &reader)
    })
    .await
}
