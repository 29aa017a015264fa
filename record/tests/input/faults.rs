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
