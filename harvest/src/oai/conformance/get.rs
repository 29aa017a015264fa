//! One record: `GetRecord` (OAI-PMH 2.0 section 4.1).

use super::Case;

pub(super) const GET: &[Case] = &[
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
