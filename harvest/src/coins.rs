//! COinS: a record as an OpenURL context object in the title of a `span` (ANSI/NISO Z39.88-2004, "OpenURL
//! COinS: A Convention to Embed Bibliographic Metadata in HTML", 2005).
//!
//! Keys are those of the KEV formats `journal`, `book`, `dissertation` and, for what none of them fits, `dc`.

use record::Record;
use taxonomy::Taxonomy;

use crate::{
    Site,
    cite::{Facts, Name},
    genre::Genre,
};

/// What the title of the `span` is, not yet escaped for HTML.
pub fn context_object(record: &Record, site: &Site, taxonomy: &Taxonomy) -> String {
    of_facts(&Facts::of(record, site, taxonomy), site)
}

/// The metadata format of a genre, and the genre's name in it.
fn format(genre: Genre) -> (&'static str, &'static str) {
    match genre {
        Genre::Article | Genre::BookReview => ("journal", "article"),
        Genre::Periodical => ("journal", "journal"),
        Genre::Chapter => ("book", "bookitem"),
        Genre::Book | Genre::Course => ("book", "book"),
        Genre::Report | Genre::WorkingPaper => ("book", "report"),
        Genre::ConferencePaper => ("book", "proceeding"),
        Genre::MeetingDocument | Genre::Legislation => ("book", "document"),
        Genre::Thesis => ("dissertation", ""),
        Genre::DataSet => ("dc", "Dataset"),
        Genre::Audio => ("dc", "Sound"),
        Genre::Video => ("dc", "MovingImage"),
        Genre::Image | Genre::Map => ("dc", "StillImage"),
        Genre::Software => ("dc", "Software"),
        Genre::WebPage => ("dc", "InteractiveResource"),
        Genre::Other => ("dc", "Text"),
    }
}

fn of_facts(facts: &Facts, site: &Site) -> String {
    let (format, genre) = format(facts.genre);
    let mut out = Pairs(String::new());
    out.put("ctx_ver", "Z39.88-2004");
    out.put("rft_val_fmt", &format!("info:ofi/fmt:kev:mtx:{format}"));
    out.put("rfr_id", &format!("info:sid/{}", site.oai_host));
    if let Some(doi) = &facts.doi {
        out.put("rft_id", &format!("info:doi/{doi}"));
    }
    out.put("rft_id", &facts.url);
    match format {
        "journal" => journal(&mut out, facts, genre),
        "book" => book(&mut out, facts, genre),
        "dissertation" => dissertation(&mut out, facts),
        _ => dublin_core(&mut out, facts, genre),
    }
    out.0
}

fn journal(out: &mut Pairs, facts: &Facts, genre: &str) {
    out.put("rft.genre", genre);
    if genre == "journal" {
        out.put("rft.jtitle", &facts.title);
    } else {
        out.put("rft.atitle", &facts.title);
        out.known("rft.jtitle", facts.container.as_deref());
    }
    out.known("rft.volume", facts.volume.as_deref());
    out.known("rft.issue", facts.issue.as_deref());
    pages(out, facts);
    out.known("rft.issn", facts.issn.first().map(String::as_str));
    date(out, facts);
    people(out, facts);
}

fn book(out: &mut Pairs, facts: &Facts, genre: &str) {
    out.put("rft.genre", genre);
    if matches!(genre, "bookitem" | "proceeding") {
        out.put("rft.atitle", &facts.title);
        out.known("rft.btitle", facts.container.as_deref());
        pages(out, facts);
    } else {
        out.put("rft.btitle", &facts.title);
        out.known("rft.tpages", facts.extent.as_deref());
    }
    out.known("rft.edition", facts.edition.as_deref());
    if let Some((series, number)) = &facts.series {
        // The format has no key for the number.
        let number = number.as_deref().map(|n| format!("; {n}"));
        out.put(
            "rft.series",
            &format!("{series}{}", number.unwrap_or_default()),
        );
    }
    out.known("rft.place", facts.place.as_deref());
    out.known("rft.pub", facts.publisher.as_deref());
    out.known("rft.isbn", facts.isbn.first().map(String::as_str));
    out.known("rft.issn", facts.issn.first().map(String::as_str));
    date(out, facts);
    people(out, facts);
}

