//! Reading what other repositories answer (OAI-PMH 2.0 section 3.2): one answer as a whole, its
//! metadata untouched.
//!
//! The elements are told by their local names, as many repositories are loose with namespaces. What
//! is within `metadata` is cut out and never looked into here.

mod about;
mod element;
mod formats;
#[cfg(test)]
mod tests;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use record::Origin;

pub use formats::{Wanted, choose};

/// One answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// `responseDate`, as given.
    pub response_date: String,
    /// The errors: code and text.
    pub errors: Vec<(String, String)>,
    /// What `Identify` says.
    pub identity: Option<Identity>,
    /// What `ListMetadataFormats` lists.
    pub formats: Vec<MetadataFormat>,
    /// What `ListRecords` lists.
    pub records: Vec<Given>,
    /// How the list goes on; nothing at its end.
    pub token: Option<String>,
}

/// What a repository says of itself (OAI-PMH 2.0 section 4.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Its name.
    pub name: String,
    /// Its base URL.
    pub base_url: String,
    /// The version of the protocol.
    pub version: String,
    /// The earliest datestamp there is.
    pub earliest: String,
    /// `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ssZ`.
    pub granularity: String,
    /// `no`, `transient` or `persistent`.
    pub deleted: String,
}

/// A format that records are given in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetadataFormat {
    /// Its prefix.
    pub prefix: String,
    /// Its namespace.
    pub namespace: String,
}

/// One record of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// Its identifier.
    pub identifier: String,
    /// Its datestamp, as given.
    pub datestamp: String,
    /// Whether its header says that it is deleted.
    pub deleted: bool,
    /// The element within `metadata`; it stands for itself, with the namespaces that it needs.
    pub metadata: String,
    /// Where the repository had it from.
    pub before: Option<Box<Origin>>,
}

/// Why an answer is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// A page for people.
    #[error("a web page{0} came instead of OAI-PMH")]
    Page(String),
    /// Something else.
    #[error("what came is no OAI-PMH: it begins with {0:?}")]
    Foreign(String),
    /// It is not well-formed.
    #[error("the XML is wrong at byte {byte}: {why}")]
    Xml {
        /// Where, from the start.
        byte: u64,
        /// What.
        why: String,
    },
}

impl Answer {
    /// Reads an answer.
    ///
    /// # Errors
    /// When it is something else, or not well-formed.
    pub fn read(text: &str) -> Result<Answer, AnswerError> {
        let text = text.trim_start_matches('\u{feff}');
        if let Some(title) = page(text) {
            return Err(AnswerError::Page(title));
        }
        if !text.trim_start().starts_with('<') {
            let start = text.trim_start().chars().take(60).collect();
            return Err(AnswerError::Foreign(start));
        }
        let mut reading = Reading {
            reader: Reader::from_str(text),
            text,
            path: Vec::new(),
            scope: Vec::new(),
            said: String::new(),
            answer: Answer::default(),
        };
        while reading.step()? {}
        Ok(reading.answer)
    }
}

/// The title of a page for people, where the text is one: ` called "Sign in"`.
fn page(text: &str) -> Option<String> {
    let start: String = text.trim_start().chars().take(400).collect();
    let start = start.to_ascii_lowercase();
    if !start.contains("<!doctype html") && !start.contains("<html") {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let title = lower.find("<title>").and_then(|at| {
        let rest = text.get(at + 7..)?;
        Some(rest.split('<').next()?.trim().to_owned())
    });
    Some(title.map_or_else(String::new, |title| format!(" called {title:?}")))
}

struct Reading<'t> {
    reader: Reader<&'t [u8]>,
    text: &'t str,
    path: Vec<String>,
    /// The namespaces in force: how deep they were declared, the prefix, the name.
    scope: Vec<(usize, String, String)>,
    /// The text of the element that is open.
    said: String,
    answer: Answer,
}

impl<'t> Reading<'t> {
    fn wrong(&self, why: impl Into<String>) -> AnswerError {
        AnswerError::Xml {
            byte: self
                .reader
                .error_position()
                .max(self.reader.buffer_position()),
            why: why.into(),
        }
    }

    /// Reads one event; whether there is more.
    fn step(&mut self) -> Result<bool, AnswerError> {
        let event = self.reader.read_event();
        let event = event.map_err(|error| self.wrong(error.to_string()))?;
        match event {
            Event::Start(tag) => self.start(&tag)?,
            Event::Empty(tag) => {
                self.open(&tag)?;
                self.close();
            }
            Event::End(_) => self.close(),
            Event::Text(text) => self.said.push_str(&text),
            Event::CData(text) => self.said.push_str(&text),
            Event::GeneralRef(name) => {
                let name = name.to_string();
                match element::resolved(&name) {
                    Some(c) => self.said.push(c),
                    None => self.said.push_str(&format!("&{name};")),
                }
            }
            Event::DocType(_) => {
                return Err(self.wrong("a document type declaration is not read"));
            }
            Event::Eof if self.path.is_empty() => return Ok(false),
            Event::Eof => {
                let within = self.path.last().cloned().unwrap_or_default();
                return Err(self.wrong(format!("it ends within {within}")));
            }
            _ => {}
        }
        Ok(true)
    }

