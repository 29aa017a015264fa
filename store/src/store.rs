//! The store as others see it.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use parking_lot::{Condvar, Mutex, RwLock};
use record::{
    ChangeRange, ChangeRow, Datestamp, ImportId, ImportRow, Key, Notice, Record, RecordId, Seq,
    SetSpec, Source, WorkId,
};

use crate::{
    Alike, AsideKind, AsideRow, BackupError, BackupReport, Batch, Bytes, CloseError, CollectionRow,
    CommitError, Finding, OpenError, OpenOptions, ReadError, RebuildRow, Receipt, SetCount,
    SetDifference, Shard, Stats, TaxonomyRow, TokenRow, UserRow, backup, check,
    disk::folder_bytes,
    journal::{Head, Reader, Writer},
    recent::Recent,
    room::Room,
    stamps::Stamps,
    state::{Opener, State, Trouble, give_up, guarded, mark_damaged},
};

/// The collection: the journal that is the truth, and the state that follows it.
///
/// A handle; clones share one store. All methods block, on the disk at most.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub dir: PathBuf,
    pub store_id: String,
    pub opener: Opener,
    /// Held for the whole of a commit: the journal has one writer.
    pub journal: Mutex<Writer>,
    pub reader: Reader,
    /// Reads share it; a commit has it alone while it applies its changes.
    pub state: RwLock<Option<State>>,
    pub head: AtomicU64,
    pub moved: (Mutex<()>, Condvar),
    pub stamps: Stamps,
    pub next_record: AtomicU64,
    pub next_import: AtomicU64,
    pub room: Room,
    /// What was committed last.
    pub recent: Recent,
    /// The directory's lock; given up when the store closes.
    pub lock: Mutex<Option<File>>,
}

impl Store {
    /// Opens the store in `dir`, making it when there is none; what was repaired is in the findings.
    ///
    /// # Errors
    /// When the directory is in use, the journal is damaged before its end, the newest datestamp
    /// is more than five minutes ahead of the clock, or the disk does not do as asked.
    pub fn open(dir: &Path, options: OpenOptions) -> Result<(Store, Vec<Finding>), OpenError> {
        let (inner, findings) = crate::open::open(dir, &options)?;
        let inner = Arc::new(inner);
        Ok((Store { inner }, findings))
    }

    /// The newest seq that reads see.
    pub fn head(&self) -> Seq {
        Seq(self.inner.head.load(Ordering::Acquire))
    }

    /// The newest datestamp given.
    pub fn last_datestamp(&self) -> Datestamp {
        self.inner.stamps.last()
    }

    /// The store's id: 32 hexadecimal digits, the same in its backups.
    pub fn store_id(&self) -> &str {
        &self.inner.store_id
    }

    /// The oldest datestamp in the change log (OAI-PMH 2.0 section 4.2, `earliestDatestamp`);
    /// `None` when it is empty or cannot be read.
    pub fn earliest(&self) -> Option<Datestamp> {
        self.inner.read(State::earliest).ok().flatten()
    }

    /// Now, for a protocol's answer (OAI-PMH 2.0 `responseDate`): it never falls, and no later
    /// change is stamped below it.
    pub fn response_date(&self) -> Datestamp {
        self.inner.stamps.respond()
    }

    /// A record id that was never given out.
    pub fn new_record_id(&self) -> RecordId {
        RecordId(self.inner.next_record.fetch_add(1, Ordering::Relaxed))
    }

    /// An import id that was never given out.
    pub fn new_import_id(&self) -> ImportId {
        ImportId(self.inner.next_import.fetch_add(1, Ordering::Relaxed))
    }

