//! Keeping segments few while nothing else is to be written.
//!
//! A bulk import leaves many segments of all sizes, and each costs every search a little. The engine
//! merges only when something is committed, and forgets a merge that is under way when it is closed.

use std::{
    collections::BTreeSet,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use tantivy::{FutureResult, SegmentMeta, index::SegmentId};

use crate::{WriteError, Writer};

/// So many small segments are merged.
const MANY: usize = 6;
/// A segment of fewer records is small.
const SMALL: u32 = 10_000;
/// The most records in a segment made here.
const MOST: u32 = 400_000;

/// A merge under way.
pub(crate) type Merging = FutureResult<Option<SegmentMeta>>;

impl Writer {
    /// Shows readers what merges have done, and merges the smallest segments where they are many;
    /// at once, without waiting for it. Call it from time to time while there are no changes.
    ///
    /// # Errors
    /// When the engine fails. The index is as it was.
    pub fn settle(&mut self) -> Result<(), WriteError> {
        self.recover()?;
        let merging = self.merging.get_mut();
        if let Some(under_way) = merging {
            match Pin::new(under_way).poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Pending => return Ok(()),
                Poll::Ready(merged) => {
                    *merging = None;
                    merged?;
                }
            }
        }
        let engine = self.engine.as_mut().ok_or(WriteError::Stopped)?;
        let segments = engine.index().searchable_segment_metas()?;
        let here: BTreeSet<SegmentId> = segments.iter().map(SegmentMeta::id).collect();
        let now = self.shared.now();
        let read = now.searcher.segment_readers().iter();
        if read.map(|r| r.segment_id()).collect::<BTreeSet<_>>() != here {
            drop(now);
            self.shared.reload()?;
        }
        let sizes = segments.iter().map(|s| (s.num_docs(), s.id())).collect();
        if let Some(few) = smallest(sizes) {
            *merging = Some(engine.merge(&few));
        }
        Ok(())
    }
}

/// The smallest segments, where they are worth a merge: none much larger than all before it.
fn smallest<T: Ord>(mut segments: Vec<(u32, T)>) -> Option<Vec<T>> {
    segments.sort_unstable();
    let mut taken = Vec::new();
    let mut records = 0_u32;
    for (size, segment) in segments {
        if size > SMALL.max(records.saturating_mul(2)) || records.saturating_add(size) > MOST {
            break;
        }
        records += size;
        taken.push(segment);
    }
    (taken.len() >= MANY).then_some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_segments_are_merged_when_they_are_many_and_alike() {
        for (sizes, taken) in [
            (vec![1, 1, 1, 1, 1], 0),
            (vec![1, 1, 1, 1, 1, 90_000], 0),
            (vec![1, 1, 1, 1, 1, 1, 90_000], 6),
            (
                vec![9_000, 1, 500, 9_000, 9_000, 9_000, 60_000, 300_000, 400_000],
                7,
            ),
            (vec![100_000; 7], 0),
            (vec![], 0),
        ] {
            let named = sizes
                .iter()
                .copied()
                .zip(0..)
                .collect::<Vec<(u32, usize)>>();
            let found = smallest(named).map_or(0, |s| s.len());
            assert_eq!(found, taken, "{sizes:?}");
        }
    }
}
