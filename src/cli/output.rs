//! What commands print: results on standard output, everything else on standard error.

use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use store::Finding;

/// A line of the result. A reader that has gone away is no fault.
pub fn say(line: &str) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}

/// A line beside the result.
pub fn note(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// The one JSON object.
pub fn json(value: &impl Serialize) {
    say(&serde_json::to_string(value).unwrap_or_else(|e| format!("{{\"error\":\"{e}\"}}")));
}

/// What was found and mended while opening.
pub fn findings(findings: &[Finding]) {
    for finding in findings {
        note(&format!(
            "{}: {} ({})",
            finding.place, finding.text, finding.code
        ));
    }
}

/// The progress of long work: a bar on a terminal, a line now and then elsewhere.
pub struct Progress {
    bar: Option<ProgressBar>,
    begun: std::time::Instant,
    said: std::time::Instant,
}

/// How often a line is printed where there is no terminal.
const EVERY: std::time::Duration = std::time::Duration::from_secs(10);

impl Progress {
    /// Starts, over a total in bytes.
    pub fn new(bytes: u64) -> Progress {
        let bar = io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{bar:30} {percent:>3} % {msg} · {eta} left")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(bytes).with_style(style)
        });
        let now = std::time::Instant::now();
        Progress {
            bar,
            begun: now,
            said: now,
        }
    }

    /// So many records of the input are done, up to this byte.
    pub fn at(&mut self, records: u64, byte: u64) {
        let seconds = self.begun.elapsed().as_secs_f64().max(0.001);
        #[expect(clippy::cast_precision_loss, reason = "a rate shown to a person")]
        let line = || {
            format!(
                "{records} records, {:.0} a second",
                records as f64 / seconds
            )
        };
        match &self.bar {
            Some(bar) => {
                bar.set_position(byte);
                bar.set_message(line());
            }
            None if self.said.elapsed() >= EVERY => {
                self.said = std::time::Instant::now();
                note(&line());
            }
            None => {}
        }
    }

    /// Done.
    pub fn end(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A count of what comes from elsewhere, said now and then: nobody knows how much there will be.
pub struct Count {
    what: &'static str,
    said: std::time::Instant,
}

impl Count {
    /// Starts, at nothing.
    pub fn new(what: &'static str) -> Count {
        Count {
            what,
            said: std::time::Instant::now(),
        }
    }

    /// So many by now.
    pub fn at(&mut self, count: u64) {
        if self.said.elapsed() >= EVERY {
            self.said = std::time::Instant::now();
            note(&format!("{count} {}", self.what));
        }
    }
}
