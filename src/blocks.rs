//! Blocks of OAI-PMH lists, kept on disk: `oai/{format}/{number}` in the data directory.
//!
//! They are made from the collection by a program and grow back, so the folder can be deleted.
//! A note beside them says what made them; with another program, address or taxonomy they are
//! removed at the start. A file is believed by its digest, so that none needs to be synced.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use harvest::{
    Format, Repository, Site,
    oai::block::{self, Block, BlockKey, SPAN},
};
use parking_lot::Mutex;
use record::Seq;
use taxonomy::Taxonomy;

use crate::{app::App, repository::Collection};

/// The format that every harvester asks for; its blocks are made before they are asked for.
const PREPARED: Format = Format::OaiDc;
/// Blocks that may wait to be written; what comes beyond is made again when it is asked for.
const WAITING: usize = 16;
/// How long nothing must have been committed before blocks are made ahead.
const CALM: Duration = Duration::from_secs(5);
/// How often it looks whether there is something to do.
const LOOK: Duration = Duration::from_millis(200);
/// It rests as long as it worked, so that half a processor is the most it takes.
const REST: u32 = 1;
/// Files in one folder.
const FOLDER: u64 = 1_000;
/// Bytes before a block's deflated text: digest, present, CRC, length, live.
const HEADER: usize = DIGEST + 16 + 4 + 8 + 4;
const DIGEST: usize = 16;

/// The kept blocks.
#[derive(Default)]
pub struct Blocks {
    /// The folder, once it is this maker's.
    folder: Arc<OnceLock<PathBuf>>,
    queue: OnceLock<SyncSender<(BlockKey, String, u32)>>,
    stop: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Blocks {
    /// Begins to keep blocks for the service of this site.
    pub fn start(&self, app: &Arc<App>, site: &Arc<Site>) {
        let (sender, receiver) = sync_channel(WAITING);
        if self.queue.set(sender).is_err() {
            return;
        }
        let work = Work {
            app: Arc::downgrade(app),
            site: Arc::clone(site),
            folder: app.config.data.join("oai"),
            stop: Arc::clone(&self.stop),
            seen: Seq(0),
            calm: Instant::now(),
            next: 0,
        };
        let claimed = Arc::clone(&self.folder);
        // The whole program is read to know which it is, so nobody waits for that.
        let spawned = std::thread::Builder::new()
            .name("keep-blocks".into())
            .spawn(move || match work.claim() {
                Ok(()) => {
                    let _ = claimed.set(work.folder.clone());
                    work.run(&receiver);
                }
                Err(error) => tracing::warn!(%error, "lists are written anew each time"),
            });
        match spawned {
            Ok(thread) => *self.thread.lock() = Some(thread),
            Err(error) => tracing::error!(%error, "lists are written anew each time"),
        }
    }

    /// Stops and waits for the thread.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.lock().take()
            && thread.join().is_err()
        {
            tracing::error!("the keeper of blocks panicked");
        }
    }

    /// A block that was kept.
    pub fn get(&self, key: &BlockKey) -> Option<Arc<Block>> {
        let bytes = fs::read(file(self.folder.get()?, key)).ok()?;
        read(&bytes, key).map(Arc::new)
    }

    /// Has a block kept, unless too many wait.
    pub fn keep(&self, key: &BlockKey, text: &str, live: u32) {
        if let Some(queue) = self.queue.get() {
            // Full: it will be made again.
            let _ = queue.try_send((*key, text.to_owned(), live));
        }
    }
}

/// What makes the blocks: the program, the collection, the taxonomy and the address.
fn maker(app: &App, site: &Site) -> String {
    let program = std::env::current_exe().and_then(fs::read);
    let program = program.map_or_else(
        |_| env!("CARGO_PKG_VERSION").to_owned(),
        |bytes| blake3::hash(&bytes).to_hex().to_string(),
    );
    // What changes while the service runs gives the records that it touches new seqs.
    let bundled = Taxonomy::bundled();
    let (store, taxonomy) = (app.store.store_id(), bundled.version());
    let site = format!("{site:?}");
    let site = blake3::hash(site.as_bytes()).to_hex();
    format!("{program} {store} {taxonomy} {site}\n")
}

/// Makes the folder this maker's: what another one has left is removed.
fn claim(folder: &Path, maker: &str) -> io::Result<()> {
    let note = folder.join("maker");
    if fs::read_to_string(&note).is_ok_and(|is| is == maker) {
        return Ok(());
    }
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => fs::create_dir_all(folder)?,
    }
    fs::write(note, maker)
}

fn file(folder: &Path, key: &BlockKey) -> PathBuf {
    let number = key.number;
    folder
        .join(key.format.prefix())
        .join((number / FOLDER).to_string())
        .join(number.to_string())
}

