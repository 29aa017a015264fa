//! The table of indexes: what may be searched, scanned and sorted by, under which names.
//!
//! `explain` prints it, `resolve` looks names up in it. docs/sru.md has it for people.

use super::query::{By, Fact, List, Moment, Text};

/// A context set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Set {
    /// Its short name here.
    pub name: &'static str,
    /// Its identifier.
    pub uri: &'static str,
    /// Identifiers that mean the same.
    pub also: &'static [&'static str],
    /// What it is.
    pub title: &'static str,
}

/// The context sets.
pub const SETS: [Set; 5] = [
    Set {
        name: "cql",
        uri: "info:srw/cql-context-set/1/cql-v1.2",
        also: &[
            "info:srw/cql-context-set/1/cql-v1.1",
            "http://www.loc.gov/zing/cql/context-sets/cql/v1.1/",
        ],
        title: "CQL context set",
    },
    Set {
        name: "dc",
        uri: "info:srw/cql-context-set/1/dc-v1.1",
        also: &["info:srw/context-sets/1/dc-v1.1"],
        title: "Dublin Core",
    },
    Set {
        name: "bath",
        uri: "http://zing.z3950.org/cql/bath/2.0/",
        also: &[],
        title: "Bath profile",
    },
    Set {
        name: "rec",
        uri: "info:srw/cql-context-set/2/rec-1.1",
        also: &["info:srw/cql-context-set/2/rec-1.0"],
        title: "Record metadata",
    },
    Set {
        name: "sort",
        uri: "info:srw/cql-context-set/1/sort-v1.0",
        also: &[],
        title: "Sort modifiers",
    },
];

/// What an index holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Every record.
    AllRecords,
    /// A result set, of which there are none.
    ResultSet,
    /// Words.
    Text(Text),
    /// Whole values.
    Fact(Fact),
    /// Dates of publication.
    Date,
    /// Moments.
    Moment(Moment),
    /// Record numbers.
    Number,
    /// A record's OAI identifier or address.
    RecordIdentifier,
}

/// An index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// What it is.
    pub title: &'static str,
    /// Its names, by context set; the first is the main one.
    pub names: &'static [(&'static str, &'static str)],
    /// What it holds.
    pub holds: Holds,
    /// The list that a scan shows.
    pub scan: Option<List>,
    /// What sorting by it means.
    pub sort: Option<By>,
}

const fn index(
    title: &'static str,
    names: &'static [(&'static str, &'static str)],
    holds: Holds,
) -> Index {
    Index {
        title,
        names,
        holds,
        scan: None,
        sort: None,
    }
}

impl Index {
    const fn scan(self, list: List) -> Index {
        Index {
            scan: Some(list),
            ..self
        }
    }

    const fn sort(self, by: By) -> Index {
        Index {
            sort: Some(by),
            ..self
        }
    }

    /// Its main name, as `dc.title`.
    pub fn name(&self) -> String {
        let names = self.names.first();
        names.map_or(String::new(), |(set, name)| format!("{set}.{name}"))
    }
}

