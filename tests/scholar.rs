//! Google Scholar's rules: on the command line, in a data directory, over HTTP, for cataloguers and administrators.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod support;

use serde_json::{Value, json};
use support::{
    Folder, Server,
    browser::Browser,
    html,
    marc::{Marc, article, book},
};

const ABSTRACT: &str = "What dock workers earned in nine ports, and what they could buy for it, from the first year of \
                        the war to the last, by trade and by season.";

fn whole(number: &str, title: &str) -> Marc {
    article(number, "eng", title, "Vol. 10, No. 2 (1924), pp. 1-9")
        .field("100", "1 ", "$aDoe, Jane")
        .field("520", "  ", &format!("$a{ABSTRACT}"))
}

fn bytes() -> Vec<u8> {
    let bare = article("A2", "eng", "Hours of dock workers", "1924");
    let law = book("B1", "eng", "Labour law");
    [
        whole("A1", "Wages of dock workers").bytes(),
        bare.bytes(),
        law.bytes(),
    ]
    .concat()
}

fn rule<'a>(told: &'a Value, id: &str) -> &'a Value {
    let rules = told["rules"].as_array().unwrap();
    rules.iter().find(|rule| rule["id"] == id).unwrap()
}

/// The reasons that are told, by rule.
fn reasons(told: &Value) -> Vec<&str> {
    let rules = told["rules"].as_array().unwrap().iter();
    rules.filter_map(|rule| rule["reason"].as_str()).collect()
}

