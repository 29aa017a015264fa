//! A record's history told again as if some imports had never run.
//!
//! The versions of a record are walked from the oldest on. What an undone import brought is passed over;
//! what others brought and what cataloguers edited is done again on what is there then. An import that
//! found the record just so is remembered beside the records (`AsideKind::Seen`), so that the record
//! stays when only the import that had brought it first is undone.

use std::collections::{BTreeMap, HashMap, HashSet};

use record::{
    ImportId, ImportKind, ImportRow, Notice, Provenance, Record, RecordId, Seq, Severity, Source,
};
use serde_json::{Map, Value, json};
use store::{AsideKind, AsideRow, Cause, ReadError, Version};

use super::{
    Over, Pipeline, described,
    draft::{DraftError, Restored, is_undone},
    overlay,
};

/// The member that says with which records one was joined by hand: each of its sets is an edit of its own.
const GROUPING: &str = "grouping";

/// What is known of all imports, once for many records.
pub(super) struct Replay<'a> {
    pipeline: &'a Pipeline,
    imports: HashMap<ImportId, ImportRow>,
    undone: HashSet<ImportId>,
    /// Which imports found a record as it was, at which of its versions, at which place of their inputs.
    sightings: HashMap<RecordId, Vec<(Seq, ImportId, u64)>>,
}

/// A record as it would be, and what is to be said of it.
pub(super) struct Story {
    /// `None` when it would never have come.
    pub(super) restored: Option<Restored>,
    pub(super) notices: Vec<Notice>,
}

/// A record while its history is told.
#[derive(Clone)]
struct Standing {
    /// The version that has its source.
    at: usize,
    kept: Option<Value>,
    edits: Option<Value>,
    provenance: Provenance,
}

impl Standing {
    /// As a version has it.
    fn of(at: usize, record: &Record) -> Standing {
        Standing {
            at,
            kept: record.kept.clone(),
            edits: record.edits.clone(),
            provenance: record.provenance.clone(),
        }
    }
}

/// The document in which an import writes down the records that it found as they were.
pub(super) fn seen(import: ImportId, cursor: u64, seen: &[(RecordId, Seq, u64)]) -> AsideRow {
    AsideRow {
        kind: AsideKind::Seen,
        name: format!("{import:010}-{cursor:012}"),
        value: json!(seen),
    }
}

/// The records that an import found as they were, with the seq and the place of each.
pub(super) fn seen_by(
    pipeline: &Pipeline,
    import: ImportId,
) -> Result<Vec<(RecordId, Seq, u64)>, ReadError> {
    let rows = pipeline
        .store
        .asides(AsideKind::Seen, &format!("{import:010}-"))?;
    let all = rows
        .into_iter()
        .filter_map(|row| serde_json::from_value::<Vec<(RecordId, Seq, u64)>>(row.value).ok());
    Ok(all.flatten().collect())
}

impl<'a> Replay<'a> {
    /// Of these records, as if the imports that have been undone had never run.
    pub(super) fn new(
        pipeline: &'a Pipeline,
        records: &HashSet<RecordId>,
    ) -> Result<Replay<'a>, ReadError> {
        let rows = pipeline.store.imports()?.into_iter();
        let imports: HashMap<ImportId, ImportRow> = rows.map(|row| (row.id, row)).collect();
        let undone = imports.values().filter(|row| row.undone_by.is_some());
        let undone: HashSet<ImportId> = undone.map(|row| row.id).collect();
        let mut sightings: HashMap<RecordId, Vec<(Seq, ImportId, u64)>> = HashMap::new();
        let standing: BTreeMap<_, _> = imports
            .iter()
            .filter(|(id, row)| !undone.contains(id) && row.kind == ImportKind::Import)
            .collect();
        for import in standing.into_keys() {
            for (record, seq, position) in seen_by(pipeline, *import)? {
                if records.contains(&record) {
                    let of_record = sightings.entry(record).or_default();
                    of_record.push((seq, *import, position));
                }
            }
        }
        Ok(Replay {
            pipeline,
            imports,
            undone,
            sightings,
        })
    }

    /// Tells a record's history again.
    pub(super) fn tell(&self, id: RecordId) -> Result<Story, DraftError> {
        let mut versions = self.pipeline.store.history(id, None, usize::MAX)?;
        versions.reverse();
        let mut told = Telling {
            replay: self,
            versions: &versions,
            standing: None,
            apart: false,
            notices: Vec::new(),
        };
        for (at, version) in versions.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| versions.get(at));
            told.version(at, version, before)?;
            let sightings = self.sightings.get(&id).into_iter().flatten();
            for (_, import, position) in sightings.filter(|(seq, ..)| *seq == version.record.seq) {
                told.sighting(at, *import, *position)?;
            }
        }
        let (standing, notices) = (told.standing, told.notices);
        let restored = match standing {
            None => None,
            Some(standing) => self.source(&versions, standing.at)?.map(|source| Restored {
                source,
                kept: standing.kept,
                edits: standing.edits,
                provenance: standing.provenance,
            }),
        };
        Ok(Story { restored, notices })
    }

    fn source(&self, versions: &[Version], at: usize) -> Result<Option<Source>, ReadError> {
        match versions.get(at) {
            Some(version) => self.pipeline.store.source_of(version),
            None => Ok(None),
        }
    }
}

