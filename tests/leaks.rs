//! No output tells of a record that is not shown, and none offers a file that is restricted.
//!
//! Each record carries words that stand nowhere else. The records take random states, again and
//! again, and every public route is read: what is not live may stand in none of the answers. A
//! route that is new must be put into the tables here.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

mod support;

use std::{collections::BTreeSet, io::Read};

use serde_json::json;
use support::{
    Folder, Server,
    marc::{Marc, article, file},
};

const RECORDS: u64 = 36;
const ROUNDS: u64 = 4;
/// Pairs of a record and an answer that are looked at, at least.
const CASES: usize = 10_000;

/// What is read once a round. `{shown}` stands for the ids of the records that are.
const OF_THE_COLLECTION: &[&str] = &[
    "/",
    "/search",
    "/search?q=leakage&per_page=100",
    "/search?q=leakage&per_page=100&sort=newest",
    "/search?q=zq*&per_page=100",
    "/search?type=journal-article&per_page=100",
    "/search.atom?q=leakage",
    "/suggest?q=leakage",
    "/suggest?q=zq",
    "/cite?q=leakage&format=bib",
    "/cite?q=leakage&format=ris",
    "/cite?q=leakage&format=csl.json",
    "/cite?q=leakage&format=enw",
    "/cite?q=leakage&format=redif",
    "/cite?q=leakage&style=apa",
    "/cite?ids={shown}&format=ris",
    "/cite?ids={shown}&style=chicago",
    "/browse",
    "/browse/all",
    "/browse/all/1",
    "/browse/author",
    "/browse/year",
    "/browse/year/1996",
    "/browse/type/journal-article",
    "/browse/place",
    "/taxonomy",
    "/concepts/document-types",
    "/concepts/document-types/journal-article",
    "/collections",
    "/collections/leaks",
    "/feed.atom",
    "/feed.atom?type=journal-article",
    "/journals",
    "/journals/international-labour-review",
    "/journals/international-labour-review/10",
    "/journals/international-labour-review/10/2",
    "/oai?verb=Identify",
    "/oai?verb=ListSets",
    "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/oai?verb=ListRecords&metadataPrefix=marcxml",
    "/oai?verb=ListRecords&metadataPrefix=mods",
    "/oai?verb=ListRecords&metadataPrefix=oai_datacite",
    "/oai?verb=ListRecords&metadataPrefix=oai_openaire",
    "/oai?verb=ListRecords&metadataPrefix=qdc",
    "/oai?verb=ListRecords&metadataPrefix=edm",
    "/oai?verb=ListRecords&metadataPrefix=rdf",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=type:journal-article",
    "/oai?verb=ListRecords&metadataPrefix=mods&set=collection:leaks",
    "/sru?version=1.2&operation=searchRetrieve&query=leakage&maximumRecords=100",
    "/sru?version=1.2&operation=searchRetrieve&query=leakage&maximumRecords=100&recordSchema=dc",
    "/sru?version=2.0&query=leakage&maximumRecords=100&recordSchema=mods",
    "/sru?version=1.2&operation=scan&scanClause=dc.title%3Dzq&maximumTerms=100",
    "/sru?version=1.2&operation=scan&scanClause=dc.creator%3Dzq&maximumTerms=100",
    "/opensearch.xml",
    "/sitemap.xml",
    "/sitemap.xml.gz",
    "/sitemaps/1.xml",
    "/sitemaps/1.xml.gz",
    "/unapi",
    "/repec/ilo/",
    "/repec/ilo/iloarch.rdf",
    "/repec/ilo/iloseri.rdf",
    "/repec/ilo/iloart/",
    "/repec/ilo/iloart/1.rdf",
    "/dumps/",
    "/dumps/manifest.json",
    "/.well-known/resourcesync",
    "/resourcesync/capabilitylist.xml",
    "/resourcesync/resourcelist.xml",
    "/resourcesync/resourcelist/1.xml",
    "/resourcesync/changelist.xml",
    "/resourcesync/resourcedump.xml",
    "/api/v1/search?q=leakage&per_page=100",
    "/api/v1/search?q=zq*&per_page=100",
    "/api/v1/suggest?q=zq",
    "/api/v1/suggest?q=leakage",
    "/api/v1/changes?limit=1000",
    "/api/v1/collections",
    "/api/v1/collections/leaks",
    "/api/v1/export?format=marc",
    "/api/v1/export?format=marcxml",
    "/api/v1/export?format=json",
    "/api/v1/export?format=dc",
    "/api/v1/export?format=tsv",
    "/api/v1/stats",
];

