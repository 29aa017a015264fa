//! The documents as they are written, and what a follower of the change lists ends up with.

use std::{collections::BTreeMap, path::Path, process::Command};

use proptest::prelude::*;
use record::{Datestamp, RecordId};

use super::*;
use crate::{
    Repository,
    memory::{self, Memory, Schema, book, reference, site},
};

const START: i64 = 1_767_225_600;

/// Checks that a document is well formed, and valid where the sitemap schemas and `xmllint` are.
fn valid(document: &str) {
    let document = document.to_owned();
    memory::validate(Schema::None, &[("document".to_owned(), document.clone())]);
    let file = if document.contains("<sitemapindex") {
        "siteindex.xsd"
    } else {
        "sitemap.xsd"
    };
    let schema = reference().join("schemas/sitemap").join(file);
    if !schema.exists() || Command::new("xmllint").arg("--version").output().is_err() {
        println!("not validated: needs xmllint and {}", schema.display());
        return;
    }
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/resourcesync/rs.xsd");
    let both = format!(
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\
         <xs:import namespace=\"http://www.sitemaps.org/schemas/sitemap/0.9\" schemaLocation=\"{}\"/>\
         <xs:import namespace=\"http://www.openarchives.org/rs/terms/\" schemaLocation=\"{}\"/></xs:schema>",
        schema.display(),
        own.display()
    );
    let folder = tempfile::tempdir().unwrap();
    let (both_path, path) = (folder.path().join("both.xsd"), folder.path().join("it.xml"));
    std::fs::write(&both_path, both).unwrap();
    std::fs::write(&path, document).unwrap();
    let lint = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .args([&both_path, &path])
        .output()
        .unwrap();
    assert!(
        lint.status.success(),
        "{}",
        String::from_utf8_lossy(&lint.stderr)
    );
}

#[test]
fn the_way_leads_from_the_well_known_address_to_every_list_and_back() {
    let site = site();
    let source = source_description(&site);
    let list = capability_list(&site, true);
    insta::assert_snapshot!("source", source);
    insta::assert_snapshot!("capabilities", list);
    valid(&source);
    valid(&list);
    assert!(!capability_list(&site, false).contains("resourcedump"));
}

#[test]
fn what_there_is_comes_in_parts_that_name_the_pages_they_describe() {
    let (site, at) = (site(), Datestamp(START + 60));
    let shards = [
        (1, 2, Datestamp(START)),
        (2, 0, Datestamp(START)),
        (3, 1, Datestamp(START + 5)),
    ];
    let index = resource_index(&site, at, &shards);
    let rows = [
        (RecordId(1), Datestamp(START)),
        (RecordId(4_999), Datestamp(START - 5)),
    ];
    let list = resource_list(&site, at, &rows);
    insta::assert_snapshot!("resource_index", index);
    insta::assert_snapshot!("resource_list", list);
    valid(&index);
    valid(&list);
}

#[test]
fn changes_are_created_updated_or_deleted_in_the_order_they_happened() {
    let mut memory = Memory::new(START);
    for id in 1..=4 {
        memory.commit(book(id), &[]);
    }
    let mut again = book(2);
    again.created = Datestamp(START - 100);
    memory.commit(again, &[]);
    memory.delete(3);
    let parts = parts(&memory).unwrap();
    assert_eq!(parts.len(), 1);
    let entries = changes_of(&memory, 1).unwrap();
    let told: Vec<_> = entries.iter().map(|e| (e.id.0, e.change)).collect();
    assert_eq!(told[2..], [(2, Change::Updated), (3, Change::Deleted)]);
    assert_eq!(told.len(), 4);
    let (index, list) = (
        change_index(&site(), &parts, Datestamp(START)),
        change_list(&site(), &parts[0], &entries),
    );
    insta::assert_snapshot!("change_index", index);
    insta::assert_snapshot!("change_list", list);
    valid(&index);
    valid(&list);
    assert!(changes_of(&memory, 0).unwrap().is_empty());
    assert!(changes_of(&memory, 2).unwrap().is_empty());
}

