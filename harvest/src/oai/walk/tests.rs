//! What a person is told of each verb, in each format, and of what is wrong.

use record::Datestamp;

use super::{Told, Walk, walk};
use crate::{
    Format,
    memory::{Memory, article, book, report, site},
    oai,
};

/// An article, a report with text that would be markup, a book, and a deleted one; then thirty books.
fn collection(books: u64) -> Memory {
    let mut memory = Memory::new(1_767_225_600);
    let mut odd = report(2);
    odd.description.titles.main.main = "<b>&\"'\u{0}\u{85}]]>".to_owned();
    odd.description.titles.main.part = None;
    memory.commit(
        article(1),
        &["journal:ilr", "lang:en", "type:journal-article"],
    );
    memory.commit(odd, &["lang:fr", "theme:wages"]);
    memory.commit(book(3), &["lang:en", "type:book"]);
    memory.commit(book(4), &["lang:en", "type:book"]);
    memory.delete(4);
    for id in 5..5 + books {
        memory.commit(book(id), &["type:book"]);
    }
    memory.now = Datestamp(1_767_325_600);
    memory
}

fn ask(memory: &Memory, query: &str) -> Walk {
    walk(memory, &site(), query.as_bytes()).unwrap()
}

/// An answer in a few words.
fn summary(walk: &Walk) -> String {
    match &walk.told {
        Told::Errors(errors) => errors
            .iter()
            .map(|e| format!("{}: {}\n", e.code, e.text))
            .collect(),
        Told::Repository {
            facts,
            descriptions,
        } => {
            let facts: String = facts
                .iter()
                .map(|(name, value)| format!("{name}={value}\n"))
                .collect();
            let roots: Vec<&str> = descriptions.iter().map(|d| d[0].name.as_str()).collect();
            format!("{facts}{}", roots.join(" "))
        }
        Told::Formats(formats) => formats
            .iter()
            .map(|f| format!("{} {}\n", f.prefix, f.schema))
            .collect(),
        Told::Sets(sets, rest) => {
            let sets = sets
                .iter()
                .map(|s| format!("{} {} {}\n", s.spec, s.name, s.description.len()));
            format!("{}{rest:?}", sets.collect::<String>())
        }
        Told::Records(records, rest) => {
            let records = records.iter().map(|r| {
                let gone = if r.deleted { " gone" } else { "" };
                let root = r.metadata.first().map_or("-", |line| &line.name);
                let about: Vec<&str> = r.about.iter().map(|a| a[0].name.as_str()).collect();
                format!(
                    "{}{gone} {} {root} {about:?} {:?}\n",
                    r.identifier,
                    r.sets.join(","),
                    r.title()
                )
            });
            let rest = rest.as_ref().map(|r| (r.token.is_some(), r.before, r.all));
            format!("{}{rest:?}", records.collect::<String>())
        }
    }
}

#[test]
fn every_verb_is_told() {
    let memory = collection(0);
    for (query, verb, holds) in [
        (
            "verb=Identify",
            Some("Identify"),
            &[
                "repositoryName=Labordoc & friends\n",
                "earliestDatestamp=2026-01-01T00:00:00Z\n",
                "oai-identifier rightsManifest friends branding",
            ][..],
        ),
        (
            "verb=ListMetadataFormats",
            Some("ListMetadataFormats"),
            &[
                "oai_dc http://www.openarchives.org/OAI/2.0/oai_dc.xsd\n",
                "\nrdf ",
            ],
        ),
        (
            "verb=ListSets",
            Some("ListSets"),
            &[
                "journal:ilr International Labour Review 0\n",
                "lang:en ",
                "before: 0, all: Some(10)",
            ],
        ),
        (
            "verb=ListIdentifiers&metadataPrefix=mods",
            Some("ListIdentifiers"),
            &[
                "oai:labordoc.example.org:4 gone lang:en,type:book - [] None\n",
                "oai:labordoc.example.org:1 journal:ilr,lang:en,type:journal-article - [] None\n",
            ],
        ),
        (
            "verb=ListRecords&metadataPrefix=oai_dc",
            Some("ListRecords"),
            &[
                "oai:labordoc.example.org:4 gone lang:en,type:book - [] None\n",
                "oai_dc:dc [\"rights\"] Some(\"Labour law\")\n",
            ],
        ),
        ("verb=Steal", None, &["badVerb: "]),
        ("", None, &["badVerb: "]),
        (
            "verb=ListRecords&x=1",
            Some("ListRecords"),
            &[
                "badArgument: ",
                "ListRecords needs metadataPrefix; give it\n",
            ],
        ),
        (
            "verb=ListRecords&resumptionToken=x",
            Some("ListRecords"),
            &["badResumptionToken: "],
        ),
        (
            "verb=ListRecords&metadataPrefix=x",
            Some("ListRecords"),
            &["cannotDisseminateFormat: there is no format \"x\""],
        ),
        (
            "verb=GetRecord&metadataPrefix=oai_dc&identifier=%3Cb%3E",
            Some("GetRecord"),
            &["idDoesNotExist: no record has the identifier \"<b>\""],
        ),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2030-01-01",
            Some("ListRecords"),
            &["noRecordsMatch: "],
        ),
    ] {
        let walk = ask(&memory, query);
        assert_eq!(
            (walk.verb, walk.moment.as_str()),
            (verb, "2026-01-02T03:46:40Z"),
            "{query}"
        );
        let told = summary(&walk);
        for text in holds {
            assert!(told.contains(text), "{query} lacks {text:?}: {told}");
        }
    }
    let none = ask(&Memory::new(0), "verb=ListSets");
    assert!(summary(&none).starts_with("noSetHierarchy: "));
}

