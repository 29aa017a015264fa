//! `/api/v1/concepts`: the concept schemes, read only; their files are edited in the repository.

use std::collections::HashMap;

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use taxonomy::{
    Concept, ConceptId, Scheme, Taxonomy,
    id::{DOCUMENT_TYPES, THEMES},
};

use super::{query::Query, tagged};
use crate::web::{Service, fault::Fault, reader::Reader, record::edit::find, view};

/// Concepts on a page unless asked otherwise, and at most.
const PER_PAGE: (u64, u64) = (100, 1000);
/// The last page that can be asked for.
const LAST_PAGE: u64 = 1_000_000;

/// How many live records each concept has, by the sets of the change log.
struct Counts(HashMap<String, u64>);

impl Counts {
    fn of(service: &Service) -> Counts {
        let sets = service.app.store.sets().into_iter();
        Counts(
            sets.map(|s| (s.set.as_str().to_owned(), s.records))
                .collect(),
        )
    }

    fn records(&self, scheme: &str, id: &ConceptId) -> u64 {
        let dimension = if scheme == DOCUMENT_TYPES {
            "type"
        } else {
            "theme"
        };
        self.0
            .get(&format!("{dimension}:{id}"))
            .copied()
            .unwrap_or(0)
    }
}

fn scheme<'a>(taxonomy: &'a Taxonomy, id: &str) -> Result<&'a Scheme, Fault> {
    taxonomy.scheme(id).ok_or_else(|| {
        let text =
            format!("there is no concept scheme {id}; there are {THEMES} and {DOCUMENT_TYPES}");
        Fault::not_found(text)
    })
}

/// `GET /api/v1/concepts`: the schemes.
pub async fn schemes(State(service): State<Service>, reader: Reader) -> Json<Value> {
    let taxonomy = &service.app.taxonomy();
    let one = |(id, scheme): (&taxonomy::SchemeId, &Scheme)| {
        let top = scheme.top().iter().filter_map(|id| scheme.get(id.as_str()));
        json!({
            "id": id,
            "title": scheme.title,
            "concepts": scheme.concepts().filter(|c| c.replaced_by.is_none()).count(),
            "top": top.map(|c| link(c, &reader)).collect::<Vec<_>>(),
        })
    };
    let schemes: Vec<Value> = taxonomy.schemes().map(one).collect();
    Json(json!({ "version": taxonomy.version(), "schemes": schemes }))
}

fn link(concept: &Concept, reader: &Reader) -> Value {
    json!({ "id": concept.id, "label": concept.label(reader.lang) })
}

