//! What a page of OAI-PMH shows, by verb, with the links that lead on.

use harvest::{
    Format,
    oai::walk::{self, Line, ListedFormat, ListedRecord, ListedSet, Told, Walk},
};
use taxonomy::Lang;

use super::page::{address, record_in};
use crate::web::{reader::Reader, record::is_web, texts::Texts, view::Link};

/// What the page shows, by verb.
pub(super) enum Shown {
    Errors(Vec<ShownError>),
    Repository(Vec<Fact>, Vec<ShownTree>),
    Formats(Vec<ShownFormat>),
    Sets(Vec<ShownSet>),
    Records(Vec<ShownRecord>, bool),
}

pub(super) struct ShownError {
    pub(super) code: String,
    pub(super) help: String,
    pub(super) details: Vec<String>,
}

pub(super) struct Fact {
    pub(super) label: String,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) link: bool,
}

pub(super) struct ShownFormat {
    pub(super) format: ListedFormat,
    pub(super) name: &'static str,
    pub(super) links: Vec<Link>,
}

pub(super) struct ShownSet {
    pub(super) spec: String,
    pub(super) name: String,
    /// Its name in the reader's language, where that is not English.
    pub(super) own: String,
    pub(super) links: Vec<Link>,
    pub(super) description: Vec<Row>,
}

pub(super) struct ShownRecord {
    pub(super) identifier: String,
    pub(super) href: String,
    pub(super) title: String,
    pub(super) datestamp: String,
    pub(super) deleted: bool,
    pub(super) landing: Option<String>,
    pub(super) sets: Vec<Link>,
    pub(super) formats: Vec<Link>,
    pub(super) trees: Vec<ShownTree>,
    pub(super) about: Vec<ShownTree>,
}

/// Elements below one that is named.
pub(super) struct ShownTree {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
}

/// An element as an item of nested lists.
pub(super) struct Row {
    pub(super) name: String,
    /// Names and values, and whether the value is an address.
    pub(super) attributes: Vec<(String, String, bool)>,
    pub(super) lang: Option<String>,
    pub(super) text: String,
    pub(super) link: bool,
    pub(super) opens: bool,
    pub(super) closes: usize,
}

/// What a page shows of an answer.
pub(super) fn shown(walk: Walk, reader: &Reader) -> Shown {
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