/// What is read of each record; `{id}` is its number.
const OF_A_RECORD: &[&str] = &[
    "/records/{id}",
    "/records/{id}?hl=fr",
    "/records/{id}?style=vancouver",
    "/records/{id}.marcxml",
    "/records/{id}.mrc",
    "/records/{id}.dc",
    "/records/{id}.qdc",
    "/records/{id}.mods",
    "/records/{id}.datacite",
    "/records/{id}.openaire",
    "/records/{id}.edm",
    "/records/{id}.rdf",
    "/records/{id}.jsonld",
    "/records/{id}.json",
    "/records/{id}.bib",
    "/records/{id}.ris",
    "/records/{id}.csl.json",
    "/records/{id}.enw",
    "/records/{id}.redif",
    "/records/{id}/history",
    "/records/{id}/source",
    "/unapi?id=oai:127.0.0.1:{id}",
    "/unapi?id=oai:127.0.0.1:{id}&format=mods",
    "/unapi?id=oai:127.0.0.1:{id}&format=ris",
    "/records/{id}/linkset",
    "/works/{id}",
    "/cite?ids={id}&format=ris",
    "/cite?ids={id}&style=mla",
    "/api/v1/records/{id}",
    "/api/v1/records/{id}/history",
    "/openurl?rft_id=info:doi/10.5555/zq{id}",
    "/openurl?genre=article&issn=0020-7780&volume=10&issue=2&spage={id}",
    "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:{id}",
    "/oai?verb=GetRecord&metadataPrefix=marcxml&identifier=oai:127.0.0.1:{id}",
    "/oai?verb=GetRecord&metadataPrefix=mods&identifier=oai:127.0.0.1:{id}",
    "/oai?verb=GetRecord&metadataPrefix=oai_datacite&identifier=oai:127.0.0.1:{id}",
    "/oai?verb=GetRecord&metadataPrefix=oai_openaire&identifier=oai:127.0.0.1:{id}",
    "/oai?verb=GetRecord&metadataPrefix=qdc&identifier=oai:127.0.0.1:{id}",
    "/oai?verb=GetRecord&metadataPrefix=edm&identifier=oai:127.0.0.1:{id}",
    "/oai?verb=GetRecord&metadataPrefix=rdf&identifier=oai:127.0.0.1:{id}",
];

/// Open routes that hold nothing of records.
const HOLD_NO_RECORDS: &[&str] = &[
    "/help",
    "/about",
    "/accessibility",
    "/api",
    "/api-try",
    "/favicon.svg",
    "/oai.xsl",
    "/assets/{name}",
    "/browse/{dimension}",
    "/robots.txt",
    "/dumps",
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/v1/concepts",
    "/api/v1/concepts/{scheme}",
    "/api/v1/concepts/{scheme}/{id}",
    "/api/v1/taxonomy",
    "/api/v1/openapi.json",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/forgotten",
    "/invitations/{secret}",
];

/// What marks an offer of a file to everybody, with the file's address somewhere behind it.
const OFFERS: &[&str] = &[
    "citation_pdf_url",
    "rel=\"item\"",
    "contentUrl",
    "oaire:file",
    "edm:hasView",
    "edm:WebResource",
    "access=\"raw object\"",
    "<dc:identifier",
    "L1  - ",
];

/// What a record can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Live,
    Restricted,
    Suppressed,
    Embargoed,
    Deleted,
}

impl State {
    const ALL: [State; 5] = [
        State::Live,
        State::Restricted,
        State::Suppressed,
        State::Embargoed,
        State::Deleted,
    ];

    fn is_shown(self) -> bool {
        matches!(self, State::Live | State::Restricted)
    }

    fn patch(self) -> serde_json::Value {
        let access = if self == State::Restricted {
            "restricted"
        } else {
            "open"
        };
        let status = match self {
            State::Live | State::Restricted => "live",
            State::Suppressed => "suppressed",
            State::Embargoed => "embargoed",
            State::Deleted => "deleted",
        };
        json!({ "status": status, "access": access, "embargo": "2099-01-01T00:00:00Z" })
    }
}

