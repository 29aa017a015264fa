//! `/api/v1/headings`: the headings that no concept matched.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use serde_json::Value;

use super::query::Query;
use crate::{
    headings::{Filter, MOST},
    manage,
    web::{Service, fault::Fault, view},
};

/// `GET /api/v1/headings?source=&system=&q=&skip=&limit=`
pub async fn list(
    State(service): State<Service>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Fault> {
    let query = Query::new(query.as_deref());
    let word = |name: &str| -> Result<Option<String>, Fault> {
        let word = query.word(name)?.map(str::trim);
        Ok(word.filter(|w| !w.is_empty()).map(str::to_owned))
    };
    let filter = Filter {
        source: word("source")?,
        system: word("system")?,
        text: word("q")?.unwrap_or_default(),
    };
    let skip = query.number("skip", 0, (0, MOST as u64))?;
    let limit = query.number("limit", 20, (1, 100))?;
    let whole = |number: u64| usize::try_from(number).unwrap_or(MOST);
    let (skip, limit) = (whole(skip), whole(limit));
    view::blocking(move || {
        let told = manage::headings::list(&service.app, &filter, skip, limit)?;
        Ok(Json(told))
    })
    .await
}
