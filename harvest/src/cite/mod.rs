//! Citations: files that reference managers read, and references as people write them.
//!
//! All of them are made from the same facts (`facts`), with the names that each format has for a
//! genre in one table (`kinds`). Formatted references are made by a CSL processor (`style`).

mod bibtex;
mod csl;
mod facts;
mod kinds;
mod redif;
mod style;
mod tagged;

use record::Record;
use serde_json::Value;
use taxonomy::Taxonomy;

pub use facts::{Facts, Name};
pub use style::{Reference, Style};

use crate::Site;

/// A file format of citations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CitationFormat {
    /// BibTeX.
    Bibtex,
    /// RIS.
    Ris,
    /// CSL-JSON.
    Csl,
    /// EndNote's import format.
    Endnote,
    /// ReDIF, for RePEc.
    Redif,
}

impl CitationFormat {
    /// All formats, in the order in which they are offered.
    pub const ALL: [CitationFormat; 5] = [
        CitationFormat::Bibtex,
        CitationFormat::Ris,
        CitationFormat::Csl,
        CitationFormat::Endnote,
        CitationFormat::Redif,
    ];

    /// What an address ends in.
    pub fn suffix(self) -> &'static str {
        match self {
            CitationFormat::Bibtex => "bib",
            CitationFormat::Ris => "ris",
            CitationFormat::Csl => "csl.json",
            CitationFormat::Endnote => "enw",
            CitationFormat::Redif => "redif",
        }
    }

    /// Its name on pages.
    pub fn name(self) -> &'static str {
        match self {
            CitationFormat::Bibtex => "BibTeX",
            CitationFormat::Ris => "RIS",
            CitationFormat::Csl => "CSL-JSON",
            CitationFormat::Endnote => "EndNote",
            CitationFormat::Redif => "ReDIF",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            CitationFormat::Bibtex => "application/x-bibtex",
            CitationFormat::Ris => "application/x-research-info-systems",
            CitationFormat::Csl => "application/vnd.citationstyles.csl+json",
            CitationFormat::Endnote => "application/x-endnote-refer",
            CitationFormat::Redif => "text/plain",
        }
    }

    /// The records as one file.
    pub fn document<'a>(
        self,
        records: impl IntoIterator<Item = &'a Record>,
        site: &Site,
        taxonomy: &Taxonomy,
    ) -> String {
        let facts = records
            .into_iter()
            .map(|record| Facts::of(record, site, taxonomy));
        if self == CitationFormat::Csl {
            let items: Vec<Value> = facts.map(|facts| csl::item(&facts)).collect();
            return format!("{:#}\n", Value::Array(items));
        }
        let mut out = String::new();
        for facts in facts {
            match self {
                CitationFormat::Bibtex => bibtex::write(&mut out, &facts),
                CitationFormat::Ris => tagged::ris(&mut out, &facts),
                CitationFormat::Endnote => tagged::endnote(&mut out, &facts),
                CitationFormat::Redif => redif::write(&mut out, &facts),
                CitationFormat::Csl => {}
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use record::{Record, RecordId};

    use super::CitationFormat;
    use crate::memory::{article, book, conference_paper, convention, report, site, taxonomy};

    fn document(format: CitationFormat, records: &[Record]) -> String {
        format.document(records, &site(), &taxonomy())
    }

    fn all() -> [Record; 5] {
        [
            article(1),
            report(2),
            book(3),
            conference_paper(4),
            convention(5),
        ]
    }

    #[test]
    fn each_format_holds_what_is_known() {
        for format in CitationFormat::ALL {
            let name = format.suffix().replace('.', "_");
            insta::assert_snapshot!(name, document(format, &all()));
        }
    }

    #[test]
    fn hostile_text_starts_no_line_and_no_entry() {
        let mut evil = article(1);
        let attack = "a\r\nER  - \r\n%0 Book\nTemplate-Type: x}\n@book{evil,";
        evil.description.titles.main.main = attack.to_owned();
        evil.description.contributors[0].name = attack.to_owned();
        for (format, start) in [
            (CitationFormat::Ris, "ER  -"),
            (CitationFormat::Endnote, "%0"),
            (CitationFormat::Redif, "Template-Type"),
            (CitationFormat::Bibtex, "@"),
        ] {
            let text = document(format, &[evil.clone()]);
            let starts = text.lines().filter(|line| line.starts_with(start));
            assert_eq!(starts.count(), 1, "{format:?}: {text}");
        }
    }

    #[test]
    fn a_restricted_file_is_not_named() {
        for format in CitationFormat::ALL {
            let text = document(format, &[report(2)]);
            assert!(!text.contains("secret.pdf"), "{format:?}: {text}");
        }
    }

    #[test]
    fn a_key_is_the_records_own() {
        let mut other = article(1);
        other.id = RecordId(2);
        let text = document(CitationFormat::Bibtex, &[article(1), other]);
        assert!(text.contains("@article{doe1938-1,") && text.contains("@article{doe1938-2,"));
    }
}
