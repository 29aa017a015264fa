//! Records that are like one: those that share its rarest sets.

use record::{RecordId, Seq, SetSpec};

use super::{State, Trouble};

/// Sets that are looked at, the rarest first.
const SETS: usize = 6;
/// Rows that are weighed, the newest of each set first.
const WEIGHED: usize = 200;

/// A record that shares sets with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The record.
    pub id: RecordId,
    /// What it shares, the rarest first.
    pub shared: Vec<SetSpec>,
}

impl State {
    /// The live records that share most with what is in `sets`, at most `limit`: a set counts as much as
    /// it is rare. The row `own` is left out.
    pub fn alike(&self, own: Seq, sets: &[SetSpec], limit: usize) -> Result<Vec<Alike>, Trouble> {
        let mut known: Vec<_> = sets
            .iter()
            .filter_map(|set| Some((self.rows(set)?, set)))
            .filter(|(rows, _)| rows.len() > 1)
            .collect();
        known.sort_by_key(|(rows, set)| (rows.len(), *set));
        known.truncate(SETS);
        let all = self.tally.all.len() as f64;
        let mut found: Vec<(f64, u64)> = Vec::new();
        for (rows, _) in &known {
            for seq in rows.iter().rev().take(WEIGHED) {
                let seen = seq == own.0 || found.iter().any(|(_, other)| *other == seq);
                if seen || self.tally.dead.contains(seq) {
                    continue;
                }
                let shared = known.iter().filter(|(rows, _)| rows.contains(seq));
                let weight = shared.map(|(rows, _)| (all / rows.len() as f64).ln_1p());
                found.push((weight.sum(), seq));
            }
            if found.len() >= WEIGHED {
                break;
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        found.truncate(limit);
        let alike = found.iter().map(|(_, seq)| {
            let shared = known.iter().filter(|(rows, _)| rows.contains(*seq));
            Ok(Alike {
                id: self.row(*seq)?.id,
                shared: shared.map(|(_, set)| (*set).clone()).collect(),
            })
        });
        alike.collect()
    }
}
