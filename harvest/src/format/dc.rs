//! Dublin Core as a document of its own: a landing page's `.dc`.

use record::Record;

use crate::{
    format::{Context, oai_dc},
    xml,
};

/// The media type of [`document`].
pub const CONTENT_TYPE: &str = "application/xml; charset=utf-8";

/// A record as an `oai_dc:dc` document with its XML declaration.
pub fn document(record: &Record, context: &Context<'_>) -> String {
    let mut out = String::with_capacity(3 * 1024);
    out.push_str(xml::DECLARATION);
    oai_dc::write(&mut out, record, context);
    out.push('\n');
    out
}
