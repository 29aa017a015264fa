//! Whole harvests, page by page, while the collection stands still and while it changes.

use std::collections::BTreeMap;

use proptest::prelude::*;
use record::Datestamp;

use crate::{
    Format, Repository, Site,
    memory::{Memory, Schema, book, site, validate},
    oai,
};

const START: i64 = 1_767_225_600;
const LANGS: [&str; 3] = ["lang:en", "lang:fr", "lang:es"];

/// One header as a harvester reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Header {
    id: u64,
    datestamp: String,
    deleted: bool,
    sets: Vec<String>,
}

/// One page as a harvester reads it.
#[derive(Debug)]
struct Page {
    body: String,
    headers: Vec<Header>,
    /// `Some("")` is the empty token.
    token: Option<String>,
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    text.split(open)
        .skip(1)
        .filter_map(|rest| rest.split(close).next())
        .collect()
}

fn page(memory: &Memory, site: &Site, query: &str) -> Page {
    let body = oai::answer(memory, site, query.as_bytes()).unwrap().body;
    let headers = between(&body, "<header", "</header>")
        .into_iter()
        .map(|header| Header {
            id: between(header, "example.org:", "<")[0].parse().unwrap(),
            datestamp: between(header, "<datestamp>", "<")[0].to_owned(),
            deleted: header.starts_with(" status=\"deleted\""),
            sets: between(header, "<setSpec>", "<")
                .into_iter()
                .map(str::to_owned)
                .collect(),
        })
        .collect();
    let token = between(&body, "<resumptionToken", "</Li")
        .first()
        .map(|rest| {
            between(rest, ">", "<")
                .first()
                .map_or(String::new(), |t| t.trim().to_owned())
        });
    Page {
        body,
        headers,
        token,
    }
}

fn next(verb: &str, token: &str) -> String {
    format!("verb={verb}&resumptionToken={token}")
}

/// All pages of a list; `between` may change the collection before each further page.
fn harvest(
    memory: &mut Memory,
    site: &Site,
    query: &str,
    mut meanwhile: impl FnMut(&mut Memory),
) -> Vec<Page> {
    let verb = between(query, "verb=", "&")[0].to_owned();
    let mut pages = vec![page(memory, site, query)];
    while let Some(token) = pages
        .last()
        .and_then(|p| p.token.clone())
        .filter(|t| !t.is_empty())
    {
        meanwhile(memory);
        pages.push(page(memory, site, &next(&verb, &token)));
        assert!(pages.len() < 10_000, "the list does not end");
    }
    pages
}

fn filled(records: u64) -> Memory {
    let mut memory = Memory::new(START);
    for id in 1..=records {
        memory.now.0 += 1;
        memory.commit(book(id), &[LANGS[id as usize % 3], "type:book"]);
    }
    memory
}

fn sized(page_size: usize) -> Site {
    Site {
        page_size,
        ..site()
    }
}

/// What a harvester that has seen these headers believes: who is live.
fn believed(headers: impl IntoIterator<Item = Header>) -> BTreeMap<u64, (bool, String)> {
    headers
        .into_iter()
        .map(|h| (h.id, (!h.deleted, h.datestamp)))
        .collect()
}

/// What is true of a set, or of everything.
fn truth(memory: &Memory, set: Option<&str>) -> BTreeMap<u64, (bool, String)> {
    let named = |sets: &[record::SetSpec]| {
        sets.iter().any(|s| {
            set.is_none_or(|set| s.as_str() == set || s.as_str().starts_with(&format!("{set}:")))
        })
    };
    memory
        .rows()
        .filter(|row| set.is_none() || named(&row.sets) || named(&row.left))
        .map(|row| {
            let live = !row.deleted && named(&row.sets);
            (row.id.0, (live, row.datestamp.to_string()))
        })
        .collect()
}

fn mutate(memory: &mut Memory, kind: u8, id: u64, records: u64) {
    memory.now.0 += i64::from(kind % 2);
    let id = id % (records + 3) + 1;
    let known = memory.change(record::RecordId(id)).unwrap().is_some();
    match kind % 4 {
        0 if known => memory.delete(id),
        kind => memory.commit(book(id), &[LANGS[usize::from(kind) % 3], "type:book"]),
    }
}

