//! Addresses of concepts, schemes and journals: for people the page that lists their records, for
//! machines SKOS.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use taxonomy::{
    SchemeId,
    id::{DOCUMENT_TYPES, THEMES},
    skos::{self, RdfFormat},
};

use super::{Service, fault::Fault};

/// The RDF that is asked for, if any, by `Accept`.
fn wanted(headers: &HeaderMap) -> Option<(RdfFormat, &'static str)> {
    let accept = headers.get(header::ACCEPT)?.to_str().ok()?;
    let known = [
        ("text/turtle", RdfFormat::Turtle),
        ("application/rdf+xml", RdfFormat::RdfXml),
        (
            "application/ld+json",
            RdfFormat::JsonLd {
                profile: Default::default(),
            },
        ),
    ];
    let found = known.into_iter().find(|(kind, _)| accept.contains(kind))?;
    Some((found.1, found.0))
}

/// Where the records of a scheme's concepts are listed.
fn dimension(scheme: &str) -> Result<&'static str, Fault> {
    match scheme {
        THEMES => Ok("theme"),
        DOCUMENT_TYPES => Ok("type"),
        other => Err(Fault::not_found(format!(
            "there is no concept scheme {other}; there are {THEMES} and {DOCUMENT_TYPES}"
        ))),
    }
}

fn seen(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("Accept"));
    response
}

/// `GET /concepts/{scheme}/{id}`: a replaced concept answers with its heir's address for ever.
pub async fn concept(
    State(service): State<Service>,
    Path((scheme, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let dimension = dimension(&scheme)?;
    let taxonomy = &service.app.taxonomy;
    let found = taxonomy.scheme(&scheme).and_then(|s| s.resolve(&id));
    let found =
        found.ok_or_else(|| Fault::not_found(format!("there is no concept {id} in {scheme}")))?;
    if found.id.as_str() != id {
        return Ok(
            Redirect::permanent(&format!("/concepts/{scheme}/{}", found.id)).into_response(),
        );
    }
    let Some((format, kind)) = wanted(&headers) else {
        return Ok(seen(
            Redirect::to(&format!("/browse/{dimension}/{id}")).into_response(),
        ));
    };
    let mut body = Vec::new();
    let base = &service.site.base_url;
    skos::write_concept(
        taxonomy,
        &SchemeId::new(&scheme),
        &found.id,
        base,
        format,
        &mut body,
    )
    .map_err(Fault::internal)?;
    Ok(seen(([(header::CONTENT_TYPE, kind)], body).into_response()))
}

/// `GET /concepts/{scheme}` and `GET /taxonomy`: the way to a scheme's concepts, or all of SKOS.
pub async fn scheme(
    State(service): State<Service>,
    path: Option<Path<String>>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let dimension = dimension(path.as_ref().map_or(THEMES, |Path(scheme)| scheme))?;
    let Some((format, kind)) = wanted(&headers) else {
        return Ok(seen(
            Redirect::to(&format!("/browse/{dimension}")).into_response(),
        ));
    };
    let mut body = Vec::new();
    skos::write(
        &service.app.taxonomy,
        &service.site.base_url,
        format,
        &mut body,
    )
    .map_err(Fault::internal)?;
    Ok(seen(([(header::CONTENT_TYPE, kind)], body).into_response()))
}

/// `GET /journals/{slug}`
pub async fn journal(Path(slug): Path<String>) -> Redirect {
    let slug: String = form_urlencoded::byte_serialize(slug.as_bytes()).collect();
    Redirect::to(&format!("/browse/journal/{slug}"))
}
