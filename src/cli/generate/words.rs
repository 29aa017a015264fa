//! Running text from tables of how often words, and pairs of words, occur in texts on labour.
//!
//! The tables hold weights, no sentences: `words-*.tsv` a word and its weight, `pairs-*.tsv` two
//! words and the weight of the second after the first. What is written is nonsense with the right
//! words in about the right places, and a long tail of names, numbers and acronyms.

use std::{collections::HashMap, fmt::Write};

use super::{
    language::Language,
    people,
    random::{Draw, Random},
};

const TABLES: [(&str, &str, &str); 3] = [
    (
        include_str!("words-en.tsv"),
        include_str!("pairs-en.tsv"),
        "of the and to in for on a by with from as an its at or is are was were that this which their be been has have it not between into also these than more other such within through under per both how can may no",
    ),
    (
        include_str!("words-fr.tsv"),
        include_str!("pairs-fr.tsv"),
        "de la des et l' du les à d' le en un une dans pour par sur au aux que qui qu' est sont ne n' pas plus ou ce cette ces se s' son sa ses avec il elle a ont été entre leur leurs nous je c' j' y dont mais comme être ainsi sans très",
    ),
    (
        include_str!("words-es.tsv"),
        include_str!("pairs-es.tsv"),
        "de la el los las y en del a al un una para por con que se su sus es son no lo como más o entre este esta estos estas ha han ser sobre le les ni si pero sin nos e u muy también cuando",
    ),
];

/// Of a thousand words in running text, those from the long tail.
const TAIL: u32 = 30;

#[derive(Debug)]
struct Word {
    text: &'static str,
    /// A word of grammar, with which no title ends.
    grammar: bool,
    /// Joined to the next word, which begins with a vowel (French `l'`).
    elided: bool,
    weight: u32,
    /// Where its followers are in [`Model::followers`].
    followers: std::ops::Range<usize>,
}

/// How a language's words follow each other.
#[derive(Debug)]
pub struct Model {
    words: Vec<Word>,
    draw: Draw,
    /// For each word its followers, with the sum of weights up to and with each.
    followers: Vec<(u32, usize)>,
}

/// Splits a table into rows of columns.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().map(|line| line.split('\t').collect())
}

fn weight(text: &str) -> u32 {
    text.parse().unwrap_or(1)
}

impl Model {
    /// The model of English, French or Spanish.
    pub fn new(language: Language) -> Model {
        let (words, pairs, grammar) = language.of(TABLES);
        let grammar: Vec<&str> = grammar.split(' ').collect();
        let mut words: Vec<Word> = rows(words)
            .map(|row| Word {
                text: row[0],
                grammar: grammar.contains(&row[0]) || row[0].chars().count() == 1,
                elided: row[0].ends_with('\''),
                weight: weight(row[1]),
                followers: 0..0,
            })
            .collect();
        let draw = Draw::new(&words.iter().map(|w| w.weight).collect::<Vec<_>>());
        let followers = followers(&mut words, pairs);
        Model {
            words,
            draw,
            followers,
        }
    }

    /// A word after another.
    fn next(&self, before: Option<usize>, random: &mut Random) -> usize {
        let Some(before) = before else {
            return self.content(random);
        };
        let last = &self.words[before];
        let followers = &self.followers[last.followers.clone()];
        let sum = followers.last().map_or(0, |f| f.0);
        let at = random.below(last.weight.max(sum));
        if at < sum {
            return followers[followers.partition_point(|f| f.0 <= at)].1;
        }
        if last.elided && sum > 0 {
            return followers[random.index(followers.len())].1;
        }
        if last.grammar {
            return self.content(random);
        }
        let next = self.draw.index(random);
        if next == before {
            self.content(random)
        } else {
            next
        }
    }

    /// A word that is no word of grammar.
    fn content(&self, random: &mut Random) -> usize {
        loop {
            let word = self.draw.index(random);
            if !self.words[word].grammar && !self.words[word].elided {
                return word;
            }
        }
    }