    fn start(&mut self, tag: &BytesStart<'t>) -> Result<(), AnswerError> {
        let name = tag.local_name();
        let within_record = self.path.last().is_some_and(|p| p == "record");
        if !within_record || !matches!(name.as_ref(), "metadata" | "about") {
            return self.open(tag);
        }
        let depth = self.path.len();
        self.declare(tag, depth);
        let metadata = name.as_ref() == "metadata";
        let span = self.reader.read_to_end(tag.name());
        let span = span.map_err(|error| self.wrong(error.to_string()))?;
        let at = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let inner = self.text.get(at(span.start)..at(span.end));
        let inner = inner.unwrap_or_default().trim();
        if let Some(given) = self.answer.records.last_mut() {
            if metadata {
                given.metadata = element::alone(inner, &self.scope);
            } else if let Some(origin) = about::origin(inner) {
                given.before = Some(Box::new(origin));
            }
        }
        self.scope.retain(|(declared, ..)| *declared < depth);
        Ok(())
    }

    /// Keeps the namespaces that an element declares.
    fn declare(&mut self, tag: &BytesStart<'_>, depth: usize) {
        for attribute in tag.attributes().flatten() {
            let key = attribute.key.as_ref().to_owned();
            let prefix = match key.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                _ => continue,
            };
            let name = attribute.value.to_string();
            self.scope.push((depth, prefix.to_owned(), name));
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), AnswerError> {
        let name = tag.local_name().as_ref().to_owned();
        if self.path.is_empty() && name != "OAI-PMH" {
            return Err(AnswerError::Foreign(format!("<{name}>")));
        }
        self.declare(tag, self.path.len());
        let attribute = |wanted: &str| {
            let mut all = tag.attributes().flatten();
            all.find(|a| a.key.local_name().as_ref() == wanted)
                .map(|a| element::unescaped(&a.value))
        };
        let answer = &mut self.answer;
        match name.as_str() {
            "error" => {
                let code = attribute("code").unwrap_or_default();
                answer.errors.push((code, String::new()));
            }
            "Identify" => answer.identity = Some(Identity::default()),
            "metadataFormat" => answer.formats.push(MetadataFormat::default()),
            "record" => answer.records.push(Given::default()),
            "header" => {
                if let Some(given) = answer.records.last_mut() {
                    given.deleted = attribute("status").is_some_and(|s| s.trim() == "deleted");
                }
            }
            _ => {}
        }
        self.said.clear();
        self.path.push(name);
        Ok(())
    }

    fn close(&mut self) {
        let Some(name) = self.path.pop() else {
            return;
        };
        let depth = self.path.len();
        self.scope.retain(|(declared, ..)| *declared < depth);
        let within = self.path.last().map_or("", String::as_str);
        let said = self.said.trim().to_owned();
        self.said.clear();
        let answer = &mut self.answer;
        match (within, name.as_str()) {
            ("OAI-PMH", "responseDate") => answer.response_date = said,
            ("OAI-PMH", "error") => {
                if let Some(error) = answer.errors.last_mut() {
                    error.1 = said;
                }
            }
            ("Identify", name) => {
                if let Some(identity) = &mut answer.identity {
                    identity.take(name, said);
                }
            }
            ("metadataFormat", name) => {
                if let Some(format) = answer.formats.last_mut() {
                    match name {
                        "metadataPrefix" => format.prefix = said,
                        "metadataNamespace" => format.namespace = said,
                        _ => {}
                    }
                }
            }
            ("header", name) => {
                if let Some(given) = answer.records.last_mut() {
                    match name {
                        "identifier" => given.identifier = said,
                        "datestamp" => given.datestamp = said,
                        _ => {}
                    }
                }
            }
            ("ListRecords", "resumptionToken") => {
                answer.token = (!said.is_empty()).then_some(said);
            }
            _ => {}
        }
    }
}

impl Identity {
    fn take(&mut self, name: &str, said: String) {
        match name {
            "repositoryName" => self.name = said,
            "baseURL" => self.base_url = said,
            "protocolVersion" => self.version = said,
            "earliestDatestamp" => self.earliest = said,
            "granularity" => self.granularity = said,
            "deletedRecord" => self.deleted = said,
            _ => {}
        }
    }

    /// Whether datestamps are days.
    pub fn is_by_day(&self) -> bool {
        !self.granularity.contains('T')
    }
}
