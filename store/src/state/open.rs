//! Opening the state: trusted, brought up from the journal, or rebuilt whole; and closing it.
//!
//! `state.open` holds the host's run while the state is open. When it names another run, the host
//! went down, and sled's files are not what was flushed: they are rebuilt. When it names this run,
//! the process was killed, and the journal's tail is replayed. `state.damaged` asks for a rebuild.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::mpsc,
    time::Duration,
};

use record::Datestamp;

use super::{Encoded, KeptTally, State, Trouble, encode, guarded};
use crate::{
    Finding, OpenError,
    change::Changes,
    disk::{sync_folder, write_whole},
    journal::{HEADER_BYTES, Head, SegmentHeader, Walk, decode_payload, segment_path},
};

/// The kept counts, in the state's folder.
const TALLY_FILE: &str = "tally";
const OPEN_MARK: &str = "state.open";
const DAMAGED_MARK: &str = "state.damaged";
/// How often sled writes its buffers, in milliseconds.
const FLUSH_MS: u64 = 500;
/// How long a state that failed may take to let go of its files.
const LET_GO: Duration = Duration::from_secs(5);

/// What opens the state of a data directory.
#[derive(Debug, Clone)]
pub(crate) struct Opener {
    pub dir: PathBuf,
    pub host: String,
    pub cache_bytes: u64,
    pub store: String,
}

/// Asks for a rebuild at the next opening.
pub(crate) fn mark_damaged(dir: &Path, what: &str) -> io::Result<()> {
    write_whole(&dir.join(DAMAGED_MARK), what.as_bytes())
}

impl Opener {
    /// Opens the state and brings it up to `head`; `kept` are the counts kept at the last close.
    pub fn open(
        &self,
        head: &Head,
        kept: Option<KeptTally>,
    ) -> Result<(State, Vec<Finding>), OpenError> {
        let mut findings = Vec::new();
        let mut state = match self.reason_to_rebuild() {
            Some(reason) => self.rebuild(head, &reason, &mut findings)?,
            None => match self.take_up(head)? {
                Ok(state) => state,
                Err(reason) => self.rebuild(head, &reason, &mut findings)?,
            },
        };
        let kept = kept
            .filter(|kept| kept.head == state.mark)
            .map(KeptTally::tally);
        match kept {
            Some(Ok(tally)) => state.tally = tally,
            _ => match guarded(|| state.scan()) {
                Ok(tally) => state.tally = tally,
                Err(trouble) => {
                    give_up(state);
                    state = self.rebuild(head, &trouble.text(), &mut findings)?;
                    state.tally =
                        guarded(|| state.scan()).map_err(|trouble| self.lost(&trouble))?;
                }
            },
        }
        Ok((state, findings))
    }

    /// Why what is there cannot be trusted at all.
    fn reason_to_rebuild(&self) -> Option<String> {
        let damaged = fs::read_to_string(self.dir.join(DAMAGED_MARK));
        if let Ok(what) = damaged {
            return Some(what);
        }
        match fs::read_to_string(self.dir.join(OPEN_MARK)) {
            Ok(host) if host != self.host => {
                Some("the host went down while the state was open".to_owned())
            }
            _ => self.damaged_settings(),
        }
    }

    /// What sled wrote of its settings ends with a checksum, at whose fault it only grumbles.
    fn damaged_settings(&self) -> Option<String> {
        let path = self.folder().join("sled").join("conf");
        let bytes = fs::read(&path).ok()?;
        let (text, sum) = bytes.split_last_chunk::<4>()?;
        let holds = crc32fast::hash(text) == u32::from_le_bytes(*sum);
        (!holds).then(|| format!("the settings in {} are damaged", path.display()))
    }

    /// Takes up what is there and replays the tail; the inner error says why to rebuild.
    fn take_up(&self, head: &Head) -> Result<Result<State, String>, OpenError> {
        self.mark_open()?;
        let mut state = match self.load_known() {
            Ok(state) => state,
            Err(reason) => return Ok(Err(reason)),
        };
        if state.mark.segment == 0 && head.segment != 0 {
            // Killed before its log was ever written. What it wrote beside the log stands in the
            // way of the same writes now.
            give_up(state);
            let path = self.folder();
            fs::remove_dir_all(&path).map_err(|source| OpenError::Io { path, source })?;
            state = match self.load_known() {
                Ok(state) => state,
                Err(reason) => return Ok(Err(reason)),
            };
        }
        if !head.reaches(&state.mark) {
            return Err(lost_tail(&self.journal(), head, &state.mark));
        }
        if !self.on_chain(&state.mark, head) {
            return Ok(Err("its mark is not in the journal".to_owned()));
        }
        match self.replay(&mut state, head) {
            Ok(()) => Ok(Ok(state)),
            Err(ReplayError::Journal(error)) => Err(error),
            Err(ReplayError::State(trouble)) => {
                give_up(state);
                Ok(Err(trouble.text()))
            }
        }
    }

