//! Opening a data directory: lock, metadata, journal, clock, state, in this order.

use std::{
    fs, io,
    path::Path,
    sync::{Arc, atomic::AtomicU64},
};

use parking_lot::{Condvar, Mutex, RwLock};
use record::Datestamp;

use crate::{
    Finding, OpenError, OpenOptions,
    disk::sync_folder,
    folder::{Metadata, lock},
    journal::{Reader, Recovered, Writer, cut_torn, recover},
    recent::Recent,
    room::Room,
    stamps::Stamps,
    state::{Opener, lost_tail},
    store::Inner,
};

/// How far the newest datestamp may be ahead of the clock, in seconds (I2).
const MOST_AHEAD: i64 = 300;

/// Opens a data directory.
pub(crate) fn open(dir: &Path, options: &OpenOptions) -> Result<(Inner, Vec<Finding>), OpenError> {
    let journal = dir.join("journal");
    let made = fs::create_dir_all(&journal).and_then(|()| sync_folder(dir));
    made.map_err(at(&journal))?;
    let lock = lock(dir)?;
    let found = recover(&journal)?;
    let now = (options.clock)();
    let metadata = metadata(dir, &found, now)?;
    if found.head.datestamp.0 > now.0.saturating_add(MOST_AHEAD) {
        return Err(OpenError::ClockBehind {
            last: found.head.datestamp,
            now,
        });
    }
    let opener = Opener {
        dir: dir.to_owned(),
        host: options.host(),
        cache_bytes: options.cache_bytes,
        store: metadata.store_id.clone(),
    };
    let kept = opener.kept();
    if let Some(kept) = &kept
        && !found.head.reaches(&kept.head)
    {
        return Err(lost_tail(&journal, &found.head, &kept.head));
    }
    let response = (kept.as_ref()).map_or(Datestamp(0), |kept| kept.response);
    // One that was far ahead when it was kept must not hold datestamps ahead of the clock.
    let response = response.min(Datestamp(now.0.saturating_add(MOST_AHEAD)));
    // On a full disk the reserve is what the opening itself needs; a refusal is said to commits.
    let room = Room::new(dir, options);
    let _ = room.check(0);
    let (state, mut findings) = opener.open(&found.head, kept)?;
    if let Some(torn) = &found.torn {
        findings.insert(0, cut_torn(torn, now)?);
    }
    let inner = Inner {
        dir: dir.to_owned(),
        store_id: metadata.store_id.clone(),
        opener,
        journal: Mutex::new(Writer::new(
            &journal,
            &metadata.store_id,
            options.segment_bytes,
            Arc::clone(&options.disk),
            found.head,
        )),
        reader: Reader::new(&journal),
        state: RwLock::new(Some(state)),
        head: AtomicU64::new(found.head.seq.0),
        moved: (Mutex::new(()), Condvar::new()),
        stamps: Stamps::new(Arc::clone(&options.clock), found.head.datestamp, response),
        next_record: AtomicU64::new(found.head.next_record),
        next_import: AtomicU64::new(found.head.next_import),
        room,
        recent: Recent::new(),
        lock: Mutex::new(Some(lock)),
    };
    Ok((inner, findings))
}

/// The directory's metadata, written when the directory is new.
fn metadata(dir: &Path, found: &Recovered, now: Datestamp) -> Result<Metadata, OpenError> {
    let file = dir.join(crate::folder::METADATA);
    let wrong = |what: String| OpenError::Metadata {
        file: file.clone(),
        what,
    };
    match (Metadata::load(dir)?, &found.store) {
        (Some(metadata), Some(store)) if metadata.store_id != *store => {
            Err(wrong("it names another store than the journal".to_owned()))
        }
        (Some(metadata), _) => Ok(metadata),
        (None, Some(_)) => Err(wrong("it is missing, but there is a journal".to_owned())),
        (None, None) => {
            let metadata = Metadata::fresh(now).map_err(wrong)?;
            metadata.save(dir).map_err(at(&file))?;
            Ok(metadata)
        }
    }
}

fn at(path: &Path) -> impl Fn(io::Error) -> OpenError + '_ {
    move |source| OpenError::Io {
        path: path.to_owned(),
        source,
    }
}
