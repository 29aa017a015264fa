//! Opening: what is found on disk is checked before it is served.
//!
//! An index that is damaged, of another schema or another store is of no use: it is emptied and
//! grows back from the change log. After a clean stop the files' checksums are not read again as
//! long as names, lengths and times of change are those that were noted.

use std::{
    collections::BTreeMap,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use record::Seq;
use serde::{Deserialize, Serialize};
use tantivy::{IndexSettings, directory::MmapDirectory, index::SegmentComponent, schema::Schema};

use crate::schema::{VERSION, schema, tokenizers};

/// How to open an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenOptions {
    /// Memory for records not yet committed, in bytes, over all threads.
    pub heap_bytes: usize,
    /// How many threads write.
    pub threads: usize,
}

impl Default for OpenOptions {
    fn default() -> OpenOptions {
        OpenOptions {
            heap_bytes: 256 << 20,
            threads: 2,
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenState {
    /// An index in order: follow from its mark.
    Ready,
    /// There was none: an empty one was made.
    Created,
    /// It was of no use and was emptied: follow from the start.
    Rebuild {
        /// Why, for the log.
        why: String,
    },
}

/// Why an index cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process writes it.
    #[error(
        "the search index {0} is in use by another process; stop that one, or use another data directory"
    )]
    InUse(PathBuf),
    /// The folder cannot be used.
    #[error("the search index {0} cannot be read or written: {1}")]
    Io(PathBuf, #[source] io::Error),
    /// The engine failed.
    #[error("the search index {0} cannot be opened: {1}; delete the folder and it grows back")]
    Engine(PathBuf, #[source] tantivy::TantivyError),
}

/// The file that one process at a time holds.
const LOCK: &str = "labordoc-index.lock";
/// The file that notes a clean stop.
const CLEAN: &str = "clean.json";
/// The engine's list of segments.
const META: &str = "meta.json";

/// What a commit says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payload {
    version: u32,
    store: String,
    taxonomy: String,
    mark: u64,
    /// CRC-32 of the other four.
    crc: u32,
}

impl Payload {
    pub(crate) fn new(store: &str, taxonomy: &str, mark: Seq) -> Payload {
        let mut payload = Payload {
            version: VERSION,
            store: store.to_owned(),
            taxonomy: taxonomy.to_owned(),
            mark: mark.0,
            crc: 0,
        };
        payload.crc = payload.sum();
        payload
    }

    fn sum(&self) -> u32 {
        let Payload {
            version,
            store,
            taxonomy,
            mark,
            ..
        } = self;
        crc32fast::hash(format!("{version}\n{store}\n{taxonomy}\n{mark}").as_bytes())
    }

    /// As it stands in the commit.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The mark that an index's latest commit carries; none before the first.
pub(crate) fn mark(index: &tantivy::Index) -> tantivy::Result<Seq> {
    let payload = index.load_metas()?.payload;
    let payload = payload.and_then(|text| serde_json::from_str::<Payload>(&text).ok());
    Ok(Seq(payload.map_or(0, |p| p.mark)))
}

/// An index found or made, and the lock on it.
pub(crate) struct Opened {
    pub(crate) index: tantivy::Index,
    pub(crate) lock: File,
    pub(crate) state: OpenState,
}

/// Opens the index in `dir`, or makes an empty one.
pub(crate) fn open(dir: &Path, store: &str, taxonomy: &str) -> Result<Opened, OpenError> {
    let io = |e| OpenError::Io(dir.to_owned(), e);
    fs::create_dir_all(dir).map_err(io)?;
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(dir.join(LOCK))
        .map_err(io)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(dir.to_owned())),
        Err(TryLockError::Error(e)) => return Err(io(e)),
    }
    let clean = read_clean(dir);
    remove(&dir.join(CLEAN)).map_err(io)?;
    let empty = files(dir).map_err(io)?.is_empty();
    let found = match empty {
        true => Err(String::new()),
        false => guarded(|| check(dir, store, taxonomy, clean.as_ref())).and_then(|found| found),
    };
    let (index, state) = match found {
        Ok(index) => (index, OpenState::Ready),
        Err(why) => {
            let index = anew(dir)?;
            let state = if empty {
                OpenState::Created
            } else {
                OpenState::Rebuild { why }
            };
            (index, state)
        }
    };
    Ok(Opened { index, lock, state })
}

