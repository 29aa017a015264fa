//! Reading SKOS: a stream of triples into concepts, what cannot be used into findings.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Read},
};

use oxrdf::{NamedNodeRef, NamedOrBlankNode, Quad, vocab::rdf};
use oxrdfio::{RdfFormat, RdfParseError, RdfParser};

use super::vocab;
use crate::{Concept, ConceptId, Finding, LangMap, Rule, Scheme, SchemeId, Taxonomy, check};

mod draft;

use draft::Draft;

/// Why SKOS cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The input refuses.
    #[error("cannot read SKOS")]
    Io(#[source] io::Error),
    /// The input is not of the format.
    #[error(
        "{format}, line {line}{}: {what}; correct the file or name its true format",
        column.map_or(String::new(), |column| format!(", column {column}"))
    )]
    Syntax {
        /// The format's name.
        format: &'static str,
        /// The line, from 1.
        line: u64,
        /// The column, from 1, where the parser tells it.
        column: Option<u64>,
        /// What is wrong.
        what: String,
    },
    /// The base address is no URI.
    #[error("base address {0:?} is no URI; expected something like https://host")]
    Base(String),
}

/// Reads a taxonomy from SKOS whose URIs are below `base`, and what was wrong with it.
///
/// The input is read as a stream. A statement that cannot be used is a finding and reading goes
/// on; the findings of [`check`](crate::check()) on the outcome follow.
///
/// # Errors
/// When the input refuses or is not of the format; the place is named.
pub fn read(
    input: &mut impl Read,
    format: RdfFormat,
    base: &str,
) -> Result<(Taxonomy, Vec<Finding>), ReadError> {
    let base = base.trim_end_matches('/');
    let parser = RdfParser::from_format(format)
        .with_base_iri(format!("{base}/"))
        .map_err(|_| ReadError::Base(base.to_owned()))?;
    let mut reading = Reading::new(base);
    let mut lines = Lines::new(input);
    let outcome: Result<(), RdfParseError> = parser
        .for_reader(&mut lines)
        .try_for_each(|quad| quad.map(|quad| reading.take(&quad)));
    outcome.map_err(|error| located(error, format, lines.seen))?;
    Ok(reading.finish())
}

/// Hands out a line at a time, so that a parser that tells no place can be asked how far it read.
struct Lines<R> {
    input: BufReader<R>,
    /// Lines begun so far.
    seen: u64,
    within: bool,
}

impl<R: Read> Lines<R> {
    fn new(input: R) -> Lines<R> {
        Lines {
            input: BufReader::new(input),
            seen: 0,
            within: false,
        }
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let ready = self.input.fill_buf()?;
        let end = ready.iter().position(|b| *b == b'\n');
        let length = end.map_or(ready.len(), |at| at + 1).min(into.len());
        into[..length].copy_from_slice(&ready[..length]);
        if length > 0 {
            self.seen += u64::from(!self.within);
            self.within = into[length - 1] != b'\n';
        }
        self.input.consume(length);
        Ok(length)
    }
}

fn located(error: RdfParseError, format: RdfFormat, seen: u64) -> ReadError {
    match error {
        RdfParseError::Io(error) => ReadError::Io(error),
        RdfParseError::Syntax(error) => {
            let start = error.location().map(|range| range.start);
            ReadError::Syntax {
                format: format.name(),
                line: start.as_ref().map_or(seen, |at| at.line + 1),
                column: start.map(|at| at.column + 1),
                what: without_place(&error.to_string()).to_owned(),
            }
        }
    }
}

/// The parser's message without the place that it begins with.
fn without_place(message: &str) -> &str {
    let placed = message.starts_with("Parser error");
    match message.split_once(": ") {
        Some((_, what)) if placed => what,
        _ => message,
    }
}

/// What a URI names.
enum Named {
    Scheme(SchemeId),
    Concept(SchemeId, ConceptId),
}

/// Everything read so far.
struct Reading {
    /// What our URIs begin with, as `https://host/concepts/`.
    prefix: String,
    titles: BTreeMap<SchemeId, LangMap>,
    drafts: BTreeMap<(SchemeId, ConceptId), Draft>,
    findings: Vec<Finding>,
}

impl Reading {
    fn new(base: &str) -> Reading {
        Reading {
            prefix: format!("{base}/concepts/"),
            titles: BTreeMap::new(),
            drafts: BTreeMap::new(),
            findings: Vec::new(),
        }
    }

    fn named(&self, uri: &str) -> Option<Named> {
        let path = uri.strip_prefix(&self.prefix)?;
        match path.split_once('/') {
            None if !path.is_empty() => Some(Named::Scheme(path.into())),
            Some((scheme, id)) if !scheme.is_empty() && !id.is_empty() && !id.contains('/') => {
                Some(Named::Concept(scheme.into(), id.into()))
            }
            _ => None,
        }
    }

