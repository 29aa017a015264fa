//! Subjects: concepts of the bundled taxonomy, some of them far more often than others.

use taxonomy::{Concept, Taxonomy};

use super::{
    language::Language,
    random::{Draw, Random},
};

/// A concept's labels in English, French and Spanish.
pub type Labels = [String; 3];

/// The concepts that records are about.
#[derive(Debug)]
pub struct Subjects {
    themes: Vec<Labels>,
    places: Vec<Labels>,
    draw_theme: Draw,
    draw_place: Draw,
}

impl Subjects {
    /// The concepts of a taxonomy in an order of their own, so that no group is the most frequent.
    pub fn new(taxonomy: &Taxonomy) -> Subjects {
        let mut found: Vec<(u64, &Concept)> = taxonomy
            .themes()
            .concepts()
            .filter(|c| !c.deprecated && c.replaced_by.is_none() && !c.broader.is_empty())
            .map(|c| (order(c.id.as_str()), c))
            .collect();
        found.sort_by_key(|(order, concept)| (*order, concept.id.as_str()));
        let is_place = |c: &Concept| c.notation.as_deref().is_some_and(|n| n.starts_with("X."));
        let (places, themes): (Vec<_>, Vec<_>) = found
            .into_iter()
            .map(|(_, c)| (is_place(c), labels(c)))
            .partition(|(place, _)| *place);
        let labels = |rows: Vec<(bool, Labels)>| rows.into_iter().map(|r| r.1).collect::<Vec<_>>();
        let (places, themes) = (labels(places), labels(themes));
        Subjects {
            draw_theme: Draw::zipf(themes.len(), 6),
            draw_place: Draw::zipf(places.len(), 10),
            themes,
            places,
        }
    }

    /// So many different themes.
    pub fn themes(&self, random: &mut Random, count: u32) -> Vec<usize> {
        let mut found = Vec::with_capacity(count as usize);
        while found.len() < count as usize && found.len() < self.themes.len() {
            let theme = self.draw_theme.index(random);
            if !found.contains(&theme) {
                found.push(theme);
            }
        }
        found
    }

    /// A place, if the taxonomy has any.
    pub fn place(&self, random: &mut Random) -> Option<usize> {
        (!self.places.is_empty()).then(|| self.draw_place.index(random))
    }

    /// A theme's label.
    pub fn theme_label(&self, theme: usize, language: Language) -> &str {
        &self.themes[theme][language.catalogued() as usize]
    }

    /// A place's name.
    pub fn place_label(&self, place: usize, language: Language) -> &str {
        &self.places[place][language.catalogued() as usize]
    }
}

fn labels(concept: &Concept) -> Labels {
    [Language::En, Language::Fr, Language::Es].map(|l| concept.label(l.label()).to_owned())
}

/// A number that depends on nothing but the identifier (FNV-1a).
fn order(id: &str) -> u64 {
    id.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}