/// `GET /api/v1/concepts/{scheme}?q=&under=&order=&page=&per_page=`: concepts by label, without replaced ones;
/// `order=likest` begins with those whose label, in any language, is most like what is looked for.
pub async fn list(
    State(service): State<Service>,
    reader: Reader,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Fault> {
    view::blocking(move || page(&service, &reader, &id, &Query::new(query.as_deref())).map(Json))
        .await
}

fn page(service: &Service, reader: &Reader, id: &str, query: &Query) -> Result<Value, Fault> {
    let taxonomy = &service.app.taxonomy();
    let scheme = scheme(taxonomy, id)?;
    let page = query.number("page", 1, (1, LAST_PAGE))?;
    let per_page = query.number("per_page", PER_PAGE.0, (1, PER_PAGE.1))?;
    let asked = query.word("q")?.unwrap_or("");
    match query.word("order")? {
        None | Some("label") => {}
        Some("likest") => return Ok(likest(service, (id, scheme), (asked, reader), per_page)),
        Some(other) => {
            let text = format!("order={other}: label or likest is expected");
            return Err(Fault::bad_request(text));
        }
    }
    let typed = taxonomy::fold(asked);
    let under = match query.word("under")? {
        Some(above) => Some(below(scheme, above)?),
        None => None,
    };
    let named = |c: &Concept| {
        c.labels()
            .any(|(_, _, l)| taxonomy::fold(l).contains(&typed))
    };
    let placed = |c: &Concept| {
        under
            .as_ref()
            .is_none_or(|all| all.binary_search(&c.id).is_ok())
    };
    let mut found: Vec<(String, &Concept)> = scheme
        .concepts()
        .filter(|c| c.replaced_by.is_none() && placed(c) && (typed.is_empty() || named(c)))
        .map(|c| (taxonomy::fold(c.label(reader.lang)), c))
        .collect();
    found.sort_by(|(a, x), (b, y)| (a, &x.id).cmp(&(b, &y.id)));
    let counts = Counts::of(service);
    let whole = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let shown = found
        .iter()
        .skip(whole((page - 1) * per_page))
        .take(whole(per_page));
    let row = |(_, c): &(String, &Concept)| {
        json!({
            "id": c.id,
            "label": c.label(reader.lang),
            "notation": c.notation,
            "deprecated": c.deprecated,
            "narrower": scheme.narrower(c.id.as_str()).len(),
            "records": counts.records(id, &c.id),
        })
    };
    Ok(json!({
        "scheme": id,
        "version": taxonomy.version(),
        "total": found.len(),
        "page": page,
        "per_page": per_page,
        "concepts": shown.map(row).collect::<Vec<_>>(),
    }))
}

/// The concepts with a label most like what is looked for; synonyms count, in every language.
fn likest(
    service: &Service,
    (id, scheme): (&str, &Scheme),
    (typed, reader): (&str, &Reader),
    per_page: u64,
) -> Value {
    let found = find::concepts(scheme, typed, reader.lang);
    let counts = Counts::of(service);
    let row = |f: &find::Found| {
        let concept = scheme.get(&f.id)?;
        Some(json!({
            "id": f.id,
            "label": f.label,
            "notation": concept.notation,
            "deprecated": false,
            "narrower": scheme.narrower(&f.id).len(),
            "records": counts.records(id, &concept.id),
            "matched": f.by,
            "broader": f.above,
        }))
    };
    let most = usize::try_from(per_page).unwrap_or(usize::MAX);
    json!({
        "scheme": id,
        "version": service.app.taxonomy().version(),
        "total": found.len(),
        "page": 1,
        "per_page": per_page,
        "concepts": found.iter().take(most).filter_map(row).collect::<Vec<_>>(),
    })
}

/// The ids of everything below a concept, sorted.
fn below(scheme: &Scheme, above: &str) -> Result<Vec<ConceptId>, Fault> {
    let known = scheme.resolve(above);
    let known = known.ok_or_else(|| {
        Fault::bad_request(format!(
            "under={above}: there is no such concept in this scheme"
        ))
    })?;
    let mut all = scheme.descendants(known.id.as_str());
    all.sort();
    Ok(all)
}

/// `GET /api/v1/concepts/{scheme}/{id}`: a replaced concept answers with its heir's address for ever.
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    Path((scheme_id, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let taxonomy = &service.app.taxonomy();
    let scheme = scheme(taxonomy, &scheme_id)?;
    let missing = || Fault::not_found(format!("there is no concept {id} in {scheme_id}"));
    let concept = scheme.resolve(&id).ok_or_else(missing)?;
    if concept.id.as_str() != id {
        let place = format!("/api/v1/concepts/{scheme_id}/{}", concept.id);
        let place = HeaderValue::from_str(&place).map_err(Fault::internal)?;
        let body = json!({ "id": id, "replaced_by": concept.id });
        let moved = (
            StatusCode::MOVED_PERMANENTLY,
            [(header::LOCATION, place)],
            Json(body),
        );
        return Ok(moved.into_response());
    }
    let records = Counts::of(&service).records(&scheme_id, &concept.id);
    let links = |ids: &[ConceptId]| -> Vec<Value> {
        let known = ids.iter().filter_map(|id| scheme.get(id.as_str()));
        known.map(|c| link(c, &reader)).collect()
    };
    let body = json!({
        "id": concept.id,
        "scheme": scheme_id,
        "uri": format!("{}/concepts/{scheme_id}/{}", service.site.base_url, concept.id),
        "notation": concept.notation,
        "label": concept.label(reader.lang),
        "prefLabel": concept.pref,
        "altLabel": concept.alt,
        "hiddenLabel": concept.hidden,
        "scopeNote": concept.scope,
        "broader": links(&concept.broader),
        "narrower": links(scheme.narrower(concept.id.as_str())),
        "related": links(&concept.related),
        "exactMatch": concept.exact,
        "closeMatch": concept.close,
        "deprecated": concept.deprecated,
        "replaced_by": concept.replaced_by,
        "records": records,
    });
    // The labels of neighbours are in the reader's language, and the count moves without the taxonomy.
    let version = format!("{}-{}-{records}", taxonomy.version(), reader.lang);
    let mut response = tagged(&headers, &version, &body);
    let vary = HeaderValue::from_static("Accept-Language, Cookie");
    response.headers_mut().insert(header::VARY, vary);
    Ok(response)
}
