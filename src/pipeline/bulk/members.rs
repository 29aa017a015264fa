//! The members of a description one by one: as JSON, whether a JSON value fits one, and what follows from a change.

use record::{
    Access, Asset, Assigned, Contributor, Datestamp, Description, Grouping, HostItem, Identifier,
    IdentifierKind, Keyword, Note, Place, PublicationDate, Publisher, Relation, Rights, Series,
    Status, Text, Titles, build::typed,
};
use serde_json::{Map, Value, json};
use taxonomy::Lang;

use crate::pipeline::edit::STATUS;

macro_rules! members {
    ($($name:ident: $kind:ty),* $(,)?) => {
        /// The names of a description's members.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// A member as JSON; `None` when there is none of that name. What is not there is null.
        pub fn get(description: &Description, name: &str) -> Option<Value> {
            match name {
                $(stringify!($name) => {
                    let value = serde_json::to_value(&description.$name).ok()?;
                    // A list without items is not there.
                    let empty = value.as_array().is_some_and(Vec::is_empty);
                    Some(if empty { Value::Null } else { value })
                })*
                _ => None,
            }
        }

        /// Why a value does not fit a member.
        pub fn misfit(name: &str, value: &Value) -> Option<String> {
            match name {
                $(stringify!($name) => {
                    let read = serde_json::from_value::<$kind>(value.clone());
                    read.err().map(|error| error.to_string())
                })*
                _ => Some("a description has no such member".to_owned()),
            }
        }
    };
}

members! {
    titles: Titles,
    identifiers: Vec<Identifier>,
    document_type: Assigned,
    themes: Vec<Assigned>,
    places: Vec<Place>,
    keywords: Vec<Keyword>,
    languages: Vec<Lang>,
    contributors: Vec<Contributor>,
    responsibility: Option<String>,
    date: Option<PublicationDate>,
    host: Option<HostItem>,
    series: Vec<Series>,
    publisher: Option<Publisher>,
    edition: Option<String>,
    extent: Option<String>,
    abstracts: Vec<Text>,
    notes: Vec<Note>,
    relations: Vec<Relation>,
    assets: Vec<Asset>,
    access: Access,
    embargo: Option<Datestamp>,
    rights: Vec<Rights>,
    grouping: Option<Grouping>,
}

/// The members of a record that these operations may touch, as one JSON object.
pub fn part(description: &Description, status: Status, names: &[&str]) -> Value {
    let mut part = Map::new();
    for name in names {
        let value = match *name {
            STATUS => serde_json::to_value(status).ok(),
            name => get(description, name),
        };
        if let Some(value) = value.filter(|value| !value.is_null()) {
            part.insert((*name).to_owned(), value);
        }
    }
    Value::Object(part)
}

/// Why what came of the operations does not fit a description.
pub fn unfit(before: &Value, after: &Value) -> Option<String> {
    let members = after.as_object()?;
    for (name, value) in members {
        if name == STATUS || before.get(name) == Some(value) {
            continue;
        }
        if let Some(why) = misfit(name, value) {
            return Some(format!("{name}: {why}"));
        }
    }
    let gone = |name: &str| before.get(name).is_some() && after.get(name).is_none();
    if gone("languages") || after["languages"].as_array().is_some_and(Vec::is_empty) {
        return Some("languages: needs a language; give \"und\" where nobody knows it".to_owned());
    }
    ["titles", "document_type", "access"]
        .into_iter()
        .find(|name| gone(name))
        .map(|name| format!("{name}: a record cannot be without it"))
}

/// Makes whole what the operations have set: what follows from a text, and what a new item needs.
pub fn settle(before: &Value, after: &mut Value) {
    let Value::Object(members) = after else {
        return;
    };
    for (name, value) in members.iter_mut() {
        let was = before.get(name);
        if was == Some(value) {
            continue;
        }
        match name.as_str() {
            "date" => date(was, value),
            "host" => pages(was, value),
            "document_type" => assigned(value),
            "grouping" => decided(value),
            "themes" => each(value, assigned),
            "identifiers" => each(value, identifier),
            "contributors" | "relations" => each(value, edited),
            "notes" | "keywords" => each(value, |item| {
                if item.is_string() {
                    *item = json!({ "text": item.take() });
                }
                edited(item);
                if let Some(text) = item.get_mut("text") {
                    spoken(text);
                }
            }),
            "abstracts" => each(value, spoken),
            "places" => each(value, |item| {
                if item.is_string() {
                    *item = json!({ "name": item.take() });
                }
            }),
            _ => {}
        }
    }
    members.retain(|_, value| !value.is_null() && !value.as_array().is_some_and(Vec::is_empty));
}

