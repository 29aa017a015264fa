//! Room on the disk: commits are refused early, and a reserve is given up so that the state can
//! still write what it holds.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{CommitError, OpenOptions, disk::Disk};

/// What a commit takes on the disk beside its frame, in frames: the state's copy.
const SHARE: u64 = 4;

/// Watches the free space.
pub(crate) struct Room {
    dir: PathBuf,
    disk: Arc<dyn Disk>,
    min_free: u64,
    reserve_bytes: u64,
}

impl Room {
    /// Watches the file system of a data directory.
    pub fn new(dir: &Path, options: &OpenOptions) -> Room {
        Room {
            dir: dir.to_owned(),
            disk: Arc::clone(&options.disk),
            min_free: options.min_free_bytes,
            reserve_bytes: options.reserve_bytes,
        }
    }

    /// Whether a frame of that many bytes may be written: the reserve comes first, or giving it
    /// up would make the very room that ends the refusal.
    pub fn check(&self, frame: u64) -> Result<(), CommitError> {
        let (free, needed) = (self.free(), self.needed(frame));
        if free < needed {
            self.release();
            let needed = self.needed(frame);
            return Err(CommitError::NoSpace { free, needed });
        }
        self.restore();
        Ok(())
    }

    /// What must be free for a frame of that many bytes.
    fn needed(&self, frame: u64) -> u64 {
        let missing = if self.path().exists() {
            0
        } else {
            self.reserve_bytes
        };
        let needed = self.min_free.saturating_add(frame.saturating_mul(SHARE));
        needed.saturating_add(missing)
    }

    /// The free space; unlimited when the system does not tell.
    pub fn free(&self) -> u64 {
        self.disk.free(&self.dir).unwrap_or(u64::MAX)
    }

    /// The error of a write that found no room.
    pub fn refusal(&self, frame: u64) -> CommitError {
        self.release();
        CommitError::NoSpace {
            free: self.free(),
            needed: self.needed(frame),
        }
    }

    /// Gives the reserve up.
    pub fn release(&self) {
        let _ = fs::remove_file(self.path());
    }

    /// Takes the reserve again; without room it is left.
    pub fn restore(&self) {
        let path = self.path();
        if self.reserve_bytes == 0 || path.exists() {
            return;
        }
        let taken = File::create(&path).and_then(|file| {
            let flags = rustix::fs::FallocateFlags::empty();
            Ok(rustix::fs::fallocate(&file, flags, 0, self.reserve_bytes)?)
        });
        if taken.is_err() {
            self.release();
        }
    }

    fn path(&self) -> PathBuf {
        self.dir.join("reserve")
    }
}
