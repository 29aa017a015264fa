//! OAI-PMH 2.0: six verbs over the change log, without state on the server.
//!
//! A request is read (`request`), its verb answers (one file each), and the envelope is put
//! around the result or around the faults. Lists are read by key, ascending by seq; their
//! tokens (`token`) hold the whole position. What the protocol leaves open is decided here:
//!
//! - A record that left the requested set is told as deleted in that set alone, with the sets
//!   it left as its `setSpec`s; asked for by itself or without a set it is live.
//! - `type`, `theme`, `lang` and the like are sets too: the union of the sets below them. Their
//!   lists give no `completeListSize`.
//! - A deleted record is still listed in every format, so `ListMetadataFormats` names them.
//! - The first page of a list holds at least one live record where the list has one: when its
//!   own rows are all deleted, the first live one further on is shown first, and left out later
//!   unless it has changed since.
//! - A list without `until` follows the change log to its head at the time of the last request.
//!   When a record moved out of `from` to `until` during the harvest and nothing is left for
//!   the last page, that page shows the record that moved, since a page may not be empty.

mod about;
pub mod answers;
pub mod block;
pub mod body;
mod envelope;
mod fault;
mod get_record;
mod identify;
mod list;
mod list_formats;
mod list_sets;
mod moment;
mod request;
mod rows;
mod sets;
mod token;
pub mod walk;

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod harvests;

use crate::{Repository, RepositoryError, Site};

pub use body::Body;
pub(crate) use moment::second;
pub(crate) use request::decode;

use fault::Faults;
use request::{Call, Request, Verb};

/// The media type of every answer (OAI-PMH 2.0 section 3.1.2.1).
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

/// An answer: HTTP 200, protocol errors included (OAI-PMH 2.0 section 3.6).
#[derive(Debug, Clone)]
pub struct OaiAnswer<B = String> {
    /// The XML document.
    pub body: B,
    /// The verb, where one was understood: `ListRecords`.
    pub verb: Option<&'static str>,
    /// The first fault's code, where there is one: `badArgument`.
    pub fault: Option<&'static str>,
}

/// Answers one request, given as the raw query string (GET) or form body (POST).
///
/// # Errors
/// When the collection cannot be read; that is 503 with an integer `Retry-After`.
pub fn answer(
    repository: &impl Repository,
    site: &Site,
    query: &[u8],
) -> Result<OaiAnswer, RepositoryError> {
    let OaiAnswer { body, verb, fault } = in_pieces(repository, site, query)?;
    let body = body.plain().and_then(|bytes| String::from_utf8(bytes).ok());
    let body = body.ok_or_else(|| RepositoryError("a kept block is damaged".to_owned()))?;
    Ok(OaiAnswer { body, verb, fault })
}

/// As [`answer`], with what lies ready still deflated.
///
/// # Errors
/// As [`answer`].
pub fn in_pieces(
    repository: &impl Repository,
    site: &Site,
    query: &[u8],
) -> Result<OaiAnswer<Body>, RepositoryError> {
    // Taken before anything is read: what is committed later is never older than this moment.
    let now = repository.response_date();
    let request = Request::read(query);
    let mut body = Body::default();
    body.text = envelope::open(site, now, &request);
    let mut faults = request.faults;
    let verb = request.call.as_ref().map(|call| call.verb);
    if let Some(call) = &request.call {
        let asked = Asked {
            repository,
            site,
            now,
            call,
        };
        // A list that has faults has written nothing but text.
        let start = body.text.len();
        verb_answer(&asked, &mut body, &mut faults)?;
        if !faults.is_empty() {
            body.text.truncate(start);
        }
    }
    // Whether the arguments were wrong is known only now: then `request` stands without them.
    if faults.drop_attributes() {
        body.text = envelope::open_bare(site, now);
    }
    faults.write(&mut body.text);
    envelope::close(&mut body.text);
    Ok(OaiAnswer {
        body,
        verb: verb.map(Verb::name),
        fault: faults.first(),
    })
}

/// A request with all that answering it needs.
struct Asked<'a, R> {
    repository: &'a R,
    site: &'a Site,
    now: record::Datestamp,
    call: &'a Call,
}

fn verb_answer<R: Repository>(
    asked: &Asked<'_, R>,
    body: &mut Body,
    faults: &mut Faults,
) -> Result<(), RepositoryError> {
    let out = &mut body.text;
    match asked.call.verb {
        Verb::Identify => identify::answer(asked, out, faults),
        Verb::ListMetadataFormats => list_formats::answer(asked, out, faults)?,
        Verb::ListSets => list_sets::answer(asked, out, faults),
        Verb::GetRecord => get_record::answer(asked, out, faults)?,
        Verb::ListIdentifiers | Verb::ListRecords => list::answer(asked, body, faults)?,
    }
    Ok(())
}
