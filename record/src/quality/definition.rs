//! The definition of MARC 21 (`record/quality/marc21.toml`), compiled once.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::OnceLock,
};

use serde::Deserialize;

use super::{
    content::Kind,
    positions::{Position, positions},
};
use crate::marc::Tag;

/// MARC 21 as judging needs it.
#[derive(Debug, Default)]
pub(super) struct Definition {
    /// Control fields, and whether they may be repeated.
    pub(super) control: HashMap<Tag, bool>,
    /// Data fields, by tag.
    pub(super) fields: HashMap<Tag, FieldRule>,
    /// Tags that MARC 21 had once.
    pub(super) obsolete: HashSet<String>,
    /// Codes of languages that there were once.
    pub(super) obsolete_languages: HashSet<String>,
    /// Codes of countries.
    pub(super) countries: HashSet<String>,
    /// Codes of countries that there were once.
    pub(super) obsolete_countries: HashSet<String>,
    /// The leader's positions.
    pub(super) leader: Vec<Position>,
    /// 008, by kind of record; `all` for all of them.
    pub(super) fixed: HashMap<String, Vec<Position>>,
    /// 007, by its first character.
    pub(super) physical: HashMap<String, Vec<Position>>,
}

/// What MARC 21 says of a data field.
#[derive(Debug, Default, Clone)]
pub(super) struct FieldRule {
    pub(super) repeatable: bool,
    pub(super) indicators: [Values; 2],
    /// All codes may stand.
    any: bool,
    codes: HashMap<char, Code>,
    /// What a subfield's content must be.
    content: Vec<(char, Kind)>,
    /// Which indicator says by which value that the source is in $2.
    pub(super) source: Option<(usize, char)>,
}

/// What a subfield is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    /// Once at most.
    Once,
    /// Any number of times.
    Repeated,
    /// It was defined once.
    Obsolete,
    /// It never was.
    Undefined,
}

/// The values of an indicator.
#[derive(Debug, Default, Clone)]
pub(super) struct Values {
    any: bool,
    now: Vec<char>,
    once: Vec<char>,
}

/// How a value stands to what is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Right,
    Obsolete,
    Wrong,
}

impl Values {
    pub(super) fn standing(&self, value: char) -> Standing {
        match () {
            // 9 is for local use (MARC 21, "Local use").
            () if self.any || value == '9' || self.now.contains(&value) => Standing::Right,
            () if self.once.contains(&value) => Standing::Obsolete,
            () => Standing::Wrong,
        }
    }

    /// Whether nothing but a blank was ever defined.
    pub(super) fn is_undefined(&self) -> bool {
        !self.any && self.now == [' ']
    }

    fn read(text: &str) -> Values {
        let (now, once) = text.split_once('!').unwrap_or((text, ""));
        Values {
            any: text == "any",
            now: characters(now),
            once: characters(once),
        }
    }
}

/// `#0-3` as a blank and four digits.
pub(super) fn characters(text: &str) -> Vec<char> {
    let mut all: Vec<char> = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, all.last().copied()) {
            ('-', Some(from)) if rest.peek().is_some() => {
                let to = rest.next().unwrap_or(from);
                all.extend((from..=to).skip(1));
            }
            ('#', _) => all.push(' '),
            (c, _) => all.push(c),
        }
    }
    all
}

impl FieldRule {
    pub(super) fn code(&self, code: char) -> Code {
        match self.codes.get(&code) {
            Some(known) => *known,
            None if self.any => Code::Repeated,
            None => match code {
                '6' => Code::Once,
                '7' | '8' | '9' => Code::Repeated,
                _ => Code::Undefined,
            },
        }
    }

    /// What a subfield's content must be, where that is said.
    pub(super) fn content(&self, code: char) -> Option<Kind> {
        let known = self.content.iter().find(|(c, _)| *c == code);
        known.map(|(_, kind)| *kind)
    }

