//! Inputs of imports: kept whole, by the digest of their bytes, until they have been read.

use std::{
    cell::Cell,
    fs::File,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// An input that lies ready.
#[derive(Debug, Clone)]
pub struct Staged {
    /// The input's name, as the cataloguer knows it.
    pub name: String,
    /// BLAKE3 of its bytes, hexadecimal.
    pub digest: String,
    /// Its size.
    pub bytes: u64,
    /// Where its bytes are.
    pub path: PathBuf,
}

/// Why an input could not be kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StageError {
    /// The input cannot be read.
    #[error("cannot read {name}: {source}")]
    Read {
        /// The input.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// The copy cannot be written.
    #[error("cannot keep a copy of the input in {path}: {source}")]
    Write {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The disk is full.
    #[error(
        "the disk is full: {bytes} bytes of {name} could be kept in {path} and not the rest; free space for all of it, no restart is needed"
    )]
    NoSpace {
        /// The input.
        name: String,
        /// The folder.
        path: PathBuf,
        /// What could be written, in bytes.
        bytes: u64,
    },
}

/// Removes every file that no unfinished import needs: what a stop has left of inputs on their way.
pub(super) fn tidy(uploads: &Path, needed: &[String]) -> io::Result<()> {
    if !uploads.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(uploads)? {
        let entry = entry?;
        let name = entry.file_name();
        if !needed.iter().any(|digest| name == digest.as_str()) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Whether a kept copy is still what was given: its name says its digest.
pub(super) fn is_whole(copy: &Path) -> io::Result<bool> {
    let (mut file, mut hasher, mut buffer) =
        (File::open(copy)?, blake3::Hasher::new(), vec![0; 1 << 17]);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(got) => hasher.update(&buffer[..got]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
    }
    let digest = hasher.finalize().to_hex();
    Ok(copy.file_name().is_some_and(|name| name == digest.as_str()))
}

/// Copies an input into `uploads`, named by its digest and synced.
pub(super) fn stage(
    uploads: &Path,
    name: &str,
    mut input: impl Read,
) -> Result<Staged, StageError> {
    let kept = Cell::new(0_u64);
    let write = |source: io::Error| match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StageError::NoSpace {
            name: name.to_owned(),
            path: uploads.to_owned(),
            bytes: kept.get(),
        },
        _ => StageError::Write {
            path: uploads.to_owned(),
            source,
        },
    };
    std::fs::create_dir_all(uploads).map_err(write)?;
    let mut random = [0_u8; 8];
    getrandom::fill(&mut random).map_err(|e| write(io::Error::other(e.to_string())))?;
    let part = Part(uploads.join(format!("part-{:016x}", u64::from_le_bytes(random))));
    let mut file = File::create(&part.0).map_err(write)?;
    let (mut hasher, mut buffer) = (blake3::Hasher::new(), vec![0; 1 << 17]);
    loop {
        let got = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(got) => got,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(source) => {
                return Err(StageError::Read {
                    name: name.to_owned(),
                    source,
                });
            }
        };
        hasher.update(&buffer[..got]);
        file.write_all(&buffer[..got]).map_err(write)?;
        kept.set(kept.get() + got as u64);
    }
    file.sync_all().map_err(write)?;
    let digest = hasher.finalize().to_hex().to_string();
    let path = uploads.join(&digest);
    std::fs::rename(&part.0, &path).map_err(write)?;
    File::open(uploads)
        .and_then(|folder| folder.sync_all())
        .map_err(write)?;
    Ok(Staged {
        name: name.to_owned(),
        digest,
        bytes: kept.get(),
        path,
    })
}

/// A half-written copy, removed when it is not renamed.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // After the rename there is nothing here to remove.
        let _ = std::fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_whole_until_a_byte_changes_and_what_nobody_needs_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let staged = stage(dir.path(), "x.mrc", &b"some records"[..]).unwrap();
        assert_eq!((staged.bytes, is_whole(&staged.path).unwrap()), (12, true));
        std::fs::write(&staged.path, "some recorts").unwrap();
        assert!(!is_whole(&staged.path).unwrap());
        std::fs::write(dir.path().join("part-1"), "half").unwrap();
        tidy(dir.path(), std::slice::from_ref(&staged.digest)).unwrap();
        assert!(staged.path.exists() && !dir.path().join("part-1").exists());
        tidy(dir.path(), &[]).unwrap();
        assert!(!staged.path.exists());
    }
}