#[test]
fn ten_thousand_sets_are_listed_in_pages_each_once() {
    let mut memory = Memory::new(START);
    let template = book(1);
    for n in 1..=10_000 {
        let mut record = template.clone();
        record.id = record::RecordId(n);
        memory.commit(record, &[&format!("journal:j{n}")]);
    }
    let site = sized(1_000);
    let mut sets: Vec<String> = Vec::new();
    let mut query = "verb=ListSets".to_owned();
    let mut pages = 0;
    while !query.is_empty() {
        let page = page(&memory, &site, &query);
        sets.extend(
            between(&page.body, "<setSpec>", "</setSpec>")
                .into_iter()
                .map(str::to_owned),
        );
        query = page
            .token
            .filter(|t| !t.is_empty())
            .map_or(String::new(), |t| next("ListSets", &t));
        pages += 1;
    }
    let listed = sets.len();
    sets.sort();
    sets.dedup();
    // Those with records, and the group above them.
    assert_eq!((listed, sets.len(), pages), (10_001, 10_001, 11));
}

#[test]
fn a_list_of_one_page_has_no_token_and_a_resumed_one_ends_with_an_empty_one() {
    for (records, size, pages) in [
        (1, 5, 1),
        (4, 5, 1),
        (5, 5, 1),
        (6, 5, 2),
        (9, 5, 2),
        (10, 5, 2),
        (11, 5, 3),
        (3, 1, 3),
    ] {
        let mut memory = filled(records);
        let query = "verb=ListRecords&metadataPrefix=oai_dc";
        let all = harvest(&mut memory, &sized(size), query, |_| ());
        assert_eq!(all.len(), pages, "{records} records, {size} a page");
        let last = all.last().unwrap();
        assert_eq!(
            last.token.as_deref(),
            (pages > 1).then_some(""),
            "{}",
            last.body
        );
        assert!(all.iter().all(|p| !p.headers.is_empty()));
        let mut cursor = 0;
        for page in all.iter().filter(|_| pages > 1) {
            assert!(
                page.body.contains(&format!("cursor=\"{cursor}\"")),
                "{}",
                page.body
            );
            assert!(
                page.body
                    .contains(&format!("completeListSize=\"{records}\""))
            );
            cursor += page.headers.len();
        }
        let bodies: Vec<(String, String)> = all
            .into_iter()
            .enumerate()
            .map(|(at, p)| (format!("page {at}"), p.body))
            .collect();
        validate(Schema::Oai(Format::OaiDc), &bodies);
    }
}

#[test]
fn sets_are_a_list_too() {
    let mut memory = filled(9);
    for size in 1..7 {
        let pages = harvest(&mut memory, &sized(size), "verb=ListSets&", |_| ());
        let specs: Vec<&str> = pages
            .iter()
            .flat_map(|p| between(&p.body, "<setSpec>", "<"))
            .collect();
        assert_eq!(
            specs,
            ["lang", "lang:en", "lang:es", "lang:fr", "type", "type:book"]
        );
        assert_eq!(pages.len(), 6_usize.div_ceil(size));
        let bodies: Vec<(String, String)> = pages
            .into_iter()
            .enumerate()
            .map(|(at, p)| (format!("page {at}"), p.body))
            .collect();
        validate(Schema::Oai(Format::OaiDc), &bodies);
    }
}

#[test]
fn a_token_can_be_repeated_and_outlives_restarts() {
    let memory = filled(12);
    let site = sized(5);
    let first = page(&memory, &site, "verb=ListRecords&metadataPrefix=oai_dc");
    let query = next("ListRecords", first.token.as_deref().unwrap());
    let once = page(&memory, &site, &query);
    assert_eq!(page(&memory, &site, &query).body, once.body);
    let reborn = filled(12);
    assert_eq!(page(&reborn, &site.clone(), &query).body, once.body);
}

