//! The lenient parser: any text is a query, and what was not understood is said.
//!
//! Words are joined by AND unless OR stands between them; NOT or `-` excludes; parentheses group;
//! `field:` narrows a word, a phrase or a group; `word*` begins so; `year:1990..2000`,
//! `year:[1990 TO 2000]`, `year:>1990` are ranges. Operators are upper-case.
//!
//! | code | arguments | what was done |
//! | --- | --- | --- |
//! | `query-too-long` | limit | the rest was left out |
//! | `too-many-clauses` | limit | the rest was left out |
//! | `too-deep` | limit | inner parentheses were left out |
//! | `unbalanced-quote` | | the phrase was taken to go to the end |
//! | `unbalanced-parenthesis` | | one was added or left out |
//! | `unknown-field` | name | its value was searched for everywhere |
//! | `empty-clause` | what was empty | left out |
//! | `stray-operator` | operator | left out |
//! | `bad-year` | text | left out |
//! | `prefix-too-short` | word | searched for as a word |
//! | `prefix-too-broad` | word, limit | the first words in the alphabet were searched for |
//! | `unknown-value` | field, value | nothing matches it |
//! | `no-match` | clause | nothing matches this part alone |

use super::{
    Field, Node, ParsedQuery, QueryNotice,
    lex::{Is, Token, lex},
    print::print,
};

/// The longest query read, in characters.
pub const MAX_CHARS: usize = 1_000;
/// The most words, phrases and ranges read.
pub const MAX_CLAUSES: usize = 64;
/// The deepest parentheses read.
pub const MAX_DEPTH: usize = 16;
/// The shortest beginning of a word that can be searched for, in characters.
pub const MIN_PREFIX: usize = 2;

/// Parses what a reader typed.
pub fn parse(query: &str) -> ParsedQuery {
    let mut notices = Vec::new();
    let mut read = query;
    if let Some((end, _)) = query.char_indices().nth(MAX_CHARS) {
        read = &query[..end];
        notices.push(notice("query-too-long", &[&MAX_CHARS.to_string()], end));
    }
    let mut parser = Parser {
        tokens: lex(read),
        next: 0,
        depth: 0,
        clauses: 0,
        full: false,
        notices,
    };
    let root = parser.all();
    let text = print(root.as_ref());
    ParsedQuery {
        root,
        notices: parser.notices,
        text,
    }
}

pub(crate) fn notice(code: &'static str, args: &[&str], at: usize) -> QueryNotice {
    QueryNotice {
        code,
        text_args: args.iter().map(|a| (*a).to_owned()).collect(),
        at,
    }
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
    clauses: usize,
    full: bool,
    notices: Vec<QueryNotice>,
}

impl Parser {
    fn peek(&self) -> Option<&Is> {
        self.tokens.get(self.next).map(|t| &t.is)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(0, |t| t.at)
    }

    fn say(&mut self, code: &'static str, args: &[&str], at: usize) {
        self.notices.push(notice(code, args, at));
    }

    /// The whole query: closing parentheses that nothing opened are left out.
    fn all(&mut self) -> Option<Node> {
        let mut parts = Vec::new();
        while self.next < self.tokens.len() {
            parts.extend(self.any(None));
            if self.peek() == Some(&Is::Close) {
                let at = self.at();
                self.say("unbalanced-parenthesis", &[], at);
                self.next += 1;
            }
        }
        group(parts, Node::And)
    }

    /// `a b OR c`: OR binds weaker than standing side by side.
    fn any(&mut self, field: Option<Field>) -> Option<Node> {
        let mut parts = Vec::new();
        loop {
            let at = self.at();
            let part = self.together(field);
            let or = self.peek() == Some(&Is::Or);
            if part.is_none() && (or || !parts.is_empty()) {
                self.say("stray-operator", &["OR"], at);
            }
            parts.extend(part);
            if !or {
                break;
            }
            self.next += 1;
        }
        group(parts, Node::Or)
    }

    fn together(&mut self, field: Option<Field>) -> Option<Node> {
        let mut parts = Vec::new();
        let mut and = None;
        loop {
            match self.peek() {
                None | Some(Is::Close | Is::Or) => break,
                Some(Is::And) => {
                    let at = self.at();
                    if parts.is_empty() || and.is_some() {
                        self.say("stray-operator", &["AND"], at);
                    }
                    and = Some(at);
                    self.next += 1;
                }
                Some(_) => {
                    and = None;
                    parts.extend(self.unary(field));
                }
            }
        }
        if let Some(at) = and.filter(|_| !parts.is_empty()) {
            self.say("stray-operator", &["AND"], at);
        }
        group(parts, Node::And)
    }

