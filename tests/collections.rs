//! Collections, their sets and feeds, and browsing from A to Z.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{
    Answer, Folder, Server, all_between,
    browser::Browser,
    html,
    marc::{Marc, book, file},
    oai::{Harvest, harvest},
};

fn put(server: &Server, slug: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
    let mut ask = server.signed("PUT", &format!("/api/v1/collections/{slug}"));
    for (name, value) in headers {
        ask = ask.header(name, value);
    }
    ask.body(body.to_string().as_bytes()).send()
}

fn collection(query: &str) -> Value {
    json!({
        "names": { "en": "Work at sea", "fr": "Travail maritime", "es": "Trabajo marítimo" },
        "descriptions": { "en": "All about seafarers." },
        "query": query,
    })
}

/// Waits until a harvest of a set is as wanted.
fn until(server: &Server, set: &str, wanted: impl Fn(&Harvest) -> bool) -> Harvest {
    let begun = Instant::now();
    loop {
        server.settle();
        let got = harvest(server, "oai_dc", &format!("&set={set}"));
        if wanted(&got) {
            return got;
        }
        let ids: Vec<_> = got.headers.iter().map(|h| (h.id, h.deleted)).collect();
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "{set}: {ids:?}; {}",
            server.log()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn live(harvest: &Harvest) -> Vec<u64> {
    let live = harvest.headers.iter().filter(|h| !h.deleted);
    let mut ids: Vec<u64> = live.map(|h| h.id).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn a_collections_set_follows_its_query_and_harvesters_hear_of_who_leaves() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    server.import(
        "books.mrc",
        &file(&[
            book("1", "eng", "Seafarers and their wages"),
            book("2", "eng", "Miners and their wages"),
            book("3", "eng", "Seafarers in port"),
        ]),
    );
    let made = put(&server, "sea", &collection("q=seafarers"), &[]);
    assert_eq!(made.status, 201, "{}", made.text());
    let [wages, miners, port] = ["wages", "Miners", "port"].map(|w| {
        let found = server.search(&format!("q=title:{w}"));
        found["hits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|h| h["id"].as_u64().unwrap())
            .max()
            .unwrap()
    });
    let seafarers = server.search("q=title:seafarers+AND+wages")["hits"][0]["id"]
        .as_u64()
        .unwrap();
    let _ = wages;
    let mut first = vec![seafarers, port];
    first.sort_unstable();
    until(&server, "collection:sea", |h| live(h) == first);

    // One that comes to match comes in, one that does so no longer leaves and is told as deleted.
    server.patch(
        miners,
        &json!({ "titles": { "main": { "main": "Seafarers who were miners" } } }),
    );
    server.patch(
        port,
        &json!({ "titles": { "main": { "main": "Dockers in port" } } }),
    );
    let mut second = vec![seafarers, miners];
    second.sort_unstable();
    let got = until(&server, "collection:sea", |h| live(h) == second);
    assert!(
        got.header(port).unwrap().deleted,
        "the harvester must drop {port}"
    );

    // An edit that does not touch the query leaves it in, and its set is told with it.
    server.patch(seafarers, &json!({ "edition": "2nd ed." }));
    until(&server, "collection:sea", |h| live(h) == second);
    let sets = server.page("/oai?verb=ListSets");
    assert!(
        sets.contains(
            "<setSpec>collection:sea</setSpec><setName>Collection: Work at sea</setName>"
        ),
        "{sets}"
    );

    // Another query moves everything; a removal empties the set for good.
    let etag = server
        .get("/api/v1/collections/sea")
        .header("etag")
        .unwrap();
    let changed = put(
        &server,
        "sea",
        &collection("q=dockers"),
        &[("If-Match", &etag)],
    );
    assert_eq!(changed.status, 200, "{}", changed.text());
    until(&server, "collection:sea", |h| live(h) == [port]);
    let removed = server.signed("DELETE", "/api/v1/collections/sea").send();
    assert_eq!(removed.status, 204, "{}", removed.text());
    until(&server, "collection:sea", |h| live(h).is_empty());
    assert_eq!(server.get("/collections/sea").status, 410);
    assert_eq!(server.get("/collections/never").status, 404);
    assert!(folder_checks(server, &folder));
}

/// Stops the service and checks what it leaves.
fn folder_checks(server: Server, folder: &Folder) -> bool {
    server.stop() && folder.json(&["check"])["ok"] == true
}

#[test]
fn records_that_come_later_come_into_the_collections_they_fit() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    assert_eq!(
        put(&server, "sea", &collection("q=seafarers"), &[]).status,
        201
    );
    server.import(
        "one.mrc",
        &file(&[book("1", "eng", "Seafarers"), book("2", "eng", "Miners")]),
    );
    let got = until(&server, "collection:sea", |h| !live(h).is_empty());
    let id = live(&got)[0];
    // The page, the record's page and the feed say so too.
    let page = server.page("/collections/sea");
    assert!(page.contains(&format!("href=\"/records/{id}\"")), "{page}");
    let record = server.page(&format!("/records/{id}"));
    assert!(
        record.contains("href=\"/collections/sea\">Work at sea</a>"),
        "{record}"
    );
    let feed = server.get("/collections/sea.atom");
    assert!(feed.kind().starts_with("application/atom+xml"));
    let entries = all_between(&feed.text(), "<entry", "</entry>").len();
    assert_eq!(entries, 1, "{}", feed.text());
    let etag = feed.header("etag").unwrap();
    let again = server
        .ask("GET", "/collections/sea.atom")
        .header("If-None-Match", &etag)
        .send();
    assert_eq!(again.status, 304);
    // It is still so after a restart, without a record being written again.
    let head = server.settle();
    assert!(server.stop());
    let server = Server::serve(&folder);
    until(&server, "collection:sea", |h| live(h) == [id]);
    std::thread::sleep(Duration::from_millis(700));
    assert_eq!(server.settle(), head, "nothing was to be done");
}

#[test]
fn the_newest_records_are_those_that_came_last_whatever_collections_take_in() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    let books = (1..=12).map(|n| book(&n.to_string(), "eng", &format!("Volume {n}")));
    let first = book("0", "eng", "Seafarers of old");
    server.import("books.mrc", &file(&[vec![first], books.collect()].concat()));
    let shown = || all_between(&server.page("/"), "<h3><a href=\"", "\"").join(" ");
    let before = shown();
    assert!(
        before.contains("/records/13") && !before.contains("/records/1 "),
        "{before}"
    );
    assert_eq!(
        put(&server, "sea", &collection("q=seafarers"), &[]).status,
        201
    );
    until(&server, "collection:sea", |h| live(h) == [1]);
    assert_eq!(shown(), before);
}

#[test]
fn collections_that_do_not_fit_are_refused_with_the_reason() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    let with = |change: Value| {
        let mut body = collection("q=sea");
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        body
    };
    for (slug, body, status, says) in [
        ("Sea", collection("q=a"), 422, "slug:"),
        ("a--b", collection("q=a"), 422, "slug:"),
        ("sea", collection(""), 422, "query:"),
        ("sea", collection("sort=title"), 422, "query:"),
        ("sea", collection("from=soon&q=a"), 422, "from=soon"),
        (
            "sea",
            with(json!({ "names": { "en": "Sea" } })),
            422,
            "names.fr",
        ),
        (
            "sea",
            with(json!({ "names": { "en": "a", "fr": "b", "es": "c", "de": "d" } })),
            422,
            "names.de",
        ),
        ("sea", with(json!({ "colour": 1 })), 422, "colour"),
        (
            "sea",
            with(json!({ "descriptions": { "en": "\u{1}" } })),
            422,
            "descriptions.en",
        ),
        ("sea", json!([]), 422, "no collection"),
    ] {
        let answer = put(&server, slug, &body, &[]);
        assert_eq!(answer.status, status, "{slug} {body}: {}", answer.text());
        assert!(
            answer.json()["detail"].as_str().unwrap().contains(says),
            "{}",
            answer.text()
        );
    }
    let broken = server
        .signed("PUT", "/api/v1/collections/sea")
        .body(b"{")
        .send();
    assert_eq!(broken.status, 400);
    assert_eq!(server.json("/api/v1/collections")["collections"], json!([]));

    // One that is there is not replaced blindly.
    assert_eq!(put(&server, "sea", &collection("q=a"), &[]).status, 201);
    assert_eq!(put(&server, "sea", &collection("q=b"), &[]).status, 428);
    assert_eq!(
        put(&server, "sea", &collection("q=b"), &[("If-Match", "\"7\"")]).status,
        412
    );
    assert_eq!(
        put(
            &server,
            "sea",
            &collection("q=b"),
            &[("If-None-Match", "*")]
        )
        .status,
        412
    );
    assert_eq!(
        put(&server, "sea", &collection("q=b"), &[("If-Match", "\"1\"")]).status,
        200
    );
    let stale = server
        .signed("DELETE", "/api/v1/collections/sea")
        .header("If-Match", "\"1\"");
    assert_eq!(stale.send().status, 412);
    // Nobody without a role keeps collections.
    let body = collection("q=c").to_string();
    let anonymous = server
        .ask("PUT", "/api/v1/collections/sea")
        .body(body.as_bytes())
        .send();
    assert_eq!(anonymous.status, 401);
    let token = server.stop();
    assert!(token);
}

