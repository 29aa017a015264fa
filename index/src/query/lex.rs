//! Tokens of the query language.
