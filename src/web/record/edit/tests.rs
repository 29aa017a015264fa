//! From a description to the form and back.

use proptest::prelude::*;
use record::{Description, Mapping};
use serde_json::{Value, json};

use super::{
    check::{self, Problem},
    fields::{self, Kind},
    sheet::{Ground, Item, Origin, Sheet, name},
    values::{self, Kit},
};

/// What a browser posts of a sheet that was shown: every input by its name, line ends in its own way.
fn posted(sheet: &Sheet) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for field in fields::all() {
        if field.many {
            all.push((format!("{}.@", field.path), String::new()));
        }
        for (n, item) in sheet.items(field.path).iter().enumerate() {
            let prefix = check::prefix(field, n);
            all.push((format!("{prefix}.@"), item.origin.code()));
            for (member, text) in field.members.iter().zip(&item.texts) {
                if member.kind == Kind::Tick && text.is_empty() {
                    continue;
                }
                let line = match member.kind {
                    Kind::Area => text.replace('\n', "\r\n"),
                    _ => text.replace(['\n', '\r'], " "),
                };
                all.push((name(&prefix, member.name), line));
            }
        }
    }
    all
}

fn ground(value: &Value) -> Ground {
    Ground {
        base: value.clone(),
        source: value.clone(),
    }
}

