//! The one writer: room, frame, sync, state, head, in this order.

use std::sync::atomic::Ordering;

use crate::{
    Batch, CommitError, ReadError, Receipt,
    change::Changes,
    commit::{Ground, Prepared, Refused, prepare},
    journal::{AppendError, Place, Writer},
    state::{Encoded, Trouble, encode, guarded},
    store::Inner,
};

/// From how many records on a second thread pays.
const WORTH_A_THREAD: usize = 16;

impl Inner {
    /// Saves a batch.
    pub(crate) fn commit(&self, batch: Batch) -> Result<Receipt, CommitError> {
        let mut writer = self.journal.lock();
        refuse_failed(&writer)?;
        if self.state.read().is_none() {
            return Err(ReadError::Closed.into());
        }
        self.room.check(0)?;
        let place = writer
            .next_place()
            .map_err(|error| self.refusal(error, 0))?;
        let at = self.stamps.begin();
        let saved = self.save(&mut writer, batch, place, at);
        self.stamps.end(saved.is_ok());
        saved
    }

    fn save(
        &self,
        writer: &mut Writer,
        batch: Batch,
        place: Place,
        at: record::Datestamp,
    ) -> Result<Receipt, CommitError> {
        let before = writer.head();
        let Prepared {
            payload,
            mut changes,
            records,
        } = self.prepare(batch, writer, place, at)?;
        let frame = payload.len() as u64;
        self.room.check(frame)?;
        // The state's values are made while the journal is synced.
        let next = changes.head;
        let (encoded, head) = std::thread::scope(|scope| {
            let changes = &changes;
            let making = (changes.records.len() >= WORTH_A_THREAD)
                .then(|| scope.spawn(move || encode(changes)));
            let head = writer.append(&payload, next);
            let encoded = match making {
                Some(making) => making.join().unwrap_or_else(|_| encode(changes)),
                None => encode(changes),
            };
            (encoded, head)
        });
        changes.head = head.map_err(|error| self.refusal(error, frame))?;
        // Before the state, so that nobody who sees a new row reads an old record here.
        self.recent.put(records);
        let receipt = Receipt {
            first: before.seq.next(),
            last: changes.head.seq,
            datestamp: at,
        };
        encoded
            .map_err(|trouble| trouble.text())
            .and_then(|encoded| self.apply(&changes, encoded))
            .map_err(|what| CommitError::StateBehind { receipt, what })?;
        self.publish(changes.head.seq);
        Ok(receipt)
    }

    fn prepare(
        &self,
        batch: Batch,
        writer: &Writer,
        place: Place,
        at: record::Datestamp,
    ) -> Result<Prepared, CommitError> {
        let state = self.state.read();
        let Some(state) = state.as_ref() else {
            return Err(ReadError::Closed.into());
        };
        let ground = Ground {
            state,
            head: writer.head(),
            place,
            at,
            next_record: self.next_record.load(Ordering::Relaxed),
            next_import: self.next_import.load(Ordering::Relaxed),
        };
        let mut refused = None;
        let prepared = guarded(|| match prepare(batch, &ground) {
            Ok(prepared) => Ok(Some(prepared)),
            Err(Refused::Trouble(trouble)) => Err(trouble),
            Err(Refused::Commit(error)) => {
                refused = Some(error);
                Ok(None)
            }
        });
        match (prepared, refused) {
            (Ok(Some(prepared)), _) => Ok(prepared),
            (_, Some(error)) => Err(error),
            (Ok(None), None) => Err(ReadError::Closed.into()),
            (Err(trouble), None) => Err(self.damage(trouble).into()),
        }
    }

    /// Brings the state up with a frame that is in the journal; a disk that failed the state gets
    /// one more try with the state opened anew.
    fn apply(&self, changes: &Changes, encoded: Encoded) -> Result<(), String> {
        let applied = {
            let mut held = self.state.write();
            match held.as_mut() {
                Some(state) => guarded(|| state.apply(changes, encoded)),
                None => Err(Trouble::Io("the store is closed".to_owned())),
            }
        };
        let Err(trouble) = applied else {
            return Ok(());
        };
        let what = trouble.text();
        if let Trouble::Damaged(..) = trouble {
            self.damage(trouble);
        }
        self.reopen_at(&changes.head)
            .map_err(|again| format!("{what}; opening it anew: {again}"))
    }

    fn refusal(&self, error: AppendError, frame: u64) -> CommitError {
        match error {
            AppendError::Full => self.room.refusal(frame),
            AppendError::Failed(reason) => CommitError::ReadOnly { reason },
        }
    }

    /// Whether a commit would be taken now.
    pub(crate) fn writable(&self) -> Result<(), CommitError> {
        refuse_failed(&self.journal.lock())?;
        if self.state.read().is_none() {
            return Err(ReadError::Closed.into());
        }
        self.room.check(0)
    }
}

fn refuse_failed(writer: &Writer) -> Result<(), CommitError> {
    match writer.failed() {
        Some(reason) => Err(CommitError::ReadOnly {
            reason: reason.to_owned(),
        }),
        None => Ok(()),
    }
}
