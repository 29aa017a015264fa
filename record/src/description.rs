//! The description: what `build` makes of a source.

use serde::{Deserialize, Serialize};
use taxonomy::{ConceptId, Lang};

use crate::{
    Contributor, Datestamp, HostItem, Identifier, PublicationDate, RecordId, Text, Titles,
};

/// A publication as described: everything but its place in the collection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// Its titles.
    pub titles: Titles,
    /// Its identifiers, sorted by kind and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Its document type, exactly one; `unclassified` is a concept.
    pub document_type: Assigned,
    /// Its themes, in source order, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<Assigned>,
    /// Places it is about (651, 043, 752).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// Headings that no concept matched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<Keyword>,
    /// Its languages, the main one first; never empty (`und`).
    pub languages: Vec<Lang>,
    /// Who made it, in source order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<Contributor>,
    /// The statement of responsibility (245 $c), as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsibility: Option<String>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PublicationDate>,
    /// What it appeared in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<HostItem>,
    /// The series it belongs to (490, 830, 440).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
    /// Who published it and where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Publisher>,
    /// Edition (250 $a).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// Physical extent (300), as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extent: Option<String>,
    /// Abstracts (520).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub abstracts: Vec<Text>,
    /// Notes (5xx) and contents (505).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Links to other publications (76x to 78x).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// Files and pages one can open (856).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<Asset>,
    /// Who may read the full text.
    #[serde(default)]
    pub access: Access,
    /// Until when it is or was kept back, where it was given an end ([`crate::Status::Embargoed`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo: Option<Datestamp>,
    /// Rights statements (540, 506).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rights: Vec<Rights>,
    /// What cataloguers have decided about the work it belongs to, beside its evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grouping: Option<Grouping>,
}

/// What cataloguers have decided about the work that a record belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grouping {
    /// Sets of records that were joined by hand, this one among each: records that have the same set are
    /// language versions of one work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joined: Vec<Vec<RecordId>>,
    /// Whether it was taken out of the work that its evidence shows: that evidence does not count.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub apart: bool,
}

/// A concept assigned to a record, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assigned {
    /// The concept.
    pub concept: ConceptId,
    /// Why it is there.
    pub why: Why,
}

/// Why an assignment is there: the field it came from, the rule that made it, or the edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// This field's heading named it, as `650[3]`.
    Field(String),
    /// This rule of a mapping table made it, by name.
    Rule(String),
    /// A cataloguer's edit.
    Edit,
}

/// A place a publication is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The name as given.
    pub name: String,
    /// The concept of the theme scheme's group X that it matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<ConceptId>,
}

/// A subject heading that no concept matched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keyword {
    /// The heading, without its closing full stop.
    pub text: Text,
    /// The vocabulary it claims ($2, or `lcsh` and the like by indicator).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vocabulary: Option<String>,
    /// The field it came from, as `650[3]`.
    pub field: String,
}

/// A series and the number in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// The series' title.
    pub title: String,
    /// The number ($v), as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The series' ISSN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issn: Option<String>,
}

/// The field that names of places are listed under where headings are looked at (MARC 21 651).
pub const PLACE_FIELD: &str = "651";

/// The tag of a field such as `650[3]`.
pub fn tag_of(field: &str) -> &str {
    field.split_once('[').map_or(field, |(tag, _)| tag)
}

impl Keyword {
    /// What the heading is a heading of: the vocabulary it claims, else the tag of its field.
    pub fn source(&self) -> &str {
        self.vocabulary
            .as_deref()
            .unwrap_or_else(|| tag_of(&self.field))
    }
}

impl Description {
    /// The headings that no concept matched, each with what it is a heading of: keywords, and names of places.
    pub fn unmatched(&self) -> impl Iterator<Item = (&str, &str)> {
        let keywords = self.keywords.iter();
        let places = self.places.iter().filter(|p| p.concept.is_none());
        let keywords = keywords.map(|k| (k.source(), k.text.value.as_str()));
        keywords.chain(places.map(|p| (PLACE_FIELD, p.name.as_str())))
    }
}

/// Who published, and where.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// Name (260/264 $b).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Place (260/264 $a).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The text.
    pub text: Text,
    /// The field it came from, as `500[1]`.
    pub field: String,
}

/// How another publication is related.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelationKind {
    /// Another language version or edition (775).
    OtherEdition,
    /// The original of a translation (765).
    TranslationOf,
    /// A translation (767).
    Translation,
    /// What it appeared in (773), beside the host item.
    PartOf,
    /// Another physical form (776).
    OtherForm,
    /// An earlier title (780).
    Precedes,
    /// A later title (785).
    Succeeds,
    /// Anything else (787, 770, 772).
    Other,
}

/// A link to another publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// How it is related.
    pub kind: RelationKind,
    /// Title as given ($t).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Numbers of the other record ($w), as given without a prefix in parentheses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub record_numbers: Vec<String>,
    /// Its identifiers ($x, $z, $o, $r).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// The field it came from, as `775[1]`.
    pub field: String,
}

/// What an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssetKind {
    /// The publication's full text.
    FullText,
    /// A cover image.
    Cover,
    /// A table of contents or summary.
    Summary,
    /// Any other page about it.
    Related,
}

/// A file or page one can open (MARC 21 856).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// An absolute `http` or `https` URL, checked.
    pub url: String,
    /// What it is.
    pub kind: AssetKind,
    /// The text to show for the link ($y, $3, $z).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Its media type, where the name or $q tells: `application/pdf`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
}

/// Who may read the full text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Nobody said.
    #[default]
    Unknown,
    /// Everybody.
    Open,
    /// Some.
    Restricted,
}

/// A statement of rights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    /// The statement.
    pub text: String,
    /// A licence's URI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}
