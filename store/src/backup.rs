//! Backups: copies of the journal, segment by segment, verified; and restoring from one.
//!
//! A backup is a folder with `labordoc.json`, `journal/` and `backup.json`, the manifest. A
//! further backup into the same folder copies only what is missing or has grown.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    BackupError, BackupReport, RestoreError, RestoreReport,
    disk::{sync_folder, write_whole},
    folder::{METADATA, Metadata},
    journal::{HEADER_BYTES, Head, SegmentHeader, Walk, segment_path},
    store::Inner,
};

const MANIFEST: &str = "backup.json";

/// What a backup says that it holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Manifest {
    store_id: String,
    head: Head,
    /// The segments' lengths in bytes, from the first.
    segments: Vec<u64>,
}

/// A journal's bytes that do not verify: file, offset, what.
struct Damage(PathBuf, u64, String);

/// Backs a store up; see [`Store::backup`](crate::Store::backup).
pub(crate) fn backup(inner: &Inner, to: &Path) -> Result<BackupReport, BackupError> {
    let journal = to.join("journal");
    fs::create_dir_all(&journal).map_err(failed(&journal))?;
    refuse_other(inner, to)?;
    let head = inner.journal.lock().head();
    let from = inner.dir.join("journal");
    let mut report = BackupReport {
        seq: head.seq,
        segments: u64::from(head.segment),
        copied: 0,
        bytes: 0,
    };
    let mut lengths = Vec::new();
    for segment in 1..=head.segment {
        let (source, target) = (
            segment_path(&from, segment),
            segment_path(&journal, segment),
        );
        let length = length_of(&source, segment, &head).map_err(failed(&source))?;
        lengths.push(length);
        if fs::metadata(&target).map_or(0, |meta| meta.len()) != length
            || verify_segment(&target, segment, length, None).is_err()
        {
            copy(&source, &target, length).map_err(failed(&target))?;
            report.copied += 1;
            report.bytes += length;
        }
    }
    sync_folder(&journal).map_err(failed(&journal))?;
    verify(&journal, &lengths, &head)
        .map_err(|Damage(file, offset, what)| BackupError::Damaged { file, offset, what })?;
    finish(inner, to, head, lengths).map_err(failed(to))?;
    Ok(report)
}

fn finish(inner: &Inner, to: &Path, head: Head, segments: Vec<u64>) -> io::Result<()> {
    write_whole(&to.join(METADATA), &fs::read(inner.dir.join(METADATA))?)?;
    let manifest = Manifest {
        store_id: inner.store_id.clone(),
        head,
        segments,
    };
    let json = serde_json::to_vec_pretty(&manifest).map_err(io::Error::other)?;
    write_whole(&to.join(MANIFEST), &json)?;
    sync_folder(to)
}

fn refuse_other(inner: &Inner, to: &Path) -> Result<(), BackupError> {
    let Ok(bytes) = fs::read(to.join(METADATA)) else {
        return Ok(());
    };
    match serde_json::from_slice::<Metadata>(&bytes) {
        Ok(metadata) if metadata.store_id != inner.store_id => Err(BackupError::OtherStore {
            folder: to.to_owned(),
            found: metadata.store_id,
        }),
        _ => Ok(()),
    }
}

/// How much of a segment belongs to the journal up to `head`.
fn length_of(path: &Path, segment: u32, head: &Head) -> io::Result<u64> {
    if segment == head.segment {
        Ok(head.end)
    } else {
        Ok(fs::metadata(path)?.len())
    }
}

/// Copies the first `length` bytes so that the target is whole or not there.
fn copy(from: &Path, to: &Path, length: u64) -> io::Result<()> {
    let part = to.with_extension("part");
    let mut out = File::create(&part)?;
    let copied = io::copy(&mut File::open(from)?.take(length), &mut out)?;
    if copied != length {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            format!("{} has {copied} bytes of {length}", from.display()),
        ));
    }
    out.flush()?;
    out.sync_all()?;
    fs::rename(&part, to)
}

