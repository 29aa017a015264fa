//! Forms: who sends one, and the hidden token without which none is taken.

use axum::{
    extract::{FromRequest, FromRequestParts, Multipart, Request, multipart::MultipartError},
    http::{HeaderMap, header, request::Parts},
};
use bytes::Bytes;
use record::{Channel, Via};

use super::{Service, api::imports::receive_file, client, fault::Fault, gate, gate::Signed};
use crate::{
    access::{
        session::{Session, SessionKey, Sessions, Stage},
        throttle::Net,
    },
    pipeline::Staged,
};

/// The name of the hidden field.
const TOKEN: &str = "csrf";
/// The longest field before a file, in bytes.
const LONGEST_FIELD: usize = 64 << 10;
/// The most fields before a file.
const MOST_FIELDS: usize = 50;

/// The browser that asks for a page with a form.
#[derive(Debug, Clone)]
pub struct Browser {
    /// What its session is found by, signed in or not.
    pub key: SessionKey,
    /// The id that it is yet to be given.
    pub fresh: Option<String>,
    /// Its session: signed in, or waiting for the second factor.
    pub session: Option<Session>,
    /// Where it is.
    pub net: Option<Net>,
    /// What it calls itself.
    pub agent: String,
}

impl Browser {
    /// The token for its forms.
    pub fn token(&self, service: &Service) -> String {
        service.accounts.sessions.form_token(self.key)
    }

    /// The user who is signed in.
    pub fn user(&self) -> Option<&str> {
        let session = self.session.as_ref()?;
        (session.stage == Stage::Whole).then_some(session.user.as_str())
    }

    /// The way by which its changes come.
    pub fn via(&self) -> Via {
        Via {
            channel: Channel::Web,
            net: self.net.map(Net::network),
        }
    }

    fn of(service: &Service, parts: &Parts) -> Result<Browser, Fault> {
        let net = client::net(service, &parts.extensions, &parts.headers);
        let agent = client::agent(&parts.headers);
        let (key, fresh) = match service.cookie.key(&parts.headers) {
            Some(key) => (key, None),
            None => {
                let id = Sessions::fresh_id().map_err(Fault::internal)?;
                (SessionKey::of(&id), Some(id))
            }
        };
        Ok(Browser {
            session: service.session(key),
            key,
            fresh,
            net,
            agent,
        })
    }
}

impl FromRequestParts<Service> for Browser {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Browser, Fault> {
        Browser::of(service, parts)
    }
}

impl FromRequestParts<Service> for Signed {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &Service) -> Result<Signed, Fault> {
        let signed = parts.extensions.get::<Signed>().cloned();
        signed.ok_or_else(|| {
            Fault::unauthorized("this is for people who have signed in; sign in first")
        })
    }
}

/// A form that came from one of our own pages, in the browser that it was given to.
#[derive(Debug, Default)]
pub struct Posted {
    fields: Vec<(String, String)>,
}

impl Posted {
    /// A field's text; empty when it is not there.
    pub fn text(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value)
    }

    /// A field's text without spaces around it; `None` when nothing is left.
    pub fn filled(&self, name: &str) -> Option<String> {
        let text = self.text(name).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// All fields whose names begin so: the rest of the name, and the text.
    pub fn begun<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let fields = self.fields.iter();
        fields.filter_map(move |(name, text)| Some((name.strip_prefix(start)?, text.as_str())))
    }

    /// The form, when it bears the token of this browser.
    fn checked(self, service: &Service, key: Option<SessionKey>) -> Result<Posted, Fault> {
        let sessions = &service.accounts.sessions;
        if key.is_some_and(|key| sessions.is_form_token(key, self.text(TOKEN))) {
            return Ok(self);
        }
        Err(refused())
    }

    /// All fields, in the order of the page.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }
}

impl FromRequest<Service> for Posted {
    type Rejection = Fault;

