//! The records that were committed last, ready to be read: a follower that keeps up, and whoever
//! reads what they just wrote, need not wait for the state.

use std::{num::NonZeroUsize, sync::Arc};

use lru::LruCache;
use parking_lot::Mutex;
use record::{Record, RecordId};

/// How many records are kept; of some 5 KB each.
const KEPT: NonZeroUsize = NonZeroUsize::new(4096).unwrap();

/// The newest version of the records committed last.
pub(crate) struct Recent(Mutex<LruCache<RecordId, Arc<Record>>>);

impl Recent {
    /// None yet.
    pub(crate) fn new() -> Recent {
        Recent(Mutex::new(LruCache::new(KEPT)))
    }

    /// A record, when it is among them.
    pub(crate) fn get(&self, id: RecordId) -> Option<Arc<Record>> {
        self.0.lock().peek(&id).cloned()
    }

    /// Takes what a commit saved, in the order of its seqs.
    pub(crate) fn put(&self, records: Vec<Arc<Record>>) {
        let mut kept = self.0.lock();
        for record in records {
            kept.put(record.id, record);
        }
    }
}
