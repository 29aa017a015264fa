//! Highwire Press tags, as Google Scholar reads them.
use crate::Site;
use record::Record;
use taxonomy::Taxonomy;
/// One `<meta name="..." content="...">`; the page's template escapes the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetaTag {
    /// The name, as `citation_title`.
    pub name: &'static str,
    /// The content, unescaped.
    pub content: String,
}
/// A record's tags.
pub fn tags(record: &Record, site: &Site, taxonomy: &Taxonomy) -> Vec<MetaTag> {
    let _ = (record, site, taxonomy);
    vec![]
}
