//! What a batch edit would do: how many records would change, which would fail and why, and some of them as they
//! are and as they would be. The operations are done to the descriptions as they are kept, without building any.

use record::{Description, Record, RecordId, Seq, WorkId};
use serde_json::Value;
use store::ReadError;
use taxonomy::Lang;

use super::{
    BulkEdit, BulkError, Target, members,
    operation::{Operation, Ready},
};
use crate::pipeline::{ImportError, Pipeline};

/// Failures kept of a preview.
const FAILURES: usize = 1000;

/// What a batch edit would do.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Preview {
    /// Records it is for.
    pub selected: u64,
    /// Records that would change.
    pub changed: u64,
    /// Records that are so already.
    pub unchanged: u64,
    /// Records that would be left as they are because of an error.
    pub failed: u64,
    /// Some of those that would change, in order.
    pub sample: Vec<Changed>,
    /// The first thousand that would fail.
    pub failures: Vec<Failed>,
    /// Of records that are to be joined: the works that would come together.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub works: Vec<Joined>,
}

/// A work that would be joined with others.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Joined {
    /// The work.
    pub work: WorkId,
    /// Its records.
    pub records: Vec<Version>,
}

/// A language version of a work.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Version {
    /// The record.
    pub id: RecordId,
    /// Its language.
    pub lang: Lang,
    /// Its title.
    pub title: String,
}

/// A record as it is and as it would be, as far as the operations reach.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Changed {
    /// The record.
    pub id: RecordId,
    /// Its title.
    pub title: String,
    /// The members that the operations touch, as they are.
    pub before: Value,
    /// As they would be.
    pub after: Value,
}

/// A record that would be left as it is.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Failed {
    /// The record.
    pub id: RecordId,
    /// Why.
    pub why: String,
}

/// The operations of a batch edit, ready.
pub(super) struct Plan<'a> {
    all: Vec<Ready<'a>>,
    names: Vec<&'a str>,
}

/// What came of one record.
pub(super) enum Met {
    /// It is so already.
    Same,
    /// It differs: before and after.
    Differs(Value, Value),
    /// It cannot be done.
    Fails(String),
}

impl<'a> Plan<'a> {
    pub(super) fn new(pipeline: &Pipeline, edit: &'a BulkEdit) -> Result<Plan<'a>, BulkError> {
        let ready = |(n, operation): (usize, &'a Operation)| {
            let number = n + 1;
            let ready = operation.ready(&pipeline.terms.now());
            ready.map_err(|error| BulkError::Operation { number, error })
        };
        let all = edit.operations.iter().enumerate().map(ready);
        let mut plan = Plan {
            all: all.collect::<Result<_, _>>()?,
            names: Vec::new(),
        };
        let all = plan.all.iter_mut();
        all.for_each(|ready| ready.for_records(&edit.records));
        names(&mut plan.names, &edit.operations);
        Ok(plan)
    }

    /// Does the operations to a record; nothing is built or kept.
    pub(super) fn meet(
        &self,
        pipeline: &Pipeline,
        record: &Record,
        target: &Target,
    ) -> Result<Met, ReadError> {
        let mut own = Vec::with_capacity(target.operations.len());
        let mut touched = self.names.clone();
        for operation in &target.operations {
            match operation.ready(&pipeline.terms.now()) {
                Ok(ready) => own.push(ready),
                Err(error) => return Ok(Met::Fails(error.to_string())),
            }
        }
        names(&mut touched, &target.operations);
        let before = members::part(&record.description, record.status, &touched);
        let mut after = before.clone();
        for ready in self.all.iter().chain(&own) {
            ready.apply(&mut after);
        }
        members::settle(&before, &mut after);
        if before == after {
            return Ok(Met::Same);
        }
        if let Some(seq) = target.seq.filter(|seq| *seq != record.seq)
            && let Some(why) = overtaken(pipeline, record, (seq, target), (&before, &after))?
        {
            return Ok(Met::Fails(why));
        }
        Ok(match members::unfit(&before, &after) {
            Some(why) => Met::Fails(why),
            None => Met::Differs(before, after),
        })
    }
}

fn names<'a>(names: &mut Vec<&'a str>, operations: &'a [Operation]) {
    for name in operations.iter().map(Operation::member) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
}

