//! Tables out, into a spreadsheet and back in: as workbooks of Excel, over every door, and on the page.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::io::Cursor;

use record::input::{Limits, Sheet, SheetCell, sheets};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use serde_json::{Value, json};
use support::{
    Answer, Folder, Server, all_between,
    browser::Browser,
    marc::{Marc, article, book, file},
};

const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Titles that a spreadsheet would make something else of.
const TITLES: [&str; 8] = [
    "=1+1",
    "007",
    "+41 22 799",
    "@home",
    "'Quoted' labour",
    "1-2",
    "_x0041_ escaped",
    "1E5",
];

fn nasty() -> Vec<Marc> {
    let one = |(n, title): (usize, &&str)| {
        book(&format!("N{n}"), "eng", title)
            .field("020", "  ", "$a9789221080817")
            .field("250", "  ", "$a007")
    };
    TITLES.iter().enumerate().map(one).collect()
}

fn record(folder: &Folder, id: u64) -> Value {
    let all = folder.run(&["export", "--format", "json"]).text();
    let mut lines = all
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.find(|record| record["id"] == id).unwrap_or_default()
}

fn export(folder: &Folder) -> Vec<u8> {
    let said = folder.run(&["export", "--format", "xlsx"]);
    assert!(said.ok, "{}", said.err);
    said.out
}

fn read(bytes: &[u8]) -> Sheet {
    let mut all = sheets(Cursor::new(bytes.to_vec()), &Limits::default()).unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// The cells of a workbook as texts, the headings first.
fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let sheet = read(bytes);
    let width = sheet.rows[0].cells.len();
    let text = |cell: Option<&SheetCell>| match cell {
        None => String::new(),
        Some(SheetCell::Text(text)) => text.clone(),
        Some(other) => panic!("{other:?} is no text"),
    };
    let rows = sheet.rows.iter();
    rows.map(|row| (0..width).map(|n| text(row.cells.get(&n))).collect())
        .collect()
}

/// The number of a column in a table.
fn column(table: &[Vec<String>], name: &str) -> u16 {
    let at = table[0].iter().position(|heading| heading == name);
    u16::try_from(at.unwrap()).unwrap()
}

/// A workbook as Excel saves one that was edited: the texts, and what somebody does to the sheet after that.
fn saved(table: &[Vec<String>], edit: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("records").unwrap();
    for (n, row) in (0..).zip(table) {
        for (at, cell) in (0..).zip(row) {
            if !cell.is_empty() {
                sheet.write_string(n, at, cell).unwrap();
            }
        }
    }
    edit(sheet);
    book.save_to_buffer().unwrap()
}

/// Where the faults of a table are.
fn places(told: &Value) -> Vec<String> {
    let faults = told["faults"].as_array().unwrap().iter();
    let place = |fault: &Value| fault["cell"].as_str().unwrap_or_default().to_owned();
    faults.map(place).collect()
}

#[test]
fn a_workbook_that_nobody_has_changed_changes_nothing() {
    let folder = Folder::new();
    folder.import("nasty.mrc", &file(&nasty()));
    let bytes = export(&folder);
    let table = cells(&bytes);
    assert_eq!(table.len(), TITLES.len() + 1);
    let title = usize::from(column(&table, "title"));
    for (row, expected) in table[1..].iter().zip(TITLES) {
        assert_eq!(row[title], expected, "no text becomes another");
        assert!(row.contains(&"007".to_owned()), "{row:?}");
    }
    for (name, bytes) in [
        ("out.xlsx", bytes),
        ("again.xlsx", saved(&table, |_| {})),
        ("out.tsv", folder.run(&["export", "--format", "tsv"]).out),
    ] {
        let path = folder.file(name, &bytes);
        let told = folder.json(&["batch", &path]);
        assert_eq!(
            (&told["selected"], &told["changed"], &told["faults"]),
            (&json!(0), &json!(0), &json!([])),
            "{name}: {told}"
        );
    }
}

#[test]
fn a_text_that_no_cell_can_hold_is_told_of_and_left_as_it_is() {
    let folder = Folder::new();
    let text = "Wages and hours. ".repeat(500);
    let long = (0..5).fold(book("L1", "eng", "Long"), |marc, n| {
        marc.field("520", "  ", &format!("$a{n} {text}"))
    });
    folder.import("long.mrc", &long.bytes());
    let before = record(&folder, 1);
    let said = folder.run(&["export", "--format", "xlsx"]);
    assert!(
        said.ok && said.err.contains("record 1: abstracts is longer"),
        "{}",
        said.err
    );
    let mut table = cells(&said.out);
    let title = usize::from(column(&table, "title"));
    assert!(table[1].iter().any(|cell| cell.contains("left as it is")));
    table[1][title] = "Longer".to_owned();
    let path = folder.file("long.xlsx", &saved(&table, |_| {}));
    let told = folder.json(&["batch", &path]);
    assert_eq!((&told["changed"], &told["faults"]), (&json!(1), &json!([])));
    let after = record(&folder, 1);
    assert_eq!(after["titles"]["main"]["main"], "Longer");
    assert_eq!(after["abstracts"], before["abstracts"]);
}

