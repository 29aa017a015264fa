//! The headings that no concept matched, as JSON.

use serde_json::{Map, Value, json};
use taxonomy::Lang;

use crate::{
    app::App,
    headings::{Filter, MOST, Row},
    pipeline::RebuildError,
};

/// `{"total", "listed", "sources", "systems", "headings": [...]}`: those from the `skip`th on, at most `limit`.
///
/// # Errors
/// When the index or the store cannot be read.
pub fn list(app: &App, filter: &Filter, skip: usize, limit: usize) -> Result<Value, RebuildError> {
    let listed = app.headings.list(app, filter)?;
    let mut rows = Vec::new();
    for count in listed.top.iter().skip(skip).take(limit) {
        rows.push(told(app, &app.headings.row(app, count)?));
    }
    Ok(json!({
        "total": listed.total,
        "listed": listed.total.min(MOST as u64),
        "sources": listed.sources,
        "systems": listed.systems,
        "headings": rows,
    }))
}

fn told(app: &App, row: &Row) -> Value {
    let systems = row.count.systems.iter();
    let systems: Map<String, Value> = systems.map(|(s, n)| (s.clone(), (*n).into())).collect();
    let taxonomy = app.taxonomy();
    let themes = taxonomy.themes();
    let nearest = row.nearest.iter().map(|near| {
        let concept = themes.get(near.concept.as_str());
        json!({
            "concept": near.concept,
            "label": concept.map(|c| c.label(Lang::EN)),
            "like": near.label,
            "likeness": (f64::from(near.likeness) * 100.0).round() / 100.0,
        })
    });
    json!({
        "text": row.text,
        "source": row.count.source,
        "lang": row.lang,
        "records": row.count.records(),
        "systems": systems,
        "examples": row.examples,
        "nearest": nearest.collect::<Vec<_>>(),
    })
}
