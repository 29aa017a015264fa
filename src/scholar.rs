//! The board of Google Scholar's rules: how each live record meets them, kept in memory.
//!
//! It follows the change log, as the index does, and says how far it has read. At the start it judges every record
//! beside the service, at no more than half a processor; nothing of it is on disk. A record is two dozen bytes.

use std::{collections::BTreeMap, sync::Arc};

use harvest::{
    Site,
    scholar_check::{Case, RULES, Reason, Rule, Verdict},
};
use parking_lot::RwLock;
use record::{ChangeRange, Datestamp, RecordId, Seq};
use store::ReadError;

use crate::{
    app::App,
    clock,
    watch::{Step, Watch},
};

/// Changes judged in one step.
const STEP: usize = 200;

/// The board.
#[derive(Default)]
pub struct Board {
    state: Arc<RwLock<State>>,
    watch: Watch,
}

#[derive(Default)]
struct State {
    marks: BTreeMap<RecordId, Marks>,
    seq: Seq,
    judged: Option<Datestamp>,
}

/// How a record meets the rules: a bit for each reason and for each rule that does not apply.
#[derive(Debug, Clone, Copy, Default)]
struct Marks {
    reasons: u64,
    not_applicable: u32,
    not_asked: u32,
}

/// All reasons, in the order of the table; a reason's place is its bit.
fn reasons() -> impl Iterator<Item = (&'static Rule, Reason)> {
    let of = |rule: &'static Rule| rule.reasons.iter().map(move |reason| (rule, *reason));
    RULES.iter().flat_map(of)
}