fn written(key: &BlockKey, block: &Block) -> Vec<u8> {
    let mut bytes = vec![0; DIGEST];
    bytes.extend_from_slice(&key.present.to_le_bytes());
    bytes.extend_from_slice(&block.crc.to_le_bytes());
    bytes.extend_from_slice(&block.length.to_le_bytes());
    bytes.extend_from_slice(&block.live.to_le_bytes());
    bytes.extend_from_slice(&block.deflated);
    let digest = blake3::hash(&bytes[DIGEST..]);
    bytes[..DIGEST].copy_from_slice(&digest.as_bytes()[..DIGEST]);
    bytes
}

fn read(bytes: &[u8], key: &BlockKey) -> Option<Block> {
    let (header, deflated) = bytes.split_at_checked(HEADER)?;
    let (digest, rest) = header.split_at(DIGEST);
    if blake3::hash(&bytes[DIGEST..]).as_bytes()[..DIGEST] != *digest {
        return None;
    }
    let (present, rest) = rest.split_first_chunk()?;
    let (crc, rest) = rest.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (live, _) = rest.split_first_chunk()?;
    (u128::from_le_bytes(*present) == key.present).then(|| Block {
        deflated: deflated.to_vec(),
        crc: u32::from_le_bytes(*crc),
        length: u64::from_le_bytes(*length),
        live: u32::from_le_bytes(*live),
    })
}

/// The thread that writes blocks, and makes those of [`PREPARED`] when nothing else is to do.
struct Work {
    app: std::sync::Weak<App>,
    site: Arc<Site>,
    folder: PathBuf,
    stop: Arc<AtomicBool>,
    /// The head when it last looked, and since when it has been that.
    seen: Seq,
    calm: Instant,
    /// The block to look at next; beyond the head when all are made.
    next: u64,
}

impl Work {
    /// Makes the folder this maker's.
    fn claim(&self) -> io::Result<()> {
        let app = self.app.upgrade();
        app.map_or(Ok(()), |app| claim(&self.folder, &maker(&app, &self.site)))
    }

    fn run(mut self, queue: &Receiver<(BlockKey, String, u32)>) {
        let mut rest = LOOK;
        while !self.stop.load(Ordering::Relaxed) {
            match queue.recv_timeout(rest) {
                Ok((key, text, live)) => {
                    if let Err(error) = self.write(&key, &Block::new(&text, live)) {
                        tracing::warn!(%error, "a block of a list cannot be kept");
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    let begun = Instant::now();
                    rest = match self.prepare() {
                        true => begun.elapsed() * REST,
                        false => LOOK,
                    };
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Writes a file under another name and renames it, so that a reader meets it whole.
    fn write(&self, key: &BlockKey, block: &Block) -> io::Result<()> {
        let path = file(&self.folder, key);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let new = path.with_extension("new");
        fs::write(&new, written(key, block))?;
        fs::rename(new, path)
    }

    /// Makes the next block that is not kept, when the collection is calm; false when there is none.
    fn prepare(&mut self) -> bool {
        let Some(app) = self.app.upgrade() else {
            return false;
        };
        let collection = Collection::new(&app);
        let head = collection.head();
        if head != self.seen {
            (self.seen, self.calm, self.next) = (head, Instant::now(), 0);
        }
        if self.calm.elapsed() < CALM {
            return false;
        }
        while (self.next + 1) * SPAN <= head.0 && !self.stop.load(Ordering::Relaxed) {
            let number = self.next;
            self.next += 1;
            match block::prepare(&collection, &self.site, PREPARED, number) {
                Ok(false) => {}
                Ok(true) => return true,
                Err(error) => {
                    tracing::warn!(%error, "a block of a list cannot be made");
                    return false;
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_read_back_and_a_torn_or_old_one_is_not() {
        let key = BlockKey {
            format: Format::OaiDc,
            number: 3,
            present: 5,
        };
        let block = Block::new("<record>1</record>\n<record>3</record>\n", 2);
        let bytes = written(&key, &block);
        assert_eq!(read(&bytes, &key), Some(block));
        assert_eq!(read(&bytes[..bytes.len() - 1], &key), None);
        assert_eq!(read(&bytes[..10], &key), None);
        let changed = BlockKey { present: 4, ..key };
        assert_eq!(read(&bytes, &changed), None);
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            assert_eq!(read(&flipped, &key), None, "byte {at}");
        }
    }

    #[test]
    fn blocks_of_another_maker_are_removed() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("oai");
        claim(&folder, "one\n").unwrap();
        fs::write(folder.join("kept"), "").unwrap();
        claim(&folder, "one\n").unwrap();
        assert!(folder.join("kept").exists());
        claim(&folder, "two\n").unwrap();
        assert!(!folder.join("kept").exists());
    }
}
