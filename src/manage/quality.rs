//! What the rules of quality say: of all records, of those that break a rule, of one, of files. The words are the
//! service's texts.

use record::{
    Record, RecordId,
    quality::{ELEMENTS, Rule, rules},
};
use serde_json::{Value, json};
use store::ReadError;
use taxonomy::Lang;

use crate::{
    app::App,
    quality::{Complete, Counts, Day, Filter, Told},
    web::Texts,
};

/// `{"id", "group", "severity", "name", "qa", "source"}` of a rule.
pub fn rule(rule: &Rule) -> Value {
    let name = Texts::of(Lang::EN).text(&format!("quality-rule-{}", rule.id));
    json!({
        "id": rule.id, "group": rule.group, "severity": rule.severity, "name": name,
        "qa": rule.qa, "source": rule.source,
    })
}

/// `{"version", "records", "faulty", "seq", "head", "judged", "rules", "complete", "days"}`.
pub fn of_all(counts: &Counts, days: &[Day], head: record::Seq) -> Value {
    let broken = rules().all.iter().zip(&counts.rules);
    let broken: Vec<Value> = broken
        .map(|(each, count)| {
            let mut told = rule(each);
            told["records"] = json!(count);
            told
        })
        .collect();
    let complete: Vec<Value> = counts.complete.iter().map(complete).collect();
    json!({
        "version": rules().version,
        "records": counts.records,
        "faulty": counts.faulty,
        "seq": counts.seq,
        "head": head,
        "judged": counts.judged,
        "rules": broken,
        "complete": complete,
        "days": days,
    })
}

fn complete(complete: &Complete) -> Value {
    let elements: serde_json::Map<String, Value> = ELEMENTS
        .iter()
        .zip(&complete.elements)
        .map(|(name, count)| ((*name).to_owned(), json!(count)))
        .collect();
    json!({ "type": complete.kind, "records": complete.records, "elements": elements })
}

/// `{"rule", "version", "count", "records": [{"id", "title", "findings"}], "next"}`: the records that break a rule.
///
/// # Errors
/// When the store cannot be read.
pub fn of_rule(
    app: &App,
    broken: &'static Rule,
    filter: &Filter,
    after: RecordId,
    limit: usize,
) -> Result<Value, ReadError> {
    let (mut ids, count) = app.quality.records(broken, filter, after, limit + 1);
    let more = ids.len() > limit;
    ids.truncate(limit);
    let next = ids.last().filter(|_| more).copied();
    let mut records = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(record) = app.store.record(id)?.filter(|r| r.status.is_live()) else {
            continue;
        };
        let mut told = app.quality.findings(app, &record)?;
        told.retain(|t| t.finding.rule == broken);
        records.push(json!({
            "id": id,
            "title": record.description.titles.main.full(),
            "findings": told.iter().map(place).collect::<Vec<_>>(),
        }));
    }
    Ok(json!({
        "rule": rule(broken), "version": rules().version, "count": count, "records": records, "next": next,
    }))
}

/// `{"record", "version", "findings": [...]}` of a record.
///
/// # Errors
/// When the store cannot be read.
pub fn of_record(app: &App, record: &Record) -> Result<Value, ReadError> {
    let told = app.quality.findings(app, record)?;
    let findings: Vec<Value> = told.iter().map(finding).collect();
    Ok(json!({ "record": record.id, "version": rules().version, "findings": findings }))
}

/// A finding with its rule.
pub fn finding(told: &Told) -> Value {
    let mut value = place(told);
    value["rule"] = json!(told.finding.rule.id);
    value["severity"] = json!(told.finding.rule.severity);
    value["name"] = rule(told.finding.rule)["name"].clone();
    value
}

fn place(told: &Told) -> Value {
    json!({ "place": told.finding.place, "value": told.finding.value, "others": told.others })
}

/// How `docs/quality.md` begins.
const LEAD: &str = "# Quality

This page is generated from the table in `record/quality/rules.toml`; change that, raise its version, then run the tests.

`labordoc audit` judges the records of the collection, `labordoc audit FILE...` those of files without importing them;
`/admin/quality` and `/api/v1/quality` show cataloguers what is found, with the records and the places. Nothing is ever
changed. See [decision 0037](decisions/0037-quality.md).

The levels record, control, field, indicator and subfield look at the MARC source. They are the 22 issue types of
[QA catalogue](https://github.com/pkiraly/qa-catalogue), by its names, and two of our own for what MARC 21 calls obsolete.
MARC 21 is a table of our own, `record/quality/marc21.toml`: each field with its indicators and subfields, the fixed
positions, code lists, and the local fields of Labordoc. The other groups look at the description, edits included.

What the rules leave out on purpose:

- UNIMARC is not judged by MARC 21. Authority and holdings records are only called undetectable.
- X9X and 9XX, the indicator 9 and `$9` are for local use: none of them is undefined.
- `$6`, `$7` and `$8` may stand in every data field. Positions of 007 are known for its commonest kinds; others are
  judged by their first characters.
- A number that the source itself calls cancelled or wrong (020 `$z`, 022 `$y`) is no finding.
- The language of a title is only told where the declared languages are among those that the detector knows and that nobody
  transliterates, and where the title is long, or the abstracts agree with it.
- Language versions of one work are no duplicates; a title alone makes none: year, first contributor and pages must agree.
";

/// The rules as Markdown: the content of `docs/quality.md`.
pub fn to_markdown() -> String {
    let texts = Texts::of(Lang::EN);
    let mut out = LEAD.to_owned();
    out.push_str(&format!("\n## Rules\n\nVersion {}.\n\n", rules().version));
    out.push_str("| rule | group | severity | QA catalogue | says | source |\n| --- | --- | --- | --- | --- | --- |\n");
    for rule in &rules().all {
        let says = texts.text(&format!("quality-rule-{}", rule.id));
        let severity = json!(rule.severity);
        out.push_str(&format!(
            "| `{}` | {} | {} | {} | {says} | {} |\n",
            rule.id,
            rule.group,
            severity.as_str().unwrap_or_default(),
            rule.qa
                .as_ref()
                .map_or("-".to_owned(), |qa| format!("`{qa}`")),
            rule.source
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use record::quality::{ELEMENTS, GROUPS, rules};
    use taxonomy::Lang;

    use crate::web::Texts;

    #[test]
    fn every_rule_group_and_element_has_its_words() {
        for lang in Lang::INTERFACE {
            let texts = Texts::of(lang);
            let rules = rules().all.iter();
            let ids = rules.flat_map(|rule| {
                [
                    format!("quality-rule-{}", rule.id),
                    format!("quality-why-{}", rule.id),
                ]
            });
            let groups = GROUPS.iter().map(|g| format!("quality-group-{g}"));
            let elements = ELEMENTS.iter().map(|e| format!("quality-element-{e}"));
            for id in ids.chain(groups).chain(elements) {
                assert!(texts.has(&id), "{lang}: no text {id}");
            }
        }
    }
}
