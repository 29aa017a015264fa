//! A sheet: what stands in the form's fields, as text. From a description, from what was posted, and back.
//!
//! What a cataloguer leaves as it was shown is left as it was: its value is taken over whole, with all that
//! the form does not show of it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    fields::{self, Field, ITSELF, Kind},
    values::{self, Kit},
};

/// An empty value.
static NOTHING: Value = Value::Null;

/// Where an item of the form came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It was added in the form.
    New,
    /// This item of the version that the form was made of.
    Base(usize),
    /// This item of what the source says.
    Source(usize),
}

/// One item of a field: a text for each member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where it came from.
    pub origin: Origin,
    /// The texts, in the order of the field's members.
    pub texts: Vec<String>,
}

/// What stands in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    items: BTreeMap<&'static str, Vec<Item>>,
}

/// What a sheet is made of and becomes again: the version that was edited and what the source says, both
/// with their status.
pub struct Ground {
    /// The version that the form was made of.
    pub base: Value,
    /// What the record would be without edits.
    pub source: Value,
}

impl Origin {
    /// As the form carries it.
    pub fn code(self) -> String {
        match self {
            Origin::New => String::new(),
            Origin::Base(n) => format!("b{n}"),
            Origin::Source(n) => format!("s{n}"),
        }
    }

    fn read(code: &str) -> Origin {
        let number = || code.get(1..)?.parse().ok();
        match (code.chars().next(), number()) {
            (Some('b'), Some(n)) => Origin::Base(n),
            (Some('s'), Some(n)) => Origin::Source(n),
            _ => Origin::New,
        }
    }
}

impl Ground {
    /// The value that an item came from; null for a new one.
    pub fn of(&self, field: &Field, origin: Origin) -> &Value {
        let (whole, n) = match origin {
            Origin::New => return &NOTHING,
            Origin::Base(n) => (&self.base, n),
            Origin::Source(n) => (&self.source, n),
        };
        let value = values::get(whole, field.path);
        match field.many {
            true => value.get(n).unwrap_or(&NOTHING),
            false => value,
        }
    }

    /// The texts that an item was shown with.
    pub fn shown(&self, field: &Field, origin: Origin) -> Vec<String> {
        texts(field, self.of(field, origin))
    }
}

/// A value's texts, in the order of the field's members.
fn texts(field: &Field, value: &Value) -> Vec<String> {
    let text = |member: &fields::Member| values::text(member.kind, values::get(value, member.name));
    field.members.iter().map(text).collect()
}

/// The items that a field has in a description.
fn items(field: &Field, whole: &Value, origin: impl Fn(usize) -> Origin) -> Vec<Item> {
    let item = |(n, value): (usize, &Value)| Item {
        origin: origin(n),
        texts: texts(field, value),
    };
    match (values::get(whole, field.path), field.many) {
        (Value::Array(all), true) => all.iter().enumerate().map(item).collect(),
        (_, true) => Vec::new(),
        (value, false) => vec![item((0, value))],
    }
}

impl Sheet {
    /// The sheet of the version that is edited.
    pub fn of(ground: &Ground) -> Sheet {
        let of = |field: &'static Field| (field.path, items(field, &ground.base, Origin::Base));
        Sheet {
            items: fields::all().map(of).collect(),
        }
    }

    /// The sheet as it was posted; what was not posted stands as it stood.
    pub fn posted(ground: &Ground, posted: &[(String, String)]) -> Sheet {
        let mut sheet = Sheet::of(ground);
        for field in fields::all() {
            let read = match field.many {
                true => many(field, ground, posted),
                false => one(field, field.path, ground, posted).map(|item| vec![item]),
            };
            if let Some(read) = read {
                sheet.items.insert(field.path, read);
            }
        }
        sheet
    }

    /// A field's items.
    pub fn items(&self, path: &str) -> &[Item] {
        self.items.get(path).map_or(&[], Vec::as_slice)
    }

    /// A field's items, to be changed.
    pub fn items_mut(&mut self, field: &'static Field) -> &mut Vec<Item> {
        self.items.entry(field.path).or_default()
    }

    /// Adds an empty item to a list.
    pub fn add(&mut self, field: &'static Field) {
        let texts = field
            .members
            .iter()
            .map(|m| values::first(m.kind))
            .collect();
        self.items_mut(field).push(Item {
            origin: Origin::New,
            texts,
        });
    }

