//! OpenURL 1.0 (ANSI/NISO Z39.88-2004) and 0.1: what a citation in an address asks for, and how well a
//! record answers it.
//!
//! The context object is read from key and value pairs ("Inline KEV"). 0.1 has the same keys without
//! `rft.`. What is given but cannot help is told apart with the reason.

use record::{IdentifierKind, Record, RecordId};

use crate::{Site, oai, xml};

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

    /// How well a record answers; `None` when it contradicts the citation or too little speaks for it.
    pub fn score(&self, record: &Record) -> Option<u32> {
        if self.record == Some(record.id) {
            return Some(CERTAIN);
        }
        let description = &record.description;
        let has = |kind, value: &str| {
            let mut own = description.identifiers.iter();
            own.any(|i| i.kind == kind && plain(&i.value) == plain(value))
        };
        if let Some(doi) = &self.doi
            && has(IdentifierKind::Doi, doi)
        {
            return Some(CERTAIN);
        }
        let facts = self.facts(record);
        // A number that differs is no slip of the pen.
        if facts.iter().any(|f| *f == Fact::Differs) {
            return None;
        }
        let sum: u32 = facts.iter().map(|f| f.points()).sum();
        (sum >= ENOUGH).then_some(sum)
    }

    fn facts(&self, record: &Record) -> Vec<Fact> {
        let description = &record.description;
        let host = description.host.as_ref();
        let same = |wanted: Option<&String>, own: Option<&str>, points| match (wanted, own) {
            (Some(wanted), Some(own)) if plain(wanted) == plain(own) => Fact::Same(points),
            (Some(_), Some(_)) => Fact::Differs,
            _ => Fact::Silent,
        };
        let part =
            |of: fn(&record::HostItem) -> Option<&String>| host.and_then(of).map(String::as_str);
        let page = host
            .and_then(|h| h.pages.as_ref())
            .and_then(|p| p.first.as_deref());
        let year = description.date.as_ref().and_then(|d| d.year);
        let isbn = self.isbn_fact(record);
        let title = match (self.title_fact(record), isbn) {
            // The book itself, whose title is written in many ways; or the book around a chapter.
            (Fact::Differs, Fact::Same(ENOUGH)) => Fact::Silent,
            (title, _) => title,
        };
        vec![
            isbn,
            title,
            self.issn_fact(record),
            same(self.volume.as_ref(), part(|h| h.volume.as_ref()), 2),
            same(self.issue.as_ref(), part(|h| h.issue.as_ref()), 1),
            same(self.page.as_ref(), page, 3),
            match (self.year, year) {
                (Some(wanted), Some(own)) if wanted == own => Fact::Same(1),
                // Volumes are dated a year off often enough.
                (Some(wanted), Some(own)) if wanted.abs_diff(own) > 1 => Fact::Differs,
                _ => Fact::Silent,
            },
            self.author_fact(record),
        ]
    }

    fn isbn_fact(&self, record: &Record) -> Fact {
        let Some(wanted) = self.isbn.as_deref().map(isbn13) else {
            return Fact::Silent;
        };
        let own = record.description.identifiers.iter();
        let own = own
            .filter(|i| i.kind == IdentifierKind::Isbn)
            .map(|i| &i.value);
        let host = record
            .description
            .host
            .iter()
            .filter_map(|h| h.isbn.as_ref());
        if own.clone().any(|own| isbn13(own) == wanted) {
            return Fact::Same(ENOUGH);
        }
        match host.into_iter().any(|own| isbn13(own) == wanted) {
            true => Fact::Same(2),
            false => Fact::Silent,
        }
    }

    fn issn_fact(&self, record: &Record) -> Fact {
        let host = record
            .description
            .host
            .as_ref()
            .and_then(|h| h.issn.as_deref());
        let own = record.description.identifiers.iter();
        let own = own
            .filter(|i| i.kind == IdentifierKind::Issn)
            .map(|i| i.value.as_str());
        let mut all = host.into_iter().chain(own);
        match all.any(|own| self.issns.iter().any(|w| plain(w) == plain(own))) {
            true => Fact::Same(2),
            false => Fact::Silent,
        }
    }

    fn title_fact(&self, record: &Record) -> Fact {
        let Some(wanted) = self.title.as_deref().map(words) else {
            return Fact::Silent;
        };
        let titles = &record.description.titles;
        let all = std::iter::once(&titles.main)
            .chain(&titles.parallel)
            .chain(&titles.variant);
        let mut best = Fact::Silent;
        for title in all {
            let (full, main) = (words(&title.full()), words(&title.main));
            if full == wanted || main == wanted {
                return Fact::Same(5);
            }
            if wanted.len() >= 3
                && (full.starts_with(&wanted) || wanted.starts_with(&main))
                && main.len() >= 3
            {
                best = Fact::Same(4);
            }
        }
        match best {
            Fact::Silent => Fact::Differs,
            best => best,
        }
    }

    fn author_fact(&self, record: &Record) -> Fact {
        let Some(wanted) = self.author.as_deref().map(words).filter(|w| !w.is_empty()) else {
            return Fact::Silent;
        };
        let names = record
            .description
            .contributors
            .iter()
            .map(|c| words(&c.name));
        match names
            .into_iter()
            .any(|name| name.windows(wanted.len()).any(|w| w == wanted))
        {
            true => Fact::Same(2),
            false => Fact::Silent,
        }
    }
}

