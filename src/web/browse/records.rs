//! The records of one value, by title, a page at a time.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};

use super::dimension;
use crate::web::{
    Service,
    fault::Fault,
    labels::Dimension,
    params::SearchParams,
    reader::Reader,
    results::{self, ShownHit},
    search,
    view::{self, FacetLink, Frame, segment},
};

#[derive(Template)]
#[template(path = "list.html")]
pub(super) struct ListPage<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) heading: String,
    pub(super) total_line: String,
    pub(super) narrower: Vec<FacetLink>,
    pub(super) hits: Vec<ShownHit>,
    pub(super) search_href: String,
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
}

/// `GET /browse/{dimension}/{value}?page=`
pub async fn page(
    State(service): State<Service>,
    reader: Reader,
    Path((name, value)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let dimension = dimension(&name)?;
    let page = SearchParams::parse(query.as_deref().unwrap_or("")).0.page;
    view::blocking(move || list(&service, &reader, dimension, &value, page)).await
}

/// The search that finds a dimension's value.
fn search_for(dimension: Dimension, value: &str) -> Option<SearchParams> {
    let mut params = SearchParams {
        sort: index::Sort::Title,
        per_page: 100,
        ..SearchParams::default()
    };
    match dimension {
        Dimension::Type => params.types.push(value.to_owned()),
        Dimension::Theme => params.themes.push(value.to_owned()),
        Dimension::Journal => {
            params.journals.push(value.to_owned());
            params.sort = index::Sort::DateNewest;
        }
        Dimension::Language => params.languages.push(taxonomy::Lang::new(value).ok()?),
        Dimension::Year => {
            let year = value.parse().ok()?;
            (params.from, params.until) = (Some(year), Some(year));
        }
        Dimension::Author => params.authors.push(value.to_owned()),
        Dimension::FullText => params.full_text = Some(value == "true"),
    }
    Some(params)
}

fn list(
    service: &Service,
    reader: &Reader,
    dimension: Dimension,
    value: &str,
    page: usize,
) -> Result<Response, Fault> {
    let taxonomy = &service.app.taxonomy();
    let unknown = || Fault::not_found(format!("no record has {} {value}", dimension.name()));
    let params = SearchParams {
        page,
        ..search_for(dimension, value).ok_or_else(unknown)?
    };
    let found = search::run(service, reader, &params)?;
    if found.total == 0 {
        return Err(unknown());
    }
    let narrower = narrower(service, reader, dimension, value, &found.facets);
    let heading = dimension.label(value, taxonomy, reader);
    let address = format!("/browse/{}/{}", dimension.name(), segment(value));
    let path = |page: usize| match page {
        1 => address.clone(),
        page => format!("{address}?page={page}"),
    };
    let reachable = found.total.min(index::MAX_DEPTH as u64);
    let more = (page * params.per_page) < usize::try_from(reachable).unwrap_or(usize::MAX);
    let page = ListPage {
        frame: Frame::new(
            service,
            reader,
            &format!("{}: {heading}", dimension.heading(reader)),
            &path(page),
        ),
        heading,
        total_line: reader.texts.count("results", &found.total),
        narrower,
        hits: results::show(service, reader, &found.hits, &found.parsed)?,
        search_href: SearchParams {
            page: 1,
            sort: index::Sort::Relevance,
            per_page: 20,
            works: true,
            ..params
        }
        .href(),
        previous: (page > 1).then(|| path(page - 1)),
        next: more.then(|| path(page + 1)),
    };
    view::html(&page, reader)
}

/// The concepts directly below, with their counts.
fn narrower(
    service: &Service,
    reader: &Reader,
    dimension: Dimension,
    value: &str,
    facets: &index::Facets,
) -> Vec<FacetLink> {
    let taxonomy = &service.app.taxonomy();
    let (scheme, counts) = match dimension {
        Dimension::Type => (taxonomy.document_types(), &facets.types),
        Dimension::Theme => (taxonomy.themes(), &facets.themes),
        _ => return Vec::new(),
    };
    let link = |id: &taxonomy::ConceptId| {
        let found = counts.iter().find(|c| c.value == id.as_str())?;
        Some(FacetLink {
            label: dimension.label(id.as_str(), taxonomy, reader),
            count: reader.texts.number(&found.count),
            href: format!("/browse/{}/{id}", dimension.name()),
            chosen: false,
        })
    };
    scheme.narrower(value).iter().filter_map(link).collect()
}
