//! The rows of the form of batch edits: what is typed in one, and the operation it stands for.

use record::Status;
use serde_json::{Value, json};

use crate::{
    pipeline::Operation,
    web::{admin::collections::Visit, record::edit::find},
};

/// What a row can ask for: the verb of the operation.
pub const VERBS: [&str; 16] = [
    "set",
    "clear",
    "add",
    "remove",
    "replace",
    "replace-pattern",
    "type",
    "add-theme",
    "remove-theme",
    "replace-theme",
    "join",
    "part",
    "regroup",
    "live",
    "suppressed",
    "deleted",
];

/// The fields that a row offers; any other can be typed.
pub const FIELDS: [&str; 22] = [
    "titles.main.main",
    "titles.main.remainder",
    "responsibility",
    "contributors.name",
    "contributors.affiliation",
    "keywords",
    "languages",
    "date",
    "publisher.name",
    "publisher.place",
    "edition",
    "extent",
    "host.title",
    "host.issn",
    "host.volume",
    "host.issue",
    "host.pages",
    "abstracts.value",
    "notes.text.value",
    "assets.url",
    "access",
    "rights.text",
];

/// An operation as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its place in the form.
    pub n: usize,
    /// What it asks for.
    pub verb: String,
    /// The field.
    pub field: String,
    /// The value, or what is looked for.
    pub value: String,
    /// What takes its place.
    pub with: String,
    /// What it could ask for: value, name, whether it is chosen.
    pub verbs: Vec<(&'static str, String, bool)>,
}

impl Row {
    /// The operation that is typed; or what is wrong with it, for people.
    pub fn operation(&self, visit: &Visit) -> Result<Operation, String> {
        let field = || match self.field.as_str() {
            "" => Err(visit.reader.texts.text("batch-error-field")),
            field => Ok(field.to_owned()),
        };
        let status = |status| Ok(Operation::Status { status });
        Ok(match self.verb.as_str() {
            "clear" => Operation::Set {
                field: field()?,
                value: Value::Null,
            },
            "add" => Operation::Add {
                field: field()?,
                value: json_of(&self.value),
            },
            "remove" => Operation::Remove {
                field: field()?,
                value: json_of(&self.value),
            },
            "replace" | "replace-pattern" => Operation::Replace {
                field: field()?,
                find: self.value.clone(),
                with: self.with.clone(),
                regex: self.verb == "replace-pattern",
                ignore_case: false,
            },
            "type" => Operation::Type {
                concept: concept(visit, "document-types", &self.value),
            },
            "add-theme" => Operation::AddTheme {
                concept: concept(visit, "themes", &self.value),
            },
            "remove-theme" => Operation::RemoveTheme {
                concept: concept(visit, "themes", &self.value),
            },
            "replace-theme" => Operation::ReplaceTheme {
                concept: concept(visit, "themes", &self.value),
                with: concept(visit, "themes", &self.with),
            },
            "join" => Operation::Join,
            "part" => Operation::Part,
            "regroup" => Operation::Set {
                field: "grouping".to_owned(),
                value: Value::Null,
            },
            "live" => return status(Status::Live),
            "suppressed" => return status(Status::Suppressed),
            "deleted" => return status(Status::Deleted),
            _ => Operation::Set {
                field: field()?,
                value: match self.field.as_str() {
                    // A list of one.
                    "languages" => self
                        .value
                        .split([',', ';', ' '])
                        .filter(|l| !l.is_empty())
                        .collect(),
                    _ => json_of(&self.value),
                },
            },
        })
    }
}

/// What is typed: JSON where it looks like it, else a text.
fn json_of(typed: &str) -> Value {
    let looks = typed.trim_start().starts_with(['{', '[']);
    let read = looks.then(|| serde_json::from_str(typed).ok()).flatten();
    read.unwrap_or_else(|| json!(typed.trim()))
}

/// A concept's id, from an id or what it is called in any language.
fn concept(visit: &Visit, scheme: &str, typed: &str) -> String {
    let typed = typed.trim();
    let taxonomy = visit.service.app.taxonomy();
    let known = taxonomy.scheme(scheme);
    let Some(known) = known.filter(|scheme| scheme.resolve(typed).is_none()) else {
        return typed.to_owned();
    };
    let found = find::concepts(known, typed, visit.reader.lang)
        .into_iter()
        .next();
    let same = found.filter(|found| {
        let called = found.by.as_ref().unwrap_or(&found.label);
        taxonomy::fold(called) == taxonomy::fold(typed)
    });
    same.map_or_else(|| typed.to_owned(), |found| found.id)
}
