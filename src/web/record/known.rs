//! Which version of a record's answer was lately found to be current, so that a copy is told to be good without a word
//! from the disk.
//!
//! An entry holds while nothing at all was committed since: the store's head and the collections' version are those of
//! the moment before it was read. So it can never outlive a change, a withdrawal or an embargo.

use std::num::NonZeroUsize;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use harvest::cite::Style;
use lru::LruCache;
use parking_lot::Mutex;
use record::{RecordId, Seq};
use taxonomy::Lang;

use crate::web::{Service, collections, fresh::Validators, negotiate::Form, reader::Reader};

/// What an answer depends on besides the collection: record, form, language, style, whether somebody has signed in.
type Key = (RecordId, &'static str, Lang, Style, bool);

/// How many are kept; of some 500 bytes each.
const KEPT: NonZeroUsize = NonZeroUsize::new(16_384).unwrap();

/// What the collection was when an answer was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    head: Seq,
    collections: u64,
}

impl Moment {
    /// Now: taken before what it stands for is read.
    pub fn now(service: &Service) -> Moment {
        Moment {
            head: service.app.store.head(),
            collections: collections::version(service),
        }
    }
}

#[derive(Clone)]
struct Entry {
    moment: Moment,
    version: Validators,
    links: Option<HeaderValue>,
}

/// The answers lately found current.
pub struct Known(Mutex<LruCache<Key, Entry>>);

impl Default for Known {
    fn default() -> Known {
        Known(Mutex::new(LruCache::new(KEPT)))
    }
}

fn key(reader: &Reader, (id, form, style): (RecordId, Form, Style)) -> Key {
    let signed = reader.session.is_some();
    (id, form.suffix(), reader.lang, style, signed)
}

impl Known {
    /// Remembers an answer.
    pub fn put(
        &self,
        reader: &Reader,
        what: (RecordId, Form, Style),
        moment: Moment,
        (version, links): (&Validators, Option<&HeaderValue>),
    ) {
        let entry = Entry {
            moment,
            version: version.clone(),
            links: links.cloned(),
        };
        self.0.lock().put(key(reader, what), entry);
    }

    /// 304, when the asker's copy is known to be what would be sent; else somebody has to look.
    pub fn answer(
        &self,
        service: &Service,
        reader: &Reader,
        what: (RecordId, Form, Style),
        asked: &HeaderMap,
    ) -> Option<Response> {
        let conditional = [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE];
        if !conditional.iter().any(|name| asked.contains_key(name)) {
            return None;
        }
        let entry = self.0.lock().get(&key(reader, what)).cloned()?;
        if entry.moment != Moment::now(service) || !entry.version.known(asked) {
            return None;
        }
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        dress(&mut response, &entry.version, entry.links);
        Some(response)
    }
}

/// Puts on an answer what every answer about a record has.
pub fn dress(response: &mut Response, version: &Validators, links: Option<HeaderValue>) {
    let headers = response.headers_mut();
    if let Some(links) = links {
        headers.insert(header::LINK, links);
    }
    version.put(headers);
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept, Accept-Language, Cookie"),
    );
}
