//! The few files that pages load: embedded, named by their content, kept for ever by browsers.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

use super::fault::Fault;

/// An embedded file.
struct Asset {
    path: String,
    kind: &'static str,
    body: &'static str,
}

impl Asset {
    /// `/assets/NAME-DIGEST.EXTENSION`
    fn new(name: &str, extension: &str, kind: &'static str, body: &'static str) -> Asset {
        let hash = blake3::hash(body.as_bytes()).to_hex();
        Asset {
            path: format!("/assets/{name}-{}.{extension}", &hash[..12]),
            kind,
            body,
        }
    }
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let body = include_str!("assets/labordoc.css");
    Asset::new("labordoc", "css", "text/css; charset=utf-8", body)
});

static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let body = include_str!("assets/labordoc.js");
    Asset::new("labordoc", "js", "text/javascript; charset=utf-8", body)
});

/// The stylesheet's address.
pub fn stylesheet() -> &'static str {
    &STYLE.path
}

/// The script's address.
pub fn script() -> &'static str {
    &SCRIPT.path
}

/// `GET /assets/{name}`
pub async fn get(Path(name): Path<String>) -> Result<Response, Fault> {
    let path = format!("/assets/{name}");
    let known = [&*STYLE, &*SCRIPT];
    let asset = known.into_iter().find(|asset| asset.path == path);
    let asset = asset.ok_or_else(|| Fault::not_found(format!("there is no asset {name}")))?;
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.body).into_response())
}

/// `GET /oai.xsl`: how a browser shows the answers of `/oai` to a person.
pub async fn oai_stylesheet() -> Response {
    static SHEET: LazyLock<String> =
        LazyLock::new(|| include_str!("assets/oai.xsl").replace("{{style}}", stylesheet()));
    let headers = [
        (header::CONTENT_TYPE, "text/xsl; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, SHEET.as_str()).into_response()
}

/// `GET /favicon.svg`
pub async fn favicon() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (headers, include_str!("assets/favicon.svg")).into_response()
}
