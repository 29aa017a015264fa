//! A value of a description and the text it is typed as.

use record::{IdentifierKind, Mapping, build::typed};
use serde_json::{Map, Value, json};
use taxonomy::{Lang, Taxonomy};

use super::fields::{Field, Kind};

/// What typed texts are read with.
pub struct Kit<'a> {
    /// The concepts.
    pub taxonomy: &'a Taxonomy,
    /// The mapping tables.
    pub mapping: &'a Mapping,
}

/// The theme that all places stand under.
const PLACES: &str = "countries-and-areas";
static NOTHING: Value = Value::Null;

/// What stands at a place, as `text.lang`; null when nothing does. The empty place is the value itself.
pub fn get<'a>(value: &'a Value, path: &str) -> &'a Value {
    let mut steps = path.split('.').filter(|step| !step.is_empty());
    steps
        .try_fold(value, |value, step| value.get(step))
        .unwrap_or(&NOTHING)
}

/// Puts a value at a place, or takes away what stands there.
pub fn set(target: &mut Value, path: &str, value: Option<Value>) {
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(members) = target else {
        return;
    };
    match (rest, value) {
        ("", Some(value)) => {
            members.insert(step.to_owned(), value);
        }
        ("", None) => {
            members.shift_remove(step);
        }
        (rest, None) => {
            if let Some(inner) = members.get_mut(step) {
                set(inner, rest, None);
            }
        }
        (rest, value) => set(members.entry(step).or_insert(Value::Null), rest, value),
    }
}

