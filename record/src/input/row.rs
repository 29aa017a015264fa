//! Rows of spreadsheets: a JSON object of column name to cell text, read by a profile's table.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{draft::Draft, values};
use crate::{
    Profile, Source,
    marc::{Fault, FaultCode, Parsed, Tag},
    profile::{Column, Target, WORDS, Word},
};

/// The MARC of a row.
pub(super) fn marc(bytes: &[u8], profile: Option<&Profile>) -> Result<Parsed, Fault> {
    let cells = cells(bytes)?;
    let mut draft = Draft::default();
    for (name, cell) in &cells {
        let Value::String(cell) = cell else { continue };
        for column in goes(profile, name) {
            put(&mut draft, &column, cell);
        }
    }
    if let Some(profile) = profile {
        draft.defaults(profile);
    }
    Ok(draft.finish())
}

/// Puts one cell where its column goes.
pub(super) fn put(draft: &mut Draft, column: &Column, cell: &str) {
    let Some(to) = &column.to else { return };
    let values: Vec<&str> = match &column.split {
        Some(separator) => cell.split(separator.as_str()).collect(),
        None => vec![cell],
    };
    for value in values {
        // A date is checked where all dates are; transformed here it would lose its fault.
        let transform = column.transform.filter(|_| !is_date(to));
        draft.put(to, &values::transformed(value, transform));
    }
}

fn is_date(target: &Target) -> bool {
    matches!(target, Target::Word(Word::Date | Word::Year))
}

fn cells(bytes: &[u8]) -> Result<Map<String, Value>, Fault> {
    serde_json::from_slice(bytes).map_err(|e| {
        let text = format!("the row cannot be read: {e}");
        Fault::new(FaultCode::BadJson, 0, None, text)
    })
}

/// Where a column goes: as the profile says, else by its own name where that is a target's.
fn goes<'p>(profile: Option<&'p Profile>, name: &str) -> Vec<Cow<'p, Column>> {
    let folded = folded(name);
    let all = profile.map_or(&[][..], |p| &p.columns);
    let named: Vec<Cow<'p, Column>> = all
        .iter()
        .filter(|c| c.column == name || self::folded(&c.column) == folded)
        .map(Cow::Borrowed)
        .collect();
    if !named.is_empty() {
        return named;
    }
    let target = name.trim().parse::<Target>().or_else(|_| folded.parse());
    let by_name = target.ok().map(|to| {
        Cow::Owned(Column {
            column: name.to_owned(),
            to: Some(to),
            split: None,
            transform: None,
        })
    });
    by_name.into_iter().collect()
}

/// How names of columns are compared: `Series number` is `series_number`.
fn folded(name: &str) -> String {
    taxonomy::fold(name.trim()).replace([' ', '-'], "_")
}

/// Whether a column of this name goes anywhere.
pub(super) fn knows(profile: Option<&Profile>, name: &str) -> bool {
    !goes(profile, name).is_empty()
}

/// The letters of the column that a notice on a MARC field, or on a column by its name, is about.
pub(super) fn column_of(source: &Source, profile: Option<&Profile>, field: &str) -> Option<String> {
    let cells = cells(&source.bytes).ok()?;
    if let Some(at) = cells.keys().position(|name| name == field) {
        return Some(letters(at));
    }
    let tag = field.get(..3)?;
    let code = field
        .split_once('$')
        .and_then(|(_, code)| code.chars().next());
    let filled = |name: &String| {
        cells
            .get(name)
            .and_then(Value::as_str)
            .is_some_and(|c| !c.is_empty())
    };
    let at = |exact: bool| {
        cells.keys().position(|name| {
            goes(profile, name).iter().any(|column| {
                let to = column.to.as_ref();
                to.is_some_and(|to| says(to, tag, code.filter(|_| exact)))
            }) && (filled(name) || !exact)
        })
    };
    at(true).or_else(|| at(false)).map(letters)
}

/// Whether a target ends in this field.
fn says(target: &Target, tag: &str, code: Option<char>) -> bool {
    let fits = |of: &Tag, its: char| *of == tag && code.is_none_or(|c| c == its);
    match target {
        Target::Control(of) => *of == tag,
        Target::Subfield(of, its) => fits(of, *its),
        Target::Word(word) => {
            let place = WORDS.iter().find(|(_, w, _)| w == word);
            let place = place.map_or("", |(_, _, place)| *place);
            place.contains(tag) && code.is_none_or(|c| place.contains(&format!("${c}")))
        }
    }
}

/// The letters of a column, from 0: `A`, `Z`, `AA`.
pub(super) fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + u8::try_from(column % 26).unwrap_or(0));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().map(|b| char::from(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SourceFormat, marc::mrk};

    #[test]
    fn columns_have_letters_as_in_a_spreadsheet() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (702, "AAA")] {
            assert_eq!(letters(column), expected);
        }
    }

    #[test]
    fn a_row_is_read_by_its_profile_and_its_cells_are_found_again() {
        let row = r#"{"id":"7","title":"Wages","subtitle":"A study","authors":"Jane Doe; Roe, R.","year":"1938","volume":"37","issue":"5","pages":"1-9","language":"French","doi":"10.1/x","colour":"red"}"#;
        let profile = Profile::named("articles-csv");
        let marc = marc(row.as_bytes(), profile).unwrap().marc;
        let text = mrk::to_string(&marc);
        for line in [
            "=001  7",
            "=041  0\\$afr",
            "=100  1\\$aDoe, Jane",
            "=700  1\\$aRoe, R.",
            "=245  10$aWages :$bA study",
            "=264  \\1$c1938",
            "=655  \\7$ajournal-article$2labordoc",
            "=773  0\\$tInternational Labour Review$gvol. 37, no. 5, p. 1-9",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        let source = Source {
            format: SourceFormat::Row,
            bytes: row.as_bytes().to_vec(),
        };
        for (field, column) in [
            ("264$c", "E"),
            ("245", "B"),
            ("024[1]$a", "J"),
            ("773[1]$g", "F"),
            ("colour", "K"),
        ] {
            assert_eq!(
                column_of(&source, profile, field).as_deref(),
                Some(column),
                "{field}"
            );
        }
    }
}
