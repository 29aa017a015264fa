//! The home page: the search box, the collection in figures, collections, the newest records, ways in.

use askama::Template;
use axum::{extract::State, response::Response};
use index::FacetCount;
use record::RecordId;

use super::{
    Service, collections,
    fault::Fault,
    labels::Dimension,
    params::SearchParams,
    reader::Reader,
    results::{self, ShownHit},
    view::{self, FacetLink, Frame, Link},
};

/// Newest records shown.
const NEWEST: usize = 8;
/// Document types and languages shown.
const WAYS_IN: usize = 10;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    frame: Frame<'a>,
    figures: Vec<Figure>,
    newest: Vec<ShownHit>,
    types: Vec<FacetLink>,
    themes: Vec<FacetLink>,
    journals: Vec<FacetLink>,
    collections: Vec<FacetLink>,
}

/// The collection in a figure.
struct Figure {
    number: String,
    what: String,
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
        .search(&request, &app.taxonomy())
        .map_err(Fault::internal)?;
    let ways = |dimension: Dimension, counts: &[FacetCount]| -> Vec<FacetLink> {
        let link = |found: &FacetCount| FacetLink {
            label: dimension.label(&found.value, &app.taxonomy(), reader),
            count: reader.texts.number(&found.count),
            href: format!("/browse/{}/{}", dimension.name(), found.value),
            chosen: false,
        };
        counts.iter().take(WAYS_IN).map(link).collect()
    };
    let top_themes: Vec<FacetCount> = found
        .facets
        .themes
        .iter()
        .filter(|f| {
            app.taxonomy()
                .themes()
                .top()
                .iter()
                .any(|t| t.as_str() == f.value)
        })
        .cloned()
        .collect();
    let mut frame = Frame::new(service, reader, &app.config.name, "/");
    frame.feed = Some(Link {
        label: reader.texts.text("newest"),
        href: "/feed.atom".to_owned(),
    });
    let kept = collections::shown(service, reader);
    let page = HomePage {
        frame,
        collections: collections::links(service, reader, &kept),
        figures: figures(reader, &stats, &found.facets),
        newest: newest(service, reader)?,
        types: ways(
            Dimension::Type,
            &narrowest(app.taxonomy().document_types(), &found.facets.types),
        ),
        themes: ways(Dimension::Theme, &top_themes),
        journals: ways(Dimension::Journal, &found.facets.journals),
    };
    view::html(&page, reader)
}

/// The counts of concepts that have nothing counted below them.
pub fn narrowest(scheme: &taxonomy::Scheme, counts: &[FacetCount]) -> Vec<FacetCount> {
    let counted = |id: &taxonomy::ConceptId| counts.iter().any(|c| c.value == id.as_str());
    let is_narrowest = |c: &&FacetCount| !scheme.narrower(&c.value).iter().any(counted);
    counts.iter().filter(is_narrowest).cloned().collect()
}

/// Records, works, languages, years.
fn figures(reader: &Reader, stats: &store::Stats, facets: &index::Facets) -> Vec<Figure> {
    let count = |id: &str, n: u64| Figure {
        number: reader.texts.number(&n),
        what: reader.texts.count(id, &n),
    };
    let mut figures = vec![
        count("figure-records", stats.records),
        count("figure-works", stats.works),
        count("figure-languages", facets.languages.len() as u64),
    ];
    // Years come newest first.
    if let (Some(last), Some(first)) = (facets.years.first(), facets.years.last()) {
        figures.push(Figure {
            number: format!("{}–{}", first.value, last.value),
            what: reader.texts.text("figure-years"),
        });
    }
    figures
}

/// The records that came last, newest first; one of a work. What has changed since is in the feed.
fn newest(service: &Service, reader: &Reader) -> Result<Vec<ShownHit>, Fault> {
    let store = &service.app.store;
    let mut shown: Vec<ShownHit> = Vec::new();
    let mut below = RecordId(u64::MAX);
    while shown.len() < NEWEST {
        let ids = store.youngest(below, 4 * NEWEST)?;
        let Some(last) = ids.last() else { break };
        below = *last;
        for id in ids {
            if shown.len() < NEWEST
                && let Some(record) = store.record(id)?
                && shown.iter().all(|hit| hit.record.work != record.work)
            {
                shown.push(results::plain(service, reader, record)?);
            }
        }
    }
    Ok(shown)
}
