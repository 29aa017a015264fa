//! XCQL: a query as XML, for requests that are told back.
//!
//! SRU 1.2 has its own schema (`http://www.loc.gov/zing/cql/xcql/`), where every clause names index
//! and relation; OASIS has another (`http://docs.oasis-open.org/ns/search-ws/xcql`) with `sortKeys`.

use super::{Clause, Cql, Modifier, Name, Node, Prefix, SortKey, Triple};
use crate::xml;

/// Which XCQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// SRU 1.1 and 1.2.
    Zing,
    /// SRU 2.0.
    Oasis,
}

impl Kind {
    /// Its namespace.
    pub fn namespace(self) -> &'static str {
        match self {
            Kind::Zing => "http://www.loc.gov/zing/cql/xcql/",
            Kind::Oasis => "http://docs.oasis-open.org/ns/search-ws/xcql",
        }
    }
}

/// The default index and relation of a term alone (CQL context set 1.2).
const ALONE: [&str; 2] = ["cql.serverChoice", "="];

/// Appends the content of an `xQuery`; the prefix `xcql` must be bound.
pub fn write(out: &mut String, cql: &Cql, kind: Kind) {
    let mut writer = Writer { out, kind };
    match kind {
        Kind::Zing => writer.operand(&cql.root),
        Kind::Oasis => {
            let (prefixes, root) = outer(&cql.root);
            writer.prefixes(prefixes);
            writer.open("triple");
            match root {
                Node::Clause(clause) => writer.clause(clause),
                Node::Triple(triple) => writer.triple(triple),
                Node::Prefixed(_, inner) => writer.inner(inner),
            }
            writer.close("triple");
            writer.sort(&cql.sort);
        }
    }
}

/// Appends the content of an `xScanClause`.
pub fn write_clause(out: &mut String, clause: &Clause, kind: Kind) {
    Writer { out, kind }.scope_and_term(clause);
}

/// The prefixes of a whole query, and what they stand before.
fn outer(node: &Node) -> (&[Prefix], &Node) {
    match node {
        Node::Prefixed(prefixes, inner) => (prefixes, inner),
        node => (&[], node),
    }
}

struct Writer<'a> {
    out: &'a mut String,
    kind: Kind,
}

impl Writer<'_> {
    fn open(&mut self, name: &str) {
        self.out.push_str("<xcql:");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</xcql:");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn element(&mut self, name: &str, value: &str) {
        xml::element(self.out, &format!("xcql:{name}"), value);
    }

    /// `operandType`: a clause or a triple, in SRU 1.2 with its own prefixes.
    fn operand(&mut self, node: &Node) {
        let (mut rows, mut node) = (Vec::new(), node);
        while let Node::Prefixed(prefixes, inner) = node {
            rows.extend_from_slice(prefixes);
            node = inner;
        }
        if self.kind == Kind::Zing {
            self.prefixes(&rows);
        }
        self.inner(node);
    }

    fn inner(&mut self, node: &Node) {
        match node {
            Node::Prefixed(_, inner) => self.inner(inner),
            Node::Clause(clause) => self.clause(clause),
            Node::Triple(triple) => {
                self.open("triple");
                self.triple(triple);
                self.close("triple");
            }
        }
    }

    fn prefixes(&mut self, prefixes: &[Prefix]) {
        if prefixes.is_empty() {
            return;
        }
        self.open("prefixes");
        for prefix in prefixes {
            self.open("prefix");
            self.element("name", prefix.name.as_deref().unwrap_or_default());
            self.element("identifier", &prefix.uri);
            self.close("prefix");
        }
        self.close("prefixes");
    }

    fn triple(&mut self, triple: &Triple) {
        let boolean = match self.kind {
            Kind::Zing => "boolean",
            Kind::Oasis => "Boolean",
        };
        self.open(boolean);
        self.element("value", triple.boolean.name());
        self.modifiers(&triple.modifiers);
        self.close(boolean);
        for (name, operand) in [
            ("leftOperand", &triple.left),
            ("rightOperand", &triple.right),
        ] {
            self.open(name);
            self.operand(operand);
            self.close(name);
        }
    }

    fn clause(&mut self, clause: &Clause) {
        self.open("searchClause");
        self.scope_and_term(clause);
        self.close("searchClause");
    }

    fn scope_and_term(&mut self, clause: &Clause) {
        let [index, relation] = ALONE;
        match (&clause.scope, self.kind) {
            (Some((index, relation)), _) => {
                self.scope(index, &relation.name.text, &relation.modifiers);
            }
            (None, Kind::Zing) => {
                self.element("index", index);
                self.open("relation");
                self.element("value", relation);
                self.close("relation");
            }
            (None, Kind::Oasis) => {}
        }
        self.element("term", &clause.term.raw);
    }

    fn scope(&mut self, index: &Name, relation: &str, modifiers: &[Modifier]) {
        self.element("index", &index.text);
        self.open("relation");
        self.element("value", relation);
        self.modifiers(modifiers);
        self.close("relation");
    }

    fn modifiers(&mut self, modifiers: &[Modifier]) {
        if modifiers.is_empty() {
            return;
        }
        self.open("modifiers");
        for modifier in modifiers {
            self.open("modifier");
            self.element("type", &modifier.name.text);
            if let Some((comparison, value)) = &modifier.value {
                self.element("comparison", comparison);
                self.element("value", value);
            }
            self.close("modifier");
        }
        self.close("modifiers");
    }

    fn sort(&mut self, keys: &[SortKey]) {
        if keys.is_empty() {
            return;
        }
        self.open("sortKeys");
        for key in keys {
            self.open("key");
            self.element("index", &key.index.text);
            if key.modifiers.is_empty() {
                // The schema wants one; this one is the default.
                self.open("modifiers");
                self.open("modifier");
                self.element("type", "sort.ascending");
                self.close("modifier");
                self.close("modifiers");
            }
            self.modifiers(&key.modifiers);
            self.close("key");
        }
        self.close("sortKeys");
    }
}
