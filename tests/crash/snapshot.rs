//! What a collection holds, said without ids, seqs and times, so that two collections that came to
//! be in different ways can be compared.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{library::Library, service::Client};

/// The content of a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// By control number: the record's JSON.
    pub records: BTreeMap<String, Value>,
    /// By control number: whether it is told as deleted, and its sets.
    rows: BTreeMap<String, Value>,
    /// The export in ISO 2709, one record each, sorted.
    marc: Vec<Vec<u8>>,
    /// Each import's place and counts, and its notices.
    imports: Vec<Value>,
    /// The newest seq.
    pub head: u64,
}

impl Snapshot {
    /// Reads a directory that nobody serves, by the commands that a librarian has.
    pub fn of(library: &Library) -> Snapshot {
        let export = library.must(&["export", "--format", "json"]).out;
        let all: Vec<Value> = export
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let numbers: BTreeMap<u64, String> = all
            .iter()
            .map(|r| (r["id"].as_u64().unwrap(), number(r)))
            .collect();
        assert_eq!(numbers.len(), all.len(), "an id is there twice");
        let mut records = BTreeMap::new();
        for record in &all {
            let before = records.insert(number(record), plain(record, &numbers));
            assert_eq!(before, None, "a control number is there twice");
        }
        let marc = library
            .command(&["export", "--format", "marc"])
            .output()
            .unwrap();
        assert!(marc.status.success());
        let mut marc: Vec<Vec<u8>> = marc
            .stdout
            .split_inclusive(|b| *b == 0x1D)
            .map(<[u8]>::to_vec)
            .collect();
        marc.sort();
        let service = library.serve("none");
        let (rows, head) = change_log(&service.client(), &numbers);
        service.stop();
        Snapshot {
            records,
            rows,
            marc,
            imports: imports(library),
            head,
        }
    }

    /// Asserts that both hold the same, naming the first difference.
    #[track_caller]
    pub fn same(&self, other: &Snapshot, when: &str) {
        for (name, record) in &self.records {
            assert_eq!(
                Some(record),
                other.records.get(name),
                "{when}: record {name}"
            );
        }
        assert_eq!(self.records.len(), other.records.len(), "{when}: records");
        for (name, row) in &self.rows {
            assert_eq!(Some(row), other.rows.get(name), "{when}: change of {name}");
        }
        assert_eq!(self.rows.len(), other.rows.len(), "{when}: changes");
        assert_eq!(self.marc.len(), other.marc.len(), "{when}: MARC records");
        assert_eq!(self.imports, other.imports, "{when}: imports");
        for (ours, theirs) in self.marc.iter().zip(&other.marc) {
            let text = String::from_utf8_lossy;
            assert_eq!(ours, theirs, "{when}: {} and {}", text(ours), text(theirs));
        }
    }

    /// As an edit of the extent would have made it.
    pub fn edited(mut self, extents: &BTreeMap<String, String>) -> Snapshot {
        for (name, extent) in extents {
            let record = self.records.get_mut(name).unwrap();
            record["extent"] = json!(extent);
            record["edited"] = json!(true);
        }
        self
    }

    /// Without the forms that an edit changes in ways that are another test's.
    pub fn without_marc(mut self) -> Snapshot {
        self.marc.clear();
        self
    }
}

/// A record's control number.
pub fn number(record: &Value) -> String {
    let own = record["identifiers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|i| i["kind"] == "control-number");
    own.unwrap_or_else(|| panic!("no control number: {record}"))["value"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn plain(record: &Value, numbers: &BTreeMap<u64, String>) -> Value {
    let mut plain = record.clone();
    let members = plain.as_object_mut().unwrap();
    for name in ["id", "seq", "datestamp", "created"] {
        assert!(members.remove(name).is_some(), "{name} is missing");
    }
    let named = |id: &Value| json!(numbers.get(&id.as_u64().unwrap()));
    members["work"] = named(&record["work"]);
    for version in members["versions"].as_array_mut().unwrap() {
        version["id"] = named(&version["id"]);
    }
    let versions = members["versions"].as_array_mut().unwrap();
    versions.sort_by_key(|version| version["id"].to_string());
    plain
}

/// The rows by control number. The log's own laws hold whatever happened: ascending, one row for a
/// record, datestamps that never fall, the newest seq last.
fn change_log(client: &Client, numbers: &BTreeMap<u64, String>) -> (BTreeMap<String, Value>, u64) {
    let (mut rows, mut after, mut newest) = (BTreeMap::new(), 0, String::new());
    loop {
        let page = client.json(&format!("/api/v1/changes?after={after}&limit=1000"));
        let changes = page["changes"].as_array().unwrap();
        for row in changes {
            let (seq, stamp) = (row["seq"].as_u64().unwrap(), row["datestamp"].to_string());
            assert!(seq > after, "seq {seq} comes after {after}");
            assert!(stamp >= newest, "seq {seq}: {stamp} comes after {newest}");
            (after, newest) = (seq, stamp);
            let id = row["id"].as_u64().unwrap();
            let name = numbers
                .get(&id)
                .cloned()
                .unwrap_or_else(|| format!("deleted {id}"));
            let before = rows.insert(name, json!([row["deleted"], row["sets"], row["left"]]));
            assert_eq!(before, None, "record {id} has two rows");
        }
        if changes.is_empty() {
            assert_eq!(
                page["head"].as_u64().unwrap(),
                after,
                "the newest seq has no row"
            );
            return (rows, after);
        }
    }
}

fn imports(library: &Library) -> Vec<Value> {
    let list = library.must(&["imports", "list", "--json"]).json();
    let rows = list["imports"].as_array().unwrap();
    rows.iter()
        .map(|row| {
            let shown = library.must(&["imports", "show", "--json", &row["id"].to_string()]).json();
            let notices: Vec<Value> = shown["notices"].as_array().unwrap().iter().map(nameless).collect();
            json!({ "status": row["status"], "cursor": row["cursor"], "counts": row["counts"], "notices": notices })
        })
        .collect()
}

/// A notice without its input's name, which a file and an upload have differently.
fn nameless(notice: &Value) -> Value {
    let mut notice = notice.clone();
    notice.as_object_mut().unwrap().remove("input");
    notice
}
