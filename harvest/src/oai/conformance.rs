//! What an OAI-PMH 2.0 repository must do, case by case, with the clause beside each.
//!
//! Every answer of the table is checked for its envelope and validated against the schemas.

use record::{Datestamp, Origin, Record};

use crate::{
    Format, Site,
    memory::{Memory, Schema, article, book, report, site, validate},
    oai::{self, OaiAnswer},
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

const VERBS: &[Case] = &[
    ("3.6 badVerb: missing", "", &["badVerb"], &[]),
    (
        "3.6 badVerb: missing beside others",
        "metadataPrefix=oai_dc",
        &["badVerb"],
        &[],
    ),
    ("3.6 badVerb: empty", "verb=", &["badVerb"], &[]),
    ("3.6 badVerb: no value", "verb", &["badVerb"], &[]),
    (
        "3.6 badVerb: unknown",
        "verb=ListEverything",
        &["badVerb"],
        &["&quot;ListEverything&quot;"],
    ),
    (
        "3.6 badVerb: case counts",
        "verb=identify",
        &["badVerb"],
        &[],
    ),
    (
        "3.6 badVerb: repeated",
        "verb=Identify&verb=Identify",
        &["badVerb"],
        &["repeated"],
    ),
    (
        "3.6 badVerb: repeated, differing",
        "verb=Identify&verb=ListSets",
        &["badVerb"],
        &[],
    ),
    (
        "3.6 badVerb hides the rest",
        "verb=x&from=y&nope=1",
        &["badVerb"],
        &["!badArgument"],
    ),
    (
        "XML 1.0 2.2: control character",
        "verb=%00%01",
        &["badVerb"],
        &[],
    ),
    (
        "XML 1.0 2.2: broken UTF-8",
        "verb=%ff%fe",
        &["badVerb"],
        &[],
    ),
    (
        "XML 1.0 2.4: markup",
        "verb=%3Cscript%3E%26",
        &["badVerb"],
        &["&lt;script&gt;&amp;"],
    ),
];

const IDENTIFY: &[Case] = &[
    (
        "4.2 answer",
        "verb=Identify",
        &[],
        &["<request verb=\"Identify\">"],
    ),
    (
        "4.2 repositoryName",
        "verb=Identify",
        &[],
        &["<repositoryName>Labordoc &amp; friends<"],
    ),
    (
        "4.2 baseURL",
        "verb=Identify",
        &[],
        &["<baseURL>https://labordoc.example.org/oai</baseURL>"],
    ),
    (
        "4.2 protocolVersion",
        "verb=Identify",
        &[],
        &["<protocolVersion>2.0</protocolVersion>"],
    ),
    (
        "4.2 adminEmail",
        "verb=Identify",
        &[],
        &["<adminEmail>labordoc@example.org</adminEmail>"],
    ),
    (
        "4.2 earliestDatestamp is exact",
        "verb=Identify",
        &[],
        &["<earliestDatestamp>2026-01-01T01:00:00Z<"],
    ),
    (
        "4.2 deletedRecord",
        "verb=Identify",
        &[],
        &["<deletedRecord>persistent</deletedRecord>"],
    ),
    (
        "4.2 granularity",
        "verb=Identify",
        &[],
        &["<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>"],
    ),
    (
        "4.2 compression",
        "verb=Identify",
        &[],
        &["<compression>gzip</compression>"],
    ),
    (
        "oai-identifier 2.1",
        "verb=Identify",
        &[],
        &[
            "<oai-identifier xmlns=\"http://www.openarchives.org/OAI/2.0/oai-identifier\"",
            "<repositoryIdentifier>labordoc.example.org</repositoryIdentifier>",
            "<sampleIdentifier>oai:labordoc.example.org:1</sampleIdentifier>",
        ],
    ),
    (
        "3.6 badArgument: unknown",
        "verb=Identify&x=1",
        &["badArgument"],
        &["takes no argument &quot;x&quot;"],
    ),
    (
        "3.6 badArgument: another verb's",
        "verb=Identify&set=lang:en",
        &["badArgument"],
        &[],
    ),
    (
        "3.6 badArgument: each is reported",
        "verb=Identify&x=1&y=2",
        &["badArgument", "badArgument"],
        &[],
    ),
];

const FORMATS: &[Case] = &[
    (
        "4.4 all formats",
        "verb=ListMetadataFormats",
        &[],
        &[
            "<metadataPrefix>oai_dc</metadataPrefix>",
            "<metadataPrefix>marcxml</metadataPrefix>",
            "<metadataNamespace>http://www.loc.gov/MARC21/slim</metadataNamespace>",
        ],
    ),
    (
        "4.4 of a record",
        "verb=ListMetadataFormats&identifier=oai:labordoc.example.org:1",
        &[],
        &[
            "identifier=\"oai:labordoc.example.org:1\"",
            "<metadataPrefix>oai_dc<",
        ],
    ),
    (
        "4.4 of a deleted record",
        "verb=ListMetadataFormats&identifier=oai:labordoc.example.org:3",
        &[],
        &["<metadataPrefix>oai_dc<"],
    ),
    (
        "4.4 idDoesNotExist",
        "verb=ListMetadataFormats&identifier=oai:labordoc.example.org:99",
        &["idDoesNotExist"],
        &[],
    ),
    (
        "4.4 idDoesNotExist: illegal",
        "verb=ListMetadataFormats&identifier=really_wrong_id",
        &["idDoesNotExist"],
        &["identifier=\"really_wrong_id\""],
    ),
    (
        "3.6 badArgument: empty",
        "verb=ListMetadataFormats&identifier=",
        &["badArgument"],
        &[],
    ),
    (
        "3.6 badArgument: another verb's",
        "verb=ListMetadataFormats&metadataPrefix=oai_dc",
        &["badArgument"],
        &[],
    ),
];

const SETS: &[Case] = &[
    (
        "4.6 a list with a token",
        "verb=ListSets",
        &[],
        &[
            "<setSpec>journal</setSpec><setName>Journals<",
            "completeListSize=\"11\"",
            "cursor=\"0\"",
            "!lang:es</setSpec><setName>Language: Spanish</setName></set>\n<set><setSpec>theme",
        ],
    ),
    (
        "4.6 names are English",
        "verb=ListSets",
        &[],
        &[
            "<setSpec>journal:ilr</setSpec><setName>International Labour Review<",
            "<setSpec>lang:en</setSpec><setName>Language: English<",
        ],
    ),
    (
        "4.6 a forged token",
        "verb=ListSets&resumptionToken=AAAA",
        &["badResumptionToken"],
        &["resumptionToken=\"AAAA\""],
    ),
    (
        "3.6 badArgument: another verb's",
        "verb=ListSets&metadataPrefix=oai_dc",
        &["badArgument"],
        &[],
    ),
    (
        "3.6 both are reported",
        "verb=ListSets&resumptionToken=x&set=a",
        &["badArgument", "badResumptionToken"],
        &[],
    ),
];

const GET: &[Case] = &[
    (
        "4.1 oai_dc",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1&metadataPrefix=oai_dc",
        &[],
        &[
            "<request verb=\"GetRecord\" identifier=\"oai:labordoc.example.org:1\" metadataPrefix=\"oai_dc\">",
            "<header><identifier>oai:labordoc.example.org:1</identifier><datestamp>2026-01-01T01:00:00Z</datestamp><setSpec>journal:ilr</setSpec><setSpec>lang:en</setSpec><setSpec>theme:wages</setSpec><setSpec>type:journal-article</setSpec></header>",
            "<metadata><oai_dc:dc ",
        ],
    ),
    (
        "4.1 marcxml",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1&metadataPrefix=marcxml",
        &[],
        &[
            "<metadata><record xmlns:xsi=",
            "xmlns=\"http://www.loc.gov/MARC21/slim\">",
        ],
    ),
    (
        "3.1.1.2 percent-encoded",
        "verb=GetRecord&identifier=oai%3Alabordoc.example.org%3A1&metadataPrefix=oai%5Fdc",
        &[],
        &["<metadata>"],
    ),
    (
        "3.1.1 the order does not count",
        "metadataPrefix=oai_dc&identifier=oai:labordoc.example.org:1&verb=GetRecord",
        &[],
        &["<metadata>"],
    ),
    (
        "2.5.1 deleted: header only, with sets",
        "verb=GetRecord&identifier=oai:labordoc.example.org:3&metadataPrefix=oai_dc",
        &[],
        &[
            "<header status=\"deleted\">",
            "<datestamp>2026-01-02T00:00:00Z</datestamp><setSpec>lang:en</setSpec><setSpec>type:book</setSpec>",
            "!<metadata>",
        ],
    ),
    (
        "2.5.1 left a set: live by itself",
        "verb=GetRecord&identifier=oai:labordoc.example.org:4&metadataPrefix=oai_dc",
        &[],
        &[
            "<header><identifier>",
            "<setSpec>lang:es</setSpec>",
            "!lang:fr",
        ],
    ),
    (
        "XML 1.0 2.2: forbidden characters",
        "verb=GetRecord&identifier=oai:labordoc.example.org:5&metadataPrefix=oai_dc",
        &[],
        &[">a&lt;b&gt;&amp;&quot;']]&gt;</dc:title>"],
    ),
    (
        "XML 1.0 2.2: in MARC too",
        "verb=GetRecord&identifier=oai:labordoc.example.org:5&metadataPrefix=marcxml",
        &[],
        &["a&lt;b&gt;"],
    ),
    (
        "3.6 badArgument: nothing given",
        "verb=GetRecord",
        &["badArgument", "badArgument"],
        &["needs identifier", "needs metadataPrefix"],
    ),
    (
        "3.6 badArgument: no prefix",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1",
        &["badArgument"],
        &["needs metadataPrefix"],
    ),
    (
        "3.6 badArgument: no identifier",
        "verb=GetRecord&metadataPrefix=oai_dc",
        &["badArgument"],
        &["needs identifier"],
    ),
    (
        "3.6 badArgument: repeated",
        "verb=GetRecord&identifier=a&identifier=b&metadataPrefix=oai_dc",
        &["badArgument"],
        &["repeated"],
    ),
    (
        "3.6 badArgument: a token is another verb's",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1&metadataPrefix=oai_dc&resumptionToken=x",
        &["badArgument"],
        &[],
    ),
    (
        "3.6 idDoesNotExist",
        "verb=GetRecord&identifier=oai:labordoc.example.org:99&metadataPrefix=oai_dc",
        &["idDoesNotExist"],
        &["identifier=\"oai:labordoc.example.org:99\""],
    ),
    (
        "3.6 idDoesNotExist: another namespace",
        "verb=GetRecord&identifier=oai:other.org:1&metadataPrefix=oai_dc",
        &["idDoesNotExist"],
        &[],
    ),
    (
        "3.6 idDoesNotExist: not canonical",
        "verb=GetRecord&identifier=oai:labordoc.example.org:01&metadataPrefix=oai_dc",
        &["idDoesNotExist"],
        &[],
    ),
    (
        "3.6 idDoesNotExist: illegal",
        "verb=GetRecord&identifier=invalid%22id&metadataPrefix=oai_dc",
        &["idDoesNotExist"],
        &["identifier=\"invalid%22id\""],
    ),
    (
        "3.6 idDoesNotExist: spaces and all",
        "verb=GetRecord&identifier=a+%25%7B%7D%5B%3C%C3%A9&metadataPrefix=oai_dc",
        &["idDoesNotExist"],
        &[],
    ),
    (
        "3.6 cannotDisseminateFormat",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1&metadataPrefix=nlm",
        &["cannotDisseminateFormat"],
        &["oai_dc, marcxml"],
    ),
    (
        "3.6 cannotDisseminateFormat: deleted too",
        "verb=GetRecord&identifier=oai:labordoc.example.org:3&metadataPrefix=nlm",
        &["cannotDisseminateFormat"],
        &[],
    ),
    (
        "3.6 all faults are reported",
        "verb=GetRecord&identifier=x&metadataPrefix=nlm",
        &["cannotDisseminateFormat", "idDoesNotExist"],
        &["<request verb=\"GetRecord\""],
    ),
    (
        "3.6 precedence",
        "verb=GetRecord&identifier=x&metadataPrefix=nlm&y=1",
        &["badArgument", "cannotDisseminateFormat", "idDoesNotExist"],
        &[],
    ),
    (
        "3.6 badArgument: not a prefix",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1&metadataPrefix=oai+dc",
        &["badArgument"],
        &[],
    ),
    (
        "XML 1.0 2.2: control character",
        "verb=GetRecord&identifier=%00%08&metadataPrefix=oai_dc",
        &["badArgument"],
        &[],
    ),
    (
        "XML 1.0 2.2: U+FFFE",
        "verb=GetRecord&identifier=%EF%BF%BE&metadataPrefix=oai_dc",
        &["badArgument"],
        &[],
    ),
    (
        "XML 1.0 2.2: broken UTF-8",
        "verb=GetRecord&identifier=%C3%28&metadataPrefix=oai_dc",
        &["badArgument"],
        &[],
    ),
    (
        "XML 1.0 2.2: broken UTF-8 in a name",
        "verb=GetRecord&%FF=%FE&identifier=x&metadataPrefix=oai_dc",
        &["badArgument", "idDoesNotExist"],
        &[],
    ),
];

const LISTS: &[Case] = &[
    (
        "4.5 first page with token",
        "verb=ListRecords&metadataPrefix=oai_dc",
        &[],
        &[
            "<request verb=\"ListRecords\" metadataPrefix=\"oai_dc\">",
            "example.org:1<",
            "example.org:7<",
            "!example.org:8<",
            "completeListSize=\"12\"",
            "cursor=\"0\"",
            "expirationDate=\"2026-01-17T00:00:00Z\"",
        ],
    ),
    (
        "4.5 marcxml",
        "verb=ListRecords&metadataPrefix=marcxml",
        &[],
        &["http://www.loc.gov/MARC21/slim"],
    ),
    (
        "4.3 headers only",
        "verb=ListIdentifiers&metadataPrefix=oai_dc",
        &[],
        &["<header><identifier>", "!<metadata>", "!<record>"],
    ),
    (
        "2.7.2 set",
        "verb=ListRecords&metadataPrefix=oai_dc&set=journal:ilr",
        &[],
        &["example.org:1<", "!example.org:2<", "!resumptionToken"],
    ),
    (
        "2.7.2 set with a deleted record",
        "verb=ListIdentifiers&metadataPrefix=oai_dc&set=lang:en",
        &[],
        &["completeListSize=\"6\""],
    ),
    (
        "2.5.1 left the set: deleted in it",
        "verb=ListRecords&metadataPrefix=oai_dc&set=lang:fr&from=2026-01-02",
        &[],
        &[
            "<header status=\"deleted\"><identifier>oai:labordoc.example.org:4</identifier><datestamp>2026-01-02T12:00:00Z</datestamp><setSpec>lang:fr</setSpec></header>",
            "!<metadata>",
        ],
    ),
    (
        "2.5.1 live in its new set",
        "verb=ListRecords&metadataPrefix=oai_dc&set=lang:es",
        &[],
        &["example.org:4<", "<metadata>"],
    ),
    (
        "2.7.2 group of sets",
        "verb=ListIdentifiers&metadataPrefix=oai_dc&set=journal",
        &[],
        &["example.org:1<", "!example.org:2<"],
    ),
    (
        "2.7.2 group of sets in pages",
        "verb=ListIdentifiers&metadataPrefix=oai_dc&set=lang",
        &[],
        &["cursor=\"0\"", "!completeListSize"],
    ),
    (
        "2.7.2 unknown set",
        "verb=ListRecords&metadataPrefix=oai_dc&set=theme:nothing",
        &["noRecordsMatch"],
        &["set=\"theme:nothing\""],
    ),
    (
        "2.7.2 unknown group",
        "verb=ListRecords&metadataPrefix=oai_dc&set=nothing",
        &["noRecordsMatch"],
        &[],
    ),
    (
        "2.7.2 a set's beginning is no set",
        "verb=ListRecords&metadataPrefix=oai_dc&set=lan",
        &["noRecordsMatch"],
        &[],
    ),
    (
        "3.6 badArgument: empty set",
        "verb=ListRecords&metadataPrefix=oai_dc&set=",
        &["badArgument"],
        &["set is empty"],
    ),
    (
        "3.6 badArgument: not a setSpec",
        "verb=ListRecords&metadataPrefix=oai_dc&set=a%20b",
        &["badArgument"],
        &[],
    ),
    (
        "3.6 badArgument: not a setSpec",
        "verb=ListRecords&metadataPrefix=oai_dc&set=lang:",
        &["badArgument"],
        &[],
    ),
    (
        "3.6 badArgument: repeated",
        "verb=ListRecords&metadataPrefix=oai_dc&set=lang:en&set=lang:fr",
        &["badArgument"],
        &[],
    ),
    (
        "3.6 badArgument: no prefix",
        "verb=ListRecords",
        &["badArgument"],
        &["needs metadataPrefix"],
    ),
    (
        "3.6 badArgument: no prefix",
        "verb=ListIdentifiers&set=lang:en",
        &["badArgument"],
        &["needs metadataPrefix"],
    ),
    (
        "3.6 badArgument: empty prefix",
        "verb=ListRecords&metadataPrefix=",
        &["badArgument"],
        &["metadataPrefix is empty"],
    ),
    (
        "3.6 badArgument: unknown",
        "verb=ListRecords&metadataPrefix=oai_dc&page=2",
        &["badArgument"],
        &[],
    ),
    (
        "3.6 badArgument: identifier",
        "verb=ListRecords&metadataPrefix=oai_dc&identifier=x",
        &["badArgument"],
        &[],
    ),
    (
        "3.6 cannotDisseminateFormat",
        "verb=ListRecords&metadataPrefix=nlm",
        &["cannotDisseminateFormat"],
        &[],
    ),
    (
        "3.6 cannotDisseminateFormat: case counts",
        "verb=ListIdentifiers&metadataPrefix=OAI_DC",
        &["cannotDisseminateFormat"],
        &[],
    ),
    (
        "3.6 all faults are reported",
        "verb=ListRecords&metadataPrefix=nlm&set=nothing",
        &["cannotDisseminateFormat", "noRecordsMatch"],
        &[],
    ),
    (
        "3.6 all faults are reported",
        "verb=ListRecords&metadataPrefix=nlm&from=x&until=y&set=&z=1",
        &[
            "badArgument",
            "badArgument",
            "badArgument",
            "badArgument",
            "cannotDisseminateFormat",
        ],
        &[],
    ),
];

const MOMENTS: &[Case] = &[
    (
        "2.7.1 from",
        "verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-02T00:00:00Z",
        &[],
        &[
            "from=\"2026-01-02T00:00:00Z\"",
            "example.org:3<",
            "example.org:4<",
            "!example.org:12<",
            "!resumptionToken",
        ],
    ),
    (
        "2.7.1 from is inclusive",
        "verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-02T12:00:00Z",
        &[],
        &["example.org:4<", "!example.org:3<"],
    ),
    (
        "2.7.1 until is inclusive",
        "verb=ListIdentifiers&metadataPrefix=oai_dc&until=2026-01-01T02:00:00Z",
        &[],
        &["example.org:1<", "example.org:2<", "!example.org:5<"],
    ),
    (
        "2.7.1 from equal to until",
        "verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-01T05:00:00Z&until=2026-01-01T05:00:00Z",
        &[],
        &["example.org:5<", "!example.org:6<"],
    ),
    (
        "2.7.1 a day is a whole UTC day",
        "verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-02",
        &[],
        &["example.org:3<", "example.org:4<", "!example.org:12<"],
    ),
    (
        "2.7.1 whole days",
        "verb=ListIdentifiers&metadataPrefix=oai_dc&until=2026-01-01&set=lang:en",
        &[],
        &[
            "example.org:1<",
            "example.org:11<",
            "!example.org:3<",
            "!resumptionToken",
        ],
    ),
    (
        "2.7.1 until before the earliest",
        "verb=ListRecords&metadataPrefix=oai_dc&until=2025-12-31",
        &["noRecordsMatch"],
        &["until=\"2025-12-31\""],
    ),
    (
        "2.7.1 until a second before the earliest",
        "verb=ListRecords&metadataPrefix=oai_dc&until=2026-01-01T00:59:59Z",
        &["noRecordsMatch"],
        &[],
    ),
    (
        "2.7.1 from after the newest",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-03",
        &["noRecordsMatch"],
        &[],
    ),
    (
        "2.7.1 from in the future",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2099-01-01",
        &["noRecordsMatch"],
        &[],
    ),
    (
        "2.7.1 until in the future is accepted",
        "verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-02&until=2099-12-31",
        &[],
        &["example.org:4<"],
    ),
    (
        "2.7.1 a gap",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T05:00:01Z&until=2026-01-01T05:59:59Z",
        &["noRecordsMatch"],
        &[],
    ),
    (
        "2.7.1 far ends",
        "verb=ListIdentifiers&metadataPrefix=oai_dc&from=0001-01-01&until=9999-12-31",
        &[],
        &["example.org:1<"],
    ),
    (
        "2.7.1 within a set",
        "verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-02&set=theme:wages",
        &["noRecordsMatch"],
        &[],
    ),
    (
        "3.6 badArgument: from after until",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01",
        &["badArgument"],
        &["later"],
    ),
    (
        "3.6 badArgument: mixed granularity",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z",
        &["badArgument"],
        &["granularity"],
    ),
    (
        "3.3 badArgument: 30 February",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30",
        &["badArgument"],
        &["2026-02-30"],
    ),
    (
        "3.3 badArgument: 29 February 2025",
        "verb=ListRecords&metadataPrefix=oai_dc&until=2025-02-29",
        &["badArgument"],
        &[],
    ),
    (
        "3.3 badArgument: lower case",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01t00:00:00z",
        &["badArgument"],
        &[],
    ),
    (
        "3.3 badArgument: fraction",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00.5Z",
        &["badArgument"],
        &[],
    ),
    (
        "3.3 badArgument: minutes",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00Z",
        &["badArgument"],
        &[],
    ),
    (
        "3.3 badArgument: offset",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00%2B01:00",
        &["badArgument"],
        &[],
    ),
    (
        "3.3 badArgument: no zone",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00",
        &["badArgument"],
        &[],
    ),
    (
        "3.3 badArgument: year",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026",
        &["badArgument"],
        &[],
    ),
    (
        "3.3 badArgument: month",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01",
        &["badArgument"],
        &[],
    ),
    (
        "3.3 badArgument: words",
        "verb=ListRecords&metadataPrefix=oai_dc&from=junk",
        &["badArgument"],
        &[],
    ),
    (
        "3.3 badArgument: empty",
        "verb=ListRecords&metadataPrefix=oai_dc&from=",
        &["badArgument"],
        &["from is empty"],
    ),
    (
        "3.3 badArgument: both ends",
        "verb=ListRecords&metadataPrefix=oai_dc&from=junk&until=junk",
        &["badArgument", "badArgument"],
        &[],
    ),
    (
        "3.3 badArgument: year 0",
        "verb=ListRecords&metadataPrefix=oai_dc&from=0000-01-01",
        &["badArgument"],
        &[],
    ),
    (
        "3.3 badArgument: hour 24",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T24:00:00Z",
        &["badArgument"],
        &[],
    ),
    (
        "3.3 badArgument: leap second",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2016-12-31T23:59:60Z",
        &["badArgument"],
        &[],
    ),
];

const TOKENS: &[Case] = &[
    (
        "3.5 badResumptionToken",
        "verb=ListRecords&resumptionToken=junk",
        &["badResumptionToken"],
        &["resumptionToken=\"junk\""],
    ),
    (
        "3.5 badResumptionToken: empty",
        "verb=ListRecords&resumptionToken=",
        &["badResumptionToken"],
        &[],
    ),
    (
        "3.5 badResumptionToken: not our letters",
        "verb=ListIdentifiers&resumptionToken=a%2Fb%3D",
        &["badResumptionToken"],
        &[],
    ),
    (
        "2.1.1 a token stands alone",
        "verb=ListRecords&resumptionToken=junk&metadataPrefix=oai_dc",
        &["badArgument", "badResumptionToken"],
        &["beside"],
    ),
    (
        "2.1.1 a token stands alone",
        "verb=ListRecords&resumptionToken=junk&from=2026-01-01",
        &["badArgument", "badResumptionToken"],
        &[],
    ),
    (
        "3.6 badArgument: repeated",
        "verb=ListRecords&resumptionToken=a&resumptionToken=b",
        &["badArgument"],
        &[],
    ),
    (
        "XML 1.0 2.2: control character",
        "verb=ListRecords&resumptionToken=%07",
        &["badArgument"],
        &[],
    ),
    (
        "XML 1.0 2.2: broken UTF-8",
        "verb=ListRecords&resumptionToken=%C0%80",
        &["badArgument"],
        &[],
    ),
];

/// Every format but the two that the other tables ask for.
const EVERY_FORMAT: &[Case] = &[
    (
        "4.4 its namespace is told",
        "verb=ListMetadataFormats&identifier=oai:labordoc.example.org:1",
        &[],
        &[
            "<metadataPrefix>mods</metadataPrefix>",
            "<metadataNamespace>http://www.loc.gov/mods/v3</metadataNamespace>",
        ],
    ),
    (
        "4.1 a record",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1&metadataPrefix=mods",
        &[],
        &[
            "<metadata><mods xmlns=",
            "version=\"3.8\"",
            "xsi:schemaLocation=",
            "</metadata><about>",
        ],
    ),
    (
        "4.1 a deleted record",
        "verb=GetRecord&identifier=oai:labordoc.example.org:3&metadataPrefix=mods",
        &[],
        &[
            "<header status=\"deleted\"><identifier>oai:labordoc.example.org:3<",
            "!<metadata>",
            "!<about>",
        ],
    ),
    (
        "4.1 idDoesNotExist",
        "verb=GetRecord&identifier=oai:labordoc.example.org:99&metadataPrefix=mods",
        &["idDoesNotExist"],
        &["!<metadata>"],
    ),
    (
        "4.5 a list",
        "verb=ListRecords&metadataPrefix=mods",
        &[],
        &["<ListRecords>", "<metadata><mods", "<resumptionToken "],
    ),
    (
        "4.5 of a set",
        "verb=ListRecords&metadataPrefix=mods&set=journal:ilr",
        &[],
        &["<metadata><mods xmlns=", "!oai:labordoc.example.org:2<"],
    ),
    (
        "4.5 forbidden characters are left out",
        "verb=ListRecords&metadataPrefix=mods&set=theme:wages",
        &[],
        &["oai:labordoc.example.org:5<"],
    ),
    (
        "4.3 headers alone",
        "verb=ListIdentifiers&metadataPrefix=mods",
        &[],
        &["<header><identifier>", "!<metadata>", "!<about>"],
    ),
    (
        "4.4 its namespace is told",
        "verb=ListMetadataFormats&identifier=oai:labordoc.example.org:1",
        &[],
        &[
            "<metadataPrefix>oai_datacite</metadataPrefix>",
            "<metadataNamespace>http://datacite.org/schema/kernel-4</metadataNamespace>",
        ],
    ),
    (
        "4.1 a record",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1&metadataPrefix=oai_datacite",
        &[],
        &[
            "<metadata><resource xmlns=\"http://datacite.org/schema/kernel-4\"",
            "<publicationYear>1938<",
            "xsi:schemaLocation=",
            "</metadata><about>",
        ],
    ),
    (
        "4.1 a deleted record",
        "verb=GetRecord&identifier=oai:labordoc.example.org:3&metadataPrefix=oai_datacite",
        &[],
        &[
            "<header status=\"deleted\"><identifier>oai:labordoc.example.org:3<",
            "!<metadata>",
            "!<about>",
        ],
    ),
    (
        "4.1 idDoesNotExist",
        "verb=GetRecord&identifier=oai:labordoc.example.org:99&metadataPrefix=oai_datacite",
        &["idDoesNotExist"],
        &["!<metadata>"],
    ),
    (
        "4.5 a list",
        "verb=ListRecords&metadataPrefix=oai_datacite",
        &[],
        &["<ListRecords>", "<metadata><resource", "<resumptionToken "],
    ),
    (
        "4.5 of a set",
        "verb=ListRecords&metadataPrefix=oai_datacite&set=journal:ilr",
        &[],
        &[
            "<metadata><resource xmlns=\"http://datacite.org/schema/kernel-4\"",
            "!oai:labordoc.example.org:2<",
        ],
    ),
    (
        "4.5 forbidden characters are left out",
        "verb=ListRecords&metadataPrefix=oai_datacite&set=theme:wages",
        &[],
        &["oai:labordoc.example.org:5<"],
    ),
    (
        "4.3 headers alone",
        "verb=ListIdentifiers&metadataPrefix=oai_datacite",
        &[],
        &["<header><identifier>", "!<metadata>", "!<about>"],
    ),
    (
        "4.4 its namespace is told",
        "verb=ListMetadataFormats&identifier=oai:labordoc.example.org:1",
        &[],
        &[
            "<metadataPrefix>oai_openaire</metadataPrefix>",
            "<metadataNamespace>http://namespace.openaire.eu/schema/oaire/</metadataNamespace>",
        ],
    ),
    (
        "4.1 a record",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1&metadataPrefix=oai_openaire",
        &[],
        &[
            "<metadata><oaire:resource ",
            "<oaire:resourceType ",
            "xsi:schemaLocation=",
            "</metadata><about>",
        ],
    ),
    (
        "4.1 a deleted record",
        "verb=GetRecord&identifier=oai:labordoc.example.org:3&metadataPrefix=oai_openaire",
        &[],
        &[
            "<header status=\"deleted\"><identifier>oai:labordoc.example.org:3<",
            "!<metadata>",
            "!<about>",
        ],
    ),
    (
        "4.1 idDoesNotExist",
        "verb=GetRecord&identifier=oai:labordoc.example.org:99&metadataPrefix=oai_openaire",
        &["idDoesNotExist"],
        &["!<metadata>"],
    ),
    (
        "4.5 a list",
        "verb=ListRecords&metadataPrefix=oai_openaire",
        &[],
        &[
            "<ListRecords>",
            "<metadata><oaire:resource",
            "<resumptionToken ",
        ],
    ),
    (
        "4.5 of a set",
        "verb=ListRecords&metadataPrefix=oai_openaire&set=journal:ilr",
        &[],
        &["<metadata><oaire:resource ", "!oai:labordoc.example.org:2<"],
    ),
    (
        "4.5 forbidden characters are left out",
        "verb=ListRecords&metadataPrefix=oai_openaire&set=theme:wages",
        &[],
        &["oai:labordoc.example.org:5<"],
    ),
    (
        "4.3 headers alone",
        "verb=ListIdentifiers&metadataPrefix=oai_openaire",
        &[],
        &["<header><identifier>", "!<metadata>", "!<about>"],
    ),
    (
        "4.4 its namespace is told",
        "verb=ListMetadataFormats&identifier=oai:labordoc.example.org:1",
        &[],
        &[
            "<metadataPrefix>qdc</metadataPrefix>",
            "<metadataNamespace>http://dspace.org/qualifieddc/</metadataNamespace>",
        ],
    ),
    (
        "4.1 a record",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1&metadataPrefix=qdc",
        &[],
        &[
            "<metadata><qdc:qualifieddc ",
            "<dcterms:issued ",
            "xsi:schemaLocation=",
            "</metadata><about>",
        ],
    ),
    (
        "4.1 a deleted record",
        "verb=GetRecord&identifier=oai:labordoc.example.org:3&metadataPrefix=qdc",
        &[],
        &[
            "<header status=\"deleted\"><identifier>oai:labordoc.example.org:3<",
            "!<metadata>",
            "!<about>",
        ],
    ),
    (
        "4.1 idDoesNotExist",
        "verb=GetRecord&identifier=oai:labordoc.example.org:99&metadataPrefix=qdc",
        &["idDoesNotExist"],
        &["!<metadata>"],
    ),
    (
        "4.5 a list",
        "verb=ListRecords&metadataPrefix=qdc",
        &[],
        &[
            "<ListRecords>",
            "<metadata><qdc:qualifieddc",
            "<resumptionToken ",
        ],
    ),
    (
        "4.5 of a set",
        "verb=ListRecords&metadataPrefix=qdc&set=journal:ilr",
        &[],
        &[
            "<metadata><qdc:qualifieddc ",
            "!oai:labordoc.example.org:2<",
        ],
    ),
    (
        "4.5 forbidden characters are left out",
        "verb=ListRecords&metadataPrefix=qdc&set=theme:wages",
        &[],
        &["oai:labordoc.example.org:5<"],
    ),
    (
        "4.3 headers alone",
        "verb=ListIdentifiers&metadataPrefix=qdc",
        &[],
        &["<header><identifier>", "!<metadata>", "!<about>"],
    ),
    (
        "4.4 its namespace is told",
        "verb=ListMetadataFormats&identifier=oai:labordoc.example.org:1",
        &[],
        &[
            "<metadataPrefix>edm</metadataPrefix>",
            "<metadataNamespace>http://www.europeana.eu/schemas/edm/</metadataNamespace>",
        ],
    ),
    (
        "4.1 a record",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1&metadataPrefix=edm",
        &[],
        &[
            "<metadata><rdf:RDF ",
            "<edm:ProvidedCHO ",
            "xsi:schemaLocation=",
            "</metadata><about>",
        ],
    ),
    (
        "4.1 a deleted record",
        "verb=GetRecord&identifier=oai:labordoc.example.org:3&metadataPrefix=edm",
        &[],
        &[
            "<header status=\"deleted\"><identifier>oai:labordoc.example.org:3<",
            "!<metadata>",
            "!<about>",
        ],
    ),
    (
        "4.1 idDoesNotExist",
        "verb=GetRecord&identifier=oai:labordoc.example.org:99&metadataPrefix=edm",
        &["idDoesNotExist"],
        &["!<metadata>"],
    ),
    (
        "4.5 a list",
        "verb=ListRecords&metadataPrefix=edm",
        &[],
        &["<ListRecords>", "<metadata><rdf:RDF", "<resumptionToken "],
    ),
    (
        "4.5 of a set",
        "verb=ListRecords&metadataPrefix=edm&set=journal:ilr",
        &[],
        &["<metadata><rdf:RDF ", "!oai:labordoc.example.org:2<"],
    ),
    (
        "4.5 forbidden characters are left out",
        "verb=ListRecords&metadataPrefix=edm&set=theme:wages",
        &[],
        &["oai:labordoc.example.org:5<"],
    ),
    (
        "4.3 headers alone",
        "verb=ListIdentifiers&metadataPrefix=edm",
        &[],
        &["<header><identifier>", "!<metadata>", "!<about>"],
    ),
    (
        "4.4 its namespace is told",
        "verb=ListMetadataFormats&identifier=oai:labordoc.example.org:1",
        &[],
        &[
            "<metadataPrefix>rdf</metadataPrefix>",
            "<metadataNamespace>http://www.w3.org/1999/02/22-rdf-syntax-ns#</metadataNamespace>",
        ],
    ),
    (
        "4.1 a record",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1&metadataPrefix=rdf",
        &[],
        &[
            "<metadata><rdf:RDF ",
            "<schema:ScholarlyArticle ",
            "xsi:schemaLocation=",
            "</metadata><about>",
        ],
    ),
    (
        "4.1 a deleted record",
        "verb=GetRecord&identifier=oai:labordoc.example.org:3&metadataPrefix=rdf",
        &[],
        &[
            "<header status=\"deleted\"><identifier>oai:labordoc.example.org:3<",
            "!<metadata>",
            "!<about>",
        ],
    ),
    (
        "4.1 idDoesNotExist",
        "verb=GetRecord&identifier=oai:labordoc.example.org:99&metadataPrefix=rdf",
        &["idDoesNotExist"],
        &["!<metadata>"],
    ),
    (
        "4.5 a list",
        "verb=ListRecords&metadataPrefix=rdf",
        &[],
        &["<ListRecords>", "<metadata><rdf:RDF", "<resumptionToken "],
    ),
    (
        "4.5 of a set",
        "verb=ListRecords&metadataPrefix=rdf&set=journal:ilr",
        &[],
        &["<metadata><rdf:RDF ", "!oai:labordoc.example.org:2<"],
    ),
    (
        "4.5 forbidden characters are left out",
        "verb=ListRecords&metadataPrefix=rdf&set=theme:wages",
        &[],
        &["oai:labordoc.example.org:5<"],
    ),
    (
        "4.3 headers alone",
        "verb=ListIdentifiers&metadataPrefix=rdf",
        &[],
        &["<header><identifier>", "!<metadata>", "!<about>"],
    ),
];

/// What stands beside the metadata.
const BESIDE: &[Case] = &[
    (
        "2.5 rights of the metadata",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1&metadataPrefix=oai_dc",
        &[],
        &[
            "</metadata><about><rights xmlns=\"http://www.openarchives.org/OAI/2.0/rights/\"",
            "<rightsReference ref=\"https://creativecommons.org/publicdomain/zero/1.0/\"/></rights></about></record>",
        ],
    ),
    (
        "2.5 rights in a list",
        "verb=ListRecords&metadataPrefix=marcxml&set=journal:ilr",
        &[],
        &["<rightsReference "],
    ),
    (
        "2.5 nothing about a deleted record",
        "verb=GetRecord&identifier=oai:labordoc.example.org:3&metadataPrefix=oai_dc",
        &[],
        &["!<about>"],
    ),
    (
        "2.5 provenance of a harvested record",
        "verb=GetRecord&identifier=oai:labordoc.example.org:6&metadataPrefix=oai_dc",
        &[],
        &[
            "<originDescription harvestDate=\"2026-01-01T00:00:00Z\" altered=\"true\"><baseURL>https://other.example.org/oai</baseURL><identifier>oai:other.example.org:9</identifier><datestamp>2025-01-01</datestamp><metadataNamespace>http://www.loc.gov/MARC21/slim</metadataNamespace>",
        ],
    ),
    (
        "2.5 provenance keeps earlier hops",
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T06:00:00Z&until=2026-01-01T06:00:00Z",
        &[],
        &[
            "<originDescription harvestDate=\"2025-01-01T00:00:00Z\" altered=\"false\"><baseURL>https://first.example.org/oai</baseURL>",
            "</originDescription></originDescription></provenance></about>",
        ],
    ),
    (
        "2.5 no provenance of our own",
        "verb=GetRecord&identifier=oai:labordoc.example.org:1&metadataPrefix=oai_dc",
        &[],
        &["!<provenance"],
    ),
    (
        "4.2 friends",
        "verb=Identify",
        &[],
        &[
            "<friends xmlns=\"http://www.openarchives.org/OAI/2.0/friends/\"",
            "<baseURL>https://friend.example.org/oai</baseURL></friends>",
        ],
    ),
    (
        "4.2 branding",
        "verb=Identify",
        &[],
        &[
            "<collectionIcon><url>https://labordoc.example.org/favicon.svg</url><link>https://labordoc.example.org/</link><title>Labordoc &amp; friends</title>",
        ],
    ),
    (
        "4.2 the rights of all metadata",
        "verb=Identify",
        &[],
        &[
            "<rightsManifest ",
            "appliesTo=\"http://www.openarchives.org/OAI/2.0/entity#metadata\"",
            "<rights><rightsReference ref=",
        ],
    ),
    (
        "3.2 a person's browser is told how to show it",
        "verb=Identify",
        &[],
        &["<?xml-stylesheet type=\"text/xsl\" href=\"/oai.xsl\"?>"],
    ),
    (
        "3.2 and for faults",
        "verb=x",
        &["badVerb"],
        &["<?xml-stylesheet "],
    ),
];

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
