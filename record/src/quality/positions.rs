//! Fixed positions: the leader, 006, 007 and 008.

use std::collections::{BTreeMap, HashSet};

use taxonomy::Lang;

use super::{
    Found,
    definition::{Definition, characters},
};
use crate::marc::MarcRecord;

/// What may stand at some positions.
#[derive(Debug, Clone)]
pub(super) struct Position {
    /// The first and the last character.
    pub(super) from: usize,
    pub(super) to: usize,
    kind: Kind,
    now: Vec<char>,
    once: Vec<char>,
    codes: HashSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    One,
    Each,
    Of,
    Date,
    Year,
    Time,
    Number,
    Country,
    Language,
}

/// Reads a table of positions; a text says what is wrong with it.
pub(super) fn positions(table: &BTreeMap<String, String>) -> Result<Vec<Position>, String> {
    table.iter().map(|(at, text)| position(at, text)).collect()
}

fn position(at: &str, text: &str) -> Result<Position, String> {
    let wrong = || format!("{at} = {text:?}");
    let (from, to) = at.split_once('-').unwrap_or((at, at));
    let from = from.parse().map_err(|_| wrong())?;
    let to = to.parse().map_err(|_| wrong())?;
    let mut words = text.split_whitespace();
    let kind = match words.next().unwrap_or_default() {
        "one" => Kind::One,
        "each" => Kind::Each,
        "of" => Kind::Of,
        "date" => Kind::Date,
        "year" => Kind::Year,
        "time" => Kind::Time,
        "number" => Kind::Number,
        "country" => Kind::Country,
        "language" => Kind::Language,
        _ => return Err(wrong()),
    };
    let mut position = Position {
        from,
        to,
        kind,
        now: Vec::new(),
        once: Vec::new(),
        codes: HashSet::new(),
    };
    for word in words {
        match (kind, word.strip_prefix('!')) {
            (Kind::Of, _) => {
                position.codes.insert(word.replace('#', " "));
            }
            (_, Some(once)) => position.once = characters(once),
            (_, None) => position.now = characters(word),
        }
    }
    Ok(position)
}

/// The kinds of record that 006 and 008 tell apart (MARC 21 Leader/06-07); `None` where they cannot be told.
pub(super) fn kind(marc: &MarcRecord) -> Option<&'static str> {
    kind_of(marc.leader_at(6), marc.leader_at(7))
}

fn kind_of(type_: char, level: char) -> Option<&'static str> {
    Some(match (type_, level) {
        ('a' | 't', 'a' | 'c' | 'd' | 'm') => "books",
        ('a', 'b' | 'i' | 's') => "continuing",
        ('c' | 'd' | 'i' | 'j', _) => "music",
        ('e' | 'f', _) => "maps",
        ('g' | 'k' | 'o' | 'r', _) => "visual",
        ('m', _) => "computer",
        ('p' | 'b', _) => "mixed",
        _ => return None,
    })
}

/// The leader.
pub(super) fn leader(marc: &MarcRecord, found: &mut Found) {
    let definition = Definition::shared();
    look(&marc.leader, &definition.leader, (0, "LDR"), found);
}

