//! Words of a text with their places, folded.

use std::{collections::VecDeque, ops::Range, sync::OnceLock};

use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::script::{Kind, folds, is_apostrophe, is_mark, kind};

/// The longest word kept, in bytes; the rest of a longer one is dropped.
const LONGEST: usize = 60;

/// What a text is cut for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// To be found.
    Index,
    /// To find: the last character of a run without spaces is not looked for on its own.
    Query,
}

/// The words of a text, one after another.
pub(crate) struct Words<'a> {
    text: &'a str,
    at: usize,
    mode: Mode,
    waiting: VecDeque<(Range<usize>, String)>,
}

/// French particles that lose their vowel before one.
const ELISIONS: [&str; 14] = [
    "l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu",
];

impl<'a> Words<'a> {
    /// The words of `text`.
    pub(crate) fn new(text: &'a str, mode: Mode) -> Words<'a> {
        Words {
            text,
            at: 0,
            mode,
            waiting: VecDeque::new(),
        }
    }

    /// Puts the next word into `word` and gives its place in the text.
    pub(crate) fn next_into(&mut self, word: &mut String) -> Option<Range<usize>> {
        loop {
            if let Some((place, found)) = self.waiting.pop_front() {
                word.clear();
                word.push_str(&found);
                return Some(place);
            }
            let (start, found) = self.skip()?;
            match found {
                Kind::Letter => {
                    let place = self.letters(start, word);
                    if let Some(place) = place {
                        return Some(place);
                    }
                }
                other => self.run(start, other),
            }
        }
    }

    /// Skips to the next character that begins a word.
    fn skip(&mut self) -> Option<(usize, Kind)> {
        let rest = &self.text[self.at..];
        for (offset, c) in rest.char_indices() {
            let found = kind(c);
            if found != Kind::Gap && !(found == Kind::Letter && is_mark(c)) {
                return Some((self.at + offset, found));
            }
        }
        self.at = self.text.len();
        None
    }

    /// Reads a word of letters from `start`; `None` when it was only a particle.
    fn letters(&mut self, start: usize, word: &mut String) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        word.clear();
        let mut end = start;
        while let Some(b) = bytes.get(end).filter(|b| b.is_ascii_alphanumeric()) {
            word.push(char::from(b.to_ascii_lowercase()));
            end += 1;
        }
        if bytes.get(end).is_some_and(|b| !b.is_ascii()) {
            end = self.wide(start, end, word);
        }
        self.at = end;
        self.apostrophe(end, word)?;
        if word.len() > LONGEST {
            let cut = (0..=LONGEST).rev().find(|i| word.is_char_boundary(*i));
            word.truncate(cut.unwrap_or(0));
        }
        (!word.is_empty()).then_some(start..end)
    }

    /// Reads on over characters beyond ASCII, and folds the whole word when there are any.
    fn wide(&self, start: usize, from: usize, word: &mut String) -> usize {
        let rest = &self.text[from..];
        let length = rest
            .char_indices()
            .find(|(_, c)| kind(*c) != Kind::Letter)
            .map_or(rest.len(), |(offset, _)| offset);
        if length > 0 {
            fold_word(&self.text[start..from + length], word);
        }
        from + length
    }

    /// Looks at an apostrophe after a word: `None` leaves the word out, as in `l'économie`.
    fn apostrophe(&mut self, end: usize, word: &str) -> Option<()> {
        let mut after = self.text[end..].chars();
        let mark = after.next().filter(|c| is_apostrophe(*c));
        let Some(mark) = mark else { return Some(()) };
        let next = after.next();
        if !next.is_some_and(|c| kind(c) != Kind::Gap) {
            return Some(());
        }
        if ELISIONS.contains(&word) {
            self.at = end + mark.len_utf8();
            return None;
        }
        let ends = !after.next().is_some_and(|c| kind(c) != Kind::Gap);
        if matches!(next, Some('s' | 'S')) && ends {
            self.at = end + mark.len_utf8() + 1;
        }
        Some(())
    }

    /// Cuts a run without spaces into words.
    fn run(&mut self, start: usize, of: Kind) {
        let rest = &self.text[start..];
        let length = rest
            .char_indices()
            .find(|(_, c)| kind(*c) != of)
            .map_or(rest.len(), |(offset, _)| offset);
        let end = start + length;
        if of == Kind::Pair {
            self.pairs(start, end);
        } else {
            self.dictionary(start, end);
        }
        self.at = end;
    }

