//! From names to meanings: a CQL tree becomes a query and an order, or the one diagnostic that says
//! what is not understood. Nothing is ignored: what is not supported is named.

use super::{
    cql::{Clause, Cql, Modifier, Name, Node, Prefix, Relation, term},
    diagnostic::{Diagnostic, Number},
    indexes::{self, Holds, Index},
    query::{How, Query, Text, Token},
    sort::{self, Key},
    values,
};
use crate::Site;

/// A query and its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// What is searched for.
    pub query: Query,
    /// The order; empty when none was asked for.
    pub order: Vec<Key>,
}

/// Understands a query.
///
/// # Errors
/// The first thing that is not understood or not supported.
pub fn resolve(cql: &Cql, site: &Site) -> Result<Resolved, Diagnostic> {
    let mut names = Names::default();
    let query = node(&cql.root, &mut names, site)?;
    // Prefixes before a whole query hold for its keys too (part 5 section 2.11, `sortedQuery`).
    if let Node::Prefixed(prefixes, _) = &cql.root {
        names.rows.push(prefixes.clone());
    }
    let order = sort::keys(&cql.sort, &names)?;
    Ok(Resolved { query, order })
}

/// An index with a relation and its modifiers: what a scan's clause says beside its term.
pub fn scope(clause: &Clause) -> Result<(&'static Index, Sense), Diagnostic> {
    read_scope(clause, &Names::default())
}

/// The prefixes in force, the innermost row last.
#[derive(Debug, Default)]
pub struct Names {
    rows: Vec<Vec<Prefix>>,
}

impl Names {
    /// The set that a name's prefix stands for, and the name without it; no set where the server chooses.
    pub fn read<'n>(&self, name: &'n Name) -> Result<(Option<&'static str>, &'n str), Diagnostic> {
        let (prefix, base) = name.split();
        let same = |p: &&Prefix| match (&p.name, prefix) {
            (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
            (None, None) => true,
            _ => false,
        };
        let rows = self.rows.iter().rev();
        let given = rows.flat_map(|row| row.iter().rev()).find(same);
        let unknown = |what: &str| Diagnostic::of(Number::ContextSet, what);
        let set = match (given, prefix) {
            (Some(prefix), _) => {
                let set = indexes::set_of_uri(&prefix.uri);
                Some(set.ok_or_else(|| unknown(&prefix.uri))?)
            }
            (None, Some(prefix)) => {
                Some(indexes::set_named(prefix).ok_or_else(|| unknown(prefix))?)
            }
            (None, None) => None,
        };
        Ok((set.map(|s| s.name), base))
    }

    /// The base of a name that must be of the sets `cql` or `sort`, or of none.
    pub fn base<'n>(&self, name: &'n Name, sets: &[&str]) -> Result<&'n str, Diagnostic> {
        match self.read(name)? {
            (None, base) => Ok(base),
            (Some(set), base) if sets.contains(&set) => Ok(base),
            _ => Ok(name.text.as_str()),
        }
    }
}

fn node(node: &Node, names: &mut Names, site: &Site) -> Result<Query, Diagnostic> {
    match node {
        Node::Prefixed(prefixes, inner) => {
            names.rows.push(prefixes.clone());
            let query = self::node(inner, names, site)?;
            names.rows.pop();
            Ok(query)
        }
        Node::Clause(clause) => self::clause(clause, names, site),
        Node::Triple(triple) => {
            use super::cql::Boolean::{And, Not, Or, Prox};
            if triple.boolean == Prox {
                let more = "find words in a row with the relation adj";
                return Err(Diagnostic::of(Number::Proximity, "prox").saying(more));
            }
            if let Some(modifier) = triple.modifiers.first() {
                let name = modifier.name.text.as_str();
                return Err(Diagnostic::of(Number::BooleanModifier, name));
            }
            let left = Box::new(self::node(&triple.left, names, site)?);
            let right = Box::new(self::node(&triple.right, names, site)?);
            Ok(match triple.boolean {
                And | Prox => Query::And(left, right),
                Or => Query::Or(left, right),
                Not => Query::Not(left, right),
            })
        }
    }
}

/// A relation as it was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// `=`, `scr`: what suits the index.
    Equal,
    /// `==`, `exact`: the whole value.
    Whole,
    /// `<>`.
    Differs,
    /// `<`.
    Below,
    /// `>`.
    Above,
    /// `<=`.
    AtMost,
    /// `>=`.
    AtLeast,
    /// `any`.
    Any,
    /// `all`.
    All,
    /// `adj`.
    Adjacent,
    /// `within`.
    Within,
}

