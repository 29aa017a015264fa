//! One cataloguer's change to one record.

use std::sync::mpsc::{SyncSender, sync_channel};

use record::{BuildError, Datestamp, Record, RecordId, Seq, Status};
use serde::Serialize;
use serde_json::{Map, Value};
use store::{Cause, CommitError, ReadError};

use super::{
    Over, Pipeline, described,
    draft::{Draft, DraftError},
    patch,
};
use crate::{access::Actor, clock};

/// The member of a patch that sets the status; all others are members of the description.
pub(super) const STATUS: &str = "status";
/// The member of the description that says when an embargo ends.
const EMBARGO: &str = "embargo";

/// Edits committed as one group at most.
const GROUP: usize = 64;

/// Why an edit was refused.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// There is no such record.
    #[error("there is no record {0}")]
    NoRecord(RecordId),
    /// The record has moved on.
    #[error(
        "record {id} has changed: its seq is {seq}, the edit was made on another; read it again and repeat the edit"
    )]
    MovedOn {
        /// The record.
        id: RecordId,
        /// Its seq now.
        seq: Seq,
    },
    /// The patch does not fit.
    #[error("{member}: {why}")]
    Unfit {
        /// The member of the patch.
        member: String,
        /// What is wrong and what is expected.
        why: String,
    },
    /// The record's source cannot be built from.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The commit was refused.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

/// What an edit asks for.
#[derive(Debug, Clone)]
enum Wanted {
    /// These changes, as a JSON Merge Patch (RFC 7396).
    Changed(Value),
    /// This description and status, and nothing else.
    Whole(Value),
}

/// An edit that waits for its turn.
pub(super) struct Waiting {
    actor: Actor,
    id: RecordId,
    if_match: Option<Seq>,
    wanted: Wanted,
    answer: SyncSender<Result<Seq, EditError>>,
}

impl Pipeline {
    /// Applies a JSON Merge Patch (RFC 7396) to a record's description and status; the record's seq after it.
    ///
    /// A patch that changes nothing commits nothing. Edits that wait for the same turn are committed
    /// as one group, with one sync.
    ///
    /// # Errors
    /// When there is no such record, its seq is not `if_match`, or the patch does not fit.
    pub fn edit(
        &self,
        actor: &Actor,
        id: RecordId,
        if_match: Option<Seq>,
        change: &Value,
    ) -> Result<Seq, EditError> {
        self.wait(actor, id, if_match, Wanted::Changed(change.clone()))
    }

    /// Shows the records whose embargo has ended at a moment; how many they were.
    ///
    /// # Errors
    /// When one cannot be read or committed; those before it are shown.
    pub fn lift_embargoes(&self, now: Datestamp) -> Result<usize, EditError> {
        let actor = Actor::system("labordoc");
        let mut lifted = 0;
        for id in self.store.embargoed()? {
            let Some(record) = self.store.record(id)? else {
                continue;
            };
            let over = record.description.embargo.is_none_or(|end| end <= now);
            if record.status == Status::Embargoed && over {
                let shown = serde_json::json!({ STATUS: "live" });
                match self.edit(&actor, id, Some(record.seq), &shown) {
                    // Somebody else changed it meanwhile: it is looked at again.
                    Err(EditError::MovedOn { .. }) => {}
                    edited => {
                        edited?;
                        lifted += 1;
                    }
                }
            }
        }
        Ok(lifted)
    }

    /// Replaces a record's description as a whole, and its status when one is given; the record's seq
    /// after it. What differs from the source becomes the record's one patch, as with [`Pipeline::edit`].
    ///
    /// # Errors
    /// As [`Pipeline::edit`].
    pub fn replace(
        &self,
        actor: &Actor,
        id: RecordId,
        if_match: Option<Seq>,
        whole: &Value,
    ) -> Result<Seq, EditError> {
        self.wait(actor, id, if_match, Wanted::Whole(whole.clone()))
    }

