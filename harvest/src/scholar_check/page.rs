//! What was found when a page was fetched. Whoever fetches fills it in.

use super::Tag;

/// A page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The address that was asked for.
    pub asked: String,
    /// The address that answered, after redirections.
    pub url: String,
    /// The HTTP status.
    pub status: u16,
    /// Its media type.
    pub media_type: String,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// Whether the headers or the head ask not to index it.
    pub noindex: bool,
    /// `<meta name content>`, in order.
    pub tags: Vec<Tag>,
    /// The address that it calls its own.
    pub canonical: Option<String>,
    /// Its first heading.
    pub heading: Option<String>,
    /// The language which that heading declares.
    pub heading_lang: Option<String>,
    /// The text that readers see.
    pub text: String,
    /// The abstract that it gives to machines: in a tag or in schema.org.
    pub described: Option<String>,
    /// Whether it has a field for a password.
    pub asks_password: bool,
    /// The absolute addresses of its links, in order.
    pub links: Vec<String>,
    /// The PDF that it names, when somebody fetched it.
    pub pdf: Option<Pdf>,
}

/// A PDF.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pdf {
    /// Its address.
    pub url: String,
    /// The HTTP status.
    pub status: u16,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// The text of its first page; `None` when it could not be read or is too large to look.
    pub text: Option<String>,
}

/// What is around a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// The site's `robots.txt`; `None` when there is none.
    pub robots: Option<String>,
    /// How the site answers for what is not there.
    pub missing_status: Option<u16>,
    /// How the page is reached from the home page.
    pub path: Option<Path>,
    /// A list by date that was met.
    pub by_date: Option<String>,
}

/// A way through the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// These pages lead to it, the home page first and the page last.
    Found(Vec<String>),
    /// All pages that links lead to were read, so many.
    None(usize),
    /// So many pages were read, and there are more.
    GaveUp(usize),
}
