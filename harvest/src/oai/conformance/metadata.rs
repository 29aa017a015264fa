//! The metadata in each format, and what stands beside it (OAI-PMH 2.0 sections 2.5, 3.2 and the guidelines).

use super::Case;

/// Every format but the two that the other tables ask for.
pub(super) const EVERY_FORMAT: &[Case] = &[
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
pub(super) const BESIDE: &[Case] = &[
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