/// 005, 006, 007 and 008.
pub(super) fn control(tag: &str, value: &str, kind: Option<&str>, found: &mut Found) {
    let definition = Definition::shared();
    let fixed = |name: &str| definition.fixed.get(name).map_or(&[][..], Vec::as_slice);
    match tag {
        "005" => {
            let (whole, rest) = value.split_at_checked(14).unwrap_or((value, ""));
            let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
            let fits = whole.len() == 14
                && digits(whole)
                && (rest.is_empty()
                    || rest.len() == 2 && rest.starts_with('.') && digits(&rest[1..]));
            if !fits {
                found.add("position-value", "005", value);
            }
        }
        "006" => {
            let first = value.chars().next().unwrap_or(' ');
            let level = if first == 's' { 's' } else { 'm' };
            let first = if first == 's' { 'a' } else { first };
            match kind_of(first, level) {
                Some(kind) if value.chars().count() == 18 => {
                    look(value, fixed(kind), (17, "006"), found);
                }
                _ => found.add("position-value", "006", value),
            }
        }
        "007" => {
            let first = value.get(..1).unwrap_or_default();
            match definition.physical.get(first) {
                Some(positions) => look(value, positions, (0, "007"), found),
                None => found.add("position-value", "007/00", first),
            }
        }
        "008" if value.chars().count() != 40 => found.add("position-value", "008", value),
        "008" => {
            look(value, fixed("all"), (0, "008"), found);
            if let Some(kind) = kind {
                look(value, fixed(kind), (0, "008"), found);
            }
        }
        _ => {}
    }
}

/// Looks at all positions of a field; `before` is how many characters of 008 it leaves out.
fn look(value: &str, positions: &[Position], (before, name): (usize, &str), found: &mut Found) {
    for position in positions {
        let Some(from) = position.from.checked_sub(before) else {
            continue;
        };
        let to = position.to - before;
        let place = || match from == to {
            true => format!("{name}/{from:02}"),
            false => format!("{name}/{from:02}-{to:02}"),
        };
        let part: String = value.chars().skip(from).take(to + 1 - from).collect();
        if part.chars().count() < to + 1 - from {
            // What is not there at all is told once, by the length of the field.
            if name == "007" && from > 0 {
                found.add("position-value", place(), &part);
                return;
            }
            continue;
        }
        if let Some(rule) = position.fault(&part) {
            // A blank is written as MARC 21 writes it, so that it is seen.
            found.add(rule, place(), &part.replace(' ', "#"));
        }
    }
}

impl Position {
    /// The rule that a value breaks.
    fn fault(&self, value: &str) -> Option<&'static str> {
        let filled = value.chars().all(|c| c == '|');
        let digits = value.bytes().all(|b| b.is_ascii_digit());
        let right = match self.kind {
            Kind::One | Kind::Each => return self.codes_fault(value),
            Kind::Of => self.codes.contains(value),
            Kind::Date => filled || digits && is_day(value),
            Kind::Year => {
                filled
                    || value == "    "
                    || value.chars().all(|c| matches!(c, '0'..='9' | 'u' | ' '))
                        && value.starts_with(|c: char| c != ' ')
            }
            Kind::Time => filled || digits || matches!(value, "nnn" | "---"),
            Kind::Number => filled || digits || matches!(value, "mmm" | "nnn" | "---" | "   "),
            Kind::Country => return filled_or(filled, value, country),
            Kind::Language => return filled_or(filled || value == "   ", value, language),
        };
        (!right).then_some("position-value")
    }

    fn codes_fault(&self, value: &str) -> Option<&'static str> {
        let wrong = value.chars().find(|c| !self.now.contains(c))?;
        let once = value
            .chars()
            .all(|c| self.now.contains(&c) || self.once.contains(&c));
        Some(match () {
            () if once => "position-obsolete",
            () if self.kind == Kind::Each && value.chars().any(|c| self.now.contains(&c)) => {
                "position-code"
            }
            () if self.kind == Kind::Each && !wrong.is_ascii() => "position-value",
            () if self.kind == Kind::Each => "position-code",
            () => "position-value",
        })
    }
}

fn filled_or(
    filled: bool,
    value: &str,
    standing: impl Fn(&str) -> super::definition::Standing,
) -> Option<&'static str> {
    use super::definition::Standing;
    match filled {
        true => None,
        false => match standing(value.trim_end()) {
            Standing::Right => None,
            Standing::Obsolete => Some("position-obsolete"),
            Standing::Wrong => Some("position-value"),
        },
    }
}

