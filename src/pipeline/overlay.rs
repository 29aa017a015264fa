//! What an import leaves standing of a record that is there: the rules of its profile, by member.

use record::profile::{Overlay, OverlayRule};
use serde_json::{Map, Value};

use super::patch;

/// The patch that turns what an incoming source says into what the rules leave standing of before;
/// `None` when that is all of it. Both are descriptions as JSON, edits not among them.
pub(super) fn kept(rules: &[OverlayRule], before: &Value, incoming: &Value) -> Option<Value> {
    let mut wanted = incoming.clone();
    let (Value::Object(members), Value::Object(before)) = (&mut wanted, before) else {
        return None;
    };
    for rule in rules {
        let name = rule.member.as_str();
        let there = before.get(name).filter(|value| !is_empty(value));
        match (rule.rule, there) {
            (Overlay::Replace, _) | (Overlay::Keep | Overlay::Add, None) => {}
            (Overlay::Keep, Some(value)) => set(members, name, value),
            (Overlay::Protect, Some(value)) => set(members, name, value),
            (Overlay::Protect, None) => {
                members.remove(name);
            }
            (Overlay::Add, Some(value)) => {
                let joined = join(value, members.get(name));
                set(members, name, &joined);
            }
        }
    }
    patch::between(incoming, &wanted)
}

fn set(members: &mut Map<String, Value>, name: &str, value: &Value) {
    members.insert(name.to_owned(), value.clone());
}

/// The values there, and behind them those of the incoming that say something new; of what is no list,
/// the one that is there.
fn join(there: &Value, incoming: Option<&Value>) -> Value {
    let (Value::Array(there), Some(Value::Array(incoming))) = (there, incoming) else {
        return there.clone();
    };
    let mut joined = there.clone();
    for value in incoming {
        if !joined.iter().any(|held| plain(held) == plain(value)) {
            joined.push(value.clone());
        }
    }
    Value::Array(joined)
}

/// A value without what says where it came from.
fn plain(value: &Value) -> Value {
    let mut value = value.clone();
    if let Value::Object(members) = &mut value {
        members.remove("why");
        members.remove("field");
    }
    value
}

/// Whether a member says nothing.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule(member: &str, rule: Overlay) -> OverlayRule {
        OverlayRule {
            member: member.to_owned(),
            rule,
        }
    }

    #[test]
    fn each_rule_leaves_standing_what_it_says() {
        let before = json!({
            "edition": "1st", "extent": "8 p.", "notes": [{"text": "a", "field": "500[1]"}],
            "series": [{"title": "S"}],
        });
        let incoming = json!({
            "edition": "2nd", "notes": [{"text": "a", "field": "590"}, {"text": "b", "field": "590"}],
            "publisher": {"name": "ILO"}, "series": [],
        });
        let after = |rules: &[OverlayRule]| {
            let mut value = incoming.clone();
            if let Some(kept) = kept(rules, &before, &incoming) {
                patch::apply(&mut value, &kept);
            }
            value
        };
        assert_eq!(after(&[]), incoming);
        assert_eq!(after(&[rule("edition", Overlay::Replace)]), incoming);
        assert_eq!(after(&[rule("edition", Overlay::Keep)])["edition"], "1st");
        assert_eq!(after(&[rule("extent", Overlay::Keep)])["extent"], "8 p.");
        // Nothing is there, so the new one comes in; a protected member stays without one.
        assert_eq!(
            after(&[rule("publisher", Overlay::Keep)])["publisher"]["name"],
            "ILO"
        );
        assert_eq!(
            after(&[rule("publisher", Overlay::Protect)]).get("publisher"),
            None
        );
        let notes = after(&[rule("notes", Overlay::Add)])["notes"].clone();
        assert_eq!(
            notes,
            json!([{"text": "a", "field": "500[1]"}, {"text": "b", "field": "590"}])
        );
        assert_eq!(
            after(&[rule("series", Overlay::Add)])["series"],
            json!([{"title": "S"}])
        );
    }
}
