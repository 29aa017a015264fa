//! Stories of changes, and the promise that no sequence of them breaks the taxonomy.

use proptest::prelude::*;

use super::*;
use crate::{fixture::taxonomy, id::THEMES};

fn merge(from: &str, into: &str) -> TaxonomyChange {
    TaxonomyChange::Merge {
        scheme: THEMES.into(),
        from: from.into(),
        into: into.into(),
    }
}

fn ids(list: &[&str]) -> Vec<ConceptId> {
    list.iter().map(|id| ConceptId::new(id)).collect()
}

fn text(ids: &[ConceptId]) -> String {
    let ids: Vec<&str> = ids.iter().map(ConceptId::as_str).collect();
    ids.join(" ")
}

#[test]
fn merged_concept_leads_to_its_heir_with_all_it_had() {
    let (merged, affected) = apply(&taxonomy(), &merge("wages", "older-workers")).unwrap();
    assert_eq!(text(&affected), "minimum-wage older-workers wages");
    let themes = merged.themes();
    assert_eq!(
        themes.resolve("wages").unwrap().id.as_str(),
        "older-workers"
    );
    assert_eq!(text(themes.narrower("work")), "older-workers");
    assert_eq!(text(themes.narrower("older-workers")), "minimum-wage");
    let heir = themes.get("older-workers").unwrap();
    assert_eq!(heir.alt[&Lang::EN], ["wage", "pay", "earnings from labour"]);
    assert_eq!(heir.hidden[&Lang::EN], ["wagse"]);
    assert_eq!(heir.close, ["http://example.org/wage"]);
    let found = themes.match_heading("salaires", Some(Lang::FR)).unwrap();
    assert_eq!(found.concept.as_str(), "older-workers");
    assert_eq!(themes.get("wages").unwrap().label(Lang::FR), "salaire");
    assert_eq!(check(&merged), []);
}

fn heading(text: &str, means: Option<Means>) -> TaxonomyChange {
    TaxonomyChange::Heading {
        scheme: THEMES.into(),
        source: "653".into(),
        text: text.into(),
        means,
    }
}

#[test]
fn a_mapped_heading_names_its_concept_for_its_own_source_and_follows_a_merge() {
    let means = Means::Concept {
        concept: "wages".into(),
        relation: crate::Relation::Broad,
    };
    let (mapped, _) = apply(&taxonomy(), &heading("Gotong royong", Some(means))).unwrap();
    let named = |t: &Taxonomy, source: &str, text: &str| {
        let german = Lang::from_tag("de");
        t.themes()
            .name_heading(source, text, german)
            .map(|c| c.to_string())
    };
    assert_eq!(
        named(&mapped, "653", "GOTONG ROYONG."),
        Some("wages".into())
    );
    assert_eq!(named(&mapped, "lcsh", "Gotong royong"), None);
    assert_ne!(mapped.version(), taxonomy().version());
    let (merged, _) = apply(&mapped, &merge("wages", "work")).unwrap();
    assert_eq!(named(&merged, "653", "Gotong royong"), Some("work".into()));
    assert_eq!(check(&merged), []);
    let touched = crate::touched(&mapped, &merged);
    assert!(
        touched.placed.contains(&(THEMES.into(), "wages".into())),
        "{touched:?}"
    );
    let missing = Means::Concept {
        concept: "nothing".into(),
        relation: crate::Relation::Exact,
    };
    let error = apply(&taxonomy(), &heading("x", Some(missing))).unwrap_err();
    assert!(error.to_string().contains("no concept nothing"), "{error}");
}

#[test]
fn several_changes_are_made_as_a_whole_and_the_bad_one_is_named() {
    let changes = [heading("x", Some(Means::Keyword)), merge("wages", "wages")];
    let error = apply_all(&taxonomy(), &changes).unwrap_err().to_string();
    assert!(
        error.starts_with("change 2: concept wages cannot be merged into itself"),
        "{error}"
    );
    let (replayed, left_out) = replay(&taxonomy(), &changes);
    assert_eq!(left_out.len(), 1);
    assert!(replayed.themes().headings().get("653", "X.").is_some());
    let (back, undone) = undo(&taxonomy(), &changes[..1], &replayed).unwrap();
    assert_eq!(undone.version(), taxonomy().version());
    assert_eq!(
        apply_all(&replayed, &back).unwrap().version(),
        taxonomy().version()
    );
    let (other, _) = apply(&replayed, &heading("x", None)).unwrap();
    let error = undo(&taxonomy(), &changes[..1], &other)
        .unwrap_err()
        .to_string();
    assert!(error.contains("was changed again since"), "{error}");
}

#[test]
fn chains_of_merges_stay_one_hop() {
    let (one, _) = apply(&taxonomy(), &merge("minimum-wage", "wages")).unwrap();
    let (two, affected) = apply(&one, &merge("wages", "work")).unwrap();
    assert_eq!(text(&affected), "minimum-wage wages work");
    let old = two.themes().get("minimum-wage").unwrap();
    assert_eq!(old.replaced_by, Some("work".into()));
    assert_eq!(
        two.themes().resolve("minimum-wage").unwrap().id.as_str(),
        "work"
    );
}

