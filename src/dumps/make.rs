//! Making a dump: one pass over all records, each read once, into all files at the same time.
//!
//! Records come in the order of their ids, so that one that changes meanwhile is in it once, as it
//! was or as it is. What it holds is all that was there at `seq`; what came later may be.

use std::{
    fs::{self, File},
    io,
    path::Path,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use harvest::{Site, format::Context, jsonld, table, triples};
use record::{ChangeRow, Record, marc};
use store::disk::{Disk, RealDisk};

use super::{
    DumpError, FOLDER, FileEntry, Kind, Manifest, Packing,
    manifest::FORMAT,
    packages::Packages,
    shelf,
    sink::{Sink, failed},
};
use crate::{app::App, clock, repository, web::RecordView};

/// The folder of one that is being made.
const NEW: &str = ".new";
/// Records between two looks at the disk, the signal to stop, and the time to rest.
const STEP: usize = 200;
/// Room that stays free beside what changes need, for what other files grow by meanwhile.
const MARGIN: u64 = 64 << 20;

/// How much of a processor making one may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// All of one.
    Full,
    /// Half of one: it rests as long as it worked.
    Half,
}

/// Makes a dump of everything that is live, and removes those that are too old.
///
/// # Errors
/// When another one is being made, the store cannot be read, or the disk cannot be written; then
/// the dumps are those that were there before.
pub fn make(app: &Arc<App>, site: &Site, pace: Pace) -> Result<Manifest, DumpError> {
    let Some(_only) = app.dumps.busy.try_lock() else {
        return Err(DumpError::Busy);
    };
    let folder = app.config.data.join(FOLDER);
    let new = folder.join(NEW);
    remove(&new)?;
    fs::create_dir_all(&new).map_err(failed(&new))?;
    let made = write(app, site, &new, pace).and_then(|manifest| place(&folder, &new, manifest));
    if made.is_err() {
        // Why it failed matters more than that this did too; the next one removes it.
        let _ = remove(&new);
    }
    let manifest = made?;
    shelf::tidy(&folder);
    Ok(manifest)
}

fn remove(folder: &Path) -> Result<(), DumpError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(folder)(error)),
        _ => Ok(()),
    }
}

/// Gives the new one its name: from here on it is there, whole.
fn place(folder: &Path, new: &Path, mut manifest: Manifest) -> Result<Manifest, DumpError> {
    let day = manifest.moment.to_string();
    manifest.name = shelf::free_name(folder, day.get(..10).unwrap_or(&day));
    for file in &mut manifest.files {
        file.path = format!("/{FOLDER}/{}/{}", manifest.name, file.name);
    }
    let path = new.join(shelf::MANIFEST);
    let text = serde_json::to_vec_pretty(&manifest).map_err(|e| failed(&path)(e.into()))?;
    let written = fs::write(&path, text).and_then(|()| File::open(&path)?.sync_all());
    written.map_err(failed(&path))?;
    let sync = |folder: &Path| File::open(folder)?.sync_all();
    sync(new).map_err(failed(new))?;
    let named = folder.join(&manifest.name);
    fs::rename(new, &named).map_err(failed(&named))?;
    sync(folder).map_err(failed(folder))?;
    Ok(manifest)
}

/// Writes all files but the manifest; its name and their paths are still to come.
fn write(app: &App, site: &Site, new: &Path, pace: Pace) -> Result<Manifest, DumpError> {
    // Before anything is read: whatever changes from here on is stamped no earlier.
    let moment = app.store.response_date();
    let seq = app.store.head();
    let mut files = Files::create(new)?;
    let mut packages = Packages::new(new, site, moment);
    let (mut begun, mut records) = (Instant::now(), 0);
    files.begin()?;
    for shard in app.store.shards() {
        let rows = app.store.shard(shard.number)?;
        for rows in rows.chunks(STEP) {
            pause(app, pace, begun.elapsed())?;
            begun = Instant::now();
            for record in live(app, rows) {
                let (record, versions) = record?;
                let context = Context {
                    site,
                    taxonomy: &app.taxonomy(),
                    versions: &versions,
                };
                files.record(app, &record, &context)?;
                packages.add(&record, &pretty(&record, &versions))?;
                records += 1;
            }
        }
    }
    files.finish()?;
    let mut files = files.end()?;
    files.extend(packages.end()?);
    Ok(Manifest {
        format: FORMAT,
        name: String::new(),
        base_url: site.base_url.clone(),
        seq,
        moment,
        completed: clock::now().max(moment),
        records,
        files,
    })
}

type Versions = Vec<Arc<Record>>;

/// The records of these rows that are live, as they are now.
fn live(
    app: &App,
    rows: &[ChangeRow],
) -> impl Iterator<Item = Result<(Arc<Record>, Versions), DumpError>> {
    let rows = rows.iter().filter(|row| !row.deleted);
    rows.filter_map(|row| {
        // It may have been withdrawn since the row was read.
        let record = app.store.record(row.id).transpose()?;
        let record = match record {
            Ok(record) if record.status.is_live() => record,
            Ok(_) => return None,
            Err(error) => return Some(Err(error.into())),
        };
        let versions = app.versions(&record).map_err(DumpError::from);
        Some(versions.map(|versions| (record, versions)))
    })
}