/// The relations (CQL context set 1.2, "Relations").
pub const VERBS: [(&str, Verb); 13] = [
    ("=", Verb::Equal),
    ("scr", Verb::Equal),
    ("==", Verb::Whole),
    ("exact", Verb::Whole),
    ("<>", Verb::Differs),
    ("<", Verb::Below),
    (">", Verb::Above),
    ("<=", Verb::AtMost),
    (">=", Verb::AtLeast),
    ("any", Verb::Any),
    ("all", Verb::All),
    ("adj", Verb::Adjacent),
    ("within", Verb::Within),
];

/// Relation modifiers that are obeyed or hold anyway: name, and whether more than that must be checked.
pub const MODIFIERS: [&str; 9] = [
    "stem",
    "masked",
    "unmasked",
    "ignoreCase",
    "ignoreAccents",
    "word",
    "string",
    "isoDate",
    "number",
];

/// A relation with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sense {
    /// The relation.
    pub verb: Verb,
    /// Whether `*`, `?` and `^` are signs.
    pub masked: bool,
    /// Whether other forms of a word are as good.
    pub stem: bool,
}

fn read_scope(clause: &Clause, names: &Names) -> Result<(&'static Index, Sense), Diagnostic> {
    let Some((index, relation)) = &clause.scope else {
        let index = indexes::find(Some("cql"), "serverChoice");
        let index = index.ok_or_else(|| Diagnostic::of(Number::Index, "cql.serverChoice"))?;
        let sense = Sense {
            verb: Verb::Equal,
            masked: true,
            stem: false,
        };
        return Ok((index, sense));
    };
    let (set, base) = names.read(index)?;
    let found = indexes::find(set, base);
    let found = found.ok_or_else(|| Diagnostic::of(Number::Index, index.text.as_str()))?;
    let sense = sense(relation, names, found)?;
    Ok((found, sense))
}

fn sense(relation: &Relation, names: &Names, index: &Index) -> Result<Sense, Diagnostic> {
    let base = names.base(&relation.name, &["cql"])?;
    let verb = VERBS.iter().find(|(n, _)| n.eq_ignore_ascii_case(base));
    let unknown = || Diagnostic::of(Number::Relation, relation.name.text.as_str());
    let mut sense = Sense {
        verb: verb.ok_or_else(unknown)?.1,
        masked: true,
        stem: false,
    };
    for modifier in &relation.modifiers {
        self::modifier(modifier, names, index, &mut sense)?;
    }
    Ok(sense)
}

/// CQL context set 1.2, "Relation Modifiers".
fn modifier(
    modifier: &Modifier,
    names: &Names,
    index: &Index,
    sense: &mut Sense,
) -> Result<(), Diagnostic> {
    let refused = || Diagnostic::of(Number::RelationModifier, modifier.name.text.as_str());
    let base = names.base(&modifier.name, &["cql"])?;
    let known = MODIFIERS.iter().find(|n| n.eq_ignore_ascii_case(base));
    let text = matches!(index.holds, Holds::Text(_));
    match (known.copied(), &modifier.value) {
        (_, Some(_)) | (None, _) => return Err(refused()),
        (Some("stem"), _) => {
            if !matches!(index.holds, Holds::Text(t) if has_stems(t)) {
                return Err(refused());
            }
            sense.stem = true;
        }
        (Some("masked"), _) => sense.masked = true,
        (Some("unmasked"), _) => sense.masked = false,
        (Some("word"), _) if !text => return Err(refused()),
        (Some("string"), _) => match sense.verb {
            Verb::Equal | Verb::Whole => sense.verb = Verb::Whole,
            _ => return Err(refused()),
        },
        (Some("isoDate"), _) if !matches!(index.holds, Holds::Date | Holds::Moment(_)) => {
            return Err(refused());
        }
        (Some("number"), _) if index.holds != Holds::Number => return Err(refused()),
        _ => {}
    }
    Ok(())
}

fn has_stems(text: Text) -> bool {
    matches!(
        text,
        Text::Anywhere | Text::Title | Text::Subject | Text::Description
    )
}