    async fn from_request(request: Request, service: &Service) -> Result<Posted, Fault> {
        let key = service.cookie.key(request.headers());
        if !gate::same_origin(service, request.headers()) {
            return Err(refused());
        }
        if !is_form(request.headers()) {
            return Err(Fault::bad_request(
                "a form is expected, application/x-www-form-urlencoded",
            ));
        }
        let body = Bytes::from_request(request, service).await;
        let body = body.map_err(|e| Fault::bad_request(format!("the form cannot be read: {e}")))?;
        let form = Posted {
            fields: form_urlencoded::parse(&body).into_owned().collect(),
        };
        form.checked(service, key)
    }
}

/// A form with a file, read up to the file; its other fields stand before it.
pub struct Upload {
    /// The fields before the file.
    pub fields: Posted,
    form: Multipart,
    key: Option<SessionKey>,
}

impl Upload {
    /// Brings the file to disk, once the fields before it have shown that the form is ours; `None`
    /// when none was chosen.
    ///
    /// # Errors
    /// When the form cannot be read, a field or the file is too long, or the form is not ours.
    pub async fn keep(&mut self, service: &Service) -> Result<Option<Staged>, Fault> {
        let broken =
            |e: MultipartError| Fault::bad_request(format!("the form cannot be read: {e}"));
        while let Some(mut field) = self.form.next_field().await.map_err(broken)? {
            if let Some(name) = field.file_name().map(str::to_owned) {
                self.fields = std::mem::take(&mut self.fields).checked(service, self.key)?;
                if name.is_empty() {
                    return Ok(None);
                }
                return receive_file(service, name, field).await.map(Some);
            }
            let name = field.name().unwrap_or_default().to_owned();
            let mut text = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(broken)? {
                text.extend_from_slice(&chunk);
                if text.len() > LONGEST_FIELD {
                    return Err(Fault::bad_request(format!("the field {name} is too long")));
                }
            }
            let text = String::from_utf8_lossy(&text).into_owned();
            self.fields.fields.push((name, text));
            if self.fields.fields.len() > MOST_FIELDS {
                return Err(Fault::bad_request("the form has too many fields"));
            }
        }
        Ok(None)
    }
}

impl FromRequest<Service> for Upload {
    type Rejection = Fault;

    async fn from_request(request: Request, service: &Service) -> Result<Upload, Fault> {
        let key = service.cookie.key(request.headers());
        if !gate::same_origin(service, request.headers()) {
            return Err(refused());
        }
        let form = Multipart::from_request(request, service).await;
        Ok(Upload {
            fields: Posted::default(),
            form: form.map_err(|e| Fault::bad_request(e.to_string()))?,
            key,
        })
    }
}

fn refused() -> Fault {
    Fault::forbidden(
        "the form does not come from a page of this library in this browser, or the page is too old; load the page again and send it from there",
    )
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(|v| v.as_bytes());
    kind.is_some_and(|kind| kind.starts_with(b"application/x-www-form-urlencoded"))
}

/// Where to go after signing in: a path of this site, or the account's page (OWASP: unvalidated redirects).
pub fn local(next: &str) -> &str {
    let plain = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let path = next.starts_with('/') && !next.starts_with("//");
    let loops = next.starts_with("/sign-");
    if plain && path && !loops && next.len() <= 2000 {
        next
    } else {
        "/account"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_gone_to() {
        for (next, goes) in [
            ("/records/1?hl=fr", "/records/1?hl=fr"),
            ("/", "/"),
            ("", "/account"),
            ("https://evil.example", "/account"),
            ("//evil.example", "/account"),
            ("/\\evil.example", "/account"),
            ("\\\\evil.example", "/account"),
            ("/a\r\nSet-Cookie: x=y", "/account"),
            ("/\t/evil.example", "/account"),
            ("javascript:alert(1)", "/account"),
            ("/sign-out", "/account"),
            (" /search", "/account"),
        ] {
            assert_eq!(local(next), goes, "{next:?}");
        }
    }
}
