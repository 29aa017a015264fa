//! The five flows of the design, in reading order: bring records in, find them, harvest them,
//! change them, keep them. Each journey asserts everything that it caused: the answer, the store
//! through the API, the OAI-PMH feed, the index, the sitemap, the change log.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::{
    collections::BTreeSet,
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};
use support::{
    Folder, Server, all_between, encode,
    marc::{Marc, article, book, file},
    oai::{harvest, token},
};

/// An English article about wages, its French and its Spanish version, and a book.
fn collection() -> Vec<Marc> {
    vec![
        article(
            "R1",
            "eng",
            "Wages of dock workers",
            "Vol. 135, no. 3 (1996), pp. 321-340",
        )
        .field("650", " 7", "$awages$2ilot")
        .field(
            "520",
            "  ",
            "$aHow much the men of the docks earn in twelve ports.",
        ),
        article(
            "R2",
            "fre",
            "Les salaires des dockers",
            "Vol. 135, n° 3 (1996), pp. 350-371",
        ),
        article(
            "R3",
            "spa",
            "Los salarios de los estibadores",
            "Vol. 115, núm. 3 (1996), págs. 361-383",
        ),
        book("B1", "eng", "Safety in mines").field("650", " 7", "$amining$2ilot"),
    ]
}

/// What two reports must agree in: all but the import's number and the time it took.
fn comparable(report: &Value) -> Value {
    let mut report = report.clone();
    let members = report.as_object_mut().unwrap();
    members.retain(|name, _| {
        ["created", "changed", "unchanged", "rejected", "notices"].contains(&name.as_str())
    });
    report
}

fn counts(report: &Value) -> [u64; 4] {
    ["created", "changed", "unchanged", "rejected"].map(|name| report[name].as_u64().unwrap())
}

fn notices<'a>(report: &'a Value, code: &str) -> Vec<&'a Value> {
    report["notices"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|n| n["code"] == code)
        .collect()
}

// ---- Bringing records in ----

#[test]
fn what_the_command_line_imports_is_in_the_api_the_feed_the_index_the_sitemap_and_the_change_log() {
    let folder = Folder::new();
    let input = folder.file("library.mrc", &file(&collection()));
    let dry = folder.json(&["import", "--dry-run", &input]);
    assert!(dry["import"].is_null(), "a dry run has no number: {dry}");
    let report = folder.json(&["import", &input]);
    assert_eq!(counts(&report), [4, 0, 0, 0]);
    assert_eq!(
        comparable(&dry),
        comparable(&report),
        "a dry run's report is the import's"
    );
    let stats = folder.json(&["stats"]);
    assert_eq!(
        (&stats["records"], &stats["seq"], &stats["index_seq"]),
        (&json!(4), &json!(4), &json!(4))
    );
    let again = folder.json(&["import", &input]);
    assert_eq!(counts(&again), [0, 0, 4, 0]);
    assert_eq!(
        folder.json(&["stats"])["seq"],
        4,
        "the same bytes cause no seq"
    );
    assert_eq!(
        folder.json(&["check"]),
        json!({ "ok": true, "findings": [], "records": 4, "seq": 4 })
    );
    let listed = folder.json(&["imports", "list"]);
    assert_eq!(
        listed["imports"].as_array().unwrap().len(),
        2,
        "a dry run leaves no trace: {listed}"
    );

    let server = Server::serve(&folder);
    let id = server.id_of("Wages of dock workers");
    let record = server.record(id);
    assert_eq!(record["titles"]["main"]["main"], "Wages of dock workers");
    assert_eq!(record["document_type"]["concept"], "journal-article");
    assert_eq!(record["languages"], json!(["en"]));
    assert_eq!(record["themes"][0]["concept"], "wages");
    let host = &record["host"];
    assert_eq!(
        [
            &host["journal"],
            &host["volume"],
            &host["issue"],
            &host["pages"]["first"],
            &host["pages"]["last"]
        ],
        [
            &json!("international-labour-review"),
            &json!("135"),
            &json!("3"),
            &json!("321"),
            &json!("340")
        ]
    );
    let changes = server.changes();
    assert_eq!(
        changes
            .iter()
            .map(|c| c["seq"].as_u64().unwrap())
            .collect::<Vec<_>>(),
        [1, 2, 3, 4]
    );
    let harvested = harvest(&server, "oai_dc", "");
    assert_eq!(harvested.ids(), server.live());
    assert!(
        harvested
            .text
            .contains("<dc:title xml:lang=\"en\">Wages of dock workers</dc:title>")
            || harvested.text.contains(">Wages of dock workers<"),
        "{}",
        harvested.text
    );
    let header = harvested.header(id).unwrap();
    for set in [
        "type:journal-article",
        "theme:wages",
        "lang:en",
        "journal:international-labour-review",
    ] {
        assert!(header.sets.iter().any(|s| s == set), "{set}: {header:?}");
    }
    assert_eq!(harvest(&server, "marcxml", "").ids(), server.live());
    let map = server.page("/sitemaps/1.xml");
    for id in server.live() {
        assert!(
            map.contains(&format!("<loc>{}/records/{id}</loc>", server.base)),
            "{map}"
        );
    }
    assert!(
        server
            .page(&format!("/records/{id}"))
            .contains("Wages of dock workers")
    );
    assert!(server.stop(), "it ends well when asked to stop");
}

