//! The operations of batch edits: what each does to a description as JSON.

use std::collections::BTreeSet;

use record::{RecordId, Status, build::typed};
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use taxonomy::{Scheme, Taxonomy};

use super::{
    Target,
    members::{self, NAMES},
    places::{add, at, remove, replace, set},
};
use crate::pipeline::{edit::STATUS, works::JoinError};

/// The member that says what cataloguers have decided about a record's work.
const GROUPING: &str = "grouping";

/// A compiled pattern may take so much memory, in bytes.
const PATTERN: usize = 1 << 20;

/// One operation. A field is a member of the description, as `edition`, or a place in one, as `titles.main.main`;
/// in a list, as `contributors.name`, it stands for that place in every item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Operation {
    /// Puts a value at a field, whatever stood there; `null` takes it away.
    Set {
        /// The field.
        field: String,
        /// The value.
        value: Value,
    },
    /// Adds an item to a list, if it is not there.
    Add {
        /// The list.
        field: String,
        /// The item.
        value: Value,
    },
    /// Removes the items of a list that have all of this value's members, or are equal to it.
    Remove {
        /// The list.
        field: String,
        /// The value.
        value: Value,
    },
    /// Finds a text and puts another in its place, in every text at or below a field.
    Replace {
        /// The field.
        field: String,
        /// What is looked for.
        find: String,
        /// What takes its place; with a pattern, `$1` is its first group.
        with: String,
        /// Whether what is looked for is a pattern (a regular expression).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        regex: bool,
        /// Whether capital and small letters are the same.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ignore_case: bool,
    },
    /// Gives another document type.
    Type {
        /// The concept.
        concept: String,
    },
    /// Adds a theme.
    AddTheme {
        /// The concept.
        concept: String,
    },
    /// Removes a theme.
    RemoveTheme {
        /// The concept.
        concept: String,
    },
    /// Puts one theme in the place of another.
    ReplaceTheme {
        /// The concept that goes.
        concept: String,
        /// The concept that comes.
        with: String,
    },
    /// Shows, suppresses or deletes.
    Status {
        /// `live`, `suppressed` or `deleted`.
        status: Status,
    },
    /// Makes the records of the batch edit language versions of one work.
    Join,
    /// Takes a record out of its work, and keeps its evidence from bringing it back.
    Part,
}

/// Why an operation makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OperationError {
    /// There is no such field.
    #[error("a description has no field {0:?}; see the data model for its fields")]
    Field(String),
    /// There is no such concept.
    #[error("there is no concept {0:?}; create it first or choose another")]
    Concept(String),
    /// The pattern cannot be read.
    #[error("{find:?} is no pattern: {why}")]
    Pattern {
        /// The pattern.
        find: String,
        /// Why.
        why: String,
    },
    /// Nothing is looked for.
    #[error("say what is to be found; an empty text is found everywhere")]
    Empty,
    /// An embargo needs an end of each record's own.
    #[error(
        "a batch edit makes records live, suppressed or deleted; an embargo is begun record by record"
    )]
    Embargo,
    /// The records cannot be joined.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// The value does not fit.
    #[error("{field}: {why}")]
    Unfit {
        /// The field.
        field: String,
        /// Why.
        why: String,
    },
}

/// An operation that is ready to be done many times.
pub struct Ready<'a> {
    operation: &'a Operation,
    pattern: Option<Regex>,
    /// The concept's id as it is now.
    concepts: [String; 2],
    /// The records that are joined.
    set: Value,
}

impl Operation {
    /// The member of the description that it touches.
    pub fn member(&self) -> &str {
        match self {
            Operation::Set { field, .. }
            | Operation::Add { field, .. }
            | Operation::Remove { field, .. }
            | Operation::Replace { field, .. } => field.split('.').next().unwrap_or(field),
            Operation::Type { .. } => "document_type",
            Operation::AddTheme { .. }
            | Operation::RemoveTheme { .. }
            | Operation::ReplaceTheme { .. } => "themes",
            Operation::Status { .. } => STATUS,
            Operation::Join | Operation::Part => GROUPING,
        }
    }

