//! Quality: on the command line, over files, over HTTP, for cataloguers; and how it follows what changes.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod support;

use serde_json::{Value, json};
use support::{
    Folder, Server,
    browser::Browser,
    html,
    marc::{Marc, article, book},
};

/// A book with a wrong ISBN, one that is there twice, and a French article whose English version is missing.
fn bytes() -> Vec<u8> {
    let wrong = book("B1", "eng", "Labour law").field("020", "  ", "$a9789279215071");
    let twin = |number| {
        book(number, "eng", "Wages in agriculture")
            .field("100", "1 ", "$aDoe, Jane")
            .field("300", "  ", "$a120 p.")
    };
    let french = article(
        "A1",
        "fre",
        "Salaires des dockers",
        "Vol. 10, No. 2 (1924), pp. 1-9",
    )
    .field("775", "08", "$tWages of dock workers$wA2");
    let all: [Marc; 4] = [wrong, twin("B2"), twin("B3"), french];
    all.into_iter().flat_map(|m| m.bytes()).collect()
}

fn count(told: &Value, id: &str) -> u64 {
    let rules = told["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["id"] == id);
    rule.unwrap()["records"].as_u64().unwrap()
}

/// Waits until every change is judged.
fn judged(server: &Server) -> Value {
    let begun = std::time::Instant::now();
    loop {
        let told = server.signed("GET", "/api/v1/quality").send().json();
        if told["seq"] == told["head"] {
            return told;
        }
        assert!(begun.elapsed().as_secs() < 60, "{told}");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

fn ids(told: &Value) -> Vec<u64> {
    let records = told["records"].as_array().unwrap();
    records.iter().map(|r| r["id"].as_u64().unwrap()).collect()
}

fn invited<'a>(server: &'a Server, name: &str, role: &str) -> Browser<'a> {
    let asked = json!({ "name": name, "role": role }).to_string();
    let asked = server
        .signed("POST", "/api/v1/users")
        .body(asked.as_bytes());
    let link = asked.send().json()["link"].as_str().unwrap().to_owned();
    Browser::arrive(server, &link)
}

#[test]
fn a_collection_is_audited_in_place_and_over_a_server_with_the_same_answer() {
    let folder = Folder::new();
    folder.import("four.mrc", &bytes());
    let here = folder.json(&["audit"]);
    assert_eq!(here["records"], 4);
    for (rule, expected) in [
        ("subfield-isbn", 1),
        ("identifier-isbn", 1),
        ("duplicate-title", 2),
        ("version-missing", 1),
        ("openaire-access", 4),
    ] {
        assert_eq!(count(&here, rule), expected, "{rule}: {here}");
    }
    let twins = folder.json(&["audit", "--rule", "duplicate-title"]);
    assert_eq!(ids(&twins), [2, 3]);
    let findings = &twins["records"][0]["findings"];
    assert_eq!(findings[0]["others"], json!([3]), "{twins}");
    let said = folder.run(&["audit", "--rule", "subfield-isbn"]).text();
    assert!(said.contains("020[1]$a 9789279215071"), "{said}");
    assert_eq!(
        folder.json(&["audit", "--system", "elsewhere"])["records"],
        0
    );
    assert!(
        folder
            .refused(&["audit", "--rule", "nonsense"])
            .contains("field-undefined")
    );

    let server = Server::serve(&folder);
    let there = judged(&server);
    assert_eq!(there["rules"], here["rules"]);
    assert_eq!(there["complete"], here["complete"]);
    let to = ["--server", &server.base, "--token", &server.token];
    let over = folder.json(&[&to[..], &["audit", "--rule", "duplicate-title"]].concat());
    assert_eq!(over, twins);
}

#[test]
fn files_are_audited_without_a_collection() {
    let folder = Folder::new();
    let broken = b"00099nam a2200000 a 4500 this is no record\x1d".as_slice();
    let name = folder.file("four.mrc", &[&bytes(), broken].concat());
    let told = folder.json(&["audit", &name]);
    assert_eq!(
        (&told["records"], &told["unread"]),
        (&json!(4), &json!(1)),
        "{told}"
    );
    assert_eq!(count(&told, "subfield-isbn"), 1);
    // What only several records show is not asked of files.
    let rules = told["rules"].as_array().unwrap();
    assert!(rules.iter().all(|rule| rule["group"] != "duplicate"));
    let told = folder.json(&["audit", "--rule", "subfield-isbn", &name]);
    let record = &told["records"][0];
    assert_eq!(
        (&record["position"], &record["number"]),
        (&json!(1), &json!("B1"))
    );
    let place = json!({ "place": "020[1]$a", "value": "9789279215071" });
    assert_eq!(record["findings"], json!([place]));
    assert!(!folder.data().join("labordoc.json").exists());
}

#[test]
fn figures_lead_to_records_and_follow_edits_imports_and_withdrawals() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    server.import("four.mrc", &bytes());
    for (path, nobody) in [
        ("/records/1/quality", 303),
        ("/admin/quality", 303),
        ("/admin/quality/subfield-isbn", 303),
        ("/api/v1/records/1/quality", 401),
        ("/api/v1/quality", 401),
        ("/api/v1/quality/subfield-isbn", 401),
    ] {
        assert_eq!(server.get(path).status, nobody, "{path}");
    }
    judged(&server);
    let mut carl = invited(&server, "carl", "cataloguer");
    let page = carl.get("/records/1").text();
    assert!(page.contains("href=\"/records/1/quality\""), "{page}");
    assert!(!server.page("/records/1").contains("/records/1/quality"));
    let page = carl.get("/records/1/quality").text();
    assert!(
        page.contains("9789279215071") && page.contains("020[1]$a"),
        "{page}"
    );
    let page = carl.get("/admin/quality").text();
    let mut links = html::links(&html::pieces(&page));
    links.retain(|link| link.starts_with("/admin/quality/"));
    assert!(links.len() > 4, "{page}");
    for link in &links {
        let behind = carl.get(link);
        assert_eq!(behind.status, 200, "{link}");
        assert!(
            behind.text().contains("/quality\" lang="),
            "{link} leads to no record"
        );
    }
    let twins = carl.get("/admin/quality/duplicate-title").text();
    assert!(
        twins.contains("/admin/batch?ids=2,3") && twins.contains("/records/2/edit"),
        "{twins}"
    );
    for lang in ["fr", "es"] {
        assert_eq!(carl.get(&format!("/admin/quality?hl={lang}")).status, 200);
    }
    assert_eq!(carl.get("/admin/quality/no-such-rule").status, 404);
    assert_eq!(carl.get("/admin/quality?import=x").status, 400);
    let none = carl
        .get("/admin/quality/duplicate-title?system=elsewhere")
        .text();
    assert!(none.contains("No record breaks this rule."), "{none}");

    // One of two twins goes: the other is none any more.
    server.delete(3);
    let told = judged(&server);
    assert_eq!(
        (&told["records"], count(&told, "duplicate-title")),
        (&json!(3), 0)
    );
    // The missing version comes, and does not link back.
    let english = |back: bool| {
        let marc = article(
            "A2",
            "eng",
            "Wages of dock workers",
            "Vol. 10, No. 2 (1924), pp. 1-9",
        );
        match back {
            true => marc.field("775", "08", "$tSalaires des dockers$wA1"),
            false => marc,
        }
    };
    server.import("english.mrc", &english(false).bytes());
    let told = judged(&server);
    let links = ["version-missing", "version-one-way"].map(|rule| count(&told, rule));
    assert_eq!(links, [0, 1]);
    server.import("english.mrc", &english(true).bytes());
    let told = judged(&server);
    assert_eq!(count(&told, "version-one-way"), 0);
    assert_eq!(carl.get("/records/3/quality").status, 410);
    // Paging gives each record once.
    let first = server
        .signed("GET", "/api/v1/quality/openaire-access?limit=2")
        .send();
    let first = first.json();
    assert_eq!((ids(&first), &first["next"]), (vec![1, 2], &json!(2)));
    let rest = server
        .signed("GET", "/api/v1/quality/openaire-access?after=2")
        .send();
    assert_eq!(ids(&rest.json()), [4, 5]);
    // Today has a row.
    let days = told["days"].as_array().unwrap();
    assert_eq!(days.last().unwrap()["records"], 4);
}

#[test]
fn the_trend_is_kept_over_a_restart() {
    let folder = Folder::new();
    folder.import("four.mrc", &bytes());
    let kept = folder.data().join("quality");
    std::fs::create_dir_all(&kept).unwrap();
    let old = json!({ "day": "2020-01-01", "version": "0", "records": 2, "faulty": 1,
        "rules": { "subfield-isbn": 1 } });
    std::fs::write(kept.join("trend.jsonl"), format!("{old}\n")).unwrap();
    let server = Server::serve(&folder);
    let told = judged(&server);
    let days = told["days"].as_array().unwrap();
    assert_eq!((days.len(), &days[0]), (2, &old));
    assert_eq!(days[1]["rules"]["subfield-isbn"], 1);
    assert!(server.stop());
    let text = std::fs::read_to_string(kept.join("trend.jsonl")).unwrap();
    assert!(text.starts_with(&old.to_string()), "{text}");
}
