//! What is counted in memory: which seqs there are, in which sets, and each record's latest.
//!
//! All of it is a function of the rows of `by_seq`; a clean close keeps a checksummed copy, which
//! holds only for the very head it was made at.

use std::{borrow::Cow, collections::BTreeSet, fs, io, path::Path};

use record::{Datestamp, RecordId, Seq};
use roaring::RoaringTreemap;
use serde::{Deserialize, Serialize};

use super::{codec::Row, keys::Keys};
use crate::{SHARD_RECORDS, disk::write_whole, journal::Head};

/// The version of the kept copy.
const VERSION: u32 = 2;

/// The counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tally {
    /// The seqs of all rows.
    pub all: RoaringTreemap,
    /// The seqs of rows that are told as deleted.
    pub dead: RoaringTreemap,
    /// The records, by id, that are kept back for a time.
    pub embargoed: RoaringTreemap,
    /// By a set's number.
    pub sets: Vec<SetRows>,
    /// By a shard's number - 1.
    pub shards: Vec<ShardRow>,
    /// Each record's seq, by id; 0 where there is no record.
    pub latest: Vec<u64>,
    /// Records that are members of the work they founded.
    pub founders: RoaringTreemap,
    /// Members beside their work's founder: `(work, id)`.
    pub members: BTreeSet<(u64, u64)>,
    /// The works in `members`.
    pub shared: RoaringTreemap,
    /// The keys of all records.
    pub keys: Keys,
}

/// A set's rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct SetRows {
    /// Rows of records in it.
    pub now: RoaringTreemap,
    /// Rows of records that left it.
    pub left: RoaringTreemap,
}

/// A shard's counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ShardRow {
    /// Rows that are not deleted.
    pub live: u64,
    /// The newest datestamp; 0 where there is no row.
    pub newest: i64,
}

impl Tally {
    /// Takes a new row in, and out the one it replaces: `was` has its seq and its work. Sets only grow into `sets` and `left`
    /// together, so the new row names every set that the old one is in.
    pub fn put(&mut self, seq: u64, row: &Row, was: Option<(u64, u64)>) {
        if let Some((_, work)) = was {
            self.leave(work, row.id.0);
        }
        let was = was.map(|(seq, _)| seq);
        let was_live = was.is_some_and(|was| !self.dead.contains(was));
        if let Some(was) = was {
            self.all.remove(was);
            self.dead.remove(was);
        }
        self.all.insert(seq);
        if row.deleted() {
            self.dead.insert(seq);
        }
        if row.embargoed() {
            self.embargoed.insert(row.id.0);
        } else {
            self.embargoed.remove(row.id.0);
        }
        self.put_sets(seq, row, was);
        self.put_shard(row, was_live);
        let at = row.id.0 as usize;
        if self.latest.len() <= at {
            self.latest.resize(at + 1, 0);
        }
        self.latest[at] = seq;
        for digest in &row.keys {
            self.keys.insert(u32::from_be_bytes(*digest), row.id);
        }
        if row.member() && row.work().0 == row.id.0 {
            self.founders.insert(row.id.0);
        } else {
            self.founders.remove(row.id.0);
        }
        if row.member() && row.work().0 != row.id.0 {
            self.members.insert((row.work().0, row.id.0));
            self.shared.insert(row.work().0);
        }
    }

    fn leave(&mut self, work: u64, id: u64) {
        if self.members.remove(&(work, id)) && self.members_of(work).next().is_none() {
            self.shared.remove(work);
        }
    }

