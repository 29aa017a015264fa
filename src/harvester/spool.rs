//! What has come of a harvest that is under way: a folder with the records so far and how far it is.
//!
//! Each answer is one gzip member of `records.jsonl.gz`, appended and synced before `state.json` says that
//! it is there. So after any stop the file may hold too much, never too little; what is too much is cut
//! off.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use record::{
    Datestamp, Via,
    input::harvest::{Head, Line, START},
};
use serde::{Deserialize, Serialize};

use super::HarvestError;
use crate::pipeline::HarvestRow;

/// How far a harvest is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct State {
    /// What tells this run from others.
    pub(super) ticket: String,
    /// When it was asked for.
    pub(super) asked: Datestamp,
    /// Who asked.
    pub(super) actor: String,
    pub(super) via: Option<Via>,
    /// Whether its import is only looked through.
    pub(super) look: bool,
    /// Whether everything is harvested, whatever was harvested before.
    pub(super) full: bool,
    /// From when on, when somebody said so.
    pub(super) from: Option<String>,
    /// What is harvested, as it was then.
    pub(super) row: HarvestRow,
    pub(super) list: Option<List>,
    /// Whether it failed on its way and waits to be asked for again.
    #[serde(default)]
    pub(super) paused: bool,
}

/// How far a list is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct List {
    /// What stands before its records.
    pub(super) head: Head,
    pub(super) prefix: String,
    /// From when on it asks: of the row, and as it is sent.
    pub(super) since: Option<String>,
    pub(super) from: Option<String>,
    /// The repository's moment of its first answer.
    pub(super) first: Option<String>,
    pub(super) at: At,
    pub(super) pages: u64,
    pub(super) records: u64,
    /// How long the file is.
    pub(super) bytes: u64,
    /// How often it began anew because its token was not taken any more.
    pub(super) restarts: u32,
}

/// What is asked for next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum At {
    /// The beginning.
    Start,
    /// What this token stands for.
    Token(String),
    /// Nothing.
    End,
}

/// The folder of one harvest.
#[derive(Debug, Clone)]
pub(super) struct Spool(PathBuf);

impl Spool {
    /// The one of this name.
    pub(super) fn of(data: &Path, name: &str) -> Spool {
        Spool(data.join("harvests").join(name))
    }

    /// How far it is; nothing when none is under way.
    pub(super) fn state(&self) -> Option<State> {
        let text = std::fs::read(self.0.join("state.json")).ok()?;
        serde_json::from_slice(&text).ok()
    }

    pub(super) fn save(&self, state: &State) -> Result<(), HarvestError> {
        let text = serde_json::to_vec_pretty(state).unwrap_or_default();
        let path = self.0.join("state.json");
        let write = || -> io::Result<()> {
            std::fs::create_dir_all(&self.0)?;
            let part = self.0.join("state.part");
            let mut file = File::create(&part)?;
            file.write_all(&text)?;
            file.sync_all()?;
            std::fs::rename(&part, &path)?;
            File::open(&self.0)?.sync_all()
        };
        write().map_err(|source| self.failed(source))
    }

    /// What tells a run from all others.
    pub(super) fn ticket(&self) -> Result<String, HarvestError> {
        let mut random = [0_u8; 8];
        let filled = getrandom::fill(&mut random);
        filled.map_err(|e| self.failed(io::Error::other(e.to_string())))?;
        Ok(format!("{:016x}", u64::from_le_bytes(random)))
    }

    /// Removes all that came.
    pub(super) fn remove(&self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, path = %self.0.display(), "what was left of a harvest could not be removed");
        }
    }

    fn records(&self) -> PathBuf {
        self.0.join("records.jsonl.gz")
    }

    fn failed(&self, source: io::Error) -> HarvestError {
        HarvestError::Spool {
            path: self.0.clone(),
            source,
        }
    }

    /// Appends an answer's records behind the first `bytes`; how long the file is then.
    pub(super) fn append(
        &self,
        bytes: u64,
        head: &Head,
        lines: &[Line],
    ) -> Result<u64, HarvestError> {
        let append = || -> io::Result<u64> {
            let mut open = OpenOptions::new();
            let open = open.create(true).truncate(false).write(true);
            let mut file = open.open(self.records())?;
            file.set_len(bytes)?;
            file.seek(SeekFrom::Start(bytes))?;
            let mut packed = GzEncoder::new(file, Compression::fast());
            write_line(&mut packed, head)?;
            for line in lines {
                write_line(&mut packed, line)?;
            }
            let mut file = packed.finish()?;
            file.sync_all()?;
            file.stream_position()
        };
        append().map_err(|source| self.failed(source))
    }

    /// All that came, each record once: as it came last.
    pub(super) fn whole(&self, bytes: u64) -> Result<File, HarvestError> {
        let whole = || -> io::Result<File> {
            let file = OpenOptions::new().write(true).open(self.records())?;
            file.set_len(bytes)?;
            let last = self.last_of_each()?;
            let path = match last {
                None => self.records(),
                Some(last) => self.without_earlier(&last)?,
            };
            File::open(path)
        };
        whole().map_err(|source| self.failed(source))
    }

    fn lines(&self) -> io::Result<impl Iterator<Item = io::Result<Vec<u8>>>> {
        let unpacked = MultiGzDecoder::new(BufReader::new(File::open(self.records())?));
        Ok(BufReader::with_capacity(1 << 17, unpacked).split(b'\n'))
    }

    /// Where each record stands last; nothing when each stands once.
    fn last_of_each(&self) -> io::Result<Option<HashMap<u128, u64>>> {
        let (mut last, mut twice) = (HashMap::new(), false);
        for (number, line) in (0..).zip(self.lines()?) {
            if let Some(id) = identity(&line?) {
                twice |= last.insert(id, number).is_some();
            }
        }
        Ok(twice.then_some(last))
    }

    fn without_earlier(&self, last: &HashMap<u128, u64>) -> io::Result<PathBuf> {
        let path = self.0.join("once.jsonl.gz");
        let mut packed = GzEncoder::new(File::create(&path)?, Compression::fast());
        for (number, line) in (0..).zip(self.lines()?) {
            let line = line?;
            if identity(&line).is_none_or(|id| last.get(&id) == Some(&number)) {
                packed.write_all(&line)?;
                packed.write_all(b"\n")?;
            }
        }
        packed.finish()?;
        Ok(path)
    }
}

fn write_line(out: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// What tells a record from others; nothing of a line that is none.
fn identity(line: &[u8]) -> Option<u128> {
    #[derive(Deserialize)]
    struct Named {
        identifier: String,
    }
    if line.starts_with(START) {
        return None;
    }
    let named: Named = serde_json::from_slice(line).ok()?;
    let digest = blake3::hash(named.identifier.as_bytes());
    let (first, _) = digest.as_bytes().split_first_chunk::<16>()?;
    Some(u128::from_le_bytes(*first))
}