#[test]
fn tokens_of_other_verbs_keys_and_hands_are_refused() {
    let memory = filled(12);
    let site = sized(5);
    let first = page(&memory, &site, "verb=ListRecords&metadataPrefix=oai_dc");
    let token = first.token.unwrap();
    assert!(
        token
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    );
    let other = Site {
        token_key: [4; 32],
        ..site.clone()
    };
    let refused = |site: &Site, verb: &str, token: &str| {
        let query = next(verb, token);
        let fault = oai::answer(&memory, site, query.as_bytes()).unwrap().fault;
        assert_eq!(fault, Some("badResumptionToken"), "{verb} {token}");
    };
    refused(&site, "ListIdentifiers", &token);
    refused(&site, "ListSets", &token);
    refused(&other, "ListRecords", &token);
    for at in 0..token.len() {
        refused(&site, "ListRecords", &token[..at]);
        let mut forged = token.clone().into_bytes();
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        refused(&site, "ListRecords", std::str::from_utf8(&forged).unwrap());
    }
    refused(&site, "ListRecords", &format!("{token}A"));
    refused(&site, "ListRecords", &"A".repeat(100_000));
}

#[test]
fn a_token_of_a_lost_collection_says_to_start_again() {
    let first = page(
        &filled(12),
        &sized(5),
        "verb=ListRecords&metadataPrefix=oai_dc",
    );
    let query = next("ListRecords", &first.token.unwrap());
    let answer = oai::answer(&filled(3), &sized(5), query.as_bytes()).unwrap();
    assert_eq!(answer.fault, Some("badResumptionToken"));
}

#[test]
fn the_first_page_holds_a_live_record_where_there_is_one() {
    for size in [1, 2, 5, 8, 30] {
        let mut memory = filled(20);
        for id in 1..=16 {
            memory.delete(id);
        }
        for id in 17..=20 {
            memory.commit(book(id), &["lang:en", "type:book"]);
        }
        let query = "verb=ListIdentifiers&metadataPrefix=oai_dc";
        let pages = harvest(&mut memory, &sized(size), query, |_| ());
        assert!(pages[0].headers.iter().any(|h| !h.deleted), "{size}");
        assert!(pages.iter().all(|p| p.headers.len() <= size));
        let headers: Vec<Header> = pages.into_iter().flat_map(|p| p.headers).collect();
        assert_eq!(headers.len(), 20, "{size}: each once");
        assert_eq!(believed(headers), truth(&memory, None));
    }
}

#[test]
fn all_deleted_is_listed_as_such() {
    let mut memory = filled(7);
    (1..=7).for_each(|id| memory.delete(id));
    let query = "verb=ListRecords&metadataPrefix=oai_dc";
    let pages = harvest(&mut memory, &sized(3), query, |_| ());
    let headers: Vec<Header> = pages.into_iter().flat_map(|p| p.headers).collect();
    assert!(headers.len() == 7 && headers.iter().all(|h| h.deleted && h.sets.len() == 2));
}

#[test]
fn a_list_whose_rest_moved_past_until_still_ends_well() {
    let mut memory = filled(7);
    let query = format!(
        "verb=ListRecords&metadataPrefix=oai_dc&until={}",
        memory.now
    );
    let mut moved = false;
    let pages = harvest(&mut memory, &sized(5), &query, |memory| {
        if !std::mem::replace(&mut moved, true) {
            memory.now.0 += 10;
            memory.commit(book(6), &["lang:fr"]);
            memory.delete(7);
        }
    });
    assert_eq!(pages.len(), 2);
    assert_eq!(pages[1].token.as_deref(), Some(""));
    assert_eq!(pages[1].headers[0].id, 6);
    validate(
        Schema::Oai(Format::OaiDc),
        &[("moved".to_owned(), pages[1].body.clone())],
    );
}

