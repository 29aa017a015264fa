//! Reading the state's trees through: the counts from the rows, names, tokens, users and the mark.

use std::collections::BTreeMap;

use record::{SetSpec, Status};
use serde::de::DeserializeOwned;

use super::{
    Names, Row, State, Tally, Trees, Trouble,
    apply::digests,
    codec::{VALUES, number},
};
use crate::{
    CollectionRow, RebuildRow, TaxonomyRow, TokenRow, UserRow, change::Change, journal::Head,
};

impl State {
    /// Takes up a sled database for a store; an empty one has the empty mark. `None` when it is
    /// of another version or another store.
    pub fn load(db: sled::Db, store: &str) -> Result<Option<State>, Trouble> {
        let trees = Trees::open(db)?;
        let mark = match trees.meta.get(b"mark")? {
            None => Head::empty(),
            Some(bytes) => {
                let (version, rest): (u32, _) = postcard::take_from_bytes(&bytes)?;
                if version != VALUES {
                    return Ok(None);
                }
                let (found, head): (String, Head) = postcard::from_bytes(rest)?;
                if found != store {
                    return Ok(None);
                }
                head
            }
        };
        Ok(Some(State {
            names: names(&trees)?,
            tokens: named(&trees, "token", |row: &TokenRow| &row.name)?,
            users: named(&trees, "user", |row: &UserRow| &row.name)?,
            collections: named(&trees, "collection", |row: &CollectionRow| &row.slug)?,
            taxonomy: numbered(&trees, "taxonomy", |row: &TaxonomyRow| row.number)?,
            rebuilds: numbered(&trees, "rebuild", |row: &RebuildRow| row.number)?,
            tally: Tally::default(),
            mark,
            store: store.to_owned(),
            trees,
        }))
    }

    /// Makes the counts from the rows.
    pub fn scan(&self) -> Result<Tally, Trouble> {
        let mut tally = Tally::default();
        let mut rows = 0;
        for row in &self.trees.by_seq {
            let (key, value) = row?;
            let (seq, row): (u64, Row) = (number(&key, 0), postcard::from_bytes(&value)?);
            if row.id.0 >= self.mark.next_record || seq > self.mark.seq.0 {
                let what = "its row is beyond the mark".to_owned();
                return Err(Trouble::Damaged(format!("change {seq}"), what));
            }
            if tally.seq(row.id).is_some() {
                let what = format!("record {} has another row", row.id);
                return Err(Trouble::Damaged(format!("change {seq}"), what));
            }
            tally.put(seq, &row, None);
            rows += 1;
        }
        // Ids may have been given out and not used, but sled losing rows would show here.
        if rows == 0 && self.mark.seq.0 > 0 {
            let what = "all rows are missing".to_owned();
            return Err(Trouble::Damaged("by_seq".to_owned(), what));
        }
        Ok(tally)
    }
}

impl State {
    /// Looks up a record's keys and its work as its latest change has them:  how many there
    /// should be, and what is missing.
    pub fn look_up(&self, change: &Change) -> Result<(u64, Option<&'static str>), Trouble> {
        let digests = digests(&change.keys);
        let mut missing = None;
        for digest in &digests {
            let digest = u32::from_be_bytes(*digest);
            if !self.tally.keys.contains(digest, change.id) {
                missing = Some("a key of it is missing");
            }
        }
        let member = change.status != Status::Deleted;
        if member != self.work(change.work).contains(&change.id) {
            missing = Some("its work is not the journal's");
        }
        Ok((digests.len() as u64, missing))
    }

    /// How many rows `records` has, and how many keys there are; parts of long values are not counted.
    pub fn row_counts(&self) -> Result<(u64, u64), Trouble> {
        let mut records = 0;
        for key in self.trees.records.iter().keys() {
            records += u64::from(key?.len() == 8);
        }
        Ok((records, self.tally.keys.len()))
    }
}

fn names(trees: &Trees) -> Result<Names, Trouble> {
    let mut names = Names::default();
    for row in trees.meta.scan_prefix(b"set") {
        let (key, value) = row?;
        let name = std::str::from_utf8(&value)
            .map_err(|error| Trouble::Damaged("a set's name".to_owned(), error.to_string()))?;
        let (number, new) = names.number(&SetSpec::new(name));
        if !new || key.get(3..) != Some(&number.to_be_bytes()[..]) {
            let what = "the sets' names are not as they were written".to_owned();
            return Err(Trouble::Damaged(format!("set {name}"), what));
        }
    }
    Ok(names)
}

/// The rows of one kind, by name.
fn named<T: DeserializeOwned>(
    trees: &Trees,
    kind: &str,
    name: impl Fn(&T) -> &str,
) -> Result<BTreeMap<String, T>, Trouble> {
    let rows = trees.meta.scan_prefix(kind).values();
    rows.map(|row| {
        let row: T = serde_json::from_slice(&row?)?;
        Ok((name(&row).to_owned(), row))
    })
    .collect()
}

fn numbered<T: DeserializeOwned>(
    trees: &Trees,
    kind: &str,
    number: impl Fn(&T) -> u64,
) -> Result<BTreeMap<u64, T>, Trouble> {
    let rows = trees.meta.scan_prefix(kind).values();
    rows.map(|row| {
        let row: T = serde_json::from_slice(&row?)?;
        Ok((number(&row), row))
    })
    .collect()
}
