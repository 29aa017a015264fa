//! What a commit does, in the form in which the state takes it: from the writer at once, or from
//! the journal at a replay.

use record::{ImportRow, Key, RecordId, Seq, SetSpec, Status, WorkId};

use crate::{
    AsideRow, CollectionRow, RebuildRow, TaxonomyRow, TokenRow, UserRow,
    journal::{CommitLine, Head, LineRef, NoticesLine, Place, parse_lines},
};

/// One record's change. All that the state must remove is named, so that applying it reads nothing.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub id: RecordId,
    pub seq: Seq,
    pub status: Status,
    pub work: WorkId,
    /// The seq it had before.
    pub was: Option<Seq>,
    /// The work it was in before.
    pub was_work: Option<WorkId>,
    pub keys: Vec<Key>,
    /// Keys it had before and has no more.
    pub gone: Vec<Key>,
    /// Sorted, each once.
    pub sets: Vec<SetSpec>,
    /// Sorted, each once, and none of `sets`.
    pub left: Vec<SetSpec>,
    /// Where its source is.
    pub source: Option<Place>,
    /// The record's JSON.
    pub json: Vec<u8>,
}

/// All that one frame does.
#[derive(Debug, Clone)]
pub(crate) struct Changes {
    /// Where the journal stands after the frame.
    pub head: Head,
    /// Its first line.
    pub line: CommitLine,
    pub records: Vec<Change>,
    pub imports: Vec<ImportRow>,
    pub notices: Vec<NoticesLine>,
    pub tokens: Vec<TokenRow>,
    pub users: Vec<UserRow>,
    pub collections: Vec<CollectionRow>,
    pub asides: Vec<AsideRow>,
    pub taxonomy: Vec<TaxonomyRow>,
    pub rebuilds: Vec<RebuildRow>,
}

impl Changes {
    /// Reads what a frame's text does; `head` says where the frame is and its hash.
    pub fn parse(text: &str, head: Head) -> serde_json::Result<Changes> {
        let (commit, lines) = parse_lines(text)?;
        let mut changes = Changes {
            head: Head {
                commit: commit.commit,
                seq: Seq(commit.after.0 + commit.puts),
                datestamp: commit.at,
                next_record: commit.next_record,
                next_import: commit.next_import,
                ..head
            },
            line: commit,
            records: Vec::new(),
            imports: Vec::new(),
            notices: Vec::new(),
            tokens: Vec::new(),
            users: Vec::new(),
            collections: Vec::new(),
            asides: Vec::new(),
            taxonomy: Vec::new(),
            rebuilds: Vec::new(),
        };
        for (number, line) in (1..).zip(lines) {
            let place = Place {
                segment: head.segment,
                offset: head.start,
                line: number,
            };
            changes.take(line, place);
        }
        Ok(changes)
    }

    fn take(&mut self, line: LineRef<'_>, place: Place) {
        match line {
            LineRef::Import(row) => self.imports.push(row),
            LineRef::Notices(line) => self.notices.push(line),
            LineRef::Token(row) => self.tokens.push(row),
            LineRef::User(row) => self.users.push(row),
            LineRef::Collection(row) => self.collections.push(row),
            LineRef::Aside(row) => self.asides.push(row),
            LineRef::Taxonomy(row) => self.taxonomy.push(row),
            LineRef::Rebuild(row) => self.rebuilds.push(row),
            LineRef::Put(put) => self.records.push(Change {
                id: put.id,
                seq: put.seq,
                status: put.status,
                work: put.work,
                was: put.was,
                was_work: put.was_work,
                keys: put.keys,
                gone: put.gone,
                sets: put.sets,
                left: put.left,
                source: put.format.map_or(put.at, |_| Some(place)),
                json: put.record.get().as_bytes().to_vec(),
            }),
        }
    }
}