    fn rebuild(
        &self,
        head: &Head,
        reason: &str,
        findings: &mut Vec<Finding>,
    ) -> Result<State, OpenError> {
        let folder = self.folder();
        let io = |source| OpenError::Io {
            path: folder.clone(),
            source,
        };
        mark_damaged(&self.dir, reason).map_err(io)?;
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(io)?;
        }
        self.mark_open()?;
        fs::remove_file(self.dir.join(DAMAGED_MARK)).map_err(io)?;
        sync_folder(&self.dir).map_err(io)?;
        let mut state = match self.load() {
            Ok(Some(state)) => state,
            Ok(None) => return Err(self.lost(&Trouble::Io("it does not start empty".to_owned()))),
            Err(trouble) => return Err(self.lost(&trouble)),
        };
        match self.replay(&mut state, head) {
            Ok(()) => {}
            Err(ReplayError::Journal(error)) => return Err(error),
            Err(ReplayError::State(trouble)) => return Err(self.lost(&trouble)),
        }
        findings.push(Finding::new(
            "state-rebuilt",
            folder.display().to_string(),
            format!("the state was rebuilt from the journal: {reason}"),
        ));
        Ok(state)
    }

    /// What is there, or why it cannot be used.
    fn load_known(&self) -> Result<State, String> {
        match self.load() {
            Ok(Some(state)) => Ok(state),
            Ok(None) => Err("it is of another version".to_owned()),
            Err(trouble) => Err(trouble.text()),
        }
    }

    fn load(&self) -> Result<Option<State>, Trouble> {
        guarded(|| {
            let db = sled::Config::new()
                .path(self.folder().join("sled"))
                .cache_capacity(self.cache_bytes)
                .flush_every_ms(Some(FLUSH_MS))
                .open()?;
            State::load(db, &self.store)
        })
    }

    fn mark_open(&self) -> Result<(), OpenError> {
        let path = self.dir.join(OPEN_MARK);
        let work = || {
            fs::create_dir_all(self.folder())?;
            // A full disk must not keep one from reading what a killed process has left.
            if fs::read(&path).is_ok_and(|host| host == self.host.as_bytes()) {
                return Ok(());
            }
            write_whole(&path, self.host.as_bytes())
        };
        work().map_err(|source| OpenError::Io { path, source })
    }

    /// Whether the frame that a mark names is the journal's.
    fn on_chain(&self, mark: &Head, head: &Head) -> bool {
        if mark.segment == 0 || (mark.segment, mark.end) == (head.segment, head.end) {
            return mark.segment == 0 || mark.hash == head.hash;
        }
        let path = segment_path(&self.journal(), mark.segment);
        let read = |at: u64| -> io::Result<[u8; 32]> {
            use std::os::unix::fs::FileExt;
            let mut hash = [0; 32];
            File::open(&path)?.read_exact_at(&mut hash, at)?;
            Ok(hash)
        };
        if mark.end > HEADER_BYTES {
            return read(mark.start + 8).is_ok_and(|hash| hash == mark.hash);
        }
        fs::read(&path)
            .ok()
            .and_then(|bytes| SegmentHeader::decode(&bytes).ok())
            .is_some_and(|header| header.head.hash == mark.hash)
    }

    /// Applies all frames after the state's mark; one thread reads, this one writes.
    fn replay(&self, state: &mut State, head: &Head) -> Result<(), ReplayError> {
        let from = state.mark;
        if (from.segment, from.end) == (head.segment, head.end) {
            return Ok(());
        }
        let journal = self.journal();
        std::thread::scope(|scope| {
            let (send, frames) = mpsc::sync_channel(8);
            let reader = scope.spawn(move || read_frames(&journal, from, head, &send));
            for (changes, encoded) in frames {
                guarded(|| state.apply_trees(&changes, encoded)).map_err(ReplayError::State)?;
            }
            match reader.join() {
                Ok(result) => result,
                Err(_) => {
                    let what = "the reader of the journal stopped".to_owned();
                    Err(ReplayError::State(Trouble::Io(what)))
                }
            }
        })
    }

    /// Flushes, syncs and leaves the state as one that can be trusted.
    pub fn close(&self, state: State, response: Datestamp) -> Result<(), Trouble> {
        let State {
            trees, tally, mark, ..
        } = state;
        guarded(|| {
            trees.db.flush()?;
            drop(trees);
            Ok(())
        })?;
        tally.save(&self.folder().join(TALLY_FILE), &mark, response)?;
        sync_tree(&self.folder())?;
        fs::remove_file(self.dir.join(OPEN_MARK))?;
        sync_folder(&self.dir)?;
        Ok(())
    }

    /// The counts kept at the last close.
    pub fn kept(&self) -> Option<KeptTally> {
        KeptTally::load(&self.folder().join(TALLY_FILE))
    }

    fn folder(&self) -> PathBuf {
        self.dir.join("state")
    }

    fn journal(&self) -> PathBuf {
        self.dir.join("journal")
    }

    fn lost(&self, trouble: &Trouble) -> OpenError {
        OpenError::State {
            folder: self.folder(),
            what: trouble.text(),
        }
    }
}

