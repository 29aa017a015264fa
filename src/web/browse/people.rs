//! Contributors from A to Z: a letter or the beginning of a name, a page at a time.

use askama::Template;
use axum::response::Response;

use crate::web::{
    Service, collate,
    fault::Fault,
    reader::Reader,
    view::{self, FacetLink, Frame, segment},
};

/// Names on a page.
const PAGE: usize = 200;

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage<'a> {
    frame: Frame<'a>,
    heading: String,
    letters: Vec<FacetLink>,
    prefix: String,
    total_line: String,
    links: Vec<FacetLink>,
    previous: Option<String>,
    next: Option<String>,
}

/// `GET /browse/author?prefix=&page=`
pub fn list(service: &Service, reader: &Reader, query: &str) -> Result<Response, Fault> {
    let value = |name: &str| {
        let found = form_urlencoded::parse(query.as_bytes()).find(|(n, _)| n == name);
        found.map(|(_, value)| value.replace(char::is_control, " ").trim().to_owned())
    };
    let index = &service.app.index;
    let initials = index.name_initials().map_err(Fault::internal)?;
    let letters = letters(reader, initials.iter().copied());
    let prefix = value("prefix").filter(|p| !p.is_empty());
    let prefix = prefix
        .or_else(|| letters.first().cloned())
        .unwrap_or_default();
    let page = value("page")
        .and_then(|p| p.parse().ok())
        .unwrap_or(1_usize);
    let page = page.max(1);
    let mut names = match prefix.as_str() {
        "#" => {
            let plain = initials.iter().filter(|c| !c.is_alphabetic());
            let lists = plain.map(|c| index.names(&c.to_string()));
            lists.collect::<Result<Vec<_>, _>>().map(|all| all.concat())
        }
        prefix => index.names(prefix),
    }
    .map_err(Fault::internal)?;
    if letters.contains(&prefix) {
        names.retain(|name| collate::letter(reader.lang, name) == prefix);
    }
    reader.sort_by(&mut names, |name| name);
    let shown = names.chunks(PAGE).nth(page - 1).unwrap_or(&[]);
    let counts = index.name_counts(shown).map_err(Fault::internal)?;
    let links = counts.iter().map(|found| FacetLink {
        label: found.name.clone(),
        count: reader.texts.number(&found.records),
        href: format!("/browse/author/{}", segment(&found.name)),
        chosen: false,
    });
    let at = |prefix: &str, page: usize| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("prefix", prefix);
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        format!("/browse/author?{}", query.finish())
    };
    let heading = reader.texts.text("facet-author");
    let page = PeoplePage {
        frame: Frame::new(service, reader, &heading, &at(&prefix, page)),
        heading,
        letters: letters
            .iter()
            .map(|letter| FacetLink {
                label: letter.clone(),
                count: String::new(),
                href: at(letter, 1),
                chosen: *letter == prefix,
            })
            .collect(),
        total_line: reader.texts.count("names-found", &(names.len() as u64)),
        links: links.collect(),
        previous: (page > 1).then(|| at(&prefix, page - 1)),
        next: (page * PAGE < names.len()).then(|| at(&prefix, page + 1)),
        prefix,
    };
    view::html(&page, reader)
}

/// The letters of the reader's alphabet that names begin with, in its order.
fn letters(reader: &Reader, initials: impl Iterator<Item = char>) -> Vec<String> {
    let mut letters: Vec<String> = initials
        .map(|c| collate::letter(reader.lang, &c.to_string()))
        .collect();
    // Folding has made ñ an n; whether there is one is seen when the letter is opened.
    if reader.lang == taxonomy::Lang::ES && letters.iter().any(|l| l == "N") {
        letters.push("Ñ".to_owned());
    }
    reader.sort_by(&mut letters, |l| l);
    letters.dedup();
    letters
}
