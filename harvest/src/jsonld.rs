//! schema.org as JSON-LD.
use crate::format::Context;
use record::Record;
use serde_json::Value;
/// A record's description.
pub fn record(record: &Record, context: &Context<'_>) -> Value {
    let _ = (record, context.site);
    Value::Null
}
/// A description as text that may stand inside an HTML `script` element.
pub fn script(value: &Value) -> String {
    value.to_string()
}
