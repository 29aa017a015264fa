//! Snippets: the part of a text that matches best, with the matching words marked.

use std::{collections::HashSet, ops::Range};

use serde::Serialize;
use taxonomy::Lang;

use crate::{
    analysis::{Mode, Stemming, Words, query_words, stem, stop::is_stop_anywhere},
    query::{Field, Node, ParsedQuery},
};

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

/// What to mark.
#[derive(Debug, Default)]
struct Wanted {
    words: HashSet<String>,
    stems: HashSet<String>,
    starts: Vec<String>,
    phrases: Vec<Vec<String>>,
}

/// A word of the text that is wanted: its place, and what it matches.
struct Match {
    place: Range<usize>,
    what: String,
}

/// The part of `text`, at most `max_chars` characters, where the query matches best.
pub(crate) fn snippet(parsed: &ParsedQuery, text: &str, lang: Lang, max_chars: usize) -> Snippet {
    let mut wanted = Wanted::default();
    if let Some(root) = &parsed.root {
        wanted.add(root);
    }
    let matches = wanted.find(text, lang);
    let part = choose(text, &matches, max_chars);
    let mut marks: Vec<Range<usize>> = Vec::new();
    for found in &matches {
        if found.place.start < part.start || found.place.end > part.end {
            continue;
        }
        let place = found.place.start - part.start..found.place.end - part.start;
        match marks.last_mut() {
            // Words of two characters overlap in scripts without spaces.
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => marks.push(place),
        }
    }
    Snippet {
        text: text[part.clone()].to_owned(),
        marks,
        cut_start: part.start > 0,
        cut_end: part.end < text.len(),
    }
}

impl Wanted {
    fn add(&mut self, node: &Node) {
        match node {
            Node::Word(field, text) if is_text(*field) => {
                for word in query_words(text) {
                    self.word(word);
                }
            }
            Node::Phrase(field, text) if is_text(*field) => {
                let words = query_words(text);
                if !words.is_empty() {
                    self.phrases.push(words);
                }
            }
            Node::Prefix(field, text) if is_text(*field) => {
                let mut words = query_words(text);
                self.starts.extend(words.pop());
                words.into_iter().for_each(|w| self.word(w));
            }
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|n| self.add(n)),
            _ => {}
        }
    }

    fn word(&mut self, word: String) {
        if is_stop_anywhere(&word) {
            return;
        }
        let mut marked = String::new();
        for language in Stemming::ALL {
            if stem(&word, language, &mut marked) {
                self.stems.insert(marked.clone());
            }
        }
        self.words.insert(word);
    }

    fn find(&self, text: &str, lang: Lang) -> Vec<Match> {
        let mut stream = Words::new(text, Mode::Index);
        let mut word = String::new();
        let mut words: Vec<(Range<usize>, String)> = Vec::new();
        while let Some(place) = stream.next_into(&mut word) {
            words.push((place, word.clone()));
        }
        let mut matches = Vec::new();
        for (at, (place, word)) in words.iter().enumerate() {
            if let Some(what) = self.matched(word, lang) {
                matches.push(Match {
                    place: place.clone(),
                    what,
                });
            }
            for phrase in &self.phrases {
                let part = words.get(at..at + phrase.len()).unwrap_or(&[]);
                if !part.is_empty() && part.iter().map(|(_, w)| w).eq(phrase) {
                    matches.extend(part.iter().map(|(place, w)| Match {
                        place: place.clone(),
                        what: w.clone(),
                    }));
                }
            }
        }
        matches.sort_by_key(|m| (m.place.start, m.place.end));
        matches.dedup_by(|a, b| a.place == b.place);
        matches
    }

    /// What a word of the text matches.
    fn matched(&self, word: &str, lang: Lang) -> Option<String> {
        if self.words.contains(word) {
            return Some(word.to_owned());
        }
        if let Some(start) = self.starts.iter().find(|s| word.starts_with(s.as_str())) {
            return Some(start.clone());
        }
        let mut marked = String::new();
        let mut languages = Stemming::of(lang).iter();
        let found = languages.any(|l| stem(word, *l, &mut marked) && self.stems.contains(&marked));
        found.then_some(marked)
    }
}

fn is_text(field: Option<Field>) -> bool {
    matches!(
        field,
        None | Some(Field::Title | Field::Author | Field::Subject | Field::Journal)
    )
}

