//! `labordoc audit`

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use record::{
    Context, Mapping, RecordId, Severity, build_marc,
    marc::Reader,
    quality::{Finding, Rule, judge_marc, rules},
};
use serde_json::{Value, json};
use taxonomy::Taxonomy;

use super::{Call, CliError, output, remote};
use crate::{app::App, manage::quality, quality::Filter};

/// Records asked for at once.
const PAGE: usize = 500;

/// Judge records by the rules of quality: those of the collection, or those of files that are not imported.
#[derive(Debug, Args)]
pub struct Audit {
    /// Files of MARC 21 (ISO 2709) or MARCXML, judged and not imported; `-` is standard input.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Name each record that breaks this rule, with place and value.
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,
    /// Only records of this source system; with files, the system that their numbers belong to.
    #[arg(long, value_name = "NAME")]
    system: Option<String>,
}

impl Audit {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let rule = self.rule.as_deref().map(known).transpose()?;
        let told = match (self.files.is_empty(), rule) {
            (false, rule) => self.files(rule)?,
            (true, None) => self.all(call)?,
            (true, Some(rule)) => self.broken(call, rule)?,
        };
        match (call.json, rule) {
            (true, _) => output::json(&told),
            (false, None) => say_all(&told),
            (false, Some(_)) => say_records(&told),
        }
        Ok(ExitCode::SUCCESS)
    }

    fn filter(&self) -> Filter {
        Filter {
            system: self.system.clone(),
            ..Filter::default()
        }
    }

    fn all(&self, call: &Call) -> Result<Value, CliError> {
        call.at(
            |service| Ok(service.get(&self.path("/api/v1/quality", &[]))?),
            |app| {
                let board = judged(app)?;
                let counts = board.counts(&self.filter());
                Ok(quality::of_all(&counts, &board.days(), app.store.head()))
            },
        )
    }

    /// All records that break a rule, page by page.
    fn broken(&self, call: &Call, rule: &'static Rule) -> Result<Value, CliError> {
        let page = PAGE.to_string();
        call.at(
            |service| {
                let path = format!("/api/v1/quality/{}", rule.id);
                gathered(|after| {
                    let after = after.to_string();
                    let asked = [("after", after.as_str()), ("limit", &page)];
                    Ok(service.get(&self.path(&path, &asked))?)
                })
            },
            |app| {
                judged(app)?;
                gathered(|after| {
                    let filter = self.filter();
                    Ok(quality::of_rule(app, rule, &filter, after, PAGE)?)
                })
            },
        )
    }

    fn path(&self, path: &str, more: &[(&str, &str)]) -> String {
        let system = self.system.as_deref().map(|system| ("system", system));
        let asked: Vec<(&str, &str)> = system.into_iter().chain(more.iter().copied()).collect();
        format!("{path}?{}", remote::query(&asked))
    }

    fn files(&self, rule: Option<&'static Rule>) -> Result<Value, CliError> {
        let mut tally = Tally::default();
        let system = self.system.as_deref().unwrap_or("labordoc");
        for file in &self.files {
            audit(file, system, rule, &mut tally)?;
        }
        Ok(tally.told(rule))
    }
}

fn known(name: &str) -> Result<&'static Rule, CliError> {
    rules().get(name).ok_or_else(|| {
        let all: Vec<&str> = rules().all.iter().map(|rule| rule.id.as_str()).collect();
        CliError::Usage(format!(
            "there is no rule {name}; there are {}",
            all.join(", ")
        ))
    })
}

fn judged(app: &App) -> Result<&crate::quality::Board, CliError> {
    app.quality.read_all(app)?;
    Ok(&app.quality)
}

/// Pages joined: the first one's answer with the records of all.
fn gathered(mut page: impl FnMut(RecordId) -> Result<Value, CliError>) -> Result<Value, CliError> {
    let mut whole = page(RecordId(0))?;
    while let Some(after) = whole["next"].as_u64() {
        let mut more = page(RecordId(after))?;
        whole["next"] = more["next"].take();
        let more = more["records"].take();
        if let (Some(all), Value::Array(more)) = (whole["records"].as_array_mut(), more) {
            all.extend(more);
        }
    }
    if let Some(members) = whole.as_object_mut() {
        members.remove("next");
    }
    Ok(whole)
}

/// What was found in files.
#[derive(Default)]
struct Tally {
    records: u64,
    faulty: u64,
    unread: u64,
    /// Records and findings by rule.
    rules: BTreeMap<usize, (u64, u64)>,
    listed: Vec<Value>,
}