#[test]
fn what_is_imported_over_http_is_searchable_when_the_command_returns() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    let elsewhere = Folder::new();
    let input = elsewhere.file("library.mrc", &file(&collection()));
    let import = |more: &[&str]| {
        let over = [
            "import",
            &input,
            "--server",
            &server.base,
            "--token",
            &server.token,
        ];
        elsewhere.json(&[&over[..], more].concat())
    };
    let dry = import(&["--dry-run"]);
    assert_eq!(server.head(), 0, "a dry run commits nothing");
    let report = import(&[]);
    assert_eq!(counts(&report), [4, 0, 0, 0]);
    assert_eq!(comparable(&dry), comparable(&report));
    assert_eq!(
        server.titles("title:estibadores"),
        ["Los salarios de los estibadores"]
    );
    assert_eq!(counts(&import(&[])), [0, 0, 4, 0]);
    assert_eq!(server.head(), 4);
    assert!(!elsewhere.data().exists(), "nothing is kept on this side");

    let refused = elsewhere.refused(&[
        "import",
        &input,
        "--server",
        &server.base,
        "--token",
        "labordoc_0",
    ]);
    assert!(
        refused.contains("401") && refused.contains("token"),
        "{refused}"
    );
    let nameless = server.ask("POST", "/api/v1/imports").body(b"x").send();
    assert_eq!(
        (nameless.status, nameless.kind().as_str()),
        (401, "application/problem+json")
    );
    assert_eq!(
        nameless.header("www-authenticate").as_deref(),
        Some("Bearer")
    );
}

#[test]
fn who_may_not_import_is_told_so_before_a_large_file_is_sent() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    let elsewhere = Folder::new();
    let records = file(&collection());
    // More than the buffers of a connection hold.
    let input = elsewhere.file("library.mrc", &records.repeat((32 << 20) / records.len()));
    let refused = elsewhere.refused(&[
        "import",
        &input,
        "--server",
        &server.base,
        "--token",
        "labordoc_0",
    ]);
    assert!(
        refused.contains("401") && refused.contains("token"),
        "{refused}"
    );
}

#[test]
fn a_form_with_a_file_is_an_import_too() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    let mut form = b"--cut\r\nContent-Disposition: form-data; name=\"about\"\r\n\r\nx\r\n--cut\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"mine.mrc\"\r\n\r\n"
        .to_vec();
    form.extend(file(&collection()));
    form.extend(b"\r\n--cut--\r\n");
    let answer = server
        .signed("POST", "/api/v1/imports?dry_run=true")
        .header("Content-Type", "multipart/form-data; boundary=cut")
        .body(&form)
        .send();
    assert_eq!(
        (answer.status, counts(&answer.json())),
        (200, [4, 0, 0, 0]),
        "{}",
        answer.text()
    );
}

#[test]
fn broken_records_are_named_with_their_place_and_the_rest_goes_in() {
    let good = collection();
    let mut input = good[0].bytes();
    let second = input.len() as u64;
    input.extend(b"00060 this is no record, but it ends like one xxxxxxxxxxxxx\x1d");
    input.extend(good[2].bytes());
    let fourth = input.len() as u64;
    let cut = good[3].bytes();
    input.extend(&cut[..cut.len() - 20]);
    let folder = Folder::new();
    let dry = folder.json(&["import", "--dry-run", &folder.file("damaged.mrc", &input)]);
    let report = folder.import("damaged.mrc", &input);
    assert_eq!(comparable(&dry), comparable(&report));
    let notices = report["notices"].as_array().unwrap();
    let of = |severity: &str, record: u64| -> Vec<&Value> {
        notices
            .iter()
            .filter(|n| n["severity"] == severity && n["record"] == record)
            .collect()
    };
    let [error] = of("error", 2)[..] else {
        panic!("{report}")
    };
    // The fault is at the directory, behind the leader of the second record.
    assert_eq!(error["offset"], second + 24, "{report}");
    assert!(
        error["input"].as_str().unwrap().ends_with("damaged.mrc"),
        "{report}"
    );
    let mended = of("warning", 4);
    assert!(
        mended.iter().any(|n| n["offset"] == fourth),
        "what was cut off is said: {report}"
    );
    assert!(
        of("error", 1).is_empty() && of("error", 3).is_empty(),
        "{report}"
    );
    assert_eq!(
        counts(&report),
        [3, 0, 0, 1],
        "what can be mended goes in: {report}"
    );
    assert_eq!(folder.json(&["stats"])["records"], 3);
    let kept = folder.json(&["imports", "show", "1"]);
    assert!(
        kept["notices"].as_array().unwrap().contains(error),
        "{kept}"
    );
    let told = folder.path("notices.jsonl").display().to_string();
    folder.json(&[
        "import",
        &folder.path("damaged.mrc").display().to_string(),
        "--report",
        &told,
    ]);
    let lines = fs::read_to_string(&told).unwrap();
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(lines.contains(error), "{lines:?}");
}

