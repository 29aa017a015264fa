//! OpenURL 1.0 (ANSI/NISO Z39.88-2004) and 0.1: what a citation in an address asks for, and how well a
//! record answers it.
//!
//! The context object is read from key and value pairs ("Inline KEV"). 0.1 has the same keys without
//! `rft.`. What is given but cannot help is told apart with the reason.

mod score;
#[cfg(test)]
mod tests;

use record::RecordId;

use crate::{Site, oai, xml};

pub use score::{CERTAIN, best};

/// What a citation says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// A record of ours.
    pub record: Option<RecordId>,
    /// DOI without resolver.
    pub doi: Option<String>,
    /// ISBN as given.
    pub isbn: Option<String>,
    /// ISSN, printed or electronic.
    pub issns: Vec<String>,
    /// The title of the article, chapter or book.
    pub title: Option<String>,
    /// The title of the journal, or of the book around a chapter.
    pub host: Option<String>,
    /// The year.
    pub year: Option<i16>,
    /// The volume.
    pub volume: Option<String>,
    /// The issue.
    pub issue: Option<String>,
    /// The first page.
    pub page: Option<String>,
    /// An author's family name.
    pub author: Option<String>,
    /// What was given and is of no use here: the key, the value, why.
    pub unused: Vec<(String, String, Why)>,
}

/// Why something that was given is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Nothing here is found by such a number.
    Number,
    /// It is to be fetched from elsewhere, which is not done.
    Reference,
    /// It is not what the key stands for.
    Form,
}

/// How much of a value is kept, in characters.
const MOST_CHARS: usize = 500;

impl Wanted {
    /// Reads a query string; a key's first value counts.
    pub fn read(query: &[u8], site: &Site) -> Wanted {
        let mut wanted = Wanted::default();
        let pairs = pairs(query);
        // The title of what is asked for, whichever of its keys is there.
        for key in ["rft.atitle", "atitle", "rft.btitle", "btitle"] {
            fill(&mut wanted.title, value(&pairs, key));
        }
        let hosts = [
            "rft.jtitle",
            "jtitle",
            "rft.stitle",
            "stitle",
            "rft.title",
            "title",
        ];
        for title in hosts.iter().filter_map(|key| value(&pairs, key)) {
            // A chapter's `btitle` is its book; a book's own title has no host.
            fill(&mut wanted.host, Some(title));
        }
        if wanted.title.is_none()
            && value(&pairs, "rft.genre").or(value(&pairs, "genre")) == Some("book")
        {
            wanted.title = wanted.host.take();
        }
        for (key, text) in &pairs {
            wanted.take(key, text, site);
        }
        wanted
    }

    fn take(&mut self, key: &str, text: &str, site: &Site) {
        let refused = |why| (key.to_owned(), text.to_owned(), why);
        match key.strip_prefix("rft.").unwrap_or(key) {
            "rft_id" | "id" => {
                if let Err(why) = self.identifier(text, site) {
                    self.unused.push(refused(why));
                }
            }
            "doi" => fill(&mut self.doi, Some(text)),
            "isbn" => fill(&mut self.isbn, Some(text)),
            "issn" | "eissn" => match issn(text) {
                Some(issn) if !self.issns.contains(&issn) => self.issns.push(issn),
                Some(_) => {}
                None => self.unused.push(refused(Why::Form)),
            },
            "date" | "year" => match year(text) {
                Some(year) => self.year = self.year.or(Some(year)),
                None => self.unused.push(refused(Why::Form)),
            },
            "volume" => fill(&mut self.volume, Some(text)),
            "issue" => fill(&mut self.issue, Some(text)),
            "spage" => fill(&mut self.page, Some(text)),
            "pages" => {
                let first = text.split(['-', '–']).next().unwrap_or_default().trim();
                fill(&mut self.page, Some(first));
            }
            "aulast" => fill(&mut self.author, Some(text)),
            "au" => {
                let family = text.split(',').next().unwrap_or_default().trim();
                fill(&mut self.author, Some(family));
            }
            "coden" | "sici" | "bici" | "pmid" | "artnum" => self.unused.push(refused(Why::Number)),
            "rft_ref" | "rft_ref_fmt" | "url_ctx_val" | "url_ctx_ref" => {
                self.unused.push(refused(Why::Reference));
            }
            _ => {}
        }
    }

