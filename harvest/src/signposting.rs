//! FAIR Signposting: typed links that lead a machine from a landing page to what it wants.
//!
//! Level 1 is the `Link` header of a landing page (RFC 8288); level 2 is a linkset (RFC 9264) that
//! holds the links of the landing page and of its other forms, each with its anchor. What is here
//! follows the FAIR Signposting Profile, sections "Level 1" and "Level 2".

use record::{Access, AssetKind, IdentifierKind, Record};
use serde_json::{Map, Value, json};

use crate::{format::Context, genre::Genre, jsonld, link};

/// The type of every landing page.
const ABOUT_PAGE: &str = "https://schema.org/AboutPage";
/// Content links named at most, so that a header stays below what proxies take.
const ITEMS: usize = 10;
/// Authors named at most, for the same reason.
const AUTHORS: usize = 20;
/// The media type of a linkset as JSON (RFC 9264 section 4.2).
pub const LINKSET_JSON: &str = "application/linkset+json";
/// The media type of a linkset as text (RFC 9264 section 4.1).
pub const LINKSET: &str = "application/linkset";

/// Another form of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form<'a> {
    /// What follows `/records/{id}.`: `marcxml`.
    pub suffix: &'a str,
    /// Its media type.
    pub media_type: &'a str,
    /// The URI of its vocabulary, where it has one (RFC 6906).
    pub profile: Option<&'a str>,
}

/// One link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The relation: `cite-as`.
    pub rel: &'static str,
    /// The target, an absolute URI.
    pub href: String,
    /// The target's media type.
    pub media_type: Option<String>,
    /// The target's profile.
    pub profile: Option<String>,
}

impl Link {
    fn new(rel: &'static str, href: impl Into<String>) -> Link {
        Link {
            rel,
            href: href.into(),
            media_type: None,
            profile: None,
        }
    }

    fn typed(self, media_type: Option<&str>) -> Link {
        Link {
            media_type: media_type.map(str::to_owned),
            ..self
        }
    }
}

/// The links of a record's landing page, its linkset among them.
pub fn landing(record: &Record, context: &Context<'_>, forms: &[Form<'_>]) -> Vec<Link> {
    let description = &record.description;
    let page = context.site.record_url(record.id);
    let doi = description
        .identifiers
        .iter()
        .find(|i| i.kind == IdentifierKind::Doi && i.valid);
    let cited = doi.and_then(link::identifier);
    let mut links = vec![Link::new("cite-as", cited.unwrap_or_else(|| page.clone()))];
    links.push(Link::new("type", ABOUT_PAGE));
    let kind = jsonld::kind(Genre::of(record, context.taxonomy));
    links.push(Link::new("type", format!("https://schema.org/{kind}")));
    let makers = description.contributors.iter().filter(|c| c.is_creator());
    let authors = makers.filter_map(|c| c.uris.iter().find(|uri| is_web(uri)));
    links.extend(authors.take(AUTHORS).map(|uri| Link::new("author", uri)));
    let licence = description.rights.iter().find_map(|r| r.uri.as_deref());
    links.extend(
        licence
            .filter(|uri| is_web(uri))
            .map(|uri| Link::new("license", uri)),
    );
    if description.access != Access::Restricted {
        let mut urls = Vec::new();
        for asset in description
            .assets
            .iter()
            .filter(|a| a.kind == AssetKind::FullText)
        {
            if !urls.contains(&&asset.url) && urls.len() < ITEMS {
                urls.push(&asset.url);
                let item = Link::new("item", &asset.url);
                links.push(item.typed(asset.media_type.as_deref()));
            }
        }
    }
    for form in forms {
        links.push(Link {
            rel: "describedby",
            href: format!("{page}.{}", form.suffix),
            media_type: Some(form.media_type.to_owned()),
            profile: form.profile.map(str::to_owned),
        });
    }
    links.push(Link::new("linkset", format!("{page}/linkset")).typed(Some(LINKSET_JSON)));
    links
}

/// The links of another form of the record: what it describes, and the linkset.
pub fn form(record: &Record, context: &Context<'_>) -> Vec<Link> {
    let page = context.site.record_url(record.id);
    vec![
        Link::new("describes", &page).typed(Some("text/html")),
        Link::new("linkset", format!("{page}/linkset")).typed(Some(LINKSET_JSON)),
    ]
}

/// The value of a `Link` header (RFC 8288 section 3).
pub fn header(links: &[Link]) -> String {
    let each = links.iter().map(|link| written(link, None));
    each.collect::<Vec<_>>().join(", ")
}

