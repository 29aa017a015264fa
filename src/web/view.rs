//! What all pages share: the frame around them, and how they are sent.

use askama::Template;
use axum::{
    body::Bytes,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use record::Datestamp;
use taxonomy::Lang;

use super::{Service, assets, fault::Fault, reader::Reader, texts::Texts};
use crate::access::{Role, session::Stage};

/// What stands around a page's content.
pub struct Frame<'a> {
    /// The texts of the reader's language.
    pub t: &'a Texts,
    /// The library's name.
    pub name: &'a str,
    /// The page's title.
    pub title: String,
    /// What the page is about, for lists of results elsewhere.
    pub description: String,
    /// The page's address without the interface's language.
    pub canonical: String,
    /// The address of unAPI.
    pub unapi: String,
    /// The stylesheet.
    pub stylesheet: &'static str,
    /// The script.
    pub script: &'static str,
    /// The same page in each interface language.
    pub languages: Vec<LanguageLink>,
    /// Whether crawlers are asked to leave the page out of their index.
    pub noindex: bool,
    /// The name of who has signed in.
    pub user: Option<String>,
    /// What they may do.
    pub role: Option<Role>,
    /// The feed of what the page shows.
    pub feed: Option<Link>,
    /// What the page is to those who share it (Open Graph `og:type`).
    pub kind: &'static str,
}

/// Letters of a page's description.
const DESCRIBED: usize = 160;

/// A value to browse by.
pub struct FacetLink {
    /// Its name.
    pub label: String,
    /// How many records have it; empty where nobody counted.
    pub count: String,
    /// Their list.
    pub href: String,
    /// Whether it is the one shown.
    pub chosen: bool,
}

/// A link with its text.
pub struct Link {
    /// The text.
    pub label: String,
    /// The address.
    pub href: String,
}

/// The page in another interface language.
pub struct LanguageLink {
    /// The language's code.
    pub lang: Lang,
    /// Its own name for itself.
    pub name: &'static str,
    /// The address.
    pub href: String,
    /// Whether it is this one.
    pub current: bool,
}

impl<'a> Frame<'a> {
    /// The frame of the page at `path` (with its query, without `hl`).
    pub fn new(service: &'a Service, reader: &Reader, title: &str, path: &str) -> Frame<'a> {
        let path = path.trim_end_matches('?');
        let joint = if path.contains('?') { '&' } else { '?' };
        let languages = [
            (Lang::EN, "English"),
            (Lang::FR, "Français"),
            (Lang::ES, "Español"),
        ]
        .into_iter()
        .map(|(lang, name)| LanguageLink {
            lang,
            name,
            href: format!("{path}{joint}hl={lang}"),
            current: lang == reader.lang,
        })
        .collect();
        let (user, role) = user(service, reader).unzip();
        Frame {
            t: reader.texts,
            name: &service.app.config.name,
            title: title.to_owned(),
            description: reader.texts.text("home-lead"),
            canonical: format!("{}{path}", service.site.base_url),
            unapi: format!("{}/unapi", service.site.base_url),
            stylesheet: assets::stylesheet(),
            script: assets::script(),
            languages,
            noindex: false,
            user,
            role,
            feed: None,
            kind: "website",
        }
    }

    /// Says what the page is about, as far as there is a text: its beginning.
    pub fn about(&mut self, text: &str) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return;
        }
        self.description = match text.char_indices().nth(DESCRIBED) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        };
    }

    /// The language as Open Graph writes it.
    pub fn locale(&self) -> &'static str {
        match self.t.lang {
            Lang::FR => "fr_FR",
            Lang::ES => "es_ES",
            _ => "en_GB",
        }
    }

    /// Whether who has signed in runs the service.
    pub fn administers(&self) -> bool {
        self.role == Some(Role::Administrator)
    }

    /// Whether who reads the page looks after records.
    pub fn catalogues(&self) -> bool {
        self.role >= Some(Role::Cataloguer)
    }

    /// Whether who reads the page may make and change collections.
    pub fn keeps_collections(&self) -> bool {
        self.role >= Some(Role::Librarian)
    }
}

/// A text as one segment of a path (RFC 3986 section 3.3).
pub fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A moment for people, to the second.
pub fn moment(at: Datestamp) -> String {
    at.to_string().replace('T', " ").replace('Z', " UTC")
}

/// The name that is shown of who has signed in, and their role.
fn user(service: &Service, reader: &Reader) -> Option<(String, Role)> {
    let session = service.session(reader.session?)?;
    let user = service.app.store.user(&session.user)?;
    let role = Role::of(&user.role)?;
    (session.stage == Stage::Whole).then_some((user.display, role))
}

/// Sends a page; a language chosen in the address is remembered.
pub fn html(page: &impl Template, reader: &Reader) -> Result<Response, Fault> {
    let body = page.render().map_err(Fault::internal)?;
    Ok(self::page(body.into(), reader))
}

/// A written page as an answer to a reader.
pub fn page(body: Bytes, reader: &Reader) -> Response {
    let mut response = axum::response::Html(body).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept-Language, Cookie"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(lang) = HeaderValue::from_str(reader.lang.as_str()) {
        headers.insert(header::CONTENT_LANGUAGE, lang);
    }
    if reader.chosen
        && let Ok(cookie) = HeaderValue::from_str(&format!(
            "hl={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
            reader.lang
        ))
    {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage<'a> {
    frame: Frame<'a>,
    heading: String,
    help: String,
    detail: String,
}

/// The page that says what went wrong and what to do.
pub fn fault_page(
    service: &Service,
    reader: &Reader,
    path: &str,
    kind: &str,
    status: StatusCode,
    detail: &str,
) -> Response {
    let texts = reader.texts;
    let known = if texts.has(&format!("fault-{kind}")) {
        kind
    } else {
        "internal"
    };
    let heading = texts.text(&format!("fault-{known}"));
    let mut frame = Frame::new(service, reader, &heading, path);
    frame.noindex = true;
    let page = FaultPage {
        frame,
        help: texts.text(&format!("fault-{known}-help")),
        heading,
        // An address may carry control characters; a page has no place for them.
        detail: detail.replace(char::is_control, "\u{fffd}"),
    };
    match html(&page, reader) {
        Ok(mut response) => {
            *response.status_mut() = status;
            response
        }
        Err(_) => (status, detail.to_owned()).into_response(),
    }
}

/// Runs work that reads the disk away from the threads that answer.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await?
}
