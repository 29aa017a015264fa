//! Titles of 4 to 14 words, alike in the versions of a work as far as labels are.

use std::{collections::HashMap, fmt::Write};

use super::{
    language::Language,
    random::Random,
    subjects::Subjects,
    words::{Model, capitalized},
};

/// A title (245 $a, $b), without punctuation between its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Title {
    /// The title proper.
    pub main: String,
    /// The remainder.
    pub remainder: Option<String>,
    /// The romanized title, where the script is not Latin.
    pub romanized: Option<String>,
}

/// What a work is about, as far as its title says it.
#[derive(Debug, Clone)]
pub struct Topic {
    /// Themes, the first being the main one.
    pub themes: Vec<usize>,
    /// The place, if it is about one.
    pub place: Option<usize>,
    /// Which of the patterns its titles follow.
    pub pattern: u32,
    /// How many words the remainder has; 0 for none.
    pub remainder: u32,
}

/// How many patterns there are.
pub const PATTERNS: u32 = 9;

/// Shapes of titles in English, French and Spanish: `@` a theme, `&` a second one, `%` some words.
const SHAPES: [[&str; 3]; PATTERNS as usize] = [
    ["@ and %", "@ et %", "@ y %"],
    ["% and @", "% et @", "% y @"],
    [
        "The effects of @ on %",
        "Les effets : @, %",
        "Los efectos : @, %",
    ],
    ["@: %", "@: %", "@: %"],
    [
        "Towards @: %",
        "Vers une politique : @, %",
        "Hacia una política : @, %",
    ],
    ["@ and &: %", "@ et &: %", "@ y &: %"],
    [
        "% in the field of @",
        "% dans le domaine : @",
        "% en el ámbito : @",
    ],
    ["%", "%", "%"],
    ["%", "%", "%"],
];

/// The words of the languages that have no model: as written, and romanized.
type OtherWords = HashMap<&'static str, Vec<(&'static str, &'static str)>>;

/// What titles and abstracts are made of.
#[derive(Debug)]
pub struct Writer {
    /// Themes and places.
    pub subjects: Subjects,
    models: [Model; 3],
    others: OtherWords,
}

impl Writer {
    /// A writer with all tables read.
    pub fn new(subjects: Subjects) -> Writer {
        let mut others = OtherWords::new();
        for line in include_str!("words-other.tsv").lines() {
            let row: Vec<&str> = line.split('\t').collect();
            others.entry(row[0]).or_default().push((row[1], row[2]));
        }
        Writer {
            subjects,
            models: [Language::En, Language::Fr, Language::Es].map(Model::new),
            others,
        }
    }

    /// The title of a work in one of its languages.
    pub fn title(&self, random: &mut Random, language: Language, topic: &Topic) -> Title {
        if language != language.catalogued() {
            return self.other_title(random, language);
        }
        let mut main = self.shaped(random, language, topic);
        while words(&main) < 4 {
            main.push(' ');
            self.models[language as usize].phrase(random, &mut main, 2, false);
        }
        shorten(&mut main);
        let room = 14_u32.saturating_sub(words(&main));
        let length = topic.remainder.min(room);
        let remainder = (length > 1).then(|| {
            let mut text = String::new();
            self.models[language as usize].phrase(random, &mut text, length, false);
            text
        });
        Title {
            main,
            remainder,
            romanized: None,
        }
    }

    fn shaped(&self, random: &mut Random, language: Language, topic: &Topic) -> String {
        let theme = |n: usize| {
            topic
                .themes
                .get(n)
                .map_or("", |t| self.subjects.theme_label(*t, language))
        };
        let mut text = String::new();
        for part in language.of(SHAPES[topic.pattern as usize]).chars() {
            match part {
                '@' => text.push_str(theme(0)),
                '&' => text.push_str(theme(1)),
                '%' => {
                    let words = if topic.pattern > 6 { 5 } else { 2 };
                    let words = random.between(words, words + 4);
                    self.models[language as usize].phrase(random, &mut text, words, false);
                }
                _ => text.push(part),
            }
        }
        if let Some(place) = topic.place {
            let place = self.subjects.place_label(place, language);
            if words(&text) + words(place) < 14 {
                let _ = write!(text, "{}{place}", language.of([" in ", " : ", " : "]));
            }
        }
        let mut main = String::with_capacity(text.len());
        capitalized(&text, &mut main);
        main
    }

    fn other_title(&self, random: &mut Random, language: Language) -> Title {
        let (main, romanized) = self.other_words(random, language, (4, 9));
        let is_latin = matches!(language, Language::De | Language::Pt);
        Title {
            main,
            remainder: None,
            romanized: (!is_latin).then_some(romanized),
        }
    }

    fn other_words(
        &self,
        random: &mut Random,
        language: Language,
        (least, most): (u32, u32),
    ) -> (String, String) {
        let words = self
            .others
            .get(language.tag())
            .map_or(&[][..], Vec::as_slice);
        let chosen: Vec<_> = (0..random.between(least, most))
            .map(|_| random.pick(words))
            .collect();
        let between = if language == Language::Zh { "" } else { " " };
        let written: Vec<&str> = chosen.iter().map(|w| w.0).collect();
        let romanized: Vec<&str> = chosen.iter().map(|w| w.1).collect();
        let mut capital = String::new();
        capitalized(&romanized.join(" "), &mut capital);
        (written.join(between), capital)
    }

    /// Appends two words that name no concept, in one of the three languages.
    pub fn keyword(&self, random: &mut Random, language: Language, out: &mut String) {
        self.models[language.catalogued() as usize].phrase(random, out, 2, false);
    }

    /// Appends an abstract: about 120 words, or a few in a language without a table.
    pub fn summary(&self, random: &mut Random, language: Language, out: &mut String) {
        if language != language.catalogued() {
            out.push_str(&self.other_words(random, language, (12, 40)).0);
            return;
        }
        // Three dice make a hump: 45 to 195 words, 120 in the middle.
        let words = 45 + random.below(51) + random.below(51) + random.below(51);
        self.models[language as usize].sentences(random, out, words);
    }
}

/// How many words a text has; punctuation that stands alone is none.
fn words(text: &str) -> u32 {
    let words = text
        .split(' ')
        .filter(|w| w.contains(char::is_alphanumeric))
        .count();
    u32::try_from(words).unwrap_or(u32::MAX)
}

/// Cuts a title after 14 words.
fn shorten(title: &mut String) {
    if let Some((at, _)) = title.match_indices(' ').nth(13) {
        title.truncate(at);
    }
}
