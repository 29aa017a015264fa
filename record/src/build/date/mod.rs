//! Dates of publication (MARC 21 260/264 $c, 008/07-14, 773 $g, local 997 $a).
//!
//! Nothing is invented: what cannot be read stays as it is written, without a year.

mod text;

use super::{Reading, host::Host};
use crate::{PublicationDate, Severity};

pub(super) use text::month;
pub(crate) use text::parse;

/// When a record's publication appeared. The statement in 264 or 260 is read first, since it says
/// most; a clean year in 997, the codes in 008 and the host's date speak where it does not.
pub(super) fn publication_date(
    reading: &Reading<'_>,
    host: Option<&Host>,
) -> Option<PublicationDate> {
    let stated = statement(reading).map(parse);
    let clean = reading
        .fields
        .first("997", 'a')
        .map(parse)
        .filter(|d| d.year.is_some());
    let hosted = host
        .and_then(|h| h.date.as_deref())
        .map(parse)
        .filter(|d| d.year.is_some());
    match stated {
        Some(mut date) if date.year.is_some() => {
            check_year(reading, &date, clean.as_ref());
            refine(&mut date, hosted.as_ref());
            Some(date)
        }
        stated => {
            let mut date = clean.or_else(|| coded(reading)).or_else(|| hosted.clone());
            if let Some(date) = &mut date {
                refine(date, hosted.as_ref());
            }
            // The text of a statement that says no year, such as `[s.d.]`, is only kept alone.
            date.or(stated).filter(|d| !d.raw.is_empty())
        }
    }
}

/// 264 with second indicator 1, else any 264 but copyright, else 260, else copyright.
fn statement<'a>(reading: &Reading<'a>) -> Option<&'a str> {
    let all = reading.fields.all("264");
    let of = |wanted: &[char]| {
        all.iter()
            .filter(|f| wanted.contains(&f.field.ind2))
            .find_map(|f| f.text('c'))
    };
    of(&['1'])
        .or_else(|| of(&['0', '2', '3', ' ']))
        .or_else(|| reading.fields.first("260", 'c'))
        .or_else(|| of(&['4']))
}

fn check_year(reading: &Reading<'_>, date: &PublicationDate, clean: Option<&PublicationDate>) {
    let (Some(year), Some(clean)) = (date.year, clean.and_then(|c| c.year)) else {
        return;
    };
    let last = date.until.unwrap_or(year);
    if clean < year || (clean > last && !date.open) {
        let said = format!(
            "997 says {clean}, the imprint {:?}; the imprint was taken",
            date.raw
        );
        reading.notice(Severity::Info, "date-disagrees", "997[1]$a", said);
    }
}

/// Takes month and day from the host's date where it is of the same year.
fn refine(date: &mut PublicationDate, hosted: Option<&PublicationDate>) {
    if let Some(hosted) = hosted.filter(|h| h.year == date.year && date.month.is_none()) {
        date.month = hosted.month;
        date.day = hosted.day;
    }
}

/// 008/06 type of date, 07-10 date 1, 11-14 date 2.
fn coded(reading: &Reading<'_>) -> Option<PublicationDate> {
    let raw = reading.fields.fixed(6, 14)?;
    let (kind, first, second) = (raw.get(..1)?, raw.get(1..5)?, raw.get(5..9)?);
    let (year, decade) = coded_year(first)?;
    let mut date = PublicationDate {
        raw: first.replace('u', "-"),
        ..blank()
    };
    date.year = Some(year);
    date.until = decade;
    date.uncertain = decade.is_some() || kind == "q";
    match kind {
        "c" | "d" | "i" | "k" | "m" | "q" | "u" => {
            let last = coded_year(second).map(|(year, decade)| decade.unwrap_or(year));
            match last.filter(|l| *l > year) {
                Some(last) => {
                    date.until = Some(last);
                    date.raw = format!("{}-{}", date.raw, second.replace('u', "-"));
                }
                None if matches!(kind, "c" | "u") || (kind == "m" && second == "9999") => {
                    date.open = true;
                    date.raw.push('-');
                }
                None => {}
            }
        }
        "e" => {
            date.month = second
                .get(..2)
                .and_then(|m| m.parse().ok())
                .filter(|m| (1..=12).contains(m));
            date.day = second
                .get(2..)
                .and_then(|d| d.parse().ok())
                .filter(|d| (1..=31).contains(d));
            date.day = date.day.filter(|_| date.month.is_some());
            date.raw = date.iso().unwrap_or_default();
        }
        "b" | "n" | "|" => return None,
        _ => {}
    }
    Some(date)
}

/// `1938`, or `193u` and `19uu` with the last year they may mean; `9999` is no year.
fn coded_year(text: &str) -> Option<(i16, Option<i16>)> {
    let unknown = text
        .bytes()
        .rev()
        .take_while(|b| matches!(b, b'u' | b'-'))
        .count();
    let known = &text[..text.len() - unknown];
    if unknown > 2 || known.is_empty() || !known.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let scale = 10_i16.pow(u32::try_from(unknown).ok()?);
    let year = known.parse::<i16>().ok()?.checked_mul(scale)?;
    plausible(year).then(|| (year, (unknown > 0).then(|| year + scale - 1)))
}

fn plausible(year: i16) -> bool {
    (1000..3000).contains(&year)
}

fn blank() -> PublicationDate {
    PublicationDate {
        raw: String::new(),
        year: None,
        month: None,
        day: None,
        until: None,
        open: false,
        uncertain: false,
    }
}
