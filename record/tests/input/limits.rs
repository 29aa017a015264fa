//! Inputs that ask for too much: each is refused by name, within bounded memory.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use record::input::Limits;

use super::support::{read, read_within, zipped};

/// Zeros beyond counting, packed.
fn bomb(bytes: usize) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(b"title,year\n").unwrap();
    let zeros = vec![b'0'; 1 << 20];
    for _ in 0..bytes >> 20 {
        packed.write_all(&zeros).unwrap();
    }
    packed.finish().unwrap()
}

#[test]
fn a_compression_bomb_is_refused_by_its_ratio() {
    let packed = bomb(64 << 20);
    let read = read(packed, None);
    let last = read.notices.last().unwrap();
    assert_eq!(last.code, "compression-ratio");
    assert!(read.fatal && read.built.is_empty());
    let zip = zipped(&[("a.csv", &vec![b'0'; 32 << 20])]);
    let read = super::support::read(zip, None);
    assert!(
        !read.codes().is_empty() && read.built.is_empty(),
        "{:?}",
        read.codes()
    );
}

#[test]
fn a_stream_is_refused_at_the_limit_of_bytes() {
    let rows: String = (0..50_000)
        .map(|n| format!("Title {n},19{:02}\n", n % 100))
        .collect();
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed
        .write_all(format!("title,year\n{rows}").as_bytes())
        .unwrap();
    let limits = Limits {
        bytes: 100_000,
        ..Limits::default()
    };
    let read = read_within(packed.finish().unwrap(), None, limits);
    assert_eq!(read.notices.last().unwrap().code, "too-much-data");
    // What came before the limit was read.
    assert!(read.fatal && !read.built.is_empty());
}

#[test]
fn too_many_members_and_too_many_columns_are_refused() {
    let limits = Limits {
        members: 2,
        ..Limits::default()
    };
    let csv = b"title,year\nOne,1921\n";
    let zip = zipped(&[("a.csv", csv), ("b.csv", csv), ("c.csv", csv)]);
    let read_zip = read_within(zip, None, limits);
    assert_eq!(read_zip.codes(), ["too-many-members"]);
    // Ten million columns, as the first row and as a later one.
    let wide = ",".repeat(10_000_000);
    let first = read(format!("title{wide}\nOne\n"), None);
    assert_eq!(first.notices.last().unwrap().code, "too-many-columns");
    assert!(first.fatal);
    let later = read(format!("title,year\nOne,1921\nx{wide}\nTwo,1922\n"), None);
    assert_eq!(later.notice("too-many-columns").line, Some(3));
    assert_eq!(later.titles(), ["One", "Two"]);
}

#[test]
fn entities_and_depth_are_refused() {
    let laughs = "<!DOCTYPE m [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><mods><titleInfo><title>&b;</title></titleInfo></mods>";
    let read_laughs = read(laughs, None);
    assert_eq!(read_laughs.notices.last().unwrap().code, "doctype-refused");
    assert!(read_laughs.fatal && read_laughs.built.is_empty());
    let deep = format!(
        "<mods>{}{}</mods>",
        "<a>".repeat(10_000),
        "</a>".repeat(10_000)
    );
    assert_eq!(read(deep, None).notices.last().unwrap().code, "too-deep");
    let deep = format!(
        "[{{\"id\": 1, \"type\": {}{}}}]",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert_eq!(read(deep, None).notices.last().unwrap().code, "bad-json");
    let open = format!("@book{{x, title = {}", "{".repeat(100_000));
    assert_eq!(read(open, None).notices.last().unwrap().code, "bad-bibtex");
    let closed = format!(
        "@book{{x, title = {}{}}}",
        "{".repeat(50_000),
        "}".repeat(50_000)
    );
    assert!(!read(closed, None).codes().is_empty());
}