#[test]
fn a_librarian_makes_a_collection_of_a_search_in_the_browser() {
    let server = Server::demo();
    let mut librarian = Browser::demo(&server);
    let search = librarian.get("/search?q=wages&lang=en").text();
    let href = "/admin/collections/new?q=wages&#38;lang=en";
    assert!(search.contains(href), "{search}");
    let form = librarian
        .get("/admin/collections/new?q=wages&lang=en")
        .text();
    assert!(form.contains("value=\"q=wages&#38;lang=en\""), "{form}");
    let names = [
        ("name-en", "Wages"),
        ("name-fr", "Salaires"),
        ("name-es", "Salarios"),
    ];
    let fields = |extra: &[(&'static str, &'static str)]| {
        let mut fields = vec![
            ("slug", "wages"),
            ("query", "q=wages&lang=en"),
            ("version", "0"),
        ];
        fields.extend(names);
        fields.extend(extra);
        fields
    };
    // Counted first, then refused for a missing name, then made.
    let preview = librarian.post("/admin/collections/new", &fields(&[("preview", "1")]));
    assert_eq!(preview.status, 200);
    assert!(
        html::text_of(&html::pieces(&preview.text()), |p| p.attribute("role")
            == Some("status"))
        .is_some()
    );
    assert_eq!(server.get("/collections/wages").status, 404);
    let bad = librarian.post(
        "/admin/collections/new",
        &[("slug", "wages"), ("query", "q=a"), ("version", "0")],
    );
    assert_eq!(bad.status, 422, "{}", bad.text());
    let made = librarian.post(
        "/admin/collections/new",
        &fields(&[("description-fr", "Tout sur les salaires")]),
    );
    assert_eq!(made.status, 303, "{}", made.text());
    assert_eq!(made.header("location").unwrap(), "/collections/wages");
    let page = librarian.get("/collections/wages?hl=fr").text();
    assert!(
        page.contains("<h1>Salaires</h1>") && page.contains("Tout sur les salaires"),
        "{page}"
    );
    assert!(
        page.contains("/admin/collections/wages"),
        "a librarian is led to the form"
    );
    assert!(
        !server.page("/collections/wages").contains("/admin/"),
        "others are not"
    );
    assert!(
        server.page("/").contains("/collections/wages"),
        "home names it"
    );
    // Two librarians at once: the second is told.
    librarian.get("/admin/collections/wages");
    let late = [("version", "1"), ("query", "q=pay")];
    let mut first = names.to_vec();
    first.extend(late);
    assert_eq!(
        librarian.post("/admin/collections/wages", &first).status,
        303
    );
    librarian.get("/admin/collections/wages");
    assert_eq!(
        librarian.post("/admin/collections/wages", &first).status,
        422
    );
    librarian.get("/admin/collections/wages");
    assert_eq!(
        librarian
            .post("/admin/collections/wages/remove", &[("version", "2")])
            .status,
        303
    );
    assert_eq!(server.get("/collections/wages").status, 410);
}

