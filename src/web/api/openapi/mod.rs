//! `GET /api/v1/openapi.json`: the API as an OpenAPI 3.1 document.
//!
//! What the operations take and give is kept here, a file for each tag. What another place knows is
//! filled in from there: the role each needs (`src/access/routes.rs`), what the problems mean
//! (`src/web/fault.rs`), the address, the limits.
//!
//! To add a tag: a file as the others, and a line in [`PARTS`].

use std::sync::LazyLock;

use axum::{Json, extract::State};
use serde_json::{Map, Value, json};

use crate::{
    access::routes::{self, Need},
    web::{BODY_LIMIT, Service, fault::PROBLEMS},
};

/// The document without its parts.
const BASE: &str = include_str!("base.json");
/// The parts, one for each tag, in the order they are shown.
const PARTS: [&str; 12] = [
    include_str!("search.json"),
    include_str!("records.json"),
    include_str!("concepts.json"),
    include_str!("collections.json"),
    include_str!("export.json"),
    include_str!("imports.json"),
    include_str!("harvests.json"),
    include_str!("accounts.json"),
    include_str!("audit.json"),
    include_str!("scholar.json"),
    include_str!("quality.json"),
    include_str!("service.json"),
];
/// The methods of operations, as a path item has them (OpenAPI 3.1 section 4.8.9).
pub const METHODS: [&str; 5] = ["get", "put", "patch", "post", "delete"];
/// What may go wrong with every operation.
const ALWAYS: [&str; 4] = [
    "bad-request",
    "too-many-requests",
    "internal",
    "unavailable",
];

/// `GET /api/v1/openapi.json`
pub async fn get(State(service): State<Service>) -> Json<Value> {
    Json(document(&service))
}

/// The document of a service: its address and its limits.
pub fn document(service: &Service) -> Value {
    let mut document = WHOLE.clone();
    let config = &service.app.config;
    document["servers"] = json!([{ "url": service.site.base_url }]);
    let rate = |per_second: u32, burst: u32| match per_second {
        0 => "no limit of rate".to_owned(),
        _ => format!("{per_second} requests a second, {burst} at once"),
    };
    document["info"]["x-limits"] = json!(format!(
        "A body has at most {} KiB, an import's {} MiB. An answer takes at most {} seconds. \
         A network: {}. Who has signed in, and each token: {}.",
        BODY_LIMIT >> 10,
        config.import_limit_mib,
        config.request_seconds,
        rate(config.rate_per_second, config.rate_burst),
        rate(config.rate_signed_per_second, config.rate_signed_burst),
    ));
    document
}

/// All but what depends on the service.
pub static WHOLE: LazyLock<Value> = LazyLock::new(|| {
    // Files that are no JSON are found by the tests below.
    let mut whole: Value = serde_json::from_str(BASE).unwrap_or_default();
    whole["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
    for (kind, status, meaning) in PROBLEMS {
        whole["components"]["responses"][*kind] = problem(*status, meaning);
    }
    for part in PARTS {
        add(&mut whole, serde_json::from_str(part).unwrap_or_default());
    }
    whole
});

/// Adds a part: its tag, its paths, its schemas.
fn add(whole: &mut Value, mut part: Value) {
    let tag = part["tag"]["name"].clone();
    let paths = part["paths"].as_object_mut().map(std::mem::take);
    for (path, mut item) in paths.unwrap_or_default() {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                operation.insert("tags".into(), json!([tag]));
                complete(operation, method, &path);
            }
        }
        whole["paths"][path] = item;
    }
    if let Some(tags) = whole["tags"].as_array_mut() {
        tags.push(part["tag"].take());
    }
    let schemas = part["schemas"].as_object_mut().map(std::mem::take);
    for (name, schema) in schemas.unwrap_or_default() {
        whole["components"]["schemas"][name] = schema;
    }
}

/// Fills in who may use an operation and what may go wrong with it.
fn complete(operation: &mut Map<String, Value>, method: &str, path: &str) {
    let need = routes::need(&method.to_uppercase(), path);
    let own = operation.remove("x-problems").unwrap_or_default();
    let own = own
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let mut problems: Vec<&str> = ALWAYS.into_iter().chain(own).collect();
    let role = match need {
        Some(Need::Role(role)) => {
            problems.extend(["unauthorized", "forbidden"]);
            let session = match method {
                "get" => json!({ "session": [] }),
                _ => json!({ "session": [], "csrf": [] }),
            };
            operation.insert("security".into(), json!([{ "bearer": [] }, session]));
            role.as_str()
        }
        _ => {
            operation.insert("security".into(), json!([]));
            "none"
        }
    };
    operation.insert("x-role".into(), json!(role));
    if operation.contains_key("requestBody") {
        problems.push("too-large");
    }
    let responses = operation.entry("responses").or_insert_with(|| json!({}));
    for (kind, status, _) in PROBLEMS.iter().filter(|(kind, ..)| problems.contains(kind)) {
        let reference = json!({ "$ref": format!("#/components/responses/{kind}") });
        // Two problems of one status look the same but for their type.
        if let Some(responses) = responses.as_object_mut() {
            responses.entry(status.to_string()).or_insert(reference);
        }
    }
}

