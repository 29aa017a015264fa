//! Exact searches: sets of records bound by the booleans of sets, for machines that ask so (SRU).
//!
//! The readers' language ([`crate::query`]) guesses: other forms of a word, other languages, words
//! that need not be there. Here a clause has one meaning, which can be told from the records alone
//! ([`values`] says what each text of a record is), and a search finds those and no others.
//!
//! What the index cannot decide (a word's place in a field, a whole field, one kind of contributor)
//! is decided by reading the records that may match, narrowed by what else the query asks.

mod lists;
mod order;
mod pattern;
mod place;
mod plan;
mod run;
pub mod values;

use std::sync::Arc;

use record::{Record, RecordId, Seq};

use crate::SearchError;

pub use lists::{List, ListTerm, Part};
pub use order::{By, Key, Missing};
pub use pattern::{Piece, Token};

/// The most records that are read to decide a clause.
pub const MOST_READ: usize = 20_000;
/// The most words that a mask may stand for in one text.
pub const MOST_MASKED: usize = 10_000;
/// The most records that are sorted by title.
pub const MOST_BY_TITLE: usize = 200_000;
/// The most records that are sorted by author, which are read for it.
pub const MOST_BY_AUTHOR: usize = 10_000;

/// A text that is searched word by word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Text {
    /// Title, name, subject, source or description; a token may also be an identifier.
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

/// How tokens are compared with values.
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

/// A query: a set of live records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exact {
    /// Every record.
    All,
    /// No record.
    Nothing,
    /// By the words of a text.
    Text {
        /// The text.
        text: Text,
        /// How tokens are compared.
        how: How,
        /// The tokens.
        tokens: Vec<Token>,
        /// Whether other forms of a word are as good; for plain tokens only.
        stem: bool,
    },
    /// By document type, as its id or a label, with those below.
    Type(String),
    /// By language, as a code or a name.
    Language(String),
    /// By identifier; `true` when the text is the beginning of one.
    Identifier(String, bool),
    /// By date of publication as numbers like `20120500`, both ends included.
    Date(i64, i64),
    /// By the seq of the latest change, both ends included.
    Changed(Seq, Seq),
    /// By number, both ends included.
    Records(RecordId, RecordId),
    /// These records.
    Given(Vec<RecordId>),
    /// Both.
    And(Box<Exact>, Box<Exact>),
    /// Either.
    Or(Box<Exact>, Box<Exact>),
    /// The first without the second.
    Not(Box<Exact>, Box<Exact>),
}

/// What an exact search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExactResult {
    /// How many records.
    pub total: u64,
    /// Those of the page, in order.
    pub records: Vec<RecordId>,
}

/// Why an exact search has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExactError {
    /// A clause would have to read too many records.
    #[error("a clause would have to read more than {0} records; narrow it with another clause")]
    TooManyToRead(usize),
    /// Too many records to sort so.
    #[error("more than {0} records cannot be sorted so; narrow the search")]
    TooManyToSort(usize),
    /// A mask stands for too many words.
    #[error("a mask stands for more than {0} words; give more letters")]
    TooBroad(usize),
    /// A record could not be read.
    #[error("a record cannot be read: {0}")]
    Read(String),
    /// The engine failed.
    #[error(transparent)]
    Search(#[from] SearchError),
}

impl From<tantivy::TantivyError> for ExactError {
    fn from(error: tantivy::TantivyError) -> ExactError {
        ExactError::Search(error.into())
    }
}

/// Reads a record for a search; `None` when there is none.
pub type Read<'a> = dyn Fn(RecordId) -> Result<Option<Arc<Record>>, String> + 'a;