/// Numbers that look random; each run has its own, and says which (Vigna's splitmix64).
struct Noise(u64);

impl Noise {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) as usize % n
    }
}

/// The words of a record begin so, whatever letters follow: no number is the beginning of another.
fn mark(id: u64) -> String {
    let letters = [b'a' + (id / 26) as u8, b'a' + (id % 26) as u8];
    format!("zq{}x", String::from_utf8(letters.to_vec()).unwrap())
}

fn file_url(id: u64) -> String {
    format!("https://files.example.org/{}file.pdf", mark(id))
}

/// Three in a row are the language versions of one work.
fn record(id: u64) -> Marc {
    let (m, lang) = (mark(id), ["eng", "fre", "spa"][(id % 3) as usize]);
    let place = format!("Vol. 10, no. 2 (1996), p. {id}");
    let mut made = article(
        &format!("{m}number"),
        lang,
        &format!("Leakage of {m}title"),
        &place,
    )
    .field("024", "7 ", &format!("$a10.5555/{m}doi$2doi"))
    .field("100", "1 ", &format!("$a{m}author, Ann"))
    .field("500", "  ", &format!("$a{m}note"))
    .field("520", "  ", &format!("$aLeakage in {m}abstract."))
    .field("650", " 7", &format!("$a{m}keyword$2local"))
    .field("856", "40", &format!("$u{}$qapplication/pdf", file_url(id)));
    if !id.is_multiple_of(3) {
        // What a record says of another is its own.
        made = made.field("765", "0 ", &format!("$wL{}", id - id % 3));
    }
    made
}

/// The route that a path is answered by.
fn matches(route: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap();
    let (mut parts, mut route) = (path.split('/'), route.split('/'));
    loop {
        match (route.next(), parts.next()) {
            (None, None) => return true,
            (Some(expected), Some(part)) if expected == part || expected.starts_with('{') => {}
            _ => return false,
        }
    }
}

#[test]
fn every_open_route_is_looked_at() {
    let table = include_str!("../src/access/routes.rs");
    let table = table.split("pub const ROUTES").nth(1).unwrap();
    let table = table.split("\n];").next().unwrap();
    let mut open = 0;
    for row in table
        .lines()
        .filter(|row| row.contains("(\"GET\"") && row.contains("OPEN"))
    {
        let route = row.split('"').nth(3).unwrap();
        let all = OF_THE_COLLECTION.iter().chain(OF_A_RECORD);
        let read = all.clone().any(|path| {
            let path = path.replace("{id}", "1");
            // A suffix is not a part of the route.
            matches(route, &path)
        });
        let dumped = route == "/dumps/{dump}/{file}";
        let known = read || dumped || HOLD_NO_RECORDS.contains(&route);
        assert!(known, "{route} is in none of the tables of this test");
        open += 1;
    }
    assert!(open > 40, "{open}");
}

