//! What a taxonomy must hold: SKOS's integrity conditions and this house's rules.
//!
//! One function for each rule, in `check/`; each appends located findings and changes nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{ConceptId, Scheme, SchemeId, Taxonomy};

mod hierarchy;
mod labels;
mod shape;

/// A rule that a taxonomy can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rule {
    /// Concepts and schemes are different things (SKOS S9).
    S9,
    /// A concept's preferred, alternative and hidden labels differ (SKOS S13).
    S13,
    /// One preferred label for each language (SKOS S14).
    S14,
    /// A related concept is neither above nor below (SKOS S27).
    S27,
    /// No concept is above itself (house rule; SKOS leaves it open).
    Cycle,
    /// Every concept that is named exists and stands (house rule).
    Target,
    /// A preferred label in English, French and Spanish (house rule).
    MissingLabel,
    /// A label names one concept only (house rule).
    LabelClash,
    /// A notation is given once (SKOS section 6.5.3, which recommends it).
    Notation,
    /// Identifiers are slugs of `[a-z0-9-]`, 2 to 60 of them (house rule).
    Id,
    /// A concept is replaced in one hop, by one that stands (house rule).
    ReplacedBy,
    /// Document types have `unclassified` (house rule).
    Unclassified,
    /// A value read from a file can be used (house rule).
    Value,
    /// A subject read from a file is one of ours (house rule).
    Foreign,
}

impl Rule {
    /// The rule's short name, as `S27` or `label-clash`.
    pub fn code(self) -> &'static str {
        match self {
            Rule::S9 => "S9",
            Rule::S13 => "S13",
            Rule::S14 => "S14",
            Rule::S27 => "S27",
            Rule::Cycle => "cycle",
            Rule::Target => "target",
            Rule::MissingLabel => "missing-label",
            Rule::LabelClash => "label-clash",
            Rule::Notation => "notation",
            Rule::Id => "id",
            Rule::ReplacedBy => "replaced-by",
            Rule::Unclassified => "unclassified",
            Rule::Value => "value",
            Rule::Foreign => "foreign",
        }
    }

    /// Whether breaking it harms what is built on the taxonomy, so that no change may.
    ///
    /// The others leave gaps that can be filled later: a missing translation, a label that names
    /// two concepts and so matches neither.
    pub fn is_structural(self) -> bool {
        !matches!(
            self,
            Rule::MissingLabel | Rule::LabelClash | Rule::Value | Rule::Foreign
        )
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// One place where a taxonomy breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// The scheme; empty when the finding is about a subject that belongs to none.
    pub scheme: SchemeId,
    /// The concept; none when the finding is about the scheme.
    pub concept: Option<ConceptId>,
    /// The rule.
    pub rule: Rule,
    /// What is wrong and what to do, in English.
    pub text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.concept {
            Some(concept) => write!(f, "{}/{concept}: ", self.scheme)?,
            None if self.scheme.as_str().is_empty() => {}
            None => write!(f, "{}: ", self.scheme)?,
        }
        write!(f, "{} ({})", self.text, self.rule)
    }
}

/// Finds every place where a taxonomy breaks a rule, in a fixed order.
pub fn check(taxonomy: &Taxonomy) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, scheme) in taxonomy.schemes() {
        let mut report = Report {
            id,
            scheme,
            findings: &mut findings,
        };
        shape::ids(&mut report);
        shape::notations(&mut report);
        shape::concepts_are_no_schemes(&mut report, taxonomy);
        shape::unclassified(&mut report);
        shape::matches_are_uris(&mut report);
        labels::required(&mut report);
        labels::disjoint(&mut report);
        labels::one_preferred(&mut report);
        labels::clashes(&mut report);
        hierarchy::targets(&mut report);
        hierarchy::headings(&mut report);
        hierarchy::cycles(&mut report);
        hierarchy::related_apart(&mut report);
        hierarchy::replacements(&mut report);
    }
    findings.sort();
    findings
}

/// Where the rules put what they find in one scheme.
struct Report<'a> {
    id: &'a SchemeId,
    scheme: &'a Scheme,
    findings: &'a mut Vec<Finding>,
}

