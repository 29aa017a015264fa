//! `oai_dc`
use super::Context;
use record::Record;
/// Appends.
pub fn write(out: &mut String, record: &Record, context: &Context<'_>) {
    let _ = (out, record, context.site);
}
