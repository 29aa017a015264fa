//! A record as a row of a table: one column for each field that people edit in spreadsheets, a cell's text from a
//! description, and the operation that a changed cell stands for.
//!
//! A list is one cell, its items with ` | ` between; an item that is left as it was keeps all that the cell does not
//! show of it.

use record::{IdentifierKind, Record, build::typed};
use serde_json::{Value, json};

use crate::pipeline::Operation;

/// What stands between the items of a list.
pub const BETWEEN: &str = " | ";

/// A column.
pub struct Column {
    /// Its heading.
    pub name: &'static str,
    /// The field, as operations name it.
    field: &'static str,
    shape: Shape,
}

/// What a cell holds.
enum Shape {
    /// A text at the field.
    Text,
    /// A text that is read: a date or pages, as given.
    Raw,
    /// The document type's id.
    Type,
    /// The status.
    Status,
    /// A list: how an item is written.
    List(Item),
}

/// How an item of a list is written.
enum Item {
    /// As it is.
    Plain,
    /// By this member.
    By(&'static str),
    /// `[en] the text`; the text is below this member.
    Spoken(&'static str),
    /// `Family, Given (aut, edt)`.
    Contributor,
    /// `isbn 9789221080817`.
    Identifier,
}

const fn text(name: &'static str, field: &'static str) -> Column {
    Column {
        name,
        field,
        shape: Shape::Text,
    }
}

const fn list(name: &'static str, item: Item) -> Column {
    Column {
        name,
        field: name,
        shape: Shape::List(item),
    }
}

/// The columns beside `id` and `seq`.
pub const COLUMNS: &[Column] = &[
    text("title", "titles.main.main"),
    text("title_remainder", "titles.main.remainder"),
    text("title_part", "titles.main.part"),
    text("responsibility", "responsibility"),
    list("contributors", Item::Contributor),
    Column {
        name: "type",
        field: "document_type.concept",
        shape: Shape::Type,
    },
    list("themes", Item::By("concept")),
    list("keywords", Item::By("text.value")),
    list("places", Item::By("name")),
    list("languages", Item::Plain),
    Column {
        name: "date",
        field: "date",
        shape: Shape::Raw,
    },
    text("publisher", "publisher.name"),
    text("publisher_place", "publisher.place"),
    text("edition", "edition"),
    text("extent", "extent"),
    list("series", Item::By("title")),
    text("host_title", "host.title"),
    text("host_issn", "host.issn"),
    text("volume", "host.volume"),
    text("issue", "host.issue"),
    Column {
        name: "pages",
        field: "host.pages",
        shape: Shape::Raw,
    },
    list("abstracts", Item::Spoken("")),
    list("notes", Item::Spoken("text")),
    list("identifiers", Item::Identifier),
    text("access", "access"),
    Column {
        name: "status",
        field: "status",
        shape: Shape::Status,
    },
];

/// A record as JSON, with its status.
pub fn value(record: &Record) -> Value {
    let mut value = serde_json::to_value(&record.description).unwrap_or_default();
    if let Value::Object(members) = &mut value {
        members.insert("status".to_owned(), json!(record.status));
    }
    value
}

/// What stands at a place, as `text.value`.
fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    let steps = path.split('.').filter(|step| !step.is_empty());
    steps.fold(value, |value, step| &value[step])
}

fn plain(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

impl Column {
    /// Whether its cells hold days.
    pub fn is_date(&self) -> bool {
        self.field == "date"
    }

    /// The cell's text.
    pub fn cell(&self, record: &Value) -> String {
        let value = at(record, self.field);
        match &self.shape {
            Shape::Text | Shape::Type | Shape::Status => plain(value),
            Shape::Raw => plain(&value["raw"]),
            Shape::List(item) => {
                let all = value.as_array().map_or(&[][..], Vec::as_slice);
                let texts: Vec<String> = all.iter().map(|value| item.text(value)).collect();
                texts.join(BETWEEN)
            }
        }
    }

    /// What a changed cell stands for.
    ///
    /// # Errors
    /// When its text cannot be read; the error says what is expected.
    pub fn operation(&self, record: &Value, typed: &str) -> Result<Operation, String> {
        let clean = typed::text(typed);
        let set = |value: Value| Operation::Set {
            field: self.field.to_owned(),
            value,
        };
        Ok(match &self.shape {
            Shape::Text | Shape::Raw if clean.is_empty() && self.field != "titles.main.main" => {
                set(Value::Null)
            }
            Shape::Text | Shape::Raw => set(Value::String(clean)),
            Shape::Type => Operation::Type { concept: clean },
            Shape::Status => match serde_json::from_value(json!(clean)) {
                Ok(status) => Operation::Status { status },
                Err(_) => return Err(format!("{clean:?} is not live, suppressed or deleted")),
            },
            Shape::List(item) => {
                let old = at(record, self.field).as_array();
                let mut old: Vec<&Value> = old.into_iter().flatten().collect();
                let mut all = Vec::new();
                for part in typed
                    .split('|')
                    .map(typed::text)
                    .filter(|part| !part.is_empty())
                {
                    let same = |value: &&Value| typed::text(&item.text(value)) == part;
                    match old.iter().position(same) {
                        Some(n) => all.push(old.remove(n).clone()),
                        None => all.push(item.read(&part)?),
                    }
                }
                set(match all.is_empty() {
                    true => Value::Null,
                    false => Value::Array(all),
                })
            }
        })
    }
}

impl Item {
    fn text(&self, value: &Value) -> String {
        // What stands between items cannot stand within one.
        let text = match self {
            Item::Plain => plain(value),
            Item::By(member) => plain(at(value, member)),
            Item::Spoken(member) => {
                let spoken = at(value, member);
                format!("[{}] {}", plain(&spoken["lang"]), plain(&spoken["value"]))
            }
            Item::Contributor => {
                let roles = value["roles"].as_array().into_iter().flatten();
                let roles: Vec<String> = roles.map(plain).collect();
                format!("{} ({})", plain(&value["name"]), roles.join(", "))
            }
            Item::Identifier => format!("{} {}", plain(&value["kind"]), plain(&value["value"])),
        };
        text.replace('|', "¦")
    }

    fn read(&self, text: &str) -> Result<Value, String> {
        Ok(match self {
            Item::Plain => json!(text),
            Item::By("text.value") => {
                json!({ "text": { "value": text, "lang": "und", "certainty": "unknown" }, "field": "edit" })
            }
            Item::By("concept") => json!({ "concept": text, "why": "edit" }),
            Item::By(member) => json!({ *member: text }),
            Item::Spoken(member) => {
                let tagged = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
                let spoken = match tagged {
                    Some((lang, value)) => json!({ "value": value.trim(), "lang": lang.trim() }),
                    None => json!({ "value": text, "lang": "und", "certainty": "unknown" }),
                };
                match *member {
                    "" => spoken,
                    member => json!({ member: spoken, "field": "edit" }),
                }
            }
            Item::Contributor => contributor(text)?,
            Item::Identifier => {
                let read = text.split_once(' ').and_then(|(kind, value)| {
                    let kind: IdentifierKind = serde_json::from_value(json!(kind)).ok()?;
                    Some(typed::identifier(kind, value))
                });
                let wrong = || format!("{text:?} is no identifier; write it as isbn 9789221080817");
                let read = read.ok_or_else(wrong)?;
                if !read.valid {
                    return Err(format!("{text:?} has a wrong form or check digit"));
                }
                json!(read)
            }
        })
    }
}

/// `Doe, Jo (aut, edt)`
fn contributor(text: &str) -> Result<Value, String> {
    let wrong = || format!("{text:?}: write a contributor as Family, Given (aut)");
    let (name, roles) = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
        .ok_or_else(wrong)?;
    let roles: Vec<&str> = roles.split(',').map(str::trim).collect();
    let code = |role: &&str| role.len() == 3 && role.bytes().all(|b| b.is_ascii_lowercase());
    if name.trim().is_empty() || !roles.iter().all(code) {
        return Err(wrong());
    }
    let kind = if name.contains(',') {
        "person"
    } else {
        "corporate"
    };
    Ok(json!({ "kind": kind, "name": name.trim(), "roles": roles, "field": "edit" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str) -> &'static Column {
        COLUMNS.iter().find(|column| column.name == name).unwrap()
    }

    #[test]
    fn a_cell_says_what_stands_there_and_a_changed_one_what_is_to_be_done() {
        let record = json!({
            "titles": { "main": { "main": "Wages" } },
            "themes": [{ "concept": "wages", "why": { "field": "650[1]" } }],
            "contributors": [{ "kind": "person", "name": "Doe, Jo", "roles": ["aut"], "main_entry": true, "field": "100[1]" }],
            "date": { "raw": "[1920?]", "year": 1920 },
            "abstracts": [{ "value": "One | two", "lang": "en" }],
            "status": "live"
        });
        for (name, cell, typed, operation) in [
            (
                "title",
                "Wages",
                "Pay",
                json!({ "do": "set", "field": "titles.main.main", "value": "Pay" }),
            ),
            (
                "edition",
                "",
                " 2nd ",
                json!({ "do": "set", "field": "edition", "value": "2nd" }),
            ),
            (
                "date",
                "[1920?]",
                "",
                json!({ "do": "set", "field": "date", "value": null }),
            ),
            (
                "status",
                "live",
                "suppressed",
                json!({ "do": "status", "status": "suppressed" }),
            ),
            (
                "themes",
                "wages",
                "trade-union | wages",
                json!({ "do": "set", "field": "themes", "value": [{ "concept": "trade-union", "why": "edit" }, { "concept": "wages", "why": { "field": "650[1]" } }] }),
            ),
            (
                "contributors",
                "Doe, Jo (aut)",
                "Doe, Jo (aut)|ILO (isb)",
                json!({ "do": "set", "field": "contributors", "value": [{ "kind": "person", "name": "Doe, Jo", "roles": ["aut"], "main_entry": true, "field": "100[1]" }, { "kind": "corporate", "name": "ILO", "roles": ["isb"], "field": "edit" }] }),
            ),
            (
                "abstracts",
                "[en] One ¦ two",
                "",
                json!({ "do": "set", "field": "abstracts", "value": null }),
            ),
        ] {
            let column = column(name);
            assert_eq!(column.cell(&record), cell, "{name}");
            let read = column.operation(&record, typed).unwrap();
            assert_eq!(serde_json::to_value(read).unwrap(), operation, "{name}");
        }
        for (name, typed) in [
            ("status", "hidden"),
            ("contributors", "Doe, Jo"),
            ("identifiers", "isbn 9221080813"),
            ("identifiers", "9221080811"),
        ] {
            assert!(
                column(name).operation(&record, typed).is_err(),
                "{name} {typed}"
            );
        }
    }
}
