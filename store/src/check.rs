//! Checking every invariant: the journal byte for byte, and that the state says what it says.

use std::collections::BTreeMap;

use record::{Datestamp, ImportId, ImportRow, RecordId, Seq};

use crate::{
    AsideKind, AsideRow, CollectionRow, Finding, ReadError, RebuildRow, TaxonomyRow, TokenRow,
    UserRow,
    change::{Change, Changes},
    journal::{CommitLine, HEADER_BYTES, Head, SegmentHeader, Walk, decode_payload, segment_path},
    state::{CommitRow, State, Trouble, guarded, mark_damaged},
    store::Inner,
};

/// After so many findings the rest is not listed.
const MOST_FINDINGS: usize = 1000;

/// Checks a store; commits wait meanwhile. Where the disk did not let the state be read, what it said comes beside the
/// findings: these are not all.
pub(crate) fn check(inner: &Inner) -> Result<(Vec<Finding>, Option<String>), ReadError> {
    let writer = inner.journal.lock();
    let head = writer.head();
    let state = inner.state.read();
    let state = state.as_ref().ok_or(ReadError::Closed)?;
    let mut check = Check {
        state,
        findings: Vec::new(),
        wrong_state: false,
        unread: None,
        seen: Seen::default(),
    };
    check.journal(&inner.dir.join("journal"), &head);
    if let Err(trouble) = guarded(|| check.state(&head)) {
        check.trouble("the state", trouble);
    }
    if check.wrong_state {
        // Best effort: a later check finds the same again.
        let _ = mark_damaged(&inner.dir, "a check found that it differs from the journal");
    }
    Ok((check.findings, check.unread))
}

struct Check<'a> {
    state: &'a State,
    findings: Vec<Finding>,
    wrong_state: bool,
    /// What the disk said when the state could not be read.
    unread: Option<String>,
    seen: Seen,
}

/// What the journal says, as far as it was read.
#[derive(Default)]
struct Seen {
    commit: u64,
    seq: Seq,
    datestamp: Datestamp,
    latest: Vec<u64>,
    keys: u64,
    records: u64,
    imports: BTreeMap<ImportId, ImportRow>,
    notices: BTreeMap<ImportId, u64>,
    tokens: BTreeMap<String, TokenRow>,
    users: BTreeMap<String, UserRow>,
    collections: BTreeMap<String, CollectionRow>,
    asides: BTreeMap<(AsideKind, String), [u8; 32]>,
    taxonomy: BTreeMap<u64, TaxonomyRow>,
    rebuilds: BTreeMap<u64, RebuildRow>,
}

