//! Quality: `GET /api/v1/quality`, `GET /api/v1/quality/{rule}` and `GET /api/v1/records/{id}/quality`.

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
};
use record::{
    RecordId,
    quality::{Rule, rules},
};
use serde_json::Value;

use super::{
    query::{MOST, Query},
    records::record_id,
    secret,
};
use crate::{
    manage::quality,
    quality::Filter,
    web::{Service, fault::Fault, record::live, view},
};

/// Records in an answer, and the most that one can ask for.
const PAGE: u64 = 50;
const LARGEST_PAGE: u64 = 500;

/// The filter that a query string asks for.
pub fn filter(query: &Query) -> Result<Filter, Fault> {
    let word = |name| -> Result<Option<String>, Fault> {
        let word = query.word(name)?.filter(|word| !word.is_empty());
        Ok(word.map(str::to_owned))
    };
    let import = match word("import")? {
        None => None,
        Some(_) => Some(query.number("import", 0, (1, MOST))?),
    };
    Ok(Filter {
        system: word("system")?,
        kind: word("type")?,
        import,
    })
}

/// The rule of this name.
pub fn rule_named(name: &str) -> Result<&'static Rule, Fault> {
    let known = rules().get(name);
    known.ok_or_else(|| {
        Fault::not_found(format!(
            "there is no rule {name}; /api/v1/quality names them all"
        ))
    })
}

/// What is wrong with all live records, as far as they are judged.
pub async fn all(
    State(service): State<Service>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let filter = filter(&Query::new(query.as_deref()))?;
    view::blocking(move || {
        let board = &service.app.quality;
        let told = quality::of_all(
            &board.counts(&filter),
            &board.days(),
            service.app.store.head(),
        );
        Ok(secret(Json(told).into_response()))
    })
    .await
}

/// The records that break a rule, by number.
pub async fn of_rule(
    State(service): State<Service>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let rule = rule_named(&name)?;
    let query = Query::new(query.as_deref());
    let filter = filter(&query)?;
    let after = RecordId(query.number("after", 0, (0, MOST))?);
    let limit = query.number("limit", PAGE, (1, LARGEST_PAGE))?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    view::blocking(move || {
        let told: Value = quality::of_rule(&service.app, rule, &filter, after, limit)?;
        Ok(secret(Json(told).into_response()))
    })
    .await
}

/// What is wrong with a record.
pub async fn record(
    State(service): State<Service>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let id = record_id(&id)?;
    view::blocking(move || {
        let record = live(&service, id)?;
        let told = quality::of_record(&service.app, &record)?;
        Ok(secret(Json(told).into_response()))
    })
    .await
}
