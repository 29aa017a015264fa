//! The store as others see it.

use std::{path::Path, sync::Arc, time::Duration};

use record::{
    ChangeRange, ChangeRow, Datestamp, ImportId, ImportRow, Key, Notice, Record, RecordId, Seq,
    Source, WorkId,
};

use crate::{
    BackupError, BackupReport, Batch, CloseError, CommitError, Finding, OpenError, OpenOptions,
    ReadError, Receipt, RestoreError, RestoreReport, SetCount, Shard, Stats, TokenRow,
};

/// The collection: the journal that is the truth, and the state that follows it.
#[derive(Clone)]
pub struct Store {
    inner: Arc<()>,
}

impl Store {
    /// Opens the store in `dir`, making it when there is none.
    pub fn open(dir: &Path, options: OpenOptions) -> Result<(Store, Vec<Finding>), OpenError> { todo!() }
    /// The newest seq that reads see.
    pub fn head(&self) -> Seq { todo!() }
    /// The newest datestamp given.
    pub fn last_datestamp(&self) -> Datestamp { todo!() }
    /// The store's id.
    pub fn store_id(&self) -> &str { todo!() }
    /// The oldest datestamp in the change log (OAI-PMH `earliestDatestamp`).
    pub fn earliest(&self) -> Option<Datestamp> { todo!() }
    /// Now, for a protocol's answer; no later datestamp will be below it.
    pub fn response_date(&self) -> Datestamp { todo!() }
    /// A record id that was never given out.
    pub fn new_record_id(&self) -> RecordId { todo!() }
    /// A record.
    pub fn record(&self, id: RecordId) -> Result<Option<Arc<Record>>, ReadError> { todo!() }
    /// A record's source.
    pub fn source(&self, id: RecordId) -> Result<Option<Source>, ReadError> { todo!() }
    /// The records that a key names.
    pub fn find(&self, key: &Key) -> Result<Vec<RecordId>, ReadError> { todo!() }
    /// A work's records.
    pub fn work(&self, work: WorkId) -> Result<Vec<RecordId>, ReadError> { todo!() }
    /// A record's latest change.
    pub fn change(&self, id: RecordId) -> Result<Option<ChangeRow>, ReadError> { todo!() }
    /// Part of the change log.
    pub fn changes(&self, range: &ChangeRange, limit: usize) -> Result<Vec<ChangeRow>, ReadError> { todo!() }
    /// How many rows a part of the change log has.
    pub fn count(&self, range: &ChangeRange) -> Result<u64, ReadError> { todo!() }
    /// The highest seq with a datestamp before `at`; 0 when there is none.
    pub fn before(&self, at: Datestamp) -> Result<Seq, ReadError> { todo!() }
    /// All sets that have or had records, by name.
    pub fn sets(&self) -> Vec<SetCount> { todo!() }
    /// All shards that have or had records, by number.
    pub fn shards(&self) -> Vec<Shard> { todo!() }
    /// A shard's rows, by record id.
    pub fn shard(&self, number: u64) -> Result<Vec<ChangeRow>, ReadError> { todo!() }
    /// Saves a batch.
    pub fn commit(&self, batch: Batch) -> Result<Receipt, CommitError> { todo!() }
    /// Waits until the head is beyond `seq`, or the time is up; the head then.
    pub fn wait_beyond(&self, seq: Seq, timeout: Duration) -> Seq { todo!() }
    /// An import.
    pub fn import(&self, id: ImportId) -> Result<Option<ImportRow>, ReadError> { todo!() }
    /// All imports, by number.
    pub fn imports(&self) -> Result<Vec<ImportRow>, ReadError> { todo!() }
    /// An import id that was never given out.
    pub fn new_import_id(&self) -> ImportId { todo!() }
    /// An import's notices, in order.
    pub fn notices(&self, id: ImportId, skip: u64, limit: usize) -> Result<Vec<Notice>, ReadError> { todo!() }
    /// How many notices an import has.
    pub fn notice_count(&self, id: ImportId) -> Result<u64, ReadError> { todo!() }
    /// All tokens, by name.
    pub fn tokens(&self) -> Vec<TokenRow> { todo!() }
    /// Whether a commit would be taken now.
    pub fn writable(&self) -> Result<(), CommitError> { todo!() }
    /// How much there is.
    pub fn stats(&self) -> Stats { todo!() }
    /// Checks every invariant.
    pub fn check(&self) -> Result<Vec<Finding>, ReadError> { todo!() }
    /// Backs the journal up.
    pub fn backup(&self, to: &Path) -> Result<BackupReport, BackupError> { todo!() }
    /// Closes the store.
    pub fn close(self) -> Result<(), CloseError> { todo!() }
}

/// Restores a backup.
pub fn restore(from: &Path, to: &Path) -> Result<RestoreReport, RestoreError> { todo!() }
