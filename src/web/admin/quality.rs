//! `/admin/quality`: what is wrong with records and what they lack; each figure leads to its records.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};
use record::{
    RecordId,
    quality::{ELEMENTS, GROUPS, Rule, rules},
};

use crate::{
    quality::{Complete, Counts, Day, Filter},
    web::{
        Service, account,
        api::{
            quality::{filter, rule_named},
            query::{MOST, Query},
        },
        fault::Fault,
        reader::Reader,
        record::quality::{ShownFinding, shown},
        results::{self, ShownHit},
        view::{self, Frame},
    },
};

/// Records on a page.
const SHOWN: usize = 50;
/// Days in the chart, the newest.
const DAYS: usize = 90;
/// How wide a day is drawn.
const DAY_WIDTH: usize = 10;

#[derive(Template)]
#[template(path = "admin-quality.html")]
struct QualityPage<'a> {
    frame: Frame<'a>,
    standing: String,
    faulty: String,
    version: &'a str,
    filters: Vec<Choice>,
    filtered: bool,
    groups: Vec<Group>,
    /// The rules that no record breaks.
    kept: Vec<RuleRow>,
    kept_count: String,
    elements: Vec<String>,
    complete: Vec<CompleteRow>,
    trend: Drawing,
}

/// A filter: its parameter, its name, its values.
struct Choice {
    name: &'static str,
    label: String,
    values: Vec<Value>,
}

struct Value {
    value: String,
    label: String,
    chosen: bool,
}

struct Group {
    name: String,
    rows: Vec<RuleRow>,
}

struct RuleRow {
    name: String,
    why: String,
    severity: String,
    source: &'static str,
    count: String,
    href: String,
    any: bool,
}

struct CompleteRow {
    kind: String,
    records: String,
    href: String,
    cells: Vec<Cell>,
}

struct Cell {
    percent: u64,
    count: String,
    /// 0 to 4: how full.
    shade: u64,
}

/// Counts by day as bars, with the table behind them.
struct Drawing {
    label: String,
    width: usize,
    bars: Vec<Bar>,
}

struct Bar {
    x: usize,
    y: u64,
    height: u64,
    day: String,
    count: String,
}

/// `GET /admin/quality?system=&type=&import=`
pub async fn get(
    State(service): State<Service>,
    reader: Reader,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let filter = filter(&Query::new(query.as_deref()))?;
    view::blocking(move || {
        let counts = service.app.quality.counts(&filter);
        let title = reader.texts.text("quality");
        let days = service.app.quality.days();
        let faulty = format!(
            "{} ({} %)",
            reader.texts.count("results", &counts.faulty),
            percent(counts.faulty, counts.records)
        );
        let path = format!("/admin/quality{}", asked('?', &filter));
        let (groups, kept) = groups(&reader, &counts, &filter);
        let page = QualityPage {
            frame: account::frame(&service, &reader, &title, &path),
            standing: standing(&service, &reader, &counts),
            faulty: reader.texts.with("quality-standing", &faulty),
            version: &rules().version,
            filters: filters(&service, &reader, &counts, &filter),
            filtered: !filter.is_empty(),
            groups,
            kept_count: reader.texts.number(&(kept.len() as u64)),
            kept,
            elements: ELEMENTS
                .iter()
                .map(|e| reader.texts.text(&format!("quality-element-{e}")))
                .collect(),
            complete: counts
                .complete
                .iter()
                .map(|row| complete(&service, &reader, row, &filter))
                .collect(),
            trend: drawing(&reader, "quality-trend-faulty", &days, |day| day.faulty),
        };
        view::html(&page, &reader)
    })
    .await
}

/// How many records are counted, and up to when.
fn standing(service: &Service, reader: &Reader, counts: &Counts) -> String {
    let texts = reader.texts;
    let head = service.app.store.head();
    let at = counts.judged.map(view::moment).unwrap_or_default();
    let told = match counts.seq >= head {
        true => texts.with("scholar-judged", &at),
        false => {
            let (done, all) = (texts.number(&counts.seq.0), texts.number(&head.0));
            texts.with("scholar-judging", &format!("{done} / {all}"))
        }
    };
    format!("{}. {told}", texts.count("results", &counts.records))
}