/// The text that a value is shown as.
pub fn text(kind: Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Numbers, Value::Array(all)) => {
            let one = |id: &Value| {
                let part = |name| get(id, name).as_str().unwrap_or_default();
                format!("{} {}", part("kind"), part("value"))
            };
            all.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        (_, Value::Array(all)) => {
            let all: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
            all.join(separator(kind))
        }
        (_, Value::String(text)) => text.clone(),
        (_, Value::Bool(true)) => "yes".to_owned(),
        (_, Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn separator(kind: Kind) -> &'static str {
    match kind {
        Kind::Roles => ", ",
        Kind::Uris => " ",
        _ => "; ",
    }
}

/// What a new item's input begins with.
pub fn first(kind: Kind) -> String {
    match kind {
        Kind::Choice(all) => all.first().map(|c| (*c).to_owned()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// The parts of a text that lists several.
pub fn parts(kind: Kind, text: &str) -> Vec<String> {
    let by = |c: char| match kind {
        Kind::Roles => matches!(c, ',' | ';'),
        Kind::Uris => c.is_whitespace(),
        _ => c == ';',
    };
    let parts = text.split(by).map(typed::text);
    parts.filter(|part| !part.is_empty()).collect()
}

/// The language that a text names, by its code or its name in a language of the interface.
pub fn language(text: &str) -> Option<Lang> {
    let text = text.trim();
    let named = |lang: &Lang| {
        let folded = taxonomy::fold(text);
        Lang::INTERFACE
            .iter()
            .any(|l| taxonomy::fold(&lang.name(*l)) == folded)
    };
    Lang::from_tag(text).or_else(|| Lang::all().find(named))
}

/// The moment that a text names: a day is its beginning.
pub fn moment(text: &str) -> String {
    let text = text.trim();
    let day = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    match day {
        true => format!("{text}T00:00:00Z"),
        false => text.to_owned(),
    }
}

/// The identifier that a text as `isbn 9789221080817` names.
pub fn number(text: &str) -> Option<record::Identifier> {
    let (kind, value) = text.trim().split_once(char::is_whitespace)?;
    let kind: IdentifierKind = serde_json::from_value(json!(kind.trim_end_matches(':'))).ok()?;
    Some(typed::identifier(kind, value))
}

/// The value that a text stands for; `None` takes away what was there. What does not fit stays a text, and is
/// told by the checks.
pub fn typed(kind: Kind, text: &str, kit: &Kit<'_>) -> Option<Value> {
    let clean = typed::text(text);
    if clean.is_empty() {
        return (kind == Kind::Needed).then(|| json!(""));
    }
    Some(match kind {
        Kind::Tick => json!(true),
        Kind::Lang => json!(language(&clean).map_or(clean, |lang| lang.as_str().to_owned())),
        Kind::Digit => match clean.parse::<u8>() {
            Ok(0) => return None,
            Ok(digit) => json!(digit),
            Err(_) => json!(clean),
        },
        Kind::Roles => {
            let code = |part: String| role(&part, kit).unwrap_or(part);
            json!(parts(kind, text).into_iter().map(code).collect::<Vec<_>>())
        }
        Kind::Words | Kind::Uris => json!(parts(kind, text)),
        Kind::Numbers => {
            let all = parts(kind, text);
            json!(all.iter().filter_map(|n| number(n)).collect::<Vec<_>>())
        }
        Kind::Moment => json!(moment(&clean)),
        Kind::Issn => json!(typed::identifier(IdentifierKind::Issn, &clean).value),
        Kind::Isbn => json!(typed::identifier(IdentifierKind::Isbn, &clean).value),
        _ => json!(clean),
    })
}

/// The relator code that a text means: a code, or a word for one.
pub fn role(text: &str, kit: &Kit<'_>) -> Option<String> {
    let relators = &kit.mapping.relators;
    let found = relators.of_code(text).or_else(|| relators.of_term(text));
    found.map(str::to_owned)
}

/// Makes an item whole after its members were set: what follows from them, and what a new one needs.
pub fn settle(field: &Field, was: &Value, value: &mut Value, kit: &Kit<'_>) {
    let changed = |value: &Value, name: &str| get(was, name) != get(value, name);
    match field.path {
        "document_type" | "themes" if changed(value, "concept") => {
            set(value, "why", Some(json!("edit")));
        }
        "contributors" | "relations" => edited(value),
        "keywords" | "notes" => {
            edited(value);
            spoken(was, value, "text");
        }
        "abstracts" => spoken(was, value, ""),
        "titles.main" | "titles.parallel" | "titles.original" | "titles.variant"
            if changed(value, "lang") =>
        {
            set(value, "certainty", None);
        }
        "date" => {
            let raw = text(Kind::Line, get(value, "raw"));
            *value = json!(typed::publication_date(&raw));
        }
        "host" if changed(value, "pages.raw") => {
            let raw = text(Kind::Line, get(value, "pages.raw"));
            set(value, "pages", typed::pages(&raw).map(|pages| json!(pages)));
        }
        "identifiers" => {
            let kind = serde_json::from_value(get(value, "kind").clone());
            if let Ok(kind) = kind {
                let typed = text(Kind::Line, get(value, "value"));
                *value = json!(typed::identifier(kind, &typed));
            }
        }
        "places" if changed(value, "name") => {
            let name = text(Kind::Line, get(value, "name"));
            set(value, "concept", place(&name, kit).map(Value::String));
        }
        _ => {}
    }
}

/// Says of a new item that it came by an edit.
fn edited(value: &mut Value) {
    if get(value, "field").is_null() {
        set(value, "field", Some(json!("edit")));
    }
}

/// A text has a language, `und` when nobody knows it; one that was typed is declared.
fn spoken(was: &Value, value: &mut Value, at: &str) {
    let at = |name: &str| match at {
        "" => name.to_owned(),
        at => format!("{at}.{name}"),
    };
    let lang = get(value, &at("lang")).clone();
    if lang.is_null() {
        set(value, &at("lang"), Some(json!("und")));
        set(value, &at("certainty"), Some(json!("unknown")));
    } else if *get(was, &at("lang")) != lang {
        let unknown = (lang == "und").then(|| json!("unknown"));
        set(value, &at("certainty"), unknown);
    }
    if get(value, &at("value")).is_null() {
        set(value, &at("value"), Some(json!("")));
    }
}

/// The concept of a place's name.
fn place(name: &str, kit: &Kit<'_>) -> Option<String> {
    let themes = kit.taxonomy.themes();
    let found = themes.match_heading(name, None)?.concept;
    let below = themes.descendants(PLACES);
    below.contains(&found).then(|| found.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_code_and_by_its_names() {
        for (typed, code) in [
            ("fr", Some("fr")),
            ("fre", Some("fr")),
            ("French", Some("fr")),
            ("français", Some("fr")),
            ("francés", Some("fr")),
            (" ar ", Some("ar")),
            ("Klingonese", None),
        ] {
            let found = language(typed);
            assert_eq!(found.as_ref().map(|lang| lang.as_str()), code, "{typed}");
        }
    }

    #[test]
    fn values_are_put_at_their_places_and_taken_away() {
        let mut value = json!({ "a": { "b": 1 } });
        set(&mut value, "a.c", Some(json!(2)));
        set(&mut value, "d.e", Some(json!(3)));
        set(&mut value, "a.b", None);
        set(&mut value, "x.y", None);
        assert_eq!(value, json!({ "a": { "c": 2 }, "d": { "e": 3 } }));
        assert_eq!(get(&value, "d.e"), &json!(3));
        assert_eq!(get(&value, "d.f"), &Value::Null);
        assert_eq!(get(&value, ""), &value);
    }
}
