//! `GET /api/v1/changes`: the change log, ascending by seq.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use record::{ChangeRange, Seq};
use serde_json::{Value, json};

use super::query::{MOST, Query};
use crate::web::{Service, fault::Fault, view};

/// `?after=SEQ&limit=N`: rows after a seq, at most 1000; `next` is what to ask for after them.
pub async fn get(
    State(service): State<Service>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Fault> {
    let query = Query::new(query.as_deref());
    let after = Seq(query.number("after", 0, (0, MOST))?);
    let limit = query.number("limit", 100, (1, 1000))?;
    view::blocking(move || {
        let range = ChangeRange {
            after,
            ..ChangeRange::default()
        };
        let head = service.app.store.head();
        let rows = service
            .app
            .store
            .changes(&range, usize::try_from(limit).unwrap_or(1000))?;
        let next = rows.last().map_or(after, |row| row.seq);
        Ok(Json(json!({ "head": head, "next": next, "changes": rows })))
    })
    .await
}
