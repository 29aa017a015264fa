//! Records that are like one: those that share its rarest sets.

use record::{Seq, SetSpec};
use roaring::RoaringTreemap;

use super::State;

/// Sets that are looked at, the rarest first.
const SETS: usize = 6;
/// Rows that are weighed, the newest of each set first.
const WEIGHED: usize = 200;

/// A record that shares sets with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The record's latest change; [`crate::Store::record_at`] reads the record.
    pub seq: Seq,
    /// What it shares, the rarest first.
    pub shared: Vec<SetSpec>,
}

/// A set of the record, with its rows and how much it counts.
struct Known<'a> {
    set: &'a SetSpec,
    rows: &'a RoaringTreemap,
    size: u64,
    weight: f64,
}

impl State {
    /// The live records that share most with what is in `sets`, at most `limit`: a set counts as much as
    /// it is rare. The row `own` is left out.
    pub fn alike(&self, own: Seq, sets: &[SetSpec], limit: usize) -> Vec<Alike> {
        let all = self.tally.all.len() as f64;
        let mut known: Vec<Known<'_>> = sets
            .iter()
            .filter_map(|set| {
                let rows = self.rows(set)?;
                let size = rows.len();
                let weight = (all / size as f64).ln_1p();
                (size > 1).then_some(Known {
                    set,
                    rows,
                    size,
                    weight,
                })
            })
            .collect();
        known.sort_by_key(|one| (one.size, one.set));
        known.truncate(SETS);
        let mut found: Vec<(f64, u64)> = Vec::new();
        for one in &known {
            for seq in one.rows.iter().rev().take(WEIGHED) {
                let seen = seq == own.0 || found.iter().any(|(_, other)| *other == seq);
                if seen || self.tally.dead.contains(seq) {
                    continue;
                }
                let shared = known.iter().filter(|one| one.rows.contains(seq));
                found.push((shared.map(|one| one.weight).sum(), seq));
            }
            if found.len() >= WEIGHED {
                break;
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        found.truncate(limit);
        let alike = found.into_iter().map(|(_, seq)| Alike {
            seq: Seq(seq),
            shared: known
                .iter()
                .filter(|one| one.rows.contains(seq))
                .map(|one| one.set.clone())
                .collect(),
        });
        alike.collect()
    }
}