    /// Sets a field back to what the source says.
    pub fn reset(&mut self, field: &'static Field, ground: &Ground) {
        let said = items(field, &ground.source, Origin::Source);
        self.items.insert(field.path, said);
    }

    /// The description that the sheet stands for, with its status.
    pub fn value(&self, ground: &Ground, kit: &Kit<'_>) -> Value {
        let mut whole = ground.base.clone();
        for field in fields::all() {
            let all = self.items(field.path).iter();
            let mut made: Vec<Value> = all
                .filter_map(|item| value_of(field, item, ground, kit))
                .collect();
            let value = match field.many {
                true => (!made.is_empty()).then_some(Value::Array(made)),
                false => made.pop(),
            };
            values::set(&mut whole, field.path, value);
        }
        if whole.get("languages").is_none() {
            values::set(&mut whole, "languages", Some(serde_json::json!(["und"])));
        }
        whole
    }
}

/// The items of a list, in the order in which they were posted.
fn many(field: &Field, ground: &Ground, posted: &[(String, String)]) -> Option<Vec<Item>> {
    // A list without items still says that it is there.
    let there = format!("{}.@", field.path);
    posted.iter().find(|(name, _)| *name == there)?;
    let prefix = format!("{}.", field.path);
    let mut found = Vec::new();
    for (name, _) in posted {
        let number = name
            .strip_prefix(&prefix)
            .and_then(|rest| rest.strip_suffix(".@"));
        if let Some(number) = number
            && number.bytes().all(|b| b.is_ascii_digit())
        {
            found.extend(one(field, &format!("{prefix}{number}"), ground, posted));
        }
    }
    Some(found)
}

/// The item that was posted under a prefix.
fn one(field: &Field, prefix: &str, ground: &Ground, posted: &[(String, String)]) -> Option<Item> {
    let text = |name: &str| {
        let found = posted.iter().find(|(n, _)| n == name);
        found.map(|(_, text)| text.as_str())
    };
    let origin = Origin::read(text(&format!("{prefix}.@"))?);
    let mut texts = ground.shown(field, origin);
    for (member, shown) in field.members.iter().zip(&mut texts) {
        match text(&name(prefix, member.name)) {
            Some(typed) => typed.clone_into(shown),
            // A box that is not ticked is not posted.
            None if member.kind == Kind::Tick => shown.clear(),
            None => {}
        }
    }
    Some(Item { origin, texts })
}

/// The name of a member's input.
pub fn name(prefix: &str, member: &str) -> String {
    match member {
        ITSELF => prefix.to_owned(),
        member => format!("{prefix}.{member}"),
    }
}

/// Whether two texts say the same: browsers write line ends in their own way.
pub fn same(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

/// The value that an item stands for; `None` of an empty one.
fn value_of(field: &Field, item: &Item, ground: &Ground, kit: &Kit<'_>) -> Option<Value> {
    let was = ground.of(field, item.origin);
    let shown = ground.shown(field, item.origin);
    let changed: Vec<bool> = item
        .texts
        .iter()
        .zip(&shown)
        .map(|(text, shown)| !same(text, shown))
        .collect();
    if item.origin != Origin::New && !changed.contains(&true) {
        return (!was.is_null()).then(|| was.clone());
    }
    let empty = field
        .members
        .iter()
        .zip(&item.texts)
        .all(|(m, text)| text.trim().is_empty() || matches!(m.kind, Kind::Choice(_)));
    let choices = field
        .members
        .iter()
        .all(|m| matches!(m.kind, Kind::Choice(_)));
    if empty && !choices && field.path != "titles.main" {
        return None;
    }
    let mut value = match was {
        Value::Null if field.members.iter().any(|m| m.name != ITSELF) => Value::Object(Map::new()),
        was => was.clone(),
    };
    for ((member, text), changed) in field.members.iter().zip(&item.texts).zip(&changed) {
        if *changed || item.origin == Origin::New {
            let typed = values::typed(member.kind, text, kit);
            match member.name {
                ITSELF => value = typed.unwrap_or(Value::Null),
                name => values::set(&mut value, name, typed),
            }
        }
    }
    values::settle(field, was, &mut value, kit);
    (!value.is_null()).then_some(value)
}
