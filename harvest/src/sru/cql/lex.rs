//! From a query to its tokens (part 5 section 2.11, `charString1` and `charString2`).

use super::{
    super::diagnostic::{Diagnostic, Number},
    At,
};

/// A token and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub is: Is,
    pub at: At,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Is {
    Open,
    Close,
    Slash,
    /// `=`, `==`, `<>`, `<=`, `>=`, `<` or `>`.
    Sign(&'static str),
    /// A text without quotation marks.
    Bare(String),
    /// A text between quotation marks, backslashes as they were.
    Quoted(String),
}

const SIGNS: [&str; 7] = ["==", "<>", "<=", ">=", "=", "<", ">"];

/// The tokens of a query, in order.
///
/// # Errors
/// 14 when a quotation mark is never closed.
pub fn lex(query: &str) -> Result<Vec<Token>, Diagnostic> {
    let mut tokens = Vec::new();
    let mut rest = query;
    let mut at = 0;
    while let Some(c) = rest.chars().next() {
        let (is, taken) = match c {
            c if c.is_whitespace() => {
                rest = &rest[c.len_utf8()..];
                at += 1;
                continue;
            }
            '(' => (Is::Open, 1),
            ')' => (Is::Close, 1),
            '/' => (Is::Slash, 1),
            '=' | '<' | '>' => {
                let sign = SIGNS.into_iter().find(|s| rest.starts_with(s));
                let sign = sign.unwrap_or("=");
                (Is::Sign(sign), sign.len())
            }
            '"' => quoted(rest).ok_or_else(|| {
                Diagnostic::of(Number::Quotes, at.to_string())
                    .saying("a quotation mark is never closed")
            })?,
            _ => bare(rest),
        };
        tokens.push(Token { is, at: At(at) });
        at += rest[..taken].chars().count();
        rest = &rest[taken..];
    }
    Ok(tokens)
}

/// A quoted text and its length with both marks; a backslash keeps what follows it from closing.
fn quoted(rest: &str) -> Option<(Is, usize)> {
    let mut escaped = false;
    for (offset, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some((Is::Quoted(rest[1..offset].to_owned()), offset + 1)),
            _ => {}
        }
    }
    None
}

fn bare(rest: &str) -> (Is, usize) {
    let ends = |c: char| c.is_whitespace() || is_special(c);
    let end = rest.find(ends).unwrap_or(rest.len());
    (Is::Bare(rest[..end].to_owned()), end)
}

/// Whether a text must be quoted because of this character.
pub fn is_special(c: char) -> bool {
    matches!(c, '(' | ')' | '=' | '<' | '>' | '"' | '/')
}