fn each(value: &mut Value, make_whole: impl Fn(&mut Value)) {
    if let Value::Array(all) = value {
        all.iter_mut().for_each(make_whole);
    }
}

/// A text for a date, or a date with another text, is read anew.
fn date(was: Option<&Value>, value: &mut Value) {
    let raw = match &*value {
        Value::String(raw) => Some(raw.clone()),
        value if was.map(|was| &was["raw"]) != Some(&value["raw"]) => {
            value["raw"].as_str().map(str::to_owned)
        }
        _ => None,
    };
    if let Some(raw) = raw {
        *value = match typed::text(&raw).is_empty() {
            true => Value::Null,
            false => json!(typed::publication_date(&raw)),
        };
    }
}

fn pages(was: Option<&Value>, value: &mut Value) {
    let Some(pages) = value.get("pages").cloned() else {
        return;
    };
    let raw = match &pages {
        Value::String(raw) => Some(raw.as_str()),
        pages if was.map(|was| &was["pages"]["raw"]) != Some(&pages["raw"]) => {
            pages["raw"].as_str()
        }
        _ => None,
    };
    let (Some(raw), Some(host)) = (raw, value.as_object_mut()) else {
        return;
    };
    match typed::pages(raw) {
        Some(pages) => host.insert("pages".to_owned(), json!(pages)),
        None => host.shift_remove("pages"),
    };
}

/// A grouping that says nothing is none.
fn decided(value: &mut Value) {
    let joined = value["joined"].as_array().is_some_and(|j| !j.is_empty());
    if value.is_object() && !joined && value["apart"] != true {
        *value = Value::Null;
    }
}

/// `"wages"` or `{"concept": "wages"}` becomes an assignment by edit.
fn assigned(value: &mut Value) {
    if value.is_string() {
        *value = json!({ "concept": value.take() });
    }
    if let Value::Object(members) = value {
        members.entry("why").or_insert_with(|| json!("edit"));
    }
}

fn identifier(value: &mut Value) {
    let kind = serde_json::from_value::<IdentifierKind>(value["kind"].clone());
    if let (Ok(kind), Some(text)) = (kind, value["value"].as_str()) {
        *value = json!(typed::identifier(kind, text));
    }
}

/// Says of a new item that it came by an edit.
fn edited(value: &mut Value) {
    if let Value::Object(members) = value {
        members.entry("field").or_insert_with(|| json!("edit"));
    }
}

/// A text has a language.
fn spoken(value: &mut Value) {
    if value.is_string() {
        *value = json!({ "value": value.take() });
    }
    if let Value::Object(members) = value
        && !members.contains_key("lang")
    {
        members.insert("lang".to_owned(), json!("und"));
        members.insert("certainty".to_owned(), json!("unknown"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_of_a_description_is_here() {
        let source = include_str!("../../../record/src/description.rs");
        let described = source.split("pub struct Description {").nth(1).unwrap();
        let described = described.split("\n}").next().unwrap();
        let named: Vec<&str> = described
            .lines()
            .filter_map(|line| line.trim().strip_prefix("pub ")?.split(':').next())
            .collect();
        assert_eq!(named, NAMES);
    }

    #[test]
    fn what_was_set_is_made_whole() {
        let before =
            json!({ "date": { "raw": "1920", "year": 1920 }, "host": { "pages": { "raw": "1" } } });
        let mut after = json!({
            "date": { "raw": "1921", "year": 1920 },
            "host": { "pages": "644-51" },
            "themes": ["wages"],
            "notes": ["a"],
            "identifiers": [{ "kind": "issn", "value": "00207780" }],
            "series": []
        });
        settle(&before, &mut after);
        assert_eq!(
            after,
            json!({
                "date": { "raw": "1921", "year": 1921 },
                "host": { "pages": { "raw": "644-51", "first": "644", "last": "651" } },
                "themes": [{ "concept": "wages", "why": "edit" }],
                "notes": [{ "text": { "value": "a", "lang": "und", "certainty": "unknown" }, "field": "edit" }],
                "identifiers": [{ "kind": "issn", "value": "0020-7780" }]
            })
        );
        assert_eq!(unfit(&before, &after), None);
    }
}
