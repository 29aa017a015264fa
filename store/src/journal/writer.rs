//! Appending frames: one write and one sync each.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{HEADER_BYTES, Head, Place, SegmentHeader, encode_frame, segment_path};
use crate::disk::{Disk, sync_folder};

/// What appends to the journal; there is one, behind a lock.
pub(crate) struct Writer {
    folder: PathBuf,
    store: String,
    segment_bytes: u64,
    disk: Arc<dyn Disk>,
    head: Head,
    file: Option<File>,
    failed: Option<String>,
}

/// Why a frame was not appended.
#[derive(Debug)]
pub(crate) enum AppendError {
    /// There is no room; nothing of it is left in the file.
    Full,
    /// The journal can no longer be written until it is opened anew.
    Failed(String),
}

impl Writer {
    /// A writer that goes on after `head`.
    pub fn new(
        folder: &Path,
        store: &str,
        segment_bytes: u64,
        disk: Arc<dyn Disk>,
        head: Head,
    ) -> Writer {
        Writer {
            folder: folder.to_owned(),
            store: store.to_owned(),
            segment_bytes,
            disk,
            head,
            file: None,
            failed: None,
        }
    }

    /// Where the journal stands.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Why nothing can be written any more, if so.
    pub fn failed(&self) -> Option<&str> {
        self.failed.as_deref()
    }

    /// Where the next frame will be; starts a segment when there is none or it is full.
    pub fn next_place(&mut self) -> Result<Place, AppendError> {
        if let Some(reason) = &self.failed {
            return Err(AppendError::Failed(reason.clone()));
        }
        if self.head.segment == 0 || self.head.end >= self.segment_bytes {
            self.start_segment().map_err(refusal)?;
        } else if self.file.is_none() {
            let path = segment_path(&self.folder, self.head.segment);
            let file = OpenOptions::new().write(true).open(path).map_err(refusal)?;
            self.file = Some(file);
        }
        Ok(Place {
            segment: self.head.segment,
            offset: self.head.end,
            line: 0,
        })
    }

    /// Writes and syncs a payload whose commit makes the head `next` (but for place and hash).
    pub fn append(&mut self, payload: &[u8], next: Head) -> Result<Head, AppendError> {
        let place = self.next_place()?;
        let Some(file) = &self.file else {
            return Err(AppendError::Failed("no segment is open".to_owned()));
        };
        let (bytes, hash) = encode_frame(&self.head.hash, payload);
        if let Err(error) = self.disk.write_at(file, &bytes, place.offset) {
            return Err(self.take_back(&error));
        }
        if let Err(error) = self.disk.sync(file) {
            // What the system did with the bytes is unknown; a second sync could say "done"
            // of pages that it has already dropped.
            return Err(self.give_up(format!("a sync of the journal failed ({error})")));
        }
        self.head = Head {
            segment: place.segment,
            start: place.offset,
            end: place.offset + bytes.len() as u64,
            hash,
            ..next
        };
        Ok(self.head)
    }

    /// Cuts off what a failed write has left.
    fn take_back(&mut self, error: &io::Error) -> AppendError {
        let cut = match &self.file {
            Some(file) => self.disk.truncate(file, self.head.end),
            None => Ok(()),
        };
        match cut {
            Ok(()) if is_full(error) => AppendError::Full,
            Ok(()) => self.give_up(format!("a write to the journal failed ({error})")),
            Err(cut) => self.give_up(format!(
                "a write to the journal failed ({error}) and could not be taken back ({cut})"
            )),
        }
    }

    fn give_up(&mut self, reason: String) -> AppendError {
        self.failed = Some(reason.clone());
        AppendError::Failed(reason)
    }

    /// Makes the next segment: its header is durable before its name is there.
    fn start_segment(&mut self) -> io::Result<()> {
        let number = self.head.segment + 1;
        let head = Head {
            segment: number,
            start: HEADER_BYTES,
            end: HEADER_BYTES,
            ..self.head
        };
        let header = SegmentHeader {
            store: self.store.clone(),
            head,
        };
        let path = segment_path(&self.folder, number);
        let fresh = path.with_extension("new");
        let file = File::create(&fresh)?;
        self.disk.write_at(&file, &header.encode()?, 0)?;
        self.disk.sync(&file)?;
        fs::rename(&fresh, &path)?;
        sync_folder(&self.folder)?;
        self.head = head;
        self.file = Some(file);
        Ok(())
    }
}

fn refusal(error: io::Error) -> AppendError {
    if is_full(&error) {
        AppendError::Full
    } else {
        AppendError::Failed(format!("a journal segment could not be started ({error})"))
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
    )
}
