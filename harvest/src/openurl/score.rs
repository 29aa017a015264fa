//! How well a record answers a citation: facts that are the same, facts that differ.

use record::{IdentifierKind, Record};

use super::Wanted;

impl Wanted {
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
        if facts.contains(&Fact::Differs) {
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
