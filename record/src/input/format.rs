//! The formats of inputs, and how each is told by its content.

use serde::{Deserialize, Serialize};

use crate::marc;

/// A format that records are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// ISO 2709.
    Marc,
    /// MARCXML, alone or in an OAI-PMH or SRU answer.
    Marcxml,
    /// MARC-in-JSON: an array, or one record after the other.
    MarcJson,
    /// The MarcEdit text form.
    Mrk,
    /// MODS: one, a collection, or in an OAI-PMH or SRU answer.
    Mods,
    /// Dublin Core in XML: `oai_dc:dc`, alone or in an OAI-PMH answer.
    OaiDc,
    /// Columns parted by commas or semicolons, the names in the first row.
    Csv,
    /// Columns parted by tabs.
    Tsv,
    /// A workbook of Excel.
    Xlsx,
    /// RIS.
    Ris,
    /// BibTeX or BibLaTeX.
    Bibtex,
    /// CSL-JSON: an array, or one item after the other.
    CslJson,
    /// Our own JSON, as `labordoc export --format json` writes it.
    Labordoc,
    /// What `labordoc harvest` keeps of another repository's answers.
    Harvest,
}

/// The formats, what each is called in commands and what people call it.
const ALL: [(Format, &str, &str); 14] = [
    (Format::Marc, "marc", "MARC (ISO 2709)"),
    (Format::Marcxml, "marcxml", "MARCXML"),
    (Format::MarcJson, "marc-json", "MARC-in-JSON"),
    (Format::Mrk, "mrk", "MarcEdit text"),
    (Format::Mods, "mods", "MODS"),
    (Format::OaiDc, "oai-dc", "Dublin Core"),
    (Format::Csv, "csv", "CSV"),
    (Format::Tsv, "tsv", "TSV"),
    (Format::Xlsx, "xlsx", "XLSX"),
    (Format::Ris, "ris", "RIS"),
    (Format::Bibtex, "bibtex", "BibTeX"),
    (Format::CslJson, "csl-json", "CSL-JSON"),
    (Format::Labordoc, "labordoc", "JSON of Labordoc"),
    (Format::Harvest, "harvest", "a harvest"),
];

/// Says that a name is none of a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is no format; these are read: {}", Format::names())]
pub struct FormatError {
    /// The name.
    pub name: String,
}

impl std::str::FromStr for Format {
    type Err = FormatError;

    fn from_str(name: &str) -> Result<Format, FormatError> {
        let mut all = ALL.iter();
        all.find(|(_, known, _)| *known == name)
            .map(|(format, _, _)| *format)
            .ok_or_else(|| FormatError {
                name: name.to_owned(),
            })
    }
}

impl Format {
    /// Its name in commands and in the API.
    pub fn name(self) -> &'static str {
        let mut all = ALL.iter();
        all.find(|(f, _, _)| *f == self)
            .map_or("", |(_, name, _)| name)
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        let mut all = ALL.iter();
        all.find(|(f, _, _)| *f == self)
            .map_or("", |(_, _, title)| title)
    }

    /// All names, with commas between.
    pub fn names() -> String {
        let all: Vec<&str> = ALL.iter().map(|(_, name, _)| *name).collect();
        all.join(", ")
    }

    /// Whether a profile for the one reads the other: rows are rows, whatever they came in.
    pub fn is_like(self, other: Format) -> bool {
        let rows = |f| matches!(f, Format::Csv | Format::Tsv | Format::Xlsx);
        self == other || (rows(self) && rows(other))
    }

    /// The format of an input by its first bytes, after a byte order mark; 64 KiB are looked at best.
    pub fn detect(head: &[u8]) -> Option<Format> {
        let rest = head.trim_ascii_start();
        match rest.first()? {
            b'<' => return Some(xml(rest)),
            _ if rest.starts_with(super::harvest::START) => return Some(Format::Harvest),
            b'{' | b'[' => return json(rest).or_else(|| table(head)),
            _ => {}
        }
        let text = String::from_utf8_lossy(rest);
        let first = text.lines().next().unwrap_or("");
        if first.starts_with("=LDR") || first.starts_with("=000") || is_mrk_line(first) {
            return Some(Format::Mrk);
        }
        if marc::detect(rest) == Some(marc::Format::Iso2709) {
            return Some(Format::Marc);
        }
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        if lines.clone().take(20).any(is_ris_start) {
            return Some(Format::Ris);
        }
        let entry = |line: &str| {
            let line = line.trim_start();
            line.starts_with('@')
                && line[1..]
                    .trim_start_matches(|c: char| c.is_ascii_alphabetic())
                    .trim_start()
                    .starts_with(['{', '('])
        };
        if rest.first() == Some(&b'@') || (rest.first() == Some(&b'%') && lines.any(entry)) {
            return text.lines().any(entry).then_some(Format::Bibtex);
        }
        table(head)
    }
}

