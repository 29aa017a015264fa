//! Requests and what is answered: diagnostics by number, and every kind of answer against its schema.

use proptest::prelude::*;
use record::RecordId;

use super::{
    Failure, answer,
    cql::tests::nearly,
    diagnostic::{Diagnostic, Number},
    query::{Found, Key, List, ListTerm, Part, Piece, Query, Searcher},
};
use crate::{
    Repository, RepositoryError,
    memory::{Memory, Schema, article, convention, site, validate},
};

/// Searches titles word by word, over the records of a collection in memory.
struct Shelf {
    memory: Memory,
    ids: Vec<u64>,
}

impl Shelf {
    fn holds(&self, id: u64, query: &Query) -> bool {
        match query {
            Query::All => true,
            Query::Text { tokens, .. } => {
                let record = self.memory.record(RecordId(id)).unwrap().unwrap();
                let title = record.description.titles.main.full().to_lowercase();
                tokens.iter().all(|token| match &token.pieces[0] {
                    Piece::Text(text) => title.contains(&text.to_lowercase()),
                    _ => false,
                })
            }
            Query::And(a, b) => self.holds(id, a) && self.holds(id, b),
            Query::Or(a, b) => self.holds(id, a) || self.holds(id, b),
            Query::Not(a, b) => self.holds(id, a) && !self.holds(id, b),
            _ => false,
        }
    }
}

impl Searcher for Shelf {
    fn find(&self, query: &Query, _: &[Key], first: u64, most: usize) -> Result<Found, Failure> {
        if self.memory.broken {
            return Err(RepositoryError("the disk is gone".to_owned()).into());
        }
        if matches!(query, Query::Fact { .. }) {
            return Err(Diagnostic::of(Number::TooManyMatches, "20000").into());
        }
        let ids = self.ids.iter().copied().filter(|id| self.holds(*id, query));
        let found: Vec<RecordId> = ids.map(RecordId).collect();
        let first = usize::try_from(first).unwrap().min(found.len());
        Ok(Found {
            total: found.len() as u64,
            records: found[first..].iter().take(most).copied().collect(),
        })
    }

    fn list(&self, _: List, from: &str, before: usize, after: usize) -> Result<Part, Failure> {
        let all = ["labour", "protection", "wages", "work"];
        let at = all.iter().position(|t| *t >= from).unwrap_or(all.len());
        let (start, end) = (at.saturating_sub(before), (at + after).min(all.len()));
        let term = |value: &&str| ListTerm {
            value: (*value).to_owned(),
            display: Some(format!("<{value}>")),
            records: 1,
        };
        Ok(Part {
            terms: all[start..end].iter().map(term).collect(),
            before: at - start,
            begins: start == 0,
            ends: end == all.len(),
        })
    }

    fn records(&self) -> u64 {
        self.ids.len() as u64
    }
}

/// Articles 1 to 4, convention 5, and 6, which the index has and the collection has deleted.
fn shelf() -> Shelf {
    let mut memory = Memory::new(1_700_000_000);
    for id in 1..5 {
        memory.commit(article(id), &[]);
    }
    memory.commit(convention(5), &[]);
    memory.commit(article(6), &[]);
    memory.delete(6);
    Shelf {
        memory,
        ids: (1..7).collect(),
    }
}

fn ask(query: &str) -> String {
    let shelf = shelf();
    let answer = answer(&shelf.memory, &shelf, &site(), query.as_bytes(), None).unwrap();
    answer.body
}

