//! Saving a batch: prepared against what is there, appended and synced, then applied to the state.

use std::{collections::HashMap, sync::Arc};

use base64::{Engine, prelude::BASE64_STANDARD};
use record::{
    Datestamp, ImportId, Key, Notice, Record, RecordId, Seq, SetSpec, Source, SourceFormat, WorkId,
};
use serde::Serialize;

use crate::{
    AsideRow, Batch, CollectionRow, CommitError, Meta, Put, RebuildRow, TaxonomyRow, TokenRow,
    UserRow,
    change::{Change, Changes},
    journal::{
        CommitLine, Head, MOST_PAYLOAD, NoticesLine, Place, PutWrite, write_line, write_put,
    },
    state::{State, Trouble},
};

/// The compression level of the journal: the fastest, for a commit waits for it.
const LEVEL: i32 = 1;
/// The highest record id: the state's key index has 32 bits for it.
const MOST_ID: u64 = u32::MAX as u64;
/// The most bytes of a notice's text and input name; longer ones are cut.
const MOST_TEXT: usize = 4 << 10;

/// A batch that is ready to be written.
pub(crate) struct Prepared {
    /// The frame's compressed payload.
    pub payload: Vec<u8>,
    /// What it does; the head's place and hash are filled in by the journal.
    pub changes: Changes,
    /// The records as they then are, in the order of their seqs.
    pub records: Vec<Arc<Record>>,
}

/// What a record was before a put.
struct Before {
    seq: Seq,
    created: Datestamp,
    work: WorkId,
    keys: Vec<Key>,
    /// Its sets and those it has left.
    sets: Vec<SetSpec>,
    source: Option<Place>,
}

/// Why preparing stopped.
pub(crate) enum Refused {
    Commit(CommitError),
    Trouble(Trouble),
}

impl From<Trouble> for Refused {
    fn from(trouble: Trouble) -> Refused {
        Refused::Trouble(trouble)
    }
}

/// What a commit is prepared against.
pub(crate) struct Ground<'a> {
    pub state: &'a State,
    /// Where the journal stands.
    pub head: Head,
    /// Where the frame will be.
    pub place: Place,
    pub at: Datestamp,
    pub next_record: u64,
    pub next_import: u64,
}

/// Makes a batch's frame and changes.
pub(crate) fn prepare(batch: Batch, ground: &Ground<'_>) -> Result<Prepared, Refused> {
    let head = Head {
        commit: ground.head.commit + 1,
        seq: Seq(ground.head.seq.0 + batch.puts.len() as u64),
        datestamp: ground.at,
        next_record: ground.next_record,
        next_import: ground.next_import,
        ..ground.head
    };
    let puts = batch.puts.len();
    let mut lines = Lines {
        text: Vec::with_capacity(1 << 16),
        number: 0,
        changes: Changes {
            head,
            line: CommitLine {
                commit: head.commit,
                at: ground.at,
                actor: batch.actor,
                via: batch.via,
                cause: batch.cause,
                after: ground.head.seq,
                puts: puts as u64,
                next_record: ground.next_record,
                next_import: ground.next_import,
            },
            records: Vec::with_capacity(batch.puts.len()),
            imports: Vec::new(),
            notices: Vec::new(),
            tokens: Vec::new(),
            users: Vec::new(),
            collections: Vec::new(),
            asides: Vec::new(),
            taxonomy: Vec::new(),
            rebuilds: Vec::new(),
        },
        records: Vec::with_capacity(puts),
        fresh: HashMap::new(),
    };
    write_line(&mut lines.text, &lines.changes.line)
        .map_err(|error| encode_error("the commit", &error))?;
    for put in batch.puts {
        lines.put(put, ground)?;
    }
    for meta in batch.metas {
        lines.meta(meta, ground)?;
    }
    lines.finish()
}

struct Lines {
    text: Vec<u8>,
    /// The number of the last line written.
    number: u32,
    changes: Changes,
    records: Vec<Arc<Record>>,
    /// Where in `changes` the newest put of a record is.
    fresh: HashMap<RecordId, (usize, Datestamp)>,
}

impl Lines {
    fn put(&mut self, put: Put, ground: &Ground<'_>) -> Result<(), Refused> {
        if put.id.0 == 0 || put.id.0 >= ground.next_record || put.id.0 > MOST_ID {
            return Err(Refused::Commit(CommitError::UnknownId { id: put.id }));
        }
        let seq = Seq(ground.head.seq.0 + self.changes.records.len() as u64 + 1);
        let before = self.before(put.id, ground.state)?;
        self.number += 1;
        let place = Place {
            line: self.number,
            ..ground.place
        };
        let old = before.as_ref();
        let record = Record {
            id: put.id,
            seq,
            datestamp: ground.at,
            created: old.map_or(ground.at, |old| old.created),
            status: put.status,
            work: put.work,
            provenance: put.provenance,
            fingerprint: put.fingerprint,
            kept: put.kept,
            edits: put.edits,
            description: put.description,
        };
        let what = || format!("record {}", put.id);
        let json = serde_json::to_vec(&record).map_err(|error| encode_error(&what(), &error))?;
        let (sets, keys) = (sorted(put.sets), sorted(put.keys));
        let change = Change {
            id: put.id,
            seq,
            status: put.status,
            work: put.work,
            was: old.map(|old| old.seq),
            was_work: old.map(|old| old.work).filter(|work| *work != put.work),
            gone: old.map_or(Vec::new(), |old| without(&old.keys, &keys)),
            left: old.map_or(Vec::new(), |old| without(&old.sets, &sets)),
            keys,
            sets,
            source: match &put.source {
                Some(_) => Some(place),
                None => old.and_then(|old| old.source),
            },
            json,
        };
        self.write_put(&change, put.source)
            .map_err(|error| encode_error(&what(), &error))?;
        self.fresh
            .insert(put.id, (self.changes.records.len(), record.created));
        self.changes.records.push(change);
        self.records.push(Arc::new(record));
        Ok(())
    }