    /// Whether it makes sense.
    ///
    /// # Errors
    /// When it does not.
    pub fn check(&self, taxonomy: &Taxonomy) -> Result<(), OperationError> {
        self.ready(taxonomy).map(drop)
    }

    /// Makes it ready.
    ///
    /// # Errors
    /// When it makes no sense.
    pub fn ready(&self, taxonomy: &Taxonomy) -> Result<Ready<'_>, OperationError> {
        let member = self.member();
        if member != STATUS && !NAMES.contains(&member) {
            return Err(OperationError::Field(member.to_owned()));
        }
        let mut ready = Ready {
            operation: self,
            pattern: None,
            concepts: Default::default(),
            set: Value::Null,
        };
        let known = |scheme: &Scheme, id: &str| match scheme.resolve(id) {
            Some(concept) => Ok(concept.id.to_string()),
            None => Err(OperationError::Concept(id.to_owned())),
        };
        match self {
            Operation::Set { field, value } => fits(field, value, taxonomy)?,
            Operation::Add { field, value } if !field.contains('.') => {
                fits(field, &json!([value]), taxonomy)?;
            }
            Operation::Replace {
                find,
                regex,
                ignore_case,
                ..
            } => ready.pattern = Some(pattern(find, *regex, *ignore_case)?),
            Operation::Type { concept } => {
                ready.concepts[0] = known(taxonomy.document_types(), concept)?;
            }
            Operation::AddTheme { concept } => {
                ready.concepts[0] = known(taxonomy.themes(), concept)?;
            }
            // A theme that is to go may be one that there is no more.
            Operation::RemoveTheme { concept } => ready.concepts[0].clone_from(concept),
            Operation::ReplaceTheme { concept, with } => {
                ready.concepts[0].clone_from(concept);
                ready.concepts[1] = known(taxonomy.themes(), with)?;
            }
            Operation::Status { status } if *status == Status::Embargoed => {
                return Err(OperationError::Embargo);
            }
            Operation::Add { .. }
            | Operation::Remove { .. }
            | Operation::Status { .. }
            | Operation::Join
            | Operation::Part => {}
        }
        Ok(ready)
    }
}

fn pattern(find: &str, regex: bool, ignore_case: bool) -> Result<Regex, OperationError> {
    if find.is_empty() {
        return Err(OperationError::Empty);
    }
    let text = match regex {
        true => find.to_owned(),
        false => regex::escape(find),
    };
    let built = RegexBuilder::new(&text)
        .case_insensitive(ignore_case)
        .size_limit(PATTERN)
        .build();
    built.map_err(|error| OperationError::Pattern {
        find: find.to_owned(),
        why: error.to_string(),
    })
}

/// Whether a value may stand at a whole member; what is deeper is seen record by record.
fn fits(field: &str, value: &Value, taxonomy: &Taxonomy) -> Result<(), OperationError> {
    if field.contains('.') || value.is_null() {
        return Ok(());
    }
    let mut after = json!({ field: cleaned(value) });
    members::settle(&Value::Null, &mut after);
    let unfit = |why| OperationError::Unfit {
        field: field.to_owned(),
        why,
    };
    if let Some(value) = after.get(field)
        && let Some(why) = members::misfit(field, value)
    {
        return Err(unfit(why));
    }
    let scheme = match field {
        "document_type" => taxonomy.document_types(),
        "themes" => taxonomy.themes(),
        _ => return Ok(()),
    };
    let value = &after[field];
    let all = value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice);
    for concept in all.iter().filter_map(|item| item["concept"].as_str()) {
        if scheme.resolve(concept).is_none() {
            return Err(OperationError::Concept(concept.to_owned()));
        }
    }
    Ok(())
}

/// A value with clean text, as it will be kept.
fn cleaned(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(typed::text(text)),
        Value::Array(all) => all.iter().map(cleaned).collect(),
        Value::Object(members) => {
            let clean = |(name, value): (&String, &Value)| (name.clone(), cleaned(value));
            Value::Object(members.iter().map(clean).collect())
        }
        other => other.clone(),
    }
}

