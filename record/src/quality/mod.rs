//! Quality: what is wrong with a record, by rules that are data.
//!
//! A record is judged twice: its MARC source by the definition of MARC 21 (`marc`), its description by what
//! identifiers, languages and harvesters ask for (`described`). Both give [`Finding`]s with a place; the words for
//! them are the service's. What only many records together show (duplicates, links) is judged from the keys of
//! `twins` by who holds them all. Nothing here changes a record.
//!
//! The rules are `record/quality/rules.toml`, MARC 21 is `record/quality/marc21.toml`; their version stands in reports.

mod content;
mod definition;
mod described;
mod elements;
mod linkage;
mod marc;
mod positions;
mod rules;
mod twins;

pub use elements::{ELEMENTS, elements};
pub use rules::{GROUPS, Rule, Rules, rules};
pub use twins::{Twin, link_key, links, names, points_back, same_publication, twins};

use crate::{Description, Mapping, Source, SourceFormat, marc as reading};

/// The longest value that a finding repeats, in characters.
const VALUE: usize = 80;

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// The place, as `650[3]$a`, `008/15-17`, `LDR/06`, or the name of an element: `titles`.
    pub place: String,
    /// What stands there, cut to 80 characters; empty where nothing does.
    pub value: String,
}

/// Judges a record: its source where it is MARC and can be read, then its description.
///
/// The findings are in the order of the source, then of the rules.
pub fn judge(
    description: &Description,
    source: Option<&Source>,
    mapping: &Mapping,
) -> Vec<Finding> {
    let parsed = source.and_then(|source| {
        let format = match source.format {
            SourceFormat::Marc => reading::Format::Iso2709,
            SourceFormat::Marcxml => reading::Format::MarcXml,
            // What was no MARC is judged by its description alone.
            _ => return None,
        };
        reading::parse(&source.bytes, format).ok()
    });
    judge_marc(description, parsed.as_ref().map(|p| &p.marc), mapping)
}

/// As [`judge`], with the source read already.
pub fn judge_marc(
    description: &Description,
    marc: Option<&reading::MarcRecord>,
    mapping: &Mapping,
) -> Vec<Finding> {
    let mut found = Found::default();
    if let Some(marc) = marc {
        marc::judge(marc, mapping, &mut found);
    }
    described::judge(description, marc, mapping, &mut found);
    found.0
}

/// The findings so far.
#[derive(Debug, Default)]
struct Found(Vec<Finding>);

impl Found {
    /// Adds a finding by the rule's name; a name that no rule has is found by a test.
    fn add(&mut self, rule: &str, place: impl Into<String>, value: &str) {
        if let Some(rule) = rules().get(rule) {
            self.0.push(finding(rule, place, value));
        }
    }
}

/// A finding; the value is cut, and has no control characters.
pub fn finding(rule: &'static Rule, place: impl Into<String>, value: &str) -> Finding {
    let mut cut: String = value.chars().take(VALUE).collect();
    if cut.len() < value.len() {
        cut.push('…');
    }
    Finding {
        rule,
        place: place.into(),
        value: cut.replace(char::is_control, "\u{fffd}"),
    }
}

#[cfg(test)]
mod tests;