#[test]
fn a_number_given_twice_is_refused_and_named_and_the_same_record_twice_is_no_fault() {
    let mut records = collection();
    records.push(book("B1", "eng", "Another book"));
    let folder = Folder::new();
    let dry = folder.json(&[
        "import",
        "--dry-run",
        &folder.file("twice.mrc", &file(&records)),
    ]);
    let report = folder.import("twice.mrc", &file(&records));
    assert_eq!(comparable(&dry), comparable(&report));
    assert_eq!(counts(&report), [4, 0, 0, 1]);
    let [notice] = notices(&report, "duplicate-number")[..] else {
        panic!("{report}")
    };
    assert_eq!(
        (&notice["record"], &notice["field"]),
        (&json!(5), &json!("001"))
    );
    let text = notice["text"].as_str().unwrap();
    assert!(text.contains("B1") && text.contains("record 4"), "{text}");
    let server = Server::serve(&folder);
    assert_eq!(
        server.titles("title:book"),
        Vec::<String>::new(),
        "the first one stays"
    );
    assert_eq!(server.titles("title:mines"), ["Safety in mines"]);

    let nameless = Marc::new("nam").field("245", "00", "$aWithout a number.");
    let folder = Folder::new();
    let twice = file(&[nameless.clone(), nameless]);
    assert_eq!(counts(&folder.import("same.mrc", &twice)), [1, 0, 1, 0]);
    assert_eq!(counts(&folder.import("same.mrc", &twice)), [0, 0, 2, 0]);
}

#[test]
fn marc_8_is_imported_and_found_with_its_accents() {
    let marc8 = Marc::new("nam")
        .marc8()
        .control("001", "M8")
        .field("041", "0 ", "$afre")
        .bytes_field("100", "1 ", b"$aG\xE2erard, Fran\xF0cois")
        .bytes_field(
            "245",
            "10",
            b"$aL'\xE2education des ouvri\xE1eres en Am\xE2erique.",
        );
    let folder = Folder::new();
    assert_eq!(
        counts(&folder.import("old.mrc", &marc8.bytes())),
        [1, 0, 0, 0]
    );
    let server = Server::serve(&folder);
    let title = "L'éducation des ouvrières en Amérique";
    for q in [
        "éducation",
        "education",
        "ouvrière",
        "AMERIQUE",
        "author:gérard",
        "author:francois",
    ] {
        assert_eq!(server.titles(q), [title], "{q}");
    }
    let record = server.record(server.id_of(title));
    assert_eq!(record["contributors"][0]["name"], "Gérard, François");
    let harvested = harvest(&server, "oai_dc", "");
    assert!(
        harvested.text.contains("Gérard, François"),
        "{}",
        harvested.text
    );
    let xml = server.page(&format!("/records/{}.marcxml", record["id"]));
    assert!(
        xml.contains("ouvrières") && xml.contains("<leader>"),
        "{xml}"
    );
}

