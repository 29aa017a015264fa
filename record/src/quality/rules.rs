//! The table of rules (`record/quality/rules.toml`), read once.

use std::{collections::HashMap, sync::OnceLock};

use serde::Deserialize;

use crate::Severity;

/// The groups, in the order they are shown.
pub const GROUPS: [&str; 10] = [
    "record",
    "control",
    "field",
    "indicator",
    "subfield",
    "identifier",
    "text",
    "link",
    "duplicate",
    "harvest",
];

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name, as `field-undefined`.
    pub id: String,
    /// One of [`GROUPS`].
    pub group: String,
    /// How grave it is to break it.
    pub severity: Severity,
    /// The issue type of QA catalogue that it is, by its name there.
    #[serde(default)]
    pub qa: Option<String>,
    /// The clause that it obeys.
    pub source: String,
    /// Its place in the table, from 0.
    #[serde(skip)]
    pub number: usize,
}

/// All rules.
#[derive(Debug, Default)]
pub struct Rules {
    /// The version of the rules and of the definition of MARC 21.
    pub version: String,
    /// The rules, in the order of the table; a rule's place is its number.
    pub all: Vec<Rule>,
    by_id: HashMap<String, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    version: String,
    rule: Vec<Rule>,
}

impl Rules {
    /// The rule of this name.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.all.get(*self.by_id.get(id)?)
    }

    /// The rules of a group.
    pub fn of_group<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a Rule> {
        self.all.iter().filter(move |rule| rule.group == group)
    }

    fn read(text: &str) -> Result<Rules, toml::de::Error> {
        let mut raw: Raw = toml::from_str(text)?;
        let mut by_id = HashMap::new();
        for (number, rule) in raw.rule.iter_mut().enumerate() {
            rule.number = number;
            by_id.insert(rule.id.clone(), number);
        }
        Ok(Rules {
            version: raw.version,
            all: raw.rule,
            by_id,
        })
    }
}

/// The rules that come with the program.
pub fn rules() -> &'static Rules {
    static SHARED: OnceLock<Rules> = OnceLock::new();
    // A test reads the table, so that the empty one is never seen.
    SHARED.get_or_init(|| Rules::read(include_str!("../../quality/rules.toml")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_has_the_22_issue_types_of_qa_catalogue() {
        let rules = Rules::read(include_str!("../../quality/rules.toml")).unwrap();
        assert_eq!(rules.by_id.len(), rules.all.len(), "a name stands twice");
        for rule in &rules.all {
            assert!(GROUPS.contains(&rule.group.as_str()), "{}", rule.id);
            assert_eq!(rules.get(&rule.id).map(|r| r.number), Some(rule.number));
        }
        // `hasInvalidValue` is one for a position, an indicator and a subfield.
        let qa = rules.all.iter().filter(|rule| rule.qa.is_some());
        assert_eq!(qa.count(), 22);
        assert!(rules.get("nothing").is_none());
    }
}