#[test]
fn headers_say_in_which_sets_a_record_is() {
    let mut memory = filled(4);
    let query = "verb=ListIdentifiers&metadataPrefix=oai_dc&set=type:book";
    let headers: Vec<Header> = harvest(&mut memory, &sized(3), query, |_| ())
        .into_iter()
        .flat_map(|p| p.headers)
        .collect();
    assert!(
        headers
            .iter()
            .all(|h| h.sets.contains(&"type:book".to_owned()))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_harvest_of_a_still_collection_sees_each_record_once(
        records in 1_u64..60, size in 1_usize..25, set in 0_usize..6,
        changes in prop::collection::vec((any::<u8>(), any::<u64>()), 0..40),
        records_too in any::<bool>(),
    ) {
        let mut memory = filled(records);
        for (kind, id) in changes {
            mutate(&mut memory, kind, id, records);
        }
        let set = ["", "lang:en", "lang:fr", "type:book", "lang", "type"][set];
        let verb = if records_too { "ListRecords" } else { "ListIdentifiers" };
        let set = (!set.is_empty()).then_some(set);
        let argument = set.map_or(String::new(), |s| format!("&set={s}"));
        let query = format!("verb={verb}&metadataPrefix=oai_dc{argument}");
        let pages = harvest(&mut memory, &sized(size), &query, |_| ());
        let first_live = pages[0].headers.iter().any(|h| !h.deleted);
        let headers: Vec<Header> = pages.into_iter().flat_map(|p| p.headers).collect();
        let truth = truth(&memory, set);
        prop_assert_eq!(headers.len(), truth.len());
        prop_assert_eq!(first_live, truth.values().any(|(live, _)| *live));
        prop_assert_eq!(believed(headers), truth);
    }

    #[test]
    fn nothing_is_missed_while_the_collection_changes(
        records in 2_u64..40, size in 1_usize..12, set in 0_usize..4,
        changes in prop::collection::vec((any::<u8>(), any::<u64>()), 0..60),
    ) {
        let mut memory = filled(records);
        let set = ["", "lang:en", "lang:fr", "lang"][set];
        let set = (!set.is_empty()).then_some(set);
        let argument = set.map_or(String::new(), |s| format!("&set={s}"));
        let query = format!("verb=ListRecords&metadataPrefix=oai_dc{argument}");
        let mut changes = changes.into_iter();
        let pages = harvest(&mut memory, &sized(size), &query, |memory| {
            if let Some((kind, id)) = changes.next() {
                mutate(memory, kind, id, records);
            }
        });
        prop_assert_eq!(believed(pages.into_iter().flat_map(|p| p.headers)), truth(&memory, set));
    }

    #[test]
    fn incremental_harvests_miss_nothing(
        records in 2_u64..30, size in 1_usize..8,
        rounds in prop::collection::vec(prop::collection::vec((any::<u8>(), any::<u64>()), 0..12), 1..6),
    ) {
        let mut memory = filled(records);
        let site = sized(size);
        let mut seen = BTreeMap::new();
        let mut from: Option<Datestamp> = None;
        for changes in rounds {
            let mut changes = changes.into_iter();
            let now = memory.response_date();
            let argument = from.map_or(String::new(), |from| format!("&from={from}"));
            let query = format!("verb=ListRecords&metadataPrefix=oai_dc{argument}&until={now}");
            let pages = harvest(&mut memory, &site, &query, |memory| {
                if let Some((kind, id)) = changes.next() {
                    mutate(memory, kind, id, records);
                }
            });
            seen.extend(believed(pages.into_iter().flat_map(|p| p.headers)));
            from = Some(now);
            for (kind, id) in changes {
                mutate(&mut memory, kind, id, records);
            }
        }
        let query = format!("verb=ListRecords&metadataPrefix=oai_dc&from={}", from.unwrap_or_default());
        let pages = harvest(&mut memory, &site, &query, |_| ());
        seen.extend(believed(pages.into_iter().flat_map(|p| p.headers)));
        prop_assert_eq!(seen, truth(&memory, None));
    }

    #[test]
    fn any_bytes_get_a_well_formed_answer(query in prop::collection::vec(any::<u8>(), 0..200)) {
        let body = oai::answer(&filled(2), &site(), &query).unwrap().body;
        let mut reader = quick_xml::Reader::from_str(&body);
        while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
        prop_assert!(body.chars().all(crate::xml::allowed));
    }

    #[test]
    fn any_argument_gets_a_well_formed_answer(verb in 0_usize..6, name in 0_usize..6, value in "\\PC*|[\\x00-\\x7f]{0,20}") {
        let verb = ["Identify", "ListSets", "ListMetadataFormats", "GetRecord", "ListRecords", "ListIdentifiers"][verb];
        let name = ["identifier", "metadataPrefix", "from", "until", "set", "resumptionToken"][name];
        let query = format!("verb={verb}&{name}={value}");
        let body = oai::answer(&filled(2), &site(), query.as_bytes()).unwrap().body;
        let mut reader = quick_xml::Reader::from_str(&body);
        while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
        prop_assert!(body.chars().all(crate::xml::allowed));
    }
}