#[test]
fn names_are_browsed_from_a_to_z_in_each_languages_own_order() {
    let folder = Folder::new();
    let server = Server::serve(&folder);
    let by = |number: &str, name: &str| -> Marc {
        book(number, "eng", &format!("Book {number}")).field("100", "1 ", &format!("$a{name}"))
    };
    server.import(
        "names.mrc",
        &file(&[
            by("1", "Núñez, Ana"),
            by("2", "Ñáñez, Berta"),
            by("3", "Zapata, Carlos"),
            by("4", "Núñez, Ana"),
            by("5", "Élan, Denise"),
        ]),
    );
    let names = |path: &str| -> Vec<String> {
        let page = server.page(path);
        let list = all_between(&page, "<ul class=\"values\">", "</ul>")[0];
        all_between(list, "\">", "</a>")
            .iter()
            .map(|n| html::unescape(n))
            .collect()
    };
    let letters = |path: &str| -> Vec<String> {
        let page = server.page(path);
        let nav = all_between(&page, "<nav class=\"letters\"", "</nav>")[0];
        let letters = nav.split("</a>").filter_map(|l| l.rsplit('>').next());
        letters
            .map(|l| l.trim().to_owned())
            .filter(|l| !l.is_empty())
            .collect()
    };
    assert_eq!(letters("/browse/author?hl=en"), ["E", "N", "Z"]);
    assert_eq!(letters("/browse/author?hl=es"), ["E", "N", "Ñ", "Z"]);
    assert_eq!(
        names("/browse/author?hl=en"),
        ["Élan, Denise"],
        "the first letter there is"
    );
    assert_eq!(
        names("/browse/author?prefix=N&hl=en"),
        ["Ñáñez, Berta", "Núñez, Ana"]
    );
    assert_eq!(names("/browse/author?prefix=N&hl=es"), ["Núñez, Ana"]);
    assert_eq!(
        names(&format!(
            "/browse/author?prefix={}&hl=es",
            support::encode("Ñ")
        )),
        ["Ñáñez, Berta"]
    );
    assert_eq!(names("/browse/author?prefix=zap"), ["Zapata, Carlos"]);
    let page = server.page(&format!(
        "/browse/author/{}",
        support::encode("Núñez, Ana").replace('+', "%20")
    ));
    assert!(
        page.contains("Book 1") && page.contains("Book 4") && !page.contains("Book 2"),
        "{page}"
    );
    let found = server.search(&format!("author={}", support::encode("Núñez, Ana")));
    assert_eq!(found["total"], 2);
    // A name that nobody has any more is not listed.
    let id = server.search("q=title:3")["hits"][0]["id"]
        .as_u64()
        .unwrap();
    server.delete(id);
    assert!(!server.page("/browse/author?prefix=Z").contains("Zapata"));
}