fn dissertation(out: &mut Pairs, facts: &Facts) {
    out.put("rft.title", &facts.title);
    out.known("rft.inst", facts.publisher.as_deref());
    out.known("rft.tpages", facts.extent.as_deref());
    date(out, facts);
    people(out, facts);
}

fn dublin_core(out: &mut Pairs, facts: &Facts, kind: &str) {
    out.put("rft.type", kind);
    out.put("rft.title", &facts.title);
    for name in &facts.authors {
        out.put("rft.creator", &whole(name));
    }
    out.known("rft.publisher", facts.publisher.as_deref());
    let lang = facts.lang.map(|lang| lang.to_string());
    out.known("rft.language", lang.as_deref());
    date(out, facts);
}

fn pages(out: &mut Pairs, facts: &Facts) {
    let range = facts.pages("-");
    if facts.last_page.is_some() {
        out.known("rft.spage", facts.first_page.as_deref());
        out.known("rft.epage", facts.last_page.as_deref());
    }
    out.known("rft.pages", range.as_deref());
}

/// As far as it is known: `2012-05-01`, `2012-05`, `2012` (W3CDTF).
fn date(out: &mut Pairs, facts: &Facts) {
    let mut parts = facts.date.iter();
    let year = parts.next().map(|year| format!("{year:04}"));
    let rest = parts.map(|part| format!("-{part:02}"));
    let date: String = year.into_iter().chain(rest).collect();
    out.put("rft.date", &date);
}

/// The first person in parts, then each by the whole name; bodies by theirs.
fn people(out: &mut Pairs, facts: &Facts) {
    if let Some(Name::Person { family, given }) = facts.authors.first() {
        out.put("rft.aulast", family);
        out.put("rft.aufirst", given);
    }
    for name in &facts.authors {
        match name {
            Name::Person { .. } => out.put("rft.au", &whole(name)),
            Name::Body(body) => out.put("rft.aucorp", body),
        }
    }
}

fn whole(name: &Name) -> String {
    match name {
        Name::Person { family, given } if given.is_empty() => family.clone(),
        Name::Person { family, given } => format!("{family}, {given}"),
        Name::Body(body) => body.clone(),
    }
}

/// Keys and encoded values.
struct Pairs(String);

impl Pairs {
    fn known(&mut self, key: &str, value: Option<&str>) {
        self.put(key, value.unwrap_or_default());
    }

    fn put(&mut self, key: &str, value: &str) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if value.is_empty() {
            return;
        }
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(key);
        self.0.push('=');
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    self.0.push(char::from(byte));
                }
                byte => self.0.push_str(&format!("%{byte:02X}")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use record::Record;

    use super::context_object;
    use crate::{
        memory::{article, book, conference_paper, convention, report, site, taxonomy},
        openurl::Wanted,
    };

    fn lines(record: &Record) -> String {
        context_object(record, &site(), &taxonomy()).replace('&', "\n")
    }

    #[test]
    fn each_kind_has_the_keys_of_its_format() {
        for (name, record) in [
            ("article", article(1)),
            ("report", report(2)),
            ("book", book(3)),
            ("proceeding", conference_paper(4)),
            ("document", convention(5)),
        ] {
            insta::assert_snapshot!(name, lines(&record));
        }
    }

    #[test]
    fn our_own_resolver_understands_it() {
        let said = context_object(&article(1), &site(), &taxonomy());
        let wanted = Wanted::read(said.as_bytes(), &site());
        assert_eq!(
            wanted.title.as_deref(),
            Some("Wages & hours: a <short> survey")
        );
        assert_eq!(wanted.host.as_deref(), Some("International Labour Review"));
        assert_eq!(wanted.volume.as_deref(), Some("37"));
        assert_eq!(wanted.page.as_deref(), Some("644"));
        assert_eq!(wanted.year, Some(1938));
        assert_eq!(wanted.issns, ["0020-7780"]);
        assert_eq!(wanted.author.as_deref(), Some("Doe"));
        assert!(wanted.doi.is_some());
    }

    #[test]
    fn hostile_text_makes_no_key() {
        let mut evil = article(1);
        evil.description.titles.main.main = "a&rft.au=Evil\"><script>\n".to_owned();
        let said = context_object(&evil, &site(), &taxonomy());
        assert!(!said.contains("Evil\""), "{said}");
        assert!(!said.contains("&rft.au=Evil"), "{said}");
        assert!(!said.contains(['<', '>', '"', '\n']), "{said}");
    }
}