struct Telling<'a> {
    replay: &'a Replay<'a>,
    versions: &'a [Version],
    standing: Option<Standing>,
    /// Whether something has been passed over: what stands is no longer what the version has.
    apart: bool,
    notices: Vec<Notice>,
}

impl Telling<'_> {
    fn version(
        &mut self,
        at: usize,
        version: &Version,
        before: Option<&Version>,
    ) -> Result<(), DraftError> {
        let record = &version.record;
        let Cause::Import(import) = version.commit.cause else {
            return self.edit(at, record, before, &version.commit.actor);
        };
        let kind = self.replay.imports.get(&import).map(|row| row.kind);
        let undone = self.replay.undone.contains(&import);
        match kind.unwrap_or_default() {
            // What it put is what this telling comes to by itself.
            ImportKind::Undo => self.apart = true,
            ImportKind::Batch if undone => self.apart = true,
            ImportKind::Batch => self.edit(at, record, before, &version.commit.actor)?,
            ImportKind::Import => {
                let arrived = record.provenance.import == Some(import)
                    && before.is_none_or(|b| b.record.provenance != record.provenance);
                match (arrived, undone) {
                    (false, _) => {}
                    (true, true) => self.apart = true,
                    (true, false) => self.arrive(at, record, record.provenance.clone())?,
                }
            }
        }
        Ok(())
    }

    /// An import that found the record just so would bring it, if it were not there.
    fn sighting(&mut self, at: usize, import: ImportId, position: u64) -> Result<(), DraftError> {
        let Some(row) = self.replay.imports.get(&import).filter(|_| self.apart) else {
            return Ok(());
        };
        let Some(version) = self.versions.get(at) else {
            return Ok(());
        };
        let provenance = Provenance {
            system: row.system.clone(),
            import: Some(import),
            position: Some(position),
            ..version.record.provenance.clone()
        };
        self.arrive(at, &version.record, provenance)
    }

    fn arrive(
        &mut self,
        at: usize,
        record: &Record,
        provenance: Provenance,
    ) -> Result<(), DraftError> {
        if !self.apart {
            self.standing = Some(Standing::of(at, record));
            return Ok(());
        }
        if provenance.is_deleted_there() {
            // It brought no source: what stands keeps its own, and the profile that it is read by.
            if let Some(standing) = &mut self.standing {
                standing.provenance = Provenance {
                    profile: standing.provenance.profile.clone(),
                    ..provenance
                };
            }
            return Ok(());
        }
        let (kept, edits) = match &self.standing {
            None => (None, None),
            Some(standing) => (
                self.kept(standing, at, &provenance)?,
                standing.edits.clone(),
            ),
        };
        self.standing = Some(Standing {
            at,
            kept,
            edits,
            provenance,
        });
        Ok(())
    }

    /// What the rules of an import leave of what stands.
    fn kept(
        &self,
        standing: &Standing,
        at: usize,
        provenance: &Provenance,
    ) -> Result<Option<Value>, DraftError> {
        let pipeline = self.replay.pipeline;
        let rules = pipeline.overlay_of(provenance);
        let held = self.replay.source(self.versions, standing.at)?;
        let incoming = self.replay.source(self.versions, at)?;
        let (false, Some(held), Some(incoming)) = (rules.is_empty(), held, incoming) else {
            return Ok(None);
        };
        let over = Over {
            kept: standing.kept.as_ref(),
            edits: None,
        };
        let before = pipeline.build(&held, over, &standing.provenance)?;
        let after = pipeline.build(&incoming, Over::default(), provenance)?;
        Ok(overlay::kept(
            &rules,
            &described(&before.description, before.status),
            &described(&after.description, after.status),
        ))
    }

    fn edit(
        &mut self,
        at: usize,
        record: &Record,
        before: Option<&Version>,
        actor: &str,
    ) -> Result<(), DraftError> {
        if !self.apart {
            if self.standing.is_some() {
                self.standing = Some(Standing::of(at, record));
            }
            return Ok(());
        }
        let was = before.and_then(|b| b.record.edits.as_ref());
        if was == record.edits.as_ref() {
            return Ok(());
        }
        match &mut self.standing {
            Some(standing) => standing.edits = carried(standing.edits.as_ref(), was, record),
            // Somebody took it back after its import was undone: it is theirs.
            None if record.status.is_live() && before.is_some_and(|b| is_undone(&b.record)) => {
                self.standing = Some(Standing::of(at, record));
            }
            // One word for each record, however often it was edited.
            None if !self.notices.is_empty() => {}
            None => {
                let text = format!(
                    "record {} was edited by {actor} after the import that is undone had brought it; it goes with its edits, which its history keeps",
                    record.id
                );
                let notice = Notice::on(Severity::Warning, "edit-lost", "", text);
                self.notices.push(Notice {
                    field: None,
                    ..notice
                });
            }
        }
        Ok(())
    }
}

