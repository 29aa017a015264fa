//! The few calls through which the journal reaches the disk, as a trait, so that tests can let
//! any of them fail.

use std::{fs::File, io, os::unix::fs::FileExt, path::Path};

/// How the journal reaches the disk.
pub trait Disk: Send + Sync {
    /// Writes all of `bytes` at `offset`.
    ///
    /// # Errors
    /// When not all could be written.
    fn write_at(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<()>;

    /// Makes what was written durable.
    ///
    /// # Errors
    /// When the system does not vouch for it.
    fn sync(&self, file: &File) -> io::Result<()>;

    /// Cuts the file to `length` bytes.
    ///
    /// # Errors
    /// When it could not be cut.
    fn truncate(&self, file: &File, length: u64) -> io::Result<()>;

    /// The free space of the file system that holds `folder`, in bytes.
    ///
    /// # Errors
    /// When the system does not tell.
    fn free(&self, folder: &Path) -> io::Result<u64>;
}

/// The disk as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn write_at(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
        file.write_all_at(bytes, offset)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_data()
    }

    fn truncate(&self, file: &File, length: u64) -> io::Result<()> {
        file.set_len(length)
    }

    fn free(&self, folder: &Path) -> io::Result<u64> {
        let stat = rustix::fs::statvfs(folder)?;
        Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
    }
}

/// Makes a folder's entries durable.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Writes a small file so that after a crash it holds either all of the new or all of the old.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let fresh = path.with_extension("new");
    let file = File::create(&fresh)?;
    file.write_all_at(bytes, 0)?;
    file.sync_all()?;
    std::fs::rename(&fresh, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// The bytes that the files below `folder` take.
pub(crate) fn folder_bytes(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(meta) if meta.is_dir() => folder_bytes(&entry.path()),
            Ok(meta) => meta.len(),
            Err(_) => 0,
        })
        .sum()
}
