//! The search page.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use index::{QueryNotice, SearchError, SearchResult};
use record::{Seq, SetSpec};
use taxonomy::Scheme;

use super::{
    Service,
    fault::Fault,
    filters::{self, Chart, Chip, FacetGroup},
    opensearch,
    params::{SIZES, SORTS, SearchParams},
    reader::Reader,
    results::{self, ShownHit},
    view::{self, Frame, Link},
};

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    frame: Frame<'a>,
    params: &'a SearchParams,
    total: u64,
    total_line: String,
    understood: Option<String>,
    instead: Option<Link>,
    ways_out: Vec<Link>,
    hits: Vec<ShownHit>,
    groups: Vec<FacetGroup>,
    chart: Chart,
    kept: Vec<(&'static str, String)>,
    chips: Vec<Chip>,
    clear_href: String,
    /// Where the search can be made a collection of, for those who keep them.
    keep_href: Option<String>,
    /// Where what was found is edited at once, for cataloguers.
    batch_href: Option<String>,
    notices: Vec<String>,
    sorts: Vec<Choice>,
    sizes: Vec<Choice>,
    versions_link: Link,
    cite_href: String,
    pager: Pager,
}

/// One of several ways to show the results.
struct Choice {
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
    let (params, faults) = SearchParams::for_page(query.as_deref().unwrap_or(""));
    view::blocking(move || render(&service, &reader, &params, faults)).await
}

/// Refuses filters by values that there are not: nothing is found by them, and nobody links to them.
pub fn check_filters(service: &Service, params: &SearchParams) -> Result<(), Fault> {
    let app = &service.app;
    let missing = |what: &str, value: &str, list: &str| {
        Err(Fault::not_found(format!(
            "there is no {what} {value}; {list} lists what there is"
        )))
    };
    let unknown = |scheme: &Scheme, all: &[String]| {
        let unknown = all.iter().find(|id| scheme.resolve(id).is_none());
        unknown.cloned()
    };
    if let Some(id) = unknown(app.taxonomy().document_types(), &params.types) {
        return missing("document type", &id, "/browse/type");
    }
    if let Some(id) = unknown(app.taxonomy().themes(), &params.themes) {
        return missing("theme", &id, "/browse/theme");
    }
    for slug in &params.journals {
        let set = SetSpec::new(&format!("journal:{slug}"));
        if app.store.last_change(&set) == Seq(0) {
            return missing("journal", slug, "/journals");
        }
    }
    Ok(())
}

/// Runs a page's search.
pub fn run(
    service: &Service,
    reader: &Reader,
    params: &SearchParams,
) -> Result<SearchResult, Fault> {
    let app = &service.app;
    match app
        .index
        .search(&params.request(reader.lang), &app.taxonomy())
    {
        Ok(found) => Ok(found),
        Err(error @ SearchError::TooDeep { .. }) => Err(Fault::bad_request(error.to_string())),
        Err(error) => Err(Fault::internal(error)),
    }
}

