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
    years::years,
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
    fn unknown(
        &mut self,
        field: Option<Field>,
        name: &str,
        follows: bool,
        at: usize,
    ) -> Option<Node> {
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
        Some((name, rest))
            if !rest.starts_with("//") && name.chars().all(|c| c.is_alphabetic() || c == '_') =>
        {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn queries_are_understood() {
        for (query, printed) in [
            ("minimum wages", "minimum wages"),
            ("  wages  ", "wages"),
            ("wages AND work", "wages work"),
            ("wages OR work", "wages OR work"),
            ("a1 b1 OR c1 d1", "a1 b1 OR c1 d1"),
            ("a1 (b1 OR c1) d1", "a1 (b1 OR c1) d1"),
            ("(a1 b1) c1", "a1 b1 c1"),
            ("wages NOT work", "wages -work"),
            ("wages AND NOT work", "wages -work"),
            ("-wages", "-wages"),
            ("NOT NOT wages", "wages"),
            ("-(wages work)", "-(wages work)"),
            ("+wages", "wages"),
            ("\"minimum  wages\"", "\"minimum wages\""),
            ("«minimum wages»", "\"minimum wages\""),
            ("“minimum wages” now", "\"minimum wages\" now"),
            ("title:wages", "title:wages"),
            ("Título:salarios", "title:salarios"),
            ("titre: \"le salaire\"", "title:\"le salaire\""),
            ("author:(smith OR jones)", "author:smith OR author:jones"),
            ("title:(a1 subject:b1)", "title:a1 subject:b1"),
            ("year:1990", "year:1990"),
            ("year:1990..2000", "year:1990..2000"),
            ("year:[1990 TO 2000]", "year:1990..2000"),
            ("year:2000-1990", "year:1990..2000"),
            ("année:>1990", "year:1991.."),
            ("year:<=1990", "year:..1990"),
            ("year:[* TO 1990]", "year:..1990"),
            ("year:1990..", "year:1990.."),
            ("wag*", "wag*"),
            ("title:wag*", "title:wag*"),
            ("doi:10.1111/x:y", "doi:10.1111/x:y"),
            ("https://doi.org/10.1/x", "https://doi.org/10.1/x"),
            ("Wages: a study", "Wages a study"),
            ("rock & roll, (no)!", "rock roll no"),
            ("and or not", "and or not"),
            ("self-employed", "self-employed"),
            ("employment - wages", "employment wages"),
            ("", ""),
            ("...", ""),
            ("?!", ""),
        ] {
            let parsed = parse(query);
            assert_eq!(parsed.text, printed, "{query}");
            assert_eq!(parsed.notices, [], "{query}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (query, printed, codes) in [
            (
                "\"minimum wages",
                "\"minimum wages\"",
                &["unbalanced-quote"][..],
            ),
            ("(wages", "wages", &["unbalanced-parenthesis"]),
            ("wages)", "wages", &["unbalanced-parenthesis"]),
            ("wages) work", "wages work", &["unbalanced-parenthesis"]),
            ("colour:red", "colour red", &["unknown-field"]),
            ("-colour:red", "-(colour red)", &["unknown-field"]),
            ("title:", "", &["empty-clause"]),
            ("wages ()", "wages", &["empty-clause"]),
            ("\"\" wages", "wages", &["empty-clause"]),
            ("AND wages", "wages", &["stray-operator"]),
            ("wages AND", "wages", &["stray-operator"]),
            ("wages OR", "wages", &["stray-operator"]),
            ("OR wages", "wages", &["stray-operator"]),
            ("NOT", "", &["stray-operator"]),
            ("year:soon", "", &["bad-year"]),
            ("a*", "a", &["prefix-too-short"]),
            ("*", "", &["prefix-too-short"]),
        ] {
            let parsed = parse(query);
            assert_eq!(parsed.text, printed, "{query}");
            let said: Vec<_> = parsed.notices.iter().map(|n| n.code).collect();
            assert_eq!(said, codes, "{query}");
        }
    }

    #[test]
    fn queries_are_bounded() {
        let long = "wages ".repeat(300);
        let codes = |q: &str| parse(q).notices.iter().map(|n| n.code).collect::<Vec<_>>();
        assert_eq!(codes(&long), ["query-too-long", "too-many-clauses"]);
        assert_eq!(codes(&"w1 ".repeat(65)), ["too-many-clauses"]);
        let deep = format!("{}wages{}", "(".repeat(17), ")".repeat(17));
        assert_eq!(
            (codes(&deep), parse(&deep).text),
            (vec!["too-deep"], "wages".to_owned())
        );
        for odd in [
            "(".repeat(1000),
            "-".repeat(1000),
            "id:".repeat(333),
            "\"".repeat(999),
        ] {
            parse(&odd);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(query in any::<String>()) {
            parse(&query);
        }

        #[test]
        fn printing_and_parsing_agree(
            query in "((title:|année:|a:|-|\\+|\\(|\\)|\"|«| |OR|AND|NOT|[a-z]{1,3}|1990|\\*|\\.\\.|:|\\[|\\]|>|’|é|労) ?){0,24}"
        ) {
            let once = parse(&query);
            let twice = parse(&once.text);
            prop_assert_eq!(&twice.text, &once.text);
            prop_assert_eq!(&twice.root, &once.root);
            prop_assert!(twice.notices.iter().all(|n| n.code == "query-too-long"), "{:?}", twice.notices);
        }
    }
}