/// All indexes (CQL context set 1.2; DC context set 1.1; Bath profile 2.0 section 2; rec 1.1).
pub const INDEXES: [Index; 26] = [
    index(
        "Any text",
        &[
            ("cql", "anywhere"),
            ("cql", "serverChoice"),
            ("cql", "keywords"),
            ("cql", "allIndexes"),
            ("cql", "anyIndexes"),
            ("bath", "any"),
        ],
        Holds::Text(Text::Anywhere),
    )
    .scan(List::Words(Text::Anywhere)),
    index("All records", &[("cql", "allRecords")], Holds::AllRecords),
    index("Result sets", &[("cql", "resultSetId")], Holds::ResultSet),
    index(
        "Title",
        &[("dc", "title"), ("bath", "title")],
        Holds::Text(Text::Title),
    )
    .scan(List::Words(Text::Title))
    .sort(By::Title),
    index(
        "Uniform title",
        &[("bath", "uniformTitle")],
        Holds::Text(Text::UniformTitle),
    ),
    index(
        "Names of contributors",
        &[
            ("dc", "creator"),
            ("dc", "contributor"),
            ("bath", "name"),
            ("bath", "author"),
        ],
        Holds::Text(Text::Name),
    )
    .scan(List::Words(Text::Name))
    .sort(By::Author),
    index(
        "Persons",
        &[("bath", "personalName")],
        Holds::Text(Text::PersonalName),
    ),
    index(
        "Organizations",
        &[("bath", "corporateName")],
        Holds::Text(Text::CorporateName),
    ),
    index(
        "Meetings",
        &[("bath", "conferenceName")],
        Holds::Text(Text::ConferenceName),
    ),
    index(
        "Subject",
        &[
            ("dc", "subject"),
            ("bath", "subject"),
            ("bath", "topicalSubject"),
        ],
        Holds::Text(Text::Subject),
    )
    .scan(List::Words(Text::Subject)),
    index(
        "Places it is about",
        &[("dc", "coverage"), ("bath", "geographicName")],
        Holds::Text(Text::Coverage),
    ),
    index(
        "Journal, host item, series",
        &[("dc", "source")],
        Holds::Text(Text::Source),
    )
    .scan(List::Words(Text::Source)),
    index("Series", &[("dc", "relation")], Holds::Text(Text::Relation)),
    index(
        "Abstract, notes, contents, publisher, edition",
        &[("dc", "description"), ("bath", "notes")],
        Holds::Text(Text::Description),
    ),
    index(
        "Publisher",
        &[("dc", "publisher")],
        Holds::Text(Text::Publisher),
    ),
    index(
        "Media type and extent",
        &[("dc", "format")],
        Holds::Text(Text::Format),
    ),
    index("Rights", &[("dc", "rights")], Holds::Text(Text::Rights)),
    index("Date of publication", &[("dc", "date")], Holds::Date)
        .scan(List::Years)
        .sort(By::Date),
    index(
        "Document type",
        &[("dc", "type"), ("bath", "genreForm")],
        Holds::Fact(Fact::Type),
    )
    .scan(List::Facts(Fact::Type)),
    index(
        "Language",
        &[("dc", "language")],
        Holds::Fact(Fact::Language),
    )
    .scan(List::Facts(Fact::Language)),
    index(
        "ISBN, ISSN, DOI and numbers",
        &[("dc", "identifier"), ("bath", "isbn"), ("bath", "issn")],
        Holds::Fact(Fact::Identifier),
    )
    .scan(List::Facts(Fact::Identifier)),
    index("Record number", &[("rec", "id")], Holds::Number).sort(By::Record),
    index(
        "OAI identifier or address of a record",
        &[("rec", "identifier")],
        Holds::RecordIdentifier,
    ),
    index(
        "When the record last changed",
        &[("rec", "lastModificationDate")],
        Holds::Moment(Moment::Modified),
    )
    .sort(By::Modified),
    index(
        "When the record was first here",
        &[("rec", "creationDate")],
        Holds::Moment(Moment::Created),
    ),
    index(
        "Collection",
        &[("rec", "collectionName")],
        Holds::Fact(Fact::Collection),
    )
    .scan(List::Facts(Fact::Collection)),
];

/// The sort keyword for how well records match; it belongs to no context set.
pub const RELEVANCE: &str = "relevance";

/// The set with this identifier.
pub fn set_of_uri(uri: &str) -> Option<&'static Set> {
    SETS.iter().find(|s| s.uri == uri || s.also.contains(&uri))
}

/// The set with this short name, whatever its case.
pub fn set_named(name: &str) -> Option<&'static Set> {
    SETS.iter().find(|s| s.name.eq_ignore_ascii_case(name))
}

/// The index of a name in a set; in any set, in the order of the table, when the server may choose.
pub fn find(set: Option<&str>, name: &str) -> Option<&'static Index> {
    let is =
        |(s, n): &(&str, &str)| set.is_none_or(|set| *s == set) && n.eq_ignore_ascii_case(name);
    INDEXES.iter().find(|index| index.names.iter().any(is))
}