#[test]
fn a_collection_without_changes_has_a_list_of_none() {
    let memory = Memory::new(START);
    let index = change_index(&site(), &parts(&memory).unwrap(), Datestamp(START));
    assert!(index.contains("from=\"2026-01-01T00:00:00Z\""));
    assert!(!index.contains("<sitemap>"));
}

#[test]
fn a_part_ends_where_the_next_begins_and_the_last_is_open() {
    let mut memory = Memory::new(START);
    for id in 1..=CHANGE_SPAN + 2 {
        memory.now = Datestamp(START + i64::try_from(id / 1000).unwrap());
        memory.commit(book(id), &[]);
    }
    let all = parts(&memory).unwrap();
    let bounds: Vec<_> = all
        .iter()
        .map(|p| (p.number, p.from.0 - START, p.until.map(|u| u.0 - START)))
        .collect();
    assert_eq!(bounds, [(1, 0, Some(5)), (2, 5, None)]);
    let counts: Vec<_> = all
        .iter()
        .map(|p| changes_of(&memory, p.number).unwrap().len())
        .collect();
    assert_eq!(counts, [5_000, 2]);
    for id in 1..=CHANGE_SPAN {
        memory.delete(id);
    }
    let numbers: Vec<_> = parts(&memory).unwrap().iter().map(|p| p.number).collect();
    assert_eq!(
        numbers,
        [2, 3],
        "a part that everything has left is not named"
    );
}

#[test]
fn a_dump_names_its_packages_and_each_package_what_it_holds() {
    let (at, completed) = (Datestamp(START), Datestamp(START + 9));
    let sha256 = "0123456789abcdef".repeat(4);
    let package = Package {
        path: "/dumps/2026-01-01/resources-0001.zip".to_owned(),
        bytes: 1234,
        sha256: sha256.clone(),
    };
    let packed = Packed {
        id: RecordId(7),
        datestamp: at,
        bytes: 99,
        sha256,
    };
    let dump = dump(&site(), (at, completed), &[package]);
    let manifest = dump_manifest(&site(), at, &[packed]);
    insta::assert_snapshot!("dump", dump);
    insta::assert_snapshot!("dump_manifest", manifest);
    valid(&dump);
    valid(&manifest);
}

/// What a follower holds: each resource, and when it last changed.
type Held = BTreeMap<u64, Datestamp>;

/// Reads every part that a follower must who has read everything before `since`.
fn follow(memory: &Memory, since: Datestamp, held: &mut Held) {
    for part in parts(memory).unwrap() {
        if part.until.is_some_and(|until| until < since) {
            continue;
        }
        for entry in changes_of(memory, part.number).unwrap() {
            if entry.datestamp < since {
                continue;
            }
            match entry.change {
                Change::Deleted => held.remove(&entry.id.0),
                _ => held.insert(entry.id.0, entry.datestamp),
            };
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn who_follows_the_change_lists_holds_what_is_live(
        acts in prop::collection::vec((1_u64..12, any::<bool>(), 0_i64..3, any::<bool>()), 1..80),
    ) {
        let mut memory = Memory::new(START);
        let (mut held, mut since) = (Held::new(), Datestamp(0));
        let mut there = std::collections::BTreeSet::new();
        for (id, deletes, seconds, reads) in acts {
            memory.now = Datestamp(memory.now.0 + seconds);
            if deletes && there.contains(&id) {
                memory.delete(id);
            } else {
                there.insert(id);
                memory.commit(book(id), &[]);
            }
            if reads {
                let now = memory.response_date();
                follow(&memory, since, &mut held);
                since = now;
            }
        }
        follow(&memory, since, &mut held);
        let live: Held = memory
            .rows()
            .filter(|row| !row.deleted)
            .map(|row| (row.id.0, row.datestamp))
            .collect();
        prop_assert_eq!(held, live);
    }
}
