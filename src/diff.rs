//! What differs between two versions of a record: by path, lists element by element, texts word by word.

use std::time::Duration;

use record::Record;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices};

/// Texts above so many bytes, together, are shown whole and not word by word.
const LONGEST: usize = 40_000;
/// How long a comparison of two texts may look for the smallest difference.
const PATIENCE: Duration = Duration::from_millis(50);
/// What stays the same is cut in the middle above so many letters.
const UNCHANGED: usize = 160;

/// One difference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Where, as `titles.main.main` or `themes[2]`, counted from 1; of something that is gone, where it was.
    pub path: String,
    /// What was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// What became of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stayed.
    Same,
    /// It went.
    Gone,
    /// It came.
    New,
}

/// A piece of text and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What became of it.
    pub fate: Fate,
    /// The text.
    pub text: String,
}

/// What differs from one version of a record to a later one.
pub fn between(before: &Record, after: &Record) -> serde_json::Result<Vec<Change>> {
    let mut changes = Vec::new();
    compare("", &members(before)?, &members(after)?, &mut changes);
    Ok(changes)
}

/// What differs between two JSON values.
pub fn of_values(before: &Value, after: &Value) -> Vec<Change> {
    let mut changes = Vec::new();
    compare("", before, after, &mut changes);
    changes
}

/// What of a record is compared: its description, its status and its work.
fn members(record: &Record) -> serde_json::Result<Value> {
    let mut members = Map::new();
    members.insert("status".to_owned(), serde_json::to_value(record.status)?);
    members.insert("work".to_owned(), serde_json::to_value(record.work)?);
    if let Value::Object(description) = serde_json::to_value(&record.description)? {
        members.extend(description);
    }
    Ok(Value::Object(members))
}

fn compare(path: &str, before: &Value, after: &Value, out: &mut Vec<Change>) {
    match (before, after) {
        _ if before == after => {}
        (Value::Object(before), Value::Object(after)) => objects(path, before, after, out),
        (Value::Array(before), Value::Array(after)) => lists(path, before, after, out),
        _ => push(path.to_owned(), Some(before), Some(after), out),
    }
}

fn push(path: String, before: Option<&Value>, after: Option<&Value>, out: &mut Vec<Change>) {
    out.push(Change {
        path,
        before: before.cloned(),
        after: after.cloned(),
    });
}

fn objects(
    path: &str,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    out: &mut Vec<Change>,
) {
    let fresh = after.keys().filter(|key| !before.contains_key(*key));
    for key in before.keys().chain(fresh) {
        let path = match path {
            "" => key.clone(),
            path => format!("{path}.{key}"),
        };
        match (before.get(key), after.get(key)) {
            (Some(before), Some(after)) => compare(&path, before, after, out),
            // A list that is not there is an empty one.
            (Some(Value::Array(before)), None) => lists(&path, before, &[], out),
            (None, Some(Value::Array(after))) => lists(&path, &[], after, out),
            (before, after) => push(path, before, after, out),
        }
    }
}

/// What is the same in both lists stays; of the rest, elements at the same place are compared.
fn lists(path: &str, before: &[Value], after: &[Value], out: &mut Vec<Change>) {
    let keys = |list: &[Value]| list.iter().map(Value::to_string).collect::<Vec<_>>();
    let at = |index: usize| format!("{path}[{}]", index + 1);
    for op in capture_diff_slices(Algorithm::Myers, &keys(before), &keys(after)) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        let (was, is) = (&before[old.clone()], &after[new.clone()]);
        for n in 0..was.len().max(is.len()) {
            match (was.get(n), is.get(n)) {
                (Some(was), Some(is)) => compare(&at(new.start + n), was, is, out),
                (was, None) => push(at(old.start + n), was, None, out),
                (None, is) => push(at(new.start + n), None, is, out),
            }
        }
    }
}

impl Change {
    /// The difference for people: what stayed, went and came.
    pub fn pieces(&self) -> Vec<Piece> {
        if let (Some(Value::String(before)), Some(Value::String(after))) =
            (&self.before, &self.after)
            && before.len() + after.len() <= LONGEST
        {
            return words(before, after);
        }
        let piece = |fate, value: &Option<Value>| {
            value.as_ref().map(|value| Piece {
                fate,
                text: plain(value),
            })
        };
        let both = [
            piece(Fate::Gone, &self.before),
            piece(Fate::New, &self.after),
        ];
        both.into_iter().flatten().collect()
    }
}

