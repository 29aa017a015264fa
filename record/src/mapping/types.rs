//! The table of document types: groups of fields, and ordered rules over them.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;
use taxonomy::ConceptId;

use super::{MappingError, fold, has_words};

const TABLE: &str = "document-types";

/// The compiled table.
#[derive(Debug, Default)]
pub struct Types {
    /// Groups of fields, by name.
    pub groups: Vec<Group>,
    /// The rules, in the order in which they are tried.
    pub rules: Vec<Rule>,
    genres: HashSet<String>,
}

/// A named group of places in a record.
#[derive(Debug)]
pub struct Group {
    /// Its name in the table.
    pub name: String,
    /// Where its values are.
    pub specs: Vec<Spec>,
}

/// One place in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spec {
    /// A character of the leader, from 0: `leader[6]`.
    Leader(usize),
    /// Characters of a control field, from and up to and including: `008[24-27]`.
    Control(String, usize, usize),
    /// Subfields of data fields: `245ab`.
    Subfields(String, String),
}

/// A rule: the first that fits gives the document type.
#[derive(Debug)]
pub struct Rule {
    /// Its name, shown as the reason for the type.
    pub name: String,
    /// The document type it gives.
    pub concept: ConceptId,
    /// Why the rule is right.
    pub because: String,
    /// All of these hold.
    pub all: Vec<Condition>,
    /// One of these holds, where there is any.
    pub any: Vec<Condition>,
    /// None of these holds.
    pub none: Vec<Condition>,
}

/// A test of a group's values.
#[derive(Debug)]
pub struct Condition {
    /// The group, by its place in [`Types::groups`].
    pub group: usize,
    /// What is tested.
    pub test: Test,
}

