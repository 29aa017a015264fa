//! Snippets: the part of a text that matches best, with the matching words marked.

use std::ops::Range;

use serde::Serialize;

/// A part of a text and the ranges to mark in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Snippet {
    /// The part chosen.
    pub text: String,
    /// Byte ranges of `text` to mark, ascending, disjoint, on character boundaries.
    pub marks: Vec<Range<usize>>,
    /// Whether something was left out before.
    pub cut_start: bool,
    /// Whether something was left out after.
    pub cut_end: bool,
}