/// The filter as parameters, after `?` or `&`.
fn asked(joint: char, filter: &Filter) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    let import = filter.import.map(|import| import.to_string());
    for (name, value) in [
        ("system", &filter.system),
        ("type", &filter.kind),
        ("import", &import),
    ] {
        if let Some(value) = value {
            pairs.append_pair(name, value);
        }
    }
    match pairs.finish() {
        pairs if pairs.is_empty() => pairs,
        pairs => format!("{joint}{pairs}"),
    }
}

fn filters(service: &Service, reader: &Reader, counts: &Counts, filter: &Filter) -> Vec<Choice> {
    let texts = reader.texts;
    let choice = |name, label: &str, values: Vec<Value>| {
        let all = Value {
            value: String::new(),
            label: texts.text("quality-all"),
            chosen: values.iter().all(|v| !v.chosen),
        };
        Choice {
            name,
            label: texts.text(label),
            values: std::iter::once(all).chain(values).collect(),
        }
    };
    let named = |value: &str, label: String, count: u64, chosen: &Option<String>| Value {
        label: format!("{label} ({})", texts.number(&count)),
        chosen: chosen.as_deref() == Some(value),
        value: value.to_owned(),
    };
    let systems = counts.systems.iter();
    let systems = systems.map(|(s, n)| named(s, s.clone(), *n, &filter.system));
    let kinds = counts.kinds.iter();
    let kinds = kinds.map(|(k, n)| named(k, kind(service, reader, k), *n, &filter.kind));
    let imports = counts.imports.iter().map(|(import, n)| {
        let chosen = filter.import.map(|i| i.to_string());
        let import = import.to_string();
        named(&import, import.clone(), *n, &chosen)
    });
    vec![
        choice("system", "quality-system", systems.collect()),
        choice("type", "quality-kind", kinds.collect()),
        choice("import", "quality-import", imports.collect()),
    ]
}

/// A document type in the reader's language.
fn kind(service: &Service, reader: &Reader, id: &str) -> String {
    let taxonomy = service.app.taxonomy();
    let concept = taxonomy.document_types().get(id);
    let label = concept.and_then(|c| c.pref.get(&reader.lang));
    label.cloned().unwrap_or_else(|| id.to_owned())
}

/// The rules that records break, by group; and those that none breaks.
fn groups(reader: &Reader, counts: &Counts, filter: &Filter) -> (Vec<Group>, Vec<RuleRow>) {
    let row = |rule: &'static Rule| {
        let count = counts.rules.get(rule.number).copied().unwrap_or(0);
        RuleRow {
            name: reader.texts.text(&format!("quality-rule-{}", rule.id)),
            why: reader.texts.text(&format!("quality-why-{}", rule.id)),
            severity: severity(reader, rule),
            source: &rule.source,
            count: reader.texts.number(&count),
            href: format!("/admin/quality/{}{}", rule.id, asked('?', filter)),
            any: count > 0,
        }
    };
    let (mut groups, mut kept) = (Vec::new(), Vec::new());
    for group in GROUPS {
        let all = rules().of_group(group).map(row);
        let (rows, none): (Vec<RuleRow>, Vec<RuleRow>) = all.partition(|row| row.any);
        kept.extend(none);
        if !rows.is_empty() {
            let name = reader.texts.text(&format!("quality-group-{group}"));
            groups.push(Group { name, rows });
        }
    }
    (groups, kept)
}

pub(in crate::web) fn severity(reader: &Reader, rule: &Rule) -> String {
    let name = serde_json::to_value(rule.severity).unwrap_or_default();
    let name = name.as_str().unwrap_or_default();
    reader.texts.text(&format!("quality-severity-{name}"))
}

fn complete(service: &Service, reader: &Reader, row: &Complete, filter: &Filter) -> CompleteRow {
    let cell = |count: &u64| {
        let percent = percent(*count, row.records);
        Cell {
            percent,
            count: reader.texts.number(count),
            shade: percent / 25,
        }
    };
    let narrowed = Filter {
        kind: Some(row.kind.clone()),
        ..filter.clone()
    };
    CompleteRow {
        kind: kind(service, reader, &row.kind),
        records: reader.texts.number(&row.records),
        href: format!("/admin/quality{}", asked('?', &narrowed)),
        cells: row.elements.iter().map(cell).collect(),
    }
}

