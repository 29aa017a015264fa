//! CQL, the Contextual Query Language, as a tree with places: version 1.2, and the same language as
//! OASIS searchRetrieve 1.0 part 5 has it.
//!
//! A query is read in whole or not at all ([`parse`]); what its names mean is decided elsewhere
//! (`super::resolve`). A tree can be written again as CQL ([`std::fmt::Display`]) and as XCQL ([`xcql`]).

mod lex;
mod parse;
mod print;
pub mod term;
pub mod xcql;

#[cfg(test)]
pub(super) mod tests;

pub use parse::{MOST_BOOLEANS, MOST_CHARS, MOST_DEPTH, MOST_TERM_CHARS, parse};

/// A place in a query: the character offset from 0. Places do not count when trees are compared.
#[derive(Debug, Clone, Copy, Default)]
pub struct At(pub usize);

impl PartialEq for At {
    fn eq(&self, _: &At) -> bool {
        true
    }
}

impl Eq for At {}

/// A query (part 5 section 2.1: `cqlQuery`, with its `sortBy`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cql {
    /// What is searched for.
    pub root: Node,
    /// The order, the main key first; empty when none is asked for.
    pub sort: Vec<SortKey>,
}

/// A part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Prefixes, and the part in which they hold (part 5 section 2.4).
    Prefixed(Vec<Prefix>, Box<Node>),
    /// A search clause.
    Clause(Clause),
    /// Two parts and what binds them. All booleans bind alike, from the left (part 5 section 2.7).
    Triple(Box<Triple>),
}

/// `> name = "uri"`; without a name it is the context set of names that have no prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// The short name.
    pub name: Option<String>,
    /// The context set's identifier.
    pub uri: String,
    /// Where it stands.
    pub at: At,
}

/// Two parts and what binds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triple {
    /// The part before.
    pub left: Node,
    /// The boolean.
    pub boolean: Boolean,
    /// Its modifiers.
    pub modifiers: Vec<Modifier>,
    /// The part after.
    pub right: Node,
    /// Where the boolean stands.
    pub at: At,
}

/// A boolean operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boolean {
    /// Both.
    And,
    /// Either.
    Or,
    /// The first without the second.
    Not,
    /// Both, near each other.
    Prox,
}

impl Boolean {
    /// All of them.
    pub const ALL: [Boolean; 4] = [Boolean::And, Boolean::Or, Boolean::Not, Boolean::Prox];

    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Boolean::And => "and",
            Boolean::Or => "or",
            Boolean::Not => "not",
            Boolean::Prox => "prox",
        }
    }

    /// The boolean of a word, whatever its case (part 5 section 2.10).
    pub fn named(word: &str) -> Option<Boolean> {
        let mut all = Boolean::ALL.into_iter();
        all.find(|b| b.name().eq_ignore_ascii_case(word))
    }
}

/// `index relation term`, or a term alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Where and how; none for a term alone.
    pub scope: Option<(Name, Relation)>,
    /// What.
    pub term: Term,
}

/// A name of an index, a relation or a modifier, as `dc.title`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name as written.
    pub text: String,
    /// Where it stands.
    pub at: At,
}

impl Name {
    /// Its prefix, where it has one, and its base: the first dot parts them (CQL 1.2, index name).
    pub fn split(&self) -> (Option<&str>, &str) {
        match self.text.split_once('.') {
            Some((prefix, base)) => (Some(prefix), base),
            None => (None, &self.text),
        }
    }
}

/// A relation and its modifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// A sign, as `>=`, or a name, as `any` or `cql.any`.
    pub name: Name,
    /// Its modifiers, in order.
    pub modifiers: Vec<Modifier>,
}

/// `/name` or `/name=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifier {
    /// Its name.
    pub name: Name,
    /// A comparison and a value.
    pub value: Option<(String, String)>,
}

/// A search term: what stood between the quotation marks, backslashes as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The text with its escapes.
    pub raw: String,
    /// Where it stands.
    pub at: At,
}

/// A key of `sortBy`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    /// The index that is sorted by.
    pub index: Name,
    /// How.
    pub modifiers: Vec<Modifier>,
}
