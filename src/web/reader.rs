//! The language that a reader's pages are in.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Uri, header, request::Parts},
};
use taxonomy::Lang;

use super::{collate, gate::Signed, texts::Texts};
use crate::access::session::SessionKey;

/// Who reads a page: in which interface language.
#[derive(Clone, Copy)]
pub struct Reader {
    /// One of [`Lang::INTERFACE`].
    pub lang: Lang,
    /// The interface's texts in it.
    pub texts: &'static Texts,
    /// Whether the address itself asks for it (`?hl=fr`), so that it is remembered.
    pub chosen: bool,
    /// What the session is found by, when the reader has signed in.
    pub session: Option<SessionKey>,
}

impl Reader {
    /// The language: `hl` in the address, else the cookie `hl`, else `Accept-Language`, else English.
    pub fn of(uri: &Uri, headers: &HeaderMap) -> Reader {
        let asked = form_urlencoded::parse(uri.query().unwrap_or("").as_bytes())
            .find(|(name, _)| name == "hl")
            .and_then(|(_, value)| interface(&value));
        let text = |name| {
            headers
                .get(name)
                .and_then(|v| v.to_str().ok())
                .unwrap_or("")
        };
        let remembered = || {
            let mut cookies = text(header::COOKIE).split(';');
            cookies.find_map(|c| interface(c.trim().strip_prefix("hl=")?))
        };
        let lang = asked
            .or_else(remembered)
            .or_else(|| accepted(text(header::ACCEPT_LANGUAGE)))
            .unwrap_or(Lang::EN);
        Reader {
            lang,
            texts: Texts::of(lang),
            chosen: asked.is_some(),
            session: None,
        }
    }

    /// Sorts by a text, as words are ordered in the reader's language.
    pub fn sort_by<T>(&self, items: &mut [T], text: impl Fn(&T) -> &str) {
        items.sort_by(|a, b| collate::compare(self.lang, text(a), text(b)));
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Reader, Infallible> {
        Ok(Reader {
            session: parts.extensions.get::<Signed>().map(|s| s.key),
            ..Reader::of(&parts.uri, &parts.headers)
        })
    }
}

fn interface(tag: &str) -> Option<Lang> {
    let primary = tag.trim().split(['-', '_']).next()?;
    Lang::INTERFACE
        .into_iter()
        .find(|l| l.as_str().eq_ignore_ascii_case(primary))
}

/// The best interface language of an `Accept-Language` header (RFC 9110 section 12.5.4).
fn accepted(header: &str) -> Option<Lang> {
    let mut best: Option<(f32, Lang)> = None;
    for range in header.split(',') {
        let mut parts = range.split(';');
        let Some(lang) = parts.next().and_then(interface) else {
            continue;
        };
        let quality = parts
            .find_map(|p| p.trim().strip_prefix("q=")?.parse::<f32>().ok())
            .unwrap_or(1.0);
        if quality > 0.0 && best.is_none_or(|(q, _)| quality > q) {
            best = Some((quality, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_then_the_cookie_then_the_browser_choose_the_language() {
        for (uri, cookie, accept, lang) in [
            ("/?hl=es", "hl=fr", "de", Lang::ES),
            ("/?q=x", "a=b; hl=fr", "es", Lang::FR),
            ("/", "hl=xx", "de, es;q=0.5, fr-CA;q=0.9", Lang::FR),
            ("/?hl=xx", "", "fr;q=0, en;q=0.1", Lang::EN),
            ("/", "", "", Lang::EN),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, cookie.parse().unwrap());
            headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
            assert_eq!(
                Reader::of(&uri.parse().unwrap(), &headers).lang,
                lang,
                "{uri} {cookie} {accept}"
            );
        }
    }
}
