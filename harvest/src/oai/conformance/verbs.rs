//! The verbs, and what they tell of the repository (OAI-PMH 2.0 sections 3.1 to 3.6, 4.2, 4.4 and 4.6).

use super::Case;

pub(super) const VERBS: &[Case] = &[
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

pub(super) const IDENTIFY: &[Case] = &[
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

pub(super) const FORMATS: &[Case] = &[
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

pub(super) const SETS: &[Case] = &[
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
