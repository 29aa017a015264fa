//! OpenSearch: the description, results as Atom, suggestions as browsers want them.

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::header,
    response::{IntoResponse, Response},
};
use harvest::{
    atom,
    opensearch::{self, Results},
};
use record::Record;
use serde_json::json;

use super::{
    Service, api::suggest, fault::Fault, params::SearchParams, reader::Reader, search, view,
};

/// `GET /opensearch.xml`
pub async fn description(State(service): State<Service>, reader: Reader) -> Response {
    let body = opensearch::description(&service.site, &reader.texts.text("home-lead"));
    let vary = (header::VARY, "Accept-Language, Cookie");
    let kind = (header::CONTENT_TYPE, opensearch::DESCRIPTION_TYPE);
    ([kind, vary], body).into_response()
}

/// `GET /search.atom`: a search's page as a feed, with the parameters of `/search`.
pub async fn results(
    State(service): State<Service>,
    reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let (params, faults) = SearchParams::for_page(query.as_deref().unwrap_or(""));
    if let Some(fault) = faults.into_iter().next() {
        return Err(Fault::bad_request(fault));
    }
    view::blocking(move || feed(&service, &reader, &params)).await
}

/// The address of a search's feed, below the site's own.
pub fn href(params: &SearchParams) -> String {
    params.href().replacen("/search", "/search.atom", 1)
}

fn feed(service: &Service, reader: &Reader, params: &SearchParams) -> Result<Response, Fault> {
    let found = search::run(service, reader, params)?;
    let store = &service.app.store;
    let mut records: Vec<Arc<Record>> = Vec::with_capacity(found.hits.len());
    for hit in &found.hits {
        // The index may be a moment behind.
        records.extend(store.record(hit.id)?.filter(|r| r.status.is_live()));
    }
    let base = &service.site.base_url;
    let at = |page: usize| {
        let params = SearchParams {
            page,
            ..params.clone()
        };
        format!("{base}{}", href(&params))
    };
    let reachable = found.total.min(index::MAX_DEPTH as u64);
    let last = reachable.div_ceil(params.per_page as u64).max(1);
    let last = usize::try_from(last).unwrap_or(1);
    let mut links = vec![
        ("self", at(params.page)),
        ("first", at(1)),
        ("last", at(last)),
    ];
    if params.page > 1 {
        links.push(("previous", at(params.page - 1)));
    }
    if params.page < last {
        links.push(("next", at(params.page + 1)));
    }
    let page = Results {
        title: reader.texts.with("search-title", &params.q),
        lang: reader.lang,
        query: &params.q,
        total: found.total,
        page: params.page,
        per_page: params.per_page,
        links,
        html_url: format!("{base}{}", params.href()),
        records: &records,
    };
    let otherwise = store.last_datestamp();
    let body = opensearch::results(&service.site, &service.app.taxonomy(), &page, otherwise);
    let headers = [
        (header::CONTENT_TYPE, atom::CONTENT_TYPE),
        (header::VARY, "Accept-Language, Cookie"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Ok((headers, body).into_response())
}

/// `GET /suggest?q=`: completions as browsers ask for them (OpenSearch Suggestions 1.1).
pub async fn suggestions(
    State(service): State<Service>,
    reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let (params, _) = SearchParams::for_page(query.as_deref().unwrap_or(""));
    let typed = params.q;
    let asked = typed.clone();
    let base = service.site.base_url.clone();
    let found = view::blocking(move || {
        let folded: String = taxonomy::fold(&asked)
            .chars()
            .take(suggest::MOST_CHARS)
            .collect();
        let found = suggest::suggestions(&service, &reader, &folded)?;
        let kind = |kind: &str| reader.texts.text(&format!("kind-{kind}"));
        Ok(found
            .into_iter()
            .map(|s| (kind(s.kind), s.text, format!("{base}{}", s.href)))
            .collect::<Vec<_>>())
    })
    .await?;
    let texts: Vec<&str> = found.iter().map(|(_, text, _)| text.as_str()).collect();
    let kinds: Vec<&str> = found.iter().map(|(kind, ..)| kind.as_str()).collect();
    let urls: Vec<&str> = found.iter().map(|(.., url)| url.as_str()).collect();
    let body = json!([typed, texts, kinds, urls]).to_string();
    Ok(([(header::CONTENT_TYPE, opensearch::SUGGESTIONS_TYPE)], body).into_response())
}
