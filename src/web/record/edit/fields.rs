//! What the form of a record holds: its sections, their fields, and what each is typed as. A table, no code.
//!
//! A field is a place in the description's JSON. `Many` is a list, each of whose items has the same members.

/// A group of fields that belong together on the page.
pub struct Section {
    /// Its name in the texts, and its anchor.
    pub name: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
}

/// A field of the form.
pub struct Field {
    /// Its place in the description, as `titles.main`.
    pub path: &'static str,
    /// Whether it is a list.
    pub many: bool,
    /// Where sources have it.
    pub marc: &'static str,
    /// What is typed of it.
    pub members: &'static [Member],
}

/// Something that is typed.
pub struct Member {
    /// Its place in the field, as `text.lang`; empty when it is the field itself.
    pub name: &'static str,
    /// What is typed.
    pub kind: Kind,
}

/// What is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Line,
    /// A line of text that must be there.
    Needed,
    /// A longer text.
    Area,
    /// A language's code.
    Lang,
    /// A number of one digit.
    Digit,
    /// One of these.
    Choice(&'static [&'static str]),
    /// One of the journals.
    Journal,
    /// A concept of this scheme, by id.
    Concept(&'static str),
    /// Yes or no.
    Tick,
    /// Relator codes, separated by commas.
    Roles,
    /// Texts, separated by semicolons.
    Words,
    /// Addresses, separated by white space.
    Uris,
    /// Identifiers, as `isbn 9789221080817`, separated by semicolons.
    Numbers,
    /// A date of publication.
    Date,
    /// A page range.
    Pages,
    /// A moment.
    Moment,
    /// The address of something to open.
    Address,
    /// An ISSN.
    Issn,
    /// An ISBN.
    Isbn,
    /// An identifier of the kind that stands beside it.
    Identifier,
}

/// The name of what is typed when it is the field itself.
pub const ITSELF: &str = "";

const CONTRIBUTORS: &[&str] = &["person", "corporate", "meeting"];
const IDENTIFIERS: &[&str] = &[
    "doi",
    "isbn",
    "issn",
    "handle",
    "control-number",
    "system-number",
    "instrument-number",
    "report-number",
    "call-number",
];
const RELATIONS: &[&str] = &[
    "other-edition",
    "translation-of",
    "translation",
    "part-of",
    "other-form",
    "precedes",
    "succeeds",
    "other",
];
const ASSETS: &[&str] = &["full-text", "cover", "summary", "related"];
const ACCESS: &[&str] = &["unknown", "open", "restricted"];
const STATUS: &[&str] = &["live", "suppressed", "embargoed", "deleted"];

const fn member(name: &'static str, kind: Kind) -> Member {
    Member { name, kind }
}

const fn one(path: &'static str, marc: &'static str, members: &'static [Member]) -> Field {
    Field {
        path,
        many: false,
        marc,
        members,
    }
}

const fn many(path: &'static str, marc: &'static str, members: &'static [Member]) -> Field {
    Field {
        path,
        many: true,
        marc,
        members,
    }
}

