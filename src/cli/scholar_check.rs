//! `labordoc scholar-check`

use std::process::ExitCode;

use clap::Args;
use harvest::scholar_check::{Case, Path};
use record::RecordId;
use serde_json::{Value, json};

use super::{Call, CliError, output};
use crate::{app::App, crawl, manage::scholar, scholar::Board};

/// Check landing pages against Google Scholar's rules.
#[derive(Debug, Args)]
pub struct ScholarCheck {
    /// The page's address, on this site or another's, which is fetched; or a record's number.
    #[arg(value_name = "URL|RECORD", required_unless_present = "all")]
    target: Option<String>,
    /// Judge every live record and sum up; only the rules on what is in a record.
    #[arg(long, conflicts_with = "target")]
    all: bool,
    /// How many pages are read at most in search of a way from the home page.
    #[arg(long, value_name = "N", default_value_t = 200)]
    pages: usize,
}

impl ScholarCheck {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let told = match &self.target {
            None => all(call)?,
            Some(target) => match target.parse() {
                Ok(number) => record(call, RecordId(number))?,
                Err(_) => self.page(target)?,
            },
        };
        match call.json {
            true => output::json(&told),
            false if self.all => say_all(&told),
            false => say_one(&told),
        }
        Ok(match told["ok"] == true {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        })
    }

    fn page(&self, url: &str) -> Result<Value, CliError> {
        let (page, around) = crawl::look(url, self.pages)?;
        let mut told = scholar::of_judged(&Case::of_page(&page, &around).judge());
        told["url"] = json!(page.url);
        told["status"] = json!(page.status);
        told["bytes"] = json!(page.bytes);
        told["by_date"] = json!(around.by_date);
        match around.path {
            Some(Path::Found(path)) => told["path"] = json!(path),
            Some(Path::None(read) | Path::GaveUp(read)) => told["pages_read"] = json!(read),
            None => {}
        }
        Ok(told)
    }
}

fn record(call: &Call, id: RecordId) -> Result<Value, CliError> {
    call.at(
        |service| Ok(service.get(&format!("/api/v1/records/{id}/scholar"))?),
        |app| {
            let record = app.store.record(id)?.filter(|r| r.status.is_live());
            let record =
                record.ok_or_else(|| CliError::Usage(format!("there is no live record {id}")))?;
            let site = site(app);
            Ok(scholar::of_record(&record, &site, &app.taxonomy()))
        },
    )
}

fn all(call: &Call) -> Result<Value, CliError> {
    call.at(
        |service| Ok(service.get("/api/v1/scholar")?),
        |app| {
            let board = Board::default();
            board.read_all(app, &site(app))?;
            Ok(scholar::of_all(&board.counts(), app.store.head()))
        },
    )
}

fn site(app: &App) -> harvest::Site {
    crate::web::site(app, &app.config.base_url)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn rules(told: &Value) -> &[Value] {
    told["rules"].as_array().map_or(&[], Vec::as_slice)
}

fn say_one(told: &Value) {
    output::say(text(told, "url"));
    for rule in rules(told) {
        let verdict = match text(rule, "verdict") {
            "pass" => "ok",
            "fails" => "FAILS",
            "does-not-apply" => "-",
            _ => "?",
        };
        output::say(&format!(
            "{verdict:6} {:14} {}",
            text(rule, "id"),
            text(rule, "why")
        ));
        if verdict == "FAILS" {
            let hand = text(rule, "hand");
            output::say(&format!("{:21} {} (in the {hand})", "", text(rule, "todo")));
        }
    }
    if let Some(path) = told["path"].as_array() {
        output::say("The way from the home page:");
        path.iter()
            .filter_map(Value::as_str)
            .for_each(|step| output::say(&format!("  {step}")));
    }
    output::say("ok: met, -: does not apply, ?: not looked at");
}

fn say_all(told: &Value) {
    output::say(&format!(
        "{:14} {:>9} {:>9} {:>14}   {} records, change {} of {}",
        "rule", "met", "not met", "does not apply", told["records"], told["seq"], told["head"]
    ));
    for rule in rules(told) {
        let number = |name: &str| rule[name].as_u64().unwrap_or(0);
        if number("not_asked") > 0 {
            continue;
        }
        output::say(&format!(
            "{:14} {:>9} {:>9} {:>14}",
            text(rule, "id"),
            number("passes"),
            number("fails"),
            number("does_not_apply")
        ));
        for reason in rule["reasons"].as_array().into_iter().flatten() {
            let (id, hand) = (text(reason, "id"), text(reason, "hand"));
            output::say(&format!(
                "  {id:22} {:>9}   in the {hand}: {}",
                reason["fails"],
                text(reason, "todo")
            ));
        }
    }
    output::say("The rules on how pages are served are checked with a page's address.");
}