#[test]
fn marcxml_and_iso_2709_of_the_same_record_are_the_same_record() {
    let folder = Folder::new();
    folder.import("library.mrc", &file(&collection()));
    let xml = folder.run(&["export", "--format", "marcxml"]);
    assert!(xml.ok, "{}", xml.err);
    let other = Folder::new();
    assert_eq!(counts(&other.import("library.xml", &xml.out)), [4, 0, 0, 0]);
    let described = |folder: &Folder| {
        let all = folder.run(&["export", "--format", "json"]).text();
        let all = all
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        all.map(|r| {
            (
                r["titles"].clone(),
                r["host"].clone(),
                r["themes"].clone(),
                r["document_type"].clone(),
            )
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(described(&folder), described(&other));
}

#[test]
fn an_empty_file_is_no_fault_and_a_picture_is_refused_by_name() {
    let folder = Folder::new();
    assert_eq!(counts(&folder.import("empty.mrc", b"")), [0, 0, 0, 0]);
    let picture = folder.file("cover.png", b"\x89PNG\r\n\x1a\n0000000000000000000000");
    let refused = folder.refused(&["import", &picture]);
    assert!(
        refused.contains("cover.png") && refused.contains("no known format"),
        "{refused}"
    );
    let absent = folder.refused(&["import", &folder.path("absent.mrc").display().to_string()]);
    assert!(absent.contains("absent.mrc"), "{absent}");
}

// ---- Language versions ----

/// The works of a collection: for each, the languages of its records.
fn works(server: &Server) -> Vec<Vec<String>> {
    let mut works: std::collections::BTreeMap<u64, Vec<String>> = std::collections::BTreeMap::new();
    for id in server.live() {
        let record = server.record(id);
        let lang = record["languages"][0].as_str().unwrap().to_owned();
        works
            .entry(record["work"].as_u64().unwrap())
            .or_default()
            .push(lang);
    }
    let mut works: Vec<Vec<String>> = works.into_values().collect();
    works.iter_mut().for_each(|w| w.sort());
    works.sort();
    works
}

#[test]
fn linked_language_versions_are_one_work_whatever_the_order_of_import() {
    let linked = [
        article("L1", "eng", "Linked in English", "Vol. 10 (1924), pp. 1-9").field(
            "775",
            "08",
            "$w(labordoc)L2",
        ),
        article("L2", "fre", "Lié en français", "Vol. 10 (1924), pp. 11-19")
            .field("775", "08", "$wL3"),
        article(
            "L3",
            "spa",
            "Vinculado en español",
            "Vol. 10 (1924), pp. 21-29",
        ),
        book("X1", "eng", "Unlinked"),
    ];
    for order in [[0, 1, 2, 3], [2, 1, 0, 3], [1, 3, 0, 2], [3, 2, 0, 1]] {
        let folder = Folder::new();
        for at in order {
            folder.import(&format!("{at}.mrc"), &linked[at].bytes());
        }
        let server = Server::serve(&folder);
        assert_eq!(
            works(&server),
            [vec!["en"], vec!["en", "es", "fr"]],
            "imported as {order:?}"
        );
        let id = server.id_of("Lié en français");
        let page = server.page(&format!("/records/{id}"));
        assert!(
            page.contains("hreflang=\"es\"")
                && page.contains("hreflang=\"x-default\"")
                && page.contains("Vinculado"),
            "{page}"
        );
        let grouped = server.search("works=true&journal=international-labour-review");
        assert_eq!(
            (&grouped["total"], grouped["hits"].as_array().unwrap().len()),
            (&json!(1), 1),
            "{grouped}"
        );
        assert_eq!(grouped["hits"][0]["versions"].as_array().unwrap().len(), 2);
        let map = server.page("/sitemaps/1.xml");
        assert!(
            map.contains("hreflang=\"fr\"") && map.contains("hreflang=\"es\""),
            "{map}"
        );
    }
}

#[test]
fn the_other_versions_of_a_work_are_told_of_one_that_comes_changes_or_goes() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    let link = |from: &str, to: &str, title: &str, lang: &str| {
        article(from, lang, title, "Vol. 10 (1924), pp. 1-9")
            .field("775", "08", &format!("$w(labordoc){to}"))
            .bytes()
    };
    server.import("en.mrc", &link("L1", "L2", "Linked in English", "eng"));
    let seq = || server.record(1)["seq"].as_u64().unwrap();
    let relation = "<dc:relation>";
    let dc = || {
        server
            .page("/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:1")
            .matches(relation)
            .count()
    };
    let (alone, nothing) = (seq(), dc());
    server.import("fr.mrc", &link("L2", "L1", "Lié en français", "fre"));
    assert_eq!(dc(), nothing + 1);
    let joined = seq();
    assert!(joined > alone, "a harvester of changes hears that it came");
    server.patch(2, &json!({ "extent": "9 p." }));
    assert_eq!(
        seq(),
        joined,
        "what no other version shows is its own affair"
    );
    server.patch(
        2,
        &json!({ "titles": { "main": { "main": "Lié autrement" } } }),
    );
    let renamed = seq();
    assert!(renamed > joined, "its title stands in the others' metadata");
    assert_eq!(server.delete(2).status, 200);
    assert!(seq() > renamed, "that it went, too");
    assert_eq!(dc(), nothing);
}

#[test]
fn the_same_pages_of_one_issue_are_one_work_and_the_spanish_volume_is_twenty_less() {
    let versions = [
        article(
            "E1",
            "eng",
            "The price of bread",
            "Vol. 135, no. 2 (1996), pp. 101-110",
        ),
        article(
            "F1",
            "fre",
            "Le prix du pain",
            "Vol. 135, n° 2 (1996), pp. 101-112",
        ),
        article(
            "S1",
            "spa",
            "El precio del pan",
            "Vol. 115, núm. 2 (1996), págs. 101-114",
        ),
        article(
            "S2",
            "spa",
            "Otro artículo",
            "Vol. 135, núm. 2 (2016), págs. 101-115",
        ),
    ];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0]] {
        let folder = Folder::new();
        let records: Vec<Marc> = order.iter().map(|at| versions[*at].clone()).collect();
        folder.import("issue.mrc", &file(&records));
        let server = Server::serve(&folder);
        assert_eq!(
            works(&server),
            [vec!["en", "es", "fr"], vec!["es"]],
            "imported as {order:?}"
        );
    }
    // Two notes that share a page are no proof: nobody can tell which is the translation.
    let mut rivals = versions[..2].to_vec();
    rivals.push(article(
        "E2",
        "eng",
        "Another note",
        "Vol. 135, no. 2 (1996), pp. 101-101",
    ));
    let folder = Folder::new();
    folder.import("issue.mrc", &file(&rivals));
    assert_eq!(
        works(&Server::serve(&folder)),
        [vec!["en"], vec!["en"], vec!["fr"]]
    );
}

// ---- Search ----

