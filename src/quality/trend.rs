//! How the findings went over time: a row a day in `quality/trend.jsonl` of the data directory.
//!
//! What was on a day is not in the collection any more, so it cannot grow back: see
//! `docs/decisions/0037-quality.md`. The file is written anew as a whole and put in place by one rename.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// The findings at the end of a day, or as far as it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The day, UTC, as `2026-11-26`.
    pub day: String,
    /// The version of the rules.
    pub version: String,
    /// Live records.
    pub records: u64,
    /// Records with a warning or an error.
    pub faulty: u64,
    /// Records by rule; a rule without any is left out.
    pub rules: BTreeMap<String, u64>,
}

/// The days, oldest first.
#[derive(Debug, Default)]
pub struct Trend {
    days: Vec<Day>,
    path: Option<PathBuf>,
}

impl Trend {
    /// Reads the days of a data directory. A line that cannot be read is left out: a chart is no reason to fail.
    pub fn open(data: &Path) -> Trend {
        let path = data.join("quality").join("trend.jsonl");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let mut days: BTreeMap<String, Day> = BTreeMap::new();
        for line in text.lines() {
            match serde_json::from_str::<Day>(line) {
                Ok(day) => {
                    days.insert(day.day.clone(), day);
                }
                Err(error) => tracing::warn!(%error, "a line of {} is left out", path.display()),
            }
        }
        Trend {
            days: days.into_values().collect(),
            path: Some(path),
        }
    }

    /// The days, oldest first.
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// Puts a day's row in place of the one that it had; whether that changed anything.
    pub fn set(&mut self, day: Day) -> bool {
        match self.days.binary_search_by(|d| d.day.cmp(&day.day)) {
            Ok(at) if self.days.get(at) == Some(&day) => return false,
            Ok(at) => self.days[at] = day,
            Err(at) => self.days.insert(at, day),
        }
        true
    }

    /// Writes all days.
    ///
    /// # Errors
    /// When the folder cannot be made or the file not written; the old file is whole then.
    pub fn save(&self) -> io::Result<()> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut text = String::new();
        for day in &self.days {
            text.push_str(&serde_json::to_string(day)?);
            text.push('\n');
        }
        let next = path.with_extension("new");
        fs::write(&next, text)?;
        fs::rename(next, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: &str, faulty: u64) -> Day {
        Day {
            day: day.to_owned(),
            version: "1".to_owned(),
            records: 9,
            faulty,
            rules: BTreeMap::from([("field-undefined".to_owned(), faulty)]),
        }
    }

    #[test]
    fn a_day_has_one_row_and_a_broken_line_is_left_out() {
        let data = tempfile::tempdir().unwrap();
        let mut trend = Trend::open(data.path());
        assert!(trend.days().is_empty());
        assert!(trend.set(day("2026-11-26", 3)) && trend.set(day("2026-11-24", 1)));
        assert!(trend.set(day("2026-11-26", 4)) && !trend.set(day("2026-11-26", 4)));
        trend.save().unwrap();
        let path = data.path().join("quality/trend.jsonl");
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 2);
        fs::write(&path, format!("{{broken\n{text}")).unwrap();
        let again = Trend::open(data.path());
        assert_eq!(again.days(), [day("2026-11-24", 1), day("2026-11-26", 4)]);
    }
}