#[test]
fn merging_into_a_narrower_concept_lifts_it() {
    let (merged, _) = apply(&taxonomy(), &merge("work", "wages")).unwrap();
    assert_eq!(text(merged.themes().top()), "wages social-policy meetings");
    assert_eq!(
        text(merged.themes().narrower("wages")),
        "older-workers minimum-wage"
    );
}

#[test]
fn related_concepts_part_when_a_merge_puts_one_below_the_other() {
    let (merged, _) = apply(&taxonomy(), &merge("work", "social-policy")).unwrap();
    assert_eq!(merged.themes().get("older-workers").unwrap().related, []);
    assert_eq!(merged.themes().get("social-policy").unwrap().related, []);
}

#[test]
fn what_cannot_be_is_refused_with_the_reason() {
    let scheme = SchemeId::new(THEMES);
    let step = |concept: &str, broader: &[&str]| TaxonomyChange::Move {
        scheme: scheme.clone(),
        concept: concept.into(),
        broader: ids(broader),
    };
    let relate = |concept: &str, related: &[&str]| TaxonomyChange::Relate {
        scheme: scheme.clone(),
        concept: concept.into(),
        related: ids(related),
    };
    let create = |id: &str| TaxonomyChange::Create {
        scheme: scheme.clone(),
        concept: Box::new(Concept {
            id: id.into(),
            notation: None,
            ..taxonomy().themes().get("meetings").unwrap().clone()
        }),
    };
    let retire = |concept: &str| TaxonomyChange::Deprecate {
        scheme: scheme.clone(),
        concept: concept.into(),
    };
    for (change, expected) in [
        (step("work", &["minimum-wage"]), "is above itself"),
        (
            step("wages", &["nothing"]),
            "broader nothing does not exist",
        ),
        (step("nothing", &[]), "no concept nothing in themes"),
        (
            relate("wages", &["work"]),
            "related to work, which is above it",
        ),
        (relate("wages", &["wages"]), "the concept itself"),
        (create("wages"), "already"),
        (create("No Slug"), "is no slug"),
        (retire("work"), "has 2 below it"),
        (merge("wages", "wages"), "into itself"),
        (merge("wages", "nothing"), "no concept nothing"),
    ] {
        let error = apply(&taxonomy(), &change).unwrap_err().to_string();
        assert!(error.contains(expected), "{expected}: {error}");
    }
    let (merged, _) = apply(&taxonomy(), &merge("wages", "work")).unwrap();
    let error = apply(&merged, &step("wages", &[])).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("was merged into work; change that")
    );
}

#[test]
fn relating_and_parting_holds_on_both_sides() {
    let relate = |related: &[&str]| TaxonomyChange::Relate {
        scheme: THEMES.into(),
        concept: "meetings".into(),
        related: ids(related),
    };
    let (one, affected) = apply(&taxonomy(), &relate(&["work", "wages"])).unwrap();
    assert_eq!(text(&affected), "meetings wages work");
    let (two, affected) = apply(&one, &relate(&["wages"])).unwrap();
    assert_eq!(text(&affected), "meetings work");
    assert_eq!(two.themes().get("work").unwrap().related, []);
    assert_eq!(
        text(&two.themes().get("wages").unwrap().related),
        "meetings"
    );
}

const NAMES: [&str; 9] = [
    "work",
    "wages",
    "minimum-wage",
    "older-workers",
    "social-policy",
    "meetings",
    "new-one",
    "new-two",
    "nothing",
];

fn change() -> impl Strategy<Value = TaxonomyChange> {
    let id = || proptest::sample::select(&NAMES[..]).prop_map(ConceptId::new);
    let list = || proptest::collection::vec(id(), 0..3);
    let scheme = || SchemeId::new(THEMES);
    prop_oneof![
        2 => (id(), list(), list()).prop_map(move |(id, broader, related)| TaxonomyChange::Create {
            scheme: scheme(),
            concept: Box::new(Concept {
                notation: None,
                pref: Lang::INTERFACE.map(|l| (l, format!("{id} {l}"))).into(),
                broader,
                related,
                id,
                ..taxonomy().themes().get("meetings").unwrap().clone()
            }),
        }),
        1 => (id(), "[a-c]{1,2}").prop_map(move |(concept, label)| TaxonomyChange::Relabel {
            scheme: scheme(),
            concept,
            labels: Labels {
                pref: Lang::INTERFACE.map(|l| (l, label.clone())).into(),
                ..Labels::default()
            },
        }),
        3 => (id(), list()).prop_map(move |(concept, broader)| TaxonomyChange::Move {
            scheme: scheme(),
            concept,
            broader,
        }),
        2 => (id(), list()).prop_map(move |(concept, related)| TaxonomyChange::Relate {
            scheme: scheme(),
            concept,
            related,
        }),
        1 => id().prop_map(move |concept| TaxonomyChange::Deprecate { scheme: scheme(), concept }),
        1 => id().prop_map(move |concept| TaxonomyChange::Restore { scheme: scheme(), concept }),
        1 => id().prop_map(move |concept| TaxonomyChange::Remove { scheme: scheme(), concept }),
        3 => (id(), "[a-c]{1,2}", any::<bool>()).prop_map(move |(concept, label, alt)| {
            TaxonomyChange::AddLabel {
                scheme: scheme(),
                concept,
                lang: Lang::EN,
                kind: if alt { LabelKind::Alt } else { LabelKind::Hidden },
                label,
                at: None,
            }
        }),
        1 => (id(), "[a-c]{1,2}").prop_map(move |(concept, label)| TaxonomyChange::DropLabel {
            scheme: scheme(),
            concept,
            lang: Lang::EN,
            kind: LabelKind::Alt,
            label,
        }),
        3 => (id(), "[a-c]", 0..3).prop_map(move |(concept, text, what)| TaxonomyChange::Heading {
            scheme: scheme(),
            source: "653".into(),
            text,
            means: match what {
                0 => None,
                1 => Some(Means::Keyword),
                _ => Some(Means::Concept { concept, relation: crate::Relation::Close }),
            },
        }),
        4 => (id(), id()).prop_map(move |(from, into)| TaxonomyChange::Merge {
            scheme: scheme(),
            from,
            into,
        }),
    ]
}

