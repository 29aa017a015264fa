//! `/admin/headings`: headings that no concept matched. A librarian makes each a synonym, a mapping, a new
//! concept, or lets it be; cataloguers may look.

use std::collections::BTreeMap;

use askama::Template;
use axum::{extract::RawQuery, http::StatusCode, response::Response};
use store::TaxonomyRow;
use taxonomy::{Concept, ConceptId, LabelKind, Lang, Means, Relation, TaxonomyChange, id::THEMES};

use super::collections::Visit;
use crate::{
    headings::{Filter, MOST},
    pipeline::{TaxonomyError, undone_by},
    rebuilder,
    web::{
        account,
        api::query::Query,
        fault::Fault,
        form::Posted,
        gate::Signed,
        view::{self, Frame},
    },
};

/// Headings on a page.
const SHOWN: usize = 25;
/// The latest changes that are shown, to be undone.
const LATEST: usize = 5;

#[derive(Template)]
#[template(path = "admin-headings.html")]
struct HeadingsPage<'a> {
    frame: Frame<'a>,
    errors: Vec<String>,
    csrf: String,
    standing: String,
    following: Option<String>,
    action: String,
    filter: Filter,
    sources: Vec<Choice>,
    systems: Vec<Choice>,
    rows: Vec<Line>,
    langs: Vec<Choice>,
    next: Option<String>,
    latest: Vec<Latest>,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct Line {
    number: usize,
    text: String,
    source: String,
    systems: String,
    records: String,
    lang: &'static str,
    examples: Vec<u64>,
    nearest: Vec<Choice>,
}

struct Latest {
    number: u64,
    what: String,
    can: bool,
}

/// `GET /admin/headings?source=&system=&q=&skip=`
pub async fn get(visit: Visit, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let asked = Asked::of(query.as_deref())?;
    view::blocking(move || show(&visit, &asked, Vec::new())).await
}

/// `POST /admin/headings?source=&system=&q=&skip=`: does to the ticked headings, or to one, what the button says.
pub async fn post(
    visit: Visit,
    signed: Signed,
    RawQuery(query): RawQuery,
    form: Posted,
) -> Result<Response, Fault> {
    let asked = Asked::of(query.as_deref())?;
    view::blocking(move || {
        let errors = match act(&visit, &signed, &form) {
            Ok(()) => {
                let to = asked.href(asked.skip);
                return Ok(account::lead(visit.service(), &to, None));
            }
            Err(Refusal::Said(id)) => vec![visit.reader().texts.text(id)],
            Err(Refusal::Taxonomy(TaxonomyError::Commit(error))) => return Err(error.into()),
            Err(Refusal::Taxonomy(error)) => vec![error.to_string()],
        };
        show(&visit, &asked, errors)
    })
    .await
}

/// What a page was asked for.
struct Asked {
    filter: Filter,
    skip: usize,
}

impl Asked {
    fn of(query: Option<&str>) -> Result<Asked, Fault> {
        let query = Query::new(query);
        let word = |name: &str| -> Result<Option<String>, Fault> {
            let word = query.word(name)?.map(str::trim);
            Ok(word.filter(|w| !w.is_empty()).map(str::to_owned))
        };
        let skip = query.number("skip", 0, (0, MOST as u64))?;
        Ok(Asked {
            filter: Filter {
                source: word("source")?,
                system: word("system")?,
                text: word("q")?.unwrap_or_default(),
            },
            skip: usize::try_from(skip).unwrap_or(0),
        })
    }

    fn href(&self, skip: usize) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        let filter = &self.filter;
        for (name, value) in [
            ("source", filter.source.as_deref().unwrap_or_default()),
            ("system", filter.system.as_deref().unwrap_or_default()),
            ("q", &filter.text),
        ] {
            if !value.is_empty() {
                out.append_pair(name, value);
            }
        }
        if skip > 0 {
            out.append_pair("skip", &skip.to_string());
        }
        match out.finish() {
            query if query.is_empty() => "/admin/headings".to_owned(),
            query => format!("/admin/headings?{query}"),
        }
    }
}