    /// `R 01 # a b* !d`.
    fn read(text: &str) -> Option<FieldRule> {
        let mut parts = text.split_whitespace();
        let repeatable = match parts.next()? {
            "R" => true,
            "N" => false,
            _ => return None,
        };
        let mut rule = FieldRule {
            repeatable,
            indicators: [Values::read(parts.next()?), Values::read(parts.next()?)],
            ..FieldRule::default()
        };
        for part in parts {
            let (code, kind) = match part.as_bytes() {
                b"any" => {
                    rule.any = true;
                    continue;
                }
                [code] => (code, Code::Once),
                [code, b'*'] => (code, Code::Repeated),
                [b'!', code] => (code, Code::Obsolete),
                _ => return None,
            };
            rule.codes.insert(char::from(*code), kind);
        }
        Some(rule)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    control: BTreeMap<String, String>,
    fields: BTreeMap<String, String>,
    local: BTreeMap<String, String>,
    obsolete: RawObsolete,
    countries: RawCodes,
    leader: BTreeMap<String, String>,
    #[serde(rename = "008")]
    fixed: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(rename = "007")]
    physical: BTreeMap<String, BTreeMap<String, String>>,
    content: BTreeMap<String, Vec<String>>,
    source: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawObsolete {
    fields: String,
    languages: String,
    countries: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCodes {
    codes: String,
}

fn words(text: &str) -> HashSet<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

impl Definition {
    /// The definition that comes with the program.
    pub(super) fn shared() -> &'static Definition {
        static SHARED: OnceLock<Definition> = OnceLock::new();
        // A test reads the table, so that the empty one is never seen.
        SHARED.get_or_init(|| {
            Definition::read(include_str!("../../quality/marc21.toml")).unwrap_or_default()
        })
    }

    /// Whether nobody but a library says what a field is: X9X and 9XX.
    pub(super) fn is_local(tag: Tag) -> bool {
        let tag = tag.as_str().as_bytes();
        tag.first() == Some(&b'9') || tag.get(1) == Some(&b'9')
    }

    /// Reads the table; a text says what is wrong with it.
    pub(super) fn read(text: &str) -> Result<Definition, String> {
        let raw: Raw = toml::from_str(text).map_err(|e| e.to_string())?;
        let tag = |text: &str| Tag::try_from(text).map_err(|e| e.to_string());
        let mut fields = HashMap::new();
        for (name, text) in raw.fields.iter().chain(&raw.local) {
            let rule = FieldRule::read(text).ok_or_else(|| format!("{name}: {text:?}"))?;
            fields.insert(tag(name)?, rule);
        }
        for (name, text) in &raw.source {
            let rule = fields.get_mut(&tag(name)?);
            let rule = rule.ok_or_else(|| format!("[source] {name} is not defined"))?;
            rule.source = match text.as_bytes() {
                [b'1', b' ', value] => Some((0, char::from(*value))),
                [b'2', b' ', value] => Some((1, char::from(*value))),
                _ => return Err(format!("[source] {name}: {text:?}")),
            };
        }
        for (kind, places) in &raw.content {
            let named = Kind::named(kind).ok_or_else(|| format!("[content] {kind}"))?;
            for place in places {
                let (pattern, code) = place.split_once('$').ok_or(place.clone())?;
                let code = code.chars().next().ok_or(place.clone())?;
                let fitting = fields.iter_mut().filter(|(tag, _)| fits(**tag, pattern));
                for (_, rule) in fitting {
                    rule.content.push((code, named));
                }
            }
        }
        let tables = |raw: &BTreeMap<String, BTreeMap<String, String>>| {
            raw.iter()
                .map(|(name, table)| Ok((name.clone(), positions(table)?)))
                .collect::<Result<HashMap<_, _>, String>>()
        };
        Ok(Definition {
            control: raw
                .control
                .iter()
                .map(|(name, text)| Ok((tag(name)?, text == "R")))
                .collect::<Result<_, String>>()?,
            fields,
            obsolete: words(&raw.obsolete.fields),
            obsolete_languages: words(&raw.obsolete.languages),
            countries: words(&raw.countries.codes),
            obsolete_countries: words(&raw.obsolete.countries),
            leader: positions(&raw.leader)?,
            fixed: tables(&raw.fixed)?,
            physical: tables(&raw.physical)?,
        })
    }
}

/// Whether a tag fits a pattern as `70x`.
fn fits(tag: Tag, pattern: &str) -> bool {
    let same = |(t, p): (char, char)| p == 'x' || t == p;
    pattern.len() == 3 && tag.as_str().chars().zip(pattern.chars()).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(tag: &str) -> &'static FieldRule {
        let tag = Tag::try_from(tag).unwrap();
        &Definition::shared().fields[&tag]
    }

    #[test]
    fn the_table_is_read_and_a_wrong_one_is_named() {
        let text = include_str!("../../quality/marc21.toml");
        let definition = Definition::read(text).unwrap();
        assert!(definition.fields.len() > 220, "{}", definition.fields.len());
        assert!(definition.countries.len() > 320);
        // What is obsolete is not defined as well.
        for tag in &definition.obsolete {
            let tag = Tag::try_from(tag.as_str()).unwrap();
            assert!(!definition.fields.contains_key(&tag), "{tag}");
        }
        assert!(
            definition
                .countries
                .is_disjoint(&definition.obsolete_countries)
        );
        for (right, wrong) in [
            ("\"245\" = \"N 01", "\"245\" = \"X 01"),
            ("isbn = [", "isbm = ["),
            ("\"016\" = \"1 7\"", "\"016\" = \"3 7\""),
            ("\"15-17\" = \"country\"", "\"15-17\" = \"county\""),
        ] {
            assert!(text.contains(right), "{right}");
            assert!(
                Definition::read(&text.replace(right, wrong)).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn fields_say_what_the_standard_says() {
        let title = field("245");
        assert!(!title.repeatable && field("650").repeatable);
        assert_eq!(title.indicators[0].standing('1'), Standing::Right);
        assert_eq!(title.indicators[0].standing('2'), Standing::Wrong);
        assert_eq!(title.indicators[1].standing('4'), Standing::Right);
        assert_eq!(field("100").indicators[1].standing('1'), Standing::Obsolete);
        assert!(field("500").indicators[0].is_undefined());
        for (code, kind) in [
            ('a', Code::Once),
            ('n', Code::Repeated),
            ('d', Code::Obsolete),
            ('z', Code::Undefined),
            ('6', Code::Once),
            ('8', Code::Repeated),
        ] {
            assert_eq!(title.code(code), kind, "{code}");
        }
        assert_eq!(field("773").code('7'), Code::Once);
        assert_eq!(field("773").content('x'), Some(Kind::Issn));
        assert_eq!(field("700").content('4'), Some(Kind::Relator));
        assert_eq!(field("650").source, Some((1, '7')));
        assert_eq!(characters("#0-2x-"), [' ', '0', '1', '2', 'x', '-']);
    }
}
