//! Collections: their list, and each one's page and feed. Keeping them is in `admin_collections.rs`.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::HeaderMap,
    response::Response,
};
use record::Datestamp;
use store::CollectionRow;
use taxonomy::Lang;

use super::{
    Service,
    fault::Fault,
    feed::{self, About, Asked},
    filters::{self, Chart},
    home::narrowest,
    labels::Dimension,
    params::SearchParams,
    reader::Reader,
    results::{self, ShownHit},
    search,
    view::{self, FacetLink, Frame, Link},
};

/// The search that finds a collection's records.
pub fn search_of(row: &CollectionRow) -> SearchParams {
    SearchParams::for_page(&row.query).0
}

/// The collections that are there, by name in the reader's language.
pub fn shown(service: &Service, reader: &Reader) -> Vec<CollectionRow> {
    let rows = service.app.store.collections().into_iter();
    let mut rows: Vec<CollectionRow> = rows.filter(|row| !row.removed).collect();
    reader.sort_by(&mut rows, |row| row.name(reader.lang));
    rows
}

/// Links to collections, with how many records each has.
pub fn links(service: &Service, reader: &Reader, rows: &[CollectionRow]) -> Vec<FacetLink> {
    let sets = service.app.store.sets();
    let link = |row: &CollectionRow| {
        let set = row.set();
        let records = sets.iter().find(|s| s.set == set).map_or(0, |s| s.records);
        FacetLink {
            label: row.name(reader.lang).to_owned(),
            count: reader.texts.number(&records),
            href: format!("/collections/{}", row.slug),
            chosen: false,
        }
    };
    rows.iter().map(link).collect()
}

#[derive(Template)]
#[template(path = "collections.html")]
struct CollectionsPage<'a> {
    frame: Frame<'a>,
    rows: Vec<(FacetLink, Option<(Lang, String)>)>,
}

/// `GET /collections`
pub async fn list(State(service): State<Service>, reader: Reader) -> Result<Response, Fault> {
    view::blocking(move || {
        let rows = shown(&service, &reader);
        let about = rows.iter().map(|row| {
            let text = row.description(reader.lang);
            text.map(|(lang, text)| (lang, text.to_owned()))
        });
        let links = links(&service, &reader, &rows).into_iter();
        let heading = reader.texts.text("collections");
        let page = CollectionsPage {
            frame: Frame::new(&service, &reader, &heading, "/collections"),
            rows: links.zip(about).collect(),
        };
        view::html(&page, &reader)
    })
    .await
}

#[derive(Template)]
#[template(path = "collection.html")]
struct CollectionPage<'a> {
    frame: Frame<'a>,
    path: Vec<Link>,
    heading: String,
    description: Option<(Lang, String)>,
    keeps: Option<String>,
    total: u64,
    total_line: String,
    types: Vec<FacetLink>,
    languages: Vec<FacetLink>,
    chart: Chart,
    hits: Vec<ShownHit>,
    search_href: String,
    feed: String,
    harvest: String,
    previous: Option<String>,
    next: Option<String>,
}

/// `GET /collections/{slug}?page=` and `GET /collections/{slug}.atom`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let slug = name.strip_suffix(feed::SUFFIX);
    let row = there(&service, slug.unwrap_or(&name))?;
    if slug.is_some() {
        let asked = Asked::of(query.as_deref(), &headers)?;
        let about = About {
            set: Some(row.set()),
            title: row.name(reader.lang).to_owned(),
            subtitle: row
                .description(reader.lang)
                .map(|(_, text)| text.to_owned()),
            lang: reader.lang,
            path: format!("/collections/{}", row.slug),
        };
        return view::blocking(move || feed::answer(&service, &about, &asked)).await;
    }
    let page = SearchParams::parse(query.as_deref().unwrap_or("")).0.page;
    view::blocking(move || show(&service, &reader, &row, page)).await
}

/// A collection that is there.
///
/// # Errors
/// 410 for one that was removed, 404 for one that never was.
pub fn there(service: &Service, slug: &str) -> Result<CollectionRow, Fault> {
    match service.app.store.collection(slug) {
        Some(row) if row.removed => Err(Fault::gone(format!(
            "the collection {slug} was removed; /collections lists those that are there"
        ))),
        Some(row) => Ok(row),
        None => Err(Fault::not_found(format!(
            "there is no collection {slug}; /collections lists them"
        ))),
    }
}

