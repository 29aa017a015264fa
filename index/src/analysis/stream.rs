//! The analyzers as the engine's tokenizers; they run in its indexing threads.

use std::collections::HashMap;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::{Mode, Stemming, Words, stem, stop::is_stop};

/// Folded words with positions.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordTokenizer {
    token: Token,
}

/// Marked stems without stop words; the text's first character names its language.
#[derive(Debug, Clone, Default)]
pub(crate) struct StemTokenizer {
    token: Token,
    word: String,
    /// By language: words and their marked stems.
    known: [HashMap<Box<str>, Box<str>>; 3],
}

/// How many stems a tokenizer remembers; words repeat, and finding one is cheaper than making it.
const REMEMBERED: usize = 20_000;

pub(crate) struct WordStream<'a> {
    words: Words<'a>,
    token: &'a mut Token,
}

pub(crate) struct StemStream<'a> {
    words: Words<'a>,
    language: Option<Stemming>,
    held: &'a mut StemTokenizer,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream {
            words: Words::new(text, Mode::Index),
            token: &mut self.token,
        }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(place) = self.words.next_into(&mut self.token.text) else {
            return false;
        };
        self.token.position = self.token.position.wrapping_add(1);
        self.token.offset_from = place.start;
        self.token.offset_to = place.end;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

impl Tokenizer for StemTokenizer {
    type TokenStream<'a> = StemStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> StemStream<'a> {
        self.token.reset();
        let mark = text.chars().next();
        let language = Stemming::ALL.into_iter().find(|l| Some(l.mark()) == mark);
        let rest = text.get(1..).unwrap_or("");
        StemStream {
            words: Words::new(rest, Mode::Index),
            language,
            held: self,
        }
    }
}

impl TokenStream for StemStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(language) = self.language else {
            return false;
        };
        while let Some(place) = self.words.next_into(&mut self.held.word) {
            if is_stop(&self.held.word, language) || !self.held.stem(language) {
                continue;
            }
            let token = &mut self.held.token;
            token.position = token.position.wrapping_add(1);
            token.offset_from = place.start;
            token.offset_to = place.end;
            return true;
        }
        false
    }

    fn token(&self) -> &Token {
        &self.held.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.held.token
    }
}

impl StemTokenizer {
    fn stem(&mut self, language: Stemming) -> bool {
        let known = &mut self.known[language as usize];
        if let Some(found) = known.get(self.word.as_str()) {
            self.token.text.clear();
            self.token.text.push_str(found);
            return true;
        }
        if !stem(&self.word, language, &mut self.token.text) {
            return false;
        }
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(self.word.as_str().into(), self.token.text.as_str().into());
        true
    }
}
