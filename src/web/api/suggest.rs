//! `GET /api/v1/suggest?q=`: what a reader may be about to type.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use index::SearchRequest;
use serde_json::{Value, json};
use taxonomy::Lang;

use super::query::Query;
use crate::web::{Service, fault::Fault, params::SearchParams, reader::Reader, view};

/// Suggestions of one kind at most.
const OF_A_KIND: usize = 4;
/// Records looked through for names.
const LOOKED: usize = 30;
/// What is typed is looked at no further than this, in characters.
pub const MOST_CHARS: usize = 100;

/// One suggestion.
pub struct Suggestion {
    /// What it is.
    pub kind: &'static str,
    /// Its text.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

/// Concepts, titles and authors with words that begin as the last one typed; at most four of each.
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Fault> {
    let query = Query::new(query.as_deref());
    let typed: String = query
        .word("q")?
        .unwrap_or("")
        .chars()
        .take(MOST_CHARS)
        .collect();
    view::blocking(move || {
        let found = suggestions(&service, &reader, &taxonomy::fold(&typed))?;
        let one = |s: Suggestion| {
            let label = reader.texts.text(&format!("kind-{}", s.kind));
            json!({ "kind": s.kind, "kind_label": label, "text": s.text, "href": s.href })
        };
        Ok(Json(
            json!({ "suggestions": found.into_iter().map(one).collect::<Vec<_>>() }),
        ))
    })
    .await
}

/// What may be meant by what was typed, folded.
pub fn suggestions(
    service: &Service,
    reader: &Reader,
    typed: &str,
) -> Result<Vec<Suggestion>, Fault> {
    let words: Vec<&str> = typed
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let Some((last, before)) = words.split_last() else {
        return Ok(Vec::new());
    };
    if last.chars().count() < 2 && before.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = concepts(service, reader.lang, &words.join(" "));
    let starred = match last.chars().count() {
        0 | 1 => (*last).to_owned(),
        _ => format!("{last}*"),
    };
    let query = |field: &str| {
        let words = before
            .iter()
            .map(|w| (*w).to_owned())
            .chain([starred.clone()]);
        words
            .map(|w| format!("{field}:{w}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    found.extend(titles(service, reader, query("title"))?);
    found.extend(authors(service, query("author"), &words)?);
    Ok(found)
}

/// Themes with a name, in any language, that begins so.
fn concepts(service: &Service, lang: Lang, typed: &str) -> Vec<Suggestion> {
    let taxonomy = service.app.taxonomy();
    let scheme = taxonomy.themes();
    let mut found: Vec<(usize, Suggestion)> = Vec::new();
    let shown = |c: &&taxonomy::Concept| c.replaced_by.is_none() && !c.deprecated;
    for concept in scheme.concepts().filter(shown) {
        let begins = |label: &str| taxonomy::fold(label).starts_with(typed);
        let hit = concept.labels().find(|(_, _, label)| begins(label));
        if let Some((_, _, label)) = hit {
            let own = concept.label(lang);
            let text = match taxonomy::fold(own) == taxonomy::fold(label) {
                true => own.to_owned(),
                false => format!("{own} ({label})"),
            };
            let href = format!("/concepts/themes/{}", concept.id);
            let kind = "concept";
            found.push((label.len(), Suggestion { kind, text, href }));
        }
    }
    // The shortest name is nearest to what is typed.
    found.sort_by(|(a, x), (b, y)| (a, &x.text).cmp(&(b, &y.text)));
    found.into_iter().take(OF_A_KIND).map(|(_, s)| s).collect()
}

fn hits(
    service: &Service,
    request: SearchRequest,
) -> Result<Vec<std::sync::Arc<record::Record>>, Fault> {
    let app = &service.app;
    let found = app
        .index
        .search(&request, &app.taxonomy())
        .map_err(Fault::internal)?;
    let mut records = Vec::new();
    for hit in found.hits {
        records.extend(app.store.record(hit.id)?.filter(|r| r.status.is_live()));
    }
    Ok(records)
}

fn titles(service: &Service, reader: &Reader, query: String) -> Result<Vec<Suggestion>, Fault> {
    let request = SearchRequest {
        query,
        limit: OF_A_KIND,
        group_works: true,
        reader_lang: reader.lang,
        ..SearchRequest::default()
    };
    let records = hits(service, request)?;
    let one = |record: std::sync::Arc<record::Record>| Suggestion {
        kind: "title",
        text: record.description.titles.main.full(),
        href: format!("/records/{}", record.id),
    };
    Ok(records.into_iter().map(one).collect())
}

fn authors(service: &Service, query: String, words: &[&str]) -> Result<Vec<Suggestion>, Fault> {
    let mut names: Vec<String> = Vec::new();
    let request = SearchRequest {
        query,
        limit: LOOKED,
        ..SearchRequest::default()
    };
    for record in hits(service, request)? {
        for contributor in &record.description.contributors {
            let folded = taxonomy::fold(&contributor.name);
            let parts: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).collect();
            let meant = |w: &&str| parts.iter().any(|p| p.starts_with(*w));
            if words.iter().all(meant) && !names.contains(&contributor.name) {
                names.push(contributor.name.clone());
            }
        }
    }
    let one = |name: String| Suggestion {
        kind: "author",
        href: SearchParams::by_author(&name).href(),
        text: name,
    };
    Ok(names.into_iter().take(OF_A_KIND).map(one).collect())
}
