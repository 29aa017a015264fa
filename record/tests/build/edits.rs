//! Edits.

use record::{BuildError, EditError, Why};
use serde_json::{Value, json};

use crate::support::{edited, marc};

const LINES: &str =
    "leader 00000cam a2200000 a 4500\n041 0_ $a eng\n245 00 $a Wages\n650 _7 $a wage $2 ilot";

fn error(patch: &Value) -> String {
    match edited(&marc(LINES), Some(patch)) {
        Err(BuildError::Edits(error)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn edits_lie_over_the_source() {
    let patch = json!({
        "titles": {"main": {"main": "Wages  today"}},
        "document_type": {"concept": "report"},
        "themes": ["social-security", {"concept": "wages", "why": {"field": "650[1]"}}],
        "date": {"raw": "1999", "year": 1999}
    });
    let description = edited(&marc(LINES), Some(&patch)).unwrap().description;
    assert_eq!(description.titles.main.main, "Wages today");
    assert_eq!(description.titles.main.lang.unwrap().as_str(), "en");
    assert_eq!(
        (
            description.document_type.concept.as_str(),
            &description.document_type.why
        ),
        ("report", &Why::Edit)
    );
    assert_eq!(
        (
            description.themes[0].concept.as_str(),
            &description.themes[0].why
        ),
        ("social-security", &Why::Edit)
    );
    assert_eq!(description.themes[1].why, Why::Field("650[1]".to_owned()));
    assert_eq!(description.date.unwrap().year, Some(1999));
}

#[test]
fn no_edits_and_empty_edits_change_nothing() {
    let plain = edited(&marc(LINES), None).unwrap();
    assert_eq!(edited(&marc(LINES), Some(&json!({}))).unwrap(), plain);
}

#[test]
fn edited_identifiers_give_their_keys() {
    let patch = json!({"identifiers": [{"kind": "doi", "value": "10.1111/ilr.12075"}]});
    let built = edited(&marc(LINES), Some(&patch)).unwrap();
    assert_eq!(built.keys[0].0, "doi:10.1111/ilr.12075");
}

#[test]
fn edits_that_do_not_fit_name_their_place() {
    for (patch, expected) in [
        (
            json!({"titel": {}}),
            "titel: a description has no such field; see the data model for its fields",
        ),
        (
            json!("x"),
            "(the patch): a description has no such field; see the data model for its fields",
        ),
        (
            json!({"document_type": "no-such-type"}),
            "document_type.concept: there is no concept \"no-such-type\"; create it first or choose another",
        ),
        (
            json!({"themes": ["wages", "no-such"]}),
            "themes[1].concept: there is no concept \"no-such\"; create it first or choose another",
        ),
        (
            json!({"languages": []}),
            "languages: needs a language; give [\"und\"] where nobody knows it",
        ),
    ] {
        assert_eq!(error(&patch), expected);
    }
    assert!(error(&json!({"responsibility": "x", "languages": "en"})).starts_with("languages: "));
    assert!(error(&json!({"titles": null})).starts_with("titles: "));
    let unknown = edited(&marc(LINES), Some(&json!({"x": 1})));
    assert!(matches!(
        unknown,
        Err(BuildError::Edits(EditError::UnknownField { .. }))
    ));
}
