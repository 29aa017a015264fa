//! Places in a description as JSON: visiting, setting, adding to, removing from and replacing within them.

use record::build::typed;
use regex::{NoExpand, Regex};
use serde_json::{Map, Value};

/// Visits what stands at a field: in a list, in every item.
pub fn at(value: &mut Value, field: &str, visit: &mut dyn FnMut(&mut Value)) {
    if let Value::Array(all) = value {
        all.iter_mut().for_each(|item| at(item, field, visit));
    } else if field.is_empty() {
        visit(value);
    } else {
        let (step, rest) = field.split_once('.').unwrap_or((field, ""));
        if let Some(inner) = value.get_mut(step) {
            match rest {
                "" => visit(inner),
                rest => at(inner, rest, visit),
            }
        }
    }
}

/// Puts a value at a field; on the way through a list, in every item.
pub fn set(value: &mut Value, field: &str, new: &Value) {
    if let Value::Array(all) = value {
        all.iter_mut().for_each(|item| set(item, field, new));
        return;
    }
    let (step, rest) = field.split_once('.').unwrap_or((field, ""));
    if value.is_null() && !new.is_null() {
        *value = Value::Object(Map::new());
    }
    let Value::Object(members) = value else {
        return;
    };
    match (rest, new) {
        ("", Value::Null) => {
            members.shift_remove(step);
        }
        ("", new) => {
            members.insert(step.to_owned(), new.clone());
        }
        (rest, Value::Null) => {
            if let Some(inner) = members.get_mut(step) {
                set(inner, rest, new);
            }
        }
        (rest, new) => set(members.entry(step).or_insert(Value::Null), rest, new),
    }
}

/// Adds an item to a list, if it is not there; a list that is not there begins with it.
pub fn add(part: &mut Value, field: &str, new: Value) {
    let mut done = false;
    let mut push = |value: &mut Value| {
        if let Value::Array(all) = value
            && !all.iter().any(|item| holds(item, &new))
        {
            all.push(new.clone());
        }
        done = true;
    };
    // The list itself is wanted, not its items.
    let (above, last) = field.rsplit_once('.').unwrap_or(("", field));
    at(part, above, &mut |value| {
        if let Some(list) = value.get_mut(last) {
            push(list);
        }
    });
    if !done {
        set(part, field, &Value::Array(vec![new]));
    }
}

/// Removes the items of a list that have all of a value's members, or are equal to it.
pub fn remove(part: &mut Value, field: &str, gone: &Value) {
    let (above, last) = field.rsplit_once('.').unwrap_or(("", field));
    at(part, above, &mut |value| {
        if let Some(Value::Array(all)) = value.get_mut(last) {
            all.retain(|item| !holds(item, gone));
        }
    });
}

/// Whether an item is a value, or has all of its members; a text is compared with an item's own text too.
fn holds(item: &Value, wanted: &Value) -> bool {
    match (item, wanted) {
        (Value::Object(item), Value::Object(wanted)) => wanted
            .iter()
            .all(|(name, value)| item.get(name).is_some_and(|own| holds(own, value))),
        (Value::Object(item), Value::String(_)) => {
            ["concept", "name", "value", "title", "url", "main"]
                .iter()
                .find_map(|name| item.get(*name))
                .or_else(|| item.get("text")?.get("value"))
                .is_some_and(|own| own == wanted)
        }
        (item, wanted) => item == wanted,
    }
}

/// Puts a text in the place of every one that a pattern finds, at a value and below; with groups where they are asked for.
pub fn replace(value: &mut Value, pattern: &Regex, with: &str, groups: bool) {
    match value {
        Value::String(text) => {
            let new = match groups {
                true => pattern.replace_all(text, with),
                false => pattern.replace_all(text, NoExpand(with)),
            };
            if new != *text {
                *text = typed::text(&new);
            }
        }
        Value::Array(all) => all
            .iter_mut()
            .for_each(|v| replace(v, pattern, with, groups)),
        Value::Object(members) => {
            // Where a value came from is not a text.
            let texts = members
                .iter_mut()
                .filter(|(name, _)| !matches!(name.as_str(), "field" | "why" | "lang"));
            texts.for_each(|(_, v)| replace(v, pattern, with, groups));
        }
        _ => {}
    }
}
