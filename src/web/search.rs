//! The search page.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use index::{FacetCount, Facets, QueryNotice, SearchError};

use super::{
    Service,
    fault::Fault,
    labels::Dimension,
    params::{SORTS, SearchParams},
    reader::Reader,
    results::{self, ShownHit},
    view::{self, Frame},
};

/// Facet values shown before "more".
const SHOWN_VALUES: usize = 12;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    frame: Frame<'a>,
    params: &'a SearchParams,
    total: u64,
    total_line: String,
    hits: Vec<ShownHit>,
    groups: Vec<FacetGroup>,
    chips: Vec<Chip>,
    notices: Vec<String>,
    sorts: Vec<SortLink>,
    pager: Pager,
}

/// One facet.
pub struct FacetGroup {
    /// Its heading.
    pub heading: String,
    /// Its values.
    pub values: Vec<FacetLink>,
    /// Values behind "more".
    pub more: Vec<FacetLink>,
}

/// A facet's value.
pub struct FacetLink {
    /// Its name.
    pub label: String,
    /// How many hits have it, whatever else of its facet is chosen.
    pub count: String,
    /// The search with it added or taken away.
    pub href: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

struct Chip {
    label: String,
    href: String,
}

struct SortLink {
    label: String,
    href: String,
    chosen: bool,
}

/// Links to other pages of a list.
pub struct Pager {
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// "Page 2 of 7".
    pub line: String,
}

/// `GET /search`
pub async fn page(
    State(service): State<Service>,
    reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let (params, faults) = SearchParams::parse(query.as_deref().unwrap_or(""));
    view::blocking(move || render(&service, &reader, &params, faults)).await
}

fn render(
    service: &Service,
    reader: &Reader,
    params: &SearchParams,
    faults: Vec<String>,
) -> Result<Response, Fault> {
    let app = &service.app;
    let texts = reader.texts;
    let found = match app
        .index
        .search(&params.request(reader.lang), &app.taxonomy)
    {
        Ok(found) => found,
        Err(error @ SearchError::TooDeep { .. }) => {
            return Err(Fault::bad_request(error.to_string()));
        }
        Err(error) => return Err(Fault::internal(error)),
    };
    let mut notices: Vec<String> = faults
        .iter()
        .map(|f| texts.with("notice-parameter", f))
        .collect();
    notices.extend(found.notices.iter().map(|n| notice(reader, n)));
    let hits = results::show(service, &found.hits, &found.parsed)?;
    let path = format!("/search?{}", params.to_query());
    let page = SearchPage {
        frame: Frame::new(
            service,
            reader,
            &texts.with("search-title", &params.q),
            &path,
        ),
        total: found.total,
        total_line: texts.count("results", &found.total),
        hits,
        groups: groups(service, reader, params, &found.facets),
        chips: chips(service, reader, params),
        notices,
        sorts: sorts(reader, params),
        pager: pager(reader, params, found.total),
        params,
    };
    view::html(&page, reader)
}

/// What a query notice says to a reader.
fn notice(reader: &Reader, notice: &QueryNotice) -> String {
    let id = format!("notice-{}", notice.code);
    let (texts, about) = (reader.texts, notice.text_args.join(", "));
    if texts.has(&id) {
        texts.with(&id, &about)
    } else {
        texts.with("notice-other", &about)
    }
}

fn counts(facets: &Facets, dimension: Dimension) -> &[FacetCount] {
    match dimension {
        Dimension::Type => &facets.types,
        Dimension::Theme => &facets.themes,
        Dimension::Language => &facets.languages,
        Dimension::Year => &facets.years,
        Dimension::Journal => &facets.journals,
        Dimension::FullText => &facets.full_text,
    }
}

fn groups(
    service: &Service,
    reader: &Reader,
    params: &SearchParams,
    facets: &Facets,
) -> Vec<FacetGroup> {
    let group = |dimension: Dimension| {
        let mut values: Vec<FacetLink> = counts(facets, dimension)
            .iter()
            .map(|found| FacetLink {
                label: dimension.label(&found.value, &service.app.taxonomy, reader),
                count: reader.texts.number(&found.count),
                href: link(&toggled(params, dimension, &found.value)),
                chosen: is_chosen(params, dimension, &found.value),
            })
            .collect();
        let more = values.split_off(values.len().min(SHOWN_VALUES));
        FacetGroup {
            heading: dimension.heading(reader),
            values,
            more,
        }
    };
    Dimension::ALL
        .into_iter()
        .map(group)
        .filter(|g| !g.values.is_empty())
        .collect()
}

fn link(params: &SearchParams) -> String {
    format!("/search?{}", params.to_query())
}

fn chosen(params: &SearchParams, dimension: Dimension) -> Vec<String> {
    match dimension {
        Dimension::Type => params.types.clone(),
        Dimension::Theme => params.themes.clone(),
        Dimension::Language => params.languages.iter().map(ToString::to_string).collect(),
        Dimension::Journal => params.journals.clone(),
        Dimension::FullText => params.full_text.iter().map(ToString::to_string).collect(),
        Dimension::Year => match (params.from, params.until) {
            (None, None) => Vec::new(),
            (Some(a), Some(b)) if a == b => vec![a.to_string()],
            (a, b) => {
                let year = |y: Option<i16>| y.map(|y| y.to_string()).unwrap_or_default();
                vec![format!("{}–{}", year(a), year(b))]
            }
        },
    }
}

fn is_chosen(params: &SearchParams, dimension: Dimension, value: &str) -> bool {
    chosen(params, dimension).iter().any(|v| v == value)
}

/// The search with one value chosen, or taken away when it was; always from the first page.
fn toggled(params: &SearchParams, dimension: Dimension, value: &str) -> SearchParams {
    let was = is_chosen(params, dimension, value);
    let mut params = SearchParams {
        page: 1,
        ..params.clone()
    };
    let mut list = chosen(&params, dimension);
    if was {
        list.retain(|v| v != value);
    } else {
        // In place of the others: the value's count is what it has as the dimension's only choice.
        list = vec![value.to_owned()];
    }
    match dimension {
        Dimension::Type => params.types = list,
        Dimension::Theme => params.themes = list,
        Dimension::Journal => params.journals = list,
        Dimension::Language => {
            params.languages = list
                .iter()
                .filter_map(|l| taxonomy::Lang::new(l).ok())
                .collect()
        }
        Dimension::FullText => params.full_text = if was { None } else { Some(value == "true") },
        Dimension::Year => {
            let year = if was { None } else { value.parse().ok() };
            (params.from, params.until) = (year, year);
        }
    }
    params
}

fn chips(service: &Service, reader: &Reader, params: &SearchParams) -> Vec<Chip> {
    let chip = |dimension: Dimension, value: String| Chip {
        label: format!(
            "{}: {}",
            dimension.heading(reader),
            dimension.label(&value, &service.app.taxonomy, reader)
        ),
        href: link(&toggled(params, dimension, &value)),
    };
    Dimension::ALL
        .into_iter()
        .flat_map(|d| chosen(params, d).into_iter().map(move |v| (d, v)))
        .map(|(d, v)| chip(d, v))
        .collect()
}

fn sorts(reader: &Reader, params: &SearchParams) -> Vec<SortLink> {
    SORTS
        .iter()
        .map(|(name, sort)| SortLink {
            label: reader.texts.text(&format!("sort-{name}")),
            href: link(&SearchParams {
                sort: *sort,
                page: 1,
                ..params.clone()
            }),
            chosen: params.sort == *sort,
        })
        .collect()
}

fn pager(reader: &Reader, params: &SearchParams, total: u64) -> Pager {
    let last = total.div_ceil(params.per_page as u64).max(1);
    let at = |page: usize| {
        link(&SearchParams {
            page,
            ..params.clone()
        })
    };
    let page = params.page as u64;
    Pager {
        previous: (page > 1).then(|| at(params.page - 1)),
        next: (page < last).then(|| at(params.page + 1)),
        line: reader.texts.with(
            "page-line",
            &format!(
                "{} / {}",
                reader.texts.number(&page),
                reader.texts.number(&last)
            ),
        ),
    }
}
