//! `/admin/collections`: librarians make collections, change and remove them, and see beforehand
//! how many records each would hold.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{FromRequestParts, Path, RawQuery, State},
    http::{StatusCode, request::Parts},
    response::Response,
};
use taxonomy::Lang;

use crate::{
    pipeline::{CollectionDraft, CollectionError},
    web::{
        Service, account,
        collections::{self, search_of},
        fault::Fault,
        form::{Browser, Posted},
        gate::Signed,
        labels,
        params::SearchParams,
        reader::Reader,
        search,
        view::{self, FacetLink, Frame},
    },
};

#[derive(Template)]
#[template(path = "admin-collections.html")]
struct CollectionsPage<'a> {
    frame: Frame<'a>,
    links: Vec<FacetLink>,
}

/// `GET /admin/collections`
pub async fn list(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
) -> Result<Response, Fault> {
    let rows = collections::shown(&service, &reader);
    let mut links = collections::links(&service, &reader, &rows);
    for link in &mut links {
        link.href = format!("/admin{}", link.href);
    }
    let title = reader.texts.text("collections-keep");
    let page = CollectionsPage {
        frame: account::frame(&service, &reader, &title, "/admin/collections"),
        links,
    };
    account::page(&page, &service, &reader, &browser, (StatusCode::OK, None))
}

#[derive(Template)]
#[template(path = "admin-collection.html")]
struct CollectionPage<'a> {
    frame: Frame<'a>,
    heading: String,
    errors: Vec<String>,
    csrf: String,
    /// Whether it is there already: its slug stays.
    there: bool,
    action: String,
    version: u64,
    slug: String,
    texts: Vec<Texts>,
    query: String,
    found: Option<(String, String)>,
}

/// A collection's name and description in one language.
struct Texts {
    lang: Lang,
    language: String,
    name: String,
    description: String,
}

/// Who asks, and of what.
pub struct Visit {
    /// What it is asked of.
    pub service: Service,
    /// In which language.
    pub reader: Reader,
    /// By which browser.
    pub browser: Browser,
}

impl Visit {
    /// The service that is asked.
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// Who reads.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// In which browser.
    pub fn browser(&self) -> &Browser {
        &self.browser
    }
}

impl FromRequestParts<Service> for Visit {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Visit, Fault> {
        let Ok(reader) = Reader::from_request_parts(parts, service).await;
        Ok(Visit {
            reader,
            browser: Browser::from_request_parts(parts, service).await?,
            service: service.clone(),
        })
    }
}

/// What a form was filled in with.
#[derive(Default)]
struct Filled {
    draft: CollectionDraft,
    /// The query as it was typed.
    query: String,
    /// The version it was made on; 0 for a new one.
    version: u64,
}

/// `GET /admin/collections/new?{query}`: the form, with a search that was just made.
pub async fn fresh(visit: Visit, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let query = canonical(query.as_deref().unwrap_or("")).0;
    let filled = Filled {
        query,
        ..Filled::default()
    };
    view::blocking(move || show(&visit, &filled, false, Vec::new())).await
}

/// `GET /admin/collections/{slug}`
pub async fn get(visit: Visit, Path(slug): Path<String>) -> Result<Response, Fault> {
    let row = collections::there(&visit.service, &slug)?;
    let filled = Filled {
        query: row.query.clone(),
        version: row.version,
        draft: CollectionDraft {
            slug: row.slug,
            names: row.names,
            descriptions: row.descriptions,
            query: row.query,
        },
    };
    view::blocking(move || show(&visit, &filled, true, Vec::new())).await
}

/// `POST /admin/collections/new`
pub async fn post_new(visit: Visit, signed: Signed, form: Posted) -> Result<Response, Fault> {
    let slug = form.filled("slug").unwrap_or_default();
    save(visit, signed, form, slug, false).await
}

/// `POST /admin/collections/{slug}`
pub async fn post(
    visit: Visit,
    signed: Signed,
    Path(slug): Path<String>,
    form: Posted,
) -> Result<Response, Fault> {
    save(visit, signed, form, slug, true).await
}

/// `POST /admin/collections/{slug}/remove`
pub async fn remove(
    State(service): State<Service>,
    signed: Signed,
    Path(slug): Path<String>,
    form: Posted,
) -> Result<Response, Fault> {
    let made_on = form.text("version").parse().ok();
    let (app, actor) = (service.app.clone(), signed.actor());
    view::blocking(move || {
        Ok(app
            .pipeline
            .remove_collection(&actor, &slug, made_on.or(Some(0)))?)
    })
    .await?;
    Ok(account::lead(&service, "/admin/collections", None))
}

async fn save(
    visit: Visit,
    signed: Signed,
    form: Posted,
    slug: String,
    there: bool,
) -> Result<Response, Fault> {
    let (filled, mut errors) = read(&visit.reader, &form, slug);
    let preview = !form.text("preview").is_empty();
    if preview || !errors.is_empty() {
        return view::blocking(move || show(&visit, &filled, there, errors)).await;
    }
    let (app, actor) = (visit.service.app.clone(), signed.actor());
    let (draft, version) = (filled.draft.clone(), filled.version);
    let made_on = if there { version } else { 0 };
    let done =
        view::blocking(move || Ok(app.pipeline.put_collection(&actor, draft, Some(made_on))))
            .await?;
    match done {
        Ok(row) => {
            let to = format!("/collections/{}", row.slug);
            Ok(account::lead(&visit.service, &to, None))
        }
        Err(CollectionError::Commit(error)) => Err(error.into()),
        Err(error) => {
            errors.push(told(&visit.reader, there, &error));
            view::blocking(move || show(&visit, &filled, there, errors)).await
        }
    }
}

