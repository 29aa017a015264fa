//! Beginnings of words: which words of the index they stand for.

use tantivy::{TantivyError, Term, schema::Field as Column};

use super::{parse::notice, part::Part, plan::Planner, terms::Any};

/// How many words a prefix stands for at most, the first in the alphabet.
pub(crate) const MAX_EXPANSION: usize = 1_000;

impl Planner<'_> {
    /// The words of a field that begin so, the first [`MAX_EXPANSION`] in the alphabet.
    pub(super) fn expand(
        &mut self,
        column: Column,
        start: &str,
        typed: &str,
        weight: f32,
    ) -> Result<Any, TantivyError> {
        let mut found: Vec<Vec<u8>> = Vec::new();
        let mut more = false;
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(column)?;
            let mut stream = inverted
                .terms()
                .range()
                .ge(start.as_bytes())
                .into_stream()?;
            let mut taken = 0;
            while stream.advance() && stream.key().starts_with(start.as_bytes()) {
                if taken == MAX_EXPANSION {
                    more = true;
                    break;
                }
                taken += 1;
                found.push(stream.key().to_vec());
            }
        }
        found.sort_unstable();
        found.dedup();
        if more || found.len() > MAX_EXPANSION {
            found.truncate(MAX_EXPANSION);
            let said = notice("prefix-too-broad", &[typed, &MAX_EXPANSION.to_string()], 0);
            if !self.notices.contains(&said) {
                self.notices.push(said);
            }
        }
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let terms = found
            .iter()
            .filter_map(|bytes| std::str::from_utf8(bytes).ok())
            .map(|word| Term::from_field_text(column, word));
        Ok(vec![Part::any(terms, weight)])
    }
}