#[test]
fn a_search_finds_across_languages_accents_and_numbers() {
    let records = [
        book("1", "eng", "The wages of women").field("650", " 7", "$awages$2ilot"),
        book("2", "fre", "L'égalité des travailleuses à domicile"),
        book("3", "spa", "La educación de los niños"),
        book("4", "eng", "Collective bargaining in Côte d'Ivoire").field(
            "100",
            "1 ",
            "$aÑáñez, José",
        ),
    ];
    let folder = Folder::new();
    folder.import("library.mrc", &file(&records));
    let server = Server::serve(&folder);
    let [wages, home, children, bargaining] = [
        "The wages of women",
        "L'égalité des travailleuses à domicile",
        "La educación de los niños",
        "Collective bargaining in Côte d'Ivoire",
    ];
    for (query, found) in [
        // Singular and plural, in the language of the record.
        ("wage", wages),
        ("woman", wages),
        ("travailleuse", home),
        ("niño", children),
        // With and without accents.
        ("egalite", home),
        ("ÉGALITÉ", home),
        ("educacion", children),
        ("ninos", children),
        ("cote d'ivoire", bargaining),
        ("author:nanez", bargaining),
        ("author:\"Ñáñez, José\"", bargaining),
        // By a concept's name in another language.
        ("salaires", wages),
        ("salarios", wages),
        ("subject:salaire", wages),
        // Phrases, exclusion, fields.
        ("\"collective bargaining\"", bargaining),
        ("lang:es", children),
        ("title:domicile", home),
    ] {
        assert_eq!(server.titles(query), [found], "{query}");
    }
    assert_eq!(
        server.titles("\"bargaining collective\""),
        Vec::<String>::new()
    );
    let odd = server.search(&format!("q={}", encode("\"collective bargaining (")));
    assert_eq!(odd["total"], 1, "what is not understood is left out: {odd}");
    assert!(
        !odd["notices"].as_array().unwrap().is_empty(),
        "and said: {odd}"
    );
    for (asked, title, snippet) in [("lang=fr", home, "fr"), ("lang=es", children, "es")] {
        let found = server.search(asked);
        assert_eq!(
            (&found["hits"][0]["title"], &found["hits"][0]["lang"]),
            (&json!(title), &json!(snippet))
        );
    }
    assert_eq!(server.get("/api/v1/search?page=0").status, 400);
    assert_eq!(
        server.search("")["seq"],
        server.head(),
        "the answer says how far the index is"
    );
}

// ---- Harvest, change, delete ----

#[test]
fn a_harvester_hears_of_an_edit_of_a_deletion_and_of_a_record_that_left_a_set() {
    let folder = Folder::new();
    folder.import("library.mrc", &file(&collection()));
    let server = Server::serve(&folder);
    let first = harvest(&server, "oai_dc", "");
    let wages = harvest(&server, "oai_dc", "&set=theme:wages");
    let [dock, mines] =
        ["Wages of dock workers", "Safety in mines"].map(|title| server.id_of(title));
    assert_eq!(wages.ids(), [dock]);
    let since = |more: &str| {
        harvest(
            &server,
            "oai_dc",
            &format!("&from={}{more}", first.response_date),
        )
    };

    let seq = server.patch(
        mines,
        &json!({ "titles": { "main": { "main": "Safety in deep mines" } } }),
    );
    assert_eq!(seq, 5);
    let edited = since("");
    assert!(!edited.header(mines).unwrap().deleted);
    assert!(
        edited.text.contains("Safety in deep mines"),
        "{}",
        edited.text
    );

    server.patch(dock, &json!({ "themes": [] }));
    let left = since("&set=theme:wages");
    let header = left.header(dock).unwrap();
    assert!(
        header.deleted,
        "a record that left a set is told as deleted there: {header:?}"
    );
    assert!(
        !since("").header(dock).unwrap().deleted,
        "and is live elsewhere"
    );
    assert!(
        harvest(&server, "oai_dc", "&set=lang:en")
            .header(dock)
            .is_some_and(|h| !h.deleted)
    );

    assert_eq!(server.delete(mines).status, 200);
    let deleted = since("");
    assert!(deleted.header(mines).unwrap().deleted, "{deleted:?}");
    let one = server.page(&format!(
        "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:{mines}"
    ));
    assert!(
        one.contains("<header status=\"deleted\">") && !one.contains("<metadata>"),
        "{one}"
    );
    // The change log tells the same, in the same order, each record once.
    let changes = server.changes();
    let log: Vec<(u64, bool)> = changes
        .iter()
        .map(|c| (c["id"].as_u64().unwrap(), c["deleted"].as_bool().unwrap()))
        .collect();
    let feed: Vec<(u64, bool)> = harvest(&server, "oai_dc", "")
        .headers
        .iter()
        .map(|h| (h.id, h.deleted))
        .collect();
    assert_eq!(log, feed);
    let stamps: Vec<&str> = changes
        .iter()
        .map(|c| c["datestamp"].as_str().unwrap())
        .collect();
    assert!(stamps.is_sorted(), "a datestamp never falls: {stamps:?}");
    assert!(
        !server
            .page("/sitemaps/1.xml")
            .contains(&format!("/records/{mines}<"))
    );
    assert_eq!(server.titles("mines"), Vec::<String>::new());
}