/// Whether six digits are a day, as `yymmdd`.
fn is_day(value: &str) -> bool {
    let part = |at: usize| value.get(at..at + 2).and_then(|p| p.parse::<u8>().ok());
    let (month, day) = (part(2).unwrap_or(0), part(4).unwrap_or(0));
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// How a code stands to the MARC list of languages.
pub(super) fn language(code: &str) -> super::definition::Standing {
    use super::definition::Standing;
    let special = matches!(code, "mul" | "und" | "zxx" | "mis" | "sgn");
    let known = Lang::from_marc(code).is_some_and(|lang| lang.to_marc() == code);
    match () {
        () if special || known => Standing::Right,
        () if Definition::shared().obsolete_languages.contains(code) => Standing::Obsolete,
        () => Standing::Wrong,
    }
}

/// How a code stands to the MARC list of countries.
pub(super) fn country(code: &str) -> super::definition::Standing {
    use super::definition::Standing;
    let definition = Definition::shared();
    match () {
        () if definition.countries.contains(code) => Standing::Right,
        () if definition.obsolete_countries.contains(code) => Standing::Obsolete,
        () => Standing::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(tag: &str, value: &str, kind: Option<&str>) -> Vec<String> {
        let mut found = Found::default();
        control(tag, value, kind, &mut found);
        let each = found.0.into_iter();
        each.map(|f| format!("{} {}", f.rule.id, f.place)).collect()
    }

    #[test]
    fn positions_are_looked_at_one_by_one() {
        let book = "120604s2012    gw ||||| |||| 00||||ger  ";
        for (tag, value, expected) in [
            ("008", book, &["position-value 008/32"][..0]),
            (
                "008",
                &book.replace("gw ", "qq "),
                &["position-value 008/15-17"],
            ),
            (
                "008",
                &book.replace("gw ", "ur "),
                &["position-obsolete 008/15-17"],
            ),
            (
                "008",
                &book.replace("ger", "fra"),
                &["position-value 008/35-37"],
            ),
            (
                "008",
                &book.replace("ger", "scc"),
                &["position-obsolete 008/35-37"],
            ),
            (
                "008",
                &book.replace("120604", "121304"),
                &["position-value 008/00-05"],
            ),
            (
                "008",
                &book.replace("s2012", "x2012"),
                &["position-value 008/06"],
            ),
            ("008", "too short", &["position-value 008"]),
            ("005", "20160912065830.0", &[]),
            ("005", "2016", &["position-value 005"]),
            ("007", "tu", &[]),
            ("007", "t!", &["position-value 007/01"]),
            ("007", "x", &["position-value 007/00"]),
            ("006", "m     o  d        ", &[]),
            ("006", "m     x  d        ", &["position-value 006/06"]),
            ("006", "?", &["position-value 006"]),
        ] {
            assert_eq!(told(tag, value, Some("books")), expected, "{tag} {value}");
        }
    }

    #[test]
    fn one_wrong_code_among_several_is_a_code_and_a_wrong_whole_is_a_value() {
        let with = |at: usize, text: &str| {
            let mut value = "120604s2012    gw ||||| |||| 00||||ger  ".to_owned();
            value.replace_range(at..at + text.len(), text);
            told("008", &value, Some("books"))
        };
        assert_eq!(with(18, "aX  "), ["position-code 008/18-21"]);
        assert_eq!(with(24, "bh  "), ["position-obsolete 008/24-27"]);
        assert_eq!(with(22, "Z"), ["position-value 008/22"]);
    }

    #[test]
    fn the_kind_of_a_record_is_told_by_its_leader() {
        for (leader, expected) in [
            ("00000nam a2200000 a 4500", Some("books")),
            ("00000nas a2200000 a 4500", Some("continuing")),
            ("00000njm a2200000 a 4500", Some("music")),
            ("00000nax a2200000 a 4500", None),
            ("00000nz  a2200000n  4500", None),
        ] {
            assert_eq!(kind(&MarcRecord::with_leader(leader)), expected, "{leader}");
        }
    }
}