proptest! {
    #[test]
    fn no_sequence_of_changes_breaks_the_structure(
        changes in proptest::collection::vec(change(), 1..12),
    ) {
        let mut now = taxonomy();
        for change in changes {
            let Ok((next, affected)) = apply(&now, &change) else { continue };
            for id in now.themes().concepts().map(|c| &c.id) {
                let same = now.themes().get(id.as_str()) == next.themes().get(id.as_str());
                let gone = next.themes().get(id.as_str()).is_none();
                prop_assert!(same || gone || affected.contains(id), "{id} differs unsaid");
                let removed = matches!(&change, TaxonomyChange::Remove { concept, .. } if concept == id);
                prop_assert!(removed || next.themes().get(id.as_str()).is_some(), "{id} is forgotten");
            }
            now = next;
        }
        let findings = check(&now);
        prop_assert!(findings.iter().all(|f| !f.rule.is_structural()), "{findings:#?}");
        for concept in now.themes().concepts() {
            let today = now.themes().resolve(concept.id.as_str()).unwrap();
            prop_assert_eq!(&today.replaced_by, &None);
        }
    }

    #[test]
    fn what_is_undone_is_as_if_it_had_never_been(
        before in proptest::collection::vec(change(), 0..4),
        changes in proptest::collection::vec(change(), 1..6),
    ) {
        // Whatever stands was checked when it was made.
        let before = before.iter().fold(taxonomy(), |held, change| match apply(&held, change) {
            Ok((next, _)) => next,
            Err(_) => held,
        });
        // Those that can be made, one after the other.
        let (mut now, mut made) = (before.clone(), Vec::new());
        for change in changes {
            if let Ok((next, _)) = apply(&now, &change) {
                (now, made) = (next, [&made[..], &[change]].concat());
            }
        }
        let merged = made.iter().any(|c| matches!(c, TaxonomyChange::Merge { .. }));
        match undo(&before, &made, &now) {
            Ok((_, after)) => {
                prop_assert_eq!(after.version(), before.version());
            }
            Err(UndoError::Merged(_)) => prop_assert!(merged),
            // What was taken out may have had a history, or a label that another concept has, too.
            Err(error) => {
                let out = |c: &TaxonomyChange| matches!(c, TaxonomyChange::DropLabel { .. } | TaxonomyChange::Remove { .. });
                prop_assert!(made.iter().any(out), "{error}");
            }
        }
    }

    #[test]
    fn a_record_with_any_heading_is_looked_at_when_it_names_another_concept(
        changes in proptest::collection::vec(change(), 1..5),
        heading in "[a-c]{1,2}",
    ) {
        let before = taxonomy();
        let (after, _) = replay(&before, &changes);
        let touched = crate::touched(&before, &after);
        for lang in [None, Some(Lang::EN), Some(Lang::FR)] {
            let named = |t: &Taxonomy| t.themes().name_heading("653", &heading, lang);
            let (was, is) = (named(&before), named(&after));
            if was != is {
                prop_assert!(crate::touched::names_otherwise(before.themes(), after.themes(), "653", &heading));
                let placed = |id: &ConceptId| touched.placed.contains(&(THEMES.into(), id.clone()));
                let told = match &was {
                    Some(id) => touched.unnamed.contains(id) || placed(id),
                    None => touched.naming,
                };
                prop_assert!(told, "{heading}: {was:?} -> {is:?}: {touched:?}");
            }
        }
    }

    #[test]
    fn a_change_survives_its_journal_form(change in change()) {
        let kept = serde_json::to_string(&change).unwrap();
        prop_assert_eq!(serde_json::from_str::<TaxonomyChange>(&kept).unwrap(), change);
    }
}