/// A CQL query as SRU 1.2 sends it.
fn search(cql: &str) -> String {
    ask(&format!(
        "operation=searchRetrieve&version=1.2&query={}",
        encoded(cql)
    ))
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

/// The diagnostics of an answer, as `16 dc.nonsense`.
fn told(xml: &str) -> Vec<String> {
    let between = |xml: &str, from: &str, to: &str| {
        let (_, rest) = xml.split_once(from)?;
        Some(rest.split_once(to)?.0.to_owned())
    };
    xml.split("<diag:diagnostic ")
        .skip(1)
        .map(|one| {
            let uri = between(one, "<diag:uri>info:srw/diagnostic/1/", "<").unwrap();
            let details = between(one, "<diag:details>", "<").unwrap_or_default();
            format!("{uri} {details}").trim().to_owned()
        })
        .collect()
}

#[test]
fn what_is_wrong_with_a_request_has_its_number() {
    let start = "operation=searchRetrieve&version=1.2&query=cql.allRecords%3D1";
    let scan = "operation=scan&version=1.2&scanClause=dc.title%3Dwork";
    for (query, expected) in [
        // SRU 1.2 "Parameters"; part 3 section 2.3.
        (
            "operation=searchRetrieve&query=work".to_owned(),
            "7 version",
        ),
        ("version=1.2&query=work".to_owned(), "7 operation"),
        ("operation=searchRetrieve&version=1.2".to_owned(), "7 query"),
        (
            "operation=searchRetrieve&version=1.2&query=".to_owned(),
            "7 query",
        ),
        ("operation=scan&version=1.2".to_owned(), "7 scanClause"),
        ("queryType=cql".to_owned(), "7 query"),
        (
            "operation=searchRetrieve&version=1.0&query=work".to_owned(),
            "5 2.0",
        ),
        (
            "operation=searchRetrieve&version=3.0&query=work".to_owned(),
            "5 2.0",
        ),
        ("version=9&query=work".to_owned(), "5 2.0"),
        ("operation=update&version=1.2".to_owned(), "4"),
        (format!("{start}&nonsense=1"), "8 nonsense"),
        (format!("{start}&facetLimit=10"), "8 facetLimit"),
        (
            format!("{start}&recordXMLEscaping=xml"),
            "8 recordXMLEscaping",
        ),
        (format!("{start}&scanClause=a"), "8 scanClause"),
        ("query=work&recordXPath=/a".to_owned(), "8 recordXPath"),
        ("query=work&facetLimit=10".to_owned(), "8 facetLimit"),
        (format!("{start}&query=again"), "6 query"),
        (format!("{start}&startRecord=0"), "6 startRecord"),
        (format!("{start}&startRecord=-1"), "6 startRecord"),
        (format!("{start}&startRecord=one"), "6 startRecord"),
        (format!("{start}&maximumRecords=-1"), "6 maximumRecords"),
        (format!("{start}&maximumRecords=%2B1"), "6 maximumRecords"),
        (format!("{start}&resultSetTTL=soon"), "6 resultSetTTL"),
        (
            "query=work&recordXMLEscaping=csv".to_owned(),
            "6 recordXMLEscaping",
        ),
        ("query=work&recordPacking=xml".to_owned(), "6 recordPacking"),
        ("query=work&renderedBy=server".to_owned(), "6 renderedBy"),
        ("query=work&httpAccept=image/png".to_owned(), "6 httpAccept"),
        (
            "operation=searchRetrieve&version=1.2&query=%FF".to_owned(),
            "6 query",
        ),
        (format!("{start}&recordPacking=json"), "71 json"),
        (format!("{start}&recordSchema=mods9"), "66 mods9"),
        (format!("{start}&recordXPath=/a"), "72"),
        (format!("{start}&stylesheet=http://a/b.xsl"), "110"),
        (format!("{start}&startRecord=99"), "61"),
        (
            "query=work&queryType=searchTerms".to_owned(),
            "11 searchTerms",
        ),
        // SRU 1.1 "Sorting".
        (format!("{start}&sortKeys=shelf"), "88 shelf"),
        (format!("{start}&sortKeys=title,onix"), "87 onix"),
        (format!("{start}&sortKeys=title,,up"), "90 up"),
        (format!("{start}&sortKeys=title,,1,1"), "91 1"),
        (format!("{start}&sortKeys=title,,1,0,abort"), "92 abort"),
        (format!("{start}&sortKeys=title title"), "85 title"),
        (
            format!("{start}%20sortBy%20dc.title&sortKeys=date"),
            "6 sortKeys",
        ),
        // SRU 1.2 "scan".
        (format!("{scan}&maximumTerms=101"), "121 100"),
        (format!("{scan}&maximumTerms=0"), "6 maximumTerms"),
        (format!("{scan}&maximumTerms=5&responsePosition=7"), "120"),
        (format!("{scan}&query=work"), "8 query"),
    ] {
        assert_eq!(told(&ask(&query)), [expected], "{query}");
    }
}

#[test]
fn what_is_wrong_with_a_query_has_its_number() {
    let deep = "a".repeat(4_001);
    for (cql, expected) in [
        // Context sets and indexes (CQL 1.2 "Context Sets").
        ("marc.245 = work", "15 marc"),
        ("> m = \"info:other\" m.title = work", "15 info:other"),
        ("> dc = \"info:other\" dc.title = work", "15 info:other"),
        ("dc.shelf = work", "16 dc.shelf"),
        ("shelf = work", "16 shelf"),
        ("bath.keyTitle = work", "16 bath.keyTitle"),
        (
            "bath.possessingInstitution = ilo",
            "16 bath.possessingInstitution",
        ),
        ("cql.resultSetId = 1", "50"),
        // Relations and modifiers (CQL context set 1.2).
        ("dc.title like work", "19 like"),
        ("dc.title encloses work", "19 encloses"),
        ("dc.title dc.any work", "19 dc.any"),
        ("dc.title =/fuzzy work", "20 fuzzy"),
        ("dc.title =/cql.relevant work", "20 cql.relevant"),
        ("dc.title =/respectCase work", "20 respectCase"),
        ("dc.title =/locale=fr work", "20 locale"),
        ("dc.title =/regexp work", "20 regexp"),
        ("dc.creator =/stem work", "20 stem"),
        ("dc.title =/isoDate 2000", "20 isoDate"),
        ("dc.date =/word 2000", "20 word"),
        ("dc.title any/string work", "20 string"),
        ("dc.title < work", "22 dc.title &lt;"),
        ("dc.title within \"a b\"", "22 dc.title within"),
        ("dc.date adj 2000", "22 dc.date adj"),
        ("dc.type > book", "22 dc.type &gt;"),
        ("cql.allRecords any 1", "22 cql.allRecords any"),
        ("dc.title =/stem \"work force\"", "24 = work force"),
        ("dc.title =/stem work*", "24 = work*"),
        // Terms.
        ("dc.title = \"\"", "27"),
        ("\"...\"", "27"),
        ("dc.title = \\a", "26 a"),
        ("dc.title = *", "29 2"),
        ("dc.title = w*", "29 2"),
        ("dc.identifier = 1*", "29 2"),
        ("dc.title = ab*c*d*e*f*g*h*i*j*", "30 8"),
        ("dc.title = wo*-k", "49 wo*-k"),
        ("dc.identifier = 00*77", "49 *"),
        ("dc.language = e*", "28 *"),
        ("dc.date = 19??", "28 ?"),
        ("dc.language = ^en", "31 ^"),
        ("dc.title = a^b", "32 a^b"),
        ("dc.title = \"a ^b\"", "32 a ^b"),
        (
            "dc.date = soon",
            "36 soon: a date as YYYY, YYYY-MM or YYYY-MM-DD is expected",
        ),
        (
            "dc.date = 2000-13",
            "36 2000-13: a date as YYYY, YYYY-MM or YYYY-MM-DD is expected",
        ),
        (
            "dc.date within 2000",
            "36 2000: two values with a space between them is expected",
        ),
        ("rec.id = one", "36 one: a record&#39;s number is expected"),
        (
            "rec.lastModificationDate > 2026-02-30",
            "36 2026-02-30: a date as YYYY, YYYY-MM or YYYY-MM-DD, or a UTC second is expected",
        ),
        // Booleans.
        ("a prox b", "39 prox"),
        ("a and/rel.combine=sum b", "46 rel.combine"),
        // Sorting (sort context set).
        ("a sortBy dc.shelf", "16 dc.shelf"),
        ("a sortBy dc.subject", "88 dc.subject"),
        ("a sortBy dc.title/sort.respectCase", "91 sort.respectCase"),
        ("a sortBy dc.title/sort.missingFail", "92 sort.missingFail"),
        ("a sortBy dc.title/missingValue=x", "92 missingValue"),
        ("a sortBy dc.title/sort.locale=fr", "48 sort.locale"),
        ("a sortBy dc.title dc.title", "85 dc.title"),
        ("a sortBy title date creator rec.id relevance", "84 4"),
        // The parser's own.
        ("a and", "10 at character 5: a search term is expected"),
        ("(a", "13 0"),
        ("\"a", "14 0"),
        (deep.as_str(), "12 4000"),
        ("> a = \"u\" > a = \"v\" b", "45 a"),
        // What only the search itself knows.
        ("dc.language = en", "60 20000"),
    ] {
        let expected = expected.replace("&#39;", "'");
        let xml = search(cql);
        assert_eq!(told(&xml), [expected], "{cql}");
        assert!(
            xml.contains("<zs:numberOfRecords>0</zs:numberOfRecords>"),
            "{cql}"
        );
    }
}

#[test]
fn scans_that_make_no_sense_have_their_number() {
    for (clause, expected) in [
        ("dc.title = a and dc.title = b", "48 and"),
        ("> a = \"u\" a.title = b", "48 prefix"),
        ("dc.title = a sortBy dc.date", "48 sortBy"),
        ("dc.format = pdf", "16 dc.format"),
        ("dc.shelf = a", "16 dc.shelf"),
        ("dc.title == a", "22 dc.title =="),
        ("dc.title < a", "22 dc.title &lt;"),
        ("dc.title = a*", "28 *"),
        ("dc.title like a", "19 like"),
        (
            "dc.title =",
            "10 at character 10: a search term is expected",
        ),
    ] {
        let query = format!("operation=scan&version=1.2&scanClause={}", encoded(clause));
        assert_eq!(told(&ask(&query)), [expected], "{clause}");
    }
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let query = "operation=searchRetrieve&version=1.2&query=%22a&startRecord=x&recordSchema=y&z=1";
    assert_eq!(told(&ask(query)), ["8 z", "6 startRecord", "66 y", "14 0"]);
    let explain = ask("operation=explain&version=1.2&query=a&recordPacking=no");
    assert_eq!(told(&explain), ["8 query", "71 no"]);
    assert!(explain.contains("<zr:explain"));
}

#[test]
fn a_part_of_the_records_is_sent_and_where_the_next_begins() {
    let xml = search("cql.allRecords = 1");
    assert!(xml.contains("<zs:numberOfRecords>6</zs:numberOfRecords>"));
    assert_eq!(xml.matches("<zs:record>").count(), 6);
    assert!(!xml.contains("nextRecordPosition"));
    let start = "operation=searchRetrieve&version=1.2&query=cql.allRecords%3D1";
    let xml = ask(&format!("{start}&startRecord=2&maximumRecords=3"));
    assert_eq!(xml.matches("<zs:record>").count(), 3);
    assert!(xml.contains("<zs:recordPosition>4</zs:recordPosition>"));
    assert!(xml.contains("<zs:nextRecordPosition>5</zs:nextRecordPosition>"));
    let none = ask(&format!("{start}&maximumRecords=0"));
    assert!(none.contains("<zs:numberOfRecords>6<") && !none.contains("<zs:records>"));
    let beyond = ask(&format!("{start}&startRecord=99999999999999999999999"));
    assert_eq!(told(&beyond), ["61"]);
}

#[test]
fn a_record_that_has_gone_is_a_surrogate_diagnostic() {
    let xml = search("cql.allRecords = 1");
    assert_eq!(told(&xml), ["65"]);
    let schema = "<zs:recordSchema>info:srw/schema/1/diagnostics-v1.1</zs:recordSchema>";
    assert_eq!(xml.matches(schema).count(), 1);
    assert!(!xml.contains("<zs:diagnostics>"));
}

#[test]
fn extensions_and_empty_parameters_are_let_pass() {
    for query in [
        "operation=searchRetrieve&version=1.2&query=work&x-info-5-restrictorSummary=true&x-a=%FF",
        "operation=searchRetrieve&version=1.1&query=work&recordSchema=&startRecord=",
        "query=work&recordPacking=unpacked&renderedBy=client&resultSetTTL=60",
        "version=2.0&operation=searchRetrieve&query=work&recordXMLEscaping=string",
        "",
        "operation=explain&version=1.1",
    ] {
        assert_eq!(told(&ask(query)), [""; 0], "{query}");
    }
}

#[test]
fn the_media_type_is_the_askers_choice() {
    for (query, accept, expected) in [
        ("", None, "text/xml; charset=utf-8"),
        ("", Some("text/html,*/*"), "text/xml; charset=utf-8"),
        (
            "query=a",
            Some("application/sru+xml"),
            "application/sru+xml; charset=utf-8",
        ),
        (
            "query=a&httpAccept=application/xml",
            None,
            "application/xml; charset=utf-8",
        ),
        (
            "query=a&httpAccept=application/sru%2Bxml",
            None,
            "application/sru+xml; charset=utf-8",
        ),
        (
            "operation=explain&version=1.2",
            Some("application/sru+xml"),
            "text/xml; charset=utf-8",
        ),
    ] {
        let shelf = shelf();
        let answer = answer(&shelf.memory, &shelf, &site(), query.as_bytes(), accept).unwrap();
        assert_eq!(answer.content_type, expected, "{query} {accept:?}");
    }
}

#[test]
fn a_collection_that_cannot_be_read_is_no_answer() {
    let mut shelf = shelf();
    shelf.memory.broken = true;
    let query = b"operation=searchRetrieve&version=1.2&query=work";
    assert!(answer(&shelf.memory, &shelf, &site(), query, None).is_err());
}

/// Requests for every kind of answer, without the version.
fn kinds() -> Vec<String> {
    let cql = [
        "work",
        "cql.allRecords=1",
        "dc.title any \"work wages\" and (dc.creator = a or dc.subject all/stem \"b c\") not d",
        "> dc = \"info:srw/cql-context-set/1/dc-v1.1\" dc.title = a sortBy dc.date/sort.descending dc.title",
        "(> \"info:srw/cql-context-set/1/dc-v1.1\" title = a) or b",
        "nothing",
        "dc.shelf = a",
        "a and",
    ];
    let mut kinds = Vec::new();
    for query in cql {
        for schema in ["marcxml", "dc"] {
            for string in ["", "&STRING=string"] {
                let query = encoded(query);
                kinds.push(format!(
                    "operation=searchRetrieve&query={query}&recordSchema={schema}{string}&maximumRecords=4&startRecord=2"
                ));
            }
        }
    }
    for scan in [
        "dc.title = work",
        "dc.title = zzz",
        "work",
        "dc.shelf = a",
        "dc.title =",
    ] {
        let scan = encoded(scan);
        kinds.push(format!("operation=scan&scanClause={scan}"));
        kinds.push(format!(
            "operation=scan&scanClause={scan}&maximumTerms=2&responsePosition=2"
        ));
    }
    kinds.push("operation=explain".to_owned());
    kinds.push("operation=explain&STRING=string".to_owned());
    kinds.push("operation=explain&nonsense=1".to_owned());
    kinds
}

#[test]
fn every_kind_of_answer_is_valid() {
    for (version, escaping, schema) in [
        ("1.1", "recordPacking", Schema::Sru12),
        ("1.2", "recordPacking", Schema::Sru12),
        ("2.0", "recordXMLEscaping", Schema::Sru20),
    ] {
        let documents: Vec<(String, String)> = kinds()
            .into_iter()
            .map(|query| {
                let query = format!("version={version}&{}", query.replace("STRING", escaping));
                let xml = ask(&query);
                (query, xml)
            })
            .filter(|(query, _)| version != "2.0" || !query.contains("operation=scan"))
            .collect();
        validate(schema, &documents);
    }
    let scans: Vec<(String, String)> = kinds()
        .into_iter()
        .filter(|query| query.starts_with("operation=scan"))
        .map(|query| (query.clone(), ask(&format!("version=2.0&{query}"))))
        .collect();
    validate(Schema::Sru20Scan, &scans);
}

#[test]
fn the_explain_record_is_valid_and_names_every_index() {
    let xml = ask("");
    let (_, rest) = xml.split_once("<zs:recordData>").unwrap();
    let (record, _) = rest.split_once("</zs:recordData>").unwrap();
    validate(Schema::ZeeRex, &[("explain".to_owned(), record.to_owned())]);
    for index in super::indexes::INDEXES {
        for (set, name) in index.names {
            let map = format!("<zr:name set=\"{set}\">{name}</zr:name>");
            assert_eq!(
                record.contains(&map),
                *name != "resultSetId",
                "{set}.{name}"
            );
        }
    }
    insta::assert_snapshot!("explain", record.replace("><zr:", ">\n<zr:"));
}

#[test]
fn answers_of_each_version_are_what_they_were() {
    let query = encoded("dc.title = wages sortBy dc.date");
    for (name, request) in [
        (
            "search-1.2",
            format!("version=1.2&operation=searchRetrieve&recordSchema=dc&query={query}"),
        ),
        ("search-2.0", format!("recordSchema=dc&query={query}")),
        (
            "scan-1.2",
            "version=1.2&operation=scan&scanClause=dc.title%3Dprotection&maximumTerms=2".to_owned(),
        ),
        (
            "scan-2.0",
            "scanClause=dc.title%3Dprotection&maximumTerms=2".to_owned(),
        ),
    ] {
        insta::assert_snapshot!(name, ask(&request));
    }
}

proptest! {
    #[test]
    fn whatever_is_asked_the_answer_is_well_formed(
        query in nearly(),
        version in prop::sample::select(vec!["1.1", "1.2", "2.0"]),
        other in any::<String>(),
    ) {
        for parameters in [
            format!("operation=searchRetrieve&query={}&recordSchema={}", encoded(&query), encoded(&other)),
            format!("operation=scan&scanClause={}", encoded(&query)),
            format!("operation=searchRetrieve&query={}", encoded(&other)),
        ] {
            let xml = ask(&format!("version={version}&{parameters}"));
            validate(Schema::None, &[(parameters, xml)]);
        }
    }
}
