//! CSL-JSON: what citation processors take (CSL 1.0.2, "CSL-JSON schema").

use serde_json::{Map, Value, json};

use super::{
    facts::{Facts, Name},
    kinds::kind,
};
use crate::{genre::Genre, language, link};

/// A record as one CSL-JSON item.
pub fn item(facts: &Facts) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| {
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.trim().is_empty(),
            Value::Array(all) => all.is_empty(),
            _ => false,
        };
        if !empty {
            out.insert(name.to_owned(), value);
        }
    };
    put("id", json!(facts.id.to_string()));
    put("type", json!(kind(facts.genre).csl));
    put("title", json!(facts.title));
    put("author", names(&facts.authors));
    put("editor", names(&facts.editors));
    put("translator", names(&facts.translators));
    put("container-title", json!(facts.container));
    put("volume", json!(facts.volume));
    put("issue", json!(facts.issue));
    put("page", json!(facts.pages("-")));
    put("page-first", json!(facts.first_page));
    if !facts.date.is_empty() {
        put("issued", json!({ "date-parts": [facts.date] }));
    }
    put("publisher", json!(facts.publisher));
    put("publisher-place", json!(facts.place));
    put("edition", json!(facts.edition));
    if let Some((title, number)) = &facts.series {
        put("collection-title", json!(title));
        put("collection-number", json!(number));
    }
    // An instrument's title tells its number.
    if facts.genre != Genre::Legislation {
        put("number", json!(facts.number));
    }
    put("DOI", json!(facts.doi));
    put("ISBN", json!(facts.isbn.join(" ")));
    put("ISSN", json!(facts.issn.join(" ")));
    put(
        "language",
        json!(facts.lang.as_ref().and_then(language::tag)),
    );
    put("abstract", json!(facts.text));
    put("keyword", json!(facts.keywords.join(", ")));
    put(
        "URL",
        json!(
            facts
                .doi
                .as_deref()
                .map_or_else(|| facts.url.clone(), link::doi)
        ),
    );
    Value::Object(out)
}

fn names(names: &[Name]) -> Value {
    let each = names.iter().map(|name| match name {
        Name::Person { family, given } if given.is_empty() => json!({ "family": family }),
        Name::Person { family, given } => json!({ "family": family, "given": given }),
        Name::Body(name) => json!({ "literal": name }),
    });
    each.collect()
}
