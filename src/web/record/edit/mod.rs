//! `/records/{id}/edit`: cataloguers change one record in a form.
//!
//! The form works without JavaScript: what adds, removes, moves or finds something is a button that sends the
//! whole form and gets it back, with nothing lost. `fields.rs` says what the form holds, `sheet.rs` leads from
//! a description to the form's texts and back, `check.rs` says what is wrong with them, `merge.rs` puts
//! together what two people changed.

mod check;
mod conflict;
mod fields;
pub mod find;
mod merge;
mod page;
mod sheet;
mod source;
#[cfg(test)]
mod tests;
mod values;
mod versions;

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::Response,
};
use record::{Mapping, Record, RecordId, Seq};
use serde_json::Value;
use taxonomy::Taxonomy;

use crate::{
    access::Actor,
    pipeline::EditError,
    web::{
        Service, account,
        api::query::Query,
        fault::Fault,
        form::{Browser, Posted},
        gate::Signed,
        reader::Reader,
        view,
    },
};
use check::Problem;
use fields::Field;
use sheet::{Ground, Sheet};
use values::Kit;

/// One form on its way: who asks, of which record, made on which version.
pub struct Desk {
    service: Service,
    reader: Reader,
    browser: Browser,
    /// The record as it is now.
    record: Arc<Record>,
    /// The version that the form was made of.
    made_on: Seq,
    ground: Ground,
    mapping: Arc<Mapping>,
    taxonomy: Arc<Taxonomy>,
}

/// What a button asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Ask {
    Save,
    Check,
    Add(String),
    Remove(String, usize),
    Up(String, usize),
    Reset(String),
    Find(String),
    Choose(String, String),
}

/// What is shown beside the form's texts.
#[derive(Default)]
struct Beside {
    problems: Vec<Problem>,
    /// What was looked for, by field.
    looked_for: Vec<(String, String)>,
    /// The field that is looked for, or was just changed.
    at: Option<String>,
    /// What became of the last saving.
    said: Option<String>,
}

impl Ask {
    /// The button's value: a verb, then what it is about.
    fn read(form: &Posted) -> Ask {
        let mut parts = form.text("do").splitn(3, ':');
        let verb = parts.next().unwrap_or("");
        let path = parts.next().unwrap_or("").to_owned();
        let rest = parts.next().unwrap_or("");
        let number = rest.parse().unwrap_or(usize::MAX);
        match verb {
            "check" => Ask::Check,
            "add" => Ask::Add(path),
            "remove" => Ask::Remove(path, number),
            "up" => Ask::Up(path, number),
            "reset" => Ask::Reset(path),
            "find" => Ask::Find(path),
            "choose" => Ask::Choose(path, rest.to_owned()),
            // Who presses Enter where a concept is looked for looks for it.
            "enter" => match looked_for(form)
                .into_iter()
                .find(|(_, text)| !text.is_empty())
            {
                Some((path, _)) => Ask::Find(path),
                None => Ask::Save,
            },
            _ => Ask::Save,
        }
    }
}

/// `GET /records/{id}/edit`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let saved = Query::new(query.as_deref())
        .word("saved")?
        .map(str::to_owned);
    view::blocking(move || {
        let desk = Desk::new(service, reader, browser, &id, None)?;
        let sheet = Sheet::of(&desk.ground);
        let texts = desk.reader.texts;
        let said = saved.map(|seq| match seq.as_str() {
            "same" => texts.text("edit-said-same"),
            seq => texts.with("edit-said-saved", seq),
        });
        let problems = match said {
            Some(_) => check::problems(&sheet, &desk.ground, &desk.kit()),
            None => Vec::new(),
        };
        let beside = Beside {
            problems,
            said,
            ..Beside::default()
        };
        page::show(&desk, &sheet, &beside, StatusCode::OK)
    })
    .await
}

/// `POST /records/{id}/edit`
pub async fn post(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    signed: Signed,
    Path(id): Path<String>,
    form: Posted,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let seq = form.text("seq").parse().map(Seq).map_err(|_| {
            Fault::bad_request("the form does not say which version it was made of; load it again")
        })?;
        let desk = Desk::new(service, reader, browser, &id, Some(seq))?;
        let mut sheet = Sheet::posted(&desk.ground, form.fields());
        let ask = Ask::read(&form);
        if ask == Ask::Save {
            return save(desk, &sheet, &form, &signed.actor());
        }
        let mut beside = Beside {
            looked_for: looked_for(&form),
            ..Beside::default()
        };
        match ask {
            Ask::Check => beside.problems = check::problems(&sheet, &desk.ground, &desk.kit()),
            ask => beside.at = change(&mut sheet, ask, &desk.ground, &mut beside.looked_for),
        }
        page::show(&desk, &sheet, &beside, StatusCode::OK)
    })
    .await
}

/// What was typed where concepts are looked for.
fn looked_for(form: &Posted) -> Vec<(String, String)> {
    let all = form.fields().iter();
    all.filter_map(|(name, text)| {
        Some((
            name.strip_prefix("find.")?.to_owned(),
            text.trim().to_owned(),
        ))
    })
    .collect()
}

