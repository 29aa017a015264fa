//! Two people changed one record: what each changed is put together, and where both changed the same, one is chosen.

use serde_json::Value;

use super::{fields, values};

/// Whose value is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// That of whoever saved first.
    Theirs,
    /// That of the form.
    Mine,
}

/// A place that somebody changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    /// The place, as `host.volume`.
    pub path: String,
    /// As it was.
    pub base: Value,
    /// As whoever saved first has it.
    pub theirs: Value,
    /// As the form has it.
    pub mine: Value,
    /// Whose value is taken; `None` where both changed it and nobody has chosen.
    pub taken: Option<Side>,
}

/// The places that differ, and the description that comes of them: theirs, with what was changed only in the
/// form, and with what was chosen.
pub fn merge(
    base: &Value,
    theirs: &Value,
    mine: &Value,
    chosen: impl Fn(&str) -> Option<Side>,
) -> (Vec<Meeting>, Value) {
    let mut merged = theirs.clone();
    let mut meetings = Vec::new();
    for path in places(&[base, theirs, mine]) {
        let at = |value| values::get(value, &path).clone();
        let (was, other, own) = (at(base), at(theirs), at(mine));
        if was == other && was == own {
            continue;
        }
        let taken = if other == own || own == was {
            Some(Side::Theirs)
        } else if other == was {
            Some(Side::Mine)
        } else {
            chosen(&path)
        };
        if taken == Some(Side::Mine) {
            values::set(&mut merged, &path, (!own.is_null()).then(|| own.clone()));
        }
        meetings.push(Meeting {
            path,
            base: was,
            theirs: other,
            mine: own,
            taken,
        });
    }
    for part in ["host", "publisher"] {
        // What has no member left is not there.
        if merged
            .get(part)
            .and_then(Value::as_object)
            .is_some_and(serde_json::Map::is_empty)
        {
            values::set(&mut merged, part, None);
        }
    }
    (meetings, merged)
}

impl Meeting {
    /// Whether both changed it, each in their own way.
    pub fn collides(&self) -> bool {
        self.theirs != self.mine && self.theirs != self.base && self.mine != self.base
    }
}

/// The places that are merged each for itself: the fields of the form; of the host item and the publisher,
/// their members.
fn places(all: &[&Value]) -> Vec<String> {
    let mut places = Vec::new();
    for field in fields::all() {
        if !matches!(field.path, "host" | "publisher") {
            places.push(field.path.to_owned());
            continue;
        }
        let members = all
            .iter()
            .filter_map(|value| value.get(field.path)?.as_object());
        for name in members.flat_map(|members| members.keys()) {
            let place = format!("{}.{name}", field.path);
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_one_changed_is_kept_and_what_both_changed_is_chosen() {
        let base = json!({ "edition": "1", "extent": "a", "access": "open", "host": { "volume": "1" }, "themes": [1] });
        let theirs = json!({ "edition": "2", "extent": "b", "access": "open", "host": { "volume": "1", "issue": "4" }, "themes": [1] });
        let mine = json!({ "edition": "3", "extent": "a", "access": "restricted", "host": { "volume": "2" } });
        let (meetings, open) = merge(&base, &theirs, &mine, |_| None);
        let told: Vec<_> = meetings
            .iter()
            .map(|m| (m.path.as_str(), m.taken, m.collides()))
            .collect();
        use Side::{Mine, Theirs};
        assert_eq!(
            told,
            [
                ("themes", Some(Mine), false),
                ("edition", None, true),
                ("extent", Some(Theirs), false),
                ("host.volume", Some(Mine), false),
                ("host.issue", Some(Theirs), false),
                ("access", Some(Mine), false),
            ]
        );
        let merged = json!({ "edition": "2", "extent": "b", "access": "restricted", "host": { "volume": "2", "issue": "4" } });
        assert_eq!(open, merged);
        let (meetings, chosen) = merge(&base, &theirs, &mine, |_| Some(Mine));
        assert!(meetings.iter().all(|m| m.taken.is_some()));
        assert_eq!(chosen["edition"], "3");
    }

    #[test]
    fn who_changes_nothing_gets_what_the_other_saved() {
        let base = json!({ "edition": "1", "publisher": { "name": "a" } });
        let theirs = json!({ "extent": "b" });
        assert_eq!(merge(&base, &theirs, &base, |_| None).1, theirs);
        assert_eq!(merge(&base, &base, &theirs, |_| None).1, theirs);
        assert_eq!(merge(&base, &theirs, &theirs, |_| None).1, theirs);
    }
}