/// Waits until every change is judged.
fn judged(server: &Server) -> Value {
    let begun = std::time::Instant::now();
    loop {
        let told = server.signed("GET", "/api/v1/scholar").send().json();
        if told["seq"] == told["head"] {
            return told;
        }
        assert!(begun.elapsed().as_secs() < 60, "{told}");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
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
fn a_data_directory_is_judged_record_by_record_and_as_a_whole() {
    let folder = Folder::new();
    folder.import("three.mrc", &bytes());
    let good = folder.json(&["scholar-check", "1"]);
    assert!(reasons(&good).is_empty(), "{good}");
    assert_eq!(rule(&good, "abstract")["verdict"], "pass");
    assert_eq!(rule(&good, "status")["verdict"], "not-asked");
    // A missing fact is told, and is no failure of the command.
    let bare = folder.json(&["scholar-check", "2"]);
    assert!(reasons(&bare).contains(&"authors-unknown"), "{bare}");
    assert_eq!(rule(&bare, "authors")["hand"], "record");
    let said = folder.run(&["scholar-check", "2"]).text();
    assert!(
        said.contains("FAILS  abstract       There is no abstract."),
        "{said}"
    );
    let all = folder.json(&["scholar-check", "--all"]);
    assert_eq!((&all["records"], &all["ok"]), (&json!(3), &json!(true)));
    let title = rule(&all, "title");
    assert_eq!((&title["passes"], &title["fails"]), (&json!(3), &json!(0)));
    let place = rule(&all, "volume-issue");
    let figures =
        ["passes", "fails", "does_not_apply", "not_asked"].map(|name| place[name].as_u64());
    assert_eq!(figures, [Some(1), Some(1), Some(1), Some(0)]);
    assert_eq!(rule(&all, "crawl-path")["not_asked"], 3);
    let said = folder.run(&["scholar-check", "--all"]).text();
    assert!(said.contains("  volume-unknown"), "{said}");
    assert!(
        folder
            .refused(&["scholar-check", "9"])
            .contains("no live record 9")
    );
    assert!(
        folder
            .refused(&["scholar-check", "nonsense"])
            .contains("no address")
    );
}

#[test]
fn our_own_pages_meet_every_rule_that_is_in_our_hand() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    server.import("three.mrc", &bytes());
    for id in 1..=3 {
        let url = format!("{}/records/{id}", server.base);
        let told = folder.json(&["scholar-check", &url]);
        assert_eq!(told["ok"], true, "{told}");
        for served in [
            "status",
            "format",
            "weight",
            "sign-in",
            "robots",
            "not-found",
            "crawl-path",
            "by-date",
            "one-article",
        ] {
            assert_eq!(rule(&told, served)["verdict"], "pass", "{served}: {told}");
        }
        let path = told["path"].as_array().unwrap();
        assert!((2..=11).contains(&path.len()), "{path:?}");
        assert_eq!(path.last().unwrap(), &json!(url));
    }
    let whole = folder.json(&["scholar-check", &format!("{}/records/1", server.base)]);
    assert!(reasons(&whole).is_empty(), "{whole}");
    // What is no article's page fails, and the command with it.
    let search = format!("{}/search?q=wages", server.base);
    let said = folder.run(&["scholar-check", &search, "--json", "--pages", "5"]);
    assert!(!said.ok);
    assert!(
        reasons(&said.json()).contains(&"robots-txt"),
        "{}",
        said.text()
    );
    let gone = format!("{}/records/99", server.base);
    let said = folder.run(&["scholar-check", &gone, "--json", "--pages", "5"]);
    assert!(!said.ok && reasons(&said.json()).contains(&"status"));
    // Over the API the same as in the data directory.
    let there = |args: &[&str]| {
        let to = ["--server", &server.base, "--token", &server.token];
        folder.json(&[&to[..], args].concat())
    };
    assert_eq!(there(&["scholar-check", "2"])["record"], 2);
    judged(&server);
    assert_eq!(there(&["scholar-check", "--all"])["records"], 3);
}

#[test]
fn cataloguers_see_a_record_and_administrators_the_sum_and_it_follows() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    server.import("three.mrc", &bytes());
    for (path, nobody) in [
        ("/records/2/scholar", 303),
        ("/admin/scholar", 303),
        ("/admin/scholar/abstract-fails", 303),
        ("/api/v1/records/2/scholar", 401),
        ("/api/v1/scholar", 401),
    ] {
        assert_eq!(server.get(path).status, nobody, "{path}");
    }
    let mut carl = invited(&server, "carl", "cataloguer");
    let mut root = invited(&server, "root", "administrator");
    assert!(!server.page("/records/2").contains("/records/2/scholar"));
    assert!(
        carl.get("/records/2")
            .text()
            .contains("href=\"/records/2/scholar\"")
    );
    let page = carl.get("/records/2/scholar");
    assert_eq!(page.status, 200);
    assert!(
        page.text().contains("There is no abstract."),
        "{}",
        page.text()
    );
    let french = carl.get("/records/2/scholar?hl=fr").text();
    assert!(french.contains("Il n’y a pas de résumé."), "{french}");
    assert_eq!(carl.get("/admin/scholar").status, 403);
    assert_eq!(carl.get("/records/99/scholar").status, 404);

    let told = judged(&server);
    assert_eq!(rule(&told, "abstract")["fails"], 2);
    let mut admin = |path: &str| root.get(path);
    let page = admin("/admin/scholar").text();
    let mut links = html::links(&html::pieces(&page));
    links.retain(|link| link.starts_with("/admin/scholar/"));
    assert!(links.len() > 10, "{page}");
    for link in &links {
        let behind = admin(link);
        assert_eq!(behind.status, 200, "{link}");
        assert!(
            behind.text().contains("/scholar\" lang="),
            "{link} leads to no record"
        );
    }
    let behind = admin("/admin/scholar/abstract-unknown").text();
    assert!(
        behind.contains("/records/2/scholar") && behind.contains("/records/3/scholar"),
        "{behind}"
    );
    assert!(!behind.contains("/records/1/scholar"), "{behind}");
    assert_eq!(admin("/admin/scholar/no-such-figure").status, 404);

    // An edit and a withdrawal are followed.
    let text = json!([{ "value": ABSTRACT, "lang": "en" }]);
    server.patch(2, &json!({ "abstracts": text }));
    server.delete(3);
    let told = judged(&server);
    assert_eq!(
        (&told["records"], &rule(&told, "abstract")["fails"]),
        (&json!(2), &json!(0))
    );
    assert!(
        !admin("/admin/scholar/abstract-passes")
            .text()
            .contains("/records/3/scholar")
    );
    assert_eq!(carl.get("/records/3/scholar").status, 410);
}