/// Empties the folder and makes an index in it.
pub(crate) fn anew(dir: &Path) -> Result<tantivy::Index, OpenError> {
    clear(dir).map_err(|e| OpenError::Io(dir.to_owned(), e))?;
    create(dir).map_err(|e| OpenError::Engine(dir.to_owned(), e))
}

/// Runs what reads files that may be damaged: the engine panics at some of what it finds in them.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        format!("reading it failed: {}", text.unwrap_or("no reason given"))
    })
}

fn create(dir: &Path) -> tantivy::Result<tantivy::Index> {
    let settings = IndexSettings {
        docstore_compression: tantivy::store::Compressor::None,
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    };
    tantivy::Index::builder()
        .schema(schema().0)
        .settings(settings)
        .tokenizers(tokenizers())
        .open_or_create(MmapDirectory::open(dir)?)
}

/// Opens what is there and says why it is of no use.
fn check(
    dir: &Path,
    store: &str,
    taxonomy: &str,
    clean: Option<&Noted>,
) -> Result<tantivy::Index, String> {
    let mut index = tantivy::Index::open_in_dir(dir).map_err(|e| e.to_string())?;
    index.set_tokenizers(tokenizers());
    let expected: Schema = schema().0;
    if index.schema() != expected {
        return Err("its fields are those of another version".to_owned());
    }
    let metas = index.load_metas().map_err(|e| e.to_string())?;
    if let Some(text) = &metas.payload {
        let payload: Payload =
            serde_json::from_str(text).map_err(|e| format!("its mark cannot be read: {e}"))?;
        let right = Payload::new(store, taxonomy, Seq(payload.mark));
        if payload.crc != payload.sum() {
            return Err("its mark is damaged".to_owned());
        }
        if payload.version != right.version {
            return Err("it is of another version".to_owned());
        }
        if payload.store != right.store {
            return Err("it belongs to another store".to_owned());
        }
        if payload.taxonomy != right.taxonomy {
            return Err("it was made with another taxonomy".to_owned());
        }
    } else if !metas.segments.is_empty() {
        return Err("it has no mark".to_owned());
    }
    let unchanged = clean.is_some_and(|noted| note(dir, &index).is_ok_and(|now| now == *noted));
    let damage = if unchanged {
        Vec::new()
    } else {
        verify(&index)
    };
    match damage.first() {
        None => Ok(index),
        Some(first) => Err(first.clone()),
    }
}