#[test]
fn a_record_is_told_in_every_format() {
    let memory = collection(0);
    for format in Format::ALL {
        for (id, title) in [
            (1, "Wages & hours"),
            (2, "<b>&\"'\u{fffd}]]>"),
            (3, "Labour law"),
        ] {
            let prefix = format.prefix();
            let query = format!(
                "verb=GetRecord&metadataPrefix={prefix}&identifier=oai:labordoc.example.org:{id}"
            );
            let walk = ask(&memory, &query);
            assert_eq!(walk.format, format);
            let Told::Records(records, None) = &walk.told else {
                panic!("{query}: {:?}", walk.told)
            };
            let record = &records[0];
            let told = record.title().unwrap_or_default();
            assert!(told.starts_with(title), "{query}: {told}");
            assert_eq!(record.id.map(|id| id.0), Some(id), "{query}");
            // Every value that a harvester gets is told, and nothing else.
            let body = oai::answer(&memory, &site(), query.as_bytes())
                .unwrap()
                .body;
            let (_, metadata) = body.split_once("<metadata>").unwrap();
            let (metadata, _) = metadata.split_once("</metadata>").unwrap();
            let opened = metadata.matches('<').count() - metadata.matches("</").count();
            assert_eq!(record.metadata.len(), opened, "{query}");
            assert_eq!(record.metadata[0].depth, 0, "{query}");
            assert!(
                record.metadata[1..].iter().all(|line| line.depth > 0),
                "{query}"
            );
            assert!(
                walk.source
                    .contains("\n  <GetRecord>\n    <record>\n      <header>\n"),
                "{}",
                walk.source
            );
        }
    }
}

#[test]
fn a_list_is_walked_to_its_end_by_short_pages() {
    let memory = collection(60);
    for (arguments, format, selection, length) in [
        ("metadataPrefix=oai_dc", Format::OaiDc, "[]", 64),
        (
            "metadataPrefix=marcxml&set=type:book&from=2026-01-01T00:00:00Z",
            Format::Marcxml,
            "[(\"set\", \"type:book\"), (\"from\", \"2026-01-01T00:00:00Z\")]",
            62,
        ),
    ] {
        let mut query = format!("verb=ListRecords&{arguments}");
        let (mut identifiers, mut pages) = (Vec::new(), 0);
        loop {
            let long = crate::Site {
                page_size: 1_000,
                ..site()
            };
            let walk = walk(&memory, &long, query.as_bytes()).unwrap();
            let told = format!("{:?}", walk.selection);
            assert_eq!((walk.format, told.as_str()), (format, selection), "{query}");
            let Told::Records(records, Some(rest)) = walk.told else {
                panic!("{query}: {:?}", walk.told)
            };
            assert!(records.len() <= super::PAGE_ROWS);
            assert_eq!(rest.before, identifiers.len() as u64, "{query}");
            identifiers.extend(records.into_iter().map(|r| r.identifier));
            pages += 1;
            let Some(token) = rest.token else {
                assert_eq!(rest.all, Some(identifiers.len() as u64));
                break;
            };
            query = format!("verb=ListRecords&resumptionToken={token}");
        }
        identifiers.sort();
        identifiers.dedup();
        assert_eq!((identifiers.len(), pages), (length, 3), "{arguments}");
    }
}

#[test]
fn a_resumed_list_of_sets_is_no_list_of_a_set() {
    let memory = collection(0);
    let short = crate::Site {
        page_size: 2,
        ..site()
    };
    let first = walk(&memory, &short, b"verb=ListSets").unwrap();
    let Told::Sets(_, Some(rest)) = first.told else {
        panic!("{:?}", first.told)
    };
    let query = format!("verb=ListSets&resumptionToken={}", rest.token.unwrap());
    let next = walk(&memory, &short, query.as_bytes()).unwrap();
    assert_eq!((next.selection.len(), next.arguments.len()), (0, 1));
    assert!(
        matches!(next.told, Told::Sets(sets, Some(rest)) if sets.len() == 2 && rest.before == 2)
    );
}

#[test]
fn a_collection_that_cannot_be_read_is_no_answer() {
    let mut memory = collection(0);
    memory.broken = true;
    let failed = walk(&memory, &site(), b"verb=ListRecords&metadataPrefix=oai_dc").unwrap_err();
    assert_eq!(
        failed.to_string(),
        "the collection cannot be read: the disk is gone"
    );
}
