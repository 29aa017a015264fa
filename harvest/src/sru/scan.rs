//! scan: the terms of an index around one of them (SRU 1.2 "scan"; part 6).

use super::{
    Asked, cql,
    cql::{Clause, Node, term, xcql},
    diagnostic::{Diagnostic, Number},
    envelope::Envelope,
    indexes::Holds,
    query::{List, Part, Searcher, Text},
    resolve::{self, Sense, Verb},
    told,
};
use crate::{Repository, RepositoryError};

/// How many terms are sent when nobody says.
const USUAL: u64 = 20;
/// The most terms of an answer.
pub const MOST: u64 = 100;

/// The answer.
pub fn answer<R: Repository, S: Searcher>(
    asked: &Asked<'_, R, S>,
    faults: &mut Vec<Diagnostic>,
) -> Result<String, RepositoryError> {
    let request = asked.request;
    let position = request.number("responsePosition", 0, faults).unwrap_or(1);
    let most = request.number("maximumTerms", 1, faults).unwrap_or(USUAL);
    if most > MOST {
        faults.push(Diagnostic::of(Number::TooManyTerms, MOST.to_string()));
    } else if position > most + 1 {
        faults.push(Diagnostic::of(Number::ResponsePosition, ""));
    }
    let clause = match request.get("scanClause").map(clause) {
        None => {
            if faults.is_empty() {
                faults.push(Diagnostic::of(Number::Mandatory, "scanClause"));
            }
            None
        }
        Some(Err(fault)) => {
            faults.push(fault);
            None
        }
        Some(Ok(clause)) => Some(clause),
    };
    let list = clause.as_ref().map(list);
    let part = match list {
        Some(Ok((list, from))) if faults.is_empty() => {
            // Position 1 is the term itself first, 0 the one after it (SRU 1.2 `responsePosition`).
            let before = usize::try_from(position.saturating_sub(1)).unwrap_or(0);
            let most = usize::try_from(most).unwrap_or(0);
            let after = most.saturating_sub(before) + usize::from(position == 0);
            let found = asked.searcher.list(list, &from, before, after);
            let part = told(found, faults)?.unwrap_or_default();
            behind(part, position == 0, &from, most)
        }
        Some(Err(fault)) => {
            faults.push(fault);
            Part::default()
        }
        _ => Part::default(),
    };
    let mut out = Envelope::open(request);
    terms(&mut out, &part);
    if let Some(clause) = &clause {
        echo(&mut out, asked, clause);
    }
    out.diagnostics(faults);
    Ok(out.close())
}

/// A scan's one clause.
fn clause(text: &str) -> Result<Clause, Diagnostic> {
    let cql = cql::parse(text)?;
    if !cql.sort.is_empty() {
        return Err(Diagnostic::of(Number::Feature, "sortBy"));
    }
    match cql.root {
        Node::Clause(clause) => Ok(clause),
        Node::Prefixed(..) => Err(Diagnostic::of(Number::Feature, "prefix")),
        Node::Triple(triple) => {
            let more = "a scan has one clause";
            Err(Diagnostic::of(Number::Feature, triple.boolean.name()).saying(more))
        }
    }
}

/// The list that a clause names, and where to begin in it.
fn list(clause: &Clause) -> Result<(List, String), Diagnostic> {
    let (index, sense) = resolve::scope(clause)?;
    let name = clause.scope.as_ref();
    let name = name.map_or("cql.serverChoice", |(index, _)| index.text.as_str());
    let refused = || {
        let relation = clause
            .scope
            .as_ref()
            .map_or("=", |s| s.1.name.text.as_str());
        Diagnostic::of(Number::RelationAndIndex, format!("{name} {relation}"))
    };
    let Sense { verb, stem, .. } = sense;
    let whole = verb == Verb::Whole;
    if stem || !matches!(verb, Verb::Equal | Verb::Whole | Verb::Any | Verb::All) {
        return Err(refused());
    }
    let list = match (index.holds, index.scan) {
        (_, None) => {
            let more = "it has no list of terms";
            return Err(Diagnostic::of(Number::Index, name).saying(more));
        }
        (Holds::Text(Text::Name), Some(_)) if whole => List::Names,
        (Holds::Text(_), Some(_)) if whole => return Err(refused()),
        (_, Some(list)) => list,
    };
    let tokens = term::tokens(&clause.term, sense.masked)?;
    let from = term::text_of(&tokens).ok_or_else(|| Diagnostic::of(Number::Mask, "*"))?;
    Ok((list, from))
}

/// Leaves the term itself out when only what follows it is wanted.
fn behind(mut part: Part, wanted: bool, from: &str, most: usize) -> Part {
    if wanted && part.terms.first().is_some_and(|t| t.value == from) {
        part.terms.remove(0);
        part.begins = false;
    }
    if part.terms.len() > most {
        part.terms.truncate(most);
        part.ends = false;
    }
    part
}

fn terms(out: &mut Envelope, part: &Part) {
    if part.terms.is_empty() {
        return;
    }
    out.begin("terms");
    let last = part.terms.len() - 1;
    for (at, term) in part.terms.iter().enumerate() {
        out.begin("term");
        out.element("value", &term.value);
        out.element("numberOfRecords", &term.records.to_string());
        if let Some(display) = &term.display {
            out.element("displayTerm", display);
        }
        let (first, last) = (at == 0 && part.begins, at == last && part.ends);
        out.element(
            "whereInList",
            match (first, last) {
                (true, true) => "only",
                (true, false) => "first",
                (false, true) => "last",
                (false, false) => "inner",
            },
        );
        // No white space follows: YAZ 5 counts what stands between terms as terms and breaks.
        out.end("term");
    }
    out.end("terms");
}

fn echo<R, S>(out: &mut Envelope, asked: &Asked<'_, R, S>, clause: &Clause) {
    let request = asked.request;
    out.begin("echoedScanRequest");
    if !request.version.is_oasis() {
        out.element("version", request.version.number());
    }
    out.element("scanClause", request.get("scanClause").unwrap_or_default());
    out.begin_xcql("xScanClause");
    xcql::write_clause(&mut out.out, clause, request.version.xcql());
    out.end("xScanClause");
    for (name, least) in [("responsePosition", 0), ("maximumTerms", 1)] {
        let mut faults = Vec::new();
        if let Some(number) = request.number(name, least, &mut faults) {
            out.element(name, &number.to_string());
        }
    }
    out.end("echoedScanRequest");
    out.out.push('\n');
}
