//! A scheme as a tree: what has records, with their counts, and what stands below to be opened.

use std::{collections::HashMap, fmt::Write as _};

use askama::Template;
use axum::response::Response;
use taxonomy::{ConceptId, Scheme};

use super::{BY_LETTER, values::counted};
use crate::web::{
    Service,
    fault::Fault,
    labels::Dimension,
    reader::Reader,
    view::{self, Frame, Link},
};

/// Levels that are shown; what lies deeper is on the pages of the concepts.
const DEEPEST: usize = 4;

#[derive(Template)]
#[template(path = "tree.html")]
struct TreePage<'a> {
    frame: Frame<'a>,
    heading: String,
    other: Link,
    rows: Vec<Row>,
}

/// A line of the tree: a concept.
struct Row {
    label: String,
    count: String,
    href: String,
    /// Whether something stands below: the next rows, up to one that closes.
    opens: bool,
    /// How many lists end after this row.
    closes: usize,
}

/// `GET /browse/{dimension}`
pub fn page(service: &Service, reader: &Reader, dimension: Dimension) -> Result<Response, Fault> {
    let taxonomy = &service.app.taxonomy();
    let scheme = match dimension {
        Dimension::Type => taxonomy.document_types(),
        _ => taxonomy.themes(),
    };
    let mut tree = Tree {
        reader,
        scheme,
        dimension,
        counts: counted(service, dimension).collect(),
        rows: Vec::new(),
    };
    tree.list(scheme.top(), 1);
    let heading = dimension.heading(reader);
    let mut path = format!("/browse/{}", dimension.name());
    let frame = Frame::new(service, reader, &heading, &path);
    let _ = write!(path, "?{}={}", BY_LETTER.0, BY_LETTER.1);
    let page = TreePage {
        frame,
        heading,
        other: Link {
            label: reader.texts.text("a-to-z"),
            href: path,
        },
        rows: tree.rows,
    };
    view::html(&page, reader)
}

struct Tree<'a> {
    reader: &'a Reader,
    scheme: &'a Scheme,
    dimension: Dimension,
    counts: HashMap<String, u64>,
    rows: Vec<Row>,
}

impl Tree<'_> {
    /// Adds those of these concepts that have records, each with what stands below it.
    fn list(&mut self, ids: &[ConceptId], level: usize) {
        let mut shown: Vec<(String, &ConceptId, u64)> = Vec::new();
        for id in ids {
            if let Some(count) = self.counts.get(id.as_str())
                && let Some(concept) = self.scheme.get(id.as_str())
            {
                shown.push((concept.label(self.reader.lang).to_owned(), id, *count));
            }
        }
        self.reader.sort_by(&mut shown, |(label, ..)| label);
        for (label, id, count) in shown {
            let below = self.scheme.narrower(id.as_str());
            let has_below = below.iter().any(|b| self.counts.contains_key(b.as_str()));
            let opens = level < DEEPEST && has_below;
            self.rows.push(Row {
                label,
                count: self.reader.texts.number(&count),
                href: format!("/browse/{}/{id}", self.dimension.name()),
                opens,
                closes: 0,
            });
            if opens {
                self.list(below, level + 1);
                if let Some(last) = self.rows.last_mut() {
                    last.closes += 1;
                }
            }
        }
    }
}
