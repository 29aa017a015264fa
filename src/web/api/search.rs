//! `GET /api/v1/search`.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use index::{FacetCount, SearchError};
use serde_json::{Map, Value, json};

use crate::web::{
    Service,
    fault::Fault,
    labels::Dimension,
    params::SearchParams,
    reader::Reader,
    results::{self, ShownHit, main_language},
    view,
};

/// Answers a search as JSON; a parameter that does not fit is 400.
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Fault> {
    let (params, faults) = SearchParams::parse(query.as_deref().unwrap_or(""));
    if !faults.is_empty() {
        return Err(Fault::bad_request(faults.join("; ")));
    }
    view::blocking(move || answer(&service, &reader, &params).map(Json)).await
}

fn answer(service: &Service, reader: &Reader, params: &SearchParams) -> Result<Value, Fault> {
    let app = &service.app;
    let found = match app
        .index
        .search(&params.request(reader.lang), &app.taxonomy())
    {
        Ok(found) => found,
        Err(error @ SearchError::TooDeep { .. }) => {
            return Err(Fault::bad_request(error.to_string()));
        }
        Err(error) => return Err(Fault::internal(error)),
    };
    let hits = results::show(service, reader, &found.hits, &found.parsed)?;
    let facet = |dimension: Dimension, counts: &[FacetCount]| -> Value {
        let value = |c: &FacetCount| json!({ "value": c.value, "label": dimension.label(&c.value, &app.taxonomy(), reader), "count": c.count });
        counts.iter().map(value).collect()
    };
    let facets: Map<String, Value> = [
        (Dimension::Type, &found.facets.types),
        (Dimension::Theme, &found.facets.themes),
        (Dimension::Language, &found.facets.languages),
        (Dimension::Year, &found.facets.years),
        (Dimension::Journal, &found.facets.journals),
        (Dimension::FullText, &found.facets.full_text),
    ]
    .into_iter()
    .map(|(dimension, counts)| (dimension.name().to_owned(), facet(dimension, counts)))
    .collect();
    Ok(json!({
        "total": found.total,
        "seq": found.mark,
        "query": found.parsed.text,
        "page": params.page,
        "per_page": params.per_page,
        "hits": hits.iter().map(hit).collect::<Vec<_>>(),
        "facets": facets,
        "notices": found.notices,
    }))
}

fn hit(shown: &ShownHit) -> Value {
    let record = &shown.record;
    json!({
        "id": record.id,
        "work": record.work,
        "title": record.description.titles.main.full(),
        "lang": main_language(record),
        "type": record.description.document_type.concept,
        "year": shown.year,
        "contributors": shown.contributors(),
        "snippet": shown.snippet_html(),
        "versions": shown.versions.iter().map(|(lang, id)| json!({ "id": id, "lang": lang })).collect::<Vec<_>>(),
    })
}