/// What is tested of values, which are folded.
#[derive(Debug)]
pub enum Test {
    /// There is a value.
    Present,
    /// A value is one of these.
    Is(Vec<String>),
    /// A value has one of these as whole words.
    Has(Vec<String>),
    /// A value starts with one of these.
    Starts(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTypes {
    fields: BTreeMap<String, Vec<String>>,
    rule: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    name: String,
    #[serde(rename = "type")]
    concept: String,
    because: String,
    #[serde(default)]
    all: Vec<RawCondition>,
    #[serde(default)]
    any: Vec<RawCondition>,
    #[serde(default)]
    none: Vec<RawCondition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCondition {
    field: String,
    #[serde(default)]
    is: Vec<String>,
    #[serde(default)]
    has: Vec<String>,
    #[serde(default)]
    starts: Vec<String>,
}

impl Types {
    pub(super) fn compile(raw: RawTypes) -> Result<Types, MappingError> {
        let mut groups = Vec::new();
        let mut places = HashMap::new();
        for (name, specs) in raw.fields {
            let specs: Result<Vec<Spec>, MappingError> = specs
                .iter()
                .map(|text| {
                    Spec::parse(text).ok_or_else(|| {
                        MappingError::entry(
                            TABLE,
                            format!("[fields] {name}"),
                            format!(
                                "{text:?} is not a place; write 245ab, 008[24-27] or leader[6]"
                            ),
                        )
                    })
                })
                .collect();
            places.insert(name.clone(), groups.len());
            groups.push(Group {
                name,
                specs: specs?,
            });
        }
        let rules = raw
            .rule
            .into_iter()
            .map(|rule| rule.compile(&places))
            .collect::<Result<Vec<Rule>, MappingError>>()?;
        let genre = places.get("genre").copied();
        let genres = rules
            .iter()
            .flat_map(|r| r.all.iter().chain(&r.any))
            .filter(|c| Some(c.group) == genre)
            .filter_map(|c| match &c.test {
                Test::Is(words) => Some(words),
                _ => None,
            })
            .flatten()
            .cloned()
            .collect();
        Ok(Types {
            groups,
            rules,
            genres,
        })
    }

    /// Whether a rule tests for this folded genre, so that the document type speaks for it.
    pub fn names_genre(&self, folded: &str) -> bool {
        self.genres.contains(folded)
    }
}

impl RawRule {
    fn compile(self, groups: &HashMap<String, usize>) -> Result<Rule, MappingError> {
        let side = |conditions: Vec<RawCondition>| {
            conditions
                .into_iter()
                .map(|c| c.compile(&self.name, groups))
                .collect::<Result<Vec<Condition>, MappingError>>()
        };
        let (all, any, none) = (side(self.all)?, side(self.any)?, side(self.none)?);
        if all.is_empty() && any.is_empty() {
            let text = "has no condition; give it `all` or `any`";
            return Err(MappingError::entry(TABLE, self.name, text));
        }
        Ok(Rule {
            concept: ConceptId::new(&self.concept),
            name: self.name,
            because: self.because,
            all,
            any,
            none,
        })
    }
}

impl RawCondition {
    fn compile(
        self,
        rule: &str,
        groups: &HashMap<String, usize>,
    ) -> Result<Condition, MappingError> {
        let Some(group) = groups.get(&self.field).copied() else {
            let text = format!(
                "names the group {:?}, which [fields] does not have",
                self.field
            );
            return Err(MappingError::entry(TABLE, rule, text));
        };
        let folded = |words: Vec<String>| words.iter().map(|w| fold(w)).collect();
        let test = match (
            self.is.is_empty(),
            self.has.is_empty(),
            self.starts.is_empty(),
        ) {
            (true, true, true) => Test::Present,
            (false, true, true) => Test::Is(folded(self.is)),
            (true, false, true) => Test::Has(folded(self.has)),
            (true, true, false) => Test::Starts(folded(self.starts)),
            _ => {
                let text = "has a condition with two tests; give each its own";
                return Err(MappingError::entry(TABLE, rule, text));
            }
        };
        Ok(Condition { group, test })
    }
}

/// A folded value, and which bytes its words begin with: most words to look for begin otherwise.
#[derive(Debug)]
pub struct Value {
    text: String,
    begins: u64,
}

impl Value {
    /// Takes a folded text.
    pub fn new(text: String) -> Value {
        let mut begins = 0;
        let mut last = b' ';
        for byte in text.bytes() {
            if !last.is_ascii_alphanumeric() {
                begins |= bit(byte);
            }
            last = byte;
        }
        Value { text, begins }
    }

    fn has(&self, words: &str) -> bool {
        words
            .bytes()
            .next()
            .is_some_and(|b| self.begins & bit(b) != 0)
            && has_words(&self.text, words)
    }
}

fn bit(byte: u8) -> u64 {
    1 << (byte & 63)
}

impl Test {
    /// Whether one of the values passes.
    pub fn passes(&self, values: &[Value]) -> bool {
        match self {
            Test::Present => !values.is_empty(),
            Test::Is(words) => values.iter().any(|v| words.contains(&v.text)),
            Test::Has(words) => values.iter().any(|v| words.iter().any(|w| v.has(w))),
            Test::Starts(words) => values
                .iter()
                .any(|v| words.iter().any(|w| v.text.starts_with(w.as_str()))),
        }
    }
}

impl Spec {
    /// Reads `245ab`, `008[24-27]`, `008[21]` or `leader[6]`.
    pub fn parse(text: &str) -> Option<Spec> {
        if let Some((name, positions)) = text.strip_suffix(']').and_then(|t| t.split_once('[')) {
            let (from, to) = positions.split_once('-').unwrap_or((positions, positions));
            let (from, to) = (from.parse().ok()?, to.parse().ok()?);
            return match name {
                "leader" if from == to => Some(Spec::Leader(from)),
                _ if name.len() == 3 && from <= to => {
                    Some(Spec::Control(name.to_owned(), from, to))
                }
                _ => None,
            };
        }
        let (tag, codes) = text.split_at_checked(3)?;
        let fits = tag.bytes().all(|b| b.is_ascii_alphanumeric())
            && !codes.is_empty()
            && codes.bytes().all(|b| b.is_ascii_alphanumeric());
        fits.then(|| Spec::Subfields(tag.to_owned(), codes.to_owned()))
    }
}

impl std::fmt::Display for Spec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Spec::Leader(at) => write!(f, "leader[{at}]"),
            Spec::Control(tag, from, to) if from == to => write!(f, "{tag}[{from}]"),
            Spec::Control(tag, from, to) => write!(f, "{tag}[{from}-{to}]"),
            Spec::Subfields(tag, codes) => write!(f, "{tag}{codes}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_written_alike() {
        for text in ["245ab", "008[24-27]", "008[21]", "leader[6]", "996a"] {
            assert_eq!(
                Spec::parse(text).map(|s| s.to_string()).as_deref(),
                Some(text)
            );
        }
        for wrong in [
            "",
            "24",
            "245",
            "245 a",
            "leader[1-3]",
            "008[9-3]",
            "008[x]",
            "é45a",
        ] {
            assert_eq!(Spec::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn wrong_rules_are_named() {
        let compile = |text: &str| {
            Types::compile(toml::from_str(text).unwrap())
                .unwrap_err()
                .to_string()
        };
        let fields = "[fields]\ntitle = [\"245a\"]\n";
        let rule = "[[rule]]\nname = \"r\"\ntype = \"book\"\nbecause = \"b\"\n";
        for (text, expected) in [
            (
                format!("{fields}{rule}"),
                "document-types.toml, r: has no condition; give it `all` or `any`",
            ),
            (
                format!("{fields}{rule}all = [{{ field = \"genre\" }}]"),
                "document-types.toml, r: names the group \"genre\", which [fields] does not have",
            ),
            (
                format!(
                    "{fields}{rule}all = [{{ field = \"title\", is = [\"a\"], has = [\"b\"] }}]"
                ),
                "document-types.toml, r: has a condition with two tests; give each its own",
            ),
            (
                "rule = []\n[fields]\ntitle = [\"x\"]\n".to_owned(),
                "document-types.toml, [fields] title: \"x\" is not a place; write 245ab, 008[24-27] or leader[6]",
            ),
        ] {
            assert_eq!(compile(&text), expected);
        }
    }
}