/// Does to the form what a button asks; the field it was about.
fn change(
    sheet: &mut Sheet,
    ask: Ask,
    ground: &Ground,
    looked_for: &mut Vec<(String, String)>,
) -> Option<String> {
    match ask {
        Ask::Add(path) => sheet.add(list(&path)?),
        Ask::Remove(path, n) => {
            let items = sheet.items_mut(list(&path)?);
            if n < items.len() {
                items.remove(n);
            }
            return Some(path);
        }
        Ask::Up(path, n) => {
            let items = sheet.items_mut(list(&path)?);
            if (1..items.len()).contains(&n) {
                items.swap(n - 1, n);
            }
            return Some(path);
        }
        Ask::Reset(path) => {
            sheet.reset(fields::at(&path)?, ground);
            return Some(path);
        }
        Ask::Choose(path, concept) => {
            let field = fields::at(&path)?;
            let items = sheet.items_mut(field);
            let there = items
                .iter()
                .any(|item| item.texts.first() == Some(&concept));
            if field.many && !there {
                sheet.add(field);
            }
            let last = sheet.items_mut(field).last_mut().filter(|_| !there)?;
            last.texts = vec![concept];
            looked_for.retain(|(at, _)| *at != path);
            return Some(path);
        }
        Ask::Find(path) => return Some(path),
        Ask::Save | Ask::Check => return None,
    }
    None
}

fn list(path: &str) -> Option<&'static Field> {
    fields::at(path).filter(|field| field.many)
}

/// Saves the form, or shows what keeps it from being saved.
fn save(mut desk: Desk, sheet: &Sheet, form: &Posted, actor: &Actor) -> Result<Response, Fault> {
    let problems = check::problems(sheet, &desk.ground, &desk.kit());
    if problems.iter().any(|problem| problem.error) {
        return refused(&desk, sheet, form, problems);
    }
    let mine = sheet.value(&desk.ground, &desk.kit());
    let id = desk.record.id;
    if desk.record.seq == desk.made_on {
        if mine == desk.ground.base {
            return Ok(saved(&desk.service, id, None));
        }
        match replace(&desk, actor, &mine) {
            Err(EditError::MovedOn { .. }) => desk.record = there(&desk.service, id)?,
            done => return told(&desk, sheet, form, done),
        }
    }
    let theirs = desk.service.app.pipeline.as_it_is(&desk.record)?;
    let (meetings, merged) = merge::merge(&desk.ground.base, &theirs, &mine, |path| {
        conflict::chosen(form, path)
    });
    let looked_at = form.text("theirs").parse() == Ok(desk.record.seq.0);
    if !looked_at || meetings.iter().any(|m| m.taken.is_none()) {
        return conflict::show(&desk, form, &meetings, looked_at);
    }
    match replace(&desk, actor, &merged) {
        Err(EditError::MovedOn { .. }) => {
            desk.record = there(&desk.service, id)?;
            conflict::show(&desk, form, &meetings, false)
        }
        done => told(&desk, sheet, form, done),
    }
}

/// Replaces the record as it is now.
fn replace(desk: &Desk, actor: &Actor, whole: &Value) -> Result<Seq, EditError> {
    let pipeline = &desk.service.app.pipeline;
    pipeline.replace(actor, desk.record.id, Some(desk.record.seq), whole)
}

/// Leads on after saving; what the build refuses is shown in the form.
fn told(
    desk: &Desk,
    sheet: &Sheet,
    form: &Posted,
    done: Result<Seq, EditError>,
) -> Result<Response, Fault> {
    match done {
        Ok(seq) => {
            let changed = (seq != desk.record.seq).then_some(seq);
            Ok(saved(&desk.service, desk.record.id, changed))
        }
        Err(error @ (EditError::Unfit { .. } | EditError::Build(_))) => {
            let problem = Problem {
                input: String::new(),
                error: true,
                text: "refused",
                typed: error.to_string(),
            };
            refused(desk, sheet, form, vec![problem])
        }
        Err(error) => Err(error.into()),
    }
}

fn refused(
    desk: &Desk,
    sheet: &Sheet,
    form: &Posted,
    problems: Vec<Problem>,
) -> Result<Response, Fault> {
    let beside = Beside {
        problems,
        looked_for: looked_for(form),
        ..Beside::default()
    };
    page::show(desk, sheet, &beside, StatusCode::UNPROCESSABLE_ENTITY)
}

fn saved(service: &Service, id: RecordId, seq: Option<Seq>) -> Response {
    let seq = seq.map_or_else(|| "same".to_owned(), |seq| seq.to_string());
    account::lead(service, &format!("/records/{id}/edit?saved={seq}"), None)
}

/// The record, whatever its status.
fn there(service: &Service, id: RecordId) -> Result<Arc<Record>, Fault> {
    let record = service.app.store.record(id)?;
    record.ok_or_else(|| Fault::not_found(format!("there is no record {id}")))
}

impl Desk {
    fn new(
        service: Service,
        reader: Reader,
        browser: Browser,
        id: &str,
        made_on: Option<Seq>,
    ) -> Result<Desk, Fault> {
        let id = id
            .parse()
            .map_err(|_| Fault::not_found(format!("there is no record {id}")))?;
        let record = there(&service, id)?;
        let made_on = made_on.unwrap_or(record.seq);
        let pipeline = &service.app.pipeline;
        let base = match made_on == record.seq {
            true => pipeline.as_it_is(&record)?,
            false => {
                let version = service.app.store.history(id, Some(made_on), 1)?.pop();
                let version = version.ok_or_else(|| {
                    Fault::bad_request(format!(
                        "record {id} has no version {made_on}; load the form again"
                    ))
                })?;
                pipeline.as_it_is(&version.record)?
            }
        };
        let source = pipeline.as_the_source_says(&record)?;
        Ok(Desk {
            ground: Ground { base, source },
            mapping: Mapping::bundled(),
            taxonomy: service.app.taxonomy(),
            service,
            reader,
            browser,
            record,
            made_on,
        })
    }

    fn kit(&self) -> Kit<'_> {
        Kit {
            taxonomy: &self.taxonomy,
            mapping: &self.mapping,
        }
    }

    /// The record's title, or what stands for one.
    fn title(&self) -> String {
        match self.record.description.titles.main.full() {
            title if title.is_empty() => self.reader.texts.text("untitled"),
            title => title,
        }
    }
}