/// Reads every file of every segment and compares its checksum, on two threads; then the segments' sizes.
pub(crate) fn verify(index: &tantivy::Index) -> Vec<String> {
    let listed = match segment_files(index) {
        Ok(listed) => listed,
        Err(e) => return vec![format!("its list of segments cannot be read: {e}")],
    };
    let half = listed.len().div_ceil(2).max(1);
    let mut damage: Vec<String> = std::thread::scope(|scope| {
        let parts: Vec<_> = listed
            .chunks(half)
            .map(|part| {
                scope.spawn(move || {
                    part.iter()
                        .filter_map(|f| damaged(index, f))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        parts
            .into_iter()
            .flat_map(|part| {
                part.join()
                    .unwrap_or_else(|_| vec!["a file could not be checked".to_owned()])
            })
            .collect()
    });
    if damage.is_empty() {
        damage.extend(sizes(index).err());
    }
    damage.sort();
    damage
}

fn damaged(index: &tantivy::Index, file: &Path) -> Option<String> {
    match index.directory().validate_checksum(file) {
        Ok(true) => None,
        Ok(false) => Some(format!("{} is damaged", file.display())),
        Err(e) => {
            // A merge may have replaced the file since it was listed.
            let listed = segment_files(index).is_ok_and(|now| now.iter().any(|f| f == file));
            listed.then(|| format!("{} cannot be read: {e}", file.display()))
        }
    }
}

/// The list of segments has no checksum: its numbers must be those of the files.
fn sizes(index: &tantivy::Index) -> Result<(), String> {
    let wrong = |what: &dyn std::fmt::Display| {
        format!("its list of segments does not fit its files: {what}")
    };
    let reader: tantivy::IndexReader = index.reader().map_err(|e| wrong(&e))?;
    for segment in reader.searcher().segment_readers() {
        let ids = segment.fast_fields().u64("id").map_err(|e| wrong(&e))?;
        let alive = u32::try_from(segment.doc_ids_alive().count()).unwrap_or(u32::MAX);
        if ids.num_docs() != segment.max_doc() || alive != segment.num_docs() {
            return Err(wrong(&segment.segment_id().uuid_string()));
        }
    }
    Ok(())
}

/// The files of all segments, sorted, those that must be there and those that are.
fn segment_files(index: &tantivy::Index) -> tantivy::Result<Vec<PathBuf>> {
    let managed = index.directory().list_managed_files();
    let metas = index.load_metas()?;
    let every = metas.list_segment_files().into_iter();
    let mut listed: Vec<PathBuf> = every.filter(|f| managed.contains(f)).collect();
    for segment in metas.segments {
        let needed = [
            SegmentComponent::Postings,
            SegmentComponent::Positions,
            SegmentComponent::FastFields,
            SegmentComponent::FieldNorms,
            SegmentComponent::Terms,
            SegmentComponent::Store,
        ];
        listed.extend(needed.into_iter().map(|c| segment.relative_path(c)));
        if segment.has_deletes() {
            listed.push(segment.relative_path(SegmentComponent::Delete));
        }
    }
    listed.sort();
    listed.dedup();
    Ok(listed)
}

/// The files of a cleanly stopped index: name, length, time of change in nanoseconds.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Noted(BTreeMap<PathBuf, (u64, u128)>);

fn note(dir: &Path, index: &tantivy::Index) -> io::Result<Noted> {
    let mut noted = BTreeMap::new();
    let mut names = segment_files(index).map_err(io::Error::other)?;
    names.push(PathBuf::from(META));
    for name in names {
        let found = fs::metadata(dir.join(&name))?;
        let changed = found.modified()?.duration_since(UNIX_EPOCH);
        noted.insert(name, (found.len(), changed.map_or(0, |d| d.as_nanos())));
    }
    Ok(Noted(noted))
}

/// Notes that the index was stopped cleanly; without the note the next opening only takes longer.
pub(crate) fn write_clean(dir: &Path, index: &tantivy::Index) {
    if let Ok(noted) = note(dir, index)
        && let Ok(text) = serde_json::to_vec(&noted)
    {
        let _ = fs::write(dir.join(CLEAN), text);
    }
}

fn read_clean(dir: &Path) -> Option<Noted> {
    serde_json::from_slice(&fs::read(dir.join(CLEAN)).ok()?).ok()
}

/// The index's files, without our own.
fn files(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_name() != LOCK {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// How many bytes the index's files take.
pub(crate) fn bytes(dir: &Path) -> u64 {
    files(dir)
        .unwrap_or_default()
        .iter()
        .filter_map(|path| fs::metadata(path).ok())
        .map(|found| found.len())
        .sum()
}

fn clear(dir: &Path) -> io::Result<()> {
    for path in files(dir)? {
        if path.is_dir() {
            fs::remove_dir_all(&path)?;
        } else {
            remove(&path)?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}