    /// A work's members beside its founder, by id.
    pub fn members_of(&self, work: u64) -> impl Iterator<Item = u64> + '_ {
        let members = self.members.range((work, 0)..=(work, u64::MAX));
        members.map(|(_, id)| *id)
    }

    fn put_sets(&mut self, seq: u64, row: &Row, was: Option<u64>) {
        for (number, here) in
            (row.sets.iter().map(|set| (set, true))).chain(row.left.iter().map(|set| (set, false)))
        {
            let at = *number as usize;
            if self.sets.len() <= at {
                self.sets.resize_with(at + 1, SetRows::default);
            }
            let rows = &mut self.sets[at];
            if let Some(was) = was {
                rows.now.remove(was);
                rows.left.remove(was);
            }
            if here {
                rows.now.insert(seq);
            } else {
                rows.left.insert(seq);
            }
        }
    }

    fn put_shard(&mut self, row: &Row, was_live: bool) {
        let at = shard_of(row.id) as usize - 1;
        if self.shards.len() <= at {
            self.shards.resize(at + 1, ShardRow::default());
        }
        let shard = &mut self.shards[at];
        shard.live = shard.live + u64::from(!row.deleted()) - u64::from(was_live);
        shard.newest = shard.newest.max(row.datestamp);
    }

    /// A record's seq.
    pub fn seq(&self, id: RecordId) -> Option<Seq> {
        let at = usize::try_from(id.0).ok()?;
        self.latest
            .get(at)
            .filter(|seq| **seq > 0)
            .map(|seq| Seq(*seq))
    }

    /// How many works have members.
    pub fn works(&self) -> u64 {
        self.founders.union_len(&self.shared)
    }

    /// Keeps a copy in `path` for the head it belongs to.
    pub fn save(&self, path: &Path, head: &Head, response: Datestamp) -> io::Result<()> {
        let keys = self.keys.to_bytes();
        let kept = Kept {
            version: VERSION,
            head: *head,
            response: response.0,
            all: bytes(&self.all)?.into(),
            dead: bytes(&self.dead)?.into(),
            embargoed: bytes(&self.embargoed)?.into(),
            sets: self
                .sets
                .iter()
                .map(|set| Ok((bytes(&set.now)?, bytes(&set.left)?)))
                .collect::<io::Result<_>>()?,
            shards: self.shards.clone(),
            latest: self.latest.clone(),
            founders: bytes(&self.founders)?.into(),
            members: self.members.iter().copied().collect(),
            keys: &keys,
        };
        let mut out = postcard::to_stdvec(&kept).map_err(io::Error::other)?;
        let sum = blake3::hash(&out);
        out.extend_from_slice(sum.as_bytes());
        write_whole(path, &out)
    }
}

/// The shard that a record is in.
pub(crate) fn shard_of(id: RecordId) -> u64 {
    id.0.saturating_sub(1) / SHARD_RECORDS + 1
}

/// A kept copy, as read.
pub(crate) struct KeptTally {
    /// The head it belongs to.
    pub head: Head,
    /// The newest response date sent until then.
    pub response: Datestamp,
    /// All of it: parsed only where it is used, for it is large.
    body: Vec<u8>,
}

/// What is in the file; the large parts are borrowed from its bytes.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    version: u32,
    head: Head,
    response: i64,
    all: Cow<'a, [u8]>,
    dead: Cow<'a, [u8]>,
    embargoed: Cow<'a, [u8]>,
    sets: Vec<(Vec<u8>, Vec<u8>)>,
    shards: Vec<ShardRow>,
    latest: Vec<u64>,
    founders: Cow<'a, [u8]>,
    members: Vec<(u64, u64)>,
    #[serde(borrow)]
    keys: &'a [u8],
}

impl KeptTally {
    /// Reads the copy in `path`; `None` when there is none that holds.
    pub fn load(path: &Path) -> Option<KeptTally> {
        let mut body = fs::read(path).ok()?;
        let sum = body.split_off(body.len().checked_sub(32)?);
        if *blake3::hash(&body).as_bytes() != *sum {
            return None;
        }
        let kept: Kept<'_> = postcard::from_bytes(&body).ok()?;
        let (version, head, response) = (kept.version, kept.head, Datestamp(kept.response));
        (version == VERSION).then_some(KeptTally {
            head,
            response,
            body,
        })
    }

    /// The tally itself.
    pub fn tally(self) -> io::Result<Tally> {
        let kept: Kept<'_> = postcard::from_bytes(&self.body).map_err(io::Error::other)?;
        Ok(Tally {
            all: bitmap(&kept.all)?,
            dead: bitmap(&kept.dead)?,
            embargoed: bitmap(&kept.embargoed)?,
            sets: kept
                .sets
                .iter()
                .map(|(now, left)| {
                    Ok(SetRows {
                        now: bitmap(now)?,
                        left: bitmap(left)?,
                    })
                })
                .collect::<io::Result<_>>()?,
            shards: kept.shards,
            latest: kept.latest,
            founders: bitmap(&kept.founders)?,
            shared: kept.members.iter().map(|(work, _)| *work).collect(),
            members: kept.members.into_iter().collect(),
            keys: Keys::from_bytes(kept.keys),
        })
    }
}

fn bytes(map: &RoaringTreemap) -> io::Result<Vec<u8>> {
    let mut map = map.clone();
    map.optimize();
    let mut out = Vec::with_capacity(map.serialized_size());
    map.serialize_into(&mut out)?;
    Ok(out)
}

fn bitmap(bytes: &[u8]) -> io::Result<RoaringTreemap> {
    RoaringTreemap::deserialize_from(bytes)
}