#[test]
fn a_resumed_harvest_has_every_record_exactly_once_whatever_changes_meanwhile() {
    let folder = Folder::new();
    let books: Vec<Marc> = (1..=23)
        .map(|n| book(&format!("N{n}"), "eng", &format!("Number {n}")))
        .collect();
    folder.import("books.mrc", &file(&books));
    let server = Server::serve_with(&folder, &[("LABORDOC_OAI_PAGE", "5")]);
    let whole = harvest(&server, "oai_dc", "");
    assert_eq!(whole.ids(), server.live());
    assert!(
        whole.text.contains("completeListSize=\"23\"") && whole.text.contains("cursor=\"20\""),
        "{}",
        whole.text
    );

    let start = server.page("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc");
    let early = server.id_of("Number 2");
    let late = server.id_of("Number 20");
    server.patch(
        early,
        &json!({ "titles": { "main": { "main": "Number two" } } }),
    );
    server.patch(
        late,
        &json!({ "titles": { "main": { "main": "Number twenty" } } }),
    );
    let mut token = token(&start);
    let next = |token: &str| {
        server.page(&format!(
            "/oai?verb=ListIdentifiers&resumptionToken={token}"
        ))
    };
    assert_eq!(
        all_between(&next(&token), "<identifier>", "<"),
        all_between(&next(&token), "<identifier>", "<")
    );
    let identifiers = |page: &str| {
        all_between(page, "<identifier>", "<")
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut seen = BTreeSet::from_iter(identifiers(&start));
    while !token.is_empty() {
        let page = next(&token);
        seen.extend(identifiers(&page));
        token = support::oai::token(&page);
    }
    assert_eq!(seen.len(), 23, "none is missed");
}

#[test]
fn an_edit_needs_the_newest_seq_and_survives_the_next_import() {
    let folder = Folder::new();
    folder.import("library.mrc", &file(&collection()));
    let server = Server::serve(&folder);
    let id = server.id_of("Safety in mines");
    let path = format!("/api/v1/records/{id}");
    let etag = server.get(&path).header("etag").unwrap();
    let change = json!({ "titles": { "main": { "main": "Safety below ground" } } }).to_string();
    let patch = |etag: &str, change: &str| {
        server
            .signed("PATCH", &path)
            .header("If-Match", etag)
            .body(change.as_bytes())
            .send()
    };
    let head = server.head();
    let done = patch(&etag, &change);
    assert_eq!(
        (done.status, &done.json()["titles"]["main"]["main"]),
        (200, &json!("Safety below ground"))
    );
    assert_eq!(server.head(), head + 1);
    let stale = patch(&etag, &change);
    assert_eq!(
        (stale.status, stale.kind().as_str()),
        (412, "application/problem+json"),
        "{}",
        stale.text()
    );
    let fresh = done.header("etag").unwrap();
    assert_eq!(patch(&fresh, &change).status, 200);
    assert_eq!(
        server.head(),
        head + 1,
        "an edit that changes nothing causes no seq"
    );
    for (change, status) in [
        ("[1]", 422),
        ("{", 400),
        ("{\"status\":\"lost\"}", 422),
        ("{\"titles\":7}", 422),
        ("{\"colour\":\"red\"}", 422),
    ] {
        let refused = patch(&fresh, change);
        assert_eq!(
            (refused.status, refused.kind().as_str()),
            (status, "application/problem+json"),
            "{change}: {}",
            refused.text()
        );
    }
    assert_eq!(
        server
            .ask("PATCH", &path)
            .body(change.as_bytes())
            .send()
            .status,
        401
    );
    assert_eq!(server.head(), head + 1);
    server.settle();
    assert_eq!(server.titles("title:ground"), ["Safety below ground"]);
    assert_eq!(server.titles("title:mines"), Vec::<String>::new());

    // The same bytes again: nothing. A newer source: its news and the edit.
    let mut records = collection();
    assert_eq!(
        counts(&server.import("library.mrc", &file(&records))),
        [0, 0, 4, 0]
    );
    assert_eq!(server.head(), head + 1);
    records[3] = records[3].clone().field("520", "  ", "$aLamps and ropes.");
    assert_eq!(
        counts(&server.import("library.mrc", &file(&records))),
        [0, 1, 3, 0]
    );
    let record = server.record(id);
    assert_eq!(record["titles"]["main"]["main"], "Safety below ground");
    assert_eq!(record["abstracts"][0]["value"], "Lamps and ropes.");
    assert_eq!(record["edited"], true);
    // What is given out as MARC says what the record says.
    let marc = server.page(&format!("/records/{id}.marcxml"));
    assert!(
        marc.contains("Safety below ground") && marc.contains("Lamps and ropes"),
        "{marc}"
    );
    assert_eq!(server.titles("lamp"), ["Safety below ground"]);
}

#[test]
fn a_deleted_record_is_gone_everywhere_and_stays_deleted_when_it_is_imported_again() {
    let folder = Folder::new();
    let mut records = collection();
    folder.import("library.mrc", &file(&records));
    let server = Server::serve(&folder);
    let id = server.id_of("Safety in mines");
    let head = server.head();
    let stale = server
        .signed("DELETE", &format!("/api/v1/records/{id}"))
        .header("If-Match", "\"999\"")
        .send();
    assert_eq!(stale.status, 412);
    assert_eq!(server.delete(id).status, 200);
    assert_eq!(server.head(), head + 1);
    let gone = |when: &str| {
        for path in [
            format!("/records/{id}"),
            format!("/api/v1/records/{id}"),
            format!("/records/{id}.marcxml"),
            format!("/records/{id}.json"),
        ] {
            assert_eq!(server.get(&path).status, 410, "{path} {when}");
        }
        let page = server.page("/browse/all/1");
        assert!(!page.contains(&format!("/records/{id}\"")), "{when}");
        assert_eq!(server.titles("mines"), Vec::<String>::new(), "{when}");
        assert!(!server.live().contains(&id), "{when}");
        let stats = server.json("/api/v1/stats");
        assert_eq!(
            (&stats["records"], &stats["deleted"]),
            (&json!(3), &json!(1)),
            "{when}"
        );
    };
    gone("after the deletion");
    assert_eq!(
        counts(&server.import("library.mrc", &file(&records))),
        [0, 0, 4, 0]
    );
    assert_eq!(server.head(), head + 1);
    gone("after the same import");
    records[3] = records[3]
        .clone()
        .field("520", "  ", "$aLamps and ropes about mines.");
    server.import("library.mrc", &file(&records));
    gone("after an import of another version");
}

#[test]
fn a_sitemap_moves_only_for_the_part_that_was_touched() {
    let folder = Folder::new();
    let small = |n: u32| {
        Marc::new("nam")
            .control("001", &format!("{n}"))
            .field("245", "00", &format!("$aNo {n}"))
    };
    let bytes: Vec<u8> = (1..=5_003).flat_map(|n| small(n).bytes()).collect();
    folder.import("many.mrc", &bytes);
    let server = Server::serve(&folder);
    let lastmods = || -> Vec<(String, String)> {
        let index = server.page("/sitemap.xml");
        let maps = all_between(&index, "<sitemap>", "</sitemap>");
        maps.iter()
            .map(|m| {
                (
                    all_between(m, "<loc>", "<")[0].to_owned(),
                    all_between(m, "<lastmod>", "<")[0].to_owned(),
                )
            })
            .collect()
    };
    let before = lastmods();
    assert_eq!(before.len(), 2, "{before:?}");
    let counted: usize = before
        .iter()
        .map(|(loc, _)| server.page(loc).matches("<loc>").count())
        .sum();
    assert_eq!(counted, 5_003);
    assert!(
        server
            .page("/robots.txt")
            .contains(&format!("Sitemap: {}/sitemap.xml", server.base))
    );
    // Datestamps have whole seconds: wait for the one after the newest.
    let last = server.changes().last().unwrap()["datestamp"]
        .as_str()
        .unwrap()
        .to_owned();
    let begun = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    while SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
        == begun
    {
        std::thread::yield_now();
    }
    let touched = 5_002;
    server.patch(
        touched,
        &json!({ "titles": { "main": { "main": "Touched" } } }),
    );
    let after = lastmods();
    assert_eq!(after[0], before[0], "untouched");
    let stamp = server.record(touched)["datestamp"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(after[1].1, stamp);
    assert!(stamp > last, "{stamp} after {last}");
    let map = server.page(&after[1].0);
    let entry = map
        .split("<url>")
        .find(|u| u.contains(&format!("/records/{touched}<")))
        .unwrap();
    assert!(
        entry.contains(&format!("<lastmod>{stamp}</lastmod>")),
        "{entry}"
    );
}

// ---- Keeping ----

#[test]
fn untouched_records_leave_as_they_came_byte_for_byte() {
    let folder = Folder::new();
    let records = collection();
    folder.import("library.mrc", &file(&records));
    let whole = folder.run(&["export"]);
    assert!(whole.ok, "{}", whole.err);
    assert_eq!(whole.out, file(&records));
    let set = folder.run(&["export", "--set", "theme:wages"]);
    assert_eq!(set.out, records[0].bytes());
    let query = folder.run(&["export", "--query", "mines"]);
    assert_eq!(query.out, records[3].bytes());
    let none = folder.refused(&["export", "--set", "theme:nothing"]);
    assert!(none.contains("theme:nothing"), "{none}");
    let server = Server::serve(&folder);
    let id = server.id_of("Safety in mines");
    assert_eq!(
        server.get(&format!("/records/{id}.mrc")).body,
        records[3].bytes()
    );
    server.patch(
        id,
        &json!({ "titles": { "main": { "main": "Safety above" } } }),
    );
    drop(server);
    let edited = folder.run(&["export"]);
    assert!(
        edited.out.starts_with(&file(&records[..3])),
        "the others are as they were"
    );
    let other = Folder::new();
    assert_eq!(
        counts(&other.import("again.mrc", &edited.out)),
        [4, 0, 0, 0]
    );
    let out = other.run(&["export", "--format", "json"]).text();
    assert!(
        out.contains("Safety above") && !out.contains("Safety in mines"),
        "{out}"
    );
}

#[test]
fn a_backup_restored_is_the_same_collection() {
    let folder = Folder::new();
    folder.import("library.mrc", &file(&collection()));
    let server = Server::serve(&folder);
    let mines = server.id_of("Safety in mines");
    server.patch(
        mines,
        &json!({ "titles": { "main": { "main": "Safety above" } } }),
    );
    server.delete(server.id_of("Les salaires des dockers"));
    let before = (harvest(&server, "oai_dc", "").headers, server.changes());
    let record = server.record(mines);
    drop(server);
    let kept = folder.path("kept").display().to_string();
    assert_eq!(folder.json(&["backup", &kept])["seq"], 6);
    let other = Folder::new();
    assert_eq!(other.json(&["restore", &kept])["seq"], 6);
    let [a, b] = [&folder, &other].map(|f| f.run(&["export", "--format", "json"]).text());
    assert_eq!(a, b);
    assert_eq!(other.json(&["check"])["ok"], true);
    let restored = Server::serve(&other);
    restored.settle();
    assert_eq!(
        (harvest(&restored, "oai_dc", "").headers, restored.changes()),
        before
    );
    assert_eq!(restored.record(mines), record);
    assert_eq!(restored.titles("title:above"), ["Safety above"]);
    drop(restored);
    // What the restored one does next does not meet old numbers.
    let report = other.import("more.mrc", &book("B2", "eng", "One more").bytes());
    assert_eq!(counts(&report), [1, 0, 0, 0]);
    let full = other.refused(&["restore", &kept]);
    assert!(
        full.contains("not empty") && full.contains("new folder"),
        "{full}"
    );
}

#[test]
fn what_is_derived_grows_back() {
    let folder = Folder::new();
    folder.import("library.mrc", &file(&collection()));
    let before = folder.run(&["export", "--format", "json"]).text();
    for lost in ["index", "state"] {
        let place = folder.data().join(lost);
        assert!(place.exists(), "{}", place.display());
        fs::remove_dir_all(place).unwrap();
    }
    assert_eq!(folder.json(&["check"])["ok"], true);
    assert_eq!(folder.run(&["export", "--format", "json"]).text(), before);
    assert!(folder.run(&["reindex"]).ok);
    let server = Server::serve(&folder);
    assert_eq!(
        server.titles("estibador"),
        ["Los salarios de los estibadores"]
    );
}

#[test]
fn a_folder_in_use_is_named_with_the_way_out() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    let input = folder.file("library.mrc", &file(&collection()));
    for args in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["import", &input],
        &["stats"],
        &["check"],
    ] {
        // Nothing has been brought in yet, but the folder is there and is held.
        let refused = folder.refused(args);
        for said in [
            folder.data().to_str().unwrap(),
            "in use",
            "stop that process",
            "--server",
        ] {
            assert!(refused.contains(said), "{args:?}: {refused}");
        }
    }
    assert_eq!(
        server.get("/healthz").status,
        200,
        "the first is not disturbed"
    );
    assert_eq!(server.get("/readyz").status, 200);
    let taken = Folder::new().refused(&["serve", "--listen", server.address()]);
    assert!(
        taken.contains(server.address()) && taken.contains("--listen"),
        "{taken}"
    );
}