#[test]
fn edited_cells_change_exactly_their_places_whatever_excel_makes_of_the_rest() {
    let folder = Folder::new();
    let records = [
        article("A1", "eng", "Wages", "Vol. 10, No. 2 (1924), pp. 1-9"),
        article("A2", "eng", "Hours", "Vol. 11, No. 3 (1925), pp. 1-9"),
        book("B1", "eng", "=1+1").field("250", "  ", "$a1st"),
    ];
    folder.import("all.mrc", &file(&records));
    let before = [1, 2, 3].map(|id| record(&folder, id));
    let mut table = cells(&export(&folder));
    // Columns in another order, one of them gone.
    let pages = usize::from(column(&table, "pages"));
    table.iter_mut().for_each(|row| {
        row.remove(pages);
        row.reverse();
    });
    let [volume, date, edition, title] =
        ["volume", "date", "edition", "title"].map(|name| column(&table, name));
    table[3][usize::from(edition)].clear();
    let bytes = saved(&table, |sheet| {
        // A number, a day, an emptied cell, what looks like a formula; empty rows and a cell of blanks far off.
        sheet.write_number(1, volume, 12).unwrap();
        let day = ExcelDateTime::from_ymd(1925, 3, 1).unwrap();
        let format = Format::new().set_num_format("yyyy-mm-dd");
        sheet
            .write_datetime_with_format(2, date, &day, &format)
            .unwrap();
        sheet.write_string(3, title, "=1+2").unwrap();
        sheet.write_string(40, 90, "  ").unwrap();
    });
    let path = folder.file("edited.xlsx", &bytes);
    let told = folder.json(&["batch", &path, "--dry-run"]);
    assert_eq!(
        (&told["selected"], &told["changed"], &told["faults"]),
        (&json!(3), &json!(3), &json!([]))
    );
    assert_eq!(folder.json(&["batch", &path])["changed"], 3);
    let after = [1, 2, 3].map(|id| record(&folder, id));
    assert_eq!(after[0]["host"]["volume"], "12");
    assert_eq!(after[0]["host"]["pages"], before[0]["host"]["pages"]);
    assert_eq!(after[0]["date"], before[0]["date"]);
    assert_eq!(
        (&after[1]["date"]["year"], &after[1]["date"]["month"]),
        (&json!(1925), &json!(3))
    );
    assert_eq!(after[1]["host"], before[1]["host"]);
    assert_eq!(
        (&after[2]["titles"]["main"]["main"], &after[2]["edition"]),
        (&json!("=1+2"), &Value::Null)
    );
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before["publisher"], after["publisher"]);
        assert_eq!(before["languages"], after["languages"]);
    }
}

#[test]
fn faults_of_a_workbook_are_named_by_sheet_and_cell_and_the_rest_goes_in() {
    let folder = Folder::new();
    folder.import("nasty.mrc", &file(&nasty()[..4]));
    let mut table = cells(&export(&folder));
    let [title, status, volume, edition] =
        ["title", "status", "volume", "edition"].map(|name| column(&table, name));
    table[1][usize::from(status)] = "hidden".to_owned();
    table[4][0] = "99".to_owned();
    let bytes = saved(&table, |sheet| {
        let day = ExcelDateTime::from_ymd(2026, 10, 2).unwrap();
        let format = Format::new().set_num_format("d-mmm");
        sheet
            .write_datetime_with_format(2, volume, &day, &format)
            .unwrap();
        sheet
            .write_formula(
                3,
                edition,
                rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!"),
            )
            .unwrap();
        sheet.write_string(3, title, "Mended").unwrap();
        sheet.write_string(3, 60, "stray").unwrap();
    });
    let path = folder.file("faults.xlsx", &bytes);
    let said = folder.run(&["batch", &path, "--json"]);
    assert!(!said.ok);
    let told = said.json();
    let letters = |n: u16| record::input::column_letters(usize::from(n));
    let status = format!("records!{}2", letters(status));
    let volume = format!("records!{}3", letters(volume));
    let edition = format!("records!{}4", letters(edition));
    assert_eq!(
        places(&told),
        [
            status.as_str(),
            &volume,
            "records!BI4",
            &edition,
            "records!A5"
        ],
        "{told}"
    );
    assert_eq!(told["changed"], 1);
    assert_eq!(record(&folder, 3)["titles"]["main"]["main"], "Mended");
    let said = folder.run(&["batch", &path, "--dry-run"]);
    assert!(
        said.err
            .contains(&format!("{volume}: the cell holds the day")),
        "{}",
        said.err
    );

    // Another sheet is told of and passed over; a workbook of such sheets alone is refused.
    let mut book = Workbook::new();
    let notes = book.add_worksheet();
    notes.set_name("Notes").unwrap();
    notes.write_string(0, 0, "Dear all").unwrap();
    let alone = book.save_to_buffer().unwrap();
    let path = folder.file("notes.xlsx", &alone);
    assert!(
        folder
            .refused(&["batch", &path])
            .contains("no column \"id\"")
    );
    let table = cells(&export(&folder));
    let list = book.add_worksheet();
    for (n, row) in (0..).zip(&table) {
        list.write_row(n, 0, row).unwrap();
    }
    let path = folder.file("both.xlsx", &book.save_to_buffer().unwrap());
    let told = folder.run(&["batch", &path, "--json"]).json();
    assert_eq!(
        (places(&told), &told["changed"]),
        (vec!["Notes!A1".to_owned()], &json!(0))
    );
}