    /// Appends so many words; the first begins with a capital when asked, the last is no word of grammar.
    pub fn phrase(&self, random: &mut Random, out: &mut String, words: u32, capital: bool) {
        let mut before = None;
        for left in (0..words).rev() {
            let mut word = self.next(before, random);
            if left == 0 && (self.words[word].grammar || self.words[word].elided) {
                word = self.content(random);
            }
            let Word { text, elided, .. } = self.words[word];
            if before.is_none() && capital {
                capitalized(text, out)
            } else {
                out.push_str(text)
            }
            if left > 0 && !elided {
                out.push(' ');
            }
            before = Some(word);
        }
    }

    /// Appends sentences of so many words in all.
    pub fn sentences(&self, random: &mut Random, out: &mut String, words: u32) {
        let mut left = words;
        while left > 0 {
            let mut length = random.between(11, 27);
            if left < length + 8 {
                length = left;
            }
            left -= length;
            self.sentence(random, out, length);
            out.push_str(if left > 0 { ". " } else { "." });
        }
    }

    fn sentence(&self, random: &mut Random, out: &mut String, length: u32) {
        let first = random.between(4, 12).min(length);
        self.phrase(random, out, first, true);
        let mut left = length - first;
        while left > 0 {
            let part = random.between(3, 10).min(left);
            left -= part;
            out.push_str(if random.chance(330) { ", " } else { " " });
            if random.chance(TAIL * 6) {
                tail(random, out);
                if part > 1 {
                    out.push(' ');
                }
            }
            self.phrase(random, out, part, false);
        }
    }
}

/// Fills in each word's followers and gives the list they are in.
fn followers(words: &mut [Word], pairs: &'static str) -> Vec<(u32, usize)> {
    let places: HashMap<&str, usize> = words.iter().enumerate().map(|(i, w)| (w.text, i)).collect();
    let mut found: Vec<(usize, usize, u32)> = rows(pairs)
        .filter_map(|row| Some((*places.get(row[0])?, *places.get(row[1])?, weight(row[2]))))
        .collect();
    found.sort_unstable();
    let mut list = Vec::with_capacity(found.len());
    for of_one in found.chunk_by(|a, b| a.0 == b.0) {
        let start = list.len();
        let mut sum = 0;
        for (_, next, weight) in of_one {
            sum += weight;
            list.push((sum, *next));
        }
        words[of_one[0].0].followers = start..list.len();
    }
    list
}

/// Appends a word with its first letter as a capital.
pub fn capitalized(word: &str, out: &mut String) {
    let mut letters = word.chars();
    out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    out.push_str(letters.as_str());
}

/// Appends a name, a number or an acronym: what makes a dictionary long.
fn tail(random: &mut Random, out: &mut String) {
    let _ = match random.below(5) {
        0 => write!(out, "{}", random.between(1919, 2026)),
        1 => write!(out, "{}", random.between(2, 9999)),
        2 => {
            for _ in 0..random.between(3, 5) {
                out.push(char::from(b'A' + random.below(26).to_le_bytes()[0]));
            }
            Ok(())
        }
        _ => write!(out, "{}", people::surname(random)),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_words() {
        for (language, expected) in [
            (Language::En, " of "),
            (Language::Fr, " du "),
            (Language::Es, " los "),
        ] {
            let model = Model::new(language);
            assert_eq!(model.words.len(), 2500);
            assert!(model.followers.len() > 1500);
            let mut text = String::new();
            model.sentences(&mut Random::new(1, 1), &mut text, 300);
            assert!(text.contains(expected) && text.ends_with('.'), "{text}");
            let words = text.split([' ', '\'']).count();
            assert!((280..=360).contains(&words), "{words}");
        }
    }

    #[test]
    fn elision_joins_words() {
        let model = Model::new(Language::Fr);
        let mut text = String::new();
        model.sentences(&mut Random::new(3, 9), &mut text, 3000);
        assert!(text.contains(" l'") && !text.contains("' "), "{text}");
    }
}
