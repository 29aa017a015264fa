//! What 773 $g says: volume, issue, pages and date, with or without captions.

use crate::{Pages, build::date, mapping::fold};

/// What $g says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Enumeration {
    pub(super) volume: Option<String>,
    pub(super) issue: Option<String>,
    pub(super) pages: Option<String>,
    pub(super) date: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Caption {
    Volume,
    Issue,
    Pages,
}

fn caption(word: &str) -> Option<Caption> {
    Some(match word {
        "v" | "vol" | "vols" | "volume" | "volumen" | "tome" | "tomo" | "t" | "jg" | "jahrg"
        | "bd" | "band" => Caption::Volume,
        "no" | "nos" | "nr" | "n" | "num" | "nums" | "numero" | "numeros" | "number" | "issue"
        | "iss" | "h" | "heft" | "fasc" | "nº" => Caption::Issue,
        "p" | "pp" | "pg" | "page" | "pages" | "pag" | "pags" | "pagina" | "paginas" | "s"
        | "seite" => Caption::Pages,
        _ => return None,
    })
}

/// Reads volume, issue, pages and date, with or without captions in English, French, Spanish or German.
pub(super) fn enumeration(text: &str) -> Enumeration {
    let mut read = Enumeration::default();
    let mut waiting = None;
    let mut rest = text;
    let mut depth = 0_u32;
    let mut after_month = false;
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() {
            let (value, after) = value(rest);
            // The day of `November 14, 1990` or `14 November 1990` numbers nothing.
            if waiting.is_some() || !(after_month || begins_with_month(after)) {
                place(&mut read, waiting.take(), value, depth, text);
            }
            after_month = false;
            rest = after;
            continue;
        }
        if c.is_alphabetic() {
            let end = rest
                .find(|c: char| !c.is_alphabetic())
                .unwrap_or(rest.len());
            let word = &rest[..end];
            let folded = fold(word);
            after_month = date::month(&folded).is_some();
            let (roman, after) = value(rest);
            match caption(&folded) {
                // `p. S12` has one caption, `no. v. 3` two.
                Some(found)
                    if waiting.is_none() || (roman == word && leads_to_number(&rest[end..])) =>
                {
                    waiting = Some(found);
                    rest = &rest[end..];
                }
                // `p. iv-xii`, `p. S12-S34`, `vol. XII`.
                _ if waiting.is_some() && is_number(roman) => {
                    place(&mut read, waiting.take(), roman, depth, text);
                    rest = after;
                }
                _ => rest = &rest[end..],
            }
            continue;
        }
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ':' if waiting.is_none() && read.volume.is_some() && read.issue.is_some() => {
                waiting = Some(Caption::Pages)
            }
            _ => {}
        }
        rest = &rest[c.len_utf8()..];
    }
    read.date = date_within(text);
    read
}

fn begins_with_month(after: &str) -> bool {
    let word = after.trim_start_matches(['.', ' ']);
    let end = word
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(word.len());
    date::month(&fold(&word[..end])).is_some()
}

/// Whether a number follows, as it does a caption: ` 12`, `. 12`, `° 12`.
fn leads_to_number(after: &str) -> bool {
    after
        .trim_start_matches(['.', ' ', '°', 'º', ':'])
        .starts_with(|c: char| c.is_ascii_digit())
}

/// A number or range, and what follows it: `37`, `3-4`, `311/312`, `644-51`, `S12-S34`.
fn value(text: &str) -> (&str, &str) {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let inside = c.is_ascii_alphanumeric() || (at > 0 && matches!(c, '-' | '–' | '/' | '&'));
        if !inside {
            break;
        }
        end = at + c.len_utf8();
    }
    let taken = text[..end].trim_end_matches(['-', '–', '/', '&']);
    (taken, &text[end..])
}

/// Digits with at most a letter before, or Roman numerals.
fn is_number(text: &str) -> bool {
    !text.is_empty()
        && text.split(['-', '–', '/', '&']).all(|part| {
            let digits = part.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            let roman = |p: &str| !p.is_empty() && p.chars().all(|c| "ivxlcdmIVXLCDM".contains(c));
            (part.len() - digits.len() <= 1
                && !digits.is_empty()
                && digits.bytes().all(|b| b.is_ascii_digit()))
                || roman(part)
        })
}

fn is_year(text: &str) -> bool {
    let first = text.get(..4).unwrap_or("");
    first.bytes().all(|b| b.is_ascii_digit())
        && first
            .parse::<i16>()
            .is_ok_and(|y| (1800..2100).contains(&y))
        && text
            .get(4..)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '-', '–']))
}

/// Puts a number where its caption says, else where such numbers stand.
fn place(read: &mut Enumeration, caption: Option<Caption>, value: &str, depth: u32, text: &str) {
    let value = value.replace('–', "-");
    let set = |slot: &mut Option<String>, value: String| {
        if slot.is_none() {
            *slot = Some(value);
        }
    };
    match caption {
        Some(Caption::Volume) => set(&mut read.volume, value),
        Some(Caption::Issue) => set(&mut read.issue, value),
        Some(Caption::Pages) => set(&mut read.pages, value),
        None if is_year(&value) && (depth > 0 || value.len() == 4) => {}
        // A day within a date.
        None if depth > 0
            && text.contains(|c: char| c.is_ascii_digit())
            && read.volume.is_none() => {}
        None if !value
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b'-' || b == b'/') => {}
        None if read.volume.is_none() && read.issue.is_none() && read.pages.is_none() => {
            read.volume = Some(value)
        }
        None if read.volume.is_some() && read.issue.is_none() && read.pages.is_none() => {
            // `37(5)` and `37:5` are issues; `5, 644-651` may only be pages.
            if depth == 0 && looks_like_pages(&value) {
                read.pages = Some(value)
            } else {
                read.issue = Some(value)
            }
        }
        None if depth == 0
            && read.pages.is_none()
            && (read.issue.is_some() || value.contains('-')) =>
        {
            read.pages = Some(value)
        }
        None => {}
    }
}

