//! searchRetrieve (SRU 1.2 "searchRetrieve"; part 3 sections 3 and 5).

use record::RecordId;

use super::{
    Asked, Failure, cql,
    cql::{Cql, xcql},
    diagnostic::{Diagnostic, Number},
    envelope::{self, Envelope},
    query::{Found, Key, Searcher},
    resolve::{Resolved, resolve},
    schemas::{self, DIAGNOSTICS, SCHEMAS, Schema},
    sort, told,
};
use crate::{Repository, RepositoryError};

/// How many records are sent when nobody says.
pub const USUAL: u64 = 10;
/// The most records of an answer; fewer than asked for may be sent (SRU 1.2 `maximumRecords`).
pub const MOST: u64 = 100;

/// The parameters of a search.
struct Wanted {
    first: u64,
    most: u64,
    schema: &'static Schema,
    string: bool,
    cql: Option<Cql>,
    resolved: Option<Resolved>,
}

/// The answer.
pub fn answer<R: Repository, S: Searcher>(
    asked: &Asked<'_, R, S>,
    faults: &mut Vec<Diagnostic>,
) -> Result<String, RepositoryError> {
    let wanted = read(asked, faults);
    let found = match &wanted.resolved {
        Some(resolved) if faults.is_empty() => {
            let found = find(asked, &wanted, &resolved.order, resolved);
            told(found, faults)?
        }
        _ => None,
    };
    let found = found.unwrap_or(Found {
        total: 0,
        records: Vec::new(),
    });
    if found.total > 0 && wanted.first > found.total {
        faults.push(Diagnostic::of(Number::FirstPosition, ""));
    }
    let mut out = Envelope::open(asked.request);
    out.element("numberOfRecords", &found.total.to_string());
    out.out.push('\n');
    if !found.records.is_empty() {
        out.begin("records");
        for (id, position) in found.records.iter().zip(wanted.first..) {
            record(&mut out, asked, &wanted, *id, position)?;
        }
        out.end("records");
        out.out.push('\n');
        let next = wanted.first + found.records.len() as u64;
        if next <= found.total {
            out.element("nextRecordPosition", &next.to_string());
        }
    }
    if let Some(cql) = &wanted.cql {
        echo(&mut out, asked, cql);
    }
    out.diagnostics(faults);
    if asked.request.version.is_oasis() {
        let exact = "info:srw/vocabulary/resultCountPrecision/1/exact";
        out.element("resultCountPrecision", exact);
    }
    Ok(out.close())
}

fn find<R, S: Searcher>(
    asked: &Asked<'_, R, S>,
    wanted: &Wanted,
    order: &[Key],
    resolved: &Resolved,
) -> Result<Found, Failure> {
    let (first, most) = (wanted.first - 1, usize::try_from(wanted.most).unwrap_or(0));
    asked.searcher.find(&resolved.query, order, first, most)
}

fn read<R, S>(asked: &Asked<'_, R, S>, faults: &mut Vec<Diagnostic>) -> Wanted {
    let request = asked.request;
    let first = request.number("startRecord", 1, faults).unwrap_or(1);
    let most = request.number("maximumRecords", 0, faults).unwrap_or(USUAL);
    request.number("resultSetTTL", 0, faults);
    let string = request.is_string(faults);
    let schema = request.get("recordSchema").map_or(SCHEMAS.first(), |name| {
        let found = schemas::named(name);
        if found.is_none() {
            faults.push(Diagnostic::of(Number::Schema, name));
        }
        found
    });
    if request.get("recordXPath").is_some() && !request.version.is_oasis() {
        faults.push(Diagnostic::of(Number::XPath, ""));
    }
    if !matches!(request.get("queryType"), None | Some("cql")) {
        let name = request.get("queryType").unwrap_or_default();
        faults.push(Diagnostic::of(Number::QueryType, name));
    }
    if !matches!(request.get("renderedBy"), None | Some("client")) {
        faults.push(Diagnostic::of(Number::ParameterValue, "renderedBy"));
    }
    let (cql, resolved) = query(asked, faults);
    Wanted {
        first,
        most: most.min(MOST),
        schema: schema.unwrap_or(&SCHEMAS[0]),
        string,
        cql,
        resolved,
    }
}

