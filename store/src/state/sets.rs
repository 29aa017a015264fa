//! Reading sets: how large they are, who came last, and how one differs from what it should be.

use record::{ChangeRow, RecordId, Seq, SetSpec};
use roaring::RoaringTreemap;

use super::{State, Trouble};
use crate::{SetCount, SetDifference};

impl State {
    /// The rows of a set, those that are no longer live too.
    pub(super) fn rows(&self, set: &SetSpec) -> Option<&RoaringTreemap> {
        let number = self.names.get(set)?;
        Some(&self.tally.sets.get(number as usize)?.now)
    }

    /// All sets that ever had a record, by name.
    pub fn sets(&self) -> Vec<SetCount> {
        let mut sets: Vec<_> = self
            .names
            .list()
            .iter()
            .zip(&self.tally.sets)
            .map(|(set, rows)| SetCount {
                set: set.clone(),
                records: rows.now.difference_len(&self.tally.dead),
                rows: rows.now.len() + rows.left.len(),
            })
            .collect();
        sets.sort_by(|a, b| a.set.cmp(&b.set));
        sets
    }

    /// The live records with an id below another, those that came last first, at most `limit`.
    pub fn youngest(&self, below: RecordId, limit: usize) -> Vec<RecordId> {
        let end = self
            .tally
            .latest
            .len()
            .min(usize::try_from(below.0).unwrap_or(usize::MAX));
        let rows = self.tally.latest[..end].iter().enumerate().rev();
        rows.filter(|(_, seq)| **seq > 0 && !self.tally.dead.contains(**seq))
            .map(|(id, _)| RecordId(id as u64))
            .take(limit)
            .collect()
    }

    /// The live rows of a set, or of all, that are below a seq: the newest first, at most `limit`.
    pub fn newest(
        &self,
        set: Option<&SetSpec>,
        below: Seq,
        limit: usize,
    ) -> Result<Vec<ChangeRow>, Trouble> {
        let rows = match set {
            None => &self.tally.all,
            Some(set) => match self.rows(set) {
                Some(rows) => rows,
                None => return Ok(Vec::new()),
            },
        };
        let mut found = Vec::new();
        let mut rest = rows.rank(below.0.saturating_sub(1));
        while found.len() < limit
            && let Some(at) = rest.checked_sub(1)
            && let Some(seq) = rows.select(at)
        {
            if !self.tally.dead.contains(seq) {
                found.push(self.change_row(seq, &self.row(seq)?));
            }
            rest = at;
        }
        Ok(found)
    }

    /// The seq of the latest change of a record that is or was in a set; 0 when it never had any.
    pub fn last_change(&self, set: &SetSpec) -> Seq {
        let rows = self
            .names
            .get(set)
            .and_then(|n| self.tally.sets.get(n as usize));
        let last = rows.and_then(|rows| rows.now.max().max(rows.left.max()));
        Seq(last.unwrap_or(0))
    }

    /// Who must come into a set and who must leave it, so that its live records are those of `wanted`.
    pub fn difference(&self, set: &SetSpec, wanted: &[RecordId]) -> Result<SetDifference, Trouble> {
        let seqs = wanted.iter().filter_map(|id| self.tally.seq(*id));
        let mut wanted: RoaringTreemap = seqs.map(|seq| seq.0).collect();
        wanted -= &self.tally.dead;
        let mut held = self.rows(set).cloned().unwrap_or_default();
        held -= &self.tally.dead;
        let ids = |seqs: RoaringTreemap| -> Result<Vec<RecordId>, Trouble> {
            seqs.iter().map(|seq| Ok(self.row(seq)?.id)).collect()
        };
        Ok(SetDifference {
            join: ids(&wanted - &held)?,
            leave: ids(held - wanted)?,
        })
    }
}
