//! Clauses about facts, dates and numbers: their terms are read as values.

use record::{Datestamp, RecordId};

use super::{
    diagnostic::{Diagnostic, Number},
    query::{Fact, Moment, Piece, Query, Token},
    resolve::{Asked, Verb},
};
use crate::{Site, oai};

/// A clause about a fact; `any` and `all` part the term at white space, other relations take it whole.
pub fn fact(
    fact: Fact,
    asked: &Asked<'_>,
    tokens: &[Token],
    site: &Site,
) -> Result<Query, Diagnostic> {
    let one = |tokens: &[Token]| value(fact, asked, tokens, site);
    match asked.sense.verb {
        Verb::Equal | Verb::Whole | Verb::Adjacent => one(tokens),
        Verb::Differs => Ok(Query::Not(Box::new(Query::All), Box::new(one(tokens)?))),
        Verb::Any | Verb::All => each(asked, tokens, one),
        _ => Err(asked.relation_and_index()),
    }
}

/// One query for each token, bound by `any` or `all`.
fn each(
    asked: &Asked<'_>,
    tokens: &[Token],
    one: impl Fn(&[Token]) -> Result<Query, Diagnostic>,
) -> Result<Query, Diagnostic> {
    let mut bound: Option<Query> = None;
    for token in tokens.chunks(1) {
        let query = Box::new(one(token)?);
        bound = Some(match (bound, asked.sense.verb) {
            (None, _) => *query,
            (Some(before), Verb::Any) => Query::Or(Box::new(before), query),
            (Some(before), _) => Query::And(Box::new(before), query),
        });
    }
    bound.ok_or_else(|| Diagnostic::of(Number::EmptyTerm, ""))
}

fn value(
    fact: Fact,
    asked: &Asked<'_>,
    tokens: &[Token],
    site: &Site,
) -> Result<Query, Diagnostic> {
    let (text, begins) = text(tokens, fact == Fact::Identifier)?;
    if fact == Fact::Identifier
        && !begins
        && let Some(id) = record_of(&text, site)
    {
        return Ok(Query::Records {
            from: id,
            until: id,
        });
    }
    if begins && text.chars().count() < super::resolve::SHORTEST {
        let shortest = super::resolve::SHORTEST.to_string();
        return Err(Diagnostic::of(Number::MaskTooShort, shortest));
    }
    if begins && asked.sense.verb == Verb::Whole {
        return Err(asked.relation_and_term());
    }
    Ok(Query::Fact {
        fact,
        value: text,
        begins,
    })
}

/// A term as one text; with a `*` at its end, where that may be, it is a beginning.
fn text(tokens: &[Token], may_begin: bool) -> Result<(String, bool), Diagnostic> {
    let mut out = String::new();
    let mut begins = false;
    for token in tokens {
        if token.first || token.last {
            return Err(Diagnostic::of(Number::Anchor, "^"));
        }
        if begins {
            return Err(Diagnostic::of(Number::MaskPlace, "*"));
        }
        if !out.is_empty() {
            out.push(' ');
        }
        for piece in &token.pieces {
            match piece {
                Piece::Text(_) if begins => return Err(Diagnostic::of(Number::MaskPlace, "*")),
                Piece::Text(text) => out.push_str(text),
                Piece::Many if may_begin && !out.is_empty() => begins = true,
                Piece::Many => return Err(Diagnostic::of(Number::Mask, "*")),
                Piece::One => return Err(Diagnostic::of(Number::Mask, "?")),
            }
        }
    }
    Ok((out, begins))
}

/// A span of numbers, both ends included.
type Span = (i64, i64);

/// What a relation makes of the span that a term names.
fn spans(
    asked: &Asked<'_>,
    tokens: &[Token],
    read: impl Fn(&str) -> Result<Span, Diagnostic>,
    query: impl Fn(i64, i64) -> Query + Copy,
) -> Result<Query, Diagnostic> {
    let (term, _) = text(tokens, false)?;
    let whole = |(from, until): Span| query(from, until);
    Ok(match asked.sense.verb {
        Verb::Equal | Verb::Whole => whole(read(&term)?),
        Verb::Differs => {
            let same = Box::new(whole(read(&term)?));
            Query::Not(Box::new(query(i64::MIN, i64::MAX)), same)
        }
        Verb::Below => query(i64::MIN, read(&term)?.0.saturating_sub(1)),
        Verb::AtMost => query(i64::MIN, read(&term)?.1),
        Verb::Above => query(read(&term)?.1.saturating_add(1), i64::MAX),
        Verb::AtLeast => query(read(&term)?.0, i64::MAX),
        Verb::Within => {
            let ends: Vec<&str> = term.split(' ').collect();
            let [from, until] = ends[..] else {
                return Err(asked.format("two values with a space between them"));
            };
            let (from, until) = (read(from)?.0, read(until)?.1);
            match from > until {
                true => Query::Nothing,
                false => query(from, until),
            }
        }
        Verb::Any | Verb::All => {
            return each(asked, tokens, |token| {
                let (term, _) = text(token, false)?;
                Ok(whole(read(&term)?))
            });
        }
        Verb::Adjacent => return Err(asked.relation_and_index()),
    })
}

