//! Real records, where the reference data are present: every one builds, and sanely.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test may fail, and says what it skips"
)]

use std::{
    collections::BTreeMap,
    env, fs,
    fs::File,
    path::{Path, PathBuf},
};

use record::{
    Built, Context, Mapping, Status, build_marc, fingerprint,
    marc::{MarcRecord, Reader, Tag},
};
use serde_json::Value;
use taxonomy::Taxonomy;

fn reference() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = env::var_os("LABORDOC_REFERENCE").map_or(default, PathBuf::from);
    let found = folder.is_dir().then_some(folder);
    if found.is_none() {
        println!("skipped: no reference data; set LABORDOC_REFERENCE");
    }
    found
}

fn built(marc: &MarcRecord) -> Built {
    let (taxonomy, mapping) = (Taxonomy::bundled(), Mapping::bundled());
    let context = Context {
        taxonomy: &taxonomy,
        mapping: &mapping,
        system: "labordoc",
        profile: None,
    };
    build_marc(marc, None, &context).expect("no edits, no error")
}

/// What must hold of every description, whatever the record.
fn check(built: &Built, what: &str) {
    let description = &built.description;
    assert!(!description.languages.is_empty(), "{what}");
    for contributor in &description.contributors {
        assert!(
            !contributor.name.is_empty() && !contributor.roles.is_empty(),
            "{what}"
        );
    }
    let json = serde_json::to_string(description).unwrap();
    let read = serde_json::from_str(&json).unwrap();
    assert_eq!(*description, read, "{what}");
    let print = |d| fingerprint(d, Status::Live, None);
    assert_eq!(print(description), print(&read), "{what}");
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path
            .extension()
            .is_some_and(|e| ["mrc", "marc", "dat", "xml"].iter().any(|x| e == *x))
        {
            found.push(path);
        }
    }
    found.sort();
}

#[test]
fn every_reference_record_builds() {
    let Some(folder) = reference() else { return };
    let mut all = Vec::new();
    files(&folder.join("marc"), &mut all);
    all.retain(|path| !path.ends_with("auth-1066.mrc"));
    all.push(folder.join("labordoc/unimarc_labour_serials.mrc"));
    let (mut count, mut untitled, mut undetermined, mut unclassified) = (0, 0, 0, 0);
    for path in all {
        let reader = Reader::new(File::open(&path).unwrap());
        for raw in reader.flatten() {
            let Ok(parsed) = raw.parse() else { continue };
            let built = built(&parsed.marc);
            if parsed.marc.leader_at(6) == 'z' {
                continue;
            }
            let what = format!("{} record {}", path.display(), raw.position);
            check(&built, &what);
            count += 1;
            untitled += usize::from(built.description.titles.main.main.is_empty());
            undetermined += usize::from(built.description.languages[0].as_str() == "und");
            unclassified +=
                usize::from(built.description.document_type.concept.as_str() == "unclassified");
        }
    }
    println!(
        "{count} records: {untitled} without title, {undetermined} without language, {unclassified} unclassified"
    );
    assert!(count > 5000, "{count}");
    assert!(unclassified * 10 < count && undetermined * 10 < count);
}

#[test]
fn labordoc_record_441828_is_read_as_its_cataloguers_meant_it() {
    let Some(folder) = reference() else { return };
    let file = File::open(folder.join("labordoc/record_441828.marcxml.xml")).unwrap();
    let raw = Reader::new(file).next().unwrap().unwrap();
    let built = built(&raw.parse().unwrap().marc);
    check(&built, "441828");
    let description = &built.description;
    println!("{}", serde_json::to_string_pretty(description).unwrap());
    let main = &description.titles.main;
    assert_eq!(
        main.main,
        "Active ageing and solidarity between generations"
    );
    assert_eq!(
        main.remainder.as_deref(),
        Some("a statistical portrait of the European Union 2012")
    );
    assert_eq!(
        description.responsibility.as_deref(),
        Some("European Commission, Eurostat")
    );
    assert_eq!(description.languages[0].as_str(), "en");
    assert_eq!(description.document_type.concept.as_str(), "statistics");
    assert_eq!(description.date.as_ref().unwrap().year, Some(2012));
    assert_eq!(description.assets.len(), 1);
    // Eight headings in three languages, and copies of all: never more than eight concepts.
    assert!(
        description.themes.len() + description.keywords.len() <= 8 + 2,
        "{description:#?}"
    );
    assert!(built.keys.iter().any(|k| k.0 == "sys:labordoc:468303"));
}

/// The fields of the harvested file and where they belong in MARC.
const FIELDS: [(&str, &str, char); 19] = [
    ("Record ID", "001", ' '),
    ("ISSN/ISBN", "020", 'a'),
    ("System Control Number", "035", 'a'),
    ("Language", "041", 'a'),
    ("Ilo Name", "099", 'a'),
    ("Personal Author", "100", 'a'),
    ("Main Title", "245", 'a'),
    ("Material Type", "245", 'h'),
    ("Subtitle", "245", 'b'),
    ("Responsibility", "245", 'c'),
    ("Variant Title", "246", 'a'),
    ("Publication Place", "260", 'a'),
    ("Publisher", "260", 'b'),
    ("Publication Date", "260", 'c'),
    ("Physical Description", "300", 'a'),
    ("Abstract/Summary", "520", 'a'),
    ("Topical Subject", "650", 'a'),
    ("Corporate Author", "710", 'a'),
    ("Resource URL", "856", 'u'),
];

