//! `GET /api`: the operations of the API with a form to try each, made from its description.
//!
//! Reading works without a script: the form leads to [`lead`], which leads to the operation's own address.
//! With the script the answer is shown on the page, and changes can be tried too.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Redirect, Response},
};
use serde_json::Value;

use super::{
    Service,
    account::role_name,
    api::openapi::{self, METHODS, WHOLE, resolved},
    fault::Fault,
    reader::Reader,
    view::{self, Frame, Link},
};
use crate::access::Role;

/// Addresses for programs outside the API, each with a text `api-NAME`.
const ADDRESSES: [(&str, &str); 6] = [
    ("/records/1.jsonld", "forms"),
    ("/concepts/themes.ttl", "skos"),
    ("/oai?verb=Identify", "oai"),
    ("/sitemap.xml", "sitemap"),
    ("/dumps/", "dumps"),
    ("/.well-known/resourcesync", "resourcesync"),
];

#[derive(Template)]
#[template(path = "api.html")]
struct ApiPage<'a> {
    frame: Frame<'a>,
    limits: String,
    groups: Vec<Group>,
    addresses: Vec<Explained>,
}

struct Explained {
    link: Link,
    text: String,
}

/// The operations of a tag.
struct Group {
    name: &'static str,
    about: &'static str,
    operations: Vec<Operation>,
}

/// One operation as the page shows it.
struct Operation {
    id: &'static str,
    method: String,
    path: &'static str,
    summary: &'static str,
    description: &'static str,
    needs: String,
    reads: bool,
    fields: Vec<Field>,
    body: Option<Body>,
}

/// A parameter.
struct Field {
    name: &'static str,
    place: &'static str,
    about: &'static str,
    required: bool,
    whole: bool,
    choices: Vec<String>,
    value: String,
}

/// What an operation is sent.
struct Body {
    about: &'static str,
    is_file: bool,
    value: String,
}

/// `GET /api`
pub async fn page(State(service): State<Service>, reader: Reader) -> Result<Response, Fault> {
    let address = |(href, name): &(&str, &str)| Explained {
        link: Link {
            label: (*href).to_owned(),
            href: (*href).to_owned(),
        },
        text: reader.texts.text(&format!("api-{name}")),
    };
    let limits = openapi::document(&service)["info"]["x-limits"].clone();
    let page = ApiPage {
        frame: Frame::new(&service, &reader, &reader.texts.text("api"), "/api"),
        limits: limits.as_str().unwrap_or_default().to_owned(),
        groups: groups(&reader),
        addresses: ADDRESSES.iter().map(address).collect(),
    };
    view::html(&page, &reader)
}

/// `GET /api-try?operation=ID&...`: to the address of a reading operation with these parameters.
pub async fn lead(RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let query = query.unwrap_or_default();
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let value = |name: &str| {
        pairs
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_ref())
    };
    let asked = value("operation").unwrap_or_default();
    let known = read_path(asked);
    let path = known.ok_or_else(|| {
        Fault::not_found(format!(
            "there is no operation {asked:?} that reads; /api lists them"
        ))
    })?;
    let mut address = String::new();
    let mut names = vec!["operation"];
    for (at, piece) in path.split(['{', '}']).enumerate() {
        if at % 2 == 0 {
            address.push_str(piece);
            continue;
        }
        let given = value(piece).filter(|v| !v.is_empty());
        let given =
            given.ok_or_else(|| Fault::bad_request(format!("{piece}: a value is needed")))?;
        address.push_str(&view::segment(given));
        names.push(piece);
    }
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (name, value) in &pairs {
        if !names.contains(&name.as_ref()) && !value.is_empty() {
            out.append_pair(name, value);
        }
    }
    let query = out.finish();
    let address = format!("{address}?{query}");
    Ok(Redirect::to(address.trim_end_matches('?')).into_response())
}

/// The path of the operation that reads and has this id.
fn read_path(id: &str) -> Option<&'static str> {
    let mut paths = WHOLE["paths"].as_object()?.iter();
    let found = paths.find(|(_, item)| item["get"]["operationId"] == id);
    found.map(|(path, _)| path.as_str())
}

fn groups(reader: &Reader) -> Vec<Group> {
    let tags = WHOLE["tags"].as_array().into_iter().flatten();
    let group = |tag: &'static Value| Group {
        name: text(tag, "name"),
        about: text(tag, "description"),
        operations: operations(reader, &tag["name"]),
    };
    tags.map(group).collect()
}

fn operations(reader: &Reader, tag: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in WHOLE["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get(method).filter(|o| o["tags"][0] == *tag) {
                found.push(shown(reader, path, item, (method, operation)));
            }
        }
    }
    found
}

fn shown(
    reader: &Reader,
    path: &'static str,
    item: &'static Value,
    (method, operation): (&str, &'static Value),
) -> Operation {
    let role = operation["x-role"].as_str().and_then(Role::of);
    let lists = [&item["parameters"], &operation["parameters"]];
    let parameters = lists.into_iter().filter_map(Value::as_array).flatten();
    Operation {
        id: text(operation, "operationId"),
        method: method.to_uppercase(),
        path,
        summary: text(operation, "summary"),
        description: text(operation, "description"),
        needs: match role {
            Some(role) => {
                let role = role_name(reader, role);
                reader.texts.with("api-needs", &role)
            }
            None => reader.texts.text("api-needs-nothing"),
        },
        reads: method == "get",
        fields: parameters.map(|p| field(resolved(p))).collect(),
        body: operation.get("requestBody").map(body),
    }
}

fn field(parameter: &'static Value) -> Field {
    let schema = resolved(&parameter["schema"]);
    let choices = match schema["type"].as_str() {
        Some("boolean") => vec!["true".to_owned(), "false".to_owned()],
        _ => strings(&schema["enum"]),
    };
    Field {
        name: text(parameter, "name"),
        place: text(parameter, "in"),
        about: text(parameter, "description"),
        required: parameter["required"] == true,
        whole: schema["type"] == "integer",
        choices,
        value: plain(&parameter["example"]),
    }
}

fn body(body: &'static Value) -> Body {
    let json = body["content"].get("application/json");
    let example = json.map(|json| &json["example"]);
    Body {
        about: text(body, "description"),
        is_file: json.is_none(),
        value: example.map_or_else(String::new, |example| {
            serde_json::to_string_pretty(example).unwrap_or_default()
        }),
    }
}

fn text(value: &'static Value, name: &str) -> &'static str {
    value[name].as_str().unwrap_or_default()
}

fn strings(values: &Value) -> Vec<String> {
    values.as_array().into_iter().flatten().map(plain).collect()
}

/// A value as a form has it.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use taxonomy::Lang;

    use super::*;
    use crate::web::texts::Texts;

    #[test]
    fn every_address_is_explained() {
        let texts = Texts::of(Lang::EN);
        for (_, name) in ADDRESSES {
            assert!(texts.has(&format!("api-{name}")), "{name}");
        }
    }

    #[test]
    fn only_operations_that_read_are_led_to() {
        assert_eq!(read_path("getRecord"), Some("/api/v1/records/{id}"));
        for id in ["deleteRecord", "", "nonsense"] {
            assert_eq!(read_path(id), None, "{id}");
        }
    }
}