/// A date of publication: `YYYY`, `YYYY-MM` or `YYYY-MM-DD` (ISO 8601), as numbers like `20120500`.
pub fn date(asked: &Asked<'_>, tokens: &[Token]) -> Result<Query, Diagnostic> {
    let read = |term: &str| {
        let wrong = || asked.format("a date as YYYY, YYYY-MM or YYYY-MM-DD");
        let (year, month, day) = civil(term).ok_or_else(wrong)?;
        let start = year * 10_000 + month.unwrap_or(0) * 100 + day.unwrap_or(0);
        Ok(match (month, day) {
            (None, _) => (start, start + 9_999),
            (_, None) => (start, start + 99),
            _ => (start, start),
        })
    };
    spans(asked, tokens, read, |from, until| Query::Date {
        from,
        until,
    })
}

/// A moment: a date as above, or a UTC second as `YYYY-MM-DDThh:mm:ssZ`.
pub fn moment(moment: Moment, asked: &Asked<'_>, tokens: &[Token]) -> Result<Query, Diagnostic> {
    let read = |term: &str| {
        let wrong = || asked.format("a date as YYYY, YYYY-MM or YYYY-MM-DD, or a UTC second");
        seconds(term).ok_or_else(wrong)
    };
    spans(asked, tokens, read, |from, until| Query::Moment {
        moment,
        from: Datestamp(from),
        until: Datestamp(until),
    })
}

/// The seconds of a year, month, day or second, both ends included.
fn seconds(term: &str) -> Option<Span> {
    if term.len() == 20 {
        let second = oai::second(term)?.0;
        return Some((second, second));
    }
    let (year, month, day) = civil(term)?;
    let first = |year: i64, month: i64, day: i64| {
        oai::second(&format!("{year:04}-{month:02}-{day:02}T00:00:00Z")).map(|d| d.0)
    };
    let start = first(year, month.unwrap_or(1), day.unwrap_or(1))?;
    let next = match (month, day) {
        (_, Some(_)) => start + 86_400,
        (Some(12) | None, None) => first(year + 1, 1, 1)?,
        (Some(month), None) => first(year, month + 1, 1)?,
    };
    Some((start, next - 1))
}

/// Year, month and day of a partial date.
fn civil(term: &str) -> Option<(i64, Option<i64>, Option<i64>)> {
    let mut parts = term.split('-');
    let mut part = |digits: usize| match parts.next() {
        None => Some(None),
        Some(text) => {
            let fits = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
            fits.then(|| text.parse::<i64>().ok())
        }
    };
    let (year, month, day) = (part(4)??, part(2)?, part(2)?);
    let fits = |part: Option<i64>, most| part.is_none_or(|p| (1..=most).contains(&p));
    let whole = parts.next().is_none() && fits(month, 12) && fits(day, 31);
    (whole && year >= 1).then_some((year, month, day))
}

/// A record's number.
pub fn number(asked: &Asked<'_>, tokens: &[Token]) -> Result<Query, Diagnostic> {
    let read = |term: &str| {
        let digits = term.bytes().all(|b| b.is_ascii_digit());
        let number = term.parse::<i64>().ok().filter(|_| digits);
        let number = number.ok_or_else(|| asked.format("a record's number"))?;
        Ok((number, number))
    };
    spans(asked, tokens, read, |from, until| {
        if until < 0 {
            return Query::Nothing;
        }
        Query::Records {
            from: RecordId(from.max(0).unsigned_abs()),
            until: RecordId(until.unsigned_abs()),
        }
    })
}

/// A record by its OAI identifier, its address or its number (rec context set 1.1, `identifier`).
pub fn record(asked: &Asked<'_>, tokens: &[Token], site: &Site) -> Result<Query, Diagnostic> {
    let one = |tokens: &[Token]| {
        let (term, _) = text(tokens, false)?;
        Ok(match record_of(&term, site) {
            Some(id) => Query::Records {
                from: id,
                until: id,
            },
            None => Query::Nothing,
        })
    };
    match asked.sense.verb {
        Verb::Equal | Verb::Whole => one(tokens),
        Verb::Differs => Ok(Query::Not(Box::new(Query::All), Box::new(one(tokens)?))),
        Verb::Any | Verb::All => each(asked, tokens, one),
        _ => Err(asked.relation_and_index()),
    }
}

/// The record of an OAI identifier or of a landing page's address.
fn record_of(text: &str, site: &Site) -> Option<RecordId> {
    if let Some(id) = site.parse_oai_identifier(text) {
        return Some(id);
    }
    let page = text.strip_prefix(site.base_url.as_str())?;
    let id = RecordId(page.strip_prefix("/records/")?.parse().ok()?);
    (site.record_url(id) == text).then_some(id)
}
