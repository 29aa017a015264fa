//! Changes of the taxonomy: what they would do, making them, undoing them, and how far records follow.

use std::collections::BTreeSet;

use record::{ChangeRange, Record, Seq, SetSpec};
use serde_json::{Value, json};
use store::{ReadError, RebuildRow, TaxonomyRow};
use taxonomy::{ConceptId, Taxonomy, TaxonomyChange};

use crate::{
    access::Actor,
    app::App,
    pipeline::{RebuildError, TaxonomyError, undone_by},
    rebuilder,
};

/// So many records are built to tell exactly how many a change touches; beyond it is told at most how many.
const TRIED: usize = 2000;
/// Rows of the change log read in one step.
const STEP: usize = 1000;
/// So many records are shown.
const SAMPLE: usize = 10;

/// Why a change of the taxonomy was not made, tried or told.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChangesError {
    /// It cannot be made.
    #[error(transparent)]
    Taxonomy(#[from] TaxonomyError),
    /// The records cannot be looked at.
    #[error(transparent)]
    Rebuild(#[from] RebuildError),
}

/// Reads changes: a JSON list, or `{"changes": [...]}`.
///
/// # Errors
/// When it is neither; the text says which change, field and line.
pub fn read(bytes: &[u8]) -> Result<Vec<TaxonomyChange>, serde_json::Error> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Named {
        changes: Vec<TaxonomyChange>,
    }
    let listed = bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[');
    match listed {
        true => serde_json::from_slice(bytes),
        false => serde_json::from_slice::<Named>(bytes).map(|named| named.changes),
    }
}

/// Makes changes: `{"change", "records"}`; records follow beside the service.
///
/// # Errors
/// When they cannot be made.
pub fn make(
    app: &App,
    actor: &Actor,
    changes: Vec<TaxonomyChange>,
) -> Result<Value, TaxonomyError> {
    let row = app.pipeline.change_taxonomy(actor, changes)?;
    Ok(one(app, &row))
}

/// Undoes the changes of a number.
///
/// # Errors
/// When they cannot be undone.
pub fn undo(app: &App, actor: &Actor, number: u64) -> Result<Value, TaxonomyError> {
    let row = app.pipeline.undo_taxonomy(actor, number)?;
    Ok(one(app, &row))
}

/// What changes would do: `{"changes", "version", "records": {"count", "exact"}, "sample"}`.
///
/// The count is exact up to 2,000 records that may be touched; beyond it is how many may be.
///
/// # Errors
/// When the changes cannot be made or records cannot be looked at.
pub fn dry_run(app: &App, changes: &[TaxonomyChange]) -> Result<Value, ChangesError> {
    let (before, after) = app.pipeline.try_taxonomy(changes)?;
    let touched = taxonomy::touched(&before, &after);
    let span = (Seq(0), app.store.head());
    let seqs = rebuilder::candidates(app, (&before, &after), &touched, span)?;
    let exact = seqs.len() <= TRIED;
    let (mut count, mut sample) = (0, Vec::new());
    for seq in seqs.iter().take(TRIED) {
        let Some(trial) = app.pipeline.try_follow(*seq, &touched, &after)? else {
            continue;
        };
        count += 1;
        if sample.len() < SAMPLE {
            sample.push(json!({
                "id": trial.record.id,
                "title": trial.record.description.titles.main.full(),
                "themes": { "before": themes(&trial.record), "after": trial.themes },
                "document_type": {
                    "before": trial.record.description.document_type.concept,
                    "after": trial.document_type,
                },
            }));
        }
    }
    let count = if exact { count } else { seqs.len() };
    Ok(json!({
        "dry_run": true,
        "changes": changes.len(),
        "version": after.version(),
        "records": { "count": count, "exact": exact },
        "sample": sample,
    }))
}

fn themes(record: &Record) -> Vec<String> {
    let themes = record.description.themes.iter();
    themes.map(|t| t.concept.to_string()).collect()
}

/// The changes with numbers below `before`, newest first: `{"changes", "version"}`.
pub fn list(app: &App, before: Option<u64>, limit: usize) -> Value {
    let rows = app.store.taxonomy_changes();
    let before = before.unwrap_or(u64::MAX);
    let wanted = rows.iter().rev().filter(|row| row.number < before);
    let rebuilds = app.store.rebuilds();
    let changes: Vec<Value> = wanted
        .take(limit)
        .map(|row| told(row, &rows, &rebuilds))
        .collect();
    json!({ "version": app.taxonomy().version(), "changes": changes })
}

fn one(app: &App, row: &TaxonomyRow) -> Value {
    let mut told = told(row, &app.store.taxonomy_changes(), &app.store.rebuilds());
    let version = app.taxonomy().version().to_owned();
    if let Some(fields) = told.as_object_mut() {
        fields.insert("version".into(), version.into());
    }
    told
}

/// A change as it is told: what was changed, by whom, and how far the records follow it.
fn told(row: &TaxonomyRow, rows: &[TaxonomyRow], rebuilds: &[RebuildRow]) -> Value {
    let rebuild = rebuilds.iter().find(|r| r.number == row.number);
    json!({
        "number": row.number,
        "at": row.at,
        "actor": row.actor,
        "changes": row.changes,
        "undoes": row.undoes,
        "undone_by": undone_by(rows, row.number),
        "records": rebuild.map(|r| json!({
            "total": r.total,
            "looked": r.looked,
            "changed": r.changed,
            "ended": r.ended,
        })),
    })
}

/// Replaced concepts that records name although every rebuild is done (invariant I5), as `record: concept`;
/// at most `most`.
///
/// # Errors
/// When the store cannot be read.
pub fn named_and_replaced(
    app: &App,
    taxonomy: &Taxonomy,
    most: usize,
) -> Result<Vec<String>, ReadError> {
    let mut found = Vec::new();
    // What is still to be looked at may name them.
    if !rebuilder::pending(app).is_empty() {
        return Ok(found);
    }
    for (scheme, kind) in [
        (taxonomy.themes(), "theme"),
        (taxonomy.document_types(), "type"),
    ] {
        let replaced = |id: &ConceptId| {
            let concept = scheme.get(id.as_str());
            concept.is_some_and(|c| c.replaced_by.is_some())
        };
        // A record that names a replaced concept is in the set of the heir.
        let heirs: BTreeSet<&ConceptId> = scheme
            .concepts()
            .filter_map(|c| c.replaced_by.as_ref())
            .collect();
        for heir in heirs {
            let set = SetSpec::new(&format!("{kind}:{heir}"));
            each_in_set(app, set, |record| {
                let named = named(record, kind).filter(|id| replaced(id));
                found.extend(named.map(|id| format!("{}: {id}", record.id)));
                found.len() < most
            })?;
        }
    }
    Ok(found)
}

/// The themes, or the document type, that a record names.
fn named<'r>(record: &'r Record, kind: &str) -> impl Iterator<Item = &'r ConceptId> {
    let description = &record.description;
    let themes = description.themes.iter().map(|t| &t.concept);
    let places = description.places.iter();
    let themes = themes.chain(places.filter_map(|p| p.concept.as_ref()));
    let types = std::iter::once(&description.document_type.concept);
    let is_theme = kind == "theme";
    themes
        .filter(move |_| is_theme)
        .chain(types.filter(move |_| !is_theme))
}

/// Shows `each` the records of a set until it has seen enough.
fn each_in_set(
    app: &App,
    set: SetSpec,
    mut each: impl FnMut(&Record) -> bool,
) -> Result<(), ReadError> {
    let mut range = ChangeRange {
        set: Some(set),
        ..ChangeRange::default()
    };
    loop {
        let rows = app.store.changes(&range, STEP)?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        range.after = last.seq;
        for row in &rows {
            let record = app.store.record(row.id)?;
            if record.is_some_and(|record| !each(&record)) {
                return Ok(());
            }
        }
    }
}
