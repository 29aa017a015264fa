//! Tokens as words and masked words, and how they meet the words of a value.

use super::How;
use crate::analysis::{Mode, Words, query_words, script};

/// A part of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// These characters.
    Text(String),
    /// Any characters, perhaps none.
    Many,
    /// One character.
    One,
}

/// What stands between white space in a term.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Token {
    /// Its parts, in order.
    pub pieces: Vec<Piece>,
    /// Whether it must begin a value.
    pub first: bool,
    /// Whether it must end a value.
    pub last: bool,
}

impl Token {
    /// A token of these characters.
    pub fn plain(text: &str) -> Token {
        Token {
            pieces: vec![Piece::Text(text.to_owned())],
            ..Token::default()
        }
    }
}

/// A word of the index, or a mask over words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Atom {
    /// This word.
    Word(String),
    /// The letters before the first mask, folded, and the rest.
    Mask(String, Vec<Piece>),
}

/// Words in a row, perhaps bound to a value's ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Row {
    pub(super) atoms: Vec<Atom>,
    pub(super) first: bool,
    pub(super) last: bool,
}

impl Atom {
    pub(super) fn fits(&self, word: &str) -> bool {
        match self {
            Atom::Word(own) => own == word,
            Atom::Mask(head, rest) => word
                .strip_prefix(head.as_str())
                .is_some_and(|w| glob(rest, w)),
        }
    }
}

/// Whether pieces cover a whole text.
fn glob(pieces: &[Piece], text: &str) -> bool {
    match pieces.split_first() {
        None => text.is_empty(),
        Some((Piece::Text(own), rest)) => text
            .strip_prefix(own.as_str())
            .is_some_and(|t| glob(rest, t)),
        Some((Piece::One, rest)) => {
            let mut chars = text.chars();
            chars.next().is_some() && glob(rest, chars.as_str())
        }
        Some((Piece::Many, [])) => true,
        Some((Piece::Many, rest)) => {
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.into_iter().any(|at| glob(rest, &text[at..]))
        }
    }
}

impl Row {
    /// A token's words.
    pub(super) fn of(token: &Token) -> Row {
        Row {
            atoms: atoms(&token.pieces),
            first: token.first,
            last: token.last,
        }
    }

    /// All tokens in one row.
    pub(super) fn of_all(tokens: &[Token]) -> Row {
        let mut row = Row::default();
        for token in tokens {
            row.atoms.extend(atoms(&token.pieces));
            row.first |= token.first;
            row.last |= token.last;
        }
        row
    }

    /// The words, where no mask is among them.
    pub(super) fn words(&self) -> Option<Vec<String>> {
        let words = self.atoms.iter().map(|atom| match atom {
            Atom::Word(word) => Some(word.clone()),
            Atom::Mask(..) => None,
        });
        words.collect()
    }

    /// Whether the index alone can decide it.
    pub(super) fn is_simple(&self) -> bool {
        let masked = self.atoms.iter().any(|a| matches!(a, Atom::Mask(..)));
        !self.first && !self.last && (!masked || self.atoms.len() == 1)
    }

    /// Whether it stands in a value's words.
    fn stands_in(&self, words: &[String]) -> bool {
        if self.atoms.is_empty() || self.atoms.len() > words.len() {
            return false;
        }
        let last = words.len() - self.atoms.len();
        (0..=last).any(|at| {
            (!self.first || at == 0)
                && (!self.last || at == last)
                && self.atoms.iter().zip(&words[at..]).all(|(a, w)| a.fits(w))
        })
    }

    fn covers(&self, words: &[String]) -> bool {
        self.atoms.len() == words.len()
            && !words.is_empty()
            && self.atoms.iter().zip(words).all(|(a, w)| a.fits(w))
    }
}

fn atoms(pieces: &[Piece]) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let (text, rest) = match pieces.split_first() {
        Some((Piece::Text(text), rest)) => (text.as_str(), rest),
        _ => ("", pieces),
    };
    let mut words = query_words(text);
    if rest.is_empty() {
        atoms.extend(words.into_iter().map(word));
        return atoms;
    }
    // The word that the mask goes on with, where one stands right before it.
    let joins = text.chars().next_back().is_some_and(char::is_alphanumeric);
    let head = if joins { words.pop() } else { None };
    atoms.extend(words.into_iter().map(word));
    let folded = rest.iter().map(|piece| match piece {
        Piece::Text(text) => Piece::Text(taxonomy::fold(text)),
        other => other.clone(),
    });
    atoms.push(Atom::Mask(head.unwrap_or_default(), folded.collect()));
    atoms
}

/// One character of a script written without spaces is the beginning of a pair.
fn word(word: String) -> Atom {
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if script::kind(c) == script::Kind::Pair => {
            Atom::Mask(word, vec![Piece::Many])
        }
        _ => Atom::Word(word),
    }
}

/// The words of a value as the index has them.
fn index_words(value: &str) -> Vec<String> {
    let mut words = Words::new(value, Mode::Index);
    let (mut found, mut word) = (Vec::new(), String::new());
    while words.next_into(&mut word).is_some() {
        found.push(word.clone());
    }
    found
}

/// Whether tokens meet the values of a text.
pub(super) fn meets(how: How, tokens: &[Token], values: &[String]) -> bool {
    if how == How::Whole {
        let row = Row::of_all(tokens);
        return values.iter().any(|value| row.covers(&query_words(value)));
    }
    let values: Vec<Vec<String>> = values.iter().map(|v| index_words(v)).collect();
    let stands = |row: &Row| values.iter().any(|words| row.stands_in(words));
    match how {
        How::Adjacent | How::Whole => stands(&Row::of_all(tokens)),
        How::Any => tokens.iter().any(|t| stands(&Row::of(t))),
        How::All => tokens.iter().all(|t| stands(&Row::of(t))),
    }
}
