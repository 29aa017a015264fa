//! Which record an incoming one is, and what becomes of it.

use std::sync::Arc;

use record::{
    Notice, Origin, Provenance, Record, Severity, Source,
    build::Built,
    profile::{MatchBy, Undecided},
};

use super::{Mode, Run, at};
use crate::pipeline::{
    draft::{Arrived, Draft, DraftError, Taken, Took, is_undone, number},
    import::{
        ImportError,
        matching::{Decision, Likeness, Match},
        read::rejected,
        report::{self, Action, How, Line},
    },
};

/// What an incoming record becomes.
enum Target {
    Record(Arc<Record>),
    New,
    /// It is left out.
    Out,
}

impl Run<'_> {
    /// Finds out what a record is, and puts it.
    pub(super) fn place(
        &mut self,
        draft: &mut Draft<'_>,
        line: &mut Line,
        (source, built): (Source, Built),
        origin: Option<Box<Origin>>,
    ) -> Result<(), ImportError> {
        let provenance = Provenance {
            system: self.row.system.clone(),
            import: (self.mode == Mode::Commit).then_some(self.row.id),
            position: Some(line.position),
            profile: self.row.profile.clone(),
            origin: origin.map(|origin| *origin),
        };
        // What was harvested is told apart by its identifier, whatever its number.
        if provenance.origin.is_none() {
            let own = number(&built, &source);
            if let Some(first) = self.first_of(own.clone(), line.position) {
                self.duplicate(line, &own, first);
                return Ok(());
            }
        }
        let target = match self.target(draft, line, &source, &built, &provenance)? {
            Target::Record(record) => Some(record),
            Target::New => None,
            Target::Out => return Ok(()),
        };
        let profile = self.rules(source.format)?;
        let arrived = Arrived {
            built,
            source,
            provenance,
            overlay: &profile.overlay,
        };
        let took = draft.take(target.as_ref(), arrived);
        self.took(draft, line, took)
    }

    /// Deletes what was harvested from where it is deleted now; what was never here is nothing.
    pub(super) fn withdraw(
        &mut self,
        draft: &mut Draft<'_>,
        line: &mut Line,
        origin: Origin,
    ) -> Result<(), ImportError> {
        line.action = Action::Unchanged;
        let asked = Provenance {
            system: self.row.system.clone(),
            import: (self.mode == Mode::Commit).then_some(self.row.id),
            position: Some(line.position),
            profile: None,
            origin: Some(origin),
        };
        let record = self.matcher.by_identifier(draft, &asked)?;
        let Some(record) = record.filter(|record| !is_undone(record)) else {
            return Ok(());
        };
        line.by = Some(How::Identifier);
        line.title = record.description.titles.main.full();
        let provenance = Provenance {
            profile: record.provenance.profile.clone(),
            ..asked
        };
        let took = draft.withdraw(&record, provenance);
        self.took(draft, line, took)
    }

    /// Writes down what became of a record.
    fn took(
        &mut self,
        draft: &Draft<'_>,
        line: &mut Line,
        took: Result<Took, DraftError>,
    ) -> Result<(), ImportError> {
        let took = match took {
            Ok(took) => took,
            Err(DraftError::Read(error)) => return Err(error.into()),
            // An import joins nothing by hand.
            Err(DraftError::Join(error)) => return Err(ImportError::Request(error.to_string())),
            Err(DraftError::Build(error)) => {
                line.action = Action::Rejected;
                line.notices
                    .push(rejected(&self.row.input, line.position, None, &error));
                return Ok(());
            }
        };
        line.notices.extend(took.notices);
        self.matcher.met.insert(took.id);
        line.id = (self.mode == Mode::Commit || took.before.is_some()).then_some(took.id);
        line.action = match took.taken {
            Taken::Created => Action::Created,
            Taken::Changed => Action::Changed,
            Taken::Deleted => Action::Deleted,
            Taken::Unchanged => Action::Unchanged,
        };
        match (took.taken, took.before, draft.put_of(took.id)) {
            (Taken::Changed | Taken::Deleted, Some(before), Some(put)) => {
                let was = (&before.description, before.status);
                line.changes = report::changes(was, (&put.description, put.status));
            }
            (Taken::Unchanged, Some(before), _) => {
                self.found.push((before.id, before.seq, line.position));
            }
            _ => {}
        }
        Ok(())
    }

    /// Which record an incoming one is, by what was decided or else by the profile's rules.
    fn target(
        &mut self,
        draft: &Draft<'_>,
        line: &mut Line,
        source: &Source,
        built: &Built,
        provenance: &Provenance,
    ) -> Result<Target, ImportError> {
        let profile = self.rules(source.format)?;
        let rules = &profile.matching;
        if rules.by.contains(&MatchBy::Scored) && self.matcher.likeness.is_none() {
            self.matcher.likeness = Some(Likeness::new(&self.pipeline.store)?);
        }
        match self.decisions.get(&line.position) {
            Some(Decision::New) => return Ok(Target::New),
            Some(Decision::Skip) => {
                let text = "it was decided to leave this record out".to_owned();
                line.notices.push(at(
                    Notice::new(Severity::Info, "left-out", text),
                    line.position,
                ));
                return Ok(Target::Out);
            }
            Some(Decision::Match(id)) => {
                let Some(record) = self.pipeline.store.record(*id)? else {
                    let text = format!(
                        "there is no record {id}, which this one was decided to be; decide again"
                    );
                    line.notices.push(at(
                        Notice::new(Severity::Error, "no-such-record", text),
                        line.position,
                    ));
                    return Ok(Target::Out);
                };
                line.by = Some(How::Decided);
                return Ok(Target::Record(record));
            }
            None => {}
        }
        match self
            .matcher
            .find(draft, rules, (built, source), provenance)?
        {
            Match::New => Ok(Target::New),
            Match::One(record, how) => {
                line.by = Some(how);
                Ok(Target::Record(record))
            }
            Match::Ask(candidates) if rules.undecided == Undecided::New => {
                line.candidates = candidates;
                Ok(Target::New)
            }
            Match::Ask(candidates) => {
                let ids: Vec<String> = candidates.iter().map(|(id, _)| id.to_string()).collect();
                let text = format!(
                    "it may be record {} and may be new: it was left out; say which it is in the staged import",
                    ids.join(" or ")
                );
                line.notices.push(at(
                    Notice::new(Severity::Warning, "undecided", text),
                    line.position,
                ));
                line.candidates = candidates;
                line.action = Action::Undecided;
                Ok(Target::Out)
            }
        }
    }
}
