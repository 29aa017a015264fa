//! Browsing: plain links by type, theme, place, year, journal, language and author, and a path to
//! every record.

pub mod all;
pub mod people;
pub mod records;
mod tree;
mod values;

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};

use super::{
    Service,
    fault::Fault,
    labels::Dimension,
    reader::Reader,
    view::{self, FacetLink, Frame, Link},
};

/// The dimensions one can browse by.
const DIMENSIONS: [Dimension; 6] = [
    Dimension::Type,
    Dimension::Theme,
    Dimension::Year,
    Dimension::Journal,
    Dimension::Language,
    Dimension::Author,
];
/// The part of the themes that are places, by its name in addresses and its top concept.
const PLACES: (&str, &str) = ("place", "countries-and-areas");
/// `?order=az` lists concepts from A to Z instead of as a tree.
const BY_LETTER: (&str, &str) = ("order", "az");

#[derive(Template)]
#[template(path = "browse.html")]
struct ValuesPage<'a> {
    frame: Frame<'a>,
    heading: String,
    /// Another way to look at the same.
    other: Option<Link>,
    links: Vec<FacetLink>,
}

/// `GET /browse`
pub async fn index(State(service): State<Service>, reader: Reader) -> Result<Response, Fault> {
    let link = |label: String, href: String| FacetLink {
        label,
        count: String::new(),
        href,
        chosen: false,
    };
    let texts = reader.texts;
    let mut links: Vec<FacetLink> = DIMENSIONS
        .iter()
        .map(|d| link(d.heading(&reader), format!("/browse/{}", d.name())))
        .collect();
    links.push(link(texts.text("places"), format!("/browse/{}", PLACES.0)));
    links.push(link(texts.text("collections"), "/collections".into()));
    reader.sort_by(&mut links, |l| &l.label);
    links.push(link(texts.text("browse-all"), "/browse/all".into()));
    let heading = texts.text("browse");
    let page = ValuesPage {
        frame: Frame::new(&service, &reader, &heading, "/browse"),
        heading,
        other: None,
        links,
    };
    view::html(&page, &reader)
}

fn dimension(name: &str) -> Result<Dimension, Fault> {
    let known = DIMENSIONS.into_iter().find(|d| d.name() == name);
    known.ok_or_else(|| {
        Fault::not_found(format!(
            "there is nothing to browse by {name}; try type, theme, place, year, journal, lang, author or all"
        ))
    })
}

/// `GET /browse/{dimension}`
pub async fn values(
    State(service): State<Service>,
    reader: Reader,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let query = query.unwrap_or_default();
    let by_letter = form_urlencoded::parse(query.as_bytes())
        .any(|(name, value)| (&*name, &*value) == BY_LETTER);
    view::blocking(move || {
        if name == PLACES.0 {
            return values::places(&service, &reader);
        }
        match dimension(&name)? {
            Dimension::Author => people::list(&service, &reader, &query),
            Dimension::Type | Dimension::Theme if !by_letter => {
                tree::page(&service, &reader, dimension(&name)?)
            }
            dimension => values::page(&service, &reader, dimension),
        }
    })
    .await
}