    /// A record's description as JSON, with its status beside it: what [`Pipeline::replace`] takes.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn as_it_is(&self, record: &Record) -> Result<Value, EditError> {
        Ok(described(&record.description, record.status))
    }

    fn wait(
        &self,
        actor: &Actor,
        id: RecordId,
        if_match: Option<Seq>,
        wanted: Wanted,
    ) -> Result<Seq, EditError> {
        let (answer, heard) = sync_channel(1);
        self.waiting.lock().push(Waiting {
            actor: actor.clone(),
            id,
            if_match,
            wanted,
            answer,
        });
        loop {
            let _turn = self.turn.lock();
            if let Ok(answer) = heard.try_recv() {
                return answer;
            }
            self.edit_waiting();
        }
    }

    /// Commits the edits that wait, as far as they are one actor's and of different records.
    fn edit_waiting(&self) {
        let waiting = std::mem::take(&mut *self.waiting.lock());
        let Some(actor) = waiting.first().map(|first| first.actor.clone()) else {
            return;
        };
        let mut draft = Draft::new(self);
        let (mut group, mut later) = (Vec::new(), Vec::new());
        for edit in waiting {
            if edit.actor != actor || draft.holds(edit.id) || group.len() == GROUP {
                later.push(edit);
                continue;
            }
            match self.take(&mut draft, &edit) {
                Ok(seq) => group.push((edit, seq)),
                // Whoever asked may have gone away.
                Err(error) => drop(edit.answer.send(Err(error))),
            }
        }
        self.waiting.lock().splice(0..0, later);
        let committed = draft
            .put_versions()
            .map_err(EditError::Read)
            .and_then(|()| Ok(draft.commit(&actor, Cause::Edit, Vec::new())?));
        for (edit, before) in group {
            let now = self
                .store
                .record(edit.id)
                .map(|r| r.map_or(before, |r| r.seq));
            let answer = match &committed {
                Err(error) => Err(error.clone()),
                Ok(_) => now.map_err(EditError::Read),
            };
            drop(edit.answer.send(answer));
        }
    }

    /// Takes an edit into a draft; the record's seq before it.
    fn take(&self, draft: &mut Draft<'_>, edit: &Waiting) -> Result<Seq, EditError> {
        let id = edit.id;
        let current = self.store.record(id)?.ok_or(EditError::NoRecord(id))?;
        let seq = current.seq;
        if edit.if_match.is_some_and(|expected| expected != seq) {
            return Err(EditError::MovedOn { id, seq });
        }
        let edits = self.edits_after(&current, &edit.wanted)?;
        draft.rebuild(&current, edits).map_err(|e| match e {
            DraftError::Build(e) => EditError::Build(e),
            DraftError::Read(e) => EditError::Read(e),
            DraftError::Join(e) => EditError::Unfit {
                member: "grouping".to_owned(),
                why: e.to_string(),
            },
        })?;
        Ok(seq)
    }

    /// The record's edits once it is as wanted: the one patch from what the source says to that.
    fn edits_after(&self, current: &Record, wanted: &Wanted) -> Result<Option<Value>, EditError> {
        let base = self.as_the_source_says(current)?;
        match wanted {
            Wanted::Changed(change) => {
                members(change)?;
                let mut wanted = base.clone();
                if let Some(edits) = &current.edits {
                    patch::apply(&mut wanted, edits);
                }
                patch::apply(&mut wanted, change);
                embargo_ends(change, &wanted)?;
                Ok(patch::between(&base, &wanted))
            }
            Wanted::Whole(whole) => {
                let mut wanted = members(whole)?.clone();
                if !wanted.contains_key(STATUS) {
                    wanted.insert(STATUS.into(), as_json(&current.status)?);
                }
                embargo_ends(whole, &Value::Object(wanted.clone()))?;
                self.shortest(current, &base, &Value::Object(wanted))
            }
        }
    }

    /// The patch that leads to a whole description, without what says the same in other words, as
    /// a default written out or a concept named by its id alone.
    fn shortest(
        &self,
        current: &Record,
        base: &Value,
        wanted: &Value,
    ) -> Result<Option<Value>, EditError> {
        let edits = patch::between(base, wanted);
        let Some(source) = self.store.source(current.id)? else {
            return Ok(edits);
        };
        let over = Over {
            kept: current.kept.as_ref(),
            edits: edits.as_ref(),
        };
        let built = self.build(&source, over, &current.provenance)?;
        let reached = described(&built.description, built.status);
        Ok(patch::between(base, &reached))
    }

    /// What a record would be without edits, as its source and the last import's rules have it: its
    /// description as JSON, with the status beside it.
    ///
    /// # Errors
    /// When its source cannot be read or built from.
    pub fn as_the_source_says(&self, record: &Record) -> Result<Value, EditError> {
        let source = self.store.source(record.id)?;
        let (description, status) = match &source {
            Some(source) => {
                let over = Over {
                    kept: record.kept.as_ref(),
                    edits: None,
                };
                let built = self.build(source, over, &record.provenance)?;
                (built.description, built.status)
            }
            None => (record.description.clone(), record.status),
        };
        Ok(described(&description, status))
    }
}

/// The members of an edit's body, with a status that is one.
fn members(body: &Value) -> Result<&Map<String, Value>, EditError> {
    let unfit = |member: &str, why: String| EditError::Unfit {
        member: member.to_owned(),
        why,
    };
    let Value::Object(members) = body else {
        return Err(unfit("body", "a JSON object is expected".into()));
    };
    if let Some(status) = members.get(STATUS)
        && serde_json::from_value::<Status>(status.clone()).is_err()
    {
        return Err(unfit(
            STATUS,
            format!("{status} is not one of \"live\", \"suppressed\", \"embargoed\", \"deleted\""),
        ));
    }
    Ok(members)
}

/// An embargo that is begun or changed has an end, and it is yet to come.
fn embargo_ends(change: &Value, wanted: &Value) -> Result<(), EditError> {
    let begun = change.get(STATUS).or_else(|| change.get(EMBARGO)).is_some();
    if !begun || wanted[STATUS] != "embargoed" {
        return Ok(());
    }
    let end = wanted.get(EMBARGO).and_then(Value::as_str);
    let end = end.and_then(|text| text.parse::<Datestamp>().ok());
    if end.is_some_and(|end| end > clock::now()) {
        return Ok(());
    }
    Err(EditError::Unfit {
        member: EMBARGO.to_owned(),
        why: "a moment yet to come is expected, as 2030-01-31T00:00:00Z: the record is shown from then on".to_owned(),
    })
}

fn as_json(value: &impl Serialize) -> Result<Value, EditError> {
    serde_json::to_value(value).map_err(|e| EditError::Unfit {
        member: "record".into(),
        why: e.to_string(),
    })
}