impl Report<'_> {
    fn add(&mut self, rule: Rule, concept: Option<&ConceptId>, text: String) {
        self.findings.push(Finding {
            scheme: self.id.clone(),
            concept: concept.cloned(),
            rule,
            text,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Concept, Lang, fixture, id::THEMES};

    /// The findings after one concept of the fixture was spoilt.
    fn after(id: &str, spoil: impl Fn(&mut Concept)) -> Vec<String> {
        let taxonomy = fixture::taxonomy();
        let concepts = taxonomy.themes().concepts().cloned().map(|mut concept| {
            if concept.id.as_str() == id {
                spoil(&mut concept);
            }
            concept
        });
        let scheme = Scheme::new(taxonomy.themes().title.clone(), concepts);
        let spoilt = taxonomy.with_scheme(THEMES.into(), scheme);
        check(&spoilt).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_sound_taxonomy_has_no_findings() {
        assert_eq!(check(&fixture::taxonomy()), []);
    }

    #[test]
    fn each_rule_finds_its_fault() {
        type Spoil = fn(&mut Concept);
        let cases: [(&str, Spoil, &str); 13] = [
            (
                "wages",
                |c| drop(c.pref.remove(&Lang::ES)),
                "no prefLabel in es; add one (missing-label)",
            ),
            (
                "wages",
                |c| drop(c.hidden.insert(Lang::EN, vec!["pay".into()])),
                "\"pay\" is altLabel and hiddenLabel in en; keep one (S13)",
            ),
            (
                "wages",
                |c| drop(c.pref.insert(Lang::new("fra").unwrap(), "paie".into())),
                "prefLabels under fr and fra are of one language; keep one (S14)",
            ),
            (
                "wages",
                |c| c.related.push("work".into()),
                "related to work, which is above it; drop one of the two (S27)",
            ),
            (
                "work",
                |c| c.broader.push("minimum-wage".into()),
                "is above itself",
            ),
            (
                "wages",
                |c| c.broader.push("nothing".into()),
                "broader nothing does not exist (target)",
            ),
            (
                "wages",
                |c| c.related.push("nothing".into()),
                "related nothing does not exist (target)",
            ),
            (
                "wages",
                |c| drop(c.alt.insert(Lang::ES, vec!["Agenda.".into()])),
                "\"agenda\" in es also names wages",
            ),
            (
                "wages",
                |c| c.notation = Some("B".into()),
                "notation B is also that of social-policy",
            ),
            (
                "wages",
                |c| c.exact.push("wage".into()),
                "exactMatch \"wage\" is no URI",
            ),
            (
                "wages",
                |c| c.replaced_by = Some("nothing".into()),
                "replaced by nothing, which does not exist",
            ),
            (
                "wages",
                |c| c.replaced_by = Some("wages".into()),
                "replaced by wages, which is itself replaced",
            ),
            (
                "social-policy",
                |c| c.replaced_by = Some("work".into()),
                "broader social-policy was merged into work; name that (target)",
            ),
        ];
        for (id, spoil, expected) in cases {
            let found = after(id, spoil);
            assert!(
                found.iter().any(|f| f.contains(expected)),
                "{expected}: {found:#?}"
            );
        }
    }

    #[test]
    fn identifiers_are_slugs_and_no_schemes() {
        let taxonomy = fixture::taxonomy();
        let concepts = ["X", "a", "-ab", "a--b", "ab"].map(|id| Concept {
            id: id.into(),
            ..taxonomy.themes().get("work").unwrap().clone()
        });
        let scheme = Scheme::new(Default::default(), concepts);
        let taxonomy = taxonomy
            .with_scheme("document-types".into(), scheme)
            .with_scheme("document-types/ab".into(), Scheme::default());
        let findings = check(&taxonomy);
        let of = |rule| findings.iter().filter(|f| f.rule == rule).count();
        assert_eq!(
            (of(Rule::Id), of(Rule::S9), of(Rule::Unclassified)),
            (5, 1, 1)
        );
    }
}