/// What an identifier says: no doubt is left.
pub const CERTAIN: u32 = 100;
/// The least points of an answer: an ISBN; ISSN, volume and page; a title with an author or a year.
const ENOUGH: u32 = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fact {
    /// Both say the same.
    Same(u32),
    /// They say different things.
    Differs,
    /// One of them says nothing.
    Silent,
}

impl Fact {
    fn points(self) -> u32 {
        match self {
            Fact::Same(points) => points,
            Fact::Differs | Fact::Silent => 0,
        }
    }
}

/// The best of some records: those that answer best, in their order.
pub fn best<'r>(wanted: &Wanted, records: impl Iterator<Item = &'r Record>) -> Vec<&'r Record> {
    let scored = records.filter_map(|r| Some((wanted.score(r)?, r)));
    let scored: Vec<(u32, &Record)> = scored.collect();
    let most = scored.iter().map(|(score, _)| *score).max();
    let best = scored.into_iter().filter(|(score, _)| Some(*score) == most);
    best.map(|(_, record)| record).collect()
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

/// The digits that two forms of an ISBN share: without prefix and check digit.
fn isbn13(text: &str) -> String {
    let digits: String = text.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let digits = digits.to_ascii_uppercase();
    match digits.len() {
        13 => digits[3..12].to_owned(),
        10 => digits[..9].to_owned(),
        _ => digits,
    }
}

/// A number in the one form in which numbers are compared.
fn plain(text: &str) -> String {
    let folded = taxonomy::fold(text);
    let kept = folded
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–'));
    kept.collect()
}

