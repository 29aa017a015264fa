//! The effective settings.

use serde_json::{Map, Value, json};

use crate::config::{Config, FIELDS, Origin};

/// `{"listen": {"value", "unit", "from"}, ...}`, in the order of the documentation. Secrets are hidden.
pub fn settings(config: &Config) -> Value {
    let mut all = Map::new();
    for field in FIELDS {
        let from = match config.origin(field.name) {
            Origin::Default => "default",
            Origin::File => "labordoc.toml",
            Origin::Environment => "environment",
            Origin::CommandLine => "command line",
        };
        let value = field.shown(config);
        all.insert(
            field.name.to_owned(),
            json!({ "value": value, "unit": field.unit, "from": from }),
        );
    }
    Value::Object(all)
}
