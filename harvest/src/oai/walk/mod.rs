//! An answer as a person walks it: what harvesters read as XML, told as facts, formats, sets and records.
//!
//! It is read from the answer itself, so a page made of it shows what a harvester gets and nothing else. How it looks,
//! and where its links lead, is no matter of this crate.

mod lines;

#[cfg(test)]
mod tests;

use record::RecordId;

use super::{request::Verb, token::Token};
use crate::{Format, Repository, RepositoryError, Site};

pub use lines::Line;

/// Rows of a list on a page for people, at most: a page is read, not fetched.
pub const PAGE_ROWS: usize = 25;

/// Why an answer cannot be told.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WalkError {
    /// The collection cannot be read.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
    /// The answer is no XML; that is a fault of ours.
    #[error("an answer of OAI-PMH is not well-formed; please report it")]
    NotWellFormed(#[from] quick_xml::Error),
    /// The answer ends before its elements do.
    #[error("an answer of OAI-PMH ends too early; please report it")]
    Cut,
}

/// An answer, told.
#[derive(Debug)]
pub struct Walk {
    /// When it was given (`responseDate`).
    pub moment: String,
    /// The verb, where one was understood.
    pub verb: Option<&'static str>,
    /// The other arguments, where all were understood.
    pub arguments: Vec<(String, String)>,
    /// The format of its records: the one asked for, else the one that every repository has.
    pub format: Format,
    /// What narrows its list, asked for or held by the token: `set`, `from`, `until`.
    pub selection: Vec<(&'static str, String)>,
    /// What it says.
    pub told: Told,
    /// The XML, indented.
    pub source: String,
}

/// What an answer says.
#[derive(Debug)]
pub enum Told {
    /// What was wrong with the request.
    Errors(Vec<Error>),
    /// `Identify`.
    Repository {
        /// Names and values, as they are given.
        facts: Vec<(String, String)>,
        /// Each `description`.
        descriptions: Vec<Vec<Line>>,
    },
    /// `ListMetadataFormats`.
    Formats(Vec<ListedFormat>),
    /// `ListSets`.
    Sets(Vec<ListedSet>, Option<Rest>),
    /// `GetRecord`, `ListRecords`, `ListIdentifiers`.
    Records(Vec<ListedRecord>, Option<Rest>),
}

/// An error of the protocol.
#[derive(Debug, PartialEq, Eq)]
pub struct Error {
    /// `badArgument`
    pub code: String,
    /// What is wrong and what to do, in English.
    pub text: String,
}

/// A metadata format.
#[derive(Debug, PartialEq, Eq)]
pub struct ListedFormat {
    /// Its `metadataPrefix`.
    pub prefix: String,
    /// Where its schema is.
    pub schema: String,
    /// Its namespace.
    pub namespace: String,
}

/// A set.
#[derive(Debug)]
pub struct ListedSet {
    /// Its `setSpec`.
    pub spec: String,
    /// Its name.
    pub name: String,
    /// Its `setDescription`.
    pub description: Vec<Line>,
}

/// A record, or its header alone.
#[derive(Debug)]
pub struct ListedRecord {
    /// Its identifier.
    pub identifier: String,
    /// The record it names.
    pub id: Option<RecordId>,
    /// Its datestamp.
    pub datestamp: String,
    /// Whether it is told as deleted.
    pub deleted: bool,
    /// The sets it is in.
    pub sets: Vec<String>,
    /// The metadata; none in lists of identifiers, and of deleted records.
    pub metadata: Vec<Line>,
    /// Each `about`.
    pub about: Vec<Vec<Line>>,
}

/// Where in its list an answer stands (OAI-PMH 2.0 section 3.5).
#[derive(Debug, PartialEq, Eq)]
pub struct Rest {
    /// The token of the next page; none on the last.
    pub token: Option<String>,
    /// How many were listed before.
    pub before: u64,
    /// How many there are in all, where it is known.
    pub all: Option<u64>,
}

/// Answers a request as [`super::answer`] does, with lists of at most [`PAGE_ROWS`] rows, and tells the answer.
///
/// # Errors
/// When the collection cannot be read.
pub fn walk(repository: &impl Repository, site: &Site, query: &[u8]) -> Result<Walk, WalkError> {
    let site = Site {
        page_size: site.page_size.min(PAGE_ROWS),
        ..site.clone()
    };
    let answer = super::answer(repository, &site, query)?;
    // XML 1.0 allows some control characters that a page has no place for.
    let odd = |c: char| c.is_control() && !c.is_ascii_whitespace();
    let xml = answer.body.replace(odd, "\u{fffd}");
    let lines = lines::read(&xml)?;
    let mut arguments = arguments(&lines);
    arguments.retain(|(name, _)| name != "verb");
    let of = |name: &str| {
        let mut all = arguments.iter();
        all.find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    };
    let token = of("resumptionToken").and_then(|text| {
        let verb = Verb::ALL
            .into_iter()
            .find(|v| Some(v.name()) == answer.verb)?;
        Token::read(text, verb, &site.token_key)
    });
    let resumed = token.as_ref().and_then(|t| Format::of_number(t.format));
    let format = of("metadataPrefix").and_then(Format::of_prefix).or(resumed);
    let selection = match (&token, resumed) {
        (Some(token), Some(_)) => narrowed(token),
        _ => ["set", "from", "until"]
            .into_iter()
            .filter_map(|n| Some((n, of(n)?.to_owned())))
            .collect(),
    };
    Ok(Walk {
        moment: text(&lines, "responseDate"),
        verb: answer.verb,
        format: format.unwrap_or(Format::OaiDc),
        selection,
        told: told(&lines, &site),
        source: lines::indented(&xml)?,
        arguments,
    })
}

/// What a token of a list of records stands for.
fn narrowed(token: &Token) -> Vec<(&'static str, String)> {
    let set = token.set.as_ref().map(|set| ("set", set.to_string()));
    let [from, until] = [("from", token.span.from), ("until", token.span.until)]
        .map(|(name, moment)| moment.map(|m| (name, m.to_string())));
    [set, from, until].into_iter().flatten().collect()
}

fn arguments(lines: &[Line]) -> Vec<(String, String)> {
    let request = part(lines, "request").and_then(<[Line]>::first);
    request.map_or(Vec::new(), |line| line.attributes.clone())
}

fn told(lines: &[Line], site: &Site) -> Told {
    let answer = parts(lines).find(|p| !matches!(name(p), "responseDate" | "request" | "error"));
    let Some(answer) = answer else {
        let error = |line: &Line| Error {
            code: line.attribute("code").unwrap_or_default().to_owned(),
            text: line.text.clone(),
        };
        return Told::Errors(
            parts(lines)
                .filter(|p| name(p) == "error")
                .map(|p| error(&p[0]))
                .collect(),
        );
    };
    match name(answer) {
        "Identify" => repository(answer),
        "ListMetadataFormats" => {
            Told::Formats(each(answer, "metadataFormat", |part| ListedFormat {
                prefix: text(part, "metadataPrefix"),
                schema: text(part, "schema"),
                namespace: text(part, "metadataNamespace"),
            }))
        }
        "ListSets" => Told::Sets(each(answer, "set", set), rest(answer)),
        "ListIdentifiers" => Told::Records(
            each(answer, "header", |header| record(header, &[], site)),
            rest(answer),
        ),
        _ => Told::Records(
            each(answer, "record", |whole| {
                record(part(whole, "header").unwrap_or_default(), whole, site)
            }),
            rest(answer),
        ),
    }
}

fn repository(answer: &[Line]) -> Told {
    let (descriptions, facts): (Vec<_>, Vec<_>) =
        parts(answer).partition(|p| name(p) == "description");
    Told::Repository {
        facts: facts
            .iter()
            .map(|p| (p[0].name.clone(), p[0].text.clone()))
            .collect(),
        descriptions: descriptions.into_iter().map(inside).collect(),
    }
}

fn set(part: &[Line]) -> ListedSet {
    ListedSet {
        spec: text(part, "setSpec"),
        name: text(part, "setName"),
        description: self::part(part, "setDescription").map_or(Vec::new(), inside),
    }
}

/// A record by its header and, where there is more of it, the whole.
fn record(header: &[Line], whole: &[Line], site: &Site) -> ListedRecord {
    let identifier = text(header, "identifier");
    ListedRecord {
        id: site.parse_oai_identifier(&identifier),
        identifier,
        datestamp: text(header, "datestamp"),
        deleted: header.first().and_then(|h| h.attribute("status")) == Some("deleted"),
        sets: each(header, "setSpec", |set| set[0].text.clone()),
        metadata: part(whole, "metadata").map_or(Vec::new(), inside),
        about: each(whole, "about", inside),
    }
}

impl ListedRecord {
    /// Its title, as far as its format says one.
    pub fn title(&self) -> Option<&str> {
        let lines = &self.metadata;
        let of = |is: &dyn Fn(&Line) -> bool| {
            lines
                .iter()
                .find(|line| is(line) && !line.text.trim().is_empty())
        };
        // MARC 21 245 $a; the `title` of Dublin Core, MODS and DataCite; the `name` of schema.org.
        let marc = lines
            .iter()
            .position(|line| line.attribute("tag") == Some("245"));
        let marc = marc.and_then(|at| lines.get(at + 1));
        let title = marc.or_else(|| of(&|line| line.local_name() == "title"));
        let title = title.or_else(|| of(&|line| line.name == "schema:name"));
        title.map(|line| line.text.trim())
    }
}

fn rest(answer: &[Line]) -> Option<Rest> {
    let line = part(answer, "resumptionToken")?.first()?;
    let number = |name| line.attribute(name).and_then(|n| n.parse().ok());
    Some(Rest {
        token: Some(line.text.clone()).filter(|t| !t.is_empty()),
        before: number("cursor").unwrap_or(0),
        all: number("completeListSize"),
    })
}

// ---- Elements, each as its own line followed by those within it ----

/// The elements directly within one.
fn parts(lines: &[Line]) -> impl Iterator<Item = &[Line]> {
    let mut rest = lines.get(1..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (first, within) = rest.split_first()?;
        let length = within
            .iter()
            .take_while(|line| line.depth > first.depth)
            .count();
        let (part, others) = rest.split_at(length + 1);
        rest = others;
        Some(part)
    })
}

fn name(lines: &[Line]) -> &str {
    lines.first().map_or("", |line| &line.name)
}

fn part<'a>(lines: &'a [Line], called: &str) -> Option<&'a [Line]> {
    parts(lines).find(|p| name(p) == called)
}

fn text(lines: &[Line], called: &str) -> String {
    let line = part(lines, called).and_then(<[Line]>::first);
    line.map_or(String::new(), |line| line.text.clone())
}

fn each<T>(lines: &[Line], called: &str, told: impl Fn(&[Line]) -> T) -> Vec<T> {
    parts(lines)
        .filter(|p| name(p) == called)
        .map(told)
        .collect()
}

/// What lies within an element, by itself.
fn inside(lines: &[Line]) -> Vec<Line> {
    let within = lines.get(1..).unwrap_or_default();
    let base = within.first().map_or(0, |line| line.depth);
    let mut within = within.to_vec();
    for line in &mut within {
        line.depth -= base;
    }
    within
}
