//! `/admin/imports/{id}`: one import, what it does to each record, and what can be done with it.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::Response,
};
use record::{ImportKind, ImportRow, ImportStatus, Notice, RecordId, Severity};

use super::{counts_text, status_text};
use crate::{
    diff::{Fate, Piece},
    manage::import_report::Wanted,
    pipeline::{
        Decision,
        report::{Action, Line},
        run_in_background,
    },
    web::{
        Service, account,
        api::{
            Signed,
            imports::row_of,
            query::{MOST, Query},
        },
        fault::Fault,
        form::{Browser, Posted},
        reader::Reader,
        view::{self, FacetLink, Frame},
    },
};

/// Records of the report on a page.
const SHOWN: u64 = 25;

#[derive(Template)]
#[template(path = "admin-import.html")]
struct ImportPage<'a> {
    frame: Frame<'a>,
    csrf: String,
    errors: Vec<String>,
    row: &'a ImportRow,
    heading: String,
    status: String,
    facts: Vec<(String, String)>,
    live: Option<Live>,
    filters: Vec<FacetLink>,
    lines: Vec<Shown>,
    previous: Option<String>,
    next: Option<String>,
    profiles: Vec<(String, String, bool)>,
    /// Whether it waits to be committed.
    staged: bool,
    can_undo: bool,
    can_cancel: bool,
    has_report: bool,
    /// Notices of one that has no report: a batch edit or an undo.
    told: Vec<Told>,
}

/// Notices shown of an import without a report.
const TOLD: usize = 200;

/// How far an import is that is under way.
struct Live {
    done: u64,
    all: Option<u64>,
    line: String,
}

/// One record of the report.
struct Shown {
    position: u64,
    action: String,
    mark: &'static str,
    id: Option<RecordId>,
    title: String,
    how: Option<String>,
    notices: Vec<Told>,
    changes: Vec<Changed>,
    candidates: Vec<Candidate>,
    decision: String,
}

/// A notice as people read it.
struct Told {
    severity: String,
    grave: bool,
    place: String,
    text: String,
    code: String,
}

struct Changed {
    path: String,
    pieces: Vec<Piece>,
}

/// A record that an undecided one may be.
struct Candidate {
    id: RecordId,
    title: String,
    facts: String,
    score: String,
    chosen: bool,
}

/// `GET /admin/imports/{id}?action=&notices=&page=`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    Signed(caller): Signed,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let row = row_of(&service, &caller, &id)?;
        show(
            &service,
            reader,
            &browser,
            &row,
            query.as_deref(),
            Vec::new(),
        )
    })
    .await
}

/// `POST /admin/imports/{id}`: commit, look again, decide, cancel or undo.
pub async fn post(
    State(service): State<Service>,
    reader: Reader,
    browser: Browser,
    Signed(caller): Signed,
    Path(id): Path<String>,
    form: Posted,
) -> Result<Response, Fault> {
    view::blocking(move || {
        let row = row_of(&service, &caller, &id)?;
        match act(&service, &caller.actor(), &row, &form) {
            Ok(goes_on) => {
                let to = goes_on.as_ref().map_or(row.id, |row| row.id);
                if let Some(row) = goes_on {
                    run_in_background(&service.app, row);
                }
                let to = format!("/admin/imports/{to}");
                Ok(account::lead(&service, &to, None))
            }
            Err(fault) if fault.is_theirs() => {
                let errors = vec![fault.detail().to_owned()];
                show(&service, reader, &browser, &row, None, errors)
            }
            Err(fault) => Err(fault),
        }
    })
    .await
}

/// Does what a button says; the import that is to run then, if one is.
fn act(
    service: &Service,
    actor: &crate::access::Actor,
    row: &ImportRow,
    form: &Posted,
) -> Result<Option<ImportRow>, Fault> {
    let pipeline = &service.app.pipeline;
    match form.text("act") {
        "commit" => Ok(Some(pipeline.commit_staged(actor, row.id)?)),
        "again" => {
            let profile = form.filled("profile");
            Ok(Some(pipeline.stage_again(
                actor,
                row.id,
                profile.as_deref(),
            )?))
        }
        "decide" => {
            pipeline.decide(actor, row.id, &decisions(form)?)?;
            Ok(Some(pipeline.stage_again(actor, row.id, None)?))
        }
        "cancel" => {
            pipeline.cancel(actor, row.id)?;
            Ok(None)
        }
        "undo" => Ok(Some(pipeline.begin_undo(actor, row.id)?)),
        other => Err(Fault::bad_request(format!("act={other} is not known here"))),
    }
}

