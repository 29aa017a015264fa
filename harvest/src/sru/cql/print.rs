//! The tree as CQL again: what is printed is parsed to the same tree.

use std::fmt::{self, Display, Formatter, Write};

use super::{Boolean, Clause, Cql, Modifier, Node, Prefix, SortKey, Term, lex::is_special};

impl Display for Cql {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)?;
        if !self.sort.is_empty() {
            f.write_str(" sortBy")?;
        }
        self.sort.iter().try_for_each(|key| write!(f, " {key}"))
    }
}

impl Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Node::Prefixed(prefixes, inner) => {
                prefixes.iter().try_for_each(|p| write!(f, "{p} "))?;
                // Prefixes in the parentheses would otherwise join those before them.
                match **inner {
                    Node::Prefixed(..) => write!(f, "({inner})"),
                    _ => inner.fmt(f),
                }
            }
            Node::Clause(clause) => clause.fmt(f),
            Node::Triple(triple) => {
                match triple.left {
                    Node::Prefixed(..) => write!(f, "({})", triple.left)?,
                    _ => triple.left.fmt(f)?,
                }
                write!(f, " {}", triple.boolean.name())?;
                modifiers(f, &triple.modifiers)?;
                match triple.right {
                    Node::Clause(_) => write!(f, " {}", triple.right),
                    _ => write!(f, " ({})", triple.right),
                }
            }
        }
    }
}

impl Display for Prefix {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("> ")?;
        if let Some(name) = &self.name {
            text(f, name)?;
            f.write_str(" = ")?;
        }
        text(f, &self.uri)
    }
}

impl Display for Clause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some((index, relation)) = &self.scope {
            text(f, &index.text)?;
            write!(f, " {}", relation.name.text)?;
            modifiers(f, &relation.modifiers)?;
            f.write_char(' ')?;
        }
        self.term.fmt(f)
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match needs_marks(&self.raw) {
            true => write!(f, "\"{}\"", self.raw),
            false => f.write_str(&self.raw),
        }
    }
}

impl Display for SortKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        text(f, &self.index.text)?;
        modifiers(f, &self.modifiers)
    }
}

fn modifiers(f: &mut Formatter<'_>, modifiers: &[Modifier]) -> fmt::Result {
    for modifier in modifiers {
        f.write_char('/')?;
        text(f, &modifier.name.text)?;
        if let Some((sign, value)) = &modifier.value {
            f.write_str(sign)?;
            text(f, value)?;
        }
    }
    Ok(())
}

/// A name or a value, quoted where it must be.
fn text(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    if !needs_marks(text) && !text.contains('\\') {
        return f.write_str(text);
    }
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    write!(f, "\"{escaped}\"")
}

fn needs_marks(text: &str) -> bool {
    let special = |c: char| c.is_whitespace() || is_special(c);
    // A backslash at the end of a bare text would keep a quotation mark from closing; bare it stays.
    text.is_empty()
        || text.contains(special)
        || Boolean::named(text).is_some()
        || text.eq_ignore_ascii_case("sortby")
}
