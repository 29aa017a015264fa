//! unAPI version 1: which formats there are, by name (`https://unapi.info/specs/unapi-revision-3.html`).

use record::RecordId;

use crate::{Site, xml};

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format<'a> {
    /// The suffix that a record has it under.
    pub suffix: &'a str,
    /// Its media type.
    pub media_type: &'a str,
}

/// What those who read unAPI call a suffix, and where its format is described. Others keep their suffix.
const NAMES: &[(&str, &str, &str)] = &[
    (
        "marcxml",
        "marcxml",
        "http://www.loc.gov/standards/marcxml/",
    ),
    ("mods", "mods", "http://www.loc.gov/standards/mods/"),
    (
        "dc",
        "oai_dc",
        "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    ),
    ("bib", "bibtex", "http://www.bibtex.org/Format/"),
    (
        "ris",
        "ris",
        "http://www.refman.com/support/risformat_intro.asp",
    ),
    ("enw", "endnote", ""),
    (
        "csl.json",
        "csl",
        "https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html",
    ),
];

/// ISO 2709 is left out: readers of unAPI take an answer as text, and then its lengths in bytes are wrong. Its
/// XML says the same.
const NOT_TEXT: &str = "mrc";

fn named(suffix: &str) -> (&str, &str) {
    let found = NAMES.iter().find(|(of, ..)| *of == suffix);
    found.map_or((suffix, ""), |(_, name, docs)| (name, docs))
}

/// The format of this name.
pub fn find<'a>(formats: &[Format<'a>], name: &str) -> Option<Format<'a>> {
    let mut all = formats.iter().filter(|format| format.suffix != NOT_TEXT);
    all.find(|format| named(format.suffix).0 == name).copied()
}

/// The record that an identifier names: its OAI identifier, as pages give it, or its address.
pub fn record(site: &Site, id: &str) -> Option<RecordId> {
    let address = || {
        let records = format!("{}/records/", site.base_url);
        let id = id.strip_prefix(records.as_str())?;
        let digits = !id.starts_with('0') && id.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| id.parse().ok()).flatten()
    };
    site.parse_oai_identifier(id).or_else(address)
}

/// The list of formats: of everything, or of one identifier.
pub fn list(id: Option<&str>, formats: &[Format<'_>]) -> String {
    let mut out = xml::DECLARATION.to_owned();
    out.push_str("<formats");
    if let Some(id) = id {
        xml::attribute(&mut out, "id", id);
    }
    out.push_str(">\n");
    for format in formats.iter().filter(|format| format.suffix != NOT_TEXT) {
        let (name, docs) = named(format.suffix);
        out.push_str("<format");
        xml::attribute(&mut out, "name", name);
        xml::attribute(&mut out, "type", format.media_type);
        if !docs.is_empty() {
            xml::attribute(&mut out, "docs", docs);
        }
        out.push_str("/>\n");
    }
    out.push_str("</formats>\n");
    out
}

#[cfg(test)]
mod tests {
    use record::RecordId;

    use super::{Format, find, list, record};
    use crate::memory::site;

    const FORMATS: [Format<'_>; 3] = [
        Format {
            suffix: "marcxml",
            media_type: "application/marcxml+xml",
        },
        Format {
            suffix: "mrc",
            media_type: "application/marc",
        },
        Format {
            suffix: "bib",
            media_type: "application/x-bibtex",
        },
    ];

    #[test]
    fn formats_are_listed_by_the_names_that_readers_know() {
        insta::assert_snapshot!(list(Some("oai:a:1\"<"), &FORMATS));
        assert!(list(None, &FORMATS).contains("<formats>"));
        assert_eq!(find(&FORMATS, "bibtex").unwrap().suffix, "bib");
        for none in ["bib", "mrc", "marc", ""] {
            assert_eq!(find(&FORMATS, none), None, "{none}");
        }
    }

    #[test]
    fn a_record_is_named_by_its_oai_identifier_or_its_address() {
        let site = site();
        for (id, found) in [
            ("oai:labordoc.example.org:42", Some(42)),
            ("https://labordoc.example.org/records/42", Some(42)),
            ("https://labordoc.example.org/records/", None),
            ("https://labordoc.example.org/records/42.ris", None),
            ("https://labordoc.example.org/records/042", None),
            ("https://evil.example/records/42", None),
            ("42", None),
        ] {
            assert_eq!(record(&site, id), found.map(RecordId), "{id}");
        }
    }
}