fn with_kit<T>(check: impl FnOnce(&Kit<'_>) -> T) -> T {
    let (taxonomy, mapping) = (taxonomy::Taxonomy::bundled(), Mapping::bundled());
    check(&Kit {
        taxonomy: &taxonomy,
        mapping: &mapping,
    })
}

/// A description of everything that there is.
fn full() -> Value {
    json!({
        "status": "live",
        "titles": {
            "main": { "main": "Wages", "remainder": "a study", "lang": "en", "non_filing": 4 },
            "parallel": [{ "main": "Salaires", "lang": "fr", "certainty": { "detected": 0.5 } }],
            "original": { "main": "Löhne", "lang": "de" },
            "variant": [{ "main": "Pay" }]
        },
        "identifiers": [{ "kind": "isbn", "value": "9221080812", "valid": false }],
        "document_type": { "concept": "book", "why": { "rule": "leader" } },
        "themes": [{ "concept": "wages", "why": { "field": "650[1]" } }],
        "places": [{ "name": "Peru", "concept": "peru" }],
        "keywords": [{ "text": { "value": "pay", "lang": "und", "certainty": "unknown" }, "field": "653[1]" }],
        "languages": ["en", "fr"],
        "contributors": [{ "kind": "person", "name": "Doe, Jo", "roles": ["aut", "edt"], "main_entry": true, "field": "100[1]" }],
        "date": { "raw": "[1920?]", "year": 1920, "uncertain": true },
        "host": { "title": "Review", "volume": "37", "pages": { "raw": "1-9", "first": "1", "last": "9" }, "raw": "p. 1-9" },
        "publisher": { "name": "ILO", "place": "Geneva" },
        "abstracts": [{ "value": "One.\nTwo.", "lang": "en" }],
        "relations": [{ "kind": "translation", "title": "T", "record_numbers": ["1"], "identifiers": [{ "kind": "isbn", "value": "9789221080817" }], "field": "767[1]" }],
        "access": "open"
    })
}

/// What becomes of a description when some inputs are posted otherwise.
fn edited(base: &Value, changes: &[(&str, &str)]) -> Value {
    let ground = ground(base);
    let mut inputs = posted(&Sheet::of(&ground));
    for (name, text) in changes {
        inputs.retain(|(n, _)| n != name);
        inputs.push(((*name).to_owned(), (*text).to_owned()));
    }
    with_kit(|kit| Sheet::posted(&ground, &inputs).value(&ground, kit))
}

fn wrong(base: &Value, changes: &[(&str, &str)]) -> Vec<Problem> {
    let ground = ground(base);
    let mut inputs = posted(&Sheet::of(&ground));
    for (name, text) in changes {
        inputs.retain(|(n, _)| n != name);
        inputs.push(((*name).to_owned(), (*text).to_owned()));
    }
    with_kit(|kit| check::problems(&Sheet::posted(&ground, &inputs), &ground, kit))
}

#[test]
fn what_is_shown_and_posted_again_is_the_same() {
    let value = full();
    let description: Description = serde_json::from_value(value.clone()).unwrap();
    assert!(!description.contributors.is_empty());
    assert_eq!(edited(&value, &[]), value);
}

#[test]
fn a_change_is_a_change_of_its_field_alone_and_says_that_it_is_an_edit() {
    for (changes, path, after) in [
        (
            &[("titles.main.remainder", "")][..],
            "titles.main",
            json!({ "main": "Wages", "lang": "en", "non_filing": 4 }),
        ),
        (
            &[("titles.parallel.0.lang", "Spanish")],
            "titles.parallel",
            json!([{ "main": "Salaires", "lang": "es" }]),
        ),
        (
            &[("themes.0.concept", "trade-union")],
            "themes",
            json!([{ "concept": "trade-union", "why": "edit" }]),
        ),
        (
            &[("identifiers.0.value", "92-2-108081-1")],
            "identifiers",
            json!([{ "kind": "isbn", "value": "9789221080817" }]),
        ),
        (
            &[("contributors.0.roles", "translator, aut")],
            "contributors",
            json!([{ "kind": "person", "name": "Doe, Jo", "roles": ["trl", "aut"], "main_entry": true, "field": "100[1]" }]),
        ),
        (
            &[("date.raw", "1921-1923")],
            "date",
            json!({ "raw": "1921-1923", "year": 1921, "until": 1923 }),
        ),
        (
            &[("host.pages.raw", "644-51")],
            "host.pages",
            json!({ "raw": "644-51", "first": "644", "last": "651" }),
        ),
        (&[("host.pages.raw", "")], "host.pages", Value::Null),
        (
            &[("publisher.name", ""), ("publisher.place", " ")],
            "publisher",
            Value::Null,
        ),
        (
            &[("keywords.0.text.lang", "fr")],
            "keywords",
            json!([{ "text": { "value": "pay", "lang": "fr" }, "field": "653[1]" }]),
        ),
        (
            &[("notes.0.@", ""), ("notes.0.text.value", "A note")],
            "notes",
            json!([{ "text": { "value": "A note", "lang": "und", "certainty": "unknown" }, "field": "edit" }]),
        ),
        (
            &[("languages.0", ""), ("languages.1", "")],
            "languages",
            json!(["und"]),
        ),
        (&[("edition", " 2nd  ed ")], "edition", json!("2nd ed")),
    ] {
        let mut expected = full();
        values::set(&mut expected, path, (!after.is_null()).then_some(after));
        let got = edited(&full(), changes);
        assert_eq!(got, expected, "{changes:?}");
        serde_json::from_value::<Description>(got).unwrap();
    }
}

#[test]
fn what_was_typed_wrong_is_told_beside_its_input() {
    for (changes, input, text) in [
        (
            &[("titles.main.main", " ")][..],
            "titles.main.main",
            "needed",
        ),
        (&[("titles.main.lang", "xx?")], "titles.main.lang", "lang"),
        (
            &[("titles.main.non_filing", "12")],
            "titles.main.non_filing",
            "digit",
        ),
        (
            &[("identifiers.0.value", "9221080813")],
            "identifiers.0.value",
            "isbn",
        ),
        (
            &[
                ("identifiers.0.kind", "doi"),
                ("identifiers.0.value", "11.1/x"),
            ],
            "identifiers.0.value",
            "doi",
        ),
        (
            &[("themes.0.concept", "no-such")],
            "themes.0.concept",
            "concept",
        ),
        (
            &[("document_type.concept", "")],
            "document_type.concept",
            "no-concept",
        ),
        (
            &[("contributors.0.roles", "aut, xyz")],
            "contributors.0.roles",
            "role",
        ),
        (
            &[(
                "contributors.0.uris",
                "https://orcid.org/0000-0002-1825-0098",
            )],
            "contributors.0.uris",
            "orcid",
        ),
        (&[("host.issn", "0020-7781")], "host.issn", "issn"),
        (
            &[("host.pages.raw", "20-10")],
            "host.pages.raw",
            "pages-fall",
        ),
        (
            &[("status", "embargoed"), ("embargo", "2001-01-01")],
            "embargo",
            "embargo",
        ),
        (&[("status", "hidden")], "status", "choice"),
        (
            &[
                ("assets.0.@", ""),
                ("assets.0.url", "ftp://x"),
                ("assets.0.kind", "cover"),
            ],
            "assets.0.url",
            "address",
        ),
    ] {
        let found = wrong(&full(), changes);
        let errors: Vec<_> = found.iter().filter(|p| p.error).collect();
        let told: Vec<_> = errors.iter().map(|p| (p.input.as_str(), p.text)).collect();
        assert_eq!(told, [(input, text)], "{changes:?}");
    }
}

#[test]
fn what_was_wrong_before_does_not_keep_the_rest_from_being_saved() {
    let found = wrong(&full(), &[("edition", "3rd")]);
    let told: Vec<_> = found.iter().map(|p| (p.input.as_str(), p.error)).collect();
    assert_eq!(told, [("identifiers.0.value", false)]);
}

#[test]
fn a_field_is_set_back_to_what_the_source_says_with_all_that_is_not_shown_of_it() {
    let mut base = full();
    base["contributors"] =
        json!([{ "kind": "person", "name": "Other", "roles": ["aut"], "field": "edit" }]);
    let ground = Ground {
        base,
        source: full(),
    };
    let mut sheet = Sheet::of(&ground);
    sheet.reset(fields::at("contributors").unwrap(), &ground);
    let again = Sheet::posted(&ground, &posted(&sheet));
    assert_eq!(with_kit(|kit| again.value(&ground, kit)), full());
}

#[test]
fn items_are_moved_by_the_order_in_which_they_are_posted_and_left_out_when_empty() {
    let ground = ground(&full());
    let mut sheet = Sheet::of(&ground);
    let field = fields::at("languages").unwrap();
    sheet.items_mut(field).swap(0, 1);
    sheet.items_mut(field).push(Item {
        origin: Origin::New,
        texts: vec![String::new()],
    });
    let again = Sheet::posted(&ground, &posted(&sheet));
    let value = with_kit(|kit| again.value(&ground, kit));
    assert_eq!(value["languages"], json!(["fr", "en"]));
}

/// A text as descriptions have them, now and then with what inputs lose.
fn text() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[a-zé中<&\"';,.: -]{0,12}".prop_map(Value::from),
        Just(json!("two\nlines")),
        Just(json!("")),
    ]
}