impl Check<'_> {
    fn finding(&mut self, code: &str, place: &str, text: &str) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(Finding::new(code, place, text));
        }
    }

    /// A disk that fails says nothing of what is on it.
    fn trouble(&mut self, place: &str, trouble: Trouble) {
        match trouble {
            Trouble::Io(what) => self.unread = Some(what),
            damage => self.state_finding("state-damaged", place, &damage.text()),
        }
    }

    fn state_finding(&mut self, code: &str, place: &str, text: &str) {
        self.wrong_state = true;
        let text = format!("{text}; the next start rebuilds the state from the journal");
        self.finding(code, place, &text);
    }

    /// Reads every segment; after damage the rest of the journal says nothing certain.
    fn journal(&mut self, folder: &std::path::Path, head: &Head) {
        let mut chain = [0; 32];
        for segment in 1..=head.segment {
            let path = segment_path(folder, segment);
            if let Err((offset, what)) = self.segment(&path, segment, head, &mut chain) {
                let place = format!("byte {offset} of {}", path.display());
                let text = format!("{what}; restore from a backup");
                self.finding("journal-damaged", &place, &text);
                return;
            }
        }
        if self.seen.seq != head.seq {
            let text = format!("it ends at seq {}, not {}", self.seen.seq, head.seq);
            self.finding("journal-damaged", "the journal", &text);
        }
    }

    fn segment(
        &mut self,
        path: &std::path::Path,
        segment: u32,
        head: &Head,
        chain: &mut [u8; 32],
    ) -> Result<(), (u64, String)> {
        let bytes = std::fs::read(path).map_err(|error| (0, error.to_string()))?;
        let header = SegmentHeader::decode(&bytes).map_err(|what| (0, what.to_owned()))?;
        if header.head.hash != *chain || header.head.segment != segment {
            return Err((0, "it does not continue the segment before".to_owned()));
        }
        if header.store != self.state.store {
            return Err((0, "it is another store's".to_owned()));
        }
        let end = if segment == head.segment {
            head.end
        } else {
            bytes.len() as u64
        };
        let mut walk = Walk::new(&bytes, HEADER_BYTES, *chain);
        while walk.offset < end {
            let at = walk.offset;
            let (start, frame) = walk
                .next_frame()
                .map_err(|error| (at, error.text().to_owned()))?
                .ok_or_else(|| (at, "the frame is missing".to_owned()))?;
            let text = decode_payload(frame.payload).map_err(|what| (start, what))?;
            let place = Head {
                segment,
                start,
                end: walk.offset,
                hash: walk.hash,
                ..header.head
            };
            let changes =
                Changes::parse(&text, place).map_err(|error| (start, error.to_string()))?;
            self.commit(changes).map_err(|what| (start, what))?;
        }
        *chain = walk.hash;
        Ok(())
    }

    /// Checks the order of a commit (I1, I2), and its changes against the state.
    fn commit(&mut self, changes: Changes) -> Result<(), String> {
        let (commit, seen) = (&changes.line, &mut self.seen);
        if commit.commit != seen.commit + 1 || commit.after != seen.seq {
            return Err(format!("commit {} is out of order", commit.commit));
        }
        if commit.at < seen.datestamp {
            return Err(format!("commit {}'s datestamp falls", commit.commit));
        }
        seen.commit = commit.commit;
        seen.datestamp = commit.at;
        self.commit_row(&changes);
        for change in &changes.records {
            self.change(commit, change)?;
        }
        let seen = &mut self.seen;
        for row in changes.imports {
            seen.imports.insert(row.id, row);
        }
        for line in changes.notices {
            let count = seen.notices.entry(line.import).or_default();
            if line.from != *count {
                return Err(format!(
                    "notices of import {} are out of order",
                    line.import
                ));
            }
            *count += line.notices.len() as u64;
        }
        for token in changes.tokens {
            seen.tokens.insert(token.name.clone(), token);
        }
        for user in changes.users {
            seen.users.insert(user.name.clone(), user);
        }
        for row in changes.collections {
            seen.collections.insert(row.slug.clone(), row);
        }
        for row in changes.asides {
            let digest = digest_of(&row);
            if row.value.is_null() {
                seen.asides.remove(&(row.kind, row.name));
            } else {
                seen.asides.insert((row.kind, row.name), digest);
            }
        }
        for row in changes.taxonomy {
            if row.number != seen.taxonomy.len() as u64 + 1 {
                return Err(format!(
                    "change {} of the taxonomy is out of order",
                    row.number
                ));
            }
            seen.taxonomy.insert(row.number, row);
        }
        for row in changes.rebuilds {
            seen.rebuilds.insert(row.number, row);
        }
        Ok(())
    }

    /// Compares a commit's row of the state with what the journal says.
    fn commit_row(&mut self, changes: &Changes) {
        let place = format!("commit {}", changes.line.commit);
        match guarded(|| self.state.commit(changes.line.commit)) {
            Ok(row) if row == CommitRow::of(changes) => {}
            Ok(_) => {
                self.state_finding("commit-differs", &place, "its row is not the journal's");
            }
            Err(trouble) => self.trouble(&place, trouble),
        }
    }

    fn change(&mut self, commit: &CommitLine, change: &Change) -> Result<(), String> {
        let seen = &mut self.seen;
        let at = change.id.0 as usize;
        if change.seq != seen.seq.next() || change.id.0 >= commit.next_record {
            return Err(format!("change {} is out of order", change.seq));
        }
        seen.seq = change.seq;
        if seen.latest.len() <= at {
            seen.latest.resize(at + 1, 0);
        }
        if change.was.map_or(0, |was| was.0) != seen.latest[at] {
            return Err(format!(
                "change {} follows another than it says",
                change.seq
            ));
        }
        seen.latest[at] = change.seq.0;
        if self.state.tally.seq(change.id) == Some(change.seq) {
            match guarded(|| self.differences(commit, change)) {
                Ok(None) => {}
                Ok(Some(what)) => {
                    self.state_finding("record-differs", &format!("record {}", change.id), what);
                }
                Err(trouble) => self.trouble(&format!("record {}", change.id), trouble),
            }
        }
        Ok(())
    }

    /// What of a record's latest change the state has otherwise.
    fn differences(
        &mut self,
        commit: &CommitLine,
        change: &Change,
    ) -> Result<Option<&'static str>, Trouble> {
        let (Some(value), Some(row)) =
            (self.state.value(change.id)?, self.state.change(change.id)?)
        else {
            return Ok(Some("the state does not have it"));
        };
        self.seen.records += 1;
        let (keys, missing) = self.state.look_up(change)?;
        self.seen.keys += keys;
        let head = &value.head;
        Ok(if value.json() != change.json {
            Some("its description is not the journal's")
        } else if head.keys != change.keys || head.work != change.work {
            Some("its keys or its work are not the journal's")
        } else if head.source != change.source {
            Some("its source is not where the journal has it")
        } else if row.sets != change.sets || row.left != change.left {
            Some("its sets are not the journal's")
        } else if row.datestamp != commit.at || row.deleted == change.status.is_live() {
            Some("its row is not the journal's")
        } else {
            missing
        })
    }

    /// Checks that the state has nothing more than the journal says, and that its counts are true.
    fn state(&mut self, head: &Head) -> Result<(), Trouble> {
        let tally = &self.state.tally;
        if self.state.mark != *head && self.state.mark.seq != head.seq {
            self.state_finding(
                "state-behind",
                "the state",
                "it is not at the journal's head",
            );
        }
        let trimmed = |latest: &[u64]| {
            let used = latest
                .iter()
                .rposition(|seq| *seq > 0)
                .map_or(0, |at| at + 1);
            latest[..used].to_vec()
        };
        if trimmed(&tally.latest) != trimmed(&self.seen.latest) {
            let differs = (0..tally.latest.len().max(self.seen.latest.len())).find(|at| {
                tally.latest.get(*at).unwrap_or(&0) != self.seen.latest.get(*at).unwrap_or(&0)
            });
            let place = format!("record {}", RecordId(differs.unwrap_or(0) as u64));
            self.state_finding(
                "record-differs",
                &place,
                "the state has another latest change",
            );
        }
        if self.state.scan()? != *tally {
            self.state_finding("counts-differ", "by_seq", "a recount of its rows differs");
        }
        let (records, keys) = self.state.row_counts()?;
        for (place, found, said) in [
            ("records", records, self.seen.records),
            ("keys", keys, self.seen.keys),
            (
                "commits",
                self.state.trees.commits.len() as u64,
                self.seen.commit,
            ),
        ] {
            if found != said {
                let text = format!("it has {found} rows and the journal says {said}");
                self.state_finding("rows-differ", place, &text);
            }
        }
        self.rest()
    }

    fn rest(&mut self) -> Result<(), Trouble> {
        let imports: Vec<_> = self.seen.imports.values().cloned().collect();
        if self.state.imports()? != imports {
            self.state_finding("import-differs", "imports", "they are not the journal's");
        }
        for (import, count) in self.seen.notices.clone() {
            let all = self.state.notices(import, 0, usize::MAX)?;
            if all.len() as u64 != count || self.state.notice_count(import)? != count {
                let place = format!("import {import}");
                self.state_finding(
                    "notices-differ",
                    &place,
                    "its notices are not the journal's",
                );
            }
        }
        if self.state.tokens != self.seen.tokens {
            self.state_finding("tokens-differ", "meta", "the tokens are not the journal's");
        }
        if self.state.users != self.seen.users {
            self.state_finding("users-differ", "meta", "the users are not the journal's");
        }
        if self.state.collections != self.seen.collections {
            let text = "the collections are not the journal's";
            self.state_finding("collections-differ", "meta", text);
        }
        let mut asides = BTreeMap::new();
        for kind in AsideKind::ALL {
            for row in self.state.asides(kind, "")? {
                let digest = digest_of(&row);
                asides.insert((row.kind, row.name), digest);
            }
        }
        if asides != self.seen.asides {
            let text = "the documents beside the records are not the journal's";
            self.state_finding("asides-differ", "meta", text);
        }
        if self.state.taxonomy != self.seen.taxonomy || self.state.rebuilds != self.seen.rebuilds {
            let text = "the changes of the taxonomy are not the journal's";
            self.state_finding("taxonomy-differs", "meta", text);
        }
        Ok(())
    }
}

fn digest_of(row: &AsideRow) -> [u8; 32] {
    *blake3::hash(row.value.to_string().as_bytes()).as_bytes()
}
