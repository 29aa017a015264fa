//! The lenient parser.

use super::ParsedQuery;

/// Parses what a reader typed.
pub fn parse(query: &str) -> ParsedQuery {
    ParsedQuery { text: query.to_owned(), ..ParsedQuery::default() }
}