/// Why a row that was made on an older version is not taken: a place that it changes was changed since.
fn overtaken(
    pipeline: &Pipeline,
    record: &Record,
    (seq, target): (Seq, &Target),
    (now, wanted): (&Value, &Value),
) -> Result<Option<String>, ReadError> {
    let Some(version) = pipeline.store.history(record.id, Some(seq), 1)?.pop() else {
        return Ok(Some(format!("it has no version {seq}; export it again")));
    };
    let mut touched = Vec::new();
    names(&mut touched, &target.operations);
    let was = members::part(&version.record.description, version.record.status, &touched);
    for operation in &target.operations {
        let field = match operation {
            Operation::Set { field, .. } => field.as_str(),
            other => other.member(),
        };
        let place = |value: &Value| {
            value
                .pointer(&format!("/{}", field.replace('.', "/")))
                .cloned()
        };
        let (was, now, wanted) = (place(&was), place(now), place(wanted));
        if was != now && now != wanted {
            return Ok(Some(format!(
                "{field} has changed since version {seq}; export it again and repeat the change"
            )));
        }
    }
    Ok(None)
}

impl Pipeline {
    /// Says what a batch edit would do; of those that would change, `show` are shown after the first `skip`.
    ///
    /// # Errors
    /// When an operation makes no sense, or the store cannot be read.
    pub fn preview_bulk(
        &self,
        edit: &BulkEdit,
        skip: usize,
        show: usize,
    ) -> Result<Preview, BulkError> {
        self.check_bulk(edit)?;
        let plan = Plan::new(self, edit)?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let step = edit.records.len().div_ceil(threads).max(1);
        let needed = skip.saturating_add(show);
        let parts: Vec<Result<Preview, ReadError>> = std::thread::scope(|scope| {
            let spawned: Vec<_> = edit
                .records
                .chunks(step)
                .map(|part| scope.spawn(|| look(self, &plan, part, needed)))
                .collect();
            let joined = spawned.into_iter().map(|thread| thread.join());
            joined.filter_map(Result::ok).collect()
        });
        if parts.len() != edit.records.chunks(step).len() {
            return Err(
                ImportError::Request("the preview failed inside; see the log".into()).into(),
            );
        }
        let mut whole = Preview {
            works: self.works_joined(edit)?,
            ..Preview::default()
        };
        for part in parts {
            let part = part.map_err(ImportError::Read)?;
            whole.selected += part.selected;
            whole.changed += part.changed;
            whole.unchanged += part.unchanged;
            whole.failed += part.failed;
            whole.sample.extend(part.sample);
            whole.failures.extend(part.failures);
        }
        whole.failures.truncate(FAILURES);
        whole.sample = whole.sample.into_iter().skip(skip).take(show).collect();
        Ok(whole)
    }

    /// The works that a batch edit brings together.
    fn works_joined(&self, edit: &BulkEdit) -> Result<Vec<Joined>, BulkError> {
        let mut works: Vec<Joined> = Vec::new();
        for member in self.joined_by(edit)?.into_iter().flatten() {
            let record = self.store.record(member.id).map_err(ImportError::Read)?;
            let version = Version {
                id: member.id,
                lang: member.lang.unwrap_or(Lang::UND),
                title: record.map_or_else(String::new, |r| title(&r.description)),
            };
            match works.last_mut().filter(|last| last.work == member.work) {
                Some(last) => last.records.push(version),
                None => works.push(Joined {
                    work: member.work,
                    records: vec![version],
                }),
            }
        }
        Ok(works)
    }
}

fn look(
    pipeline: &Pipeline,
    plan: &Plan<'_>,
    targets: &[Target],
    needed: usize,
) -> Result<Preview, ReadError> {
    let mut seen = Preview::default();
    for target in targets {
        let id = target.id;
        seen.selected += 1;
        let met = match pipeline.store.record(id)? {
            Some(record) => (
                plan.meet(pipeline, &record, target)?,
                title(&record.description),
            ),
            None => (
                Met::Fails(format!("there is no record {id}")),
                String::new(),
            ),
        };
        match met {
            (Met::Same, _) => seen.unchanged += 1,
            (Met::Fails(why), _) => {
                seen.failed += 1;
                if seen.failures.len() < FAILURES {
                    seen.failures.push(Failed { id, why });
                }
            }
            (Met::Differs(before, after), title) => {
                seen.changed += 1;
                if seen.sample.len() < needed {
                    seen.sample.push(Changed {
                        id,
                        title,
                        before,
                        after,
                    });
                }
            }
        }
    }
    Ok(seen)
}

fn title(description: &Description) -> String {
    description.titles.main.main.clone()
}
