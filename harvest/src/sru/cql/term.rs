//! Inside a term: words, masks, anchors, escapes (CQL context set 1.2, "masked").

use super::{
    super::diagnostic::{Diagnostic, Number},
    Term,
};

/// A part of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// These characters.
    Text(String),
    /// `*`: any characters, perhaps none.
    Many,
    /// `?`: one character.
    One,
}

/// What stands between white space in a term.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Token {
    /// Its parts, in order; never two texts in a row.
    pub pieces: Vec<Piece>,
    /// Whether it is anchored at the beginning of a field (`^cat`).
    pub first: bool,
    /// Whether it is anchored at the end (`cat^`).
    pub last: bool,
}

impl Token {
    /// Whether it has no mask.
    pub fn is_plain(&self) -> bool {
        self.pieces.iter().all(|p| matches!(p, Piece::Text(_)))
    }

    fn push(&mut self, c: char) {
        match self.pieces.last_mut() {
            Some(Piece::Text(text)) => text.push(c),
            _ => self.pieces.push(Piece::Text(c.to_string())),
        }
    }
}

/// A text without its escapes, as names and unmasked terms are read: a backslash gives the next character.
pub fn plain(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(chars.next().unwrap_or('\\')),
            c => out.push(c),
        }
    }
    out
}

/// The tokens of a term. Unmasked, `*`, `?` and `^` stand for themselves.
///
/// # Errors
/// 26 for a backslash before a character that needs none, 32 for `^` inside a word.
pub fn tokens(term: &Term, masked: bool) -> Result<Vec<Token>, Diagnostic> {
    let mut tokens = Vec::new();
    let mut token = Token::default();
    let mut begun = false;
    let mut chars = term.raw.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            if begun {
                tokens.push(std::mem::take(&mut token));
            }
            begun = false;
            continue;
        }
        let begins = !std::mem::replace(&mut begun, true);
        match c {
            '\\' => match chars.next() {
                Some(c @ ('*' | '?' | '^' | '"' | '\\')) => token.push(c),
                Some(c) => return Err(Diagnostic::of(Number::Escape, c.to_string())),
                None => return Err(Diagnostic::of(Number::Escape, "\\".to_owned())),
            },
            '*' if masked => {
                if token.pieces.last() != Some(&Piece::Many) {
                    token.pieces.push(Piece::Many);
                }
            }
            '?' if masked => token.pieces.push(Piece::One),
            '^' if masked => {
                let ends = chars.peek().is_none_or(|c| c.is_whitespace());
                match (begins, ends) {
                    (true, false) => token.first = true,
                    (false, true) => token.last = true,
                    _ => return Err(Diagnostic::of(Number::AnchorPlace, term.raw.clone())),
                }
            }
            c => token.push(c),
        }
    }
    if begun {
        tokens.push(token);
    }
    Ok(tokens)
}

/// A token's text where it has no mask and no anchor.
pub fn text_of(tokens: &[Token]) -> Option<String> {
    let mut out = String::new();
    for token in tokens {
        if token.first || token.last {
            return None;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        for piece in &token.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Many | Piece::One => return None,
            }
        }
    }
    Some(out)
}
