//! schema.org as N-Triples (RDF 1.1 N-Triples): the facts of [`crate::jsonld`], one statement a line.
//!
//! The names mean what schema.org's own JSON-LD context says they mean: `http://schema.org/` before
//! each, links where the context has `"@type": "@id"`, dates where it has `Date`. Nodes without an
//! address are blank nodes, labelled by record and number, so that files can be joined.

use std::fmt::Write as _;

use record::RecordId;
use serde_json::{Map, Number, Value};

/// What schema.org's context puts before a name.
pub(crate) const SCHEMA: &str = "http://schema.org/";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
pub(crate) const BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
const INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
const DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
/// Properties whose texts are addresses.
pub(crate) const LINKS: [&str; 6] = [
    "url",
    "sameAs",
    "license",
    "image",
    "contentUrl",
    "inDefinedTermSet",
];
/// Properties whose texts are dates.
pub(crate) const DATES: [&str; 2] = ["datePublished", "dateModified"];

/// Appends the statements of a record's JSON-LD, as [`crate::jsonld::record`] makes it.
pub fn write(out: &mut String, id: RecordId, jsonld: &Value) {
    let mut writer = Writer { out, id, blank: 0 };
    if let Value::Object(object) = jsonld {
        writer.node(object);
    }
}

struct Writer<'a> {
    out: &'a mut String,
    id: RecordId,
    blank: u64,
}

impl Writer<'_> {
    /// Writes what is said of a node; its name.
    fn node(&mut self, object: &Map<String, Value>) -> String {
        let address = object.get("@id").and_then(Value::as_str);
        let subject = address.and_then(iri).unwrap_or_else(|| {
            self.blank += 1;
            format!("_:r{}n{}", self.id, self.blank)
        });
        for (name, value) in object {
            match name.as_str() {
                "@context" | "@id" => {}
                "@type" => self.types(&subject, value),
                name => self.values(&subject, name, value),
            }
        }
        subject
    }

    fn types(&mut self, subject: &str, value: &Value) {
        for kind in each(value).filter_map(Value::as_str) {
            if let Some(kind) = iri(&format!("{SCHEMA}{kind}")) {
                self.line(subject, TYPE, &kind);
            }
        }
    }

    fn values(&mut self, subject: &str, name: &str, value: &Value) {
        for value in each(value) {
            let object = match value {
                Value::Object(object) => match object.get("@value") {
                    Some(text) => literal(text, object.get("@language")),
                    None => Some(self.node(object)),
                },
                Value::String(text) if LINKS.contains(&name) => {
                    iri(text).or_else(|| literal(value, None))
                }
                Value::String(_) if DATES.contains(&name) => {
                    literal(value, None).map(|text| format!("{text}^^<{SCHEMA}Date>"))
                }
                value => literal(value, None),
            };
            if let Some(object) = object {
                self.line(subject, &format!("{SCHEMA}{name}"), &object);
            }
        }
    }

    fn line(&mut self, subject: &str, predicate: &str, object: &str) {
        // Text takes every write.
        let _ = writeln!(self.out, "{subject} <{predicate}> {object} .");
    }
}

fn each(value: &Value) -> impl Iterator<Item = &Value> {
    let many = value.as_array().map(Vec::as_slice);
    many.unwrap_or(std::slice::from_ref(value)).iter()
}

/// An IRI in its brackets; `None` for what is none: relative, or with what may not stand in one
/// (RDF 1.1 N-Triples, `IRIREF`).
fn iri(text: &str) -> Option<String> {
    is_iri(text).then(|| format!("<{text}>"))
}

/// Whether a text is an absolute IRI.
pub(crate) fn is_iri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let clean =
        |c: char| c > ' ' && !c.is_whitespace() && !c.is_control() && !"<>\"{}|^`\\".contains(c);
    named && !rest.is_empty() && text.chars().all(clean)
}

