//! Those who want everything, and then what changed: sitemaps, dumps, ResourceSync.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

mod support;

use std::{
    collections::BTreeSet,
    fs,
    io::Read as _,
    sync::LazyLock,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::{Folder, Server, all_between};

/// The bundled collection, served once for all tests that change nothing.
static DEMO: LazyLock<Server> = LazyLock::new(Server::demo);

fn gunzip(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut reader = flate2::read::MultiGzDecoder::new(bytes);
    reader.read_to_string(&mut text).unwrap();
    text
}

// ---- Sitemaps ----

#[test]
fn sitemaps_are_there_as_gzip_files_with_the_same_pages() {
    let index = DEMO.page("/sitemap.xml");
    let packed = DEMO.get("/sitemap.xml.gz");
    assert_eq!(packed.kind(), "application/gzip");
    assert_eq!(packed.header("content-encoding"), None);
    assert_eq!(gunzip(&packed.body).replace(".xml.gz<", ".xml<"), index);
    for address in all_between(&index, "<loc>", "</loc>") {
        let path = address.strip_prefix(&DEMO.base).unwrap();
        let packed = DEMO.get(&format!("{path}.gz"));
        assert_eq!(gunzip(&packed.body), DEMO.page(path), "{path}");
    }
    assert_eq!(DEMO.get("/sitemaps/99.xml.gz").status, 404);
}

#[test]
fn a_sitemap_is_not_sent_again_until_a_record_of_it_changes() {
    let folder = Folder::new();
    folder.import(
        "demo.mrc",
        &support::marc::file(&[
            support::marc::book("A1", "eng", "Wages at sea"),
            support::marc::book("A2", "eng", "Hours at sea"),
        ]),
    );
    let server = Server::serve(&folder);
    for path in [
        "/sitemap.xml",
        "/sitemap.xml.gz",
        "/sitemaps/1.xml",
        "/sitemaps/1.xml.gz",
    ] {
        // A change in this very second has no date yet; ask until the second is over.
        let first = loop {
            let answer = server.get(path);
            if answer.header("last-modified").is_some() {
                break answer;
            }
        };
        let (tag, date) = (
            first.header("etag").unwrap(),
            first.header("last-modified").unwrap(),
        );
        let asked = |name: &str, value: &str| server.ask("GET", path).header(name, value).send();
        for (name, value) in [("If-None-Match", &tag), ("If-Modified-Since", &date)] {
            let again = asked(name, value);
            assert_eq!((again.status, again.body.len()), (304, 0), "{path} {name}");
            assert_eq!(again.header("etag").as_ref(), Some(&tag), "{path}");
        }
        assert_eq!(
            asked("If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT").status,
            200
        );
        let said = if path.ends_with(".gz") {
            gunzip(&first.body)
        } else {
            first.text()
        };
        let newest = all_between(&said, "<lastmod>", "</lastmod>")
            .into_iter()
            .max()
            .unwrap()
            .to_owned();
        let stamps: Vec<_> = server
            .changes()
            .iter()
            .map(|r| r["datestamp"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(
            Some(&newest),
            stamps.iter().max(),
            "{path}: true to the second"
        );
        server.patch(1, &json!({ "edition": format!("of {path}") }));
        assert_eq!(asked("If-None-Match", &tag).status, 200, "{path}");
        assert_eq!(asked("If-Modified-Since", &date).status, 200, "{path}");
    }
}

#[test]
fn a_sitemap_lists_public_files_of_ours_and_names_a_page_for_all_other_languages() {
    let server = Server::demo();
    let file = format!("{}/records/1/files/a.pdf", server.base);
    let asset =
        |url: &str| json!([{ "url": url, "kind": "full-text", "media_type": "application/pdf" }]);
    server.patch(1, &json!({ "assets": asset(&file), "access": "open" }));
    server.patch(
        2,
        &json!({ "assets": asset("https://elsewhere.example.org/a.pdf"), "access": "open" }),
    );
    let map = server.page("/sitemaps/1.xml");
    assert!(map.contains(&format!("</url>\n<url><loc>{file}</loc></url>")));
    assert!(!map.contains("elsewhere.example.org"));
    let convention = all_between(&map, "/records/707</loc>", "</url>")[0];
    let links = all_between(convention, "hreflang=\"", "/>");
    let tags: BTreeSet<_> = links.iter().map(|l| l.split('"').next().unwrap()).collect();
    assert_eq!(tags, BTreeSet::from(["en", "es", "fr", "x-default"]));
    server.patch(1, &json!({ "access": "restricted" }));
    assert!(!server.page("/sitemaps/1.xml").contains(&file));
}

// ---- Dumps ----

/// A file of the newest dump as `labordoc dump --json` or the manifest tells of it.
fn dumped<'a>(manifest: &'a Value, name: &str) -> &'a Value {
    let files = manifest["files"].as_array().unwrap();
    files
        .iter()
        .find(|f| f["name"] == name)
        .unwrap_or_else(|| panic!("{name}: {manifest}"))
}

fn unpacked(server: &Server, manifest: &Value, name: &str) -> String {
    let file = dumped(manifest, name);
    let answer = server.get(file["path"].as_str().unwrap());
    assert_eq!(answer.status, 200, "{name}");
    assert_eq!(answer.header("content-encoding"), None, "{name}");
    assert_eq!(
        answer.body.len() as u64,
        file["bytes"].as_u64().unwrap(),
        "{name}"
    );
    assert_eq!(
        answer.header("etag").unwrap(),
        format!("\"{}\"", file["sha256"].as_str().unwrap())
    );
    let text = match name.ends_with(".gz") {
        true => gunzip(&answer.body),
        false => String::from_utf8(zstd::stream::decode_all(&answer.body[..]).unwrap()).unwrap(),
    };
    assert_eq!(
        text.len() as u64,
        file["unpacked_bytes"].as_u64().unwrap(),
        "{name}"
    );
    text
}

fn make(server: &Server) -> Value {
    let answer = server.signed("POST", "/api/v1/dumps").send();
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[test]
fn a_dump_holds_every_live_record_once_in_each_form_and_no_other() {
    let server = Server::demo();
    assert!(server.page("/dumps/").contains("No dump has been made yet"));
    assert_eq!(server.get("/dumps/manifest.json").status, 404);
    assert_eq!(server.get("/resourcesync/resourcedump.xml").status, 404);
    server.patch(1, &json!({ "status": "suppressed" }));
    server.delete(2);
    server.patch(
        3,
        &json!({ "titles": { "main": { "main": "A, \"quoted\"\ntitle" } } }),
    );
    let (head, live) = (server.head(), server.live());
    assert_eq!(live.len(), 724);
    let made = make(&server);
    assert_eq!(server.json("/dumps/manifest.json"), made);
    assert_eq!(
        (made["seq"].as_u64(), made["records"].as_u64()),
        (Some(head), Some(724))
    );
    for file in made["files"].as_array().unwrap() {
        assert_eq!(file["records"], 724, "{file}");
    }
    for packing in ["gz", "zst"] {
        let lines = unpacked(&server, &made, &format!("records.jsonl.{packing}"));
        let records: Vec<Value> = lines
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        let ids: Vec<u64> = records.iter().map(|r| r["id"].as_u64().unwrap()).collect();
        assert_eq!(ids, live);
        assert_eq!(records[0], server.record(3));
        assert_eq!(records[723], server.record(726));
        let xml = unpacked(&server, &made, &format!("records.xml.{packing}"));
        assert!(xml.starts_with("<?xml") && xml.trim_end().ends_with("</collection>"));
        assert_eq!(xml.matches("<record").count(), 724);
        let triples = unpacked(&server, &made, &format!("records.nt.{packing}"));
        let modified = triples.lines().filter(|l| l.contains("/dateModified>"));
        let told: BTreeSet<&str> = modified.map(|l| l.split(' ').next().unwrap()).collect();
        let expected: BTreeSet<String> = live
            .iter()
            .map(|id| format!("<{}/records/{id}>", server.base))
            .collect();
        assert_eq!(told, expected.iter().map(String::as_str).collect());
        let table = unpacked(&server, &made, &format!("records.csv.{packing}"));
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let title = reader
            .headers()
            .unwrap()
            .iter()
            .position(|c| c == "title")
            .unwrap();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let ids: Vec<u64> = rows.iter().map(|r| r[0].parse().unwrap()).collect();
        assert_eq!(ids, live);
        assert!(
            rows[0][title].starts_with("A, \"quoted\" title"),
            "{:?}",
            rows[0]
        );
    }
    let page = server.page("/dumps/");
    for file in made["files"].as_array().unwrap() {
        assert!(page.contains(file["sha256"].as_str().unwrap()), "{file}");
    }
    assert_eq!(
        server.get("/dumps").header("location").as_deref(),
        Some("/dumps/")
    );
}

#[test]
fn a_file_of_a_dump_comes_in_parts_and_not_twice() {
    let server = Server::demo();
    let made = make(&server);
    let file = dumped(&made, "records.csv.zst");
    let path = file["path"].as_str().unwrap();
    let whole = server.get(path);
    assert_eq!(whole.kind(), "application/zstd");
    let (tag, date) = (
        whole.header("etag").unwrap(),
        whole.header("last-modified").unwrap(),
    );
    let asked = |headers: &[(&str, &str)]| {
        let ask = server.ask("GET", path);
        headers
            .iter()
            .fold(ask, |ask, (name, value)| ask.header(name, value))
            .send()
    };
    for known in [
        ("If-None-Match", tag.as_str()),
        ("If-Modified-Since", date.as_str()),
    ] {
        assert_eq!(asked(&[known]).status, 304, "{known:?}");
    }
    let length = whole.body.len();
    let first = asked(&[("Range", "bytes=0-99"), ("Accept-Encoding", "gzip")]);
    let rest = asked(&[("Range", "bytes=100-"), ("If-Range", &tag)]);
    assert_eq!((first.status, rest.status), (206, 206));
    assert_eq!(
        first.header("content-range").unwrap(),
        format!("bytes 0-99/{length}")
    );
    assert_eq!([first.body, rest.body].concat(), whole.body);
    assert_eq!(
        asked(&[("Range", "bytes=0-9"), ("If-Range", "\"other\"")]).status,
        200
    );
    let beyond = asked(&[("Range", &format!("bytes={length}-"))]);
    assert_eq!(
        (beyond.status, beyond.header("content-range")),
        (416, Some(format!("bytes */{length}")))
    );
    let head = server.ask("HEAD", path).send();
    assert_eq!(
        (head.body.len(), head.header("content-length")),
        (0, Some(length.to_string()))
    );
    for nothing in [
        "/dumps/../labordoc.json",
        "/dumps/2000-01-01/manifest.json",
        "/dumps/..%2f..%2fdata/labordoc.json",
        "/dumps/.new/records.csv.zst",
    ] {
        assert_eq!(server.get(nothing).status, 404, "{nothing}");
    }
}

#[test]
fn the_newest_two_dumps_stay_and_strangers_make_none() {
    let server = Server::demo();
    let refused = server.ask("POST", "/api/v1/dumps").send();
    assert_eq!(refused.status, 401);
    let names: Vec<Value> = (0..3).map(|_| make(&server)["name"].clone()).collect();
    assert_eq!(server.json("/dumps/manifest.json")["name"], names[2]);
    let status = |name: &Value| {
        server
            .get(&format!("/dumps/{}/manifest.json", name.as_str().unwrap()))
            .status
    };
    assert_eq!(
        [status(&names[0]), status(&names[1]), status(&names[2])],
        [404, 200, 200]
    );
}

#[test]
fn the_command_line_makes_the_same_dump_as_the_service() {
    let folder = Folder::new();
    let records = [
        support::marc::book("A1", "eng", "Wages at sea"),
        support::marc::book("A2", "eng", "Hours at sea"),
    ];
    folder.import("demo.mrc", &support::marc::file(&records));
    folder.configure("dump_hour = \"off\"\n");
    let here = folder.json(&["dump"]);
    assert_eq!(here["records"], 2);
    fs::create_dir(folder.data().join("dumps/.new")).unwrap();
    let server = Server::serve(&folder);
    assert_eq!(
        server.json("/dumps/manifest.json"),
        here,
        "what the command made is offered"
    );
    let (first, second) = (make(&server), make(&server));
    assert!(
        !folder.data().join("dumps/.new").exists(),
        "what was left over is gone"
    );
    let asked = folder.json(&["dump", "--server", &server.base, "--token", &server.token]);
    assert_eq!(server.json("/dumps/manifest.json"), asked);
    let told = |manifest: &Value, member: &str| -> Vec<Value> {
        let files = manifest["files"].as_array().unwrap().iter();
        files
            .filter(|f| f["kind"] != "resourcesync")
            .map(|f| f[member].clone())
            .collect()
    };
    assert_eq!(told(&here, "name"), told(&first, "name"));
    assert_eq!(
        told(&first, "sha256"),
        told(&second, "sha256"),
        "the same records give the same bytes"
    );
}

#[test]
fn a_dump_that_finds_no_room_leaves_the_one_before() {
    let folder = Folder::new();
    folder.import(
        "demo.mrc",
        &support::marc::file(&[support::marc::book("A1", "eng", "Wages at sea")]),
    );
    let before = folder.json(&["dump"]);
    folder.configure("min_free_mib = 1048576\n");
    let said = folder.refused(&["dump"]);
    assert!(said.contains("are kept for changes"), "{said}");
    let dumps = folder.data().join("dumps");
    let left: Vec<_> = fs::read_dir(dumps)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(left, [before["name"].as_str().unwrap()]);
}

#[test]
fn a_service_that_slept_through_the_hour_makes_the_dump_when_it_wakes() {
    let folder = Folder::new();
    folder.import(
        "demo.mrc",
        &support::marc::file(&[support::marc::book("A1", "eng", "Wages at sea")]),
    );
    let mut old = folder.json(&["dump"]);
    let dumps = folder.data().join("dumps");
    fs::rename(
        dumps.join(old["name"].as_str().unwrap()),
        dumps.join("2026-01-01"),
    )
    .unwrap();
    (old["name"], old["moment"]) = (json!("2026-01-01"), json!("2026-01-01T02:00:00Z"));
    fs::write(dumps.join("2026-01-01/manifest.json"), old.to_string()).unwrap();
    let newest = |server: &Server| {
        server.json("/dumps/manifest.json")["name"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let off = Server::serve_with(&folder, &[("LABORDOC_DUMP_HOUR", "off")]);
    assert_eq!(newest(&off), "2026-01-01");
    assert!(off.stop());
    let server = Server::serve(&folder);
    let begun = Instant::now();
    while newest(&server) == "2026-01-01" {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{}",
            server.log()
        );
    }
    assert!(server.stop());
}

#[test]
fn a_dump_that_is_made_while_records_change_has_each_of_them_once() {
    let server = Server::demo();
    let made = std::thread::scope(|scope| {
        let making = scope.spawn(|| make(&server));
        let mut turn = 0;
        while !making.is_finished() {
            turn += 1;
            let change = json!({ "edition": format!("{turn}") });
            for id in [1, 360, 726] {
                let path = format!("/api/v1/records/{id}");
                server
                    .signed("PATCH", &path)
                    .body(change.to_string().as_bytes())
                    .send();
            }
        }
        making.join().unwrap()
    });
    let lines = unpacked(&server, &made, "records.jsonl.gz");
    let ids = lines.lines().map(|l| {
        serde_json::from_str::<Value>(l).unwrap()["id"]
            .as_u64()
            .unwrap()
    });
    assert_eq!(ids.collect::<Vec<_>>(), (1..=726).collect::<Vec<_>>());
    let seq = made["seq"].as_u64().unwrap();
    assert!((726..=server.head()).contains(&seq));
}

// ---- ResourceSync ----

/// The entries of a list: address and the rest.
fn entries(list: &str) -> Vec<(&str, &str)> {
    let all = all_between(list, "<loc>", "</url>").into_iter();
    all.map(|entry| entry.split_once("</loc>").unwrap())
        .collect()
}

#[test]
fn who_follows_the_links_of_resourcesync_finds_all_that_is_live_and_all_that_changed() {
    let server = Server::demo();
    let path = |address: &str| address.strip_prefix(&server.base).unwrap().to_owned();
    let source = server.page("/.well-known/resourcesync");
    let capabilities = path(all_between(&source, "<loc>", "</loc>")[0]);
    let list = server.page(&capabilities);
    assert!(
        list.contains("rel=\"up\"") && !list.contains("resourcedump"),
        "{list}"
    );
    make(&server);
    let list = server.page(&capabilities);
    let of = |capability: &str| {
        let entry = entries(&list)
            .into_iter()
            .find(|(_, rest)| rest.contains(capability));
        path(entry.unwrap_or_else(|| panic!("{capability}: {list}")).0)
    };
    let index = server.page(&of("\"resourcelist\""));
    let at = all_between(&index, " at=\"", "\"")[0].to_owned();
    let mut found = BTreeSet::new();
    for part in all_between(&index, "<loc>", "</loc>") {
        let part = server.page(&path(part));
        for (address, rest) in entries(&part) {
            let id: u64 = address
                .rsplit('/')
                .next()
                .unwrap()
                .trim_end_matches(".json")
                .parse()
                .unwrap();
            assert!(rest.contains("rel=\"describes\""), "{rest}");
            found.insert(id);
        }
    }
    assert_eq!(found.into_iter().collect::<Vec<_>>(), server.live());
    server.patch(5, &json!({ "edition": "2nd" }));
    server.delete(6);
    let changes = server.page(&of("\"changelist\""));
    let parts = all_between(&changes, "<loc>", "</loc>");
    let part = server.page(&path(parts.last().unwrap()));
    let told = entries(&part);
    let last = &told[told.len() - 2..];
    assert!(
        last[0].0.ends_with("/records/5.json") && last[0].1.contains("change=\"updated\""),
        "{last:?}"
    );
    assert!(
        last[1].0.ends_with("/records/6.json") && last[1].1.contains("change=\"deleted\""),
        "{last:?}"
    );
    for (_, rest) in last {
        assert!(all_between(rest, "datetime=\"", "\"")[0] >= at.as_str());
    }
    assert_eq!(told.len(), server.changes().len());
    let latest = server.page("/resourcesync/changelist/latest.xml");
    assert_eq!(entries(&latest), told);
    let dump = server.page(&of("\"resourcedump\""));
    let (package, about) = entries(&dump)[0];
    let answer = server.get(&path(package));
    assert_eq!(answer.kind(), "application/zip");
    assert!(
        about.contains(&format!("length=\"{}\"", answer.body.len())),
        "{about}"
    );
    for nothing in [
        "/resourcesync/nothing.xml",
        "/resourcesync/resourcelist/9.xml",
        "/resourcesync/changelist/0.xml",
        "/resourcesync/changelist/one.xml",
        "/resourcesync/other/1.xml",
    ] {
        assert_eq!(server.get(nothing).status, 404, "{nothing}");
    }
}

#[test]
fn lists_are_not_sent_again_until_something_changes() {
    let server = Server::demo();
    for path in [
        "/resourcesync/resourcelist.xml",
        "/resourcesync/resourcelist/1.xml",
        "/resourcesync/changelist.xml",
        "/resourcesync/changelist/1.xml",
    ] {
        let tag = server.get(path).header("etag").unwrap();
        let again = || {
            server
                .ask("GET", path)
                .header("If-None-Match", &tag)
                .send()
                .status
        };
        assert_eq!(again(), 304, "{path}");
        server.patch(1, &json!({ "edition": format!("of {path}") }));
        assert_eq!(again(), 200, "{path}");
    }
}
