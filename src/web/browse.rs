//! Browsing: plain links by type, theme, language, year and journal, and a path to every record.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};
use index::SearchError;

use super::{
    Service,
    fault::Fault,
    labels::Dimension,
    params::SearchParams,
    reader::Reader,
    results::{self, ShownHit},
    view::{self, FacetLink, Frame},
};

/// The dimensions one can browse by.
const DIMENSIONS: [Dimension; 5] = [
    Dimension::Type,
    Dimension::Theme,
    Dimension::Year,
    Dimension::Journal,
    Dimension::Language,
];
/// Ids on one page of "all records".
const RANGE: u64 = 500;

#[derive(Template)]
#[template(path = "browse.html")]
struct BrowsePage<'a> {
    frame: Frame<'a>,
    heading: String,
    links: Vec<FacetLink>,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage<'a> {
    frame: Frame<'a>,
    heading: String,
    total_line: String,
    narrower: Vec<FacetLink>,
    hits: Vec<ShownHit>,
    search_href: String,
    previous: Option<String>,
    next: Option<String>,
}

/// `GET /browse`
pub async fn index(State(service): State<Service>, reader: Reader) -> Result<Response, Fault> {
    let link = |label: String, href: String| FacetLink {
        label,
        count: String::new(),
        href,
        chosen: false,
    };
    let mut links: Vec<FacetLink> = DIMENSIONS
        .iter()
        .map(|d| link(d.heading(&reader), format!("/browse/{}", d.name())))
        .collect();
    links.push(link(reader.texts.text("browse-all"), "/browse/all".into()));
    let heading = reader.texts.text("browse");
    let page = BrowsePage {
        frame: Frame::new(&service, &reader, &heading, "/browse"),
        heading,
        links,
    };
    view::html(&page, &reader)
}

fn dimension(name: &str) -> Result<Dimension, Fault> {
    let known = DIMENSIONS.into_iter().find(|d| d.name() == name);
    known.ok_or_else(|| {
        Fault::not_found(format!(
            "there is nothing to browse by {name}; try type, theme, year, journal, lang or all"
        ))
    })
}

/// `GET /browse/{dimension}`
pub async fn values(
    State(service): State<Service>,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, Fault> {
    let dimension = dimension(&name)?;
    view::blocking(move || {
        let links = all_values(&service, &reader, dimension)?;
        let heading = dimension.heading(&reader);
        let frame = Frame::new(&service, &reader, &heading, &format!("/browse/{name}"));
        view::html(
            &BrowsePage {
                frame,
                heading,
                links,
            },
            &reader,
        )
    })
    .await
}

/// Every value that a live record has, with its count.
fn all_values(
    service: &Service,
    reader: &Reader,
    dimension: Dimension,
) -> Result<Vec<FacetLink>, Fault> {
    let taxonomy = &service.app.taxonomy;
    let counts: Vec<(String, u64)> = match dimension {
        Dimension::Year => {
            let request = SearchParams::default().request(reader.lang);
            let found = service
                .app
                .index
                .search(&request, taxonomy)
                .map_err(Fault::internal)?;
            found
                .facets
                .years
                .into_iter()
                .map(|f| (f.value, f.count))
                .collect()
        }
        _ => {
            let prefix = format!("{}:", dimension.name());
            let sets = service
                .app
                .store
                .sets()
                .into_iter()
                .filter(|s| s.records > 0);
            sets.filter_map(|s| Some((s.set.as_str().strip_prefix(&prefix)?.to_owned(), s.records)))
                .collect()
        }
    };
    let mut links: Vec<FacetLink> = counts
        .into_iter()
        .map(|(value, count)| FacetLink {
            label: dimension.label(&value, taxonomy, reader),
            count: reader.texts.number(&count),
            href: format!("/browse/{}/{value}", dimension.name()),
            chosen: false,
        })
        .collect();
    if dimension != Dimension::Year {
        links.sort_by_cached_key(|l| taxonomy::fold(&l.label));
    }
    Ok(links)
}

/// `GET /browse/{dimension}/{value}?page=`
pub async fn records(
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
    let app = &service.app;
    let unknown = || Fault::not_found(format!("no record has {} {value}", dimension.name()));
    let params = SearchParams {
        page,
        ..search_for(dimension, value).ok_or_else(unknown)?
    };
    let found = match app
        .index
        .search(&params.request(reader.lang), &app.taxonomy)
    {
        Ok(found) if found.total == 0 => return Err(unknown()),
        Ok(found) => found,
        Err(error @ SearchError::TooDeep { .. }) => {
            return Err(Fault::bad_request(error.to_string()));
        }
        Err(error) => return Err(Fault::internal(error)),
    };
    let narrower = narrower(service, reader, dimension, value, &found.facets);
    let heading = dimension.label(value, &app.taxonomy, reader);
    let path = |page: usize| match page {
        1 => format!("/browse/{}/{value}", dimension.name()),
        page => format!("/browse/{}/{value}?page={page}", dimension.name()),
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
    let taxonomy = &service.app.taxonomy;
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

/// `GET /browse/all`: a path of plain links to every record.
pub async fn all(State(service): State<Service>, reader: Reader) -> Result<Response, Fault> {
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
        let heading = reader.texts.text("browse-all");
        let frame = Frame::new(&service, &reader, &heading, "/browse/all");
        view::html(
            &BrowsePage {
                frame,
                heading,
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
        let previous = (from > RANGE && (from - 1) % store::SHARD_RECORDS != 0)
            .then(|| format!("/browse/all/{}", from - RANGE));
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
