//! The values of a dimension with their counts: from A to Z in the reader's language, years newest first.

use askama::Template;
use axum::response::Response;
use taxonomy::Scheme;

use super::{BY_LETTER, PLACES, ValuesPage};
use crate::web::{
    Service, collate,
    fault::Fault,
    labels::Dimension,
    params::SearchParams,
    reader::Reader,
    search,
    view::{self, FacetLink, Frame, Link},
};

/// So many values need no letters to jump to.
const FEW: usize = 40;

#[derive(Template)]
#[template(path = "letters.html")]
struct LettersPage<'a> {
    frame: Frame<'a>,
    heading: String,
    other: Option<Link>,
    letters: Vec<Letter>,
}

/// What stands under one letter.
struct Letter {
    letter: String,
    links: Vec<FacetLink>,
}

/// `GET /browse/{dimension}`
pub fn page(service: &Service, reader: &Reader, dimension: Dimension) -> Result<Response, Fault> {
    let heading = dimension.heading(reader);
    let path = format!("/browse/{}", dimension.name());
    if dimension == Dimension::Year {
        let links = years(service, reader)?;
        return view::html(
            &ValuesPage {
                frame: Frame::new(service, reader, &heading, &path),
                heading,
                other: None,
                links,
            },
            reader,
        );
    }
    let links: Vec<FacetLink> = counted(service, dimension)
        .map(|(value, count)| FacetLink {
            label: dimension.label(&value, &service.app.taxonomy(), reader),
            count: reader.texts.number(&count),
            href: format!("{path}/{value}"),
            chosen: false,
        })
        .collect();
    let is_concept = matches!(dimension, Dimension::Type | Dimension::Theme);
    let other = is_concept.then(|| Link {
        label: reader.texts.text("as-tree"),
        href: path.clone(),
    });
    let address = match is_concept {
        true => format!("{path}?{}={}", BY_LETTER.0, BY_LETTER.1),
        false => path,
    };
    letters(service, reader, (heading, &address), other, links)
}

/// `GET /browse/place`: the themes that are places.
pub fn places(service: &Service, reader: &Reader) -> Result<Response, Fault> {
    let taxonomy = service.app.taxonomy();
    let scheme: &Scheme = taxonomy.themes();
    let below = scheme.descendants(PLACES.1);
    let is_place = |value: &str| below.iter().any(|id| id.as_str() == value);
    let links = counted(service, Dimension::Theme)
        .filter(|(value, _)| is_place(value))
        .map(|(value, count)| FacetLink {
            label: Dimension::Theme.label(&value, &service.app.taxonomy(), reader),
            count: reader.texts.number(&count),
            href: format!("/browse/theme/{value}"),
            chosen: false,
        });
    let heading = (reader.texts.text("places"), "/browse/place");
    letters(service, reader, heading, None, links.collect())
}

/// The values that a live record has, with how many have them.
pub(super) fn counted(
    service: &Service,
    dimension: Dimension,
) -> impl Iterator<Item = (String, u64)> {
    let prefix = format!("{}:", dimension.name());
    let sets = service.app.store.sets().into_iter();
    sets.filter(|s| s.records > 0)
        .filter_map(move |s| Some((s.set.as_str().strip_prefix(&prefix)?.to_owned(), s.records)))
}

fn letters(
    service: &Service,
    reader: &Reader,
    (heading, path): (String, &str),
    other: Option<Link>,
    mut links: Vec<FacetLink>,
) -> Result<Response, Fault> {
    reader.sort_by(&mut links, |l| &l.label);
    let frame = Frame::new(service, reader, &heading, path);
    if links.len() <= FEW {
        let page = ValuesPage {
            frame,
            heading,
            other,
            links,
        };
        return view::html(&page, reader);
    }
    let mut letters: Vec<Letter> = Vec::new();
    for link in links {
        let letter = collate::letter(reader.lang, &link.label);
        match letters.last_mut().filter(|last| last.letter == letter) {
            Some(last) => last.links.push(link),
            None => letters.push(Letter {
                letter,
                links: vec![link],
            }),
        }
    }
    let page = LettersPage {
        frame,
        heading,
        other,
        letters,
    };
    view::html(&page, reader)
}

fn years(service: &Service, reader: &Reader) -> Result<Vec<FacetLink>, Fault> {
    let found = search::run(service, reader, &SearchParams::default())?;
    let link = |f: index::FacetCount| FacetLink {
        count: reader.texts.number(&f.count),
        href: format!("/browse/year/{}", f.value),
        label: f.value,
        chosen: false,
    };
    Ok(found.facets.years.into_iter().map(link).collect())
}
