//! `/records/{id}/scholar`: how a record meets Google Scholar's rules, for cataloguers.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use harvest::scholar_check::{Case, Judgement, Needs, Verdict};
use record::RecordId;

use super::live;
use crate::web::{
    Service,
    fault::Fault,
    reader::Reader,
    view::{self, Frame},
};

#[derive(Template)]
#[template(path = "record-scholar.html")]
struct ScholarPage<'a> {
    frame: Frame<'a>,
    heading: String,
    record: String,
    title: String,
    rules: Vec<ShownRule>,
}

struct ShownRule {
    name: String,
    says: &'static str,
    section: &'static str,
    result: String,
    fails: bool,
    why: String,
    todo: String,
    hand: String,
}

/// `GET /records/{id}/scholar`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let id: RecordId = id
        .parse()
        .map_err(|_| Fault::not_found(format!("there is no record {id}")))?;
    view::blocking(move || {
        let record = live(&service, id)?;
        let heading = reader.texts.text("scholar-check-record");
        let title = match record.description.titles.main.full() {
            title if title.is_empty() => reader.texts.text("untitled"),
            title => title,
        };
        let path = format!("/records/{id}/scholar");
        let mut frame = Frame::new(&service, &reader, &format!("{heading}: {title}"), &path);
        frame.noindex = true;
        let case = Case::of_record(&record, &service.site, &service.app.taxonomy());
        let page = ScholarPage {
            frame,
            heading,
            record: format!("/records/{id}"),
            title,
            rules: rules(case.judge(), &reader),
        };
        view::html(&page, &reader)
    })
    .await
}

/// What fails first, then the rest in the table's order; what must be fetched is left out.
fn rules(judged: Vec<Judgement>, reader: &Reader) -> Vec<ShownRule> {
    let asked = judged
        .into_iter()
        .filter(|j| j.verdict != Verdict::NotAsked && j.rule.needs == Needs::Tags);
    let mut rules: Vec<ShownRule> = asked.map(|j| shown(&j, reader)).collect();
    rules.sort_by_key(|rule| !rule.fails);
    rules
}

fn shown(judgement: &Judgement, reader: &Reader) -> ShownRule {
    let (texts, rule) = (reader.texts, judgement.rule);
    let (why, todo, hand) = match &judgement.verdict {
        Verdict::Fails(reason, value) => (
            texts.with(&format!("scholar-why-{}", reason.id), &printable(value)),
            texts.text(&format!("scholar-do-{}", reason.id)),
            texts.text(&format!("scholar-hand-{}", reason.hand.name())),
        ),
        _ => Default::default(),
    };
    ShownRule {
        name: texts.text(&format!("scholar-rule-{}", rule.id)),
        says: rule.says,
        section: rule.section,
        result: texts.text(match judgement.verdict {
            Verdict::Pass => "scholar-pass",
            Verdict::Fails(..) => "scholar-fails",
            Verdict::DoesNotApply | Verdict::NotAsked => "scholar-not-applicable",
        }),
        fails: matches!(judgement.verdict, Verdict::Fails(..)),
        why,
        todo,
        hand,
    }
}

/// HTML has no place for control characters.
fn printable(value: &str) -> String {
    value.replace(char::is_control, "\u{fffd}")
}