/// The resource, byte for byte as `/records/{id}.json`.
fn pretty(record: &Record, versions: &[Arc<Record>]) -> Vec<u8> {
    serde_json::to_vec_pretty(&RecordView::new(record, versions)).unwrap_or_default()
}

/// Rests, and ends it all when the service stops or the disk fills.
fn pause(app: &App, pace: Pace, worked: Duration) -> Result<(), DumpError> {
    if pace == Pace::Half {
        std::thread::sleep(worked);
    }
    if app.dumps.stop.load(Ordering::Relaxed) {
        return Err(DumpError::Stopped);
    }
    let needed = (app.config.min_free_mib << 20) + MARGIN;
    match RealDisk.free(&app.config.data) {
        Ok(free) if free < needed => Err(DumpError::NoRoom { free, needed }),
        // A system that does not tell does not keep us from writing.
        _ => Ok(()),
    }
}

/// The files of all records.
struct Files {
    kinds: Vec<Whole>,
    /// Taken up again for each record.
    text: String,
}

/// A kind's files, one for each packing.
struct Whole {
    kind: Kind,
    sinks: Vec<(String, Packing, Sink)>,
    records: u64,
}

impl Files {
    fn create(folder: &Path) -> Result<Files, DumpError> {
        let whole = |kind: Kind| {
            let sinks = [Packing::Zstd, Packing::Gzip].map(|packing| {
                let name = format!("records.{}.{}", kind.suffix(), packing.suffix());
                let sink = Sink::create(&folder.join(&name), packing)?;
                Ok((name, packing, sink))
            });
            Ok(Whole {
                kind,
                sinks: sinks.into_iter().collect::<Result<_, DumpError>>()?,
                records: 0,
            })
        };
        let kinds = Kind::WHOLE.into_iter().map(whole);
        Ok(Files {
            kinds: kinds.collect::<Result<_, DumpError>>()?,
            text: String::new(),
        })
    }

    /// What stands before the first record.
    fn begin(&mut self) -> Result<(), DumpError> {
        let names = table::COLUMNS.iter().map(|column| column.name);
        let head = csv_line(names);
        self.each(|kind| match kind {
            Kind::Marcxml => marc::marcxml::COLLECTION_START.as_bytes(),
            Kind::Csv => &head,
            _ => b"",
        })
    }

    /// What stands after the last one.
    fn finish(&mut self) -> Result<(), DumpError> {
        self.each(|kind| match kind {
            Kind::Marcxml => marc::marcxml::COLLECTION_END.as_bytes(),
            _ => b"",
        })
    }

    fn each<'a>(&mut self, bytes: impl Fn(Kind) -> &'a [u8]) -> Result<(), DumpError> {
        let mut kinds = self.kinds.iter_mut();
        kinds.try_for_each(|whole| whole.write(bytes(whole.kind)))
    }

    fn record(
        &mut self,
        app: &App,
        record: &Record,
        context: &Context<'_>,
    ) -> Result<(), DumpError> {
        for whole in &mut self.kinds {
            self.text.clear();
            let bytes = match whole.kind {
                Kind::Json | Kind::Resourcesync => {
                    let view = RecordView::new(record, context.versions);
                    let mut line = serde_json::to_vec(&view).unwrap_or_default();
                    line.push(b'\n');
                    line
                }
                Kind::Marcxml => match marcxml(app, record)? {
                    Some(fragment) => fragment.into_bytes(),
                    None => continue,
                },
                Kind::NTriples => {
                    let facts = jsonld::record(record, context);
                    triples::write(&mut self.text, record.id, &facts);
                    self.text.as_bytes().to_vec()
                }
                Kind::Csv => csv_line(table::row(record, context)),
            };
            whole.write(&bytes)?;
            whole.records += 1;
        }
        Ok(())
    }

    fn end(self) -> Result<Vec<FileEntry>, DumpError> {
        let mut files = Vec::new();
        for whole in self.kinds {
            for (name, packing, sink) in whole.sinks {
                let unpacked_bytes = sink.unpacked;
                let written = sink.end()?;
                files.push(FileEntry {
                    name,
                    path: String::new(),
                    kind: whole.kind,
                    media_type: whole.kind.media_type().to_owned(),
                    packing,
                    records: whole.records,
                    bytes: written.bytes,
                    unpacked_bytes,
                    sha256: written.sha256,
                });
            }
        }
        Ok(files)
    }
}

impl Whole {
    fn write(&mut self, bytes: &[u8]) -> Result<(), DumpError> {
        let mut sinks = self.sinks.iter_mut();
        sinks.try_for_each(|(_, _, sink)| sink.write(bytes))
    }
}

/// A record's MARCXML on a line; `None` for one that has no MARC source or cannot be written so.
fn marcxml(app: &App, record: &Record) -> Result<Option<String>, DumpError> {
    let Some(source) = app.store.source(record.id)? else {
        return Ok(None);
    };
    match repository::marcxml(app, record, &source) {
        Ok(fragment) => Ok(Some(fragment + "\n")),
        Err(error) => {
            tracing::warn!(record = %record.id, %error, "a record is left out of the dump's MARCXML");
            Ok(None)
        }
    }
}

/// A line as RFC 4180 has it.
fn csv_line<T: AsRef<[u8]>>(fields: impl IntoIterator<Item = T>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Memory takes every write.
    let _ = writer.write_record(fields);
    writer.into_inner().unwrap_or_default()
}
