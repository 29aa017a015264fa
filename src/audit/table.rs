//! The log as a table for spreadsheets.

use csv::{Error, Writer};

use super::Entry;

/// The names of the columns of [`csv`].
const COLUMNS: [&str; 11] = [
    "commit", "at", "actor", "kind", "reason", "import", "channel", "network", "records", "first",
    "names",
];

/// The first line of a table for spreadsheets (RFC 4180).
///
/// # Errors
/// Never, as it is written to memory.
pub fn csv_head() -> Result<Vec<u8>, Error> {
    let mut out = Writer::from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    out.into_inner().map_err(|error| error.into_error().into())
}

/// Entries as lines of a table for spreadsheets.
///
/// # Errors
/// Never, as it is written to memory.
pub fn csv(entries: &[Entry]) -> Result<Vec<u8>, Error> {
    let mut out = Writer::from_writer(Vec::new());
    for entry in entries {
        let ids: Vec<String> = entry.ids.iter().map(ToString::to_string).collect();
        let names = entry.names();
        let cells = [
            entry.commit.to_string(),
            entry.at.to_string(),
            entry.actor.clone(),
            entry.kind.as_str().to_owned(),
            entry.reason.clone().unwrap_or_default(),
            entry.import.map_or_else(String::new, |id| id.to_string()),
            entry
                .channel
                .map_or_else(String::new, |c| c.as_str().to_owned()),
            entry.net.clone().unwrap_or_default(),
            entry.records.to_string(),
            ids.join(" "),
            names.join(" "),
        ];
        out.write_record(cells.iter().map(|cell| no_formula(cell)))?;
    }
    out.into_inner().map_err(|error| error.into_error().into())
}

/// A cell that no spreadsheet takes for a formula (OWASP: CSV injection): an apostrophe before what would
/// begin one.
fn no_formula(cell: &str) -> String {
    let begins = |c: char| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
        )
    };
    match cell.starts_with(begins) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use record::RecordId;
    use store::Cause;

    use super::*;
    use crate::audit::tests::commit;

    #[test]
    fn no_cell_of_a_table_begins_a_formula() {
        for (cell, written) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM", "'@SUM"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("ana", "ana"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(no_formula(cell), written);
        }
        let mut bad = commit(7, "=cmd|' /C calc'!A0, \"x\"", Cause::Edit);
        bad.ids = vec![RecordId(1), RecordId(2)];
        let lines = String::from_utf8(csv(&[Entry::of(bad)]).unwrap()).unwrap();
        assert_eq!(
            lines,
            "7,1970-01-08T00:00:00Z,\"'=cmd|' /C calc'!A0, \"\"x\"\"\",edit,,,web,,0,1 2,\n"
        );
    }
}