/// Which records are wanted: a figure of the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Those that meet a rule.
    Passes(&'static Rule),
    /// Those to which it does not apply.
    NotApplicable(&'static Rule),
    /// Those that do not meet it.
    Fails(&'static Rule),
    /// Those that do not meet it for one reason.
    Because(Reason),
}

impl Figure {
    /// The figure of this name: `abstract`, `abstract-passes`, `abstract-does-not-apply`, or a reason's.
    pub fn named(name: &str) -> Option<Figure> {
        if let Some((_, reason)) = reasons().find(|(_, reason)| reason.id == name) {
            return Some(Figure::Because(reason));
        }
        let rule = |id: &str| RULES.iter().find(|rule| rule.id == id);
        if let Some(rule) = name.strip_suffix("-passes").and_then(rule) {
            return Some(Figure::Passes(rule));
        }
        if let Some(rule) = name.strip_suffix("-does-not-apply").and_then(rule) {
            return Some(Figure::NotApplicable(rule));
        }
        name.strip_suffix("-fails")
            .and_then(rule)
            .map(Figure::Fails)
    }

    /// Its name.
    pub fn name(self) -> String {
        match self {
            Figure::Passes(rule) => format!("{}-passes", rule.id),
            Figure::NotApplicable(rule) => format!("{}-does-not-apply", rule.id),
            Figure::Fails(rule) => format!("{}-fails", rule.id),
            Figure::Because(reason) => reason.id.to_owned(),
        }
    }

    fn test(self) -> Test {
        let bits = |wanted: &dyn Fn(&Rule, &Reason) -> bool| {
            let all = reasons().enumerate();
            all.filter(|(_, (rule, reason))| wanted(rule, reason))
                .fold(0u64, |bits, (at, _)| bits | 1 << at)
        };
        let place = |rule: &Rule| {
            let at = RULES.iter().position(|r| r == rule);
            at.map_or(0u32, |at| 1 << at)
        };
        match self {
            Figure::Because(reason) => Test::Any(bits(&|_, r| *r == reason)),
            Figure::Fails(rule) => Test::Any(bits(&|r, _| r == rule)),
            Figure::NotApplicable(rule) => Test::Outside(place(rule)),
            Figure::Passes(rule) => Test::None(bits(&|r, _| r == rule), place(rule)),
        }
    }
}

/// A figure as bits, so that a record is looked at in no time.
enum Test {
    Any(u64),
    Outside(u32),
    None(u64, u32),
}

impl Test {
    fn holds(&self, marks: Marks) -> bool {
        match self {
            Test::Any(reasons) => marks.reasons & reasons != 0,
            Test::Outside(rule) => marks.not_applicable & rule != 0,
            Test::None(reasons, rule) => {
                marks.reasons & reasons == 0 && (marks.not_applicable | marks.not_asked) & rule == 0
            }
        }
    }
}

/// The board in figures.
#[derive(Debug)]
pub struct Counts {
    /// The last change that is counted.
    pub seq: Seq,
    /// When that was.
    pub judged: Option<Datestamp>,
    /// How many records are counted.
    pub records: u64,
    /// Each rule.
    pub rules: Vec<RuleCount>,
}

/// A rule in figures.
#[derive(Debug)]
pub struct RuleCount {
    /// The rule.
    pub rule: &'static Rule,
    /// How many records meet it.
    pub passes: u64,
    /// How many do not.
    pub fails: u64,
    /// To how many it does not apply.
    pub not_applicable: u64,
    /// For how many it was not asked.
    pub not_asked: u64,
    /// Why they do not, each reason that there is.
    pub reasons: Vec<(Reason, u64)>,
}

impl Board {
    /// Begins to follow the change log of an open data directory.
    pub fn start(&self, app: &Arc<App>, site: &Arc<Site>) {
        let (state, site) = (Arc::clone(&self.state), Arc::clone(site));
        let what = "the board of Google Scholar's rules";
        self.watch.start(what, app, move |app| {
            Ok(match step(app, &site, &state)? {
                true => Step::Read,
                false => Step::Current(state.read().seq),
            })
        });
    }

    /// Stops and waits for the thread.
    pub fn stop(&self) {
        self.watch.stop();
    }

    /// Judges everything now, for commands.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read_all(&self, app: &App, site: &Site) -> Result<(), ReadError> {
        while step(app, site, &self.state)? {}
        Ok(())
    }

    /// The figures.
    pub fn counts(&self) -> Counts {
        let state = self.state.read();
        let mut by_reason = [0u64; 64];
        let mut outside = vec![0u64; RULES.len()];
        let mut unasked = vec![0u64; RULES.len()];
        for marks in state.marks.values() {
            each_bit(marks.reasons, |at| by_reason[at] += 1);
            each_bit(marks.not_applicable.into(), |at| outside[at] += 1);
            each_bit(marks.not_asked.into(), |at| unasked[at] += 1);
        }
        let records = state.marks.len() as u64;
        let rule = |(at, rule): (usize, &'static Rule)| {
            let mine = reasons().zip(by_reason).filter(|((r, _), _)| *r == rule);
            let reasons: Vec<_> = mine
                .map(|((_, reason), count)| (reason, count))
                .filter(|(_, count)| *count > 0)
                .collect();
            let fails = reasons.iter().map(|(_, count)| count).sum();
            RuleCount {
                rule,
                passes: records - fails - outside[at] - unasked[at],
                fails,
                not_applicable: outside[at],
                not_asked: unasked[at],
                reasons,
            }
        };
        Counts {
            seq: state.seq,
            judged: state.judged,
            records,
            rules: RULES.iter().enumerate().map(rule).collect(),
        }
    }

    /// The records behind a figure, from the one after `after` on.
    pub fn records(&self, figure: Figure, after: RecordId, limit: usize) -> Vec<RecordId> {
        let test = figure.test();
        let state = self.state.read();
        let later = state.marks.range(RecordId(after.0.saturating_add(1))..);
        later
            .filter(|(_, marks)| test.holds(**marks))
            .map(|(id, _)| *id)
            .take(limit)
            .collect()
    }
}

fn each_bit(mut bits: u64, mut with: impl FnMut(usize)) {
    while bits != 0 {
        with(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

/// Judges the next changes; whether there were any.
fn step(app: &App, site: &Site, state: &RwLock<State>) -> Result<bool, ReadError> {
    let after = state.read().seq;
    let range = ChangeRange {
        after,
        ..ChangeRange::default()
    };
    let rows = app.store.changes(&range, STEP)?;
    let Some(last) = rows.last().map(|row| row.seq) else {
        return Ok(false);
    };
    let mut judged = Vec::with_capacity(rows.len());
    for row in rows {
        let live = match row.deleted {
            true => None,
            // It may have been withdrawn since the row was read.
            false => app.store.record(row.id)?.filter(|r| r.status.is_live()),
        };
        let marks = live.map(|record| {
            let case = Case::of_record(&record, site, &app.taxonomy());
            marks(&case)
        });
        judged.push((row.id, marks));
    }
    let mut state = state.write();
    for (id, marks) in judged {
        match marks {
            Some(marks) => state.marks.insert(id, marks),
            None => state.marks.remove(&id),
        };
    }
    (state.seq, state.judged) = (last, Some(clock::now()));
    Ok(true)
}

fn marks(case: &Case<'_>) -> Marks {
    let mut marks = Marks::default();
    for (at, judgement) in case.judge().into_iter().enumerate() {
        match judgement.verdict {
            Verdict::Pass => {}
            Verdict::DoesNotApply => marks.not_applicable |= 1 << at,
            Verdict::NotAsked => marks.not_asked |= 1 << at,
            Verdict::Fails(reason, _) => {
                let place = reasons().position(|(_, r)| r == reason);
                marks.reasons |= place.map_or(0, |at| 1 << at);
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_and_every_rule_has_a_bit() {
        assert!(reasons().count() <= 64);
        assert!(RULES.len() <= 32);
    }

    #[test]
    fn figures_are_found_again_by_their_names() {
        let rules = RULES.iter().flat_map(|rule| {
            [
                Figure::Passes(rule),
                Figure::Fails(rule),
                Figure::NotApplicable(rule),
            ]
        });
        let all: Vec<Figure> = rules
            .chain(reasons().map(|(_, reason)| Figure::Because(reason)))
            .collect();
        let mut names = std::collections::BTreeSet::new();
        for figure in all {
            assert!(names.insert(figure.name()), "{figure:?}");
            assert_eq!(Figure::named(&figure.name()), Some(figure));
        }
        assert_eq!(Figure::named("nothing-passes"), None);
        assert_eq!(Figure::named("abstract"), None);
    }

    #[test]
    fn a_record_is_behind_the_figures_that_count_it() {
        let place = |id| RULES.iter().position(|rule| rule.id == id).unwrap();
        let bit = |id| reasons().position(|(_, reason)| reason.id == id).unwrap();
        let marks = Marks {
            reasons: 1 << bit("abstract-unknown"),
            not_applicable: 1 << place("pages"),
            not_asked: 1 << place("status"),
        };
        for (name, holds) in [
            ("abstract-unknown", true),
            ("abstract-fails", true),
            ("abstract-hidden", false),
            ("abstract-passes", false),
            ("pages-does-not-apply", true),
            ("pages-passes", false),
            ("status-passes", false),
            ("title-passes", true),
            ("title-fails", false),
        ] {
            let figure = Figure::named(name).unwrap();
            assert_eq!(figure.test().holds(marks), holds, "{name}");
        }
    }
}
