//! What single values become on their way into MARC: names, dates, languages.

use super::languages::NAMES;
use crate::{build::parse_date, marc::Tag, profile::Transform};

/// A value after a profile's transform.
pub(super) fn transformed(value: &str, transform: Option<Transform>) -> String {
    let value = value.trim();
    match transform {
        None => value.to_owned(),
        Some(Transform::Trim) => value
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '.'))
            .to_owned(),
        Some(Transform::Lower) => value.to_lowercase(),
        Some(Transform::Date) => date(value).unwrap_or_else(|wrong| wrong.taken),
        Some(Transform::Name) => name(value),
        Some(Transform::Language) => language(value),
    }
}

/// Indicators of a field that a column names without any.
pub(super) fn indicators(tag: Tag) -> (char, char) {
    match tag.as_str() {
        "020" | "022" | "035" => (' ', ' '),
        "100" | "700" => ('1', ' '),
        "110" | "111" | "710" | "711" => ('2', ' '),
        "245" => ('0', '0'),
        "264" => (' ', '1'),
        "600" | "610" | "611" | "650" | "651" | "655" => (' ', '4'),
        "773" => ('0', ' '),
        "856" => ('4', ' '),
        _ => (' ', ' '),
    }
}

/// `Marie de la Cruz` becomes `de la Cruz, Marie`; a name with a comma, or of one word, stays.
pub(super) fn name(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if text.contains(',') || words.len() < 2 {
        return words.join(" ");
    }
    let lower = |word: &&str| word.chars().next().is_some_and(char::is_lowercase);
    let last = words.len() - 1;
    let particles = words[1..last].iter().rev().take_while(|w| lower(w)).count();
    let at = last - particles;
    format!("{}, {}", words[at..].join(" "), words[..at].join(" "))
}

/// The code of a language that is named, in English, French, Spanish or its own words, or by a tag.
pub(super) fn language(text: &str) -> String {
    let folded = taxonomy::fold(text.trim());
    let named = NAMES
        .iter()
        .find(|(_, names)| names.contains(&folded.as_str()));
    if let Some((code, _)) = named {
        return (*code).to_owned();
    }
    // `en-GB` is `en`.
    let tag = text.trim().split(['-', '_']).next().unwrap_or("");
    match tag.len() {
        2 | 3 if tag.bytes().all(|b| b.is_ascii_alphabetic()) => tag.to_ascii_lowercase(),
        _ => text.trim().to_owned(),
    }
}

/// A date that cannot be taken as it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WrongDate {
    /// What was wrong and what was done, for people.
    pub(super) said: String,
    /// What was taken instead.
    pub(super) taken: String,
}

/// A date in any usual form as `YYYY-MM-DD`, or as it is written where it says more than that.
pub(super) fn date(text: &str) -> Result<String, WrongDate> {
    let text = text.trim();
    if let Some(iso) = numeric(text) {
        return iso.ok_or_else(|| WrongDate {
            said: format!("{text:?} is no day of the calendar; it was kept as it is"),
            taken: text.to_owned(),
        });
    }
    if let Ok(days) = text.parse::<u32>()
        && (10_000..100_000).contains(&days)
        && let Some(day) = serial(days)
    {
        return Err(WrongDate {
            said: format!("{text} is the number of a day in a spreadsheet; it was read as {day}"),
            taken: day,
        });
    }
    if parse_date(text).year.is_none() && !text.is_empty() {
        return Err(WrongDate {
            said: format!("no year can be read in {text:?}; it was kept as it is"),
            taken: text.to_owned(),
        });
    }
    Ok(text.to_owned())
}

/// `1938-07-12`, `12/07/1938`, `12.7.1938`, `1938/7` as ISO 8601; nothing for other forms, and
/// nothing within for a day that the calendar has not.
fn numeric(text: &str) -> Option<Option<String>> {
    let text = text.split(['T', ' ']).next().unwrap_or(text);
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let digits = |p: &&str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(digits) {
        return None;
    }
    let number = |text: &str| text.parse::<i16>().ok();
    let (year, month, day) = match parts.as_slice() {
        [y, m, d] if y.len() == 4 => (number(y)?, number(m)?, Some(number(d)?)),
        // Day before month, as all of the library's places write it.
        [d, m, y] if y.len() == 4 => (number(y)?, number(m)?, Some(number(d)?)),
        [y, m] if y.len() == 4 && m.len() <= 2 => (number(y)?, number(m)?, None),
        [m, y] if y.len() == 4 && m.len() <= 2 => (number(y)?, number(m)?, None),
        _ => return None,
    };
    let valid = |day: i16| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        jiff::civil::Date::new(year, month, day).ok()
    };
    Some(match day {
        Some(day) => valid(day).map(|_| format!("{year:04}-{month:02}-{day:02}")),
        None => valid(1).map(|_| format!("{year:04}-{month:02}")),
    })
}

/// The day that a spreadsheet's number means (ECMA-376 part 1, 18.17.4.1: days from 1899-12-30).
pub(super) fn serial(days: u32) -> Option<String> {
    let first = jiff::civil::Date::new(1899, 12, 30).ok()?;
    let span = jiff::Span::new().try_days(i64::from(days)).ok()?;
    Some(first.checked_add(span).ok()?.to_string())
}

/// `312` of a book is `312 p.`; a text that says more stays.
pub(super) fn extent(pages: &str) -> String {
    match pages.bytes().all(|b| b.is_ascii_digit()) {
        true => format!("{pages} p."),
        false => pages.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_turn_round_with_their_particles() {
        for (text, expected) in [
            ("Jane Doe", "Doe, Jane"),
            ("Marie de la Cruz", "de la Cruz, Marie"),
            ("Doe, Jane", "Doe, Jane"),
            ("Aristotle", "Aristotle"),
            ("J. M.  Keynes", "Keynes, J. M."),
        ] {
            assert_eq!(name(text), expected);
        }
    }

    #[test]
    fn dates_of_all_kinds_are_read_or_named() {
        for (text, expected) in [
            ("1938", "1938"),
            ("1938-07-12", "1938-07-12"),
            ("12/07/1938", "1938-07-12"),
            ("7/1938", "1938-07"),
            ("1938-07-12T00:00:00", "1938-07-12"),
            ("[195-?]", "[195-?]"),
            ("1977-1978", "1977-1978"),
        ] {
            assert_eq!(date(text).unwrap(), expected, "{text}");
        }
        for (text, taken, why) in [
            ("36526", "2000-01-01", "number of a day"),
            ("31.02.1938", "31.02.1938", "no day"),
            ("last year", "last year", "no year"),
        ] {
            let wrong = date(text).unwrap_err();
            assert_eq!(wrong.taken, taken);
            assert!(wrong.said.contains(why), "{}", wrong.said);
        }
    }

    #[test]
    fn languages_are_told_by_name_and_tag() {
        for (text, code) in [
            ("English", "en"),
            ("français", "fr"),
            ("Español", "es"),
            ("en-GB", "en"),
            ("fre", "fre"),
            ("Klingonese", "Klingonese"),
        ] {
            assert_eq!(language(text), code);
        }
    }
}