#[test]
fn what_is_no_workbook_or_asks_for_too_much_is_refused() {
    let folder = Folder::new();
    folder.import("nasty.mrc", &file(&nasty()[..1]));
    // One long text that is written down once and stands in very many cells.
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let text = "x".repeat(32_000);
    for row in 0..9_000 {
        sheet.write_string(row, 0, &text).unwrap();
    }
    let many = book.save_to_buffer().unwrap();
    assert!(many.len() < 1_000_000, "{}", many.len());
    let cut = export(&folder);
    for (bytes, said) in [
        (&many[..], "the texts of the cells are more than"),
        (&b"\xD0\xCF\x11\xE0 old"[..], "old workbook"),
        (&cut[..cut.len() / 2], "cannot be read"),
        (&b"PK\x03\x04"[..], "cannot be read"),
    ] {
        let path = folder.file("bad.xlsx", bytes);
        let error = folder.refused(&["batch", &path]);
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn over_http_a_workbook_goes_out_by_a_search_and_comes_back() {
    let folder = Folder::new();
    let records = [
        book("B1", "eng", "Working hours"),
        book("B2", "fre", "Durée du travail"),
    ];
    folder.import("all.mrc", &file(&records));
    let server = Server::serve(&folder);
    let out = server.get("/api/v1/export?format=xlsx&search=lang%3Dfr");
    assert_eq!(out.header("content-type").as_deref(), Some(KIND));
    assert!(
        out.header("content-disposition")
            .unwrap()
            .contains("records.xlsx")
    );
    let mut table = cells(&out.body);
    assert_eq!((table.len(), table[1][0].as_str()), (2, "2"));
    let bad = server.get("/api/v1/export?format=xlsx&search=from%3Dsoon");
    assert_eq!(bad.status, 400, "{}", bad.text());
    let title = usize::from(column(&table, "title"));
    table[1][title] = "Heures de travail".to_owned();
    let bytes = saved(&table, |_| {});
    let post = |path: &str| -> Answer {
        let ask = server.signed("POST", path).header("Content-Type", KIND);
        ask.body(&bytes).send()
    };
    let looked = post("/api/v1/batches?dry_run=true&name=edited.xlsx").json();
    assert_eq!(looked["changed"], 1, "{looked}");
    let begun = post("/api/v1/batches?name=edited.xlsx");
    assert_eq!(begun.status, 202, "{}", begun.text());
    let place = begun.header("location").unwrap();
    while server.signed("GET", &place).send().json()["status"] == "running" {}
    assert_eq!(
        server.record(2)["titles"]["main"]["main"],
        "Heures de travail"
    );
}

/// Sends a file by the form of the batch page.
fn upload(ana: &mut Browser<'_>, name: &str, bytes: &[u8]) -> Answer {
    let head = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n",
        ana.token
    );
    let body = [head.as_bytes(), bytes, b"\r\n--cut--\r\n"].concat();
    let answer = ana
        .server
        .ask("POST", "/admin/batch/table")
        .header("Cookie", &ana.cookie)
        .header("Content-Type", "multipart/form-data; boundary=cut")
        .body(&body)
        .send();
    ana.take(answer)
}

#[test]
fn on_the_page_a_table_is_looked_at_kept_over_a_restart_and_done_or_thrown_away() {
    let folder = Folder::new();
    let said = folder.json(&["user", "add", "ana", "--role", "cataloguer"]);
    let many = (0..30).map(|n| book(&format!("B{n}"), "eng", &format!("Title {n}")));
    folder.import("all.mrc", &file(&many.collect::<Vec<_>>()));
    let uploads = || {
        std::fs::read_dir(folder.data().join("uploads"))
            .unwrap()
            .count()
    };
    let mut table = cells(&export(&folder));
    let title = usize::from(column(&table, "title"));
    let status = usize::from(column(&table, "status"));
    for row in &mut table[1..26] {
        row[title] += ", revised";
    }
    table[30][status] = "hidden".to_owned();
    let edited = saved(&table, |_| {});
    let server = Server::serve(&folder);
    let mut ana = Browser::arrive(&server, said["link"].as_str().unwrap());

    let page = ana.get("/admin/batch?q=title").text();
    let takes = all_between(&page, "href=\"/api/v1/export?", "\"");
    assert_eq!(takes.len(), 2, "{page}");
    let taken = server.get(&format!(
        "/api/v1/export?{}",
        takes[0].replace("&amp;", "&").replace("&#38;", "&")
    ));
    assert_eq!(cells(&taken.body).len(), 31);

    let same = upload(&mut ana, "same.xlsx", &export_of(&server));
    assert_eq!(same.status, 422);
    assert!(
        same.text().contains("Nothing in the table differs"),
        "{}",
        same.text()
    );
    let none = upload(&mut ana, "", b"");
    assert!(none.status == 422 && none.text().contains("Choose a table first"));
    let odd = upload(&mut ana, "odd.csv", b"id,seq,colour\n1,1,red\n");
    assert!(
        odd.status == 422 && odd.text().contains("colour"),
        "{}",
        odd.text()
    );
    assert_eq!(uploads(), 0, "what was not taken is not kept");

    let before = server.head();
    let taken = upload(&mut ana, "edited.xlsx", &edited);
    assert_eq!(taken.status, 303, "{}", taken.text());
    let place = taken.header("location").unwrap();
    let page = ana.get(&place).text();
    assert!(
        page.contains("25 records are chosen.") && page.contains("25 would change."),
        "{page}"
    );
    assert_eq!(page.matches("<li class=\"version\">").count(), 20);
    assert!(
        page.contains("31: ") && page.contains("records!"),
        "the fault: {page}"
    );
    let rest = ana.get(&format!("{place}?from=20")).text();
    assert_eq!(rest.matches("<li class=\"version\">").count(), 5);
    assert_eq!(
        (server.head(), uploads()),
        (before, 1),
        "nothing is changed yet"
    );
    let id = place.rsplit('/').next().unwrap().to_owned();
    let listed = ana.get(&format!("/admin/imports/{id}")).text();
    assert!(
        listed.contains(&place) && !listed.contains("name=\"profile\""),
        "{listed}"
    );

    // Another is thrown away.
    let other = upload(&mut ana, "edited.xlsx", &edited)
        .header("location")
        .unwrap();
    ana.get(&other);
    assert_eq!(ana.post(&other, &[("do", "discard")]).status, 303);
    assert_eq!(server.head(), before);
    assert!(ana.get(&other).text().contains("Cancelled"));
    assert_eq!(
        uploads(),
        1,
        "the other is kept, though its bytes are the same"
    );

    assert!(server.stop());
    let server = Server::serve(&folder);
    let mut ana = Browser {
        server: &server,
        cookie: String::new(),
        token: String::new(),
    };
    ana.sign_in("ana", support::browser::PASSWORD);
    assert!(ana.get(&place).text().contains("25 would change."));
    let begun = ana.post(&place, &[("do", "commit")]);
    assert_eq!(begun.status, 303, "{}", begun.text());
    while ana.get(&place).text().contains("http-equiv=\"refresh\"") {}
    assert_eq!(
        server.record(25)["titles"]["main"]["main"],
        "Title 24, revised"
    );
    assert_eq!(server.record(26)["titles"]["main"]["main"], "Title 25");
    let again = ana.post(&place, &[("do", "commit")]);
    assert_eq!(again.status, 422, "it is done already");
    let listed = format!("/admin/imports/{id}");
    ana.get(&listed);
    let undone = ana.post(&listed, &[("act", "undo")]);
    assert_eq!(undone.status, 303, "{}", undone.text());
    let undo = undone.header("location").unwrap();
    while ana.get(&undo).text().contains("data-live") {}
    assert_eq!(server.record(25)["titles"]["main"]["main"], "Title 24");
}

fn export_of(server: &Server) -> Vec<u8> {
    server.get("/api/v1/export?format=xlsx").body
}
