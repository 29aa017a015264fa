//! Facets: from counts to what is shown.

use std::cmp::Reverse;

use crate::{
    FacetCount, Facets,
    document::dimension,
    generation::{Counts, Generation},
};

/// How many themes and journals are shown at most.
const SHOWN: usize = 50;

/// All dimensions.
pub(crate) const DIMENSIONS: [u8; 6] = [
    dimension::TYPE,
    dimension::THEME,
    dimension::LANG,
    dimension::YEAR,
    dimension::JOURNAL,
    dimension::ACCESS,
];

/// Reads one dimension's counts into `facets`.
pub(crate) fn read(generation: &Generation, counts: &Counts, dimension: u8, facets: &mut Facets) {
    let prefix = [dimension, b':'];
    let from = generation
        .values
        .partition_point(|v| v.as_bytes() < &prefix[..]);
    let mut found: Vec<FacetCount> = generation.values[from..]
        .iter()
        .zip(&counts.by_value[from..])
        .take_while(|(value, _)| value.as_bytes().starts_with(&prefix))
        .filter(|(_, count)| **count > 0)
        .map(|(value, count)| FacetCount {
            value: value[2..].to_owned(),
            count: u64::from(*count),
        })
        .collect();
    if dimension == dimension::YEAR {
        found.reverse();
    } else {
        found.sort_by_key(|f| Reverse(f.count));
    }
    if matches!(dimension, dimension::THEME | dimension::JOURNAL) {
        found.truncate(SHOWN);
    }
    *match dimension {
        dimension::TYPE => &mut facets.types,
        dimension::THEME => &mut facets.themes,
        dimension::LANG => &mut facets.languages,
        dimension::YEAR => &mut facets.years,
        dimension::JOURNAL => &mut facets.journals,
        _ => &mut facets.full_text,
    } = found;
}
