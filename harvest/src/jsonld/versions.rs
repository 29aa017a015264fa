//! The language versions of a publication.

use record::Record;
use serde_json::{Map, Value};

use super::Object;
use crate::{
    format::{Context, original},
    language,
};

/// The other language versions: `translationOfWork` names the original where exactly one version
/// does not say that it is a translation (765); all others are `workTranslation`.
pub(super) fn versions(out: &mut Object, record: &Record, context: &Context<'_>) {
    let original = original(context);
    let mut translations = Vec::new();
    for version in context.versions.iter().filter(|v| v.id != record.id) {
        let mut link = Object(Map::new());
        link.set("@id", context.site.record_url(version.id));
        link.set(
            "inLanguage",
            version
                .description
                .languages
                .first()
                .and_then(language::tag),
        );
        link.set("name", version.description.titles.main.full());
        if original == Some(version.id) {
            out.set("translationOfWork", Value::Object(link.0));
        } else {
            translations.push(Value::Object(link.0));
        }
    }
    out.set("workTranslation", translations);
}