    fn take(&mut self, quad: &Quad) {
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else {
            return;
        };
        match self.named(subject.as_str()) {
            Some(Named::Scheme(scheme)) => self.take_of_scheme(scheme, quad),
            Some(Named::Concept(scheme, id)) => self.take_of_concept(scheme, id, quad),
            // Headings that were mapped: written for others, kept as changes here.
            None if self.is_heading(subject.as_str()) => {}
            None => self.note_foreign(subject.as_ref(), quad),
        }
    }

    fn is_heading(&self, subject: &str) -> bool {
        let base = self.prefix.strip_suffix("/concepts/");
        let path = base.and_then(|base| subject.strip_prefix(base));
        path.is_some_and(|path| path.starts_with(super::HEADINGS))
    }

    fn take_of_scheme(&mut self, scheme: SchemeId, quad: &Quad) {
        let title = self.titles.entry(scheme.clone()).or_default();
        if quad.predicate.as_ref() == vocab::TITLE {
            match draft::text_of(&quad.object) {
                Ok((lang, text)) => {
                    title.entry(lang).or_insert(text);
                }
                Err(fault) => self.add(scheme, None, Rule::Value, format!("title {fault}")),
            }
        } else if is_type(quad, vocab::CONCEPT) {
            let text = "is typed as a concept, too; keep ConceptScheme only";
            self.add(scheme, None, Rule::S9, text.into());
        }
    }

    fn take_of_concept(&mut self, scheme: SchemeId, id: ConceptId, quad: &Quad) {
        if is_type(quad, vocab::CONCEPT_SCHEME) {
            let text = "is typed as a concept scheme, too; keep Concept only";
            self.add(scheme.clone(), Some(id.clone()), Rule::S9, text.into());
        }
        let prefix = format!("{}{scheme}", self.prefix);
        let key = (scheme, id);
        let outcome = match self.drafts.get_mut(&key) {
            Some(draft) => draft.take(quad, &prefix),
            None => {
                let mut draft = Draft::default();
                let outcome = draft.take(quad, &prefix);
                self.drafts.insert(key.clone(), draft);
                outcome
            }
        };
        if let Err((rule, text)) = outcome {
            self.add(key.0, Some(key.1), rule, text);
        }
    }

    fn note_foreign(&mut self, subject: NamedNodeRef<'_>, quad: &Quad) {
        if is_type(quad, vocab::CONCEPT) || is_type(quad, vocab::CONCEPT_SCHEME) {
            let text = format!(
                "{} is not below {}; left out, give it a URI there",
                subject.as_str(),
                self.prefix
            );
            self.add("".into(), None, Rule::Foreign, text);
        }
    }

    fn add(&mut self, scheme: SchemeId, concept: Option<ConceptId>, rule: Rule, text: String) {
        self.findings.push(Finding {
            scheme,
            concept,
            rule,
            text,
        });
    }

    fn finish(mut self) -> (Taxonomy, Vec<Finding>) {
        self.turn_narrower();
        let mut concepts: BTreeMap<SchemeId, Vec<Concept>> = BTreeMap::new();
        for scheme in self.titles.keys() {
            concepts.entry(scheme.clone()).or_default();
        }
        for ((scheme, id), draft) in self.drafts {
            concepts.entry(scheme).or_default().push(draft.finish(id));
        }
        let mut titles = self.titles;
        let schemes = concepts.into_iter().map(|(id, concepts)| {
            let title = titles.remove(&id).unwrap_or_default();
            (id, Scheme::new(title, concepts))
        });
        let taxonomy = Taxonomy::new(schemes.collect());
        self.findings.sort();
        self.findings.dedup();
        self.findings.extend(check(&taxonomy));
        (taxonomy, self.findings)
    }

    /// Turns each `narrower` into `broader` of the other concept, after those that it states itself.
    fn turn_narrower(&mut self) {
        let mut pairs = Vec::new();
        for ((scheme, above), draft) in &self.drafts {
            for below in &draft.narrower {
                pairs.push(((scheme.clone(), below.clone()), above.clone()));
            }
        }
        for ((scheme, below), above) in pairs {
            let key = (scheme, below);
            match self.drafts.get_mut(&key) {
                Some(draft) => draft.add_broader(above),
                None => {
                    let text = format!("narrower {} does not exist", key.1);
                    self.add(key.0, Some(above), Rule::Target, text);
                }
            }
        }
    }
}

fn is_type(quad: &Quad, class: NamedNodeRef<'_>) -> bool {
    quad.predicate.as_ref() == rdf::TYPE && quad.object.as_ref() == class.into()
}
