//! `labordoc generate`: a synthetic corpus with the shape of the real one.
//!
//! The same number of records and the same seed give the same bytes on every machine, as long as
//! the program and its bundled taxonomy are the same. Nothing in it describes a real publication:
//! 003 says SYNTHETIC, DOIs are under 10.5555 and links lead to example.org.

mod breakage;
mod check_digits;
mod corpus;
mod describe;
mod fields;
mod journals;
mod kinds;
mod language;
mod local;
mod marc;
mod people;
mod random;
mod subjects;
mod title;
mod words;
mod work;

use std::{fs::File, io::BufWriter, path::PathBuf, process::ExitCode};

use clap::Args;
// The command of this name hides the crate here.
use ::taxonomy::Taxonomy;

use super::{Call, CliError, output};

/// About how many bytes a record has, for the progress shown.
const MEAN_BYTES: u64 = 1900;

/// Write a reproducible synthetic corpus.
#[derive(Debug, Args)]
pub struct Generate {
    /// How many records.
    #[arg(long, value_name = "N")]
    records: u64,
    /// Another seed, another corpus.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The file to write (ISO 2709, UTF-8); one that exists is overwritten.
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

impl Generate {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let name = self.output.display().to_string();
        let file = File::create(&self.output).map_err(CliError::io(name.clone()))?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        let mut progress = output::Progress::new(self.records * MEAN_BYTES);
        let sum = corpus::write(
            &mut out,
            &Taxonomy::bundled(),
            self.records,
            self.seed,
            |sum| {
                progress.at(sum.records, sum.bytes);
            },
        )
        .map_err(CliError::io(name.clone()))?;
        progress.end();
        if call.json {
            output::json(&sum);
        } else {
            let corpus::Summary {
                records,
                bytes,
                broken,
                works,
            } = sum;
            let mean = bytes / records.max(1);
            output::say(&format!(
                "{name}: {records} records of {works} works, {broken} of them broken, {bytes} bytes, {mean} a record"
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}
