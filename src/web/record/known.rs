//! Which version of a record's answer was lately found to be current, so that a copy is told to be good without a word
//! from the disk; and the landing pages lately written.
//!
//! An entry holds while nothing at all was changed since: the store's head, the collections' version and the taxonomy's are
//! those of the moment before it was read. So it can never outlive a change, a withdrawal or an embargo.

use std::{num::NonZeroUsize, sync::Arc};

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use harvest::cite::Style;
use lru::LruCache;
use parking_lot::Mutex;
use record::{RecordId, Seq};
use taxonomy::Lang;

use crate::web::{Service, collections, fresh::Validators, negotiate::Form, reader::Reader, view};

/// What an answer depends on besides the collection: record, form, language, style, whether somebody has signed in.
type Key = (RecordId, &'static str, Lang, Style, bool);

/// How many versions are kept; of some 500 bytes each.
const KEPT: NonZeroUsize = NonZeroUsize::new(16_384).unwrap();
/// How many pages are kept; of some 15 KB each.
const PAGES: NonZeroUsize = NonZeroUsize::new(1024).unwrap();

/// What the collection was when an answer was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    head: Seq,
    collections: u64,
    taxonomy: Arc<str>,
}

impl Moment {
    /// Now: taken before what it stands for is read.
    pub fn now(service: &Service) -> Moment {
        Moment {
            head: service.app.store.head(),
            collections: collections::version(service),
            taxonomy: service.app.taxonomy().shared_version(),
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
pub struct Known {
    versions: Mutex<LruCache<Key, Entry>>,
    pages: Mutex<LruCache<Key, (Moment, Bytes)>>,
}

impl Default for Known {
    fn default() -> Known {
        Known {
            versions: Mutex::new(LruCache::new(KEPT)),
            pages: Mutex::new(LruCache::new(PAGES)),
        }
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
        self.versions.lock().put(key(reader, what), entry);
    }

    /// Remembers a landing page as strangers see it.
    pub fn put_page(
        &self,
        reader: &Reader,
        what: (RecordId, Form, Style),
        moment: Moment,
        page: Bytes,
    ) {
        if reader.session.is_none() {
            self.pages.lock().put(key(reader, what), (moment, page));
        }
    }

    /// 304, when the asker's copy is known to be what would be sent, or the page that was lately written; else somebody
    /// has to look.
    pub fn answer(
        &self,
        service: &Service,
        reader: &Reader,
        what: (RecordId, Form, Style),
        asked: &HeaderMap,
    ) -> Option<Response> {
        let key = key(reader, what);
        let entry = self.versions.lock().get(&key).cloned()?;
        let now = Moment::now(service);
        if entry.moment != now {
            return None;
        }
        let mut response = if entry.version.known(asked) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let (moment, page) = self.pages.lock().get(&key).cloned()?;
            (moment == now).then(|| view::page(page, reader))?
        };
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
