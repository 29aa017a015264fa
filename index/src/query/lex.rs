//! Tokens of the query language.

use super::Field;

/// A token with its byte offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) at: usize,
    pub(crate) is: Is,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Is {
    Open,
    Close,
    And,
    Or,
    Not,
    /// `-` directly before a clause.
    Minus,
    /// `name:` of a field that there is.
    Field(Field),
    /// `name:` of no field; true when a value follows directly.
    Unknown(String, bool),
    /// Words in quotation marks; false when the closing one is missing.
    Quoted(String, bool),
    /// `[a TO b]`, as it stands between the brackets.
    Bracket(String),
    Word(String),
}

/// Cuts a query into tokens.
pub(crate) fn lex(query: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = query[at..].chars().next() {
        let next = at + c.len_utf8();
        if c.is_whitespace() {
            at = next;
            continue;
        }
        let (is, end) = match c {
            '(' => (Is::Open, next),
            ')' => (Is::Close, next),
            '"' | '“' | '”' | '„' | '«' | '»' | '＂' => quoted(query, next, c),
            '[' if after_field(&tokens, at, query) => bracket(query, next),
            '-' | '\u{2010}'..='\u{2015}' | '−' if begins(query, at, next) => (Is::Minus, next),
            '+' if begins(query, at, next) => {
                at = next;
                continue;
            }
            _ => word(query, at),
        };
        tokens.push(Token { at, is });
        at = end;
    }
    tokens
}

/// Whether a sign stands before a clause: after a space or parenthesis, and with something behind it.
fn begins(query: &str, at: usize, next: usize) -> bool {
    let before = query[..at].chars().next_back();
    let after = query[next..].chars().next();
    before.is_none_or(|c| c.is_whitespace() || c == '(')
        && after.is_some_and(|c| !c.is_whitespace() && c != ')')
}

fn after_field(tokens: &[Token], at: usize, query: &str) -> bool {
    matches!(
        tokens.last(),
        Some(Token {
            is: Is::Field(_),
            ..
        })
    ) && query[..at].ends_with(':')
}

fn closes(open: char, c: char) -> bool {
    match open {
        '«' => matches!(c, '»' | '"'),
        '»' => matches!(c, '«' | '"'),
        _ => matches!(c, '"' | '”' | '“' | '＂'),
    }
}

fn quoted(query: &str, from: usize, open: char) -> (Is, usize) {
    let rest = &query[from..];
    match rest.char_indices().find(|(_, c)| closes(open, *c)) {
        Some((offset, c)) => (
            Is::Quoted(rest[..offset].to_owned(), true),
            from + offset + c.len_utf8(),
        ),
        None => (Is::Quoted(rest.to_owned(), false), query.len()),
    }
}

fn bracket(query: &str, from: usize) -> (Is, usize) {
    let rest = &query[from..];
    let end = rest.find([']', '}']).unwrap_or(rest.len());
    let after = (from + end + 1).min(query.len());
    (Is::Bracket(rest[..end].to_owned()), after)
}

/// A word runs to the next space, parenthesis or quotation mark; `name:` before something is a field.
fn word(query: &str, at: usize) -> (Is, usize) {
    let rest = &query[at..];
    let end = rest
        .char_indices()
        .skip(1)
        .find(|(_, c)| {
            c.is_whitespace() || matches!(c, '(' | ')' | '"' | '“' | '”' | '„' | '«' | '»' | '＂')
        })
        .map_or(rest.len(), |(offset, _)| offset);
    let text = &rest[..end];
    match text {
        "AND" | "&&" => return (Is::And, at + end),
        "OR" | "||" => return (Is::Or, at + end),
        "NOT" => return (Is::Not, at + end),
        _ => {}
    }
    if let Some(colon) = text.find(':') {
        let name = &text[..colon];
        let named = !name.is_empty() && name.chars().all(|c| c.is_alphabetic() || c == '_');
        let url = text[colon + 1..].starts_with("//");
        if named && !url {
            let follows = !query[at + colon + 1..]
                .chars()
                .next()
                .is_none_or(char::is_whitespace);
            let is = match Field::named(name) {
                Some(field) => Is::Field(field),
                None => Is::Unknown(name.to_owned(), follows),
            };
            return (is, at + colon + 1);
        }
    }
    (Is::Word(text.to_owned()), at + end)
}