fn render(
    service: &Service,
    reader: &Reader,
    params: &SearchParams,
    faults: Vec<String>,
) -> Result<Response, Fault> {
    let texts = reader.texts;
    check_filters(service, params)?;
    let found = run(service, reader, params)?;
    let mut notices: Vec<String> = faults
        .iter()
        .map(|f| {
            texts.with(
                "notice-parameter",
                f.rsplit_once(": ").map_or(f, |(what, _)| what),
            )
        })
        .collect();
    notices.extend(found.notices.iter().map(|n| notice(reader, n)));
    let path = params.href();
    let title = texts.with("search-title", &params.q);
    let counted = if params.works {
        "works-found"
    } else {
        "results"
    };
    let mut frame = Frame::new(service, reader, &title, &path);
    frame.feed = Some(Link {
        label: title.clone(),
        href: opensearch::href(params),
    });
    let narrowed = !params.q.is_empty() || params.is_filtered();
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let page = SearchPage {
        batch_href: (frame.catalogues() && narrowed).then(|| format!("/admin/batch?{query}")),
        keep_href: (frame.keeps_collections() && narrowed)
            .then(|| format!("/admin/collections/new?{query}")),
        frame,
        total: found.total,
        total_line: texts.count(counted, &found.total),
        understood: Some(found.parsed.text.clone()).filter(|text| *text != params.q),
        instead: instead(service, reader, params, &found)?,
        ways_out: ways_out(reader, params),
        hits: results::show(service, reader, &found.hits, &found.parsed)?,
        groups: filters::groups(service, reader, params, &found.facets),
        chart: filters::chart(reader, params, &found.facets.years),
        kept: params.kept(),
        chips: filters::chips(service, reader, params),
        clear_href: params.without_filters().href(),
        notices,
        sorts: sorts(reader, params),
        sizes: sizes(reader, params),
        versions_link: versions_link(reader, params),
        cite_href: params.first_page().href().replacen("/search", "/cite", 1),
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

/// A query that is spelled nearly alike and finds something.
fn instead(
    service: &Service,
    reader: &Reader,
    params: &SearchParams,
    found: &SearchResult,
) -> Result<Option<Link>, Fault> {
    if found.total > 0 {
        return Ok(None);
    }
    let index = &service.app.index;
    for q in index
        .respelled(&found.parsed, &service.app.taxonomy())
        .map_err(Fault::internal)?
    {
        let other = SearchParams {
            q,
            page: 1,
            ..params.clone()
        };
        if run(service, reader, &other)?.total > 0 {
            return Ok(Some(Link {
                href: other.href(),
                label: other.q,
            }));
        }
    }
    Ok(None)
}

/// Wider searches for one that found nothing.
fn ways_out(reader: &Reader, params: &SearchParams) -> Vec<Link> {
    let texts = reader.texts;
    let mut links = Vec::new();
    if params.is_filtered() {
        links.push(Link {
            label: texts.text("clear-filters"),
            href: params.without_filters().href(),
        });
    }
    let words: Vec<&str> = params.q.split_whitespace().collect();
    let plain = |w: &&str| w.chars().all(char::is_alphanumeric);
    if words.len() > 1 && words.iter().all(plain) {
        let any = words.join(" OR ");
        links.push(Link {
            label: texts.with("any-of-these", &any),
            href: SearchParams {
                q: any,
                page: 1,
                ..params.clone()
            }
            .href(),
        });
    }
    for (id, href) in [("search-help", "/help"), ("browse", "/browse")] {
        links.push(Link {
            label: texts.text(id),
            href: href.to_owned(),
        });
    }
    links
}

fn sorts(reader: &Reader, params: &SearchParams) -> Vec<Choice> {
    let choice = |(name, sort): &(&str, index::Sort)| Choice {
        label: reader.texts.text(&format!("sort-{name}")),
        href: SearchParams {
            sort: *sort,
            page: 1,
            ..params.clone()
        }
        .href(),
        chosen: params.sort == *sort,
    };
    SORTS.iter().map(choice).collect()
}

fn sizes(reader: &Reader, params: &SearchParams) -> Vec<Choice> {
    let choice = |size: &usize| Choice {
        label: reader.texts.number(&(*size as u64)),
        href: SearchParams {
            per_page: *size,
            page: 1,
            ..params.clone()
        }
        .href(),
        chosen: params.per_page == *size,
    };
    SIZES.iter().map(choice).collect()
}

fn versions_link(reader: &Reader, params: &SearchParams) -> Link {
    let id = if params.works {
        "versions-apart"
    } else {
        "versions-together"
    };
    Link {
        label: reader.texts.text(id),
        href: SearchParams {
            works: !params.works,
            page: 1,
            ..params.clone()
        }
        .href(),
    }
}

fn pager(reader: &Reader, params: &SearchParams, total: u64) -> Pager {
    let reachable = total.min(index::MAX_DEPTH as u64);
    let last = reachable.div_ceil(params.per_page as u64).max(1);
    let at = |page: usize| {
        SearchParams {
            page,
            ..params.clone()
        }
        .href()
    };
    let page = params.page as u64;
    let numbers = [reader.texts.number(&page), reader.texts.number(&last)];
    Pager {
        previous: (page > 1).then(|| at(params.page - 1)),
        next: (page < last).then(|| at(params.page + 1)),
        line: reader.texts.with("page-line", &numbers.join(" / ")),
    }
}
