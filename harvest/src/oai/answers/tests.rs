//! What is tried on the reader of answers.

use record::SourceFormat;

use super::{Answer, AnswerError, MetadataFormat, choose};

fn list(records: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\" \
         xmlns:marc='http://www.loc.gov/MARC21/slim'>\
         <responseDate>2026-11-27T00:00:00Z</responseDate><request verb=\"ListRecords\">x</request>\
         <ListRecords>{records}</ListRecords></OAI-PMH>"
    )
}

#[test]
fn records_tombstones_provenance_and_tokens_are_read() {
    let answer = Answer::read(&list(
        "<record><header><identifier>oai:x:1&amp;2</identifier><datestamp>2026-01-01</datestamp>\
         <setSpec>a</setSpec></header><metadata>\n <marc:record><marc:leader>x</marc:leader>\
         </marc:record> </metadata><about><rights/></about><about><provenance>\
         <originDescription harvestDate=\"2025-02-03\" altered=\"true\"><baseURL>http://b</baseURL>\
         <identifier>oai:b:1</identifier><datestamp>2025</datestamp>\
         <metadataNamespace>n</metadataNamespace><originDescription harvestDate=\"2024-01-01T00:00:00Z\" \
         altered=\"false\"><baseURL>http://a</baseURL><identifier>oai:a:1</identifier>\
         </originDescription></originDescription></provenance></about></record>\
         <record><header status=\"deleted\"><identifier>oai:x:3</identifier>\
         <datestamp>2026-01-02</datestamp></header></record>\
         <resumptionToken cursor=\"0\">a&lt;b</resumptionToken>",
    ))
    .unwrap();
    assert_eq!(answer.response_date, "2026-11-27T00:00:00Z");
    assert_eq!(answer.token.as_deref(), Some("a<b"));
    let [live, gone] = &answer.records[..] else {
        panic!("{answer:?}")
    };
    assert_eq!(live.identifier, "oai:x:1&2");
    assert_eq!(
        live.metadata,
        "<marc:record xmlns:marc=\"http://www.loc.gov/MARC21/slim\"><marc:leader>x</marc:leader></marc:record>"
    );
    let before = live.before.as_deref().unwrap();
    assert_eq!(
        (before.base_url.as_str(), before.altered),
        ("http://b", true)
    );
    assert_eq!(before.harvested.to_string(), "2025-02-03T00:00:00Z");
    assert_eq!(before.before.as_deref().unwrap().identifier, "oai:a:1");
    assert!(gone.deleted && gone.metadata.is_empty() && !live.deleted);
}

#[test]
fn an_element_gets_the_namespaces_that_it_had_from_around_it_and_no_others() {
    for (record, expected) in [
        (
            "<metadata xmlns:dc='d'><oai_dc:dc xmlns:oai_dc=\"o\"><dc:title>T</dc:title></oai_dc:dc></metadata>",
            "<oai_dc:dc xmlns:dc=\"d\" xmlns:oai_dc=\"o\"><dc:title>T</dc:title></oai_dc:dc>",
        ),
        (
            "<metadata xmlns='m'><record><leader/></record></metadata>",
            "<record xmlns=\"m\"><leader/></record>",
        ),
        (
            "<metadata><record xmlns='m'/></metadata>",
            "<record xmlns='m'/>",
        ),
        (
            "<metadata><!-- c --><record><metadata>x</metadata></record></metadata>",
            "<!-- c --><record><metadata>x</metadata></record>",
        ),
        ("<metadata/>", ""),
    ] {
        let answer = Answer::read(&list(&format!("<record>{record}</record>"))).unwrap();
        assert_eq!(answer.records[0].metadata, expected);
    }
}