    /// A record, whatever its status.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn record(&self, id: RecordId) -> Result<Option<Arc<Record>>, ReadError> {
        self.inner.read(|state| match self.inner.recent.get(id) {
            Some(record) => Ok(Some(record)),
            None => Ok(state.record(id)?.map(Arc::new)),
        })
    }

    /// A record's source, byte for byte; `None` when it has none.
    ///
    /// # Errors
    /// When the state or the journal is damaged there.
    pub fn source(&self, id: RecordId) -> Result<Option<Source>, ReadError> {
        let value = self.inner.read(|state| state.value(id))?;
        match value.and_then(|value| value.head.source) {
            Some(place) => Ok(Some(self.inner.reader.source(place)?)),
            None => Ok(None),
        }
    }

    /// The records that a key names, by id.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn find(&self, key: &Key) -> Result<Vec<RecordId>, ReadError> {
        self.inner
            .read(|state| state.having(key, &state.may_have(key)))
    }

    /// The records that have a key, by id, perhaps with a few others: told without reading any.
    ///
    /// # Errors
    /// When the store is closed.
    pub fn may_have(&self, key: &Key) -> Result<Vec<RecordId>, ReadError> {
        self.inner.read(|state| Ok(state.may_have(key)))
    }

    /// Of these records, those that have a key.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn having(&self, key: &Key, ids: &[RecordId]) -> Result<Vec<RecordId>, ReadError> {
        self.inner.read(|state| state.having(key, ids))
    }

    /// A work's members that are not deleted, by id; suppressed ones are among them.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn work(&self, work: WorkId) -> Result<Vec<RecordId>, ReadError> {
        self.inner.read(|state| Ok(state.work(work)))
    }

    /// A record's latest change.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn change(&self, id: RecordId) -> Result<Option<ChangeRow>, ReadError> {
        self.inner.read(|state| state.change(id))
    }

    /// Part of the change log, ascending by seq, at most `limit` rows.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn changes(&self, range: &ChangeRange, limit: usize) -> Result<Vec<ChangeRow>, ReadError> {
        self.inner.read(|state| state.changes(range, limit))
    }

    /// The first `limit` seqs above `after`, up to and including `until`, ascending.
    ///
    /// # Errors
    /// When the store is closed.
    pub fn seqs(&self, after: Seq, until: Seq, limit: usize) -> Result<Vec<Seq>, ReadError> {
        self.inner.read(|state| Ok(state.seqs(after, until, limit)))
    }

    /// How many rows a part of the change log has, deletions included.
    ///
    /// # Errors
    /// When the store is closed.
    pub fn count(&self, range: &ChangeRange) -> Result<u64, ReadError> {
        self.inner.read(|state| Ok(state.count(range)))
    }

    /// The highest seq with a datestamp before `at`, 0 when there is none: a harvest `from` that
    /// moment reads the changes after it.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn before(&self, at: Datestamp) -> Result<Seq, ReadError> {
        self.inner.read(|state| state.before(at))
    }

    /// All sets that have or had records, by name.
    pub fn sets(&self) -> Vec<SetCount> {
        let sets = self.inner.read(|state| Ok(state.sets()));
        sets.unwrap_or_default()
    }

    /// All shards that have or had records, by number.
    pub fn shards(&self) -> Vec<Shard> {
        let shards = self.inner.read(|state| Ok(state.shards()));
        shards.unwrap_or_default()
    }

    /// A shard's rows, by record id, deletions included.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn shard(&self, number: u64) -> Result<Vec<ChangeRow>, ReadError> {
        self.inner.read(|state| state.shard(number))
    }

    /// Saves a batch: when it returns, the batch is synced in the journal and reads see it.
    ///
    /// # Errors
    /// When nothing was saved, but for [`CommitError::StateBehind`] and for a sync that failed:
    /// whether that commit was saved is known after reopening.
    pub fn commit(&self, batch: Batch) -> Result<Receipt, CommitError> {
        self.inner.commit(batch)
    }

    /// Waits until the head is beyond `seq`, or the time is up; gives the head then.
    pub fn wait_beyond(&self, seq: Seq, timeout: Duration) -> Seq {
        let until = Instant::now() + timeout;
        let (lock, moved) = &self.inner.moved;
        let mut held = lock.lock();
        while self.head() <= seq {
            if moved.wait_until(&mut held, until).timed_out() {
                break;
            }
        }
        self.head()
    }

    /// An import.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn import(&self, id: ImportId) -> Result<Option<ImportRow>, ReadError> {
        self.inner.read(|state| state.import(id))
    }

    /// All imports, by number.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn imports(&self) -> Result<Vec<ImportRow>, ReadError> {
        self.inner.read(State::imports)
    }

    /// An import's notices in order, from the `skip`th on, at most `limit`.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn notices(&self, id: ImportId, skip: u64, limit: usize) -> Result<Vec<Notice>, ReadError> {
        self.inner.read(|state| state.notices(id, skip, limit))
    }

    /// How many notices an import has.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn notice_count(&self, id: ImportId) -> Result<u64, ReadError> {
        self.inner.read(|state| state.notice_count(id))
    }

    /// The documents of a kind whose names begin with `start`, by name.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn asides(&self, kind: AsideKind, start: &str) -> Result<Vec<AsideRow>, ReadError> {
        self.inner.read(|state| state.asides(kind, start))
    }

    /// All tokens, revoked ones too, by name.
    pub fn tokens(&self) -> Vec<TokenRow> {
        let tokens = self
            .inner
            .read(|state| Ok(state.tokens.values().cloned().collect()));
        tokens.unwrap_or_default()
    }

    /// All users, disabled and removed ones too, by name.
    pub fn users(&self) -> Vec<UserRow> {
        let users = self
            .inner
            .read(|state| Ok(state.users.values().cloned().collect()));
        users.unwrap_or_default()
    }

    /// The user of this name, disabled or removed ones too.
    pub fn user(&self, name: &str) -> Option<UserRow> {
        let user = self.inner.read(|state| Ok(state.users.get(name).cloned()));
        user.unwrap_or_default()
    }

    /// All collections, removed ones too, by slug.
    pub fn collections(&self) -> Vec<CollectionRow> {
        let all = |state: &State| Ok(state.collections.values().cloned().collect());
        self.inner.read(all).unwrap_or_default()
    }

    /// The collection of this slug, removed ones too.
    pub fn collection(&self, slug: &str) -> Option<CollectionRow> {
        let row = self
            .inner
            .read(|state| Ok(state.collections.get(slug).cloned()));
        row.unwrap_or_default()
    }

    /// All changes of the taxonomy, the oldest first.
    pub fn taxonomy_changes(&self) -> Vec<TaxonomyRow> {
        let all = |state: &State| Ok(state.taxonomy.values().cloned().collect());
        self.inner.read(all).unwrap_or_default()
    }

    /// How far the records follow each change of the taxonomy, the oldest first.
    pub fn rebuilds(&self) -> Vec<RebuildRow> {
        let all = |state: &State| Ok(state.rebuilds.values().cloned().collect());
        self.inner.read(all).unwrap_or_default()
    }

    /// The live records with an id below `below`, those that came last first, at most `limit`.
    ///
    /// # Errors
    /// When the store is closed.
    pub fn youngest(&self, below: RecordId, limit: usize) -> Result<Vec<RecordId>, ReadError> {
        self.inner.read(|state| Ok(state.youngest(below, limit)))
    }

    /// The latest changes of live records in a set, or of all, with a seq below `below`: the newest
    /// first, at most `limit`.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn newest(
        &self,
        set: Option<&SetSpec>,
        below: Seq,
        limit: usize,
    ) -> Result<Vec<ChangeRow>, ReadError> {
        self.inner.read(|state| state.newest(set, below, limit))
    }

    /// The live records that share most with one, at most `limit`, the likest first: of its sets those for
    /// which `counts` is true, each as much as it is rare.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn alike(
        &self,
        id: RecordId,
        counts: impl Fn(&SetSpec) -> bool,
        limit: usize,
    ) -> Result<Vec<Alike>, ReadError> {
        self.inner.read(|state| {
            let Some(mut row) = state.change(id)? else {
                return Ok(Vec::new());
            };
            row.sets.retain(&counts);
            Ok(state.alike(row.seq, &row.sets, limit))
        })
    }

    /// The record whose latest change has this seq.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn record_at(&self, seq: Seq) -> Result<Option<Arc<Record>>, ReadError> {
        let id = self
            .inner
            .read(|state| match state.tally.all.contains(seq.0) {
                true => Ok(Some(state.row(seq.0)?.id)),
                false => Ok(None),
            })?;
        id.map_or(Ok(None), |id| self.record(id))
    }

    /// The records that are kept back for a time, by id.
    ///
    /// # Errors
    /// When the store is closed.
    pub fn embargoed(&self) -> Result<Vec<RecordId>, ReadError> {
        let ids = |state: &State| Ok(state.tally.embargoed.iter().map(RecordId).collect());
        self.inner.read(ids)
    }

    /// The seq of the latest change of a record that is or was in a set; 0 when it never had any.
    pub fn last_change(&self, set: &SetSpec) -> Seq {
        let last = self.inner.read(|state| Ok(state.last_change(set)));
        last.unwrap_or_default()
    }

    /// Who must come into a set and who must leave it, so that its live records are those of `wanted`.
    ///
    /// # Errors
    /// When the state is damaged there.
    pub fn difference(
        &self,
        set: &SetSpec,
        wanted: &[RecordId],
    ) -> Result<SetDifference, ReadError> {
        self.inner.read(|state| state.difference(set, wanted))
    }

    /// Whether a commit would be taken now.
    ///
    /// # Errors
    /// When it would not, and why.
    pub fn writable(&self) -> Result<(), CommitError> {
        self.inner.writable()
    }

    /// How much there is.
    pub fn stats(&self) -> Stats {
        let counts = self.inner.read(|state| {
            let tally = &state.tally;
            let deleted = tally.dead.len();
            Ok((tally.all.len() - deleted, deleted, tally.works()))
        });
        let (records, deleted, works) = counts.unwrap_or_default();
        Stats {
            records,
            deleted,
            works,
            seq: self.head(),
            bytes: Bytes {
                journal: folder_bytes(&self.inner.dir.join("journal")),
                state: folder_bytes(&self.inner.dir.join("state")),
            },
        }
    }

    /// Checks every invariant, and every byte of the journal; commits wait meanwhile.
    ///
    /// # Errors
    /// When the store is closed; all else is a finding.
    pub fn check(&self) -> Result<Vec<Finding>, ReadError> {
        let (mut findings, mut unread) = check::check(&self.inner)?;
        if unread.is_some() && self.inner.revive().is_ok() {
            (findings, unread) = check::check(&self.inner)?;
        }
        findings.extend(unread.map(|what| Finding {
            code: "state-unreadable".into(),
            place: "the state".into(),
            text: format!("{what}; look at the disk, make room, and check again"),
        }));
        Ok(findings)
    }

    /// Backs the journal up into `to`: only missing or grown segments are copied, then every byte
    /// of the backup is verified. Reads and commits go on meanwhile.
    ///
    /// # Errors
    /// When the folder holds another store's backup, the journal is damaged, or the disk does not
    /// do as asked.
    pub fn backup(&self, to: &Path) -> Result<BackupReport, BackupError> {
        backup::backup(&self.inner, to)
    }

    /// Closes the store, for all of its handles, so that the next opening trusts the state.
    ///
    /// # Errors
    /// When the state could not be flushed; nothing is lost, the next opening replays.
    pub fn close(self) -> Result<(), CloseError> {
        self.inner.close()
    }
}

