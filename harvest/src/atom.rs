//! Atom feeds (RFC 4287), in pages (RFC 5005 section 3): what changed last, newest first.
//!
//! A page is found by the seq below which it begins, so a page that was read stays what it was but
//! for records that change, which move to the first page.

use record::{ContributorKind, Datestamp, Record};
use taxonomy::{
    Lang, Taxonomy,
    id::{DOCUMENT_TYPES, THEMES},
};

use crate::{Site, xml};

/// The media type.
pub const CONTENT_TYPE: &str = "application/atom+xml; charset=utf-8";

/// A page of a feed.
#[derive(Debug, Clone)]
pub struct Feed<'a> {
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub subtitle: Option<String>,
    /// The language of title and subtitle.
    pub lang: Lang,
    /// The feed's address, without a page.
    pub url: String,
    /// This page's address.
    pub page_url: String,
    /// The next page's address, with older entries.
    pub next_url: Option<String>,
    /// The page that shows the same to people.
    pub html_url: String,
    /// The newest first.
    pub records: &'a [std::sync::Arc<Record>],
}

/// The page as XML; `otherwise` is when it was updated when it has no entries.
pub fn feed(site: &Site, taxonomy: &Taxonomy, feed: &Feed<'_>, otherwise: Datestamp) -> String {
    let mut out = String::with_capacity(1024 + feed.records.len() * 1024);
    out.push_str(xml::DECLARATION);
    out.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    xml::attribute(&mut out, "xml:lang", feed.lang.as_str());
    out.push_str(">\n");
    xml::element(&mut out, "id", &feed.url);
    xml::element(&mut out, "title", &feed.title);
    if let Some(subtitle) = &feed.subtitle {
        xml::element(&mut out, "subtitle", subtitle);
    }
    let updated = feed.records.iter().map(|r| r.datestamp).max();
    let updated = updated.unwrap_or(otherwise);
    xml::element(&mut out, "updated", &updated.to_string());
    out.push_str("<author>");
    let name = site.name.get(&Lang::EN).map_or("", String::as_str);
    xml::element(&mut out, "name", name);
    out.push_str("</author>\n");
    link(&mut out, "self", CONTENT_TYPE_PLAIN, &feed.page_url);
    link(&mut out, "alternate", "text/html", &feed.html_url);
    link(&mut out, "first", CONTENT_TYPE_PLAIN, &feed.url);
    if let Some(next) = &feed.next_url {
        link(&mut out, "next", CONTENT_TYPE_PLAIN, next);
    }
    for record in feed.records {
        entry(&mut out, site, taxonomy, record);
    }
    out.push_str("</feed>\n");
    out
}

const CONTENT_TYPE_PLAIN: &str = "application/atom+xml";

pub(crate) fn link(out: &mut String, rel: &str, kind: &str, href: &str) {
    out.push_str("<link");
    xml::attribute(out, "rel", rel);
    xml::attribute(out, "type", kind);
    xml::attribute(out, "href", href);
    out.push_str("/>\n");
}

pub(crate) fn entry(out: &mut String, site: &Site, taxonomy: &Taxonomy, record: &Record) {
    let description = &record.description;
    let lang = *description.languages.first().unwrap_or(&Lang::UND);
    let url = site.record_url(record.id);
    out.push_str("<entry");
    xml::attribute(out, "xml:lang", lang.as_str());
    out.push('>');
    xml::element(out, "id", &url);
    let title = description.titles.main.full();
    // RFC 4287 section 4.2.14 wants a title; an empty one is none.
    xml::element(out, "title", if title.is_empty() { &url } else { &title });
    xml::element(out, "updated", &record.datestamp.to_string());
    xml::element(out, "published", &record.created.to_string());
    for contributor in &description.contributors {
        // A meeting writes nothing.
        if contributor.kind != ContributorKind::Meeting && !contributor.name.is_empty() {
            out.push_str("<author>");
            xml::element(out, "name", &contributor.name);
            out.push_str("</author>");
        }
    }
    link(out, "alternate", "text/html", &url);
    let kind = &description.document_type.concept;
    category(out, site, taxonomy, (DOCUMENT_TYPES, kind.as_str()), lang);
    for theme in &description.themes {
        category(out, site, taxonomy, (THEMES, theme.concept.as_str()), lang);
    }
    if let Some(text) = description.abstracts.first() {
        out.push_str("<summary");
        xml::attribute(out, "xml:lang", text.lang.as_str());
        out.push('>');
        xml::text(out, &text.value);
        out.push_str("</summary>");
    }
    out.push_str("</entry>\n");
}

fn category(
    out: &mut String,
    site: &Site,
    taxonomy: &Taxonomy,
    (scheme, id): (&str, &str),
    lang: Lang,
) {
    let Some(concept) = taxonomy.scheme(scheme).and_then(|s| s.resolve(id)) else {
        return;
    };
    out.push_str("<category");
    xml::attribute(out, "term", concept.id.as_str());
    let scheme = format!("{}/concepts/{scheme}", site.base_url);
    xml::attribute(out, "scheme", &scheme);
    xml::attribute(out, "label", concept.label(lang));
    out.push_str("/>");
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use record::Datestamp;
    use taxonomy::{Lang, Taxonomy};

    use super::{Feed, feed};
    use crate::memory::{article, site};

    #[test]
    fn a_feed_says_what_changed_and_where_the_rest_is() {
        let records = [Arc::new(article(1))];
        let page = Feed {
            title: "New & <notable>".to_owned(),
            subtitle: None,
            lang: Lang::EN,
            url: "https://labordoc.example.org/feed.atom".to_owned(),
            page_url: "https://labordoc.example.org/feed.atom?before=9".to_owned(),
            next_url: Some("https://labordoc.example.org/feed.atom?before=1".to_owned()),
            html_url: "https://labordoc.example.org/".to_owned(),
            records: &records,
        };
        let taxonomy = Taxonomy::bundled();
        let xml = feed(&site(), &taxonomy, &page, Datestamp(0));
        insta::assert_snapshot!("atom", xml);
        let empty = Feed {
            records: &[],
            ..page
        };
        let xml = feed(&site(), &taxonomy, &empty, Datestamp(1_700_000_000));
        assert!(
            xml.contains("<updated>2023-11-14T22:13:20Z</updated>"),
            "{xml}"
        );
    }
}
