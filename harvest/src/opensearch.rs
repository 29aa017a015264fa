//! OpenSearch 1.1: the description that browsers and readers of feeds find us by, and search results
//! as an Atom feed.

use std::sync::Arc;

use record::{Datestamp, Record};
use taxonomy::{Lang, Taxonomy};

use crate::{Site, atom, xml};

/// The media type of [`description`] (OpenSearch 1.1 "OpenSearch description document").
pub const DESCRIPTION_TYPE: &str = "application/opensearchdescription+xml; charset=utf-8";
/// The media type of suggestions (OpenSearch Suggestions 1.1).
pub const SUGGESTIONS_TYPE: &str = "application/x-suggestions+json; charset=utf-8";

const NAMESPACE: &str = "http://a9.com/-/spec/opensearch/1.1/";

/// A `ShortName` has at most 16 characters.
const SHORT: usize = 16;
/// A `LongName` has at most 48.
const LONG: usize = 48;

/// The addresses of searches: media type, relation, template. Parameters with `?` may be left empty.
const TEMPLATES: [(&str, &str, &str); 4] = [
    (
        "text/html",
        "results",
        "/search?q={searchTerms}&page={startPage?}&per_page={count?}",
    ),
    (
        "application/atom+xml",
        "results",
        "/search.atom?q={searchTerms}&page={startPage?}&per_page={count?}",
    ),
    (
        "application/x-suggestions+json",
        "suggestions",
        "/suggest?q={searchTerms}",
    ),
    (
        "application/opensearchdescription+xml",
        "self",
        "/opensearch.xml",
    ),
];

/// The description document; `about` says in a sentence what is searched.
pub fn description(site: &Site, about: &str) -> String {
    let name = site.name.get(&Lang::EN).map_or("", String::as_str);
    let cut = |most: usize| name.chars().take(most).collect::<String>();
    let mut out = String::with_capacity(2 * 1024);
    out.push_str(xml::DECLARATION);
    out.push_str("<OpenSearchDescription");
    xml::attribute(&mut out, "xmlns", NAMESPACE);
    out.push_str(">\n");
    xml::element(&mut out, "ShortName", &cut(SHORT));
    let about: String = about.chars().take(1024).collect();
    xml::element(&mut out, "Description", &about);
    xml::element(&mut out, "Contact", &site.admin_email);
    out.push('\n');
    for (kind, rel, template) in TEMPLATES {
        out.push_str("<Url");
        xml::attribute(&mut out, "type", kind);
        xml::attribute(&mut out, "rel", rel);
        xml::attribute(
            &mut out,
            "template",
            &format!("{}{template}", site.base_url),
        );
        out.push_str("/>\n");
    }
    xml::element(&mut out, "LongName", &cut(LONG));
    out.push_str("<Image height=\"16\" width=\"16\" type=\"image/svg+xml\">");
    xml::text(&mut out, &format!("{}/favicon.svg", site.base_url));
    out.push_str("</Image>\n<Query role=\"example\" searchTerms=\"wages\"/>\n");
    xml::element(&mut out, "SyndicationRight", "open");
    for lang in Lang::INTERFACE {
        xml::element(&mut out, "Language", lang.as_str());
    }
    xml::element(&mut out, "InputEncoding", "UTF-8");
    xml::element(&mut out, "OutputEncoding", "UTF-8");
    out.push_str("\n</OpenSearchDescription>\n");
    out
}

/// A page of results.
#[derive(Debug, Clone)]
pub struct Results<'a> {
    /// What it is called.
    pub title: String,
    /// The title's language.
    pub lang: Lang,
    /// The query as it was asked.
    pub query: &'a str,
    /// How many results there are.
    pub total: u64,
    /// The page, from 1.
    pub page: usize,
    /// Results on a page.
    pub per_page: usize,
    /// The addresses of this page, the first, the one before, the one after, the last.
    pub links: Vec<(&'static str, String)>,
    /// The same for people.
    pub html_url: String,
    /// The records, in order.
    pub records: &'a [Arc<Record>],
}

/// Results as Atom (RFC 4287) with OpenSearch 1.1 response elements; `otherwise` is when it was
/// updated when it has no entries.
pub fn results(
    site: &Site,
    taxonomy: &Taxonomy,
    results: &Results<'_>,
    otherwise: Datestamp,
) -> String {
    let mut out = String::with_capacity(2 * 1024 + results.records.len() * 1024);
    out.push_str(xml::DECLARATION);
    out.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    xml::attribute(&mut out, "xmlns:opensearch", NAMESPACE);
    xml::attribute(&mut out, "xml:lang", results.lang.as_str());
    out.push_str(">\n");
    let own = results.links.iter().find(|(rel, _)| *rel == "first");
    let own = own.map_or(results.html_url.as_str(), |(_, href)| href.as_str());
    xml::element(&mut out, "id", own);
    xml::element(&mut out, "title", &results.title);
    let updated = results.records.iter().map(|r| r.datestamp).max();
    let updated = updated.unwrap_or(otherwise);
    xml::element(&mut out, "updated", &updated.to_string());
    out.push_str("<author>");
    let name = site.name.get(&Lang::EN).map_or("", String::as_str);
    xml::element(&mut out, "name", name);
    out.push_str("</author>\n");
    for (rel, href) in &results.links {
        atom::link(&mut out, rel, "application/atom+xml", href);
    }
    atom::link(&mut out, "alternate", "text/html", &results.html_url);
    let description = format!("{}/opensearch.xml", site.base_url);
    atom::link(
        &mut out,
        "search",
        "application/opensearchdescription+xml",
        &description,
    );
    let start = (results.page - 1).saturating_mul(results.per_page) + 1;
    for (name, value) in [
        ("totalResults", results.total),
        ("startIndex", start as u64),
        ("itemsPerPage", results.per_page as u64),
    ] {
        xml::element(&mut out, &format!("opensearch:{name}"), &value.to_string());
    }
    out.push_str("<opensearch:Query role=\"request\"");
    xml::attribute(&mut out, "searchTerms", results.query);
    xml::attribute(&mut out, "startPage", &results.page.to_string());
    xml::attribute(&mut out, "count", &results.per_page.to_string());
    out.push_str("/>\n");
    for record in results.records {
        atom::entry(&mut out, site, taxonomy, record);
    }
    out.push_str("</feed>\n");
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use record::Datestamp;
    use taxonomy::{Lang, Taxonomy};

    use super::{Results, description, results};
    use crate::memory::{Schema, article, site, validate};

    #[test]
    fn the_description_names_every_way_to_search() {
        insta::assert_snapshot!(
            "description",
            description(&site(), "Publications on work & labour.")
        );
    }

    #[test]
    fn results_say_how_many_there_are_and_where_the_others_stand() {
        let records = [Arc::new(article(1))];
        let base = "https://labordoc.example.org";
        let page = Results {
            title: "wages".to_owned(),
            lang: Lang::EN,
            query: "\"wages\" & more",
            total: 41,
            page: 3,
            per_page: 20,
            links: vec![
                ("self", format!("{base}/search.atom?q=wages&page=3")),
                ("first", format!("{base}/search.atom?q=wages")),
                ("previous", format!("{base}/search.atom?q=wages&page=2")),
            ],
            html_url: format!("{base}/search?q=wages&page=3"),
            records: &records,
        };
        let xml = results(&site(), &Taxonomy::bundled(), &page, Datestamp(0));
        validate(Schema::Atom, &[("results".to_owned(), xml.clone())]);
        insta::assert_snapshot!("results", xml);
    }
}