    fn unary(&mut self, field: Option<Field>) -> Option<Node> {
        let at = self.at();
        let mut negated = false;
        let mut sign = "NOT";
        while let Some(is @ (Is::Not | Is::Minus)) = self.peek() {
            sign = if *is == Is::Minus { "-" } else { "NOT" };
            negated = !negated;
            self.next += 1;
        }
        match self.peek() {
            None | Some(Is::Close | Is::Or | Is::And) => {
                self.say("stray-operator", &[sign], at);
                return None;
            }
            _ => {}
        }
        let inner = self.primary(field)?;
        Some(match inner {
            Node::Not(within) if negated => *within,
            inner if negated => Node::Not(Box::new(inner)),
            inner => inner,
        })
    }

    fn primary(&mut self, field: Option<Field>) -> Option<Node> {
        let token = self.tokens.get(self.next)?.clone();
        self.next += 1;
        match token.is {
            Is::Open => self.parenthesis(field, token.at),
            Is::Field(name) => self.field(name, token.at),
            Is::Unknown(name, follows) => self.unknown(field, &name, follows, token.at),
            Is::Quoted(text, closed) => {
                if !closed {
                    self.say("unbalanced-quote", &[], token.at);
                }
                self.phrase(field, &text, token.at)
            }
            Is::Bracket(text) if field == Some(Field::Year) => self.years(&text, token.at),
            Is::Bracket(text) => self.phrase(field, &text, token.at),
            Is::Word(text) => self.word(field, &text, token.at),
            Is::Close | Is::And | Is::Or | Is::Not | Is::Minus => None,
        }
    }

    fn parenthesis(&mut self, field: Option<Field>, at: usize) -> Option<Node> {
        if self.depth >= MAX_DEPTH {
            if !self.notices.iter().any(|n| n.code == "too-deep") {
                self.say("too-deep", &[&MAX_DEPTH.to_string()], at);
            }
            self.flatten();
            return None;
        }
        self.depth += 1;
        let inner = self.any(field);
        self.depth -= 1;
        if self.peek() == Some(&Is::Close) {
            self.next += 1;
        } else {
            self.say("unbalanced-parenthesis", &[], at);
        }
        if inner.is_none() {
            self.say("empty-clause", &["()"], at);
        }
        inner
    }

    /// Takes the parentheses out of a group that lies too deep: its clauses stay.
    fn flatten(&mut self) {
        let mut open = 1usize;
        let mut at = self.next;
        while open > 0 && at < self.tokens.len() {
            match self.tokens[at].is {
                Is::Open => open += 1,
                Is::Close => open -= 1,
                _ => {
                    at += 1;
                    continue;
                }
            }
            self.tokens.remove(at);
        }
    }

    fn field(&mut self, field: Field, at: usize) -> Option<Node> {
        match self.peek() {
            None | Some(Is::Close | Is::And | Is::Or | Is::Not | Is::Minus) => {
                self.say("empty-clause", &[&format!("{}:", field.name())], at);
                None
            }
            _ => self.primary(Some(field)),
        }
    }

    /// `name:value` where no field has that name: both are words.
    fn unknown(&mut self, field: Option<Field>, name: &str, follows: bool, at: usize) -> Option<Node> {
        let word = self.word(field, name, at);
        if !follows {
            return word;
        }
        self.say("unknown-field", &[name], at);
        let value = match self.peek() {
            None | Some(Is::Close | Is::And | Is::Or | Is::Not | Is::Minus) => None,
            _ => self.primary(field),
        };
        group(word.into_iter().chain(value).collect(), Node::And)
    }

    fn phrase(&mut self, field: Option<Field>, text: &str, at: usize) -> Option<Node> {
        let words = text.replace(is_quote, " ");
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if !has_word(&words) {
            self.say("empty-clause", &["\"\""], at);
            return None;
        }
        if field == Some(Field::Year) {
            return self.years(&words, at);
        }
        self.counted(Node::Phrase(field, words), at)
    }

    fn word(&mut self, field: Option<Field>, text: &str, at: usize) -> Option<Node> {
        if field == Some(Field::Year) {
            return self.years(text, at);
        }
        if let Some(start) = text.strip_suffix('*') {
            let start = bare(start);
            if start.chars().filter(|c| c.is_alphanumeric()).count() >= MIN_PREFIX {
                return self.counted(Node::Prefix(field, start), at);
            }
            self.say("prefix-too-short", &[text], at);
        }
        let word = bare(text);
        if word.is_empty() {
            return None;
        }
        self.counted(Node::Word(field, word), at)
    }

    fn years(&mut self, text: &str, at: usize) -> Option<Node> {
        match years(text) {
            Some((from, until)) => self.counted(Node::Years(from, until), at),
            None => {
                self.say("bad-year", &[text], at);
                None
            }
        }
    }

