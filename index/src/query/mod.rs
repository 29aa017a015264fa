//! The query language: what readers type, parsed leniently, printed, and planned over the fields.

mod best;
pub(crate) mod excluded;
mod expand;
pub mod field;
pub(crate) mod lex;
pub mod parse;
pub(crate) mod part;
pub(crate) mod plan;
pub(crate) mod print;
pub(crate) mod terms;
pub(crate) mod translate;
mod years;

use std::fmt;

use serde::Serialize;

pub use field::Field;

/// A query as understood.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ParsedQuery {
    /// The query's tree; `None` finds every record.
    #[serde(skip)]
    pub root: Option<Node>,
    /// What was not understood.
    #[serde(skip)]
    pub notices: Vec<QueryNotice>,
    /// The query printed in full, as it was understood.
    pub text: String,
}

/// One node of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A word, or several joined by hyphens and the like.
    Word(Option<Field>, String),
    /// Words in this order, next to each other.
    Phrase(Option<Field>, String),
    /// Words that begin so; at least two letters.
    Prefix(Option<Field>, String),
    /// Years of publication, both ends included.
    Years(Option<i16>, Option<i16>),
    /// All of them.
    And(Vec<Node>),
    /// Any of them.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
}

/// Something in a query that was not understood, and what was done instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueryNotice {
    /// A stable name, as `unknown-field`; see [`parse`] for all of them.
    pub code: &'static str,
    /// What the notice is about: a field's name, a word, a limit.
    pub text_args: Vec<String>,
    /// The byte offset in the query.
    pub at: usize,
}

impl fmt::Display for ParsedQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
