//! An answer of OAI-PMH as a page that a person reads and walks on from.

use askama::Template;
use axum::response::Response;
use harvest::{
    Format,
    oai::walk::{self, Line, ListedFormat, ListedRecord, ListedSet, Rest, Told, Walk, WalkError},
};
use taxonomy::Lang;

use super::{Service, unreadable};
use crate::{
    repository::Collection,
    web::{
        fault::Fault,
        reader::Reader,
        record::is_web,
        texts::Texts,
        view::{self, FacetLink, Frame, Link},
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

/// What the page shows, by verb.
enum Shown {
    Errors(Vec<ShownError>),
    Repository(Vec<Fact>, Vec<ShownTree>),
    Formats(Vec<ShownFormat>),
    Sets(Vec<ShownSet>),
    Records(Vec<ShownRecord>, bool),
}

struct ShownError {
    code: String,
    help: String,
    details: Vec<String>,
}

struct Fact {
    label: String,
    name: String,
    value: String,
    link: bool,
}

struct ShownFormat {
    format: ListedFormat,
    name: &'static str,
    links: Vec<Link>,
}

struct ShownSet {
    spec: String,
    name: String,
    /// Its name in the reader's language, where that is not English.
    own: String,
    links: Vec<Link>,
    description: Vec<Row>,
}

struct ShownRecord {
    identifier: String,
    href: String,
    title: String,
    datestamp: String,
    deleted: bool,
    landing: Option<String>,
    sets: Vec<Link>,
    formats: Vec<Link>,
    trees: Vec<ShownTree>,
    about: Vec<ShownTree>,
}

/// Elements below one that is named.
struct ShownTree {
    name: String,
    rows: Vec<Row>,
}

/// An element as an item of nested lists.
struct Row {
    name: String,
    /// Names and values, and whether the value is an address.
    attributes: Vec<(String, String, bool)>,
    lang: Option<String>,
    text: String,
    link: bool,
    opens: bool,
    closes: usize,
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

fn address(arguments: &[(&str, &str)]) -> String {
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

fn record_in(prefix: &str, identifier: &str) -> String {
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

fn shown(walk: Walk, reader: &Reader) -> Shown {
    let t = reader.texts;
    let format = walk.format;
    match walk.told {
        Told::Errors(errors) => Shown::Errors(listed_errors(errors, t)),
        Told::Repository {
            facts,
            descriptions,
        } => Shown::Repository(
            facts.into_iter().map(|fact| self::fact(fact, t)).collect(),
            descriptions.into_iter().map(tree).collect(),
        ),
        Told::Formats(formats) => {
            let mut all = walk.arguments.iter();
            let identifier = all
                .find(|(name, _)| name == "identifier")
                .map(|(_, value)| value.as_str());
            Shown::Formats(
                formats
                    .into_iter()
                    .map(|f| listed_format(f, identifier))
                    .collect(),
            )
        }
        Told::Sets(sets, _) => Shown::Sets(
            sets.into_iter()
                .map(|set| listed_set(set, reader))
                .collect(),
        ),
        Told::Records(records, _) => {
            let one = walk.verb == Some("GetRecord");
            Shown::Records(
                records
                    .into_iter()
                    .map(|r| listed_record(r, format))
                    .collect(),
                one,
            )
        }
    }
}

/// The errors, which come in the order of their codes, each code once.
fn listed_errors(errors: Vec<walk::Error>, t: &Texts) -> Vec<ShownError> {
    let mut shown: Vec<ShownError> = Vec::new();
    for walk::Error { code, text } in errors {
        match shown.last_mut().filter(|last| last.code == code) {
            Some(last) => last.details.push(text),
            None => shown.push(ShownError {
                help: t.text(&format!("oai-error-{code}")),
                details: vec![text],
                code,
            }),
        }
    }
    shown
}

fn fact((name, value): (String, String), t: &Texts) -> Fact {
    Fact {
        label: t.text(&format!("oai-fact-{name}")),
        link: is_web(&value),
        name,
        value,
    }
}

fn listed_format(format: ListedFormat, identifier: Option<&str>) -> ShownFormat {
    let prefix = format.prefix.as_str();
    let link = |verb: &str, href| Link {
        label: verb.to_owned(),
        href,
    };
    let list = |verb| link(verb, address(&[("verb", verb), ("metadataPrefix", prefix)]));
    let links = match identifier {
        Some(identifier) => vec![link("GetRecord", record_in(prefix, identifier))],
        None => vec![list("ListRecords"), list("ListIdentifiers")],
    };
    ShownFormat {
        name: Format::of_prefix(prefix).map_or("", Format::name),
        links,
        format,
    }
}

fn listed_set(set: ListedSet, reader: &Reader) -> ShownSet {
    let (spec, prefix) = (set.spec.as_str(), Format::OaiDc.prefix());
    let links = ["ListRecords", "ListIdentifiers"].map(|verb| Link {
        label: verb.to_owned(),
        href: address(&[("verb", verb), ("metadataPrefix", prefix), ("set", spec)]),
    });
    // The name itself is in English.
    let lang = Some(reader.lang.as_str()).filter(|_| reader.lang != Lang::EN);
    let own = set.description.iter().find(|line| {
        lang.is_some() && line.local_name() == "title" && line.attribute("xml:lang") == lang
    });
    ShownSet {
        own: own.map(|line| line.text.clone()).unwrap_or_default(),
        links: links.into(),
        description: rows(&set.description),
        spec: set.spec,
        name: set.name,
    }
}

fn listed_record(record: ListedRecord, format: Format) -> ShownRecord {
    let set = |spec: &String| Link {
        href: address(&[
            ("verb", "ListRecords"),
            ("metadataPrefix", format.prefix()),
            ("set", spec),
        ]),
        label: spec.clone(),
    };
    let identifier = record.identifier.as_str();
    let link = |format: Format| Link {
        label: format.prefix().to_owned(),
        href: record_in(format.prefix(), identifier),
    };
    ShownRecord {
        href: record_in(format.prefix(), identifier),
        title: record.title().unwrap_or(identifier).to_owned(),
        landing: record
            .id
            .filter(|_| !record.deleted)
            .map(|id| format!("/records/{id}")),
        sets: record.sets.iter().map(set).collect(),
        formats: Format::ALL.into_iter().map(link).collect(),
        trees: Some(record.metadata)
            .filter(|m| !m.is_empty())
            .map(tree)
            .into_iter()
            .collect(),
        about: record.about.into_iter().map(tree).collect(),
        deleted: record.deleted,
        datestamp: record.datestamp,
        identifier: record.identifier,
    }
}

fn tree(lines: Vec<Line>) -> ShownTree {
    ShownTree {
        name: lines
            .first()
            .map_or(String::new(), |line| line.name.clone()),
        rows: rows(&lines),
    }
}

fn rows(lines: &[Line]) -> Vec<Row> {
    let row = |(at, line): (usize, &Line)| {
        let next = lines.get(at + 1).map_or(0, |next| next.depth);
        let lang = line.attribute("xml:lang").map(str::to_owned);
        Row {
            name: line.name.clone(),
            attributes: line
                .attributes
                .iter()
                .map(|(n, v)| (n.clone(), v.clone(), is_web(v)))
                .collect(),
            lang,
            link: is_web(&line.text),
            text: line.text.clone(),
            opens: next > line.depth,
            closes: line.depth.saturating_sub(next),
        }
    };
    lines.iter().enumerate().map(row).collect()
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

    #[test]
    fn nested_elements_are_nested_items() {
        let line = |depth: usize, name: &str| Line {
            depth,
            name: name.to_owned(),
            attributes: Vec::new(),
            text: String::new(),
        };
        let lines = [
            line(0, "a"),
            line(1, "b"),
            line(2, "c"),
            line(1, "d"),
            line(2, "e"),
        ];
        let told: Vec<(bool, usize)> = rows(&lines).iter().map(|r| (r.opens, r.closes)).collect();
        assert_eq!(
            told,
            [(true, 0), (true, 0), (false, 1), (true, 0), (false, 2)]
        );
    }
}
