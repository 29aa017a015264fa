//! A request: its version, its operation, its parameters, and what is wrong with them.
//!
//! SRU 1.2 names both version and operation; SRU 2.0 names neither and is known by that (part 3
//! section 2.3). An address without any parameter asks for explain in both.

use super::diagnostic::{Diagnostic, Number};
use crate::{oai, xml};

/// The version of a request and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 1.1.
    V11,
    /// 1.2.
    V12,
    /// 2.0.
    V20,
}

impl Version {
    /// The number.
    pub fn number(self) -> &'static str {
        match self {
            Version::V11 => "1.1",
            Version::V12 => "1.2",
            Version::V20 => "2.0",
        }
    }

    /// Whether it is OASIS' version.
    pub fn is_oasis(self) -> bool {
        self == Version::V20
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// What there is.
    Explain,
    /// Records.
    Search,
    /// Terms.
    Scan,
}

/// A request.
#[derive(Debug)]
pub struct Request {
    /// The version that is answered in.
    pub version: Version,
    /// What is asked for.
    pub operation: Operation,
    /// The media type of the answer.
    pub content_type: &'static str,
    pairs: Vec<(String, String)>,
}

const TEXT_XML: &str = "text/xml; charset=utf-8";
const XML: &str = "application/xml; charset=utf-8";
/// Part 3 appendix on the media type.
const SRU_XML: &str = "application/sru+xml; charset=utf-8";

/// A parameter, and the operations and versions that know it.
struct Known {
    name: &'static str,
    operations: &'static [Operation],
    old: bool,
    new: bool,
}

const fn known(
    name: &'static str,
    operations: &'static [Operation],
    old: bool,
    new: bool,
) -> Known {
    Known {
        name,
        operations,
        old,
        new,
    }
}

use Operation::{Explain, Scan, Search};

/// The parameters (SRU 1.2 "searchRetrieve", "scan", "explain"; part 3 sections 3 and 7; part 6 section 3).
const PARAMETERS: [Known; 18] = [
    known("operation", &[Explain, Search, Scan], true, true),
    known("version", &[Explain, Search, Scan], true, true),
    known("stylesheet", &[Explain, Search, Scan], true, true),
    known("httpAccept", &[Explain, Search, Scan], false, true),
    known("renderedBy", &[Search], false, true),
    known("queryType", &[Search], false, true),
    known("query", &[Search], true, true),
    known("startRecord", &[Search], true, true),
    known("maximumRecords", &[Search], true, true),
    known("recordPacking", &[Explain, Search], true, true),
    known("recordXMLEscaping", &[Explain, Search], false, true),
    known("recordSchema", &[Search], true, true),
    known("recordXPath", &[Search], true, false),
    known("resultSetTTL", &[Search], true, true),
    known("sortKeys", &[Search], true, true),
    known("scanClause", &[Scan], true, true),
    known("responsePosition", &[Scan], true, true),
    known("maximumTerms", &[Scan], true, true),
];

/// The most diagnostics of an answer.
const MOST: usize = 20;
/// How much of a stranger's name is repeated, in characters.
const SHOWN: usize = 100;

impl Request {
    /// Reads a query string or form; what is wrong comes beside it.
    pub fn read(query: &[u8], accept: Option<&str>) -> (Request, Vec<Diagnostic>) {
        let mut faults = Vec::new();
        let pairs = pairs(query, &mut faults);
        let get = |name: &str| find(&pairs, name);
        let version = version(&get, accept, &mut faults);
        let operation = operation(&get, version, &mut faults);
        let mut request = Request {
            version,
            operation,
            content_type: TEXT_XML,
            pairs: Vec::new(),
        };
        for (name, _) in &pairs {
            unknown(name, &request, &mut faults);
        }
        request.pairs = pairs;
        request.content_type = content_type(&request, accept, &mut faults);
        if request.get("stylesheet").is_some() {
            faults.push(Diagnostic::of(Number::Stylesheets, ""));
        }
        faults.truncate(MOST);
        (request, faults)
    }

    /// A parameter that was given and is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        find(&self.pairs, name)
    }

    /// A whole number that must not be below `least`.
    pub fn number(&self, name: &str, least: u64, faults: &mut Vec<Diagnostic>) -> Option<u64> {
        let value = self.get(name)?;
        let digits = value.bytes().all(|b| b.is_ascii_digit());
        // More than fits is as good as the most that fits.
        let number = match value.parse::<u64>() {
            Ok(number) if digits => Some(number),
            Err(_) if digits => Some(u64::MAX / 2),
            _ => None,
        };
        let number = number.filter(|n| *n >= least);
        if number.is_none() {
            let more = format!("a whole number from {least} on is expected");
            faults.push(Diagnostic::of(Number::ParameterValue, name).saying(more));
        }
        number
    }

    /// Whether records are asked for as escaped strings (1.2 `recordPacking`, 2.0 `recordXMLEscaping`).
    pub fn is_string(&self, faults: &mut Vec<Diagnostic>) -> bool {
        let (name, number) = match self.version {
            Version::V20 => ("recordXMLEscaping", Number::ParameterValue),
            _ => ("recordPacking", Number::Packing),
        };
        if self.version.is_oasis()
            && !matches!(
                self.get("recordPacking"),
                None | Some("packed" | "unpacked")
            )
        {
            let more = "packed or unpacked is expected";
            faults.push(Diagnostic::of(Number::ParameterValue, "recordPacking").saying(more));
        }
        match self.get(name) {
            None | Some("xml") => false,
            Some("string") => true,
            Some(other) => {
                let details = match number {
                    Number::Packing => other,
                    _ => name,
                };
                faults.push(Diagnostic::of(number, details).saying("xml or string is expected"));
                false
            }
        }
    }
}