#[test]
fn what_is_not_shown_stands_in_no_answer() {
    let folder = Folder::new();
    folder.configure("oai_page = 1000\nrate_per_second = 0\n");
    let server = Server::serve(&folder);
    let records: Vec<Marc> = (1..=RECORDS).map(record).collect();
    server.import("leaks.mrc", &file(&records));
    let ids: Vec<u64> = server.live();
    assert_eq!(ids, (1..=RECORDS).collect::<Vec<u64>>());
    let collection = json!({
        "names": { "en": "Leaks", "fr": "Fuites", "es": "Fugas" },
        "query": "q=leakage",
    });
    let put = server.signed("PUT", "/api/v1/collections/leaks");
    assert_eq!(
        put.body(collection.to_string().as_bytes()).send().status,
        201
    );

    let seed = std::process::id().into();
    println!("the seed is {seed}");
    let mut noise = Noise(seed);
    let mut cases = 0;
    let mut shown_somewhere = BTreeSet::new();
    for round in 0..ROUNDS {
        let states: Vec<State> = ids
            .iter()
            .map(|_| State::ALL[noise.below(State::ALL.len())])
            .collect();
        for (id, state) in ids.iter().zip(&states) {
            let answer = server
                .signed("PATCH", &format!("/api/v1/records/{id}"))
                .body(state.patch().to_string().as_bytes())
                .send();
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        server.settle();
        let made = server.signed("POST", "/api/v1/dumps").send();
        assert_eq!(made.status, 200, "{}", made.text());
        let dump = made.json();
        let shown = ids
            .iter()
            .zip(&states)
            .filter(|(_, state)| state.is_shown());
        let shown: Vec<String> = shown.map(|(id, _)| id.to_string()).collect();
        let mut paths: Vec<(Option<u64>, String)> = OF_THE_COLLECTION
            .iter()
            .map(|path| (None, path.replace("{shown}", &shown.join(","))))
            .collect();
        let files = dump["files"].as_array().unwrap().iter();
        paths.extend(files.map(|file| {
            let (dump, file) = (&dump["name"], &file["name"]);
            let path = format!(
                "/dumps/{}/{}",
                dump.as_str().unwrap(),
                file.as_str().unwrap()
            );
            (None, path)
        }));
        for id in &ids {
            let of = OF_A_RECORD.iter();
            paths.extend(of.map(|path| (Some(*id), path.replace("{id}", &id.to_string()))));
        }
        for (of, path) in paths {
            let answer = server.get(&path);
            let shown = of.is_none_or(|id| states[(id - 1) as usize].is_shown());
            assert!(
                answer.status < 500 && (of.is_some() || answer.status == 200),
                "{path}: {} {}",
                answer.status,
                answer.text()
            );
            assert_ne!((shown, answer.status), (true, 410), "{path}");
            let text = format!("{}\n{}", headers(&answer), unpacked(&path, &answer));
            let lower = text.to_lowercase();
            for (id, state) in ids.iter().zip(&states) {
                cases += 1;
                if state.is_shown() {
                    if lower.contains(&mark(*id)) {
                        shown_somewhere.insert(path.split(['?', '.']).next().unwrap().to_owned());
                    }
                    if *state == State::Restricted {
                        offered(&text, *id, &path, round);
                    }
                    continue;
                }
                // The path itself may be repeated in the answer.
                let said = lower.replace(&path.to_lowercase(), "");
                assert!(
                    !said.contains(&mark(*id)),
                    "record {id} is {state:?} in round {round}, and {path} tells of it: {text}"
                );
            }
        }
    }
    assert!(cases >= CASES, "{cases}");
    // The test can fail: the words are found where they may be.
    assert!(shown_somewhere.len() > 25, "{shown_somewhere:?}");
}

/// The text of an answer, whatever it is packed in.
fn unpacked(path: &str, answer: &support::Answer) -> String {
    let bytes = answer.body.as_slice();
    let mut out = Vec::new();
    if path.ends_with(".gz") {
        flate2::read::MultiGzDecoder::new(bytes)
            .read_to_end(&mut out)
            .unwrap();
    } else if path.ends_with(".zst") {
        out = zstd::decode_all(bytes).unwrap();
    } else if path.ends_with(".zip") {
        // A local file header is 30 bytes, then the name and what else there is (APPNOTE 4.3.7).
        let mut rest = bytes;
        while rest.starts_with(b"PK\x03\x04") {
            let two = |at: usize| usize::from(u16::from_le_bytes([rest[at], rest[at + 1]]));
            let packed = two(18) + (two(20) << 16);
            let start = 30 + two(26) + two(28);
            out.extend_from_slice(&rest[30..start]);
            let entry = &rest[start..start + packed];
            flate2::read::DeflateDecoder::new(entry)
                .read_to_end(&mut out)
                .unwrap();
            rest = &rest[start + packed..];
        }
        assert!(!out.is_empty(), "{path}");
    } else {
        return answer.text();
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn headers(answer: &support::Answer) -> String {
    ["link", "location", "etag"]
        .iter()
        .filter_map(|name| answer.header(name))
        .collect::<Vec<String>>()
        .join("\n")
}

/// A restricted record's file may be named as there, never offered to everybody.
fn offered(text: &str, id: u64, path: &str, round: u64) {
    let url = file_url(id);
    for (at, _) in text.match_indices(&url) {
        let mut start = at.saturating_sub(120);
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        // The element or line that the address stands in.
        let before = &text[start..at];
        let own = before
            .rfind(['<', '\n', '{'])
            .map_or(before, |from| &before[from..]);
        for offer in OFFERS {
            assert!(
                !own.contains(offer),
                "record {id} is restricted in round {round}, and {path} offers its file: {own}{url}"
            );
        }
    }
}