fn words(text: &str) -> Vec<String> {
    let folded = taxonomy::fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use record::{Record, RecordId};

    use super::{CERTAIN, Wanted, Why, best};
    use crate::memory::{book, sample, site};

    fn read(query: &str) -> Wanted {
        Wanted::read(query.as_bytes(), &site())
    }

    /// An article with all that a citation may name.
    fn told() -> Record {
        sample(
            7,
            serde_json::json!({
                "titles": { "main": { "main": "Wages in agriculture", "remainder": "A survey", "lang": "en" } },
                "identifiers": [{ "kind": "doi", "value": "10.1111/ilr.1" }],
                "document_type": { "concept": "journal-article", "why": "edit" },
                "languages": ["en"],
                "contributors": [{ "kind": "person", "name": "García Márquez, Ana", "roles": ["aut"], "field": "100[1]" }],
                "date": { "raw": "1938", "year": 1938 },
                "host": {
                    "title": "International Labour Review", "issn": "0020-7780", "volume": "37", "issue": "5",
                    "pages": { "raw": "644-651", "first": "644", "last": "651" }
                }
            }),
        )
    }

    #[test]
    fn both_versions_are_read() {
        let new = read(
            "url_ver=Z39.88-2004&ctx_ver=Z39.88-2004&rft_val_fmt=info:ofi/fmt:kev:mtx:journal\
             &rft.genre=article&rft.atitle=Wages+in+agriculture&rft.jtitle=International+Labour+Review\
             &rft.issn=00207780&rft.volume=37&rft.issue=5&rft.spage=644&rft.date=1938-05&rft.aulast=Garc%C3%ADa\
             &rft_id=info:doi/10.1111/ilr.1&rft_id=info:oclcnum/12345",
        );
        assert_eq!(new.issns, ["0020-7780"]);
        assert_eq!(new.doi.as_deref(), Some("10.1111/ilr.1"));
        assert_eq!(new.year, Some(1938));
        assert_eq!(
            new.unused,
            [(
                "rft_id".to_owned(),
                "info:oclcnum/12345".to_owned(),
                Why::Number
            )]
        );
        let old = read(
            "genre=article&atitle=Wages+in+agriculture&title=International+Labour+Review&issn=0020-7780\
             &volume=37&issue=5&pages=644-651&date=1938&aulast=Garc%C3%ADa&id=doi:10.1111/ilr.1&sid=x:y",
        );
        assert_eq!(
            Wanted {
                unused: Vec::new(),
                ..new
            },
            old
        );
        assert_eq!(
            read("rft_id=https://labordoc.example.org/records/5").record,
            Some(RecordId(5))
        );
        assert_eq!(
            read("rft_id=info:oai/oai:labordoc.example.org:5").record,
            Some(RecordId(5))
        );
        assert_eq!(read("rft_id=https://evil.example/records/5").record, None);
        assert_eq!(
            read("rft.genre=book&rft.title=Work").title.as_deref(),
            Some("Work")
        );
        for (nothing, unused) in [
            ("", 0),
            ("url_ver=Z39.88-2004&rfr_id=info:sid/x", 0),
            ("rft.issn=12", 1),
            ("rft.date=soon", 1),
            ("rft_ref=http://a", 1),
        ] {
            let wanted = read(nothing);
            assert!(wanted.is_empty(), "{nothing}");
            assert_eq!(wanted.unused.len(), unused, "{nothing}");
        }
    }

    #[test]
    fn a_record_answers_when_enough_is_the_same_and_no_number_differs() {
        for (query, answers) in [
            ("rft_id=info:doi/10.1111/ILR.1", true),
            ("rft_id=info:doi/10.1111/ilr.1&rft.volume=99", true),
            ("rft_id=info:doi/10.1111/other", false),
            (
                "rft.issn=0020-7780&rft.volume=37&rft.issue=5&rft.spage=644",
                true,
            ),
            ("rft.issn=0020-7780&rft.volume=37&rft.spage=644", true),
            ("rft.issn=0020-7780&rft.volume=37&rft.issue=5", false),
            (
                "rft.issn=0020-7780&rft.volume=37&rft.issue=5&rft.spage=645",
                false,
            ),
            (
                "rft.atitle=Wages+in+agriculture:+a+survey&rft.date=1938",
                true,
            ),
            (
                "rft.atitle=wages+in+agriculture&rft.aulast=Garcia+Marquez",
                true,
            ),
            (
                "rft.atitle=wages+in+agriculture&rft.date=1937&rft.aulast=garcia",
                true,
            ),
            (
                "rft.atitle=wages+in+agriculture&rft.date=1950&rft.aulast=garcia",
                false,
            ),
            ("rft.atitle=wages+in+agriculture", false),
            ("rft.atitle=wages&rft.date=1938", false),
            ("rft.aulast=garcia&rft.date=1938", false),
            (
                "rft.atitle=Something+else&rft.issn=0020-7780&rft.volume=37&rft.spage=644",
                false,
            ),
        ] {
            assert_eq!(read(query).score(&told()).is_some(), answers, "{query}");
        }
        let doi = read("rft_id=info:doi/10.1111/ilr.1");
        assert_eq!(doi.score(&told()), Some(CERTAIN));
    }

    #[test]
    fn the_best_answers_are_kept_and_equal_ones_are_several() {
        let records = [
            told(),
            Record {
                id: RecordId(8),
                ..told()
            },
            book(2),
        ];
        let wanted = read("rft.issn=0020-7780&rft.volume=37&rft.spage=644");
        let found: Vec<u64> = best(&wanted, records.iter())
            .iter()
            .map(|r| r.id.0)
            .collect();
        assert_eq!(found, [7, 8]);
        assert!(best(&read("rft.atitle=nothing"), records.iter()).is_empty());
    }
}
