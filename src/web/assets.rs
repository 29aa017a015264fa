//! The few files that pages load: embedded, named by their content, kept for ever by browsers.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

use super::fault::Fault;

const STYLE: &str = include_str!("assets/labordoc.css");

static STYLE_NAME: LazyLock<String> = LazyLock::new(|| {
    let hash = blake3::hash(STYLE.as_bytes()).to_hex();
    format!("/assets/labordoc-{}.css", &hash[..12])
});

/// The stylesheet's address.
pub fn stylesheet() -> &'static str {
    &STYLE_NAME
}

/// `GET /assets/{name}`
pub async fn get(Path(name): Path<String>) -> Result<Response, Fault> {
    if stylesheet().rsplit('/').next() != Some(name.as_str()) {
        return Err(Fault::not_found(format!("there is no asset {name}")));
    }
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, STYLE).into_response())
}