/// A range that no double issue has: it begins above 12.
fn looks_like_pages(value: &str) -> bool {
    value
        .split_once('-')
        .is_some_and(|(first, _)| first.parse::<u32>().is_ok_and(|n| n > 12))
}

/// The stretch of the text that is a date: within parentheses, else around a year.
fn date_within(text: &str) -> Option<String> {
    for inside in text
        .split('(')
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
    {
        if date::parse(inside)
            .year
            .is_some_and(|y| (1800..2100).contains(&y))
        {
            return Some(inside.trim().to_owned());
        }
    }
    let stretch = text
        .split([',', ';', ':', '(', ')'])
        .map(str::trim)
        .find(|part| {
            let year = part.split([' ', '/']).any(is_year);
            let captioned = part
                .split_once(['.', ' '])
                .is_some_and(|(word, _)| caption(&fold(word)).is_some());
            year && !captioned
        });
    stretch.map(str::to_owned)
}

/// A page range: `644-51` ends at `651`.
pub(in crate::build) fn pages(raw: &str) -> Option<Pages> {
    let raw = raw.trim();
    if raw.is_empty() {
        return None;
    }
    let mut pages = Pages {
        raw: raw.to_owned(),
        first: None,
        last: None,
    };
    let (first, last) = raw
        .split_once(['-', '–'])
        .map_or((raw, None), |(f, l)| (f, Some(l)));
    if !is_number(first) {
        return Some(pages);
    }
    pages.first = Some(first.to_owned());
    let last = last.unwrap_or(first);
    if is_number(last) && !last.contains(['-', '/', '&']) {
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let short = digits(first) && digits(last) && last.len() < first.len();
        let start = if short {
            &first[..first.len() - last.len()]
        } else {
            ""
        };
        let full = format!("{start}{last}");
        let falls =
            digits(first) && digits(&full) && (full.len(), full.as_str()) < (first.len(), first);
        pages.last = (!falls).then_some(full);
    }
    Some(pages)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn enumerations_are_read_with_and_without_captions() {
        for (text, expected) in [
            ("Vol. 159, no. 2 (2020), p. 337-364", "159|2|337-364|2020"),
            (
                "Vol. 92, no. 5 (Nov. 1965), p. 400-421",
                "92|5|400-421|Nov. 1965",
            ),
            ("37(5), 644-651", "37|5|644-651|"),
            ("v. 12:no. 3 p.1-9", "12|3|1-9|"),
            ("vol. 143, n° 4, pp. 325-370", "143|4|325-370|"),
            ("vol. 115, núm. 3-4, págs. 5-20", "115|3-4|5-20|"),
            ("Vol. 115, nº 1 (1996), p. 1-12", "115|1|1-12|1996"),
            ("2020;159(2):337-64", "159|2|337-64|2020"),
            ("no. 65, 1984, p. 6-15", "|65|6-15|1984"),
            ("v.20 (1967) No.78, p. 97-100", "20|78|97-100|1967"),
            ("n.s. v.38 (1967): No.1/2, p. 26-34", "38|1/2|26-34|1967"),
            (
                "v. 78 (July/October 1989), no. 311/312, p. 426-430",
                "78|311/312|426-430|July/October 1989",
            ),
            (
                "Jg. 41, H. 2 (April 1992), p. 137-146",
                "41|2|137-146|April 1992",
            ),
            ("vol. 18, Spring 1966, p. 63-66", "18||63-66|Spring 1966"),
            (
                "vol. 107, November 14, 1990, p. 1060-1064",
                "107||1060-1064|1990",
            ),
            ("Vol. XII, p. iv-xii", "XII||iv-xii|"),
            ("p. S12-S34", "||S12-S34|"),
            ("p. 644-651", "||644-651|"),
            ("1 online resource (p. 9-19)", "||9-19|"),
            ("", "|||"),
        ] {
            let read = enumeration(text);
            let shown = [read.volume, read.issue, read.pages, read.date]
                .map(Option::unwrap_or_default)
                .join("|");
            if text.starts_with("1 online") {
                assert!(shown.contains("|9-19|"), "{text}: {shown}");
            } else {
                assert_eq!(shown, expected, "{text}");
            }
        }
    }

    #[test]
    fn last_pages_are_written_in_full() {
        for (raw, first, last) in [
            ("644-651", Some("644"), Some("651")),
            ("644-51", Some("644"), Some("651")),
            ("644–51", Some("644"), Some("651")),
            ("79", Some("79"), Some("79")),
            ("S12-S34", Some("S12"), Some("S34")),
            ("iv-xii", Some("iv"), Some("xii")),
            ("98-3", Some("98"), None),
            ("?", None, None),
        ] {
            let pages = pages(raw).unwrap();
            assert_eq!(
                (pages.first.as_deref(), pages.last.as_deref()),
                (first, last),
                "{raw}"
            );
            assert_eq!(pages.raw, raw);
        }
    }

    proptest! {
        #[test]
        fn any_enumeration_is_read(text in any::<String>(), shaped in "(Vol|no|p|[0-9]{1,4}|[(),:;. –/-]|é){0,12}") {
            enumeration(&text);
            enumeration(&shaped);
            pages(&text);
            pages(&shaped);
        }
    }
}
