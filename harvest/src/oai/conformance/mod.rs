//! What an OAI-PMH 2.0 repository must do, case by case, with the clause beside each.
//!
//! Every answer of the table is checked for its envelope and validated against the schemas.

mod get;
mod lists;
mod metadata;
mod verbs;
mod whole;

use record::{Datestamp, Origin, Record};

use crate::{
    Format, Site,
    memory::{Memory, Schema, article, book, report, site, validate},
    oai::{self, OaiAnswer},
};

use self::{
    get::GET,
    lists::{LISTS, MOMENTS, TOKENS},
    metadata::{BESIDE, EVERY_FORMAT},
    verbs::{FORMATS, IDENTIFY, SETS, VERBS},
};

/// 2026-01-01T00:00:00Z.
const START: i64 = 1_767_225_600;
const HOUR: i64 = 3_600;
const BASE: &str = "https://labordoc.example.org/oai";

/// Records 1 to 12, one an hour from 01:00 on 2026-01-01; 3 is deleted at 00:00 on 2026-01-02,
/// 4 moves from French to Spanish at 12:00 that day; it is 2026-01-10.
fn collection() -> Memory {
    let mut memory = Memory::new(START);
    for id in 1..=12 {
        memory.now.0 = START + id as i64 * HOUR;
        let lang = if id % 2 == 1 { "lang:en" } else { "lang:fr" };
        memory.commit(work(id), &sets(id, lang));
    }
    memory.now.0 = START + 24 * HOUR;
    memory.delete(3);
    memory.now.0 = START + 36 * HOUR;
    memory.commit(work(4), &sets(4, "lang:es"));
    memory.now.0 = START + 9 * 24 * HOUR;
    memory
}

fn work(id: u64) -> Record {
    match id {
        1 => article(1),
        2 => report(2),
        6 => {
            let mut harvested = book(6);
            let origin = |host: &str, harvested, altered, before| Origin {
                base_url: format!("https://{host}/oai"),
                identifier: format!("oai:{host}:9"),
                datestamp: "2025-01-01".to_owned(),
                namespace: "http://www.loc.gov/MARC21/slim".to_owned(),
                harvested: Datestamp(harvested),
                altered,
                deleted: false,
                before,
            };
            let first = origin("first.example.org", START - 365 * 24 * HOUR, false, None);
            let second = origin("other.example.org", START, true, Some(Box::new(first)));
            harvested.provenance.origin = Some(second);
            harvested
        }
        5 => {
            let mut odd = book(5);
            odd.description.titles.main.main = "a\u{0}\u{b}<b>&\"'\u{FFFF}]]>".to_owned();
            odd
        }
        id => book(id),
    }
}

fn sets(id: u64, lang: &'static str) -> Vec<&'static str> {
    let mut sets = vec![
        lang,
        if id == 1 {
            "type:journal-article"
        } else {
            "type:book"
        },
    ];
    sets.extend((id == 1).then_some("journal:ilr"));
    sets.extend(matches!(id, 1 | 2 | 5).then_some("theme:wages"));
    sets
}

fn ask(memory: &Memory, site: &Site, query: &str) -> OaiAnswer {
    oai::answer(memory, site, query.as_bytes()).unwrap()
}

/// Clause, query, the codes of the faults in order, what the answer holds; `!` stands before
/// what it must not hold.
type Case = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

fn check(cases: &[Case]) {
    let (memory, site) = (collection(), site());
    let mut answers = Vec::new();
    for (clause, query, faults, holds) in cases {
        let answer = ask(&memory, &site, query);
        let body = &answer.body;
        let place = format!("{clause}: {query}\n{body}");
        let found: Vec<&str> = body
            .split("<error code=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(&found, faults, "{place}");
        assert_eq!(answer.fault, faults.first().copied(), "{place}");
        for text in *holds {
            match text.strip_prefix('!') {
                Some(text) => assert!(!body.contains(text), "holds {text}; {place}"),
                None => assert!(body.contains(text), "lacks {text}; {place}"),
            }
        }
        // OAI-PMH 2.0 section 3.2: the declaration, the moment, the request.
        assert!(
            body.starts_with(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
                 <?xml-stylesheet type=\"text/xsl\" href=\"/oai.xsl\"?>\n<OAI-PMH "
            ),
            "{place}"
        );
        assert!(
            body.contains("<responseDate>2026-01-10T00:00:00Z</responseDate>"),
            "{place}"
        );
        assert!(body.contains(&format!(">{BASE}</request>")), "{place}");
        let bare = faults
            .iter()
            .any(|f| matches!(*f, "badVerb" | "badArgument"));
        assert_eq!(body.contains("<request>"), bare, "{place}");
        let format = Format::ALL.into_iter().find(|format| {
            let asked = format!("metadataPrefix={}", format.prefix());
            query.split('&').any(|part| part == asked)
        });
        answers.push((format, format!("{clause} {query}"), answer.body));
    }
    for format in Format::ALL {
        let of = |(asked, ..): &&(Option<Format>, String, String)| {
            asked.unwrap_or(Format::OaiDc) == format
        };
        let documents: Vec<(String, String)> = answers
            .iter()
            .filter(of)
            .map(|(_, name, body)| (name.clone(), body.clone()))
            .collect();
        if !documents.is_empty() {
            validate(Schema::Oai(format), &documents);
        }
    }
}

#[test]
fn verbs_conform() {
    check(VERBS);
}

#[test]
fn identify_conforms() {
    check(IDENTIFY);
}

#[test]
fn list_metadata_formats_conforms() {
    check(FORMATS);
}

#[test]
fn list_sets_conforms() {
    check(SETS);
}

#[test]
fn get_record_conforms() {
    check(GET);
}

#[test]
fn lists_conform() {
    check(LISTS);
}

#[test]
fn from_and_until_conform() {
    check(MOMENTS);
}

#[test]
fn tokens_conform() {
    check(TOKENS);
}

#[test]
fn every_format_conforms() {
    check(EVERY_FORMAT);
}

#[test]
fn what_stands_beside_the_metadata_conforms() {
    check(BESIDE);
}

#[test]
fn there_are_enough_cases() {
    let all = [
        VERBS,
        IDENTIFY,
        FORMATS,
        SETS,
        GET,
        LISTS,
        MOMENTS,
        TOKENS,
        EVERY_FORMAT,
        BESIDE,
    ];
    let count: usize = all.iter().map(|cases| cases.len()).sum();
    assert!(count >= 150, "{count}");
}
