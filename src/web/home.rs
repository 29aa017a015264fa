//! The home page: the search box, the collection in figures, the newest records, ways in.

use askama::Template;
use axum::{extract::State, response::Response};
use record::{ChangeRange, Seq};

use super::{
    Service,
    fault::Fault,
    labels::Dimension,
    params::SearchParams,
    reader::Reader,
    results::{self, ShownHit},
    search::FacetLink,
    view::{self, Frame},
};

/// Newest records shown.
const NEWEST: usize = 8;
/// Document types and languages shown.
const WAYS_IN: usize = 10;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    frame: Frame<'a>,
    records: u64,
    works: u64,
    newest: Vec<ShownHit>,
    types: Vec<FacetLink>,
    themes: Vec<FacetLink>,
    journals: Vec<FacetLink>,
}

/// `GET /`
pub async fn page(State(service): State<Service>, reader: Reader) -> Result<Response, Fault> {
    view::blocking(move || render(&service, &reader)).await
}

fn render(service: &Service, reader: &Reader) -> Result<Response, Fault> {
    let app = &service.app;
    let stats = app.store.stats();
    let request = SearchParams::default().request(reader.lang);
    let found = app
        .index
        .search(&request, &app.taxonomy)
        .map_err(Fault::internal)?;
    let ways = |dimension: Dimension, counts: &[index::FacetCount]| -> Vec<FacetLink> {
        let link = |found: &index::FacetCount| FacetLink {
            label: dimension.label(&found.value, &app.taxonomy, reader),
            count: reader.texts.number(&found.count),
            href: format!("/browse/{}/{}", dimension.name(), found.value),
            chosen: false,
        };
        counts.iter().take(WAYS_IN).map(link).collect()
    };
    let top_themes: Vec<index::FacetCount> = found
        .facets
        .themes
        .iter()
        .filter(|f| {
            app.taxonomy
                .themes()
                .top()
                .iter()
                .any(|t| t.as_str() == f.value)
        })
        .cloned()
        .collect();
    let page = HomePage {
        frame: Frame::new(service, reader, &app.config.name, "/"),
        records: stats.records,
        works: stats.works,
        newest: newest(service)?,
        types: ways(Dimension::Type, &found.facets.types),
        themes: ways(Dimension::Theme, &top_themes),
        journals: ways(Dimension::Journal, &found.facets.journals),
    };
    view::html(&page, reader)
}

/// The records that changed last and are shown, newest first.
fn newest(service: &Service) -> Result<Vec<ShownHit>, Fault> {
    let store = &service.app.store;
    let mut shown: Vec<ShownHit> = Vec::new();
    let (mut until, mut reach) = (store.head(), 4 * NEWEST as u64);
    // Superseded seqs are gaps: reach further back until there are enough.
    while shown.len() < NEWEST && until > Seq(0) {
        let after = Seq(until.0.saturating_sub(reach));
        let range = ChangeRange {
            after,
            until: Some(until),
            set: None,
        };
        let rows = store.changes(&range, usize::try_from(reach).unwrap_or(usize::MAX))?;
        for row in rows.iter().rev().filter(|r| !r.deleted) {
            if shown.len() < NEWEST
                && let Some(record) = store.record(row.id)?
            {
                shown.push(results::plain(service, record)?);
            }
        }
        (until, reach) = (after, reach * 4);
    }
    Ok(shown)
}