impl Ready<'_> {
    /// Says for which records it is.
    pub fn for_records(&mut self, targets: &[Target]) {
        if *self.operation == Operation::Join {
            let set: BTreeSet<RecordId> = targets.iter().map(|target| target.id).collect();
            self.set = json!(set);
        }
    }

    /// Does it to the members of a record.
    pub fn apply(&self, part: &mut Value) {
        let [first, second] = &self.concepts;
        match self.operation {
            Operation::Set { field, value } => set(part, field, &cleaned(value)),
            Operation::Add { field, value } => add(part, field, cleaned(value)),
            Operation::Remove { field, value } => remove(part, field, &cleaned(value)),
            Operation::Replace {
                field, with, regex, ..
            } => {
                if let Some(pattern) = &self.pattern {
                    at(part, field, &mut |value| {
                        replace(value, pattern, with, *regex)
                    });
                }
            }
            Operation::Type { concept: _ } => {
                if part["document_type"]["concept"] != first.as_str() {
                    set(
                        part,
                        "document_type",
                        &json!({ "concept": first, "why": "edit" }),
                    );
                }
            }
            Operation::AddTheme { .. } => theme(part, first),
            Operation::RemoveTheme { .. } => remove(part, "themes", &json!({ "concept": first })),
            Operation::ReplaceTheme { .. } => {
                let themes = part["themes"].as_array();
                let has = |id: &str| themes.is_some_and(|t| t.iter().any(|t| t["concept"] == id));
                if has(first) && has(second) {
                    remove(part, "themes", &json!({ "concept": first }));
                } else if has(first)
                    && let Some(Value::Array(themes)) = part.get_mut("themes")
                {
                    let old = themes.iter_mut().filter(|t| t["concept"] == first.as_str());
                    old.for_each(|t| *t = json!({ "concept": second, "why": "edit" }));
                }
            }
            Operation::Status { status } => set(part, STATUS, &json!(status)),
            Operation::Join => add(part, "grouping.joined", self.set.clone()),
            Operation::Part => set(part, GROUPING, &json!({ "apart": true })),
        }
    }
}