/// Why a form did nothing.
enum Refusal {
    /// A text of the page.
    Said(&'static str),
    Taxonomy(TaxonomyError),
}

impl From<TaxonomyError> for Refusal {
    fn from(error: TaxonomyError) -> Refusal {
        Refusal::Taxonomy(error)
    }
}

/// A heading of the form.
struct Picked {
    source: String,
    text: String,
    lang: Lang,
    concept: Option<ConceptId>,
}

fn act(visit: &Visit, signed: &Signed, form: &Posted) -> Result<(), Refusal> {
    let pipeline = &visit.service().app.pipeline;
    let (what, one) = match form.text("do").split_once('-') {
        Some((what, number)) => (what, number.parse::<u64>().ok()),
        None => (form.text("do"), None),
    };
    if let ("undo", Some(number)) = (what, one) {
        pipeline.undo_taxonomy(&signed.actor(), number)?;
        return Ok(());
    }
    let picked = picked(form, one);
    if picked.is_empty() {
        return Err(Refusal::Said("headings-error-none"));
    }
    let mut changes = Vec::new();
    if what == "new" {
        changes.push(new_concept(form)?);
    }
    let made = form.filled("new-id").map(|id| ConceptId::new(&id));
    for heading in picked {
        let concept = match what {
            "new" => made.clone(),
            "ignore" => None,
            _ => Some(
                heading
                    .concept
                    .clone()
                    .ok_or(Refusal::Said("headings-error-concept"))?,
            ),
        };
        changes.push(change(what, heading, concept)?);
    }
    pipeline.change_taxonomy(&signed.actor(), changes)?;
    Ok(())
}

fn change(
    what: &str,
    heading: Picked,
    concept: Option<ConceptId>,
) -> Result<TaxonomyChange, Refusal> {
    let relation = match what {
        "exact" | "new" => Relation::Exact,
        "close" => Relation::Close,
        "broad" => Relation::Broad,
        "synonym" | "ignore" => Relation::Exact,
        _ => return Err(Refusal::Said("headings-error-none")),
    };
    let scheme = THEMES.into();
    Ok(match (what, concept) {
        ("synonym", Some(concept)) => TaxonomyChange::AddLabel {
            scheme,
            concept,
            lang: heading.lang,
            kind: LabelKind::Alt,
            label: heading.text,
            at: None,
        },
        (_, concept) => TaxonomyChange::Heading {
            scheme,
            source: heading.source,
            text: heading.text,
            means: Some(match concept {
                Some(concept) => Means::Concept { concept, relation },
                None => Means::Keyword,
            }),
        },
    })
}

/// The headings that are ticked, or the one whose button was pressed. A concept that is typed counts for
/// all that are ticked, else the one that is chosen beside the heading.
fn picked(form: &Posted, one: Option<u64>) -> Vec<Picked> {
    let typed = form.filled("concept").filter(|_| one.is_none());
    let lang = |text: &str| Lang::new(text).ok().filter(|l| Lang::INTERFACE.contains(l));
    let chosen_lang = lang(form.text("lang"));
    let wanted = (0..SHOWN as u64).filter(|number| match one {
        Some(one) => one == *number,
        None => form.ticked(&format!("pick-{number}")),
    });
    wanted
        .filter_map(|number| {
            let field = |name: &str| form.filled(&format!("{name}-{number}"));
            let concept = typed.clone().or_else(|| field("concept"));
            let declared = field("lang").and_then(|l| lang(&l));
            Some(Picked {
                source: field("source")?,
                text: field("text")?,
                lang: chosen_lang.or(declared).unwrap_or(Lang::EN),
                concept: concept.map(|id| ConceptId::new(&id)),
            })
        })
        .collect()
}

fn new_concept(form: &Posted) -> Result<TaxonomyChange, Refusal> {
    let id = form
        .filled("new-id")
        .ok_or(Refusal::Said("headings-error-new"))?;
    let mut pref = BTreeMap::new();
    for lang in Lang::INTERFACE {
        let label = form.filled(&format!("new-{lang}"));
        pref.insert(lang, label.ok_or(Refusal::Said("headings-error-new"))?);
    }
    let broader = form.filled("new-broader");
    Ok(TaxonomyChange::Create {
        scheme: THEMES.into(),
        concept: Box::new(Concept {
            id: ConceptId::new(&id),
            notation: None,
            pref,
            alt: BTreeMap::new(),
            hidden: BTreeMap::new(),
            scope: BTreeMap::new(),
            broader: broader.iter().map(|id| ConceptId::new(id)).collect(),
            related: Vec::new(),
            exact: Vec::new(),
            close: Vec::new(),
            deprecated: false,
            replaced_by: None,
        }),
    })
}

fn show(visit: &Visit, asked: &Asked, errors: Vec<String>) -> Result<Response, Fault> {
    let (service, reader) = (visit.service(), visit.reader());
    let (app, texts) = (&service.app, reader.texts);
    let listed = app.headings.list(app, &asked.filter)?;
    let taxonomy = app.taxonomy();
    let mut rows = Vec::new();
    for (number, count) in listed.top.iter().skip(asked.skip).take(SHOWN).enumerate() {
        let row = app.headings.row(app, count)?;
        let systems: Vec<&str> = count.systems.iter().map(|(s, _)| s.as_str()).collect();
        let nearest = row.nearest.iter().map(|near| {
            let concept = taxonomy.themes().get(near.concept.as_str());
            let label = concept.map_or(near.concept.as_str(), |c| c.label(reader.lang));
            Choice {
                value: near.concept.to_string(),
                label: label.to_owned(),
                chosen: false,
            }
        });
        rows.push(Line {
            number,
            nearest: nearest.collect(),
            source: count.source.clone(),
            systems: systems.join(", "),
            records: texts.number(&count.records()),
            lang: row.lang.map_or("", |lang| code(lang)),
            examples: row.examples.iter().map(|id| id.0).collect(),
            text: row.text,
        });
    }
    let choices = |held: &BTreeMap<String, u64>, chosen: &Option<String>| -> Vec<Choice> {
        let one = |(value, count): (&String, &u64)| Choice {
            label: format!("{value} ({})", texts.number(count)),
            chosen: chosen.as_ref() == Some(value),
            value: value.clone(),
        };
        held.iter().map(one).collect()
    };
    let end = asked.skip + SHOWN;
    let pending = rebuilder::pending(app).len() as u64;
    let title = texts.text("headings");
    let page = HeadingsPage {
        frame: account::frame(service, reader, &title, "/admin/headings"),
        errors,
        csrf: visit.browser().token(service),
        standing: texts.count("headings-count", &listed.total),
        following: (pending > 0).then(|| texts.count("headings-following", &pending)),
        action: asked.href(asked.skip),
        sources: choices(&listed.sources, &asked.filter.source),
        systems: choices(&listed.systems, &asked.filter.system),
        filter: asked.filter.clone(),
        rows,
        langs: Lang::INTERFACE
            .map(|lang| Choice {
                value: lang.to_string(),
                label: lang.name(reader.lang).to_owned(),
                chosen: false,
            })
            .into(),
        next: (listed.top.len() > end).then(|| asked.href(end)),
        latest: latest(visit),
    };
    let status = match page.errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    account::page(&page, service, reader, visit.browser(), (status, None))
}

fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::FR => "fr",
        Lang::ES => "es",
        _ => "en",
    }
}