/// Verifies a whole journal: every byte, the chain through all segments, the head at its end.
fn verify(journal: &Path, lengths: &[u64], head: &Head) -> Result<(), Damage> {
    let mut chain = [0; 32];
    for (segment, length) in (1..).zip(lengths) {
        let path = segment_path(journal, segment);
        chain = verify_segment(&path, segment, *length, Some(chain))?;
    }
    if chain == head.hash {
        Ok(())
    } else {
        let what = "the journal does not end where it should".to_owned();
        Err(Damage(journal.to_owned(), 0, what))
    }
}

/// Verifies a segment; gives the chain's hash at its end.
fn verify_segment(
    path: &Path,
    segment: u32,
    length: u64,
    chain: Option<[u8; 32]>,
) -> Result<[u8; 32], Damage> {
    let damage = |offset, what: &str| Damage(path.to_owned(), offset, what.to_owned());
    let bytes = fs::read(path).map_err(|error| damage(0, &error.to_string()))?;
    if bytes.len() as u64 != length {
        return Err(damage(bytes.len() as u64, "the segment's length differs"));
    }
    let header = SegmentHeader::decode(&bytes).map_err(|what| damage(0, what))?;
    if header.head.segment != segment || chain.is_some_and(|chain| chain != header.head.hash) {
        return Err(damage(0, "it does not continue the segment before"));
    }
    let mut walk = Walk::new(&bytes, HEADER_BYTES, header.head.hash);
    loop {
        let at = walk.offset;
        match walk.next_frame() {
            Ok(Some(_)) => {}
            Ok(None) => return Ok(walk.hash),
            Err(error) => return Err(damage(at, error.text())),
        }
    }
}

/// Restores a backup into a new or empty folder; opening that folder grows the state.
///
/// # Errors
/// When the target is not empty, the backup is not whole or not what was written, or the disk
/// does not do as asked. The target is then as it was, but for an empty or partial copy.
pub fn restore(from: &Path, to: &Path) -> Result<RestoreReport, RestoreError> {
    let not = |what: String| RestoreError::NotABackup {
        folder: from.to_owned(),
        what,
    };
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| RestoreError::Io {
            path: path.clone(),
            source,
        }
    };
    let manifest = fs::read(from.join(MANIFEST)).map_err(|e| not(format!("{MANIFEST}: {e}")))?;
    let manifest: Manifest =
        serde_json::from_slice(&manifest).map_err(|e| not(format!("{MANIFEST}: {e}")))?;
    let metadata = fs::read(from.join(METADATA)).map_err(|e| not(format!("{METADATA}: {e}")))?;
    let named: Metadata =
        serde_json::from_slice(&metadata).map_err(|e| not(format!("{METADATA}: {e}")))?;
    if named.store_id != manifest.store_id {
        return Err(not("its files are of two stores".to_owned()));
    }
    let journal = to.join("journal");
    fs::create_dir_all(to).map_err(unreadable(to))?;
    if fs::read_dir(to).map_err(unreadable(to))?.next().is_some() {
        return Err(RestoreError::NotEmpty {
            folder: to.to_owned(),
        });
    }
    let damaged = |Damage(file, offset, what)| RestoreError::Damaged { file, offset, what };
    verify(&from.join("journal"), &manifest.segments, &manifest.head).map_err(damaged)?;
    fs::create_dir_all(&journal).map_err(unreadable(&journal))?;
    for (segment, length) in (1..).zip(&manifest.segments) {
        let source = segment_path(&from.join("journal"), segment);
        let target = segment_path(&journal, segment);
        copy(&source, &target, *length).map_err(unreadable(&target))?;
    }
    sync_folder(&journal).map_err(unreadable(&journal))?;
    verify(&journal, &manifest.segments, &manifest.head).map_err(damaged)?;
    write_whole(&to.join(METADATA), &metadata).map_err(unreadable(to))?;
    Ok(RestoreReport {
        seq: manifest.head.seq,
        datestamp: manifest.head.datestamp,
        segments: manifest.segments.len() as u64,
        bytes: manifest.segments.iter().sum(),
    })
}

fn failed(path: &Path) -> impl Fn(io::Error) -> BackupError + '_ {
    move |source| BackupError::Io {
        path: path.to_owned(),
        source,
    }
}