    fn write_put(&mut self, change: &Change, source: Option<Source>) -> serde_json::Result<()> {
        let format: Option<SourceFormat> = source.as_ref().map(|source| source.format);
        let text = source.map(|source| String::from_utf8(source.bytes));
        let (text, binary) = match text {
            None => (None, None),
            Some(Ok(text)) => (Some(text), None),
            Some(Err(error)) => (None, Some(BASE64_STANDARD.encode(error.as_bytes()))),
        };
        let put = PutWrite {
            id: change.id,
            seq: change.seq,
            status: change.status,
            work: change.work,
            was: change.was,
            was_work: change.was_work,
            keys: &change.keys,
            gone: &change.gone,
            sets: &change.sets,
            left: &change.left,
            at: if format.is_some() {
                None
            } else {
                change.source
            },
            format,
            source: text.as_deref(),
            source64: binary,
        };
        write_put(&mut self.text, &put, &change.json)
    }

    /// The record as it is: in this batch, or in the state.
    fn before(&self, id: RecordId, state: &State) -> Result<Option<Before>, Trouble> {
        if let Some((at, created)) = self.fresh.get(&id) {
            let change = &self.changes.records[*at];
            return Ok(Some(Before {
                seq: change.seq,
                created: *created,
                work: change.work,
                keys: change.keys.clone(),
                sets: sorted([&change.sets[..], &change.left[..]].concat()),
                source: change.source,
            }));
        }
        let (Some(value), Some(row)) = (state.value(id)?, state.change(id)?) else {
            return Ok(None);
        };
        #[derive(serde::Deserialize)]
        struct Created {
            created: Datestamp,
        }
        let json: Created = serde_json::from_slice(value.json())?;
        Ok(Some(Before {
            seq: row.seq,
            created: json.created,
            work: value.head.work,
            keys: value.head.keys,
            sets: sorted([row.sets, row.left].concat()),
            source: value.head.source,
        }))
    }

    fn meta(&mut self, meta: Meta, ground: &Ground<'_>) -> Result<(), Refused> {
        match meta {
            Meta::Import(row) => {
                self.line("import", &row)?;
                self.changes.imports.push(row);
            }
            Meta::Token(row) => {
                self.line::<TokenRow>("token", &row)?;
                self.changes.tokens.push(row);
            }
            Meta::User(row) => {
                self.line::<UserRow>("user", &row)?;
                self.changes.users.push(row);
            }
            Meta::Collection(row) => {
                self.line::<CollectionRow>("collection", &row)?;
                self.changes.collections.push(row);
            }
            Meta::Aside(row) => {
                self.line::<AsideRow>("aside", &row)?;
                self.changes.asides.push(row);
            }
            Meta::Taxonomy(row) => {
                self.line::<TaxonomyRow>("taxonomy", &row)?;
                self.changes.taxonomy.push(row);
            }
            Meta::Rebuild(row) => {
                self.line::<RebuildRow>("rebuild", &row)?;
                self.changes.rebuilds.push(row);
            }
            Meta::Notices(_, notices) if notices.is_empty() => {}
            Meta::Notices(import, notices) => {
                let line = NoticesLine {
                    import,
                    from: self.notices_so_far(import, ground.state)?,
                    notices: notices.into_iter().map(cut_notice).collect(),
                };
                self.line("notices", &line)?;
                self.changes.notices.push(line);
            }
        }
        Ok(())
    }

    fn notices_so_far(&self, import: ImportId, state: &State) -> Result<u64, Trouble> {
        let fresh = self.changes.notices.iter().rev();
        let mut fresh = fresh.filter(|line| line.import == import);
        match fresh.next() {
            Some(line) => Ok(line.from + line.notices.len() as u64),
            None => state.notice_count(import),
        }
    }

    fn line<T: Serialize>(&mut self, name: &str, value: &T) -> Result<(), Refused> {
        self.number += 1;
        let line = HashMap::from([(name, value)]);
        write_line(&mut self.text, &line).map_err(|error| encode_error(name, &error))
    }

    fn finish(self) -> Result<Prepared, Refused> {
        let bytes = self.text.len() as u64;
        if bytes > MOST_PAYLOAD {
            let most = MOST_PAYLOAD;
            return Err(Refused::Commit(CommitError::TooLarge { bytes, most }));
        }
        let payload = zstd::bulk::compress(&self.text, LEVEL).map_err(Trouble::from)?;
        Ok(Prepared {
            payload,
            changes: self.changes,
            records: self.records,
        })
    }
}

fn encode_error(what: &str, error: &serde_json::Error) -> Refused {
    Refused::Commit(CommitError::Encode {
        what: what.to_owned(),
        why: error.to_string(),
    })
}

fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort_unstable();
    values.dedup();
    values
}

/// What of `values` is not in the sorted `others`.
fn without<T: Ord + Clone>(values: &[T], others: &[T]) -> Vec<T> {
    let gone = values.iter().filter(|v| others.binary_search(v).is_err());
    gone.cloned().collect()
}

fn cut_notice(mut notice: Notice) -> Notice {
    for text in [&mut notice.text, &mut notice.input, &mut notice.code]
        .into_iter()
        .chain(notice.field.as_mut())
    {
        if text.len() > MOST_TEXT {
            text.truncate(text.floor_char_boundary(MOST_TEXT));
            text.push('…');
        }
    }
    notice
}
