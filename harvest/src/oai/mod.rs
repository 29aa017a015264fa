//! OAI-PMH 2.0.
use crate::{Repository, RepositoryError, Site};
/// The media type of every answer (OAI-PMH 2.0 section 3.1.2.1).
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";
/// An answer: always HTTP 200, protocol errors included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OaiAnswer {
    /// The XML document.
    pub body: String,
}
/// Answers one request, given as the raw query string (GET) or form body (POST).
///
/// # Errors
/// When the collection cannot be read; that is 503 with `Retry-After`.
pub fn answer(
    repository: &impl Repository,
    site: &Site,
    query: &[u8],
) -> Result<OaiAnswer, RepositoryError> {
    let _ = (repository.head(), site, query);
    Ok(OaiAnswer {
        body: String::new(),
    })
}
