//! Finding where the journal ends, and cutting a torn tail.
//!
//! Segments before the last are sealed: opening checks their headers only (`check` reads every
//! byte); the last is read whole. What is incomplete at its very end was never acknowledged and
//! may be cut; anything else is damage and refuses to open.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{
    Head, SegmentHeader, Walk, decode_payload,
    frame::{FRAME_HEAD, Frame, FrameError},
    line::CommitLine,
    list_segments,
    segment::HEADER_BYTES,
    segment_path,
};
use crate::{Finding, OpenError, disk::sync_folder};

/// A journal as it was found.
#[derive(Debug)]
pub(crate) struct Recovered {
    /// Where it stands.
    pub head: Head,
    /// The store's id; `None` when there is no segment.
    pub store: Option<String>,
    /// What is after its end.
    pub torn: Option<Torn>,
}

/// Bytes after the last whole frame.
#[derive(Debug)]
pub(crate) struct Torn {
    /// The segment's file.
    pub file: PathBuf,
    /// Where the whole frames end.
    pub offset: u64,
    /// The bytes after it.
    pub bytes: Vec<u8>,
    /// Why they are no frame.
    pub why: FrameError,
}

/// Reads where the journal in `folder` stands.
pub(crate) fn recover(folder: &Path) -> Result<Recovered, OpenError> {
    let io = |source| OpenError::Io {
        path: folder.to_owned(),
        source,
    };
    let numbers = list_segments(folder).map_err(io)?;
    let mut found = Recovered {
        head: Head::empty(),
        store: None,
        torn: None,
    };
    for (index, number) in numbers.iter().enumerate() {
        let path = segment_path(folder, *number);
        if *number as usize != index + 1 {
            let missing = segment_path(folder, index as u32 + 1);
            return Err(damaged(&missing, 0, "the segment is missing"));
        }
        let last = index + 1 == numbers.len();
        read_segment(&path, *number, last, &mut found)?;
    }
    Ok(found)
}

fn read_segment(
    path: &Path,
    number: u32,
    last: bool,
    found: &mut Recovered,
) -> Result<(), OpenError> {
    let io = |source| OpenError::Io {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(io)?;
    let take = if last { u64::MAX } else { HEADER_BYTES };
    file.take(take).read_to_end(&mut bytes).map_err(io)?;
    let header = SegmentHeader::decode(&bytes).map_err(|what| damaged(path, 0, what))?;
    if header.head.segment != number {
        return Err(damaged(path, 0, "the header is another segment's"));
    }
    if found.store.get_or_insert_with(|| header.store.clone()) != &header.store {
        return Err(damaged(path, 0, "the segment is another store's"));
    }
    if header.head.commit < found.head.commit {
        return Err(damaged(
            path,
            0,
            "the segment is older than the one before it",
        ));
    }
    found.head = header.head;
    if last {
        read_frames(path, &bytes, found)?;
    }
    Ok(())
}

fn read_frames(path: &Path, bytes: &[u8], found: &mut Recovered) -> Result<(), OpenError> {
    let mut walk = Walk::new(bytes, HEADER_BYTES, found.head.hash);
    let mut newest: Option<(u64, &[u8])> = None;
    loop {
        match walk.next_frame() {
            Ok(None) => break,
            Ok(Some((at, frame))) => newest = Some((at, frame.payload)),
            Err(why) => {
                let rest = &bytes[walk.offset as usize..];
                if why == FrameError::Chain || frame_after(rest) {
                    return Err(damaged(path, walk.offset, why.text()));
                }
                found.torn = Some(Torn {
                    file: path.to_owned(),
                    offset: walk.offset,
                    bytes: rest.to_vec(),
                    why,
                });
                break;
            }
        }
    }
    found.head.end = walk.offset;
    found.head.hash = walk.hash;
    found.head.start = HEADER_BYTES;
    if let Some((at, payload)) = newest {
        found.head.start = at;
        let line = commit_line(payload).map_err(|what| damaged(path, at, &what))?;
        found.head.commit = line.commit;
        found.head.seq.0 = line.after.0 + line.puts;
        found.head.datestamp = line.at;
        found.head.next_record = line.next_record;
        found.head.next_import = line.next_import;
    }
    Ok(())
}

fn commit_line(payload: &[u8]) -> Result<CommitLine, String> {
    let text = decode_payload(payload)?;
    serde_json::from_str(text.lines().next().unwrap_or_default()).map_err(|e| e.to_string())
}

/// Whether a whole frame starts somewhere behind the start of `rest`: then what is at the start
/// is damage, not a torn write.
fn frame_after(rest: &[u8]) -> bool {
    let claims = |at: usize| {
        let length = rest.get(at..at + 4)?;
        let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize;
        (length > 0 && at + FRAME_HEAD + length <= rest.len()).then_some(())
    };
    // Each candidate costs a checksum over its claimed length; a torn tail is one frame at most,
    // so the work is bounded by cutting off after a fixed number of checksummed bytes.
    let mut budget: usize = 1 << 30;
    for at in 1..rest.len().saturating_sub(FRAME_HEAD) {
        if claims(at).is_none() {
            continue;
        }
        match Frame::decode(&rest[at..], None) {
            Ok(_) => return true,
            Err(_) => {
                let length =
                    u32::from_le_bytes([rest[at], rest[at + 1], rest[at + 2], rest[at + 3]]);
                budget = budget.saturating_sub(length as usize);
                if budget == 0 {
                    return false;
                }
            }
        }
    }
    false
}

/// Cuts a torn tail, after putting it aside as `torn-{time}`.
pub(crate) fn cut_torn(torn: &Torn, now: record::Datestamp) -> Result<Finding, OpenError> {
    let folder = torn.file.parent().unwrap_or(Path::new("."));
    let stamp = now.to_string().replace([':', '-'], "");
    let aside = (0..)
        .map(|n| folder.join(format!("torn-{stamp}-{n}")))
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.join("torn"));
    let work = || -> io::Result<()> {
        fs::write(&aside, &torn.bytes)?;
        File::open(&aside)?.sync_all()?;
        let file = OpenOptions::new().write(true).open(&torn.file)?;
        file.set_len(torn.offset)?;
        file.sync_all()?;
        sync_folder(folder)
    };
    work().map_err(|source| OpenError::Io {
        path: torn.file.clone(),
        source,
    })?;
    Ok(Finding::new(
        "torn-tail",
        format!("byte {} of {}", torn.offset, torn.file.display()),
        format!(
            "{}: {} bytes of a write that was never acknowledged were cut off and kept as {}",
            torn.why.text(),
            torn.bytes.len(),
            aside.display()
        ),
    ))
}

fn damaged(file: &Path, offset: u64, what: &str) -> OpenError {
    OpenError::Damaged {
        file: file.to_owned(),
        offset,
        what: what.to_owned(),
    }
}