fn is_mrk_line(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.len() > 6
        && bytes[0] == b'='
        && bytes[1..4].iter().all(u8::is_ascii_digit)
        && bytes[4..6] == *b"  "
}

/// `TY  - JOUR`, with what spaces there are.
fn is_ris_start(line: &str) -> bool {
    line.strip_prefix("TY")
        .and_then(|rest| rest.trim_start().strip_prefix('-'))
        .is_some_and(|rest| !rest.trim().is_empty())
}

/// The first element that tells.
fn xml(head: &[u8]) -> Format {
    let mut rest = head;
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = &rest[at + 1..];
        let end = rest
            .iter()
            .position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
            .unwrap_or(rest.len());
        let name = &rest[..end];
        let local = name.rsplit(|b| *b == b':').next().unwrap_or(name);
        match local {
            b"leader" | b"controlfield" | b"datafield" => return Format::Marcxml,
            b"mods" | b"modsCollection" => return Format::Mods,
            b"dc" => return Format::OaiDc,
            _ => {}
        }
    }
    Format::Marcxml
}

/// The member that tells, at the start of the first object.
fn json(head: &[u8]) -> Option<Format> {
    let has = |name: &str| memchr::memmem::find(head, format!("\"{name}\"").as_bytes()).is_some();
    let object = memchr::memchr(b'{', head)?;
    let first = head[object + 1..].trim_ascii_start().first()?;
    if !matches!(first, b'"' | b'}') {
        return None;
    }
    if has("leader") && has("fields") {
        return Some(Format::MarcJson);
    }
    if has("document_type") || has("titles") {
        return Some(Format::Labordoc);
    }
    (has("type") || has("title")).then_some(Format::CslJson)
}

/// Rows whose first has at least two cells.
fn table(head: &[u8]) -> Option<Format> {
    if head.contains(&0) {
        return None;
    }
    match super::cut::separator(head)? {
        b'\t' => Some(Format::Tsv),
        _ => Some(Format::Csv),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_content_alone() {
        for (text, expected) in [
            ("00714cam a2200205 a 4500001", Some(Format::Marc)),
            (
                "<?xml version='1.0'?><collection><record><leader>",
                Some(Format::Marcxml),
            ),
            ("<modsCollection xmlns='x'><mods>", Some(Format::Mods)),
            (
                "<OAI-PMH><record><metadata><oai_dc:dc xmlns:dc='x'>",
                Some(Format::OaiDc),
            ),
            (
                "<OAI-PMH><record><metadata><marc:record><marc:leader>",
                Some(Format::Marcxml),
            ),
            ("=LDR  00714cam a2200205 a 4500", Some(Format::Mrk)),
            ("=245  10$aWages", Some(Format::Mrk)),
            (
                "[{\"leader\": \"x\", \"fields\": []}]",
                Some(Format::MarcJson),
            ),
            ("{\"id\": \"r1\", \"titles\": {}}", Some(Format::Labordoc)),
            ("[{\"id\": 1, \"type\": \"book\"}]", Some(Format::CslJson)),
            (
                "{\"labordoc_harvest\":1,\"title\":0}",
                Some(Format::Harvest),
            ),
            ("TY  - JOUR\r\nTI  - Wages", Some(Format::Ris)),
            ("Provider: x\nDatabase: y\n\nTY  - JOUR", Some(Format::Ris)),
            ("@article{x,\n title = {Y}}", Some(Format::Bibtex)),
            ("% a comment\n@book{x, title = {Y}}", Some(Format::Bibtex)),
            ("title,year\nWages,1921\n", Some(Format::Csv)),
            ("title;year\nWages;1921\n", Some(Format::Csv)),
            ("title\tyear\nWages\t1921\n", Some(Format::Tsv)),
            ("Dear colleague", None),
            ("%PDF-1.4\n%âãÏÓ", None),
            ("", None),
        ] {
            assert_eq!(Format::detect(text.as_bytes()), expected, "{text:?}");
        }
        for (format, name, _) in ALL {
            assert_eq!(name.parse::<Format>().unwrap(), format);
            assert_eq!(serde_json::to_value(format).unwrap(), name);
        }
        assert!(
            "docx"
                .parse::<Format>()
                .unwrap_err()
                .to_string()
                .contains("marcxml, marc-json")
        );
    }
}