fn problem(status: u16, meaning: &str) -> Value {
    let header = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    let headers = match status {
        401 => json!({ "WWW-Authenticate": header("WWWAuthenticate") }),
        429 | 503 => json!({ "Retry-After": header("RetryAfter") }),
        _ => json!({}),
    };
    json!({
        "description": meaning,
        "headers": headers,
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

/// What a `$ref` of the document leads to; the value itself when it is none.
pub fn resolved(value: &Value) -> &Value {
    let pointer = value["$ref"].as_str().and_then(|r| r.strip_prefix('#'));
    pointer.and_then(|p| WHOLE.pointer(p)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::access::routes::ROUTES;

    fn operations() -> Vec<(&'static str, &'static String, &'static Value)> {
        let paths = WHOLE["paths"].as_object().unwrap();
        let of = |(path, item): (&'static String, &'static Value)| {
            METHODS
                .into_iter()
                .filter_map(move |m| Some((m, path, item.get(m)?)))
        };
        paths.iter().flat_map(of).collect()
    }

    #[test]
    fn the_document_has_every_route_of_the_api_and_no_other() {
        let told: BTreeSet<(String, &str)> = operations()
            .iter()
            .map(|(method, path, _)| (method.to_uppercase(), path.as_str()))
            .collect();
        let table: BTreeSet<(String, &str)> = ROUTES
            .iter()
            .filter(|(_, path, _)| path.starts_with("/api/v1/"))
            .map(|(method, path, _)| ((*method).to_owned(), *path))
            .collect();
        assert_eq!(told, table, "describe the route in src/web/api/openapi");
    }

    #[test]
    fn every_operation_names_its_role_its_tag_and_its_problems() {
        let mut ids = BTreeSet::new();
        for (method, path, operation) in operations() {
            let told = format!("{method} {path}");
            assert!(
                ids.insert(operation["operationId"].as_str().unwrap()),
                "{told}"
            );
            assert!(
                operation["summary"]
                    .as_str()
                    .is_some_and(|s| s.ends_with('.')),
                "{told}"
            );
            let need = routes::need(&method.to_uppercase(), path).unwrap();
            let role = operation["x-role"].as_str().unwrap();
            match need {
                Need::Nothing => assert_eq!(role, "none", "{told}"),
                Need::Role(needed) => assert_eq!(role, needed.as_str(), "{told}"),
            }
            let responses = operation["responses"].as_object().unwrap();
            for status in ["400", "429", "500", "503"] {
                assert!(responses.contains_key(status), "{told}: {status}");
            }
            let guarded = need != Need::Nothing;
            for status in ["401", "403"] {
                assert_eq!(responses.contains_key(status), guarded, "{told}: {status}");
            }
            assert!(responses.keys().any(|s| s.starts_with('2')), "{told}");
            let tag = operation["tags"][0].as_str().unwrap();
            let mut tags = WHOLE["tags"].as_array().unwrap().iter();
            assert!(tags.any(|t| t["name"] == tag), "{told}");
        }
    }

    #[test]
    fn every_problem_that_an_operation_names_is_in_the_table() {
        for part in PARTS {
            let part: Value = serde_json::from_str(part).unwrap();
            for (path, item) in part["paths"].as_object().unwrap() {
                for operation in METHODS.iter().filter_map(|m| item.get(*m)) {
                    for kind in operation["x-problems"].as_array().unwrap() {
                        let known = PROBLEMS.iter().any(|(known, ..)| kind == known);
                        assert!(known, "{path}: {kind}");
                    }
                }
            }
        }
    }

    #[test]
    fn parameters_are_those_of_the_path_and_every_reference_leads_somewhere() {
        fn walk(value: &Value) {
            match value {
                Value::Object(members) => {
                    if let Some(reference) = members.get("$ref") {
                        let pointer = reference.as_str().unwrap().strip_prefix('#').unwrap();
                        assert!(WHOLE.pointer(pointer).is_some(), "{reference}");
                    }
                    members.values().for_each(walk);
                }
                Value::Array(all) => all.iter().for_each(walk),
                _ => {}
            }
        }
        walk(&WHOLE);
        for (path, item) in WHOLE["paths"].as_object().unwrap() {
            let named: BTreeSet<&str> = path.split(['{', '}']).skip(1).step_by(2).collect();
            let told = item["parameters"].as_array().into_iter().flatten();
            let told: BTreeSet<&str> = told
                .map(|p| resolved(p)["name"].as_str().unwrap())
                .collect();
            assert_eq!(told, named, "{path}");
        }
    }
}
