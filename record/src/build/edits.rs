//! Edits: one JSON Merge Patch (RFC 7396) over the description.
//!
//! Two things go beyond the RFC, for the people who write patches. An assignment may be given as the
//! concept's identifier alone, and one without `why` is an edit; text is cleaned as a source's is.

use serde_json::{Map, Value};
use taxonomy::{Scheme, Taxonomy};

use super::clean;
use crate::Description;

/// The fields of a description, as a patch may name them.
pub(crate) const MEMBERS: [&str; 23] = [
    "titles",
    "identifiers",
    "document_type",
    "themes",
    "places",
    "keywords",
    "languages",
    "contributors",
    "responsibility",
    "date",
    "host",
    "series",
    "publisher",
    "edition",
    "extent",
    "abstracts",
    "notes",
    "relations",
    "assets",
    "access",
    "embargo",
    "rights",
    "grouping",
];

/// Why edits do not fit a description.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The patch is not an object, or names a field that a description does not have.
    #[error("{path}: a description has no such field; see the data model for its fields")]
    UnknownField {
        /// Where in the patch.
        path: String,
    },
    /// A value does not have the shape that its field needs.
    #[error("{path}: {text}")]
    Shape {
        /// Where in the patch.
        path: String,
        /// What is wrong.
        text: String,
    },
    /// An assignment names a concept that the taxonomy does not have.
    #[error("{path}: there is no concept {concept:?}; create it first or choose another")]
    UnknownConcept {
        /// Where in the patch.
        path: String,
        /// The concept as named.
        concept: String,
    },
}

/// The description with the edits over it.
pub(super) fn apply(
    description: Description,
    edits: Option<&Value>,
    taxonomy: &Taxonomy,
) -> Result<Description, EditError> {
    let Some(patch) = edits else {
        return Ok(description);
    };
    let Value::Object(patch) = patch else {
        return Err(EditError::UnknownField {
            path: "(the patch)".to_owned(),
        });
    };
    if let Some(unknown) = patch.keys().find(|k| !MEMBERS.contains(&k.as_str())) {
        return Err(EditError::UnknownField {
            path: unknown.clone(),
        });
    }
    let patch = prepare(patch, taxonomy)?;
    let mut value = serde_json::to_value(&description).map_err(|e| shape("(the patch)", &e))?;
    let base = value.clone();
    merge(&mut value, &Value::Object(patch.clone()));
    let edited: Description =
        serde_json::from_value(value).map_err(|e| blame(&base, &patch, &e))?;
    if edited.languages.is_empty() {
        let text = "needs a language; give [\"und\"] where nobody knows it".to_owned();
        return Err(EditError::Shape {
            path: "languages".to_owned(),
            text,
        });
    }
    Ok(edited)
}

/// RFC 7396 section 2.
pub(crate) fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(fields) = target else {
        return;
    };
    for (name, value) in patch {
        if value.is_null() {
            fields.shift_remove(name);
        } else {
            merge(fields.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}

/// Cleans the patch's text and fills in its assignments.
fn prepare(
    patch: &Map<String, Value>,
    taxonomy: &Taxonomy,
) -> Result<Map<String, Value>, EditError> {
    let mut patch = patch.clone();
    for value in patch.values_mut() {
        cleaned(value);
    }
    if let Some(value) = patch.get_mut("document_type") {
        assigned(value, "document_type", taxonomy.document_types())?;
    }
    if let Some(Value::Array(themes)) = patch.get_mut("themes") {
        for (n, theme) in themes.iter_mut().enumerate() {
            assigned(theme, &format!("themes[{n}]"), taxonomy.themes())?;
        }
    }
    Ok(patch)
}

fn cleaned(value: &mut Value) {
    match value {
        Value::String(text) => *text = clean::text(text).0,
        Value::Array(all) => all.iter_mut().for_each(cleaned),
        Value::Object(fields) => fields.values_mut().for_each(cleaned),
        _ => {}
    }
}

/// `"wages"` or `{"concept": "wages"}` becomes an assignment by edit, of the concept's heir if it has one.
fn assigned(value: &mut Value, path: &str, scheme: &Scheme) -> Result<(), EditError> {
    if let Value::String(concept) = value {
        let mut fields = Map::new();
        fields.insert("concept".to_owned(), Value::String(std::mem::take(concept)));
        *value = Value::Object(fields);
    }
    let Value::Object(fields) = value else {
        return Ok(());
    };
    fields
        .entry("why")
        .or_insert_with(|| Value::String("edit".to_owned()));
    let Some(Value::String(concept)) = fields.get_mut("concept") else {
        return Ok(());
    };
    match scheme.resolve(concept) {
        Some(current) => *concept = current.id.to_string(),
        // A taxonomy without the scheme checks nothing.
        None if scheme.is_empty() => {}
        None => {
            let path = format!("{path}.concept");
            return Err(EditError::UnknownConcept {
                path,
                concept: concept.clone(),
            });
        }
    }
    Ok(())
}

fn shape(path: &str, error: &serde_json::Error) -> EditError {
    EditError::Shape {
        path: path.to_owned(),
        text: error.to_string(),
    }
}

/// Names the field of the patch that does not fit, by trying each alone.
fn blame(base: &Value, patch: &Map<String, Value>, whole: &serde_json::Error) -> EditError {
    for (name, value) in patch {
        let mut alone = Map::new();
        alone.insert(name.clone(), value.clone());
        let mut target = base.clone();
        merge(&mut target, &Value::Object(alone));
        if let Err(error) = serde_json::from_value::<Description>(target) {
            return shape(name, &error);
        }
    }
    shape("(the patch)", whole)
}

#[cfg(test)]
mod tests {
    use super::merge;
    use serde_json::json;

    #[test]
    fn merges_as_rfc_7396_appendix_a_shows() {
        for (target, patch, expected) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (
                json!({"a": "b"}),
                json!({"b": "c"}),
                json!({"a": "b", "b": "c"}),
            ),
            (json!({"a": "b"}), json!({"a": null}), json!({})),
            (
                json!({"a": "b", "b": "c"}),
                json!({"a": null}),
                json!({"b": "c"}),
            ),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
            (
                json!({"a": {"b": "c"}}),
                json!({"a": {"b": "d", "c": null}}),
                json!({"a": {"b": "d"}}),
            ),
            (
                json!({"a": [{"b": "c"}]}),
                json!({"a": [1]}),
                json!({"a": [1]}),
            ),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({"a": "b"}), json!(["c"]), json!(["c"])),
            (json!({"a": "foo"}), json!(null), json!(null)),
            (
                json!({"e": null}),
                json!({"a": 1}),
                json!({"e": null, "a": 1}),
            ),
            (
                json!([1, 2]),
                json!({"a": "b", "c": null}),
                json!({"a": "b"}),
            ),
            (
                json!({}),
                json!({"a": {"bb": {"ccc": null}}}),
                json!({"a": {"bb": {}}}),
            ),
        ] {
            let mut merged = target.clone();
            merge(&mut merged, &patch);
            assert_eq!(merged, expected, "{target} + {patch}");
        }
    }
}