#[test]
fn types_and_themes_are_a_tree_and_places_go_from_a_to_z() {
    let server = Server::demo();
    let tree = server.page("/browse/theme");
    assert!(tree.contains("<details><summary>"), "{tree}");
    let pieces = html::pieces(&tree);
    let opened = pieces
        .iter()
        .filter(|p| p.opens() == Some("details"))
        .count();
    assert_eq!(opened, tree.matches("</details>").count());
    assert_eq!(tree.matches("<li>").count(), tree.matches("</li>").count());
    assert!(
        server
            .page("/browse/theme?order=az")
            .contains("class=\"letters\"")
    );
    let places = server.page("/browse/place?hl=fr");
    let labels = all_between(&places, "<li><a href=\"/browse/theme/", "</a>");
    assert!(labels.len() > 5, "{places}");
    // Égypte stands with E, not after Z.
    let names: Vec<&str> = labels
        .iter()
        .map(|l| l.split('>').nth(1).unwrap())
        .collect();
    let mut folded: Vec<String> = names.iter().map(|n| taxonomy::fold(n)).collect();
    let as_shown = folded.clone();
    folded.sort();
    assert_eq!(as_shown, folded);
}

#[test]
fn feeds_are_walked_by_their_links_and_hold_everything_once() {
    let server = Server::demo();
    let mut url = "/feed.atom".to_owned();
    let mut seen = Vec::new();
    for _ in 0..100 {
        let text = server.page(&url);
        for entry in all_between(&text, "<entry", "</entry>") {
            seen.push(all_between(entry, "<id>", "</id>")[0].to_owned());
        }
        let next = all_between(&text, "<link rel=\"next\"", "/>");
        let Some(link) = next.first() else { break };
        let href = all_between(link, "href=\"", "\"")[0];
        url = href.trim_start_matches(&server.base).to_owned();
    }
    let live = server.live().len();
    assert_eq!(seen.len(), live);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), live, "each once");
    assert_eq!(server.get("/feed.atom?before=soon").status, 400);
    for path in [
        "/concepts/themes/wages.atom",
        "/journals/international-labour-review.atom",
    ] {
        let feed = server.get(path);
        assert_eq!(feed.status, 200, "{path}");
        assert!(feed.kind().starts_with("application/atom+xml"), "{path}");
        assert!(feed.text().contains("<entry"), "{path}");
    }
    assert_eq!(server.get("/journals/nonsense.atom").status, 404);
    assert_eq!(server.get("/concepts/themes/nonsense.atom").status, 404);
}
