//! The document type: the first rule of the table that fits.

use std::cell::OnceCell;

use taxonomy::ConceptId;

use super::Reading;
use crate::{
    Assigned, Severity, Why,
    mapping::{Condition, Rule, Spec, Value, fold},
};

/// The concept of a record that no rule fits.
const UNCLASSIFIED: &str = "unclassified";
/// The vocabulary code of our own concepts in $2.
pub(super) const OURS: &str = "labordoc";

/// The record's one document type, and the rule that gave it.
pub(super) fn document_type(reading: &Reading<'_>) -> Assigned {
    let table = &reading.mapping().types;
    let facts = Facts {
        reading,
        values: table.groups.iter().map(|_| OnceCell::new()).collect(),
    };
    if let Some(stated) = stated(reading) {
        return stated;
    }
    let rule = table.rules.iter().find(|rule| facts.fit(rule));
    let (concept, name) = match rule {
        Some(rule) => (rule.concept.clone(), rule.name.as_str()),
        None => (ConceptId::new(UNCLASSIFIED), "no-rule"),
    };
    let current = reading
        .context
        .taxonomy
        .document_types()
        .resolve(concept.as_str());
    Assigned {
        concept: current.map_or(concept, |c| c.id.clone()),
        why: Why::Rule(name.to_owned()),
    }
}

/// What 655 with $2 `labordoc` names, by its identifier or a label: so we write it ourselves, and so the
/// crosswalks of other formats say a type.
fn stated(reading: &Reading<'_>) -> Option<Assigned> {
    let scheme = reading.context.taxonomy.document_types();
    for field in reading.fields.all("655") {
        if field.text('2') != Some(OURS) {
            continue;
        }
        let Some(name) = field.text('a') else {
            continue;
        };
        let by_label = || {
            let label = scheme.match_heading(name, None)?;
            scheme.resolve(label.concept.as_str())
        };
        if let Some(concept) = scheme.resolve(name).or_else(by_label) {
            return Some(Assigned {
                concept: concept.id.clone(),
                why: Why::Field(field.place()),
            });
        }
        let said = format!("{name:?} is no document type; the type was told by the other fields");
        reading.notice(Severity::Warning, "unknown-type", field.place_of('a'), said);
    }
    None
}

/// The folded values of each group of fields, read when first asked for.
struct Facts<'r, 'a> {
    reading: &'r Reading<'a>,
    values: Vec<OnceCell<Vec<Value>>>,
}

impl Facts<'_, '_> {
    fn fit(&self, rule: &Rule) -> bool {
        rule.all.iter().all(|c| self.holds(c))
            && (rule.any.is_empty() || rule.any.iter().any(|c| self.holds(c)))
            && !rule.none.iter().any(|c| self.holds(c))
    }

    fn holds(&self, condition: &Condition) -> bool {
        let Some(cell) = self.values.get(condition.group) else {
            return false;
        };
        condition
            .test
            .passes(cell.get_or_init(|| self.read(condition.group)))
    }

    fn read(&self, group: usize) -> Vec<Value> {
        let mut values = Vec::new();
        let specs = self
            .reading
            .mapping()
            .types
            .groups
            .get(group)
            .map_or(&[][..], |g| &g.specs);
        for spec in specs {
            self.read_spec(spec, &mut values);
        }
        values.into_iter().map(Value::new).collect()
    }

    fn read_spec(&self, spec: &Spec, values: &mut Vec<String>) {
        let fields = &self.reading.fields;
        match spec {
            Spec::Leader(at) => match fields.leader_at(*at) {
                ' ' => {}
                c => values.push(c.to_ascii_lowercase().to_string()),
            },
            Spec::Control(tag, from, to) => {
                let text = match tag.as_str() {
                    "008" => fields.fixed(*from, *to),
                    _ => fields.control(tag).and_then(|t| t.get(*from..=*to)),
                };
                // Each position is a value of its own: 008/24-27 holds up to four codes.
                let codes = text
                    .unwrap_or("")
                    .chars()
                    .filter(|c| !matches!(c, ' ' | '|'));
                values.extend(codes.map(|c| c.to_ascii_lowercase().to_string()));
            }
            Spec::Subfields(tag, codes) => {
                for field in fields.all(tag) {
                    let found = field
                        .field
                        .subfields
                        .iter()
                        .filter(|s| codes.contains(s.code));
                    values.extend(
                        found
                            .filter(|s| !s.value.is_empty())
                            .map(|s| tidy(&s.value)),
                    );
                }
            }
        }
    }
}

fn tidy(value: &str) -> String {
    let mut folded = fold(value);
    let end = folded
        .trim_end_matches([' ', '.', ',', ';', ':', '/', '='])
        .len();
    folded.truncate(end);
    folded
}
