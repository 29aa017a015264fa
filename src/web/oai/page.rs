//! An answer of OAI-PMH as a page that a person reads and walks on from.

use askama::Template;
use axum::response::Response;
use harvest::{
    Format,
    oai::walk::{self, Rest, Told, Walk, WalkError},
};

use super::{
    Service,
    shown::{Shown, shown},
    unreadable,
};
use crate::{
    repository::Collection,
    web::{
        fault::Fault,
        reader::Reader,
        texts::Texts,
        view::{self, FacetLink, Frame},
    },
};

/// Where the endpoint is.
const PATH: &str = "/oai";
/// The longest query that the same page in another language is linked with.
const LONGEST: usize = 2_000;

#[derive(Template)]
#[template(path = "oai.html")]
struct OaiPage<'a> {
    frame: Frame<'a>,
    heading: String,
    moment: String,
    verbs: Vec<FacetLink>,
    asked: Vec<(String, String)>,
    formats: Vec<FacetLink>,
    shown: Shown,
    place: Option<Place>,
    source: String,
}

/// Where in its list the page stands.
struct Place {
    line: String,
    next: Option<String>,
}

/// The page of a request's answer.
pub fn show(service: &Service, reader: &Reader, query: &[u8]) -> Result<Response, Fault> {
    let query = without_language(query);
    let walk = walk::walk(&Collection::new(&service.app), &service.site, &query);
    let walk = walk.map_err(|error| match error {
        WalkError::Repository(error) => unreadable(error),
        error => Fault::internal(error),
    })?;
    let t = reader.texts;
    let heading = match (&walk.told, walk.verb) {
        (Told::Errors(_), _) | (_, None) => t.text("oai-not-answered"),
        (_, Some(verb)) => verb.to_owned(),
    };
    let mut frame = Frame::new(
        service,
        reader,
        &format!("OAI-PMH: {heading}"),
        &again(&query),
    );
    frame.noindex = true;
    // Each query is an address of its own; none of them is one to be kept.
    frame.canonical = service.site.oai_url();
    let place = place(&walk, t);
    let page = OaiPage {
        frame,
        heading,
        moment: t.with("oai-lead", &walk.moment),
        verbs: verbs(&walk),
        asked: asked(&walk),
        formats: other_formats(&walk),
        place,
        source: walk.source.clone(),
        shown: shown(walk, reader),
    };
    view::html(&page, reader)
}

/// The query without the interface's language, which is no argument of the protocol.
fn without_language(query: &[u8]) -> Vec<u8> {
    let pairs = query.split(|b| *b == b'&');
    let kept: Vec<&[u8]> = pairs.filter(|pair| !pair.starts_with(b"hl=")).collect();
    kept.join(&b'&')
}

/// The address that asks the same once more.
fn again(query: &[u8]) -> String {
    let pairs: Vec<_> = form_urlencoded::parse(query).collect();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (&**n, &**v)).collect();
    let path = address(&pairs);
    match pairs.is_empty() || path.len() > LONGEST {
        true => PATH.to_owned(),
        false => path,
    }
}

/// The address that asks with these arguments.
pub(super) fn address(arguments: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("{PATH}?{}", query.extend_pairs(arguments).finish())
}

/// The verbs that can be asked without knowing an identifier; lists stay with the records that are looked at.
fn verbs(walk: &Walk) -> Vec<FacetLink> {
    let plain = ["Identify", "ListMetadataFormats", "ListSets"]
        .map(|verb| (verb, address(&[("verb", verb)])));
    let lists =
        ["ListRecords", "ListIdentifiers"].map(|verb| (verb, list(walk, verb, walk.format)));
    let all = plain.into_iter().chain(lists);
    all.map(|(verb, href)| FacetLink {
        label: verb.to_owned(),
        count: String::new(),
        href,
        chosen: walk.verb == Some(verb),
    })
    .collect()
}

/// The list of the records that the page selects, from its beginning.
fn list(walk: &Walk, verb: &str, format: Format) -> String {
    let mut arguments = vec![("verb", verb), ("metadataPrefix", format.prefix())];
    arguments.extend(
        walk.selection
            .iter()
            .map(|(name, value)| (*name, value.as_str())),
    );
    address(&arguments)
}

/// What was asked, and what a token stands for.
fn asked(walk: &Walk) -> Vec<(String, String)> {
    let mut asked = walk.arguments.clone();
    let resumed = asked.iter().any(|(name, _)| name == "resumptionToken");
    if resumed && matches!(walk.told, Told::Records(..)) {
        let format = ("metadataPrefix", walk.format.prefix());
        let selection = walk
            .selection
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        let held = [format].into_iter().chain(selection);
        asked.extend(held.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
    asked
}

/// The same list or record in each format.
fn other_formats(walk: &Walk) -> Vec<FacetLink> {
    let Told::Records(records, _) = &walk.told else {
        return Vec::new();
    };
    let verb = walk.verb.unwrap_or("ListRecords");
    let one = records.first().filter(|_| verb == "GetRecord");
    let link = |format: Format| FacetLink {
        label: format.prefix().to_owned(),
        count: String::new(),
        href: match one {
            Some(record) => record_in(format.prefix(), &record.identifier),
            None => list(walk, verb, format),
        },
        chosen: format == walk.format,
    };
    Format::ALL.into_iter().map(link).collect()
}

/// The address of a record in a format.
pub(super) fn record_in(prefix: &str, identifier: &str) -> String {
    address(&[
        ("verb", "GetRecord"),
        ("metadataPrefix", prefix),
        ("identifier", identifier),
    ])
}

fn place(walk: &Walk, t: &Texts) -> Option<Place> {
    let (shown, rest) = match &walk.told {
        Told::Sets(sets, Some(rest)) => (sets.len(), rest),
        Told::Records(records, Some(rest)) => (records.len(), rest),
        _ => return None,
    };
    let Rest { token, before, all } = rest;
    let range = format!(
        "{}–{}",
        t.number(&(before + 1)),
        t.number(&(before + shown as u64))
    );
    let line = match all {
        Some(all) => format!("{range} · {}", t.count("oai-in-all", all)),
        None => range,
    };
    let verb = walk.verb.unwrap_or_default();
    let next = |token: &String| address(&[("verb", verb), ("resumptionToken", token)]);
    let next = token.as_ref().map(next);
    Some(Place { line, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_taken_out_of_the_query_and_nothing_else() {
        for (query, kept, again) in [
            ("verb=Identify&hl=fr", "verb=Identify", "/oai?verb=Identify"),
            ("hl=fr", "", "/oai"),
            (
                "hl=fr&verb=%ff&x=a+b",
                "verb=%ff&x=a+b",
                "/oai?verb=%EF%BF%BD&x=a+b",
            ),
            ("verb=a%22%3Cb", "verb=a%22%3Cb", "/oai?verb=a%22%3Cb"),
        ] {
            let left = without_language(query.as_bytes());
            assert_eq!(left, kept.as_bytes(), "{query}");
            assert_eq!(self::again(&left), again, "{query}");
        }
        assert_eq!(again("x=".repeat(3_000).as_bytes()), "/oai");
    }
}