    /// Each two neighbours are a word: any part of two characters or more can be found.
    fn pairs(&mut self, start: usize, end: usize) {
        let mut held: Vec<(Range<usize>, String)> = Vec::new();
        for (offset, c) in self.text[start..end].char_indices() {
            let at = start + offset;
            let folded = fold_pair(c);
            match held.last_mut() {
                Some(last) if folded.is_empty() => last.0.end = at + c.len_utf8(),
                _ => held.push((at..at + c.len_utf8(), folded)),
            }
        }
        for two in held.windows(2) {
            let joined = format!("{}{}", two[0].1, two[1].1);
            self.waiting
                .push_back((two[0].0.start..two[1].0.end, joined));
        }
        if (self.mode == Mode::Index || held.len() == 1)
            && let Some(last) = held.pop()
        {
            self.waiting.push_back(last);
        }
    }

    fn dictionary(&mut self, start: usize, end: usize) {
        let part = &self.text[start..end];
        let mut from = 0;
        for to in segmenter().segment_str(part) {
            let word: String = part[from..to].nfkc().collect();
            if word.chars().any(char::is_alphanumeric) {
                self.waiting.push_back((start + from..start + to, word));
            }
            from = to;
        }
    }
}

/// Folds one word: as the taxonomy folds where accents are spelling, else only to compatibility form.
fn fold_word(text: &str, word: &mut String) {
    word.clear();
    let folded = if text.chars().all(folds) {
        taxonomy::fold(text)
    } else {
        text.nfkc().flat_map(char::to_lowercase).collect()
    };
    word.extend(
        folded
            .chars()
            .filter(|c| {
                kind(*c) != Kind::Gap
                    && !matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}')
            })
            .map(|c| if c == 'ς' { 'σ' } else { c }),
    );
}

fn fold_pair(c: char) -> String {
    if ('\u{ac00}'..='\u{d7a3}').contains(&c) {
        return c.to_string();
    }
    std::iter::once(c)
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .collect()
}

fn segmenter() -> WordSegmenterBorrowed<'static> {
    static SEGMENTER: OnceLock<WordSegmenterBorrowed<'static>> = OnceLock::new();
    *SEGMENTER.get_or_init(|| WordSegmenter::new_dictionary(Default::default()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str, mode: Mode) -> Vec<String> {
        let mut stream = Words::new(text, mode);
        let mut found = Vec::new();
        let mut word = String::new();
        while let Some(place) = stream.next_into(&mut word) {
            assert!(text.get(place).is_some());
            found.push(word.clone());
        }
        found
    }

    #[test]
    fn words_are_cut_and_folded() {
        for (text, expected) in [
            ("Wages and salaries", "wages and salaries"),
            (
                "L'Économie d’un pays, jusqu'à l'été",
                "economie un pays a ete",
            ),
            (
                "workers' rights; the worker's right",
                "workers rights the worker right",
            ),
            ("self-employed C138 (No. 3)", "self employed c138 no 3"),
            ("O'Brien aujourd'hui", "o brien aujourd hui"),
            ("Œuvre ĳ Straße ﬁn", "oeuvre ij strasse fin"),
            ("e\u{301}conomie E\u{301}", "economie e"),
            ("co\u{ad}operation", "cooperation"),
            ("Οδυσσεύς Труд Ёлка", "οδυσσευσ труд елка"),
            ("קָמָץ الْعَمَل", "קמץ العمل"),
            ("１２ ｆｕｌｌ", "12 full"),
            ("... -- ''", ""),
            ("l' d'", "l d"),
        ] {
            assert_eq!(words(text, Mode::Index).join(" "), expected, "{text}");
            assert_eq!(words(text, Mode::Query).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn runs_without_spaces_are_cut() {
        for (text, index, query) in [
            ("労働者", "労働 働者 者", "労働 働者"),
            ("水", "水", "水"),
            ("ガ", "カ", "カ"),
            ("ｶﾞス", "カス ス", "カス"),
            ("노동자 ILO", "노동 동자 자 ilo", "노동 동자 ilo"),
            ("C87号", "c87 号", "c87 号"),
        ] {
            assert_eq!(words(text, Mode::Index).join(" "), index, "{text}");
            assert_eq!(words(text, Mode::Query).join(" "), query, "{text}");
        }
        let thai = words("แรงงานเด็กในประเทศไทย", Mode::Index);
        assert!(
            thai.len() >= 4 && thai.contains(&"แรงงาน".to_owned()),
            "{thai:?}"
        );
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_words(text in any::<String>()) {
            words(&text, Mode::Index);
            words(&text, Mode::Query);
        }

        #[test]
        fn words_of_words_are_themselves(text in "[a-zà-ÿ'’ -]{0,40}") {
            let once = words(&text, Mode::Index);
            prop_assert_eq!(words(&once.join(" "), Mode::Index), once);
        }
    }
}