    /// An identifier of the referent: a URI of the `info` scheme or an address, in 0.1 `doi:...`.
    fn identifier(&mut self, text: &str, site: &Site) -> Result<(), Why> {
        let lower = text.to_ascii_lowercase();
        for start in [
            "info:doi/",
            "doi:",
            "https://doi.org/",
            "http://doi.org/",
            "http://dx.doi.org/",
            "https://dx.doi.org/",
        ] {
            if lower.starts_with(start) {
                fill(&mut self.doi, text.get(start.len()..));
                return Ok(());
            }
        }
        if lower.starts_with("urn:isbn:") {
            fill(&mut self.isbn, text.get("urn:isbn:".len()..));
            return Ok(());
        }
        if lower.starts_with("urn:issn:") {
            let issn = text
                .get("urn:issn:".len()..)
                .and_then(issn)
                .ok_or(Why::Form)?;
            self.issns.push(issn);
            return Ok(());
        }
        let id = site.parse_oai_identifier(text.strip_prefix("info:oai/").unwrap_or(text));
        let page = || {
            let own = text.strip_prefix(site.base_url.as_str())?;
            own.strip_prefix("/records/")?.parse().ok().map(RecordId)
        };
        match id.or_else(page) {
            Some(id) => {
                self.record = self.record.or(Some(id));
                Ok(())
            }
            None => Err(Why::Number),
        }
    }

    /// Whether nothing in it can be looked for.
    pub fn is_empty(&self) -> bool {
        let bare = Wanted {
            unused: self.unused.clone(),
            ..Wanted::default()
        };
        *self == bare
    }
}

fn pairs(query: &[u8]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for pair in query.split(|b| *b == b'&').filter(|p| !p.is_empty()) {
        let mut halves = pair.splitn(2, |b| *b == b'=');
        let mut next = || oai::decode(halves.next().unwrap_or_default()).0;
        let (key, value) = (next(), next());
        let clean = |c: &char| xml::allowed(*c) && !c.is_control();
        let value: String = value.chars().filter(clean).take(MOST_CHARS).collect();
        let value = value.trim();
        if !value.is_empty() {
            pairs.push((key.to_ascii_lowercase(), value.to_owned()));
        }
    }
    pairs
}

fn value<'p>(pairs: &'p [(String, String)], key: &str) -> Option<&'p str> {
    pairs
        .iter()
        .find(|(k, _)| k == key)
        .map(|(_, v)| v.as_str())
}

fn fill(place: &mut Option<String>, text: Option<&str>) {
    let text = text.map(str::trim).filter(|t| !t.is_empty());
    if place.is_none() {
        *place = text.map(str::to_owned);
    }
}

/// `0020-7780` of eight digits in any dress.
fn issn(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let digits = digits.to_ascii_uppercase();
    let (body, check) = digits.split_at_checked(7)?;
    let fits = body.bytes().all(|b| b.is_ascii_digit())
        && matches!(check.as_bytes(), [b'0'..=b'9' | b'X']);
    fits.then(|| format!("{}-{}{check}", &body[..4], &body[4..]))
}

/// The year that a date begins with.
fn year(text: &str) -> Option<i16> {
    let year = text.get(..4)?.parse().ok()?;
    let rest = &text[4..];
    let ends = rest.is_empty() || rest.starts_with(|c: char| !c.is_ascii_digit());
    (ends && (1000..=2999).contains(&year)).then_some(year)
}
