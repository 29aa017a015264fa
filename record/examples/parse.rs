//! Reads a file of MARC records and prints each as it was understood, as one line of JSON; or, with `--count`, how many there are
//! and how long it took. `tests/marc/run` compares this with what other readers make of the same file.
//!
//! ```sh
//! cargo run --release -p labordoc-record --example parse -- [--count] FILE
//! ```

#![expect(clippy::print_stderr, reason = "a program for the command line")]

use std::{env, fs::File, io::Write, process::ExitCode, time::Instant};

use record::{
    input::{Options, Reader, marc_of},
    marc::{Field, MarcRecord},
};
use serde_json::{Value, json};

fn main() -> ExitCode {
    let mut args: Vec<String> = env::args().skip(1).collect();
    let count = args.first().is_some_and(|arg| arg == "--count");
    if count {
        args.remove(0);
    }
    let [path] = &args[..] else {
        eprintln!("usage: parse [--count] FILE");
        return ExitCode::FAILURE;
    };
    match File::open(path).map(|file| read(file, count)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) | Err(error) => {
            eprintln!("{path}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn read(file: File, count: bool) -> std::io::Result<()> {
    let begun = Instant::now();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let (mut records, mut unreadable, mut values) = (0_u64, 0_u64, 0_usize);
    for given in Reader::open(file, Options::default()) {
        let parsed = given
            .map_err(|broken| broken.notice.text)
            .and_then(|given| marc_of(&given.source, None).map_err(|fault| fault.to_string()));
        match parsed {
            Ok(parsed) if count => values += parsed.marc.fields.len(),
            Ok(parsed) => writeln!(out, "{}", shown(&parsed.marc))?,
            Err(why) => {
                unreadable += 1;
                eprintln!("record {}: {why}", records + 1);
            }
        }
        records += 1;
    }
    if count {
        let seconds = begun.elapsed().as_secs_f64();
        let rate = records as f64 / seconds;
        writeln!(
            out,
            "{records} records, {unreadable} unreadable, {values} fields, {seconds:.2} s, {rate:.0} records/s"
        )?;
    }
    out.flush()
}

/// `[leader, [[tag, value] or [tag, indicators, [[code, value], ...]], ...]]`
fn shown(marc: &MarcRecord) -> Value {
    let fields = marc.fields.iter().map(|field| match field {
        Field::Control { tag, value } => json!([tag.to_string(), value]),
        Field::Data {
            tag,
            ind1,
            ind2,
            subfields,
        } => {
            let subfields = subfields
                .iter()
                .map(|s| json!([s.code.to_string(), s.value]));
            json!([
                tag.to_string(),
                format!("{ind1}{ind2}"),
                subfields.collect::<Vec<_>>()
            ])
        }
    });
    json!([marc.leader, fields.collect::<Vec<_>>()])
}