#[test]
fn what_is_no_answer_is_told_as_what_it_is() {
    let cut = list("<record><header>");
    let cut = &cut[..cut.len() - 30];
    for (text, expected) in [
        (
            "<!DOCTYPE html><html><head><title> Sign in </title>",
            "a web page called \"Sign in\" came instead of OAI-PMH",
        ),
        (
            "{\"error\": 1}",
            "what came is no OAI-PMH: it begins with \"{\\\"error\\\": 1}\"",
        ),
        ("", "what came is no OAI-PMH: it begins with \"\""),
        (
            "<rss></rss>",
            "what came is no OAI-PMH: it begins with \"<rss>\"",
        ),
        ("<OAI-PMH><a></b></OAI-PMH>", "the XML is wrong at byte"),
        (
            "<!DOCTYPE x SYSTEM 'y'><OAI-PMH/>",
            "the XML is wrong at byte",
        ),
        (cut, "the XML is wrong at byte"),
    ] {
        let error = Answer::read(text).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{text}: {error}");
    }
    let cut = Answer::read("<OAI-PMH><ListRecords>").unwrap_err();
    let AnswerError::Xml { byte, why } = cut else {
        panic!("{cut}")
    };
    assert_eq!((byte, why.as_str()), (22, "it ends within ListRecords"));
}

#[test]
fn errors_identities_and_empty_tokens_are_read() {
    let answer = Answer::read(
        "<OAI-PMH><responseDate>x</responseDate><error code=\"noRecordsMatch\">none</error>\
         <error code='badArgument'/></OAI-PMH>",
    )
    .unwrap();
    let errors: Vec<_> = answer
        .errors
        .iter()
        .map(|(c, t)| (c.as_str(), t.as_str()))
        .collect();
    assert_eq!(errors, [("noRecordsMatch", "none"), ("badArgument", "")]);
    let answer = Answer::read(
        "<OAI-PMH><Identify><repositoryName>R</repositoryName><baseURL>http://r</baseURL>\
         <protocolVersion>2.0</protocolVersion><granularity>YYYY-MM-DD</granularity></Identify></OAI-PMH>",
    )
    .unwrap();
    let identity = answer.identity.unwrap();
    assert_eq!(
        (identity.name.as_str(), identity.version.as_str()),
        ("R", "2.0")
    );
    assert!(identity.is_by_day());
    for end in [
        "<resumptionToken/>",
        "<resumptionToken> </resumptionToken>",
        "",
    ] {
        assert_eq!(Answer::read(&list(end)).unwrap().token, None);
    }
}

#[test]
fn the_richest_format_that_is_read_is_asked_for() {
    let format = |(prefix, namespace): &(&str, &str)| MetadataFormat {
        prefix: (*prefix).to_owned(),
        namespace: (*namespace).to_owned(),
    };
    let marc = "http://www.loc.gov/MARC21/slim";
    let dc = ("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/");
    let mods = ("mods36", "http://www.loc.gov/mods/v3");
    for (formats, prefix, expected) in [
        (
            vec![dc, mods, ("m", marc)],
            None,
            Some(("m", SourceFormat::Marcxml)),
        ),
        (
            vec![("a", marc), ("marc21", marc)],
            None,
            Some(("marc21", SourceFormat::Marcxml)),
        ),
        (
            vec![dc, ("unimarc", marc)],
            None,
            Some(("oai_dc", SourceFormat::OaiDc)),
        ),
        (vec![dc, mods], None, Some(("mods36", SourceFormat::Mods))),
        (
            vec![dc, mods],
            Some("oai_dc"),
            Some(("oai_dc", SourceFormat::OaiDc)),
        ),
        (
            vec![("oai_dc", "")],
            None,
            Some(("oai_dc", SourceFormat::OaiDc)),
        ),
        (vec![dc], Some("mods"), None),
        (vec![("etdms", "x")], None, None),
    ] {
        let formats: Vec<_> = formats.iter().map(format).collect();
        let found = choose(&formats, prefix);
        let found = found.as_ref().map(|w| (w.prefix.as_str(), w.format));
        assert_eq!(found, expected, "{formats:?}");
    }
}