/// The query as it stands and as it is understood, with its order.
fn query<R, S>(
    asked: &Asked<'_, R, S>,
    faults: &mut Vec<Diagnostic>,
) -> (Option<Cql>, Option<Resolved>) {
    let request = asked.request;
    let Some(text) = request.get("query") else {
        if faults.is_empty() {
            faults.push(Diagnostic::of(Number::Mandatory, "query"));
        }
        return (None, None);
    };
    if !matches!(request.get("queryType"), None | Some("cql")) {
        return (None, None);
    }
    let cql = match cql::parse(text) {
        Ok(cql) => cql,
        Err(fault) => {
            faults.push(fault);
            return (None, None);
        }
    };
    let resolved = resolve(&cql, asked.site);
    let keys = request.get("sortKeys").map(sort::sort_keys);
    match (resolved, keys) {
        (Ok(resolved), None) => (Some(cql), Some(resolved)),
        (Ok(resolved), Some(Ok(order))) if resolved.order.is_empty() => {
            let query = resolved.query;
            (Some(cql), Some(Resolved { query, order }))
        }
        (Ok(_), Some(Ok(_))) => {
            let more = "the query has a sortBy of its own";
            faults.push(Diagnostic::of(Number::ParameterValue, "sortKeys").saying(more));
            (Some(cql), None)
        }
        (Err(fault), _) | (Ok(_), Some(Err(fault))) => {
            faults.push(fault);
            (Some(cql), None)
        }
    }
}

/// A record, or what stands for one that cannot be sent (SRU 1.2 "Diagnostics", surrogate).
fn record<R: Repository, S>(
    out: &mut Envelope,
    asked: &Asked<'_, R, S>,
    wanted: &Wanted,
    id: RecordId,
    position: u64,
) -> Result<(), RepositoryError> {
    let record = asked.repository.record(id)?;
    let mut data = String::with_capacity(4 * 1024);
    let fault = match record.filter(|r| r.status.is_live()) {
        // The index may be a moment behind.
        None => Some(Diagnostic::of(Number::RecordGone, "")),
        Some(record) => {
            let schema = wanted.schema;
            let written = schema.write(&mut data, &record, asked.repository, asked.site);
            let failed = |_| Diagnostic::of(Number::RecordSchema, schema.uri);
            written.map_err(failed).err()
        }
    };
    let schema = match fault {
        None => wanted.schema.uri,
        Some(fault) => {
            data.clear();
            envelope::diagnostic(&mut data, asked.request.version, &fault);
            DIAGNOSTICS
        }
    };
    out.record(schema, &data, wanted.string, Some(position));
    Ok(())
}

/// A parameter that is told back: its name, whether 1.2 and 2.0 have it, which values fit the schema.
type Echoed = (&'static str, bool, bool, fn(&str) -> bool);

/// What is told back, in the order of the schemas. A value that does not fit has its diagnostic.
const ECHOED: [Echoed; 10] = [
    ("startRecord", true, true, |v| {
        is_number(v) && v.bytes().any(|b| b != b'0')
    }),
    ("maximumRecords", true, true, is_number),
    ("recordXMLEscaping", false, true, |v| {
        matches!(v, "xml" | "string")
    }),
    ("recordPacking", true, true, |_| true),
    ("recordSchema", true, true, |_| true),
    ("recordXPath", true, false, |_| true),
    ("resultSetTTL", true, true, is_number),
    ("sortKeys", true, true, |_| true),
    ("renderedBy", false, true, |v| {
        matches!(v, "client" | "server")
    }),
    ("httpAccept", false, true, |_| true),
];

fn is_number(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_digit())
}

/// The request as it was understood (SRU 1.2 "Echoed Request"; part 3 section 5.1).
fn echo<R, S>(out: &mut Envelope, asked: &Asked<'_, R, S>, cql: &Cql) {
    let request = asked.request;
    let oasis = request.version.is_oasis();
    out.begin("echoedSearchRetrieveRequest");
    if !oasis {
        out.element("version", request.version.number());
    } else if let Some(kind) = request.get("queryType") {
        out.element("queryType", kind);
    }
    out.element("query", request.get("query").unwrap_or_default());
    out.begin_xcql("xQuery");
    xcql::write(&mut out.out, cql, request.version.xcql());
    out.end("xQuery");
    for (name, old, new, fits) in ECHOED {
        let known = if oasis { new } else { old };
        let value = request.get(name).filter(|_| known);
        if let Some(value) = value.filter(|v| fits(v)) {
            out.element(name, value);
        }
    }
    out.end("echoedSearchRetrieveRequest");
    out.out.push('\n');
}
