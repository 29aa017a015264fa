//! The concepts whose labels are most like a heading: a proposal to a librarian, never a match.

use std::collections::HashMap;

use crate::{ConceptId, Scheme, matching};

/// A concept proposed for a heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The concept.
    pub concept: ConceptId,
    /// The label that is like the heading, folded.
    pub label: String,
    /// How like: from 0 to 1, the share of three-letter pieces that both have (Dice).
    pub likeness: f32,
}

/// The least likeness that is worth a look.
const LEAST: f32 = 0.3;

/// The labels of a scheme by their three-letter pieces.
#[derive(Debug, Default)]
pub struct Nearest {
    labels: Vec<(ConceptId, String, usize)>,
    pieces: HashMap<[char; 3], Vec<u32>>,
}

impl Nearest {
    /// Takes in all labels of concepts that stand, in all languages.
    pub fn new(scheme: &Scheme) -> Nearest {
        let mut nearest = Nearest::default();
        let standing = scheme
            .concepts()
            .filter(|c| c.replaced_by.is_none() && !c.deprecated);
        for concept in standing {
            for (_, _, label) in concept.labels() {
                let label = matching::key(label);
                let pieces = pieces(&label);
                let number = u32::try_from(nearest.labels.len()).unwrap_or(u32::MAX);
                for piece in &pieces {
                    nearest.pieces.entry(*piece).or_default().push(number);
                }
                nearest
                    .labels
                    .push((concept.id.clone(), label, pieces.len()));
            }
        }
        nearest
    }

    /// The concepts with the likest labels, the likest first, each once, at most `most`.
    pub fn of(&self, heading: &str, most: usize) -> Vec<Near> {
        let own = pieces(&matching::key(heading));
        let mut shared: HashMap<u32, usize> = HashMap::new();
        for number in own.iter().filter_map(|p| self.pieces.get(p)).flatten() {
            *shared.entry(*number).or_default() += 1;
        }
        let likeness = |(number, shared): (u32, usize)| {
            let (concept, label, count) = self.labels.get(number as usize)?;
            let likeness = 2.0 * shared as f32 / (own.len() + count) as f32;
            (likeness >= LEAST).then(|| Near {
                concept: concept.clone(),
                label: label.clone(),
                likeness,
            })
        };
        let mut found: Vec<Near> = shared.into_iter().filter_map(likeness).collect();
        found.sort_by(|a, b| {
            let order = b.likeness.total_cmp(&a.likeness);
            order.then_with(|| (&a.concept, &a.label).cmp(&(&b.concept, &b.label)))
        });
        let mut once: Vec<Near> = Vec::new();
        for near in found {
            if once.len() < most && once.iter().all(|held| held.concept != near.concept) {
                once.push(near);
            }
        }
        once
    }
}

/// The pieces of a folded text, with a space before and after it; each once.
fn pieces(text: &str) -> Vec<[char; 3]> {
    let padded: Vec<char> = std::iter::once(' ')
        .chain(text.chars())
        .chain(std::iter::once(' '))
        .collect();
    let mut pieces: Vec<[char; 3]> = padded
        .windows(3)
        .filter_map(|piece| piece.try_into().ok())
        .collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::scheme;

    #[test]
    fn the_likest_concept_comes_first_in_any_language() {
        let nearest = Nearest::new(&scheme());
        for (heading, first) in [
            ("Minimum wages act", "minimum-wage"),
            ("salarios minimos interprofesionales", "minimum-wage"),
            ("travailleuse âgée", "older-workers"),
            ("Social politics", "social-policy"),
            ("zzz", ""),
        ] {
            let found = nearest.of(heading, 3);
            let found = found.first().map_or("", |near| near.concept.as_str());
            assert_eq!(found, first, "{heading}");
        }
    }
}