fn theme(part: &mut Value, concept: &str) {
    let there = part["themes"].as_array();
    if !there.is_some_and(|all| all.iter().any(|theme| theme["concept"] == concept)) {
        add(part, "themes", json!({ "concept": concept, "why": "edit" }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part() -> Value {
        json!({
            "status": "live",
            "titles": { "main": { "main": "Labor law", "lang": "en" }, "variant": [{ "main": "Labor" }, { "main": "Work" }] },
            "document_type": { "concept": "book", "why": { "rule": "x" } },
            "themes": [{ "concept": "wages", "why": { "field": "650[1]" } }],
            "contributors": [{ "name": "Doe, J.", "roles": ["aut"], "field": "100[1]" }, { "name": "Roe, R.", "roles": ["edt"], "field": "700[1]" }],
            "edition": "2nd  ed.",
            "grouping": { "apart": true, "joined": [[3, 4]] }
        })
    }

    #[test]
    fn operations_do_what_they_say() {
        let taxonomy = Taxonomy::bundled();
        for (operation, place, after) in [
            (
                json!({ "do": "set", "field": "edition", "value": " third " }),
                "/edition",
                json!("third"),
            ),
            (
                json!({ "do": "set", "field": "edition", "value": null }),
                "/edition",
                Value::Null,
            ),
            (
                json!({ "do": "set", "field": "host.volume", "value": "3" }),
                "/host",
                json!({ "volume": "3" }),
            ),
            (
                json!({ "do": "set", "field": "contributors.roles", "value": ["trl"] }),
                "/contributors/1/roles",
                json!(["trl"]),
            ),
            (
                json!({ "do": "replace", "field": "titles", "find": "Labor", "with": "Labour" }),
                "/titles/variant/0/main",
                json!("Labour"),
            ),
            (
                json!({ "do": "replace", "field": "contributors.name", "find": r"(\w+), (\w)\.", "with": "$2 $1", "regex": true }),
                "/contributors/0/name",
                json!("J Doe"),
            ),
            (
                json!({ "do": "replace", "field": "titles.main.main", "find": "LABOR", "with": "$1", "ignore_case": true }),
                "/titles/main/main",
                json!("$1 law"),
            ),
            (
                json!({ "do": "replace", "field": "contributors", "find": "100", "with": "999" }),
                "/contributors/0/field",
                json!("100[1]"),
            ),
            (
                json!({ "do": "add", "field": "languages", "value": "fr" }),
                "/languages",
                json!(["fr"]),
            ),
            (
                json!({ "do": "add", "field": "themes", "value": "trade-union" }),
                "/themes/1",
                json!("trade-union"),
            ),
            (
                json!({ "do": "add", "field": "themes", "value": { "concept": "wages" } }),
                "/themes/1",
                Value::Null,
            ),
            (
                json!({ "do": "remove", "field": "contributors", "value": { "roles": ["aut"] } }),
                "/contributors/0/name",
                json!("Roe, R."),
            ),
            (
                json!({ "do": "remove", "field": "contributors", "value": "Roe, R." }),
                "/contributors/1",
                Value::Null,
            ),
            (
                json!({ "do": "type", "concept": "journal-article" }),
                "/document_type",
                json!({ "concept": "journal-article", "why": "edit" }),
            ),
            (
                json!({ "do": "type", "concept": "book" }),
                "/document_type/why",
                json!({ "rule": "x" }),
            ),
            (
                json!({ "do": "add-theme", "concept": "wages" }),
                "/themes/1",
                Value::Null,
            ),
            (
                json!({ "do": "add-theme", "concept": "trade-union" }),
                "/themes/1/why",
                json!("edit"),
            ),
            (
                json!({ "do": "remove-theme", "concept": "wages" }),
                "/themes",
                json!([]),
            ),
            (
                json!({ "do": "replace-theme", "concept": "wages", "with": "trade-union" }),
                "/themes/0/concept",
                json!("trade-union"),
            ),
            (
                json!({ "do": "status", "status": "suppressed" }),
                "/status",
                json!("suppressed"),
            ),
            (
                json!({ "do": "join" }),
                "/grouping",
                json!({ "apart": true, "joined": [[3, 4], [1, 2]] }),
            ),
            (
                json!({ "do": "part" }),
                "/grouping",
                json!({ "apart": true }),
            ),
        ] {
            let read: Operation = serde_json::from_value(operation.clone()).unwrap();
            let mut part = part();
            let mut ready = read
                .ready(&taxonomy)
                .unwrap_or_else(|e| panic!("{operation}: {e}"));
            ready.for_records(&[2, 1].map(|id| Target::of(RecordId(id))));
            ready.apply(&mut part);
            assert_eq!(
                part.pointer(place).unwrap_or(&Value::Null),
                &after,
                "{operation}"
            );
        }
    }

    #[test]
    fn operations_that_make_no_sense_are_refused() {
        let taxonomy = Taxonomy::bundled();
        for (operation, said) in [
            (
                json!({ "do": "set", "field": "colour", "value": "red" }),
                "no field \"colour\"",
            ),
            (
                json!({ "do": "set", "field": "edition", "value": 3 }),
                "edition: ",
            ),
            (
                json!({ "do": "set", "field": "themes", "value": ["no-such"] }),
                "no concept \"no-such\"",
            ),
            (json!({ "do": "type", "concept": "no-such" }), "no concept"),
            (
                json!({ "do": "replace", "field": "titles", "find": "(", "with": "", "regex": true }),
                "no pattern",
            ),
            (
                json!({ "do": "replace", "field": "titles", "find": "", "with": "x" }),
                "empty",
            ),
            (json!({ "do": "status", "status": "embargoed" }), "embargo"),
        ] {
            let read: Operation = serde_json::from_value(operation.clone()).unwrap();
            let error = read.check(&taxonomy).unwrap_err().to_string();
            assert!(error.contains(said), "{operation}: {error}");
        }
        assert!(serde_json::from_value::<Operation>(json!({ "do": "paint" })).is_err());
    }
}