fn marc_of(row: &Value) -> MarcRecord {
    let text = |name: &str| row.get(name).and_then(Value::as_str);
    let mut marc = MarcRecord::with_leader(text("Leader (Format)").unwrap_or(""));
    let mut fields: BTreeMap<&str, Vec<(char, &str)>> = BTreeMap::new();
    for (name, tag, code) in FIELDS {
        if let Some(value) = text(name) {
            fields.entry(tag).or_default().push((code, value));
        }
    }
    for (name, subfields) in fields {
        let tag = Tag::try_from(name).unwrap();
        if tag.is_control() {
            marc.push_control(tag, subfields[0].1);
        } else {
            let mut subfields = subfields;
            let source = text("Subject Source")
                .filter(|_| name == "650")
                .map(|s| ('2', s));
            subfields.extend(source);
            let indicators = if name == "245" { "10" } else { " 7" };
            marc.push_data(tag, indicators, &subfields);
        }
    }
    marc
}

#[test]
fn labordocs_own_records_build_with_sane_languages_types_and_dates() {
    let Some(folder) = reference() else { return };
    let rows = fs::read_to_string(folder.join("labordoc/records.jsonl")).unwrap();
    let mut types: BTreeMap<String, usize> = BTreeMap::new();
    let mut langs: BTreeMap<String, usize> = BTreeMap::new();
    let mut codes: BTreeMap<String, usize> = BTreeMap::new();
    let (mut count, mut dated, mut with_date, mut articles, mut placed, mut themed, mut headed) =
        (0, 0, 0, 0, 0, 0, 0);
    for line in rows.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let built = built(&marc_of(&row));
        check(&built, line);
        let description = &built.description;
        assert!(!description.titles.main.main.is_empty(), "{line}");
        assert!(
            !description
                .titles
                .main
                .main
                .ends_with([' ', '/', ':', ';', '=']),
            "{line}"
        );
        *types
            .entry(description.document_type.concept.to_string())
            .or_default() += 1;
        *langs
            .entry(description.languages[0].to_string())
            .or_default() += 1;
        for notice in &built.notices {
            *codes.entry(notice.code.clone()).or_default() += 1;
        }
        count += 1;
        with_date += usize::from(row.get("Publication Date").is_some());
        dated += usize::from(description.date.as_ref().is_some_and(|d| d.year.is_some()));
        headed += usize::from(row.get("Topical Subject").is_some());
        themed += usize::from(!description.themes.is_empty());
        if description.document_type.concept.as_str() == "journal-article" {
            articles += 1;
            let host = description.host.as_ref();
            placed += usize::from(host.is_some_and(|h| h.volume.is_some() && h.pages.is_some()));
        }
    }
    println!(
        "{count} records; with a date {with_date}, a year {dated}; articles {articles}, placed {placed}; headed {headed}, themed {themed}"
    );
    println!("types {types:?}\nlanguages {langs:?}\nnotices {codes:?}");
    assert!(dated + 20 > with_date);
    assert!(articles > 300 && placed * 10 > articles * 9);
    assert!(langs.get("en").is_some_and(|n| n * 10 > count * 7));
}

#[test]
fn articles_of_the_review_stand_where_its_contents_pages_say() {
    let Some(folder) = reference() else { return };
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let rows: BTreeMap<String, Value> = read("labordoc/records.jsonl")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|row| (row["Record ID"].as_str().unwrap().to_owned(), row))
        .collect();
    let (mut count, mut wrong) = (0, Vec::new());
    for line in read("review/articles.jsonl").lines() {
        let fact: Value = serde_json::from_str(line).unwrap();
        let id = fact["id"].as_str().unwrap();
        let Some(row) = id.strip_prefix("labordoc:").and_then(|id| rows.get(id)) else {
            continue;
        };
        // The eight facts that contradict themselves prove nothing.
        if fact.get("checks").is_some() {
            continue;
        }
        let description = built(&marc_of(row)).description;
        let host = description.host.unwrap_or_default();
        let found = [host.volume, host.issue, host.pages.map(|p| p.raw)];
        let expected = ["volume", "issue", "pages"]
            .map(|n| fact.get(n).and_then(Value::as_str).map(str::to_owned));
        count += 1;
        if expected
            .iter()
            .zip(&found)
            .any(|(e, f)| e.is_some() && e != f)
        {
            wrong.push(format!("{id}: {found:?}, not {expected:?}"));
        }
    }
    println!("{count} articles, {} otherwise: {wrong:#?}", wrong.len());
    assert!(count > 300 && wrong.len() * 50 < count);
}