#[test]
fn settings_that_do_not_fit_are_named() {
    let folder = Folder::new();
    for (text, said) in [
        (
            "oai_page = 0",
            &["oai_page", "1 to 1000", "labordoc.toml"][..],
        ),
        ("colour = \"red\"", &["colour", "labordoc config"]),
        (
            "listen = \"everywhere\"",
            &["listen", "everywhere", "127.0.0.1:8080"],
        ),
        ("name = ", &["labordoc.toml", "TOML"]),
    ] {
        folder.configure(text);
        for args in [&["config"][..], &["serve"]] {
            let refused = folder.refused(args);
            assert!(
                said.iter().all(|s| refused.contains(s)),
                "{text}: {refused}"
            );
        }
    }
    folder.configure("name = \"Our library\"\noai_page = 7\n");
    let config = folder.json(&["config"]);
    assert_eq!(config["oai_page"]["value"], "7", "{config}");
    assert_eq!(config["oai_page"]["from"], "labordoc.toml");
    let server = Server::serve(&folder);
    assert!(server.page("/").contains("Our library"));
    assert!(
        server
            .page("/oai?verb=Identify")
            .contains("<repositoryName>Our library<")
    );
    let absent = Folder::new().refused(&["stats"]);
    assert!(
        absent.contains("--data") && absent.contains("labordoc import"),
        "{absent}"
    );
}