/// The form.
pub const SECTIONS: &[Section] = &[
    Section {
        name: "title",
        fields: &[
            one(
                "titles.main",
                "245",
                &[
                    member("main", Kind::Needed),
                    member("remainder", Kind::Line),
                    member("part", Kind::Line),
                    member("lang", Kind::Lang),
                    member("non_filing", Kind::Digit),
                    member("script", Kind::Line),
                ],
            ),
            many(
                "titles.parallel",
                "246, 880",
                &[
                    member("main", Kind::Needed),
                    member("remainder", Kind::Line),
                    member("part", Kind::Line),
                    member("lang", Kind::Lang),
                    member("script", Kind::Line),
                ],
            ),
            one(
                "titles.original",
                "130, 240, 765",
                &[
                    member("main", Kind::Needed),
                    member("remainder", Kind::Line),
                    member("part", Kind::Line),
                    member("lang", Kind::Lang),
                ],
            ),
            many(
                "titles.variant",
                "246, 210, 222, 740",
                &[
                    member("main", Kind::Needed),
                    member("remainder", Kind::Line),
                    member("part", Kind::Line),
                    member("lang", Kind::Lang),
                ],
            ),
            one("responsibility", "245 $c", &[member(ITSELF, Kind::Line)]),
        ],
    },
    Section {
        name: "people",
        fields: &[many(
            "contributors",
            "1XX, 7XX",
            &[
                member("name", Kind::Needed),
                member("kind", Kind::Choice(CONTRIBUTORS)),
                member("roles", Kind::Roles),
                member("dates", Kind::Line),
                member("affiliation", Kind::Line),
                member("uris", Kind::Uris),
                member("main_entry", Kind::Tick),
            ],
        )],
    },
    Section {
        name: "subjects",
        fields: &[
            one(
                "document_type",
                "655, 980",
                &[member("concept", Kind::Concept("document-types"))],
            ),
            many(
                "themes",
                "650",
                &[member("concept", Kind::Concept("themes"))],
            ),
            many(
                "keywords",
                "6XX",
                &[
                    member("text.value", Kind::Needed),
                    member("text.lang", Kind::Lang),
                    member("vocabulary", Kind::Line),
                ],
            ),
            many("places", "651, 043, 752", &[member("name", Kind::Needed)]),
        ],
    },
    Section {
        name: "publication",
        fields: &[
            many("languages", "041, 008", &[member(ITSELF, Kind::Lang)]),
            one("date", "260, 264, 008", &[member("raw", Kind::Date)]),
            one(
                "publisher",
                "260, 264",
                &[member("name", Kind::Line), member("place", Kind::Line)],
            ),
            one("edition", "250", &[member(ITSELF, Kind::Line)]),
            one("extent", "300", &[member(ITSELF, Kind::Line)]),
            many(
                "series",
                "490, 830",
                &[
                    member("title", Kind::Needed),
                    member("number", Kind::Line),
                    member("issn", Kind::Issn),
                ],
            ),
        ],
    },
    Section {
        name: "host",
        fields: &[one(
            "host",
            "773",
            &[
                member("title", Kind::Line),
                member("journal", Kind::Journal),
                member("issn", Kind::Issn),
                member("isbn", Kind::Isbn),
                member("volume", Kind::Line),
                member("issue", Kind::Line),
                member("pages.raw", Kind::Pages),
                member("record_number", Kind::Line),
            ],
        )],
    },
    Section {
        name: "texts",
        fields: &[
            many(
                "abstracts",
                "520",
                &[member("value", Kind::Area), member("lang", Kind::Lang)],
            ),
            many(
                "notes",
                "5XX",
                &[
                    member("text.value", Kind::Area),
                    member("text.lang", Kind::Lang),
                ],
            ),
        ],
    },
    Section {
        name: "links",
        fields: &[
            many(
                "identifiers",
                "001, 020, 022, 024, 035",
                &[
                    member("kind", Kind::Choice(IDENTIFIERS)),
                    member("value", Kind::Identifier),
                ],
            ),
            many(
                "assets",
                "856",
                &[
                    member("url", Kind::Address),
                    member("kind", Kind::Choice(ASSETS)),
                    member("label", Kind::Line),
                    member("media_type", Kind::Line),
                ],
            ),
            many(
                "relations",
                "76X–78X",
                &[
                    member("kind", Kind::Choice(RELATIONS)),
                    member("title", Kind::Line),
                    member("record_numbers", Kind::Words),
                    member("identifiers", Kind::Numbers),
                ],
            ),
        ],
    },
    Section {
        name: "showing",
        fields: &[
            one("status", "LDR/05", &[member(ITSELF, Kind::Choice(STATUS))]),
            one("embargo", "", &[member(ITSELF, Kind::Moment)]),
            one("access", "506", &[member(ITSELF, Kind::Choice(ACCESS))]),
            many(
                "rights",
                "540, 506",
                &[member("text", Kind::Needed), member("uri", Kind::Line)],
            ),
        ],
    },
];

/// All fields, in the order of the page.
pub fn all() -> impl Iterator<Item = &'static Field> {
    SECTIONS.iter().flat_map(|section| section.fields)
}

/// The field at a path.
pub fn at(path: &str) -> Option<&'static Field> {
    all().find(|field| field.path == path)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_form_holds_every_field_of_a_description() {
        let source = include_str!("../../../../record/src/description.rs");
        let struct_ = source.split("pub struct Description {").nth(1).unwrap();
        let struct_ = struct_.split("\n}").next().unwrap();
        let named: BTreeSet<&str> = struct_
            .lines()
            .filter_map(|line| line.trim().strip_prefix("pub ")?.split(':').next())
            // Works are of several records: they are joined and parted beside the form.
            .filter(|name| *name != "grouping")
            .chain(["status"])
            .collect();
        let held: BTreeSet<&str> = all()
            .map(|field| field.path.split('.').next().unwrap())
            .collect();
        assert_eq!(named, held);
    }
}