/// What was wrong, in the reader's language.
fn told(reader: &Reader, there: bool, error: &CollectionError) -> String {
    let texts = reader.texts;
    match error {
        CollectionError::Slug(_) => texts.text("collection-error-slug"),
        CollectionError::NoName(lang) => {
            texts.with("collection-error-name", &lang.name(reader.lang))
        }
        CollectionError::NoQuery => texts.text("collection-error-query"),
        CollectionError::MovedOn { .. } if there => texts.text("collection-error-moved"),
        CollectionError::MovedOn { .. } => texts.text("collection-error-taken"),
        CollectionError::Text(..) => texts.text("collection-error-text"),
        error => error.to_string(),
    }
}

/// Reads a form; a query that does not fit is told.
fn read(reader: &Reader, form: &Posted, slug: String) -> (Filled, Vec<String>) {
    let texts = |field: &str| -> BTreeMap<Lang, String> {
        let text = |lang: Lang| Some((lang, form.filled(&format!("{field}-{lang}"))?));
        Lang::INTERFACE.into_iter().filter_map(text).collect()
    };
    let typed = form.filled("query").unwrap_or_default();
    let (query, faults) = canonical(&typed);
    let errors = faults
        .iter()
        .map(|fault| reader.texts.with("notice-parameter", fault))
        .collect();
    let filled = Filled {
        draft: CollectionDraft {
            slug,
            names: texts("name"),
            descriptions: texts("description"),
            query: query.clone(),
        },
        query: if query.is_empty() { typed } else { query },
        version: form.text("version").parse().unwrap_or(0),
    };
    (filled, errors)
}

/// A search's parameters in their one order, from a query string, a whole address, or words alone;
/// and what of them does not fit. Empty when they would find everything.
pub fn canonical(typed: &str) -> (String, Vec<String>) {
    let query = match typed.split_once('?') {
        Some((_, query)) => query.to_owned(),
        None if typed.contains('=') => typed.to_owned(),
        None => form_urlencoded::Serializer::new(String::new())
            .append_pair("q", typed)
            .finish(),
    };
    let (params, faults) = SearchParams::for_page(&query);
    if params.q.is_empty() && !params.is_filtered() {
        return (String::new(), faults);
    }
    let params = SearchParams {
        page: 1,
        per_page: SearchParams::default().per_page,
        ..params
    };
    let href = params.href();
    let query = href.split_once('?').map_or("", |(_, query)| query);
    (query.to_owned(), faults)
}

fn show(
    visit: &Visit,
    filled: &Filled,
    there: bool,
    errors: Vec<String>,
) -> Result<Response, Fault> {
    let Visit {
        service,
        reader,
        browser,
    } = visit;
    let draft = &filled.draft;
    let action = match there {
        true => format!("/admin/collections/{}", draft.slug),
        false => "/admin/collections/new".to_owned(),
    };
    let heading = reader.texts.text(match there {
        true => "collection-change",
        false => "collection-new",
    });
    let text = |texts: &BTreeMap<Lang, String>, lang| texts.get(&lang).cloned().unwrap_or_default();
    let texts = Lang::INTERFACE.map(|lang| Texts {
        lang,
        language: labels::language(lang.as_str(), reader),
        name: text(&draft.names, lang),
        description: text(&draft.descriptions, lang),
    });
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = CollectionPage {
        frame: account::frame(service, reader, &heading, &action),
        heading,
        errors,
        csrf: browser.token(service),
        there,
        version: filled.version,
        slug: draft.slug.clone(),
        texts: texts.into(),
        found: found(service, reader, &filled.query)?,
        query: filled.query.clone(),
        action,
    };
    account::page(&page, service, reader, browser, (status, None))
}

/// How many records a query finds now, and where they can be looked at.
fn found(
    service: &Service,
    reader: &Reader,
    query: &str,
) -> Result<Option<(String, String)>, Fault> {
    let query = canonical(query).0;
    if query.is_empty() {
        return Ok(None);
    }
    let row = store::CollectionRow {
        slug: String::new(),
        version: 0,
        names: BTreeMap::new(),
        descriptions: BTreeMap::new(),
        query,
        created: record::Datestamp(0),
        changed: record::Datestamp(0),
        removed: false,
    };
    let params = search_of(&row);
    let found = search::run(service, reader, &params)?;
    let line = reader.texts.count("works-found", &found.total);
    Ok(Some((line, params.href())))
}

impl From<CollectionError> for Fault {
    fn from(error: CollectionError) -> Fault {
        match error {
            CollectionError::None(_) => Fault::not_found(error.to_string()),
            CollectionError::MovedOn { .. } => Fault::moved_on(error.to_string()),
            CollectionError::Commit(error) => error.into(),
            error => Fault::unfit(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_taken_as_parameters_as_an_address_or_as_words() {
        for (typed, query) in [
            ("q=wages&lang=fr", "q=wages&lang=fr"),
            (
                "https://labordoc.example.org/search?theme=wages&q=a&page=3&per_page=50",
                "q=a&theme=wages",
            ),
            ("/search?hl=fr&type=book", "type=book"),
            ("labour migration", "q=labour+migration"),
            ("sort=title", ""),
            ("", ""),
        ] {
            assert_eq!(canonical(typed), (query.to_owned(), Vec::new()), "{typed}");
        }
        assert_eq!(canonical("from=soon&q=a").1.len(), 1);
    }
}
