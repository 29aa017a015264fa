//! What is searched for, once all names are understood: what the service answers over its index.

use record::{Datestamp, RecordId};

pub use super::cql::term::{Piece, Token};
use super::diagnostic::Diagnostic;
use crate::RepositoryError;

/// A text that is searched word by word. Each record has some values of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Text {
    /// Any of title, name, subject, source, description; and identifiers as a whole.
    Anywhere,
    /// All titles.
    Title,
    /// The original title.
    UniformTitle,
    /// Contributors of any kind, and the statement of responsibility.
    Name,
    /// Persons.
    PersonalName,
    /// Organizations.
    CorporateName,
    /// Meetings.
    ConferenceName,
    /// Labels of themes and places in all languages, keywords, names of places.
    Subject,
    /// Places alone.
    Coverage,
    /// Titles of host items and series.
    Source,
    /// Titles of series.
    Relation,
    /// Abstracts, notes, contents, publisher, edition.
    Description,
    /// The publisher's name.
    Publisher,
    /// Media types of full texts, and the extent.
    Format,
    /// Statements of rights and licences.
    Rights,
}

/// How tokens are compared with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Any token is in any value.
    Any,
    /// Each token is in some value.
    All,
    /// All tokens stand in this order, next to each other, in one value.
    Adjacent,
    /// They are a whole value.
    Whole,
}

/// A fact that is searched as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// The document type, by id or label, with those below.
    Type,
    /// The language, by code or name.
    Language,
    /// Any identifier: ISBN, ISSN, DOI, number.
    Identifier,
    /// A collection, by slug or name.
    Collection,
}

/// A moment that is searched by span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// When the record last changed.
    Modified,
    /// When it was first here.
    Created,
}

/// A query: sets of records, bound by the booleans of sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Every record.
    All,
    /// No record.
    Nothing,
    /// By words.
    Text {
        /// Which text.
        text: Text,
        /// How the tokens are compared.
        how: How,
        /// The tokens.
        tokens: Vec<Token>,
        /// Whether other forms of the words are as good.
        stem: bool,
    },
    /// By one value; `begins` when it is the beginning of one.
    Fact {
        /// Which fact.
        fact: Fact,
        /// The value.
        value: String,
        /// Whether the value is only a beginning.
        begins: bool,
    },
    /// By date of publication as numbers like `20120500`, both ends included. A part that is not
    /// known counts as 0.
    Date {
        /// The first.
        from: i64,
        /// The last.
        until: i64,
    },
    /// By moment, both ends included.
    Moment {
        /// Which.
        moment: Moment,
        /// The first second.
        from: Datestamp,
        /// The last second.
        until: Datestamp,
    },
    /// By number, both ends included.
    Records {
        /// The first.
        from: RecordId,
        /// The last.
        until: RecordId,
    },
    /// Both.
    And(Box<Query>, Box<Query>),
    /// Either.
    Or(Box<Query>, Box<Query>),
    /// The first without the second.
    Not(Box<Query>, Box<Query>),
}

/// What is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// How well a record matches.
    Relevance,
    /// The main title, folded, without non-filing characters.
    Title,
    /// The date of publication.
    Date,
    /// The first contributor's name, folded.
    Author,
    /// The record's number.
    Record,
    /// When it last changed.
    Modified,
}

/// Where records without a value go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// To the end, whatever the direction.
    Last,
    /// As if theirs were the lowest value.
    Low,
    /// As if theirs were the highest value.
    High,
    /// Nowhere: they are left out.
    Omit,
}

/// A sort key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// What is sorted by.
    pub by: By,
    /// Whether the highest value comes first.
    pub descending: bool,
    /// Where records without a value go.
    pub missing: Missing,
}

/// Records that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How many there are.
    pub total: u64,
    /// Those of the part asked for, in order.
    pub records: Vec<RecordId>,
}

/// A list of terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The words of a text.
    Words(Text),
    /// Names of contributors, whole.
    Names,
    /// The values of a fact.
    Facts(Fact),
    /// Years of publication.
    Years,
}

/// A term of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListTerm {
    /// The term, as a search takes it.
    pub value: String,
    /// The term for people, where it differs.
    pub display: Option<String>,
    /// How many records a search for it finds; at least one.
    pub records: u64,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// The terms in order; the first `before` of them stand before the one asked for.
    pub terms: Vec<ListTerm>,
    /// How many stand before the one asked for.
    pub before: usize,
    /// Whether the first is the list's first.
    pub begins: bool,
    /// Whether the last is the list's last.
    pub ends: bool,
}

/// Why a search gives nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It asks for too much.
    Diagnostic(Diagnostic),
    /// The collection cannot be read.
    Unreadable(RepositoryError),
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Failure {
        Failure::Diagnostic(diagnostic)
    }
}

impl From<RepositoryError> for Failure {
    fn from(error: RepositoryError) -> Failure {
        Failure::Unreadable(error)
    }
}

/// The searches that SRU needs; the service implements them over its index.
pub trait Searcher {
    /// The records of a query from `first` (0 is the first) on, at most `most`; all are live.
    ///
    /// # Errors
    /// When it asks for too much, or the index cannot be read.
    fn find(&self, query: &Query, order: &[Key], first: u64, most: usize)
    -> Result<Found, Failure>;

    /// At most `before` terms before `from` and at most `after` from there on.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn list(&self, list: List, from: &str, before: usize, after: usize) -> Result<Part, Failure>;

    /// How many live records there are.
    fn records(&self) -> u64;
}