/// Edits with what one version changed in its own: each member that it changed is as it has it.
fn carried(edits: Option<&Value>, was: Option<&Value>, is: &Record) -> Option<Value> {
    let members = |value: Option<&Value>| match value {
        Some(Value::Object(members)) => members.clone(),
        _ => Map::new(),
    };
    let (mut edits, was, is) = (members(edits), members(was), members(is.edits.as_ref()));
    for name in was.keys().chain(is.keys()) {
        match (was.get(name), is.get(name)) {
            (a, b) if a == b => {}
            (a, b) if name == GROUPING => match regrouped(edits.get(name), a, b) {
                Some(grouping) => {
                    edits.insert(name.clone(), grouping);
                }
                None => {
                    edits.remove(name);
                }
            },
            (_, Some(value)) => {
                edits.insert(name.clone(), value.clone());
            }
            (_, None) => {
                edits.remove(name);
            }
        }
    }
    (!edits.is_empty()).then_some(Value::Object(edits))
}

/// The sets that a record was joined by, with those that one version brought or took away; and whether it
/// stands apart.
fn regrouped(held: Option<&Value>, was: Option<&Value>, is: Option<&Value>) -> Option<Value> {
    let joined = |value: Option<&Value>| {
        let sets = value.and_then(|value| value["joined"].as_array());
        sets.cloned().unwrap_or_default()
    };
    let apart = |value: Option<&Value>| value.is_some_and(|value| value["apart"] == true);
    let (before, after) = (joined(was), joined(is));
    let mut sets = joined(held);
    sets.retain(|set| after.contains(set) || !before.contains(set));
    for set in after {
        if !before.contains(&set) && !sets.contains(&set) {
            sets.push(set);
        }
    }
    let stands = match apart(was) == apart(is) {
        true => apart(held),
        false => apart(is),
    };
    let mut members = Map::new();
    if !sets.is_empty() {
        members.insert("joined".to_owned(), Value::Array(sets));
    }
    if stands {
        members.insert("apart".to_owned(), Value::Bool(true));
    }
    (!members.is_empty()).then_some(Value::Object(members))
}
