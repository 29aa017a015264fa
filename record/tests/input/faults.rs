//! Faults sown by hand: each is named at its exact place, and the rest of the input goes in.

use super::support::{read, row, workbook};

/// A fault: what it is, the input, the profile, the code, its place, the titles that go in.
struct Fault {
    what: &'static str,
    input: Vec<u8>,
    profile: Option<&'static str>,
    code: &'static str,
    place: &'static str,
    titles: &'static [&'static str],
}

fn fault(
    what: &'static str,
    input: impl Into<Vec<u8>>,
    code: &'static str,
    place: &'static str,
    titles: &'static [&'static str],
) -> Fault {
    Fault {
        what,
        input: input.into(),
        profile: None,
        code,
        place,
        titles,
    }
}

/// `member record@offset:line cell field`, without what is not there.
fn place(notice: &record::Notice) -> String {
    let mut parts = Vec::new();
    parts.extend(notice.member.clone());
    parts.extend(notice.record.map(|n| format!("r{n}")));
    parts.extend(notice.offset.map(|n| format!("@{n}")));
    parts.extend(notice.line.map(|n| format!("l{n}")));
    parts.extend(notice.cell.clone());
    parts.extend(notice.field.clone());
    parts.join(" ")
}

fn check(faults: Vec<Fault>) {
    let mut wrong = Vec::new();
    for fault in &faults {
        let read = read(fault.input.clone(), fault.profile);
        let found: Vec<String> = read
            .notices
            .iter()
            .filter(|n| n.code == fault.code)
            .map(place)
            .collect();
        if !found.iter().any(|p| p == fault.place) || read.titles() != fault.titles {
            wrong.push(format!(
                "{}: wanted {} at {:?} and {:?}; found {found:?} and {:?}; all: {:#?}",
                fault.what,
                fault.code,
                fault.place,
                fault.titles,
                read.titles(),
                read.notices
                    .iter()
                    .map(|n| format!("{} {} {}", n.code, place(n), n.text))
                    .collect::<Vec<_>>()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn faults_of_tables() {
    let head = "title,year,isbn\n";
    let with = |rows: &str| format!("{head}{rows}");
    check(vec![
        fault(
            "a quote that is never closed",
            with("One,1921,\nTwo,\"1922,\nThree,1923,\n\"Four\",1924,\n"),
            "bad-quote",
            "r2 @30 l3 B3",
            &["One", "Three", "Four"],
        ),
        fault(
            "a quote that is closed before the cell ends",
            with("\"One\" more,1921,\nTwo,1922,\n"),
            "bad-quote",
            "r1 @16 l2 A2",
            &["Two"],
        ),
        fault(
            "a row with too many cells",
            with("One, or more,1921,,x\nTwo,1922,\n"),
            "bad-cell-count",
            "r1 @16 l2 E2",
            &["Two"],
        ),
        fault(
            "a row with too few cells",
            with("One,1921\nTwo,1922,\n"),
            "bad-cell-count",
            "r1 @16 l2 C2",
            &["One", "Two"],
        ),
        fault(
            "a date that is none",
            with("One,soon,\nTwo,1922,\n"),
            "bad-date",
            "r1 @16 l2 B2 264$c",
            &["One", "Two"],
        ),
        fault(
            "a check digit that is wrong",
            with("One,1921,\nTwo,1922,978-92-2-100000-0\n"),
            "bad-isbn",
            "r2 @26 l3 C3 020[1]$a",
            &["One", "Two"],
        ),
        fault(
            "two columns of one name",
            "title,title,year\nOne,x,1921\n",
            "duplicate-column",
            "l1 B1",
            &["One"],
        ),
        fault(
            "a column that no profile knows",
            "title,colour\nOne,red\n",
            "unknown-column",
            "l1 B1",
            &["One"],
        ),
        fault(
            "no row of names",
            "One,1921\nTwo,1922\n",
            "no-header",
            "r1 @0 l1",
            &[],
        ),
        fault(
            "one cell in another encoding",
            [
                head.as_bytes(),
                "Économie,1921,\n".as_bytes(),
                b"\xc9tude,1922,\n",
            ]
            .concat(),
            "windows-1252",
            "r2 @32 l3 A3",
            &["Économie", "Étude"],
        ),
        fault(
            "a row without a title",
            with("One,1921,\n,1922,\n"),
            "no-title",
            "r2 @26 l3 A3 245",
            &["One", ""],
        ),
    ]);
}

#[test]
fn faults_of_workbooks() {
    let names = row(1, &["title", "year", "isbn"]);
    let sheet = |rows: &str, more: &str| {
        workbook(&[(
            "List",
            &format!("<sheetData>{names}{rows}</sheetData>{more}"),
        )])
    };
    let two = row(3, &["Two", "=1922"]);
    check(vec![
        fault(
            "merged cells",
            sheet(
                &format!("{}{}", row(2, &["One", "=1921"]), row(3, &["Two", ""])),
                "<mergeCells count=\"1\"><mergeCell ref=\"B2:B3\"/></mergeCells>",
            ),
            "merged-cells",
            "r2 B3",
            &["One", "Two"],
        ),
        fault(
            "a date that is a bare number",
            sheet(&format!("{}{two}", row(2, &["One", "=36526"])), ""),
            "bad-date",
            "r1 B2 264$c",
            &["One", "Two"],
        ),
        fault(
            "a formula that fails",
            sheet(&format!("{}{two}", row(2, &["One", "!#DIV/0!"])), ""),
            "formula-error",
            "r1 B2",
            &["One", "Two"],
        ),
        fault(
            "a cell beside the named columns",
            sheet(
                &format!("{}{two}", row(2, &["One", "=1921", "", "stray"])),
                "",
            ),
            "bad-cell-count",
            "r1 D2",
            &["Two"],
        ),
        fault(
            "a sheet without names, beside one that has them",
            workbook(&[
                (
                    "Notes",
                    &format!("<sheetData>{}</sheetData>", row(1, &["Dear", "all"])),
                ),
                ("List", &format!("<sheetData>{names}{two}</sheetData>")),
            ]),
            "no-header",
            "r1",
            &["Two"],
        ),
    ]);
}

#[test]
fn faults_of_reference_managers() {
    let ris = |n: &str| format!("TY  - BOOK\nTI  - {n}\nER  - \n");
    let bib = |n: &str| format!("@book{{{n},\n title = {{{n}}}\n}}\n");
    check(vec![
        fault(
            "RIS without ER",
            format!("TY  - BOOK\nTI  - One\n{}", ris("Two")),
            "missing-end",
            "r1 @21 l3",
            &["One", "Two"],
        ),
        fault(
            "a TY that is none",
            format!("TY  - BUCH\nTI  - One\nER  - \n{}", ris("Two")),
            "unknown-type",
            "r1 @0 l1 TY",
            &["One", "Two"],
        ),
        fault(
            "a line that is none of RIS",
            format!(
                "{}TY  - BOOK\nwhat is this\nTI  - Two\nER  - \n",
                ris("One")
            ),
            "bad-ris-line",
            "r2 @39 l5",
            &["One", "Two"],
        ),
        fault(
            "a RIS date that is none",
            "TY  - BOOK\nTI  - One\nPY  - soon\nER  - \n",
            "bad-date",
            "r1 @0 l1 264$c",
            &["One"],
        ),
        fault(
            "a brace that is never closed",
            format!(
                "{}@book{{Two,\n title = {{Two\n}}\n{}",
                bib("One"),
                bib("Three")
            ),
            "bad-bibtex",
            "r2 @28 l4",
            &["One", "Three"],
        ),
        fault(
            "a string that was never defined",
            format!(
                "@book{{One,\n title = {{One}},\n publisher = ilo\n}}\n{}",
                bib("Two")
            ),
            "undefined-string",
            "r1 @40 l3",
            &["Two"],
        ),
        fault(
            "a key that comes twice",
            format!("{}{}", bib("One"), bib("One")),
            "duplicate-key",
            "r2 @28 l4",
            &["One", "One"],
        ),
        fault(
            "an entry type that is none",
            format!("@bouk{{One,\n title = {{One}}\n}}\n{}", bib("Two")),
            "unknown-type",
            "r1 @0 l1",
            &["One", "Two"],
        ),
        fault(
            "an entry without the comma between its fields",
            format!(
                "@book{{One,\n title = {{One}}\n year = 1921\n}}\n{}",
                bib("Two")
            ),
            "bad-bibtex",
            "r1 @27 l3",
            &["Two"],
        ),
    ]);
}

#[test]
fn faults_of_json() {
    let item = |n: &str| format!("{{\"id\": \"{n}\", \"type\": \"book\", \"title\": \"{n}\"}}");
    check(vec![
        fault(
            "JSON that is cut off",
            format!(
                "{}\n{{\"id\": \"b\", \"type\": \"book\", \"title\": \"Two\"\n{}\n",
                item("One"),
                item("Three")
            ),
            "truncated",
            "r2 @46 l2",
            &["One", "Three"],
        ),
        fault(
            "an unknown member of CSL",
            format!(
                "[{},\n{{\"id\": \"b\", \"type\": \"book\", \"title\": \"Two\", \"colour\": \"red\"}}]",
                item("One")
            ),
            "unknown-member",
            "r2 @48 l2 colour",
            &["One", "Two"],
        ),
        fault(
            "an unknown type of CSL",
            "[{\"id\": \"b\", \"type\": \"buch\", \"title\": \"One\"}]",
            "unknown-type",
            "r1 @1 l1 type",
            &["One"],
        ),
    ]);
}

#[test]
fn faults_of_xml() {
    let mods = |n: &str| format!("<mods><titleInfo><title>{n}</title></titleInfo></mods>\n");
    let dc = |n: &str| {
        format!("<oai_dc:dc xmlns:oai_dc='x' xmlns:dc='y'><dc:title>{n}</dc:title></oai_dc:dc>\n")
    };
    check(vec![
        fault(
            "MODS without a title",
            format!(
                "<modsCollection>\n<mods><note>x</note></mods>\n{}</modsCollection>",
                mods("Two")
            ),
            "no-title",
            "r1 @17 l2 245",
            &["", "Two"],
        ),
        fault(
            "a tag that is closed by another",
            format!(
                "<modsCollection>\n<mods><titleInfo><title>One</titel></titleInfo></mods>\n{}</modsCollection>",
                mods("Two")
            ),
            "bad-xml",
            "r1 @44 l2",
            &["Two"],
        ),
        fault(
            "a record without an end",
            format!(
                "<modsCollection>\n<mods><titleInfo>\n{}</modsCollection>",
                mods("Two")
            ),
            "bad-xml",
            "r1 @17 l2",
            &["Two"],
        ),
        fault(
            "an entity that XML has not",
            format!("<a>{}</a>", dc("One &eacute;")),
            "bad-entity",
            "r1 @58 l1",
            &["One &eacute"],
        ),
        fault(
            "an input that ends within a record",
            format!("<a>{}{}", dc("One"), &dc("Two")[..50]),
            "truncated",
            "r2 @81 l2",
            &["One"],
        ),
        fault(
            "a date that is none in Dublin Core",
            format!(
                "<a>{}</a>",
                dc("One</dc:title><dc:date>soon</dc:date><dc:title>x")
            ),
            "bad-date",
            "r1 @3 l1 264$c",
            &["One"],
        ),
    ]);
}

#[test]
fn faults_of_marc_in_text_and_packed() {
    use std::io::Write;
    let mrk = |n: &str| format!("=LDR  00000nam\\a2200000\\\\\\4500\n=245  00$a{n}\n\n");
    let mut cut = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let rows: String = (0..300)
        .map(|n| format!("Row {n},{}\n", 1900 + n * 7919 % 100))
        .collect();
    cut.write_all(format!("title,year\n{rows}").as_bytes())
        .unwrap();
    let cut = cut.finish().unwrap();
    let read_cut = read(&cut[..cut.len() - 20], None);
    assert_eq!(read_cut.notices.last().unwrap().code, "truncated");
    assert!(
        read_cut.fatal && read_cut.built.len() > 50,
        "{}",
        read_cut.built.len()
    );
    check(vec![
        fault(
            "a line that is none of MarcEdit's",
            format!(
                "{}=LDR  00000nam\\a2200000\\\\\\4500\n245 00$aTwo\n=245  00$aTwo\n",
                mrk("One")
            ),
            "bad-mrk-line",
            "r2 @77 l5",
            &["One", "Two"],
        ),
        fault(
            "a leader that is short",
            "=LDR  00000nam\n=245  00$aOne\n",
            "bad-leader",
            "r1 @0 l1 LDR",
            &["One"],
        ),
        fault(
            "no leader",
            "=245  00$aOne\n",
            "missing-leader",
            "r1 @0 l1",
            &["One"],
        ),
        fault(
            "indicators that are missing",
            format!(
                "=LDR  00000nam\\a2200000\\\\\\4500\n=245  $aOne\n\n{}",
                mrk("Two")
            ),
            "bad-indicator",
            "r1 @31 l2 245",
            &["One", "Two"],
        ),
        fault(
            "a sign without a code",
            format!(
                "=LDR  00000nam\\a2200000\\\\\\4500\n=245  00$aOne$\n\n{}",
                mrk("Two")
            ),
            "bad-subfield-code",
            "r1 @31 l2 245",
            &["One", "Two"],
        ),
    ]);
}

/// A record in ISO 2709 with this control number and title.
fn marc(number: &str, title: &str) -> Vec<u8> {
    use record::marc::{MarcRecord, Tag, iso2709};
    let mut marc = MarcRecord::with_leader("00000nam a2200000   4500");
    marc.push_control(Tag::try_from("001").unwrap(), number);
    marc.push_data(Tag::try_from("245").unwrap(), "00", &[('a', title)]);
    iso2709::write(&marc).unwrap()
}

#[test]
fn faults_of_marc() {
    let (one, two, three) = (marc("1", "One"), marc("2", "Two"), marc("3", "Three"));
    let length = one.len();
    let with = |wrong: Vec<u8>| [one.clone(), wrong, three.clone()].concat();
    let changed = |at: usize, bytes: &[u8]| {
        let mut record = two.clone();
        record[at..at + bytes.len()].copy_from_slice(bytes);
        with(record)
    };
    let at = |rest: &str, offset: usize| -> &'static str {
        Box::leak(format!("r2 @{}{rest}", length + offset).into_boxed_str())
    };
    let all: &[&str] = &["One", "Two", "Three"];
    check(vec![
        fault(
            "a wrong length in the leader",
            changed(0, b"00999"),
            "bad-leader-length",
            at("", 0),
            all,
        ),
        fault(
            "a wrong base address",
            changed(12, b"00031"),
            "bad-base-address",
            at("", 12),
            all,
        ),
        fault(
            "a directory that points elsewhere",
            changed(31, b"0002"),
            "bad-directory",
            at("", 24),
            &["One", "", "Three"],
        ),
        fault(
            "a leader that says MARC-8 over UTF-8",
            {
                let mut record = marc("2", "Économie");
                record[9] = b' ';
                with(record)
            },
            "encoding-mislabelled",
            at("", 9),
            &["One", "Économie", "Three"],
        ),
        fault(
            "a leader that says UTF-8 over MARC-8",
            {
                let mut record = marc("2", "xxconomie sociale");
                let found = record.windows(2).position(|w| w == b"xx").unwrap();
                record[found..found + 2].copy_from_slice(b"\xE2E");
                with(record)
            },
            "encoding-mislabelled",
            at("", 9),
            &["One", "Économie sociale", "Three"],
        ),
        fault(
            "bytes between records that are none",
            with(b"what is this?".to_vec()),
            "not-a-record",
            at("", 0),
            &["One", "Three"],
        ),
    ]);
}

#[test]
fn faults_of_archives() {
    use super::support::zipped;
    let csv = b"title,year\nOne,1921\n";
    let mut damaged = zipped(&[("a.csv", csv), ("b.csv", b"title\tyear\nTwo\t1922\n")]);
    // The checksum in the list of members, and in the member's own head.
    let at = damaged.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    damaged[at + 16] ^= 1;
    let mut locked = zipped(&[("a.csv", csv), ("b.csv", csv)]);
    let at = locked.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    locked[at + 8] |= 1;
    let nested = zipped(&[("c.zip", &zipped(&[("a.csv", csv)])), ("a.csv", csv)]);
    check(vec![
        fault(
            "a name that leads out",
            zipped(&[("../a.csv", csv), ("b.csv", csv)]),
            "bad-member-name",
            "../a.csv r1",
            &["One"],
        ),
        fault(
            "an absolute name",
            zipped(&[("/etc/a.csv", csv), ("b.csv", csv)]),
            "bad-member-name",
            "/etc/a.csv r1",
            &["One"],
        ),
        fault(
            "an archive in an archive",
            nested,
            "nested-archive",
            "c.zip r1",
            &["One"],
        ),
        fault(
            "a member that is encrypted",
            locked,
            "encrypted",
            "a.csv r1",
            &["One"],
        ),
        fault(
            "a member whose checksum does not fit",
            damaged,
            "bad-archive",
            "a.csv r2 @20 l3",
            &["One", "Two"],
        ),
        fault(
            "a member of no known format",
            zipped(&[("x.txt", b"Dear all"), ("b.csv", csv)]),
            "unknown-format",
            "x.txt r1",
            &["One"],
        ),
    ]);
}

#[test]
fn an_input_without_records_is_told_unless_it_is_empty() {
    let matched_nothing = r#"<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="noRecordsMatch">none</error></OAI-PMH>"#;
    check(vec![
        fault(
            "a page",
            "<html><p>hello</p></html>",
            "no-record",
            "r1",
            &[],
        ),
        fault("names only", "title,year,isbn\n", "no-record", "r1", &[]),
        fault("no match", matched_nothing, "no-record", "r1", &[]),
    ]);
    let nothing = read(Vec::new(), None);
    assert!(nothing.notices.is_empty() && !nothing.fatal);
}