fn show(
    service: &Service,
    reader: &Reader,
    row: &CollectionRow,
    page: usize,
) -> Result<Response, Fault> {
    let params = SearchParams {
        page,
        ..search_of(row)
    };
    let found = search::run(service, reader, &params)?;
    let heading = row.name(reader.lang).to_owned();
    let address = format!("/collections/{}", row.slug);
    let at = |page: usize| match page {
        1 => address.clone(),
        page => format!("{address}?page={page}"),
    };
    let narrowed = |dimension: Dimension, value: &str| {
        let mut narrowed = SearchParams {
            page: 1,
            ..params.clone()
        };
        match dimension {
            Dimension::Type => narrowed.types = vec![value.to_owned()],
            _ => narrowed.languages = Lang::new(value).into_iter().collect(),
        }
        narrowed.href()
    };
    let values = |dimension: Dimension, counts: &[index::FacetCount]| -> Vec<FacetLink> {
        let link = |c: &index::FacetCount| FacetLink {
            label: dimension.label(&c.value, &service.app.taxonomy(), reader),
            count: reader.texts.number(&c.count),
            href: narrowed(dimension, &c.value),
            chosen: false,
        };
        counts.iter().map(link).collect()
    };
    let reachable = found.total.min(index::MAX_DEPTH as u64);
    let more = (page * params.per_page) < usize::try_from(reachable).unwrap_or(usize::MAX);
    let mut frame = Frame::new(service, reader, &heading, &at(page));
    frame.about(row.description(reader.lang).map_or("", |(_, text)| text));
    let feed = format!("{address}{}", feed::SUFFIX);
    frame.feed = Some(Link {
        label: heading.clone(),
        href: feed.clone(),
    });
    let page = CollectionPage {
        keeps: frame
            .keeps_collections()
            .then(|| format!("/admin/collections/{}", row.slug)),
        frame,
        path: vec![Link {
            label: reader.texts.text("collections"),
            href: "/collections".to_owned(),
        }],
        description: row
            .description(reader.lang)
            .map(|(lang, text)| (lang, text.to_owned())),
        total: found.total,
        total_line: reader.texts.count("works-found", &found.total),
        types: values(
            Dimension::Type,
            &narrowest(service.app.taxonomy().document_types(), &found.facets.types),
        ),
        languages: values(Dimension::Language, &found.facets.languages),
        chart: filters::chart(reader, &params, &found.facets.years),
        hits: results::show(service, reader, &found.hits, &found.parsed)?,
        search_href: SearchParams {
            page: 1,
            ..params.clone()
        }
        .href(),
        feed,
        harvest: format!(
            "/oai?verb=ListRecords&metadataPrefix=oai_dc&set={}",
            row.set()
        ),
        previous: (page > 1).then(|| at(page - 1)),
        next: more.then(|| at(page + 1)),
        heading,
    };
    view::html(&page, reader)
}

/// Grows with every change of any collection.
pub fn version(service: &Service) -> u64 {
    let rows = service.app.store.collections();
    rows.iter().map(|row| row.version).sum()
}

/// When one of them was last changed.
pub fn changed(service: &Service) -> Datestamp {
    let rows = service.app.store.collections();
    rows.iter().map(|row| row.changed).max().unwrap_or_default()
}

/// The collections that a record is in, as links.
///
/// # Errors
/// When the store cannot be read.
pub fn of_record(
    service: &Service,
    reader: &Reader,
    id: record::RecordId,
) -> Result<Vec<Link>, Fault> {
    let row = service.app.store.change(id)?;
    let sets = row.map_or_else(Vec::new, |row| row.sets);
    let slugs = sets
        .iter()
        .filter_map(|set| set.as_str().strip_prefix(CollectionRow::PREFIX));
    let rows = slugs.filter_map(|slug| service.app.store.collection(slug));
    let link = |row: CollectionRow| Link {
        label: row.name(reader.lang).to_owned(),
        href: format!("/collections/{}", row.slug),
    };
    Ok(rows.filter(|row| !row.removed).map(link).collect())
}