impl Inner {
    /// Runs a read on the state. Trouble with the disk gets one try on a newly opened state;
    /// damage asks for a rebuild at the next opening.
    pub fn read<T>(&self, work: impl Fn(&State) -> Result<T, Trouble>) -> Result<T, ReadError> {
        match self.try_read(&work)? {
            Ok(value) => Ok(value),
            Err(Trouble::Io(_)) if self.revive().is_ok() => self
                .try_read(&work)?
                .map_err(|trouble| self.damage(trouble)),
            Err(trouble) => Err(self.damage(trouble)),
        }
    }

    fn try_read<T>(
        &self,
        work: impl Fn(&State) -> Result<T, Trouble>,
    ) -> Result<Result<T, Trouble>, ReadError> {
        let state = self.state.read();
        let state = state.as_ref().ok_or(ReadError::Closed)?;
        Ok(guarded(|| work(state)))
    }

    /// Names the trouble; damage is written down for the next opening.
    pub fn damage(&self, trouble: Trouble) -> ReadError {
        let (place, what) = match trouble {
            Trouble::Damaged(place, what) => {
                // Without the note the next opening still has the checks that found it.
                let _ = mark_damaged(&self.dir, &format!("{place}: {what}"));
                (place, what)
            }
            Trouble::Io(what) => ("the state's files".to_owned(), what),
        };
        ReadError::Damaged { place, what }
    }

