//! From tokens to the tree, by the grammar of part 5 section 2.11.

use super::{
    super::diagnostic::{Diagnostic, Number},
    At, Boolean, Clause, Cql, Modifier, Name, Node, Prefix, Relation, SortKey, Term, Triple,
    lex::{Is, Token, lex},
};

/// The most characters of a query.
pub const MOST_CHARS: usize = 4_000;
/// The most characters of a term.
pub const MOST_TERM_CHARS: usize = 1_000;
/// The most booleans of a query.
pub const MOST_BOOLEANS: usize = 100;
/// How deep parentheses and prefixes may stand in each other.
pub const MOST_DEPTH: usize = 32;

/// Reads a query.
///
/// # Errors
/// The first thing that is wrong: 10, 12, 13, 14, 23, 37 to 38 or 45 of the list of diagnostics.
pub fn parse(query: &str) -> Result<Cql, Diagnostic> {
    if query.chars().count() > MOST_CHARS {
        return Err(Diagnostic::of(Number::QueryLength, MOST_CHARS.to_string()));
    }
    let mut parser = Parser {
        tokens: lex(query)?,
        next: 0,
        end: At(query.chars().count()),
        depth: 0,
        booleans: 0,
    };
    let root = parser.query()?;
    let sort = parser.sort()?;
    match parser.peek() {
        None => Ok(Cql { root, sort }),
        Some(Is::Close) => Err(parser.parenthesis("there is no parenthesis to close")),
        Some(_) => Err(parser.syntax("a boolean, sortBy or the end is expected")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    end: At,
    depth: usize,
    booleans: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Is> {
        self.tokens.get(self.next).map(|t| &t.is)
    }

    fn second(&self) -> Option<&Is> {
        self.tokens.get(self.next + 1).map(|t| &t.is)
    }

    fn at(&self) -> At {
        self.tokens.get(self.next).map_or(self.end, |t| t.at)
    }

    fn syntax(&self, expected: &str) -> Diagnostic {
        let At(at) = self.at();
        Diagnostic::of(Number::Syntax, format!("at character {at}: {expected}"))
    }

    fn parenthesis(&self, what: &str) -> Diagnostic {
        let At(at) = self.at();
        Diagnostic::of(Number::Parentheses, at.to_string()).saying(what)
    }

    /// `cqlQuery`: prefixes before a scoped clause.
    fn query(&mut self) -> Result<Node, Diagnostic> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err(self.parenthesis("parentheses stand too deep in each other"));
        }
        let mut prefixes: Vec<Prefix> = Vec::new();
        while self.peek() == Some(&Is::Sign(">")) {
            let prefix = self.prefix()?;
            let twin = |p: &&Prefix| match (&p.name, &prefix.name) {
                (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
                (None, None) => true,
                _ => false,
            };
            if prefixes
                .iter()
                .find(twin)
                .is_some_and(|p| p.uri != prefix.uri)
            {
                let name = prefix.name.unwrap_or_default();
                return Err(Diagnostic::of(Number::PrefixTwice, name));
            }
            prefixes.push(prefix);
        }
        let scoped = self.scoped()?;
        self.depth -= 1;
        Ok(match prefixes.is_empty() {
            true => scoped,
            false => Node::Prefixed(prefixes, Box::new(scoped)),
        })
    }

    /// `> name = uri` or `> uri`.
    fn prefix(&mut self) -> Result<Prefix, Diagnostic> {
        let at = self.at();
        self.next += 1;
        let first = self.text("a prefix or a context set's identifier")?;
        if self.peek() != Some(&Is::Sign("=")) {
            let (name, uri) = (None, first.text);
            return Ok(Prefix { name, uri, at });
        }
        self.next += 1;
        let uri = self.text("a context set's identifier")?.text;
        let name = Some(first.text);
        Ok(Prefix { name, uri, at })
    }

    /// `scopedClause`: clauses and booleans, from the left.
    fn scoped(&mut self) -> Result<Node, Diagnostic> {
        let mut left = self.clause()?;
        while let Some(boolean) = self.boolean() {
            let at = self.at();
            self.next += 1;
            self.booleans += 1;
            if self.booleans > MOST_BOOLEANS {
                let most = MOST_BOOLEANS.to_string();
                return Err(Diagnostic::of(Number::TooManyBooleans, most));
            }
            let modifiers = self.modifiers()?;
            let right = self.clause()?;
            left = Node::Triple(Box::new(Triple {
                left,
                boolean,
                modifiers,
                right,
                at,
            }));
        }
        Ok(left)
    }

    fn boolean(&self) -> Option<Boolean> {
        match self.peek()? {
            Is::Bare(word) => Boolean::named(word),
            _ => None,
        }
    }

    /// `searchClause`.
    fn clause(&mut self) -> Result<Node, Diagnostic> {
        if self.peek() == Some(&Is::Open) {
            let open = self.next;
            self.next += 1;
            let inner = self.query()?;
            if self.peek() != Some(&Is::Close) {
                let closed = self.peek().is_none();
                if closed {
                    self.next = open;
                    return Err(self.parenthesis("a parenthesis is never closed"));
                }
                return Err(self.syntax("a boolean or ) is expected"));
            }
            self.next += 1;
            return Ok(inner);
        }
        if self.boolean().is_some() || self.is_sort() {
            return Err(self.syntax(
                "a search clause is expected; a word that binds must be quoted to be searched for",
            ));
        }
        let alone = !matches!(self.second(), Some(Is::Sign(_))) && !self.relation_follows();
        if alone {
            let term = self.term()?;
            return Ok(Node::Clause(Clause { scope: None, term }));
        }
        let index = self.text("an index")?;
        let name = self.relation_name()?;
        let modifiers = self.modifiers()?;
        let relation = Relation { name, modifiers };
        let term = self.term()?;
        let scope = Some((index, relation));
        Ok(Node::Clause(Clause { scope, term }))
    }

    /// Whether a word that binds nothing follows the next text: a named relation.
    fn relation_follows(&self) -> bool {
        let text = matches!(self.peek(), Some(Is::Bare(_) | Is::Quoted(_)));
        match self.second() {
            Some(Is::Bare(word)) => text && Boolean::named(word).is_none() && !is_sort_by(word),
            _ => false,
        }
    }

    fn relation_name(&mut self) -> Result<Name, Diagnostic> {
        let at = self.at();
        let text = match self.peek() {
            Some(Is::Sign(sign)) => (*sign).to_owned(),
            Some(Is::Bare(word)) => word.clone(),
            _ => return Err(self.syntax("a relation is expected")),
        };
        self.next += 1;
        Ok(Name { text, at })
    }

    /// `modifierList`, perhaps none.
    fn modifiers(&mut self) -> Result<Vec<Modifier>, Diagnostic> {
        let mut modifiers = Vec::new();
        while self.peek() == Some(&Is::Slash) {
            self.next += 1;
            let name = self.text("a modifier")?;
            let value = match self.peek() {
                Some(Is::Sign(sign)) => {
                    let sign = (*sign).to_owned();
                    self.next += 1;
                    Some((sign, self.text("a modifier's value")?.text))
                }
                _ => None,
            };
            modifiers.push(Modifier { name, value });
        }
        Ok(modifiers)
    }

    fn sort(&mut self) -> Result<Vec<SortKey>, Diagnostic> {
        let mut keys = Vec::new();
        if !self.is_sort() {
            return Ok(keys);
        }
        self.next += 1;
        while keys.is_empty() || self.peek().is_some() {
            let index = self.text("an index to sort by")?;
            let modifiers = self.modifiers()?;
            keys.push(SortKey { index, modifiers });
        }
        Ok(keys)
    }

    fn is_sort(&self) -> bool {
        matches!(self.peek(), Some(Is::Bare(word)) if is_sort_by(word))
    }

    fn term(&mut self) -> Result<Term, Diagnostic> {
        let Name { text: raw, at } = self.raw("a search term")?;
        if raw.chars().count() > MOST_TERM_CHARS {
            let most = MOST_TERM_CHARS.to_string();
            return Err(Diagnostic::of(Number::TermLength, most));
        }
        Ok(Term { raw, at })
    }

    /// A text that is a name or a value: its escapes are undone.
    fn text(&mut self, expected: &str) -> Result<Name, Diagnostic> {
        let raw = self.raw(expected)?;
        let text = super::term::plain(&raw.text);
        Ok(Name { text, at: raw.at })
    }

    /// A text as it stands.
    fn raw(&mut self, expected: &str) -> Result<Name, Diagnostic> {
        let at = self.at();
        let text = match self.peek() {
            Some(Is::Bare(text) | Is::Quoted(text)) => text.clone(),
            Some(Is::Close) => return Err(self.parenthesis(&format!("{expected} is expected"))),
            _ => return Err(self.syntax(&format!("{expected} is expected"))),
        };
        self.next += 1;
        Ok(Name { text, at })
    }
}

fn is_sort_by(word: &str) -> bool {
    word.eq_ignore_ascii_case("sortby")
}
