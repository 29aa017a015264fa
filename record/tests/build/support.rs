//! A record from lines such as `245 10 $a Title : $b rest`, and its build.

use record::{
    BuildError, Built, Context, Mapping, build_marc,
    marc::{Field, MarcRecord, Subfield, Tag},
};
use serde_json::Value;
use taxonomy::Taxonomy;

/// A record of lines: `leader ...`, `008 ...`, or tag, indicators (`_` is blank), subfields.
pub fn marc(lines: &str) -> MarcRecord {
    let mut marc = MarcRecord::default();
    for line in lines.lines().map(str::trim_start).filter(|l| !l.is_empty()) {
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        if name == "leader" {
            marc.leader = MarcRecord::with_leader(rest).leader;
            continue;
        }
        let tag = Tag::try_from(name).expect(name);
        if tag.is_control() {
            marc.push_control(tag, rest);
            continue;
        }
        let (indicators, rest) = rest.split_once(" $").expect(line);
        let mut chars = indicators.chars().map(|c| if c == '_' { ' ' } else { c });
        let (ind1, ind2) = (chars.next().unwrap_or(' '), chars.next().unwrap_or(' '));
        let subfields = rest
            .split(" $")
            .map(|part| {
                let (code, value) = part.split_at(1);
                Subfield::new(
                    code.chars().next().unwrap(),
                    value.strip_prefix(' ').unwrap_or(value),
                )
            })
            .collect();
        marc.fields.push(Field::Data {
            tag,
            ind1,
            ind2,
            subfields,
        });
    }
    marc
}

pub fn edited(marc: &MarcRecord, edits: Option<&Value>) -> Result<Built, BuildError> {
    let (taxonomy, mapping) = (Taxonomy::bundled(), Mapping::bundled());
    let context = Context {
        taxonomy: &taxonomy,
        mapping: &mapping,
        system: "labordoc",
        profile: None,
    };
    build_marc(marc, edits, &context)
}

pub fn built(lines: &str) -> Built {
    edited(&marc(lines), None).expect("without edits nothing fails")
}

/// The codes of a build's notices, in order.
pub fn codes(built: &Built) -> Vec<&str> {
    built.notices.iter().map(|n| n.code.as_str()).collect()
}
