//! Every invariant of the data: journal, state, index and taxonomy.

use std::time::Duration;

use serde_json::{Value, json};
use store::{Finding, ReadError};

use crate::app::App;

/// The most records that are told to name a replaced concept.
const MOST_NAMED: usize = 20;

/// `{"ok", "findings", "records", "seq"}`. Commits wait while journal and state are read.
///
/// What the index is compared with may change meanwhile; then it is left at what its files say.
///
/// # Errors
/// When the store cannot be read.
pub fn check(app: &App, patience: Duration) -> Result<Value, ReadError> {
    let mut findings = app.store.check()?;
    let mut find = |code: &str, place: &str, text: String| {
        findings.push(Finding {
            code: code.into(),
            place: place.into(),
            text,
        });
    };
    let head = app.store.head();
    if let Err(behind) = app.wait_indexed(head, patience) {
        find("index-behind", "index", behind.to_string());
    }
    for damage in app.index.verify() {
        find(
            "index-damaged",
            "index",
            format!("{damage}; the next start builds the index anew"),
        );
    }
    let (live, indexed) = (app.store.stats().records, app.index.documents());
    let still = app.store.head() == head && app.index.mark() == head;
    if live != indexed && still {
        find(
            "index-count",
            "index",
            format!(
                "{live} records are live and {indexed} are indexed; `labordoc reindex` builds it anew"
            ),
        );
    }
    let taxonomy = app.taxonomy();
    for fault in taxonomy::check::check(&taxonomy) {
        find("taxonomy", "taxonomy", fault.to_string());
    }
    for named in super::changes::named_and_replaced(app, &taxonomy, MOST_NAMED)? {
        find(
            "replaced-concept",
            "state",
            format!(
                "record {named} was merged into another concept, and the record still names it"
            ),
        );
    }
    Ok(json!({ "ok": findings.is_empty(), "findings": findings, "records": live, "seq": head }))
}