/// The latest changes, those that can be undone with a button.
fn latest(visit: &Visit) -> Vec<Latest> {
    let rows = visit.service().app.store.taxonomy_changes();
    let one = |row: &TaxonomyRow| {
        let merged = |c: &TaxonomyChange| matches!(c, TaxonomyChange::Merge { .. });
        let first = row.changes.first().map(said).unwrap_or_default();
        let more = match row.changes.len() {
            0 | 1 => String::new(),
            many => format!(" (+{})", many - 1),
        };
        Latest {
            number: row.number,
            what: format!("{}: {first}{more}, {}, {}", row.number, row.actor, row.at),
            can: !row.changes.iter().any(merged) && undone_by(&rows, row.number).is_none(),
        }
    };
    rows.iter().rev().take(LATEST).map(one).collect()
}

/// A change in short, in the words of its JSON.
fn said(change: &TaxonomyChange) -> String {
    match change {
        TaxonomyChange::Heading { text, means, .. } => match means {
            Some(Means::Concept { concept, relation }) => {
                format!("{text} → {concept} ({})", relation.as_str())
            }
            Some(Means::Keyword) => format!("{text} → –"),
            None => format!("{text} → ?"),
        },
        TaxonomyChange::AddLabel { concept, label, .. } => format!("{concept} + {label}"),
        TaxonomyChange::DropLabel { concept, label, .. } => format!("{concept} − {label}"),
        TaxonomyChange::Create { concept, .. } => format!("+ {}", concept.id),
        TaxonomyChange::Remove { concept, .. } => format!("− {concept}"),
        TaxonomyChange::Merge { from, into, .. } => format!("{from} → {into}"),
        change => {
            let json = serde_json::to_value(change).unwrap_or_default();
            let kind = json.as_object().and_then(|o| o.keys().next().cloned());
            kind.unwrap_or_default()
        }
    }
}