/// The window with the most different matches, then the most, then the first; on word boundaries.
fn choose(text: &str, matches: &[Match], max_chars: usize) -> Range<usize> {
    if text.chars().count() <= max_chars {
        return 0..text.len();
    }
    let mut best = (0, 0, 0);
    for (at, first) in matches.iter().enumerate() {
        let end = forward(text, first.place.start, max_chars * 4 / 5);
        let within: Vec<&str> = matches[at..]
            .iter()
            .take_while(|m| m.place.end <= end)
            .map(|m| m.what.as_str())
            .collect();
        let different = within.iter().collect::<HashSet<_>>().len();
        if (different, within.len()) > (best.0, best.1) {
            best = (different, within.len(), first.place.start);
        }
    }
    let lead = if best.0 == 0 { 0 } else { max_chars / 5 };
    let start = boundary_after(text, back(text, best.2, lead), best.2);
    let end = forward(text, start, max_chars);
    if end == text.len() {
        // The end of the text is reached: use the room before.
        let start = back(text, end, max_chars);
        return boundary_after(text, start, end)..end;
    }
    start..boundary_before(text, end, start)
}

fn forward(text: &str, from: usize, chars: usize) -> usize {
    let mut rest = text[from..].char_indices();
    rest.nth(chars)
        .map_or(text.len(), |(offset, _)| from + offset)
}

fn back(text: &str, from: usize, chars: usize) -> usize {
    if chars == 0 {
        return from;
    }
    let mut before = text[..from].char_indices().rev();
    before.nth(chars - 1).map_or(0, |(offset, _)| offset)
}

/// The next beginning of a word, if there is one before `limit`.
fn boundary_after(text: &str, from: usize, limit: usize) -> usize {
    if from == 0 || text[..from].ends_with(char::is_whitespace) {
        return from;
    }
    match text[from..limit].find(char::is_whitespace) {
        Some(offset) => {
            let rest = &text[from + offset..];
            from + offset + (rest.len() - rest.trim_start().len())
        }
        None => from,
    }
}

fn boundary_before(text: &str, from: usize, limit: usize) -> usize {
    if text[from..].starts_with(char::is_whitespace) {
        return from;
    }
    // Text without spaces is cut where it stands.
    match text[limit..from].rfind(char::is_whitespace) {
        Some(offset) if offset > (from - limit) / 2 => limit + offset,
        _ => from,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::parse::parse;

    fn marked(query: &str, text: &str, lang: Lang, max: usize) -> String {
        let found = snippet(&parse(query), text, lang, max);
        let mut out = String::new();
        let mut at = 0;
        for mark in &found.marks {
            out.push_str(&found.text[at..mark.start]);
            out.push_str(&format!("[{}]", &found.text[mark.clone()]));
            at = mark.end;
        }
        out.push_str(&found.text[at..]);
        out
    }

    #[test]
    fn matching_words_are_marked() {
        for (query, text, lang, expected) in [
            (
                "wage",
                "Wages and the wage-earner",
                Lang::EN,
                "[Wages] and the [wage]-earner",
            ),
            ("economie", "L'Économie", Lang::FR, "L'[Économie]"),
            ("salario", "Los salarios", Lang::ES, "Los [salarios]"),
            (
                "\"minimum wage\"",
                "wage, minimum wage",
                Lang::EN,
                "wage, [minimum] [wage]",
            ),
            (
                "migra*",
                "migrants, migration",
                Lang::EN,
                "[migrants], [migration]",
            ),
            ("-wages work", "wages at work", Lang::EN, "wages at [work]"),
            ("the", "the work", Lang::EN, "the work"),
            ("労働者", "労働者の権利", Lang::UND, "[労働者]の権利"),
            ("", "plain", Lang::EN, "plain"),
        ] {
            assert_eq!(marked(query, text, lang, 500), expected, "{query}");
        }
    }

    #[test]
    fn the_best_part_is_chosen() {
        let text = format!(
            "{} wages {} minimum wages here {}",
            "x ".repeat(100),
            "y ".repeat(100),
            "z ".repeat(100)
        );
        let found = snippet(&parse("minimum wages"), &text, Lang::EN, 60);
        assert!(found.cut_start && found.cut_end);
        assert!(found.text.contains("minimum wages here"), "{found:?}");
        assert!(
            found.text.chars().count() <= 60 && found.marks.len() == 2,
            "{found:?}"
        );
        let none = snippet(&parse("absent"), &text, Lang::EN, 20);
        assert!(none.text.starts_with("x x") && !none.cut_start && none.cut_end);
    }

    proptest! {
        #[test]
        fn any_text_gives_a_snippet(query in any::<String>(), text in "\\PC{0,200}", max in 0usize..120) {
            let found = snippet(&parse(&query), &text, Lang::EN, max);
            prop_assert!(found.text.chars().count() <= max.max(1) || text.chars().count() <= max);
            prop_assert!(text.contains(&found.text));
            let mut at = 0;
            for mark in &found.marks {
                prop_assert!(mark.start >= at && found.text.get(mark.clone()).is_some());
                at = mark.end;
            }
        }
    }
}