#[test]
fn a_token_is_shown_once_listed_without_its_secret_and_ends_when_revoked() {
    let folder = Folder::new();
    let token = folder.json(&["token", "add", "Maria", "--role", "cataloguer"])["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let listed = folder.run(&["token", "list"]).text();
    assert!(
        listed.contains("Maria") && !listed.contains(&token),
        "{listed}"
    );
    assert!(folder.refused(&["token", "add", "Maria"]).contains("Maria"));
    folder.import("library.mrc", &file(&collection()));
    let ask = |server: &Server| {
        let change = json!({ "titles": { "main": { "main": "By Maria" } } }).to_string();
        let bearer = format!("Bearer {token}");
        server
            .ask("PATCH", "/api/v1/records/4")
            .header("Authorization", &bearer)
            .body(change.as_bytes())
            .send()
            .status
    };
    assert_eq!(ask(&Server::serve(&folder)), 200);
    assert!(folder.run(&["token", "revoke", "Maria"]).ok);
    assert_eq!(ask(&Server::serve(&folder)), 401);
    let whole = std::process::Command::new("grep")
        .args(["-rlF", &token])
        .arg(folder.data())
        .output()
        .unwrap();
    assert!(
        whole.stdout.is_empty(),
        "the secret is kept in {}",
        String::from_utf8_lossy(&whole.stdout)
    );
}
