//! What Google Scholar's rules say: of a record, of a page, of all records. The words are the service's texts.

use harvest::{
    Site,
    scholar_check::{Case, Hand, Judgement, RULES, Rule, Verdict},
};
use record::Record;
use serde_json::{Value, json};
use taxonomy::{Lang, Taxonomy};

use crate::{
    scholar::{Counts, RuleCount},
    web::Texts,
};

/// `{"ok", "rules": [...]}` of a record.
pub fn of_record(record: &Record, site: &Site, taxonomy: &Taxonomy) -> Value {
    let mut told = of_judged(&Case::of_record(record, site, taxonomy).judge());
    told["record"] = json!(record.id);
    told["url"] = json!(site.record_url(record.id));
    told
}

/// `{"ok", "rules": [...]}`: each rule with `verdict`, and where it fails with `reason`, `hand`, `value`, `why` and `todo`.
///
/// It is ok when nothing fails that is in the service's hand.
pub fn of_judged(judged: &[Judgement]) -> Value {
    let ours = |j: &Judgement| matches!(j.verdict, Verdict::Fails(r, _) if r.hand == Hand::Service);
    let rules: Vec<Value> = judged.iter().map(judgement).collect();
    json!({ "ok": !judged.iter().any(ours), "rules": rules })
}

fn judgement(judgement: &Judgement) -> Value {
    let mut told = rule(judgement.rule);
    told["verdict"] = json!(match judgement.verdict {
        Verdict::Pass => "pass",
        Verdict::DoesNotApply => "does-not-apply",
        Verdict::NotAsked => "not-asked",
        Verdict::Fails(..) => "fails",
    });
    if let Verdict::Fails(reason, value) = &judgement.verdict {
        let texts = Texts::of(Lang::EN);
        told["reason"] = json!(reason.id);
        told["hand"] = json!(reason.hand.name());
        told["value"] = json!(value);
        told["why"] = json!(texts.with(&format!("scholar-why-{}", reason.id), value));
        told["todo"] = json!(texts.text(&format!("scholar-do-{}", reason.id)));
    }
    told
}

fn rule(rule: &Rule) -> Value {
    let name = Texts::of(Lang::EN).text(&format!("scholar-rule-{}", rule.id));
    json!({ "id": rule.id, "name": name, "section": rule.section, "says": rule.says, "judged_from": rule.needs.name() })
}

/// `{"ok", "records", "seq", "head", "judged", "rules": [...]}` of all live records.
pub fn of_all(counts: &Counts, head: record::Seq) -> Value {
    let ours = |count: &RuleCount| count.reasons.iter().any(|(r, _)| r.hand == Hand::Service);
    let rules: Vec<Value> = counts.rules.iter().map(count).collect();
    json!({
        "ok": !counts.rules.iter().any(ours),
        "records": counts.records,
        "seq": counts.seq,
        "head": head,
        "judged": counts.judged,
        "rules": rules,
    })
}

fn count(count: &RuleCount) -> Value {
    let texts = Texts::of(Lang::EN);
    let reason = |(reason, fails): &(harvest::scholar_check::Reason, u64)| {
        json!({ "id": reason.id, "hand": reason.hand.name(), "fails": fails,
            "todo": texts.text(&format!("scholar-do-{}", reason.id)) })
    };
    let mut told = rule(count.rule);
    told["passes"] = json!(count.passes);
    told["fails"] = json!(count.fails);
    told["does_not_apply"] = json!(count.not_applicable);
    told["not_asked"] = json!(count.not_asked);
    told["reasons"] = count.reasons.iter().map(reason).collect();
    told
}

/// How `docs/scholar.md` begins.
const LEAD: &str = "# Google Scholar's rules

This page is generated from the table in `harvest/src/scholar_check/rules.rs`; change that, then run the tests.

What Google Scholar asks for is told in our words, by the section of its \"Inclusion Guidelines for Webmasters\"
(`https://scholar.google.com/intl/en/scholar/inclusion.html`). `labordoc scholar-check` judges a page, a record or all
records by them: see [operations](operations.md#google-scholar) and [decision 0029](decisions/0029-scholar-check.md).

\"Judged from\" says what must be known: `tags` (the record, or the tags of a page), `page` (the page as it is served), `pdf` (the PDF that it
names), `site` (what is around it). A rule whose facts are not there is not asked. In a record's hand is what a cataloguer
can add; in the service's hand what whoever makes or runs the service must mend, and what the command fails for.
";

/// The table as Markdown: the content of `docs/scholar.md`.
pub fn to_markdown() -> String {
    let texts = Texts::of(Lang::EN);
    let mut out = LEAD.to_owned();
    out.push_str(
        "\n## Rules\n\n| rule | section | asks for | judged from |\n| --- | --- | --- | --- |\n",
    );
    for rule in RULES {
        let (id, section, says) = (rule.id, rule.section, rule.says);
        let needs = rule.needs.name();
        out.push_str(&format!("| `{id}` | {section} | {says} | {needs} |\n"));
    }
    out.push_str("\n## Reasons\n\n| rule | reason | in the hand of | says | what to do |\n| --- | --- | --- | --- | --- |\n");
    for rule in RULES {
        for reason in rule.reasons {
            let (id, hand) = (reason.id, reason.hand.name());
            let why = texts.with(&format!("scholar-why-{id}"), "…");
            let todo = texts.text(&format!("scholar-do-{id}"));
            out.push_str(&format!(
                "| `{}` | `{id}` | {hand} | {why} | {todo} |\n",
                rule.id
            ));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use harvest::scholar_check::RULES;
    use taxonomy::Lang;

    use crate::web::Texts;

    #[test]
    fn every_rule_and_every_reason_has_its_words() {
        for lang in Lang::INTERFACE {
            let texts = Texts::of(lang);
            for rule in RULES {
                assert!(
                    texts.has(&format!("scholar-rule-{}", rule.id)),
                    "{}",
                    rule.id
                );
                for reason in rule.reasons {
                    for part in ["why", "do"] {
                        let id = format!("scholar-{part}-{}", reason.id);
                        assert!(texts.has(&id), "{lang}: no text {id}");
                    }
                }
            }
        }
    }
}
