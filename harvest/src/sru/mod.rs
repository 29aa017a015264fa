//! SRU 1.1, 1.2 and 2.0: explain, searchRetrieve and scan, with CQL.
//!
//! A request is read (`request`), its query is parsed (`cql`) and understood (`resolve`, by the table
//! in `indexes`), the service finds the records ([`Searcher`]), and an answer is written in the words
//! of the request's version (`envelope`). What is wrong or not supported is a diagnostic by number;
//! nothing that was asked for is left out silently.
//!
//! Clauses: "SRU 1.2" is the Library of Congress' specification of that name, "part 3", "part 5" and
//! "part 6" are those of OASIS searchRetrieve 1.0 (SRU 2.0, CQL, scan).

pub mod cql;
pub mod diagnostic;
mod envelope;
mod explain;
pub mod indexes;
pub mod query;
mod request;
pub mod resolve;
mod scan;
mod schemas;
mod search;
mod sort;
mod values;

#[cfg(test)]
mod tests;

pub use query::{Failure, Searcher};
pub use schemas::SCHEMAS;

use crate::{Repository, RepositoryError, Site};

use diagnostic::Diagnostic;
use request::{Operation, Request};

/// An answer, HTTP 200 with its diagnostics (SRU 1.2 "Diagnostics").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SruAnswer {
    /// The XML document.
    pub body: String,
    /// Its media type.
    pub content_type: &'static str,
}

/// What answering needs.
struct Asked<'a, R, S> {
    repository: &'a R,
    searcher: &'a S,
    site: &'a Site,
    request: &'a Request,
}

/// Answers one request, given as the raw query string (GET) or form body (POST), and its `Accept`.
///
/// # Errors
/// When the collection cannot be read; that is 503 with an integer `Retry-After`.
pub fn answer<R: Repository, S: Searcher>(
    repository: &R,
    searcher: &S,
    site: &Site,
    query: &[u8],
    accept: Option<&str>,
) -> Result<SruAnswer, RepositoryError> {
    let (request, mut faults) = Request::read(query, accept);
    let asked = Asked {
        repository,
        searcher,
        site,
        request: &request,
    };
    let body = match request.operation {
        Operation::Explain => explain::answer(&asked, &faults),
        Operation::Search => search::answer(&asked, &mut faults)?,
        Operation::Scan => scan::answer(&asked, &mut faults)?,
    };
    Ok(SruAnswer {
        body,
        content_type: request.content_type,
    })
}

/// What a search came to: a value, or diagnostics for the answer.
fn told<T>(
    found: Result<T, Failure>,
    faults: &mut Vec<Diagnostic>,
) -> Result<Option<T>, RepositoryError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Failure::Diagnostic(diagnostic)) => {
            faults.push(diagnostic);
            Ok(None)
        }
        Err(Failure::Unreadable(error)) => Err(error),
    }
}