/// Fields `decide-7` with `new`, `skip`, a record's number, or nothing.
fn decisions(form: &Posted) -> Result<BTreeMap<u64, Option<Decision>>, Fault> {
    let mut decided = BTreeMap::new();
    for (position, text) in form.begun("decide-") {
        let unfit = || Fault::bad_request(format!("decide-{position}={text} is no decision"));
        let position: u64 = position.parse().map_err(|_| unfit())?;
        let decision = match text {
            "" => None,
            "new" => Some(Decision::New),
            "skip" => Some(Decision::Skip),
            id => Some(Decision::Match(RecordId(id.parse().map_err(|_| unfit())?))),
        };
        decided.insert(position, decision);
    }
    Ok(decided)
}

fn show(
    service: &Service,
    reader: Reader,
    browser: &Browser,
    row: &ImportRow,
    query: Option<&str>,
    errors: Vec<String>,
) -> Result<Response, Fault> {
    let texts = reader.texts;
    let query = Query::new(query);
    let page_number = query.number("page", 1, (1, MOST / SHOWN))?;
    let action = match query.word("action")? {
        Some(_) => Some(query.choice("action", Action::Created)?),
        None => None,
    };
    let wanted = Wanted {
        action,
        with_notices: query.truth("notices")?,
        skip: (page_number - 1) * SHOWN,
        limit: SHOWN + 1,
    };
    let path = service.app.pipeline.report_of(row.id);
    let under_way = row.is_under_way();
    let report = wanted.lines(&path).ok().filter(|_| !under_way);
    let has_report = report.is_some();
    let mut lines: Vec<Line> = report.into_iter().flatten().collect();
    let more = lines.len() as u64 > SHOWN;
    lines.truncate(usize::try_from(SHOWN).unwrap_or(usize::MAX));
    let decisions = service.app.pipeline.decisions(row.id)?;
    let mut shown = Vec::with_capacity(lines.len());
    for line in lines {
        let decision = decisions.get(&line.position);
        shown.push(told(service, &reader, line, decision)?);
    }
    let told = match has_report || under_way {
        true => Vec::new(),
        false => service.app.store.notices(row.id, 0, TOLD)?,
    };
    let here = |page: u64| address(row, action, wanted.with_notices, page);
    let heading = match row.kind {
        ImportKind::Import => texts.with("import-heading", &row.input),
        ImportKind::Batch => texts.with("import-heading-batch", &row.input),
        ImportKind::Undo => texts.with(
            "import-heading-undo",
            &row.undoes.unwrap_or_default().to_string(),
        ),
    };
    let staged = row.status == ImportStatus::Staged;
    let ended = matches!(row.status, ImportStatus::Done | ImportStatus::Failed);
    let mut profiles = Vec::new();
    if staged && row.kind == ImportKind::Import {
        for profile in service.app.pipeline.profiles()? {
            let chosen = row
                .profile
                .as_ref()
                .is_some_and(|key| key.split('@').next() == Some(&profile.name));
            profiles.push((
                profile.name.clone(),
                profile.title.of(reader.lang).to_owned(),
                chosen,
            ));
        }
    }
    let page = ImportPage {
        frame: account::frame(
            service,
            &reader,
            &heading,
            &format!("/admin/imports/{}", row.id),
        ),
        csrf: browser.token(service),
        status: status_text(row, &reader),
        facts: facts(row, &reader),
        live: under_way.then(|| live(service, &reader, row)),
        filters: filters(row, &reader, action, wanted.with_notices),
        previous: (page_number > 1).then(|| here(page_number - 1)),
        next: more.then(|| here(page_number + 1)),
        lines: shown,
        profiles,
        staged,
        can_undo: ended && row.undone_by.is_none() && row.kind != ImportKind::Undo,
        can_cancel: staged || under_way && row.kind != ImportKind::Undo,
        has_report,
        told: told.iter().map(|n| notice(n, &reader)).collect(),
        heading,
        row,
        errors: errors.clone(),
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    account::page(&page, service, &reader, browser, (status, None))
}

fn address(row: &ImportRow, action: Option<Action>, notices: bool, page: u64) -> String {
    let mut parts = Vec::new();
    parts.extend(action.map(|action| format!("action={}", action.name())));
    parts.extend(notices.then(|| "notices=true".to_owned()));
    parts.extend((page > 1).then(|| format!("page={page}")));
    let query = match parts.is_empty() {
        true => String::new(),
        false => format!("?{}", parts.join("&")),
    };
    format!("/admin/imports/{}{query}", row.id)
}

fn facts(row: &ImportRow, reader: &Reader) -> Vec<(String, String)> {
    let texts = reader.texts;
    let fact = |id: &str, value: String| (texts.text(id), value);
    let mut facts = vec![
        fact("import-system", row.system.clone()),
        fact("import-by", row.actor.clone()),
        fact("import-started", view::moment(row.started)),
    ];
    let counts = counts_text(row, reader);
    if !counts.is_empty() {
        facts.insert(0, fact("import-counts", counts));
    }
    facts.extend(row.ended.map(|at| fact("import-ended", view::moment(at))));
    facts.extend(
        row.format
            .map(|format| fact("import-format", format.name().to_owned())),
    );
    facts.extend(
        row.profile
            .clone()
            .map(|profile| fact("import-profile", profile)),
    );
    if row.bytes > 0 && row.kind == ImportKind::Import {
        facts.push(fact("import-bytes", texts.number(&row.bytes)));
    }
    facts
}

fn live(service: &Service, reader: &Reader, row: &ImportRow) -> Live {
    let texts = reader.texts;
    let pace = service.app.background.headway(row.id);
    let done = pace.map_or(row.cursor, |pace| pace.now.records);
    let mut line = texts.count("import-done", &done);
    if let Some(pace) = pace {
        let rate = pace.rate().round().max(0.0) as u64;
        line.push_str(" · ");
        line.push_str(&texts.count("import-rate", &rate));
        if let Some(left) = pace.left(row.bytes, row.records) {
            let left = left.ceil() as u64;
            line.push_str(" · ");
            line.push_str(&texts.count("import-left", &left));
        }
    }
    Live {
        done,
        all: row.records,
        line,
    }
}

fn filters(
    row: &ImportRow,
    reader: &Reader,
    chosen: Option<Action>,
    notices: bool,
) -> Vec<FacetLink> {
    let c = row.counts;
    let link = |label: String, count: String, action: Option<Action>, with: bool| FacetLink {
        label,
        count,
        href: address(row, action, with, 1),
        chosen: chosen == action && notices == with,
    };
    let mut links = vec![link(
        reader.texts.text("import-all"),
        String::new(),
        None,
        false,
    )];
    for action in Action::ALL {
        let count = match action {
            Action::Created => c.created,
            Action::Changed => c.changed,
            Action::Deleted => c.deleted,
            Action::Unchanged => c.unchanged,
            Action::Undecided => c.undecided,
            Action::Rejected => c.rejected,
        };
        if count > 0 {
            let label = reader.texts.text(&format!("import-{}", action.name()));
            links.push(link(
                label,
                reader.texts.number(&count),
                Some(action),
                false,
            ));
        }
    }
    links.push(link(
        reader.texts.text("import-with-notices"),
        String::new(),
        None,
        true,
    ));
    links
}

fn told(
    service: &Service,
    reader: &Reader,
    line: Line,
    decision: Option<&Decision>,
) -> Result<Shown, Fault> {
    let texts = reader.texts;
    let mut candidates = Vec::new();
    for (id, score) in &line.candidates {
        let Some(record) = service.app.store.record(*id)? else {
            continue;
        };
        let d = &record.description;
        let facts = [
            d.contributors.first().map(|c| c.name.clone()),
            d.date
                .as_ref()
                .and_then(|date| date.year)
                .map(|y| y.to_string()),
            d.languages.first().map(|l| l.to_string()),
            d.host
                .as_ref()
                .and_then(|h| h.pages.as_ref())
                .map(|p| p.raw.clone()),
        ];
        candidates.push(Candidate {
            id: *id,
            title: d.titles.main.full(),
            facts: facts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            score: texts.number(&((score * 100.0).round() as u64)),
            chosen: decision == Some(&Decision::Match(*id)),
        });
    }
    Ok(Shown {
        position: line.position,
        action: texts.text(&format!("import-{}", line.action.name())),
        mark: line.action.name(),
        id: line.id,
        title: line.title,
        how: line
            .by
            .map(|how| texts.text(&format!("import-by-{}", how.name()))),
        notices: line.notices.iter().map(|n| notice(n, reader)).collect(),
        changes: line
            .changes
            .iter()
            .map(|c| Changed {
                path: c.path.clone(),
                pieces: c.pieces(),
            })
            .collect(),
        candidates,
        decision: match decision {
            Some(Decision::New) => "new",
            Some(Decision::Skip) => "skip",
            Some(Decision::Match(_)) | None => "",
        }
        .to_owned(),
    })
}

fn notice(notice: &Notice, reader: &Reader) -> Told {
    let texts = reader.texts;
    let (severity, grave) = match notice.severity {
        Severity::Info => ("severity-info", false),
        Severity::Warning => ("severity-warning", false),
        Severity::Error => ("severity-error", true),
    };
    let mut place = Vec::new();
    place.extend(notice.member.clone());
    place.extend(
        notice
            .line
            .map(|n| texts.with("place-line", &n.to_string())),
    );
    place.extend(
        notice
            .cell
            .as_ref()
            .map(|cell| texts.with("place-cell", cell)),
    );
    place.extend(notice.field.clone().filter(|field| !field.is_empty()));
    place.extend(
        notice
            .offset
            .map(|n| texts.with("place-byte", &n.to_string())),
    );
    Told {
        severity: texts.text(severity),
        grave,
        place: place.join(", "),
        text: notice.text.clone(),
        code: notice.code.clone(),
    }
}