fn object(members: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    let values: Vec<_> = members.into_iter().map(|(_, value)| value).collect();
    values
        .prop_map(move |values| {
            let pairs = names.iter().map(|n| (*n).to_owned()).zip(values);
            Value::Object(pairs.filter(|(_, value)| !value.is_null()).collect())
        })
        .boxed()
}

fn maybe(value: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    prop_oneof![Just(Value::Null), value].boxed()
}

fn some(value: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    let all = prop::collection::vec(value, 0..3);
    all.prop_map(|all| match all.is_empty() {
        true => Value::Null,
        false => Value::Array(all),
    })
    .boxed()
}

fn one_of(all: &'static [&'static str]) -> BoxedStrategy<Value> {
    prop::sample::select(all).prop_map(Value::from).boxed()
}

fn lang() -> BoxedStrategy<Value> {
    one_of(&["en", "fr", "es", "ar", "und"])
}

fn title() -> BoxedStrategy<Value> {
    object(vec![
        ("main", text().boxed()),
        ("remainder", maybe(text())),
        ("part", maybe(text())),
        ("lang", maybe(lang())),
        ("certainty", maybe(Just(json!({ "detected": 0.5 })))),
        ("non_filing", maybe((1_u8..9).prop_map(Value::from))),
        ("script", maybe(one_of(&["Cyrl", "Arab"]))),
    ])
}

fn spoken() -> BoxedStrategy<Value> {
    object(vec![
        ("value", text().boxed()),
        ("lang", lang()),
        ("certainty", maybe(Just(json!("unknown")))),
    ])
}

fn identifier() -> BoxedStrategy<Value> {
    object(vec![
        ("kind", one_of(&["doi", "isbn", "call-number"])),
        ("value", text().boxed()),
        ("valid", maybe(Just(json!(false)))),
    ])
}

