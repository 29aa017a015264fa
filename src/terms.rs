//! The taxonomy in force: what the program came with and every change since, in order.
//!
//! One holder is shared by all who read it. A change puts another snapshot into it while the pipeline has
//! its turn; who holds the one before goes on with that.

use std::{collections::VecDeque, sync::Arc};

use parking_lot::RwLock;
use store::{Finding, TaxonomyRow};
use taxonomy::{Taxonomy, change};

/// So many snapshots are kept for the records that still follow their changes.
const KEPT: usize = 8;

/// Holds the taxonomy in force; clones share it.
#[derive(Clone)]
pub struct InForce(Arc<RwLock<Snapshots>>);

/// The snapshots after the latest changes.
struct Snapshots {
    now: Arc<Taxonomy>,
    /// By the number of the change, 0 for what the program came with; the latest last.
    latest: VecDeque<(u64, Arc<Taxonomy>)>,
}

impl InForce {
    /// A holder of the taxonomy as it is after the change of this number.
    pub fn new(number: u64, taxonomy: Arc<Taxonomy>) -> InForce {
        InForce(Arc::new(RwLock::new(Snapshots {
            now: Arc::clone(&taxonomy),
            latest: VecDeque::from([(number, taxonomy)]),
        })))
    }

    /// The taxonomy as it stands now.
    pub fn now(&self) -> Arc<Taxonomy> {
        Arc::clone(&self.0.read().now)
    }

    /// Puts another one in force, as the change of this number made it.
    pub fn set(&self, number: u64, taxonomy: Arc<Taxonomy>) {
        let mut held = self.0.write();
        held.now = Arc::clone(&taxonomy);
        held.latest.push_back((number, taxonomy));
        if held.latest.len() > KEPT {
            held.latest.pop_front();
        }
    }

    /// The taxonomy as it was right after the change of this number; before the first for 0.
    pub fn as_of(&self, rows: &[TaxonomyRow], number: u64) -> Arc<Taxonomy> {
        let held = self.0.read();
        let kept = held.latest.iter().find(|(of, _)| *of == number);
        match kept.map(|(_, taxonomy)| Arc::clone(taxonomy)) {
            Some(taxonomy) => taxonomy,
            None => {
                drop(held);
                let until = rows.partition_point(|row| row.number <= number);
                in_force(rows.get(..until).unwrap_or_default()).0
            }
        }
    }
}

/// What the program came with, with these changes; those that do not fit any more are findings.
pub fn in_force(rows: &[TaxonomyRow]) -> (Arc<Taxonomy>, Vec<Finding>) {
    let bundled = Taxonomy::bundled();
    if rows.is_empty() {
        return (bundled, Vec::new());
    }
    let changes = rows
        .iter()
        .flat_map(|row| row.changes.iter().map(move |c| (row.number, c)));
    let numbers: Vec<u64> = changes.clone().map(|(number, _)| number).collect();
    let (taxonomy, left_out) = change::replay(&bundled, changes.map(|(_, change)| change));
    let findings = left_out.into_iter().map(|(at, error)| Finding {
        code: "taxonomy-change".into(),
        place: format!(
            "taxonomy change {}",
            numbers.get(at).copied().unwrap_or_default()
        ),
        text: format!(
            "does not fit the taxonomy that the program comes with now, and is left out: {error}"
        ),
    });
    let findings = findings.collect();
    (Arc::new(taxonomy), findings)
}