/// Drops a state that did not do as asked. sled waits for all of its writes then, and for one that
/// failed half-way it would wait forever: it may do so on a thread of its own.
pub(crate) fn give_up(state: State) {
    let (done, ended) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = guarded(|| {
            drop(state);
            Ok(())
        });
        let _ = done.send(());
    });
    let _ = ended.recv_timeout(LET_GO);
}

/// The state or the kept counts have seen what the journal has no more.
pub(crate) fn lost_tail(journal: &Path, head: &Head, seen: &Head) -> OpenError {
    OpenError::Damaged {
        file: segment_path(journal, head.segment.max(1)),
        offset: head.end,
        what: format!(
            "it ends at seq {}, but changes up to seq {} were acknowledged; to go on without them, \
             remove the folder state first",
            head.seq, seen.seq
        ),
    }
}

enum ReplayError {
    Journal(OpenError),
    State(Trouble),
}

type Frames = mpsc::SyncSender<(Changes, Encoded)>;

fn read_frames(journal: &Path, from: Head, head: &Head, out: &Frames) -> Result<(), ReplayError> {
    let mut chain = from.hash;
    for segment in from.segment.max(1)..=head.segment {
        let path = segment_path(journal, segment);
        let bytes = fs::read(&path).map_err(|source| {
            ReplayError::Journal(OpenError::Io {
                path: path.clone(),
                source,
            })
        })?;
        let damaged = |offset, what: &str| {
            ReplayError::Journal(OpenError::Damaged {
                file: path.clone(),
                offset,
                what: what.to_owned(),
            })
        };
        let header = SegmentHeader::decode(&bytes).map_err(|what| damaged(0, what))?;
        let mut walk = if segment == from.segment {
            Walk::new(&bytes, from.end, from.hash)
        } else if header.head.hash == chain {
            Walk::new(&bytes, HEADER_BYTES, chain)
        } else {
            return Err(damaged(
                0,
                "the segment does not continue the one before it",
            ));
        };
        while segment < head.segment || walk.offset < head.end {
            let at = walk.offset;
            let Some((start, frame)) = walk.next_frame().map_err(|e| damaged(at, e.text()))? else {
                break;
            };
            let place = Head {
                segment,
                start,
                end: walk.offset,
                hash: walk.hash,
                ..header.head
            };
            let text = decode_payload(frame.payload).map_err(|what| damaged(start, &what))?;
            let changes =
                Changes::parse(&text, place).map_err(|e| damaged(start, &e.to_string()))?;
            let encoded = encode(&changes).map_err(ReplayError::State)?;
            if out.send((changes, encoded)).is_err() {
                return Ok(()); // the writing side has failed and says why
            }
        }
        if segment < head.segment && walk.offset < bytes.len() as u64 {
            return Err(damaged(walk.offset, "the segment is damaged"));
        }
        chain = walk.hash;
    }
    Ok(())
}

/// Syncs every file and folder below `folder`.
fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sync_tree(&path)?;
        } else {
            File::open(&path)?.sync_all()?;
        }
    }
    sync_folder(folder)
}