/// The linkset of a record: what each of its resources links to, by anchor.
pub fn linkset(
    record: &Record,
    context: &Context<'_>,
    forms: &[Form<'_>],
) -> Vec<(String, Vec<Link>)> {
    let page = context.site.record_url(record.id);
    let own = landing(record, context, forms);
    let own: Vec<Link> = own.into_iter().filter(|l| l.rel != "linkset").collect();
    let items: Vec<String> = own
        .iter()
        .filter(|l| l.rel == "item")
        .map(|l| l.href.clone())
        .collect();
    let back = |rel| Link::new(rel, &page).typed(Some("text/html"));
    let mut all = vec![(page.clone(), own)];
    all.extend(
        items
            .into_iter()
            .map(|item| (item, vec![back("collection")])),
    );
    all.extend(forms.iter().map(|form| {
        let anchor = format!("{page}.{}", form.suffix);
        (anchor, vec![back("describes")])
    }));
    all
}

/// A linkset as JSON (RFC 9264 section 4.2).
pub fn linkset_json(linkset: &[(String, Vec<Link>)]) -> Value {
    let contexts = linkset.iter().map(|(anchor, links)| {
        let mut context = Map::new();
        context.insert("anchor".to_owned(), json!(anchor));
        for link in links {
            let mut target = Map::new();
            target.insert("href".to_owned(), json!(link.href));
            for (name, value) in [("type", &link.media_type), ("profile", &link.profile)] {
                if let Some(value) = value {
                    target.insert(name.to_owned(), json!(value));
                }
            }
            let targets = context.entry(link.rel).or_insert_with(|| json!([]));
            if let Some(targets) = targets.as_array_mut() {
                targets.push(Value::Object(target));
            }
        }
        Value::Object(context)
    });
    json!({ "linkset": contexts.collect::<Vec<_>>() })
}

/// A linkset as text (RFC 9264 section 4.1).
pub fn linkset_text(linkset: &[(String, Vec<Link>)]) -> String {
    let lines = linkset.iter().flat_map(|(anchor, links)| {
        let written = move |link: &Link| written(link, Some(anchor));
        links.iter().map(written)
    });
    lines.collect::<Vec<_>>().join(",\n") + "\n"
}

fn written(link: &Link, anchor: Option<&str>) -> String {
    let mut out = format!("<{}>; rel=\"{}\"", uri(&link.href), link.rel);
    for (name, value) in [
        ("type", link.media_type.as_deref()),
        ("profile", link.profile.as_deref()),
        ("anchor", anchor),
    ] {
        if let Some(value) = value {
            out.push_str(&format!("; {name}=\"{}\"", uri(value)));
        }
    }
    out
}

/// A text without what would end a target, a quoted text or a header: percent-encoded instead.
fn uri(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'!' | b'#'..=b';' | b'=' | b'?'..=b'[' | b']' | b'_' | b'a'..=b'z' | b'~' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn is_web(uri: &str) -> bool {
    link::split(uri).is_some()
}

#[cfg(test)]
mod tests {
    use record::{Access, Record};

    use super::{Form, Link, form, header, landing, linkset, linkset_json, linkset_text};
    use crate::{
        format::Context,
        memory::{article, conference_paper, report, site, taxonomy},
    };

    const FORMS: [Form<'static>; 2] = [
        Form {
            suffix: "dc",
            media_type: "application/xml",
            profile: Some("http://www.openarchives.org/OAI/2.0/oai_dc/"),
        },
        Form {
            suffix: "json",
            media_type: "application/json",
            profile: None,
        },
    ];

    fn with<T>(work: impl Fn(&Context<'_>) -> T) -> T {
        let (site, taxonomy) = (site(), taxonomy());
        work(&Context {
            site: &site,
            taxonomy: &taxonomy,
            versions: &[],
        })
    }

    fn rels(record: &Record) -> Vec<&'static str> {
        with(|c| landing(record, c, &FORMS).iter().map(|l| l.rel).collect())
    }

    #[test]
    fn a_landing_page_leads_to_what_the_profile_asks_for() {
        let links = with(|c| landing(&article(1), c, &FORMS));
        insta::assert_snapshot!("links", header(&links).replace(", <", ",\n<"));
        let all = with(|c| linkset(&article(1), c, &FORMS));
        insta::assert_snapshot!("linkset_text", linkset_text(&all));
        let json = serde_json::to_string_pretty(&linkset_json(&all)).unwrap();
        insta::assert_snapshot!("linkset_json", json);
        let back = with(|c| header(&form(&article(1), c)));
        insta::assert_snapshot!("form", back);
    }

    #[test]
    fn only_what_is_known_and_open_is_linked() {
        let least = [
            "cite-as",
            "type",
            "type",
            "describedby",
            "describedby",
            "linkset",
        ];
        assert_eq!(rels(&conference_paper(1)), least);
        assert_eq!(rels(&report(1)), least, "its full text is restricted");
        let mut closed = article(1);
        closed.description.access = Access::Restricted;
        assert!(!rels(&closed).contains(&"item"));
    }

    #[test]
    fn nothing_in_a_record_ends_a_link_or_the_header() {
        let link = Link::new("item", "https://a.org/é>\r\nSet-Cookie: a=b;\"'`\\");
        let text = header(&[link.typed(Some("a/b\"; rel=\"c"))]);
        assert_eq!(text.matches('"').count(), 4, "{text}");
        assert!(
            text.is_ascii() && !text.contains(['\r', '\n', '\\']),
            "{text}"
        );
        assert_eq!(text.matches('>').count(), 1, "{text}");
    }
}