fn clause(clause: &Clause, names: &Names, site: &Site) -> Result<Query, Diagnostic> {
    let (index, sense) = read_scope(clause, names)?;
    let asked = Asked {
        index: clause
            .scope
            .as_ref()
            .map_or("cql.serverChoice", |s| &s.0.text),
        relation: clause.scope.as_ref().map_or("=", |s| &s.1.name.text),
        term: &clause.term.raw,
        sense,
    };
    let tokens = term::tokens(&clause.term, sense.masked)?;
    match index.holds {
        Holds::AllRecords => match sense.verb {
            Verb::Equal => Ok(Query::All),
            _ => Err(asked.relation_and_index()),
        },
        Holds::ResultSet => Err(Diagnostic::of(Number::ResultSets, "")),
        _ if tokens.is_empty() => Err(Diagnostic::of(Number::EmptyTerm, "")),
        Holds::Text(text) => words(text, &asked, tokens),
        Holds::Fact(fact) => values::fact(fact, &asked, &tokens, site),
        Holds::Date => values::date(&asked, &tokens),
        Holds::Moment(moment) => values::moment(moment, &asked, &tokens),
        Holds::Number => values::number(&asked, &tokens),
        Holds::RecordIdentifier => values::record(&asked, &tokens, site),
    }
}

/// A clause as it was asked, for what is said about it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The index as written.
    pub index: &'a str,
    /// The relation as written.
    pub relation: &'a str,
    /// The term as written.
    pub term: &'a str,
    /// What relation and modifiers mean.
    pub sense: Sense,
}

impl Asked<'_> {
    /// 22.
    pub fn relation_and_index(&self) -> Diagnostic {
        let details = format!("{} {}", self.index, self.relation);
        Diagnostic::of(Number::RelationAndIndex, details)
    }

    /// 24.
    pub fn relation_and_term(&self) -> Diagnostic {
        let details = format!("{} {}", self.relation, self.term);
        Diagnostic::of(Number::RelationAndTerm, details)
    }

    /// 36, with what the format is.
    pub fn format(&self, expected: &str) -> Diagnostic {
        let details = format!("{}: {expected} is expected", self.term);
        Diagnostic::of(Number::TermFormat, details)
    }
}

fn words(text: Text, asked: &Asked<'_>, tokens: Vec<Token>) -> Result<Query, Diagnostic> {
    let how = match asked.sense.verb {
        Verb::Equal | Verb::Adjacent => How::Adjacent,
        Verb::Whole => How::Whole,
        Verb::Any => How::Any,
        Verb::All => How::All,
        _ => return Err(asked.relation_and_index()),
    };
    let has_word = |token: &Token| {
        token.pieces.iter().any(|piece| match piece {
            term::Piece::Text(text) => text.chars().any(char::is_alphanumeric),
            term::Piece::Many | term::Piece::One => false,
        })
    };
    if !tokens.iter().any(has_word) {
        return Err(match tokens.iter().any(|t| !t.is_plain()) {
            true => Diagnostic::of(Number::MaskTooShort, SHORTEST.to_string()),
            false => Diagnostic::of(Number::EmptyTerm, ""),
        });
    }
    for token in tokens.iter().filter(|t| !t.is_plain()) {
        mask(token, asked)?;
    }
    let row = matches!(how, How::Adjacent | How::Whole);
    if row {
        let inner = tokens.iter().skip(1).any(|t| t.first);
        let early = tokens.iter().rev().skip(1).any(|t| t.last);
        if inner || early {
            return Err(Diagnostic::of(Number::AnchorPlace, asked.term));
        }
    }
    let stem = asked.sense.stem;
    let plain = tokens.iter().all(|t| t.is_plain() && !t.first && !t.last);
    if stem && (!plain || how == How::Whole || (row && tokens.len() > 1)) {
        return Err(asked.relation_and_term());
    }
    Ok(Query::Text {
        text,
        how,
        tokens,
        stem,
    })
}

/// The shortest masked word: so many letters must be given.
pub const SHORTEST: usize = 2;
/// The most masks in a word.
const MOST_MASKS: usize = 8;

fn mask(token: &Token, asked: &Asked<'_>) -> Result<(), Diagnostic> {
    let mut letters = 0;
    let mut masks = 0;
    let mut behind = false;
    for piece in &token.pieces {
        match piece {
            term::Piece::Text(text) => {
                letters += text.chars().filter(|c| c.is_alphanumeric()).count();
                // Behind a mask a word must end with its token.
                if behind && !text.chars().all(char::is_alphanumeric) {
                    return Err(Diagnostic::of(Number::MaskPlace, asked.term));
                }
            }
            term::Piece::Many | term::Piece::One => {
                masks += 1;
                behind = true;
            }
        }
    }
    if letters < SHORTEST {
        return Err(Diagnostic::of(Number::MaskTooShort, SHORTEST.to_string()));
    }
    if masks > MOST_MASKS {
        return Err(Diagnostic::of(Number::TooManyMasks, MOST_MASKS.to_string()));
    }
    Ok(())
}