/// A literal; `None` for null and for what has no literal form.
fn literal(value: &Value, lang: Option<&Value>) -> Option<String> {
    match value {
        Value::String(text) => {
            let mut out = quoted(text);
            if let Some(tag) = lang.and_then(Value::as_str).filter(|tag| is_tag(tag)) {
                out.push('@');
                out.push_str(tag);
            }
            Some(out)
        }
        Value::Bool(yes) => Some(format!("\"{yes}\"^^<{BOOLEAN}>")),
        Value::Number(number) => {
            let kind = number_type(number);
            Some(format!("\"{number}\"^^<{kind}>"))
        }
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The datatype of a number (JSON-LD 1.1 API section 8.2.2).
pub(crate) fn number_type(number: &Number) -> &'static str {
    if number.is_f64() { DOUBLE } else { INTEGER }
}

/// Whether a language tag may stand behind `@` (N-Triples, `LANGTAG`).
fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or("");
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphabetic());
    let mixed = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    letters(first) && parts.all(mixed)
}

/// A text in quotes (N-Triples, `STRING_LITERAL_QUOTE`), on one line whatever it holds.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Some readers split lines at these.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use record::{Record, RecordId};
    use serde_json::json;

    use crate::{
        format::Context,
        jsonld,
        memory::{article, book, convention, report, site, taxonomy},
    };

    fn triples(of: &Record) -> String {
        let (site, taxonomy) = (site(), taxonomy());
        let context = Context {
            site: &site,
            taxonomy: &taxonomy,
            versions: &[],
        };
        let mut out = String::new();
        super::write(&mut out, of.id, &jsonld::record(of, &context));
        out
    }

    #[test]
    fn records_of_each_kind_are_told_line_by_line() {
        insta::assert_snapshot!("article", triples(&article(1)));
        for record in [report(3), book(4), convention(6)] {
            for line in triples(&record).lines() {
                assert!(
                    line.starts_with(['<', '_']) && line.ends_with(" ."),
                    "{line}"
                );
            }
        }
    }

    #[test]
    fn values_take_the_form_that_the_context_gives_them() {
        for (value, expected) in [
            (
                json!({ "url": "https://a.org/x" }),
                "<http://schema.org/url> <https://a.org/x>",
            ),
            (
                json!({ "url": "not a link" }),
                "<http://schema.org/url> \"not a link\"",
            ),
            (
                json!({ "sameAs": "urn:ISBN:9789221234562" }),
                "<http://schema.org/sameAs> <urn:ISBN:9789221234562>",
            ),
            (
                json!({ "name": "a \"b\" \\ c\n\u{0}" }),
                r#"<http://schema.org/name> "a \"b\" \\ c\n\u0000""#,
            ),
            (
                json!({ "name": { "@value": "salaires", "@language": "fr" } }),
                "<http://schema.org/name> \"salaires\"@fr",
            ),
            (
                json!({ "name": { "@value": "x", "@language": "no good" } }),
                "<http://schema.org/name> \"x\"",
            ),
            (
                json!({ "isAccessibleForFree": true }),
                "<http://schema.org/isAccessibleForFree> \"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>",
            ),
            (
                json!({ "position": 3 }),
                "<http://schema.org/position> \"3\"^^<http://www.w3.org/2001/XMLSchema#integer>",
            ),
            (
                json!({ "datePublished": "1938" }),
                "<http://schema.org/datePublished> \"1938\"^^<http://schema.org/Date>",
            ),
        ] {
            let mut out = String::new();
            super::write(&mut out, RecordId(7), &value);
            assert_eq!(out, format!("_:r7n1 {expected} .\n"));
        }
    }

    #[test]
    fn nodes_without_an_address_are_told_apart() {
        let value =
            json!({ "@id": "https://a.org/1", "author": [{ "name": "A" }, { "name": "B" }] });
        let mut out = String::new();
        super::write(&mut out, RecordId(7), &value);
        let author = "<https://a.org/1> <http://schema.org/author>";
        assert_eq!(
            out,
            format!(
                "_:r7n1 <http://schema.org/name> \"A\" .\n{author} _:r7n1 .\n\
                 _:r7n2 <http://schema.org/name> \"B\" .\n{author} _:r7n2 .\n"
            )
        );
    }

    proptest! {
        #[test]
        fn any_text_stays_on_its_line(text in any::<String>()) {
            let mut out = String::new();
            super::write(&mut out, RecordId(1), &json!({ "url": text, "name": text }));
            prop_assert_eq!(out.lines().count(), 2);
            prop_assert!(out.lines().all(|line| line.ends_with(" .")));
        }
    }
}
