//! Whole answers, and collections that are odd: empty, broken, without a domain.

use super::*;

#[test]
fn an_empty_collection_answers() {
    let (memory, site) = (Memory::new(START), site());
    let mut answers = Vec::new();
    for (query, fault) in [
        ("verb=Identify", None),
        ("verb=ListMetadataFormats", None),
        ("verb=ListSets", Some("noSetHierarchy")),
        (
            "verb=ListRecords&metadataPrefix=oai_dc",
            Some("noRecordsMatch"),
        ),
        (
            "verb=ListIdentifiers&metadataPrefix=oai_dc",
            Some("noRecordsMatch"),
        ),
        (
            "verb=ListIdentifiers&metadataPrefix=oai_dc&set=lang:en",
            Some("noRecordsMatch"),
        ),
    ] {
        let answer = ask(&memory, &site, query);
        assert_eq!(answer.fault, fault, "{query}");
        answers.push((query.to_owned(), answer.body));
    }
    assert!(
        answers[0]
            .1
            .contains("<earliestDatestamp>2026-01-01T00:00:00Z<")
    );
    validate(Schema::Oai(Format::OaiDc), &answers);
}

#[test]
fn a_host_that_is_no_domain_gets_no_description() {
    let site = Site {
        oai_host: "localhost".to_owned(),
        ..site()
    };
    let answer = ask(&collection(), &site, "verb=Identify");
    assert!(!answer.body.contains("<oai-identifier"));
    validate(
        Schema::Oai(Format::OaiDc),
        &[("localhost".to_owned(), answer.body)],
    );
}

#[test]
fn sets_are_described_in_all_languages() {
    let site = Site {
        page_size: 50,
        ..site()
    };
    let body = ask(&collection(), &site, "verb=ListSets").body;
    for text in [
        "<setDescription><oai_dc:dc ",
        "<dc:title xml:lang=\"fr\">article de revue</dc:title>",
        "<dc:identifier>https://labordoc.example.org/concepts/document-types/journal-article</dc:identifier>",
    ] {
        assert!(body.contains(text), "lacks {text}: {body}");
    }
    validate(Schema::Oai(Format::OaiDc), &[("sets".to_owned(), body)]);
}

#[test]
fn many_faults_make_no_long_answer() {
    let query = format!("verb=Identify{}", "&x=1".repeat(10_000));
    let answer = ask(&collection(), &site(), &query);
    assert_eq!(answer.body.matches("<error").count(), 20);
    let query = format!("verb={}", "x".repeat(100_000));
    assert!(ask(&collection(), &site(), &query).body.len() < 2_000);
}

#[test]
fn a_broken_collection_is_no_protocol_error() {
    let mut memory = collection();
    memory.broken = true;
    for query in [
        "verb=ListRecords&metadataPrefix=oai_dc",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1&metadataPrefix=oai_dc",
    ] {
        let failed = oai::answer(&memory, &site(), query.as_bytes()).unwrap_err();
        assert_eq!(
            failed.to_string(),
            "the collection cannot be read: the disk is gone"
        );
    }
}

#[test]
fn any_identifier_is_repeated_as_a_uri() {
    let (memory, site) = (collection(), site());
    let odd = "a :/?#[]@!$&'()*+,;=%\"<>\\^`{|}~é中1.-";
    let mut answers = Vec::new();
    for first in odd.chars() {
        for second in odd.chars() {
            for text in [
                format!("{first}{second}"),
                format!("x:{first}{second}1"),
                format!("x://{first}:{second}/"),
            ] {
                let encoded: String = text.bytes().map(|b| format!("%{b:02X}")).collect();
                let query = format!("verb=ListMetadataFormats&identifier={encoded}");
                let answer = ask(&memory, &site, &query);
                assert_eq!(answer.fault, Some("idDoesNotExist"), "{text}");
                answers.push((String::new(), answer.body));
            }
        }
    }
    validate(Schema::Oai(Format::OaiDc), &answers);
}

#[test]
fn whole_answers_stay_as_they_are() {
    let (memory, site) = (
        collection(),
        Site {
            page_size: 2,
            ..site()
        },
    );
    for (name, query) in [
        ("identify", "verb=Identify"),
        ("list_sets", "verb=ListSets"),
        ("list_metadata_formats", "verb=ListMetadataFormats"),
        (
            "list_identifiers",
            "verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-02",
        ),
        (
            "get_record",
            "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:labordoc.example.org:2",
        ),
        (
            "list_records",
            "verb=ListRecords&metadataPrefix=marcxml&set=lang:en",
        ),
        ("faults", "verb=ListRecords&metadataPrefix=x&from=1&set="),
    ] {
        insta::assert_snapshot!(name, ask(&memory, &site, query).body);
    }
}
