//! MARC 21 in XML: the fragment that the repository gives, passed on clean.

use crate::xml;

/// The media type of [`document`].
pub const CONTENT_TYPE: &str = "application/marcxml+xml; charset=utf-8";

const ELEMENT: &str = "<record";
const SCHEMA_LOCATION: &str = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
    xsi:schemaLocation=\"http://www.loc.gov/MARC21/slim \
    http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd\"";

/// Appends one `record` element (MARC21slim) without the characters that XML 1.0 forbids.
///
/// Metadata must say where its schema is (OAI-PMH 2.0 section 2.5); it is added where it is not said.
pub fn write(out: &mut String, fragment: &str) {
    let tag = fragment.split('>').next().unwrap_or_default();
    match fragment
        .strip_prefix(ELEMENT)
        .filter(|_| !tag.contains("schemaLocation"))
    {
        Some(rest) => {
            out.push_str(ELEMENT);
            out.push_str(SCHEMA_LOCATION);
            xml::markup(out, rest);
        }
        None => xml::markup(out, fragment),
    }
}

/// A `record` element as a document with its XML declaration: a landing page's `.marcxml`.
pub fn document(fragment: &str) -> String {
    let mut out = String::with_capacity(xml::DECLARATION.len() + fragment.len() + 256);
    out.push_str(xml::DECLARATION);
    write(&mut out, fragment);
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use crate::{
        Repository,
        memory::{Memory, Schema, article, validate},
    };

    #[test]
    fn a_fragment_becomes_a_document_that_names_its_schema() {
        let fragment = Memory::new(0).marc(&article(1)).unwrap();
        let document = super::document(&fragment);
        assert_eq!(document.matches("xsi:schemaLocation").count(), 1);
        let again = super::document(document.lines().nth(1).unwrap());
        assert_eq!(again, document);
        validate(Schema::Marc, &[("document".to_owned(), document)]);
    }

    #[test]
    fn forbidden_characters_are_left_out() {
        let mut out = String::new();
        super::write(&mut out, "<record>a\u{1}b</record>");
        assert!(out.ends_with(">ab</record>"));
    }
}
