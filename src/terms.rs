//! The taxonomy in force: what the program came with and every change since, in order.
//!
//! One holder is shared by all who read it. A change puts another snapshot into it while the pipeline has
//! its turn; who holds the one before goes on with that.

use std::sync::Arc;

use parking_lot::RwLock;
use store::{Finding, TaxonomyRow};
use taxonomy::{Taxonomy, change};

/// Holds the taxonomy in force; clones share it.
#[derive(Clone)]
pub struct InForce(Arc<RwLock<Arc<Taxonomy>>>);

impl InForce {
    /// A holder of this taxonomy.
    pub fn new(taxonomy: Arc<Taxonomy>) -> InForce {
        InForce(Arc::new(RwLock::new(taxonomy)))
    }

    /// The taxonomy as it stands now.
    pub fn now(&self) -> Arc<Taxonomy> {
        Arc::clone(&self.0.read())
    }

    /// Puts another one in force.
    pub fn set(&self, taxonomy: Arc<Taxonomy>) {
        *self.0.write() = taxonomy;
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

/// The taxonomy as it was right after the change of this number; before the first for 0.
pub fn as_of(rows: &[TaxonomyRow], number: u64) -> Arc<Taxonomy> {
    let until = rows.partition_point(|row| row.number <= number);
    in_force(rows.get(..until).unwrap_or_default()).0
}
