//! `labordoc export`

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use clap::{Args, ValueEnum};

use super::{
    Call, CliError, output,
    remote::{Service, query},
};
use crate::{
    app::App,
    manage::export::{self, Form, Wanted},
};

/// Write records out, in the order of their last change.
#[derive(Debug, Args)]
pub struct Export {
    /// The form.
    #[arg(long, value_enum, default_value = "marc")]
    format: Form,
    /// Only records of this set, as theme:wages.
    #[arg(long, value_name = "SET")]
    set: Option<String>,
    /// Only records that these words find.
    #[arg(long, value_name = "QUERY")]
    query: Option<String>,
    /// Only records that a search finds: what stands after the question mark in the address of a results page.
    #[arg(long, value_name = "SEARCH")]
    search: Option<String>,
    /// The file to write; standard output when left out.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What became of an export.
#[derive(Default)]
struct Done {
    written: u64,
    left_out: u64,
}

impl Done {
    fn leave_out(&mut self, why: &str) {
        output::note(why);
        self.left_out += 1;
    }
}

impl Export {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let done = call.at(|service| self.there(service), |app| self.here(app))?;
        output::note(&format!("{} records written", done.written));
        if done.left_out == 0 {
            return Ok(ExitCode::SUCCESS);
        }
        output::note(&format!(
            "{} records were left out, named above",
            done.left_out
        ));
        Ok(ExitCode::FAILURE)
    }

    fn here(&self, app: &Arc<App>) -> Result<Done, CliError> {
        let wanted = Wanted {
            form: self.format,
            set: self.set.clone(),
            query: self.query.clone(),
            search: self.search.clone(),
        };
        let site = Arc::new(crate::web::site(app, &app.config.base_url));
        let patience = super::import::PATIENCE;
        let mut export = export::Export::new(app, site, &wanted, patience)?;
        let mut out = self.open()?;
        let mut done = Done::default();
        while let Some(step) = export.step(app)? {
            out.write_all(&step.bytes).map_err(|e| self.failed(e))?;
            done.written += step.written;
            step.left_out.iter().for_each(|why| done.leave_out(why));
            step.shortened.iter().for_each(|what| output::note(what));
        }
        out.flush().map_err(|e| self.failed(e))?;
        Ok(done)
    }

    fn there(&self, service: &Service) -> Result<Done, CliError> {
        let name = self.format.to_possible_value();
        let mut pairs = vec![("format", name.as_ref().map_or("", |name| name.get_name()))];
        pairs.extend(self.set.as_deref().map(|set| ("set", set)));
        pairs.extend(self.query.as_deref().map(|query| ("query", query)));
        pairs.extend(self.search.as_deref().map(|search| ("search", search)));
        let query = query(&pairs);
        let mut records = service.stream(&format!("/api/v1/export?{query}"))?;
        let mut out = self.open()?;
        let passed = io::copy(&mut records, &mut out).and_then(|_| out.flush());
        passed.map_err(|e| self.failed(e))?;
        let report = service.get(&format!("/api/v1/export/report?{query}"))?;
        let mut done = Done {
            written: report["written"].as_u64().unwrap_or(0),
            left_out: 0,
        };
        let texts = |name: &str| {
            let all = report[name].as_array().cloned().unwrap_or_default();
            let texts = all.into_iter();
            texts.filter_map(|text| text.as_str().map(str::to_owned))
        };
        texts("left_out").for_each(|why| done.leave_out(&why));
        texts("shortened").for_each(|what| output::note(&what));
        Ok(done)
    }

    fn open(&self) -> Result<Box<dyn Write>, CliError> {
        Ok(match &self.output {
            Some(path) => {
                let file = File::create(path).map_err(|e| self.failed(e))?;
                Box::new(BufWriter::new(file))
            }
            None => Box::new(BufWriter::new(io::stdout().lock())),
        })
    }

    fn failed(&self, source: io::Error) -> CliError {
        let to = self.output.as_ref();
        let to = to.map_or("standard output".to_owned(), |p| p.display().to_string());
        CliError::io(format!("cannot write {to}"))(source)
    }
}