/// Per cent, rounded down, so that 100 is all.
fn percent(count: u64, of: u64) -> u64 {
    (count * 100).checked_div(of).unwrap_or(0)
}

fn drawing(reader: &Reader, label: &str, days: &[Day], count: impl Fn(&Day) -> u64) -> Drawing {
    let days = days.get(days.len().saturating_sub(DAYS)..).unwrap_or(days);
    let most = days.iter().map(&count).max().unwrap_or(0).max(1);
    let bar = |(at, day): (usize, &Day)| {
        // What is there is seen, if only just.
        let height = (count(day) * 100 / most).max(u64::from(count(day) > 0));
        Bar {
            x: at * DAY_WIDTH + 1,
            y: 100 - height,
            height,
            day: day.day.clone(),
            count: reader.texts.number(&count(day)),
        }
    };
    Drawing {
        label: reader.texts.text(label),
        // A few days are not drawn as wide as the page.
        width: days.len().max(30) * DAY_WIDTH,
        bars: days.iter().enumerate().map(bar).collect(),
    }
}

#[derive(Template)]
#[template(path = "admin-quality-records.html")]
struct RecordsPage<'a> {
    frame: Frame<'a>,
    heading: String,
    why: String,
    severity: String,
    source: &'static str,
    count: String,
    back: String,
    batch: Option<String>,
    lines: Vec<Line>,
    next: Option<String>,
    trend: Drawing,
}

struct Line {
    id: RecordId,
    hit: ShownHit,
    title: String,
    findings: Vec<ShownFinding>,
}

/// `GET /admin/quality/{rule}?after=&system=&type=&import=`: the records that break a rule, by number.
pub async fn records(
    State(service): State<Service>,
    reader: Reader,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    let rule = rule_named(&name)?;
    let query = Query::new(query.as_deref());
    let filter = filter(&query)?;
    let after = query.number("after", 0, (0, MOST))?;
    view::blocking(move || {
        let board = &service.app.quality;
        let (mut ids, count) = board.records(rule, &filter, RecordId(after), SHOWN + 1);
        let more = ids.len() > SHOWN;
        ids.truncate(SHOWN);
        let next = ids.last().filter(|_| more);
        let address = format!("/admin/quality/{}", rule.id);
        let next = next.map(|last| format!("{address}?after={last}{}", asked('&', &filter)));
        let mut lines = Vec::with_capacity(ids.len());
        for id in ids {
            let record = service.app.store.record(id)?;
            if let Some(record) = record.filter(|r| r.status.is_live()) {
                lines.push(line(&service, &reader, record, rule)?);
            }
        }
        let heading = reader.texts.text(&format!("quality-rule-{}", rule.id));
        let path = format!("{address}{}", asked('?', &filter));
        let days = board.days();
        let of_day = |day: &Day| day.rules.get(&rule.id).copied().unwrap_or(0);
        let ids: Vec<String> = lines.iter().map(|l| l.id.to_string()).collect();
        let page = RecordsPage {
            frame: account::frame(&service, &reader, &heading, &path),
            heading,
            why: reader.texts.text(&format!("quality-why-{}", rule.id)),
            severity: severity(&reader, rule),
            source: &rule.source,
            count: reader.texts.count("results", &count),
            back: format!("/admin/quality{}", asked('?', &filter)),
            batch: (!ids.is_empty()).then(|| format!("/admin/batch?ids={}", ids.join(","))),
            lines,
            next,
            trend: drawing(&reader, "quality-trend-rule", &days, of_day),
        };
        view::html(&page, &reader)
    })
    .await
}

fn line(
    service: &Service,
    reader: &Reader,
    record: std::sync::Arc<record::Record>,
    rule: &Rule,
) -> Result<Line, Fault> {
    let title = match record.description.titles.main.full() {
        title if title.is_empty() => reader.texts.text("untitled"),
        title => title,
    };
    let told = service.app.quality.findings(&service.app, &record)?;
    let told = told.iter().filter(|t| t.finding.rule == rule);
    Ok(Line {
        id: record.id,
        title,
        findings: told.map(|t| shown(reader, t)).collect(),
        hit: results::plain(service, reader, record)?,
    })
}
