//! Prints a query so that parsing it again gives the same tree.

use super::{Field, Node};

/// The query of a tree, in full.
pub(crate) fn print(root: Option<&Node>) -> String {
    let mut text = String::new();
    match root {
        Some(Node::And(all)) => join(all, " ", &mut text),
        Some(Node::Or(any)) => join(any, " OR ", &mut text),
        Some(node) => clause(node, &mut text),
        None => {}
    }
    text
}

fn join(nodes: &[Node], between: &str, text: &mut String) {
    for (i, node) in nodes.iter().enumerate() {
        if i > 0 {
            text.push_str(between);
        }
        match node {
            // Standing side by side binds closer than OR.
            Node::And(all) if between == " OR " => join(all, " ", text),
            node => clause(node, text),
        }
    }
}

fn clause(node: &Node, text: &mut String) {
    match node {
        Node::Word(field, word) => {
            name(*field, text);
            text.push_str(word);
        }
        Node::Phrase(field, words) => {
            name(*field, text);
            text.push_str(&format!("\"{words}\""));
        }
        Node::Prefix(field, word) => {
            name(*field, text);
            text.push_str(&format!("{word}*"));
        }
        Node::Years(from, until) => text.push_str(&years(*from, *until)),
        Node::And(all) => group(all, " ", text),
        Node::Or(any) => group(any, " OR ", text),
        Node::Not(inner) => {
            text.push('-');
            clause(inner, text);
        }
    }
}

fn group(nodes: &[Node], between: &str, text: &mut String) {
    text.push('(');
    join(nodes, between, text);
    text.push(')');
}

fn years(from: Option<i16>, until: Option<i16>) -> String {
    match (from, until) {
        (Some(a), Some(b)) if a == b => format!("year:{a}"),
        (Some(a), Some(b)) => format!("year:{a}..{b}"),
        (Some(a), None) => format!("year:{a}.."),
        (None, Some(b)) => format!("year:..{b}"),
        (None, None) => "year:..".to_owned(),
    }
}

fn name(field: Option<Field>, text: &mut String) {
    if let Some(field) = field {
        text.push_str(field.name());
        text.push(':');
    }
}