fn description() -> BoxedStrategy<Value> {
    object(vec![
        (
            "titles",
            object(vec![
                ("main", title()),
                ("parallel", some(title())),
                ("original", maybe(title())),
                ("variant", some(title())),
            ]),
        ),
        ("identifiers", some(identifier())),
        (
            "document_type",
            Just(json!({ "concept": "book", "why": { "rule": "x" } })).boxed(),
        ),
        (
            "themes",
            some(object(vec![
                ("concept", one_of(&["wages", "trade-union"])),
                ("why", one_of(&["edit"])),
            ])),
        ),
        (
            "places",
            some(object(vec![
                ("name", text().boxed()),
                ("concept", maybe(one_of(&["peru"]))),
            ])),
        ),
        (
            "keywords",
            some(object(vec![
                ("text", spoken()),
                ("vocabulary", maybe(text())),
                ("field", one_of(&["650[3]"])),
            ])),
        ),
        (
            "languages",
            prop::collection::vec(lang(), 1..3)
                .prop_map(Value::from)
                .boxed(),
        ),
        (
            "contributors",
            some(object(vec![
                ("kind", one_of(&["person", "corporate", "meeting"])),
                ("name", text().boxed()),
                (
                    "roles",
                    some(one_of(&["aut", "edt"]))
                        .prop_map(|v| if v.is_null() { json!([]) } else { v })
                        .boxed(),
                ),
                ("main_entry", maybe(Just(json!(true)))),
                ("dates", maybe(text())),
                (
                    "uris",
                    some(one_of(&["https://orcid.org/0000-0002-1825-0097", "a b"])),
                ),
                ("field", one_of(&["700[1]"])),
            ])),
        ),
        ("responsibility", maybe(text())),
        (
            "date",
            maybe(object(vec![
                ("raw", text().boxed()),
                ("year", maybe(Just(json!(1920)))),
            ])),
        ),
        (
            "host",
            maybe(object(vec![
                ("title", maybe(text())),
                ("issn", maybe(text())),
                ("volume", maybe(text())),
                (
                    "pages",
                    maybe(object(vec![
                        ("raw", text().boxed()),
                        ("first", maybe(text())),
                    ])),
                ),
                ("raw", maybe(text())),
            ])),
        ),
        (
            "series",
            some(object(vec![
                ("title", text().boxed()),
                ("number", maybe(text())),
                ("issn", maybe(text())),
            ])),
        ),
        (
            "publisher",
            maybe(object(vec![
                ("name", maybe(text())),
                ("place", maybe(text())),
            ])),
        ),
        ("edition", maybe(text())),
        ("extent", maybe(text())),
        ("abstracts", some(spoken())),
        (
            "notes",
            some(object(vec![
                ("text", spoken()),
                ("field", one_of(&["500[1]"])),
            ])),
        ),
        (
            "relations",
            some(object(vec![
                ("kind", one_of(&["other", "precedes"])),
                ("title", maybe(text())),
                ("record_numbers", some(text())),
                ("identifiers", some(identifier())),
                ("field", one_of(&["787[1]"])),
            ])),
        ),
        (
            "assets",
            some(object(vec![
                ("url", one_of(&["https://example.org/a.pdf"])),
                ("kind", one_of(&["cover", "full-text"])),
                ("label", maybe(text())),
            ])),
        ),
        ("access", one_of(&["unknown", "open", "restricted"])),
        ("embargo", maybe(one_of(&["2030-01-31T00:00:00Z"]))),
        (
            "rights",
            some(object(vec![
                ("text", text().boxed()),
                ("uri", maybe(text())),
            ])),
        ),
        ("status", one_of(&["live", "suppressed", "deleted"])),
    ])
}

proptest! {
    #[test]
    fn any_description_comes_back_from_the_form_as_it_was(value in description()) {
        let read: Description = serde_json::from_value(value.clone()).unwrap();
        let ground = ground(&value);
        let again = Sheet::posted(&ground, &posted(&Sheet::of(&ground)));
        let value = with_kit(|kit| again.value(&ground, kit));
        prop_assert_eq!(&value, &ground.base);
        prop_assert_eq!(serde_json::from_value::<Description>(value).unwrap(), read);
    }
}