    /// Opens the state anew in place, after the disk has failed it.
    pub fn revive(&self) -> Result<(), String> {
        let Some(mark) = self.state.read().as_ref().map(|state| state.mark) else {
            return Err("the store is closed".to_owned());
        };
        self.reopen_at(&mark)
    }

    /// Opens the state anew, brought up to `head`; it is as closed when that fails.
    pub fn reopen_at(&self, head: &Head) -> Result<(), String> {
        self.room.release();
        let mut held = self.state.write();
        if let Some(old) = held.take() {
            give_up(old);
        }
        let opened = self.opener.open(head, self.opener.kept());
        let (state, _) = opened.map_err(|error| error.to_string())?;
        *held = Some(state);
        Ok(())
    }

    /// Makes a new head known.
    pub fn publish(&self, head: Seq) {
        let _held = self.moved.0.lock();
        self.head.store(head.0, Ordering::Release);
        self.moved.1.notify_all();
    }

    fn close(&self) -> Result<(), CloseError> {
        let _writer = self.journal.lock();
        let Some(state) = self.state.write().take() else {
            return Ok(());
        };
        let _lock = self.lock.lock().take();
        self.opener
            .close(state, self.stamps.response())
            .map_err(|trouble| CloseError {
                what: trouble.text(),
            })
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Nobody is left to tell: the next opening replays what is missing.
        let _ = self.close();
    }
}
