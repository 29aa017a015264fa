//! schema.org as RDF/XML (`rdf`): the statements of the landing page's JSON-LD, no others.
//!
//! The object is walked as JSON-LD 1.1 section 4 reads it under the context of schema.org: what
//! has an `@id` is a node with that name, what has none a blank one, and the properties that the
//! context types as `@id` are references, as in [`crate::triples`]. RDF/XML writes it as nested nodes (RDF 1.1 XML Syntax
//! section 2).

use record::Record;
use serde_json::{Map, Value};

use super::{Context, Elements};
use crate::{
    jsonld,
    triples::{BOOLEAN, DATES, LINKS, SCHEMA as SCHEMA_ORG, is_iri, number_type},
};

/// The namespace.
pub const NAMESPACE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// Where the schema is.
pub const SCHEMA: &str = "http://www.openarchives.org/OAI/2.0/rdf.xsd";

/// Appends a record as one `rdf:RDF` element.
pub fn write(out: &mut String, record: &Record, context: &Context<'_>) {
    let location = format!("{NAMESPACE} {SCHEMA}");
    let attributes = [
        ("xmlns:rdf", NAMESPACE),
        ("xmlns:schema", SCHEMA_ORG),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xsi:schemaLocation", location.as_str()),
    ];
    let value = jsonld::record(record, context);
    Elements::new(out).wrap("rdf:RDF", &attributes, |e| {
        if let Value::Object(object) = &value {
            node(e, object);
        }
    });
}

/// A thing with its statements.
fn node(e: &mut Elements<'_>, object: &Map<String, Value>) {
    let text = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default();
    let name = match text("@type") {
        "" => "rdf:Description".to_owned(),
        kind => format!("schema:{kind}"),
    };
    let statements = object.iter().filter(|(name, _)| !name.starts_with('@'));
    let mut statements = statements.peekable();
    let about = [("rdf:about", text("@id"))];
    if statements.peek().is_none() {
        return e.empty(&name, &about);
    }
    e.wrap(&name, &about, |e| {
        for (property, value) in statements {
            statement(e, property, value);
        }
    });
}

fn statement(e: &mut Elements<'_>, property: &str, value: &Value) {
    let name = format!("schema:{property}");
    match value {
        Value::Array(all) => all.iter().for_each(|one| statement(e, property, one)),
        Value::String(uri) if LINKS.contains(&property) && is_iri(uri) => {
            e.empty(&name, &[("rdf:resource", uri)]);
        }
        Value::String(date) if DATES.contains(&property) => {
            let kind = format!("{SCHEMA_ORG}Date");
            e.leaf(&name, &[("rdf:datatype", &kind)], date);
        }
        Value::String(text) => e.leaf(&name, &[], text),
        Value::Bool(yes) => {
            let kind = [("rdf:datatype", BOOLEAN)];
            e.leaf(&name, &kind, if *yes { "true" } else { "false" });
        }
        Value::Number(number) => {
            let kind = [("rdf:datatype", number_type(number))];
            e.leaf(&name, &kind, &number.to_string());
        }
        Value::Object(object) => match object.get("@value").and_then(Value::as_str) {
            Some(text) => {
                let lang = object.get("@language").and_then(Value::as_str);
                e.leaf(&name, &[("xml:lang", lang.unwrap_or_default())], text);
            }
            None => e.wrap(&name, &[], |e| node(e, object)),
        },
        Value::Null => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Format,
        format::tests::{judge, lines, samples, versions},
        memory::Schema,
    };

    #[test]
    fn every_statement_of_the_page_is_there() {
        for (name, record) in samples() {
            insta::assert_snapshot!(name, lines(Format::Rdf, &record, &versions(&record)));
        }
    }

    #[test]
    fn documents_are_well_formed() {
        judge(Format::Rdf, Schema::None);
    }
}