    fn counted(&mut self, node: Node, at: usize) -> Option<Node> {
        if self.clauses >= MAX_CLAUSES {
            if !self.full {
                self.full = true;
                self.say("too-many-clauses", &[&MAX_CLAUSES.to_string()], at);
            }
            return None;
        }
        self.clauses += 1;
        Some(node)
    }
}

fn has_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '＂')
}

/// A word without the signs around it, written so that it is read as a word again.
fn bare(text: &str) -> String {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric());
    match word {
        "AND" | "OR" | "NOT" => return word.to_lowercase(),
        _ => {}
    }
    match word.split_once(':') {
        Some((name, rest)) if !rest.starts_with("//") && name.chars().all(|c| c.is_alphabetic() || c == '_') => {
            word.replace(':', "-")
        }
        _ => word.to_owned(),
    }
}

/// One node of several; groups of the same kind are opened, so that printing and parsing agree.
fn group(parts: Vec<Node>, of: fn(Vec<Node>) -> Node) -> Option<Node> {
    let kind = of(Vec::new());
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match (part, &kind) {
            (Node::And(inner), Node::And(_)) | (Node::Or(inner), Node::Or(_)) => flat.extend(inner),
            (part, _) => flat.push(part),
        }
    }
    match flat.len() {
        0 => None,
        1 => flat.pop(),
        _ => Some(of(flat)),
    }
}

/// `1990`, `1990..2000`, `1990-2000`, `1990 TO 2000`, `>1990`, `>=1990`, `<2000`, `<=2000`, `1990..`.
fn years(text: &str) -> Option<(Option<i16>, Option<i16>)> {
    let text = text.trim();
    let one = |t: &str| match t.trim() {
        "" | "*" => Some(None),
        t if t.len() <= 4 => t.parse::<i16>().ok().filter(|y| *y >= 0).map(Some),
        _ => None,
    };
    let bound = |t: &str| one(t).flatten();
    if let Some(rest) = text.strip_prefix(">=") {
        return Some((Some(bound(rest)?), None));
    }
    if let Some(rest) = text.strip_prefix("<=") {
        return Some((None, Some(bound(rest)?)));
    }
    if let Some(rest) = text.strip_prefix('>') {
        return Some((Some(bound(rest)?.saturating_add(1)), None));
    }
    if let Some(rest) = text.strip_prefix('<') {
        return Some((None, Some(bound(rest)?.saturating_sub(1).max(0))));
    }
    for between in ["..", " TO ", " to ", "-", "–"] {
        if let Some((from, until)) = text.split_once(between) {
            let (from, until) = (one(from)?, one(until.trim_start_matches('.'))?);
            return Some(match (from, until) {
                (Some(a), Some(b)) if a > b => (Some(b), Some(a)),
                other => other,
            });
        }
    }
    let year = bound(text)?;
    Some((Some(year), Some(year)))
}

impl Field {
    /// The field's English name, as it is printed.
    pub fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(_, field)| *field == self)
            .map_or("", |(name, _)| name)
    }

    /// The field that a reader names in English, French or Spanish.
    pub fn named(name: &str) -> Option<Field> {
        let folded = taxonomy::fold(name);
        NAMES
            .iter()
            .find(|(known, _)| *known == folded)
            .map(|(_, field)| *field)
    }
}

/// Names of fields; the first of each is the one printed.
const NAMES: [(&str, Field); 42] = [
    ("title", Field::Title),
    ("titre", Field::Title),
    ("titulo", Field::Title),
    ("author", Field::Author),
    ("contributor", Field::Author),
    ("auteur", Field::Author),
    ("autor", Field::Author),
    ("autora", Field::Author),
    ("subject", Field::Subject),
    ("sujet", Field::Subject),
    ("matiere", Field::Subject),
    ("materia", Field::Subject),
    ("tema", Field::Subject),
    ("keyword", Field::Subject),
    ("journal", Field::Journal),
    ("revue", Field::Journal),
    ("revista", Field::Journal),
    ("series", Field::Journal),
    ("year", Field::Year),
    ("date", Field::Year),
    ("annee", Field::Year),
    ("ano", Field::Year),
    ("fecha", Field::Year),
    ("type", Field::Type),
    ("tipo", Field::Type),
    ("document_type", Field::Type),
    ("theme", Field::Theme),
    ("thematique", Field::Theme),
    ("tematica", Field::Theme),
    ("concept", Field::Theme),
    ("lang", Field::Lang),
    ("language", Field::Lang),
    ("langue", Field::Lang),
    ("idioma", Field::Lang),
    ("lengua", Field::Lang),
    ("isbn", Field::Isbn),
    ("issn", Field::Issn),
    ("doi", Field::Doi),
    ("id", Field::Id),
    ("record", Field::Id),
    ("notice", Field::Id),
    ("registro", Field::Id),
];
