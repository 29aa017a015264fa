//! MARC 21 in XML: the fragment that the repository gives, passed on clean.

use crate::xml;

/// The media type of [`document`].
pub const CONTENT_TYPE: &str = "application/marcxml+xml; charset=utf-8";

/// Appends one `record` element (MARC21slim) without the characters that XML 1.0 forbids.
pub fn write(out: &mut String, fragment: &str) {
    xml::markup(out, fragment);
}

/// A `record` element as a document with its XML declaration: a landing page's `.marcxml`.
pub fn document(fragment: &str) -> String {
    let mut out = String::with_capacity(xml::DECLARATION.len() + fragment.len() + 1);
    out.push_str(xml::DECLARATION);
    write(&mut out, fragment);
    out.push('\n');
    out
}