fn audit(
    file: &Path,
    system: &str,
    rule: Option<&Rule>,
    tally: &mut Tally,
) -> Result<(), CliError> {
    let name = file.display().to_string();
    let input: Box<dyn Read> = match name.as_str() {
        "-" => Box::new(io::stdin()),
        _ => {
            let opened = File::open(file);
            Box::new(opened.map_err(CliError::io(format!("cannot read {name}")))?)
        }
    };
    let (mapping, taxonomy) = (Mapping::bundled(), Taxonomy::bundled());
    let context = Context {
        taxonomy: &taxonomy,
        mapping: &mapping,
        system,
        profile: None,
    };
    for piece in Reader::new(input) {
        let parsed = match &piece {
            Err(broken) => Err(broken.text.clone()),
            Ok(raw) => raw.parse().map_err(|fault| fault.to_string()),
        };
        let (position, offset) = match &piece {
            Ok(raw) => (raw.position, raw.offset),
            Err(broken) => (broken.position, broken.offset),
        };
        let built = parsed.and_then(|parsed| {
            let built = build_marc(&parsed.marc, None, &context).map_err(|e| e.to_string())?;
            Ok((parsed.marc, built.description))
        });
        let (marc, description) = match built {
            Ok(built) => built,
            Err(text) => {
                output::note(&format!("{name}, record {position}, byte {offset}: {text}"));
                tally.unread += 1;
                continue;
            }
        };
        let found = judge_marc(&description, Some(&marc), &mapping);
        let at = json!({ "file": name, "position": position, "offset": offset, "number": marc.control("001") });
        tally.add(&found, rule, at, description.titles.main.full());
    }
    Ok(())
}

impl Tally {
    fn add(&mut self, found: &[Finding], rule: Option<&Rule>, at: Value, title: String) {
        self.records += 1;
        let grave = found.iter().any(|f| f.rule.severity > Severity::Info);
        self.faulty += u64::from(grave);
        let mut seen: BTreeMap<usize, u64> = BTreeMap::new();
        for finding in found {
            *seen.entry(finding.rule.number).or_default() += 1;
        }
        for (number, findings) in seen {
            let counts = self.rules.entry(number).or_default();
            *counts = (counts.0 + 1, counts.1 + findings);
        }
        let listed = found.iter().filter(|f| Some(f.rule) == rule);
        let listed: Vec<Value> = listed
            .map(|f| json!({ "place": f.place, "value": f.value }))
            .collect();
        if !listed.is_empty() {
            let mut told = at;
            told["title"] = json!(title);
            told["findings"] = json!(listed);
            self.listed.push(told);
        }
    }

    fn told(self, rule: Option<&'static Rule>) -> Value {
        if let Some(rule) = rule {
            return json!({
                "rule": quality::rule(rule), "version": rules().version, "count": self.listed.len(),
                "records": self.listed,
            });
        }
        let of = |rule: &Rule| {
            let (records, findings) = self.rules.get(&rule.number).copied().unwrap_or_default();
            let mut told = quality::rule(rule);
            told["records"] = json!(records);
            told["findings"] = json!(findings);
            told
        };
        let own = rules().all.iter().filter(|r| !crate::quality::is_cross(r));
        json!({
            "version": rules().version, "records": self.records, "faulty": self.faulty, "unread": self.unread,
            "rules": own.map(of).collect::<Vec<_>>(),
        })
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn say_all(told: &Value) {
    output::say(&format!(
        "{} records, {} with a warning or an error; rules of version {}",
        told["records"],
        told["faulty"],
        text(told, "version")
    ));
    for rule in told["rules"].as_array().into_iter().flatten() {
        if rule["records"].as_u64().unwrap_or(0) > 0 {
            output::say(&format!(
                "{:>9} {:8} {:20} {}",
                rule["records"],
                text(rule, "severity"),
                text(rule, "id"),
                text(rule, "name")
            ));
        }
    }
    if told["unread"].as_u64().unwrap_or(0) > 0 {
        output::say(&format!("{:>9} could not be read", told["unread"]));
    }
}

fn say_records(told: &Value) {
    let rule = &told["rule"];
    output::say(&format!(
        "{}: {} records",
        text(rule, "name"),
        told["count"]
    ));
    for record in told["records"].as_array().into_iter().flatten() {
        let who = match record["id"].as_u64() {
            Some(id) => format!("record {id}"),
            None => format!(
                "{}, record {} ({})",
                text(record, "file"),
                record["position"],
                text(record, "number")
            ),
        };
        output::say(&format!("{who}: {}", text(record, "title")));
        for finding in record["findings"].as_array().into_iter().flatten() {
            let others = finding["others"].as_array().map_or(&[][..], Vec::as_slice);
            let others: Vec<String> = others.iter().map(Value::to_string).collect();
            let others = match others.is_empty() {
                true => String::new(),
                false => format!(" (record {})", others.join(", ")),
            };
            output::say(&format!(
                "  {} {}{others}",
                text(finding, "place"),
                text(finding, "value")
            ));
        }
    }
}