/// Two texts, word by word.
fn words(before: &str, after: &str) -> Vec<Piece> {
    let diff = TextDiff::configure()
        .timeout(PATIENCE)
        .diff_words(before, after);
    let mut pieces: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes() {
        let fate = match change.tag() {
            ChangeTag::Equal => Fate::Same,
            ChangeTag::Delete => Fate::Gone,
            ChangeTag::Insert => Fate::New,
        };
        match pieces.last_mut().filter(|last| last.fate == fate) {
            Some(last) => last.text.push_str(change.value()),
            None => pieces.push(Piece {
                fate,
                text: change.value().to_owned(),
            }),
        }
    }
    let same = pieces.iter_mut().filter(|piece| piece.fate == Fate::Same);
    same.for_each(|piece| piece.text = shortened(&piece.text));
    pieces
}

/// The beginning and the end of a long text.
fn shortened(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= UNCHANGED {
        return text.to_owned();
    }
    let half = UNCHANGED / 2;
    let head: String = letters[..half].iter().collect();
    let tail: String = letters[letters.len() - half..].iter().collect();
    format!("{head} […] {tail}")
}

/// A value as a line of text: its members by name, without JSON's signs.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| format!("{key}: {}", plain(value));
            members.iter().map(member).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(before: &Value, after: &Value) -> Vec<(String, Option<Value>, Option<Value>)> {
        let mut changes = Vec::new();
        compare("", before, after, &mut changes);
        let told = |c: Change| (c.path, c.before, c.after);
        changes.into_iter().map(told).collect()
    }

    #[test]
    fn differences_have_a_path_a_before_and_an_after() {
        let of = |path: &str, before: Value, after: Value| {
            let some = |value: Value| (!value.is_null()).then_some(value);
            (path.to_owned(), some(before), some(after))
        };
        for (before, after, changes) in [
            (json!({"a": 1}), json!({"a": 1}), vec![]),
            (
                json!({"t": {"m": "x"}, "b": 1}),
                json!({"t": {"m": "y"}, "c": 2}),
                vec![
                    of("t.m", json!("x"), json!("y")),
                    of("b", json!(1), Value::Null),
                    of("c", Value::Null, json!(2)),
                ],
            ),
            (
                json!({"l": ["a", "b", "c"]}),
                json!({"l": ["b", "c", "d"]}),
                vec![
                    of("l[1]", json!("a"), Value::Null),
                    of("l[3]", Value::Null, json!("d")),
                ],
            ),
            (
                json!({"n": ["a"]}),
                json!({"m": ["b"]}),
                vec![
                    of("n[1]", json!("a"), Value::Null),
                    of("m[1]", Value::Null, json!("b")),
                ],
            ),
            (
                json!({"l": [{"n": "a", "r": 1}, {"n": "b"}]}),
                json!({"l": [{"n": "a", "r": 2}, {"n": "b"}]}),
                vec![of("l[1].r", json!(1), json!(2))],
            ),
            (
                json!({"l": []}),
                json!({"l": "x"}),
                vec![of("l", json!([]), json!("x"))],
            ),
        ] {
            assert_eq!(told(&before, &after), changes, "{before} {after}");
        }
    }

    #[test]
    fn a_text_is_compared_word_by_word_and_its_unchanged_part_cut() {
        let long = "word ".repeat(100);
        let change = Change {
            path: String::new(),
            before: Some(json!(format!("{long}old end"))),
            after: Some(json!(format!("{long}new end"))),
        };
        let pieces = change.pieces();
        let fates: Vec<Fate> = pieces.iter().map(|piece| piece.fate).collect();
        assert_eq!(fates, [Fate::Same, Fate::Gone, Fate::New, Fate::Same]);
        assert_eq!((&*pieces[1].text, &*pieces[2].text), ("old", "new"));
        assert!(pieces[0].text.contains(" […] ") && pieces[0].text.len() < 200);
    }

    #[test]
    fn a_value_that_is_no_text_is_told_without_signs() {
        let change = Change {
            path: "contributors[1]".to_owned(),
            before: None,
            after: Some(json!({"name": "Ana", "roles": ["aut", "edt"], "dates": null})),
        };
        assert_eq!(
            change.pieces(),
            [Piece {
                fate: Fate::New,
                text: "name: Ana; roles: aut, edt; dates: –".to_owned()
            }]
        );
    }
}