fn find<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    let found = pairs.iter().find(|(n, _)| n == name);
    found.map(|(_, v)| v.as_str()).filter(|v| !v.is_empty())
}

/// The decoded pairs, each name once.
fn pairs(query: &[u8], faults: &mut Vec<Diagnostic>) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for pair in query.split(|b| *b == b'&').filter(|p| !p.is_empty()) {
        let mut halves = pair.splitn(2, |b| *b == b'=');
        let mut next = || oai::decode(halves.next().unwrap_or_default());
        let ((name, _), (value, utf8)) = (next(), next());
        let clean = |c: char| xml::allowed(c) && !c.is_control();
        let fits = utf8 && value.chars().all(|c| clean(c) || c.is_whitespace());
        let name: String = name.chars().filter(|c| clean(*c)).take(SHOWN).collect();
        let repeated = pairs.iter().any(|(n, _)| *n == name);
        // Extensions are not ours to judge (SRU 1.2 "Extensions").
        if !name.starts_with("x-") && (!fits || repeated) {
            let more = match repeated {
                true => "it is given more than once",
                false => "UTF-8 text without control characters is expected",
            };
            faults.push(Diagnostic::of(Number::ParameterValue, name.as_str()).saying(more));
        } else if !repeated {
            pairs.push((name, value));
        }
    }
    pairs
}

fn version<'p>(
    get: &impl Fn(&str) -> Option<&'p str>,
    accept: Option<&str>,
    faults: &mut Vec<Diagnostic>,
) -> Version {
    let operation = get("operation");
    match get("version") {
        Some("1.1") => Version::V11,
        Some("1.2") => Version::V12,
        Some("2.0") => Version::V20,
        Some(_) => {
            faults.push(Diagnostic::of(Number::Version, Version::V20.number()));
            match operation {
                Some(_) => Version::V12,
                None => Version::V20,
            }
        }
        None if operation.is_some() => {
            faults.push(Diagnostic::of(Number::Mandatory, "version"));
            Version::V12
        }
        None => {
            let new = [
                "query",
                "queryType",
                "scanClause",
                "httpAccept",
                "recordXMLEscaping",
            ];
            let new = new.iter().any(|name| get(name).is_some());
            let sru = accept.is_some_and(|a| a.contains("application/sru+xml"));
            match new || sru {
                true => Version::V20,
                false => Version::V12,
            }
        }
    }
}

fn operation<'p>(
    get: &impl Fn(&str) -> Option<&'p str>,
    version: Version,
    faults: &mut Vec<Diagnostic>,
) -> Operation {
    match get("operation") {
        Some("explain") => Explain,
        Some("searchRetrieve") => Search,
        Some("scan") => Scan,
        Some(other) => {
            let name: String = other.chars().take(SHOWN).collect();
            let more = format!("{name} is not explain, searchRetrieve or scan");
            faults.push(Diagnostic::of(Number::Operation, "").saying(more));
            Search
        }
        None if version.is_oasis() => match (get("query"), get("scanClause"), get("queryType")) {
            (Some(_), _, _) | (_, None, Some(_)) => Search,
            (None, Some(_), _) => Scan,
            (None, None, None) => Explain,
        },
        None => {
            let asks = ["query", "scanClause"].iter().any(|n| get(n).is_some());
            if get("version").is_some() || asks {
                faults.push(Diagnostic::of(Number::Mandatory, "operation"));
            }
            match get("version").is_some() || asks {
                true => Search,
                false => Explain,
            }
        }
    }
}

/// 8 for a parameter that neither the operation nor an extension knows.
fn unknown(name: &str, request: &Request, faults: &mut Vec<Diagnostic>) {
    let fits = |k: &&Known| match request.version.is_oasis() {
        true => k.new,
        false => k.old,
    };
    let found = PARAMETERS.iter().find(|k| k.name == name).filter(fits);
    let takes = found.is_some_and(|k| k.operations.contains(&request.operation));
    if takes || name.starts_with("x-") {
        return;
    }
    faults.push(Diagnostic::of(Number::Parameter, name));
}

/// The media type: `httpAccept` before `Accept` (part 3 section 4.2).
fn content_type(
    request: &Request,
    accept: Option<&str>,
    faults: &mut Vec<Diagnostic>,
) -> &'static str {
    let types = [
        ("text/xml", TEXT_XML),
        ("application/xml", XML),
        ("application/sru+xml", SRU_XML),
        ("text/*", TEXT_XML),
        ("*/*", TEXT_XML),
    ];
    let named = |accept: &str| {
        let mut ranges = accept
            .split(',')
            .map(|r| r.split(';').next().unwrap_or("").trim());
        ranges.find_map(|range| types.iter().find(|(name, _)| *name == range))
    };
    if let Some(asked) = request.get("httpAccept") {
        if let Some((_, content_type)) = named(asked) {
            return content_type;
        }
        let more = "application/sru+xml, application/xml or text/xml is expected";
        faults.push(Diagnostic::of(Number::ParameterValue, "httpAccept").saying(more));
        return TEXT_XML;
    }
    match accept.and_then(named) {
        Some((_, SRU_XML)) if request.version.is_oasis() => SRU_XML,
        _ => TEXT_XML,
    }
}
