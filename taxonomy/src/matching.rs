//! From a heading as found in a record to the concept that it names.
//!
//! All labels are folded once, when the scheme is made; a match is one or a few hash lookups.

use std::collections::HashMap;

use crate::{Concept, ConceptId, LabelKind, Lang, Scheme, fold, touched::LANGS};

mod number;

use number::neutral;

/// A concept that a heading names, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadingMatch {
    /// The concept, replaced ones already resolved.
    pub concept: ConceptId,
    /// The matched label's kind.
    pub kind: LabelKind,
    /// The matched label's language.
    pub lang: Lang,
    /// How the heading and the label agree.
    pub by: MatchBy,
}

/// How a heading and a label agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchBy {
    /// They are equal after folding, closing punctuation apart.
    Label,
    /// They differ in number only, as `wages` and `wage`.
    Variant,
}

/// The labels of a scheme, ready for lookup.
#[derive(Debug, Clone, Default)]
pub(crate) struct LabelIndex {
    labels: HashMap<Box<str>, Vec<Label>>,
    variants: HashMap<Box<str>, Vec<Label>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Label {
    /// The concept, already resolved.
    concept: ConceptId,
    lang: Lang,
    kind: LabelKind,
}

/// The form under which labels and headings are compared: folded, without closing ISBD punctuation.
pub fn key(text: &str) -> String {
    let mut key = fold(text);
    let kept = key
        .trim_end_matches([' ', '.', ',', ';', ':', '/', '='])
        .len();
    key.truncate(kept);
    key
}

impl LabelIndex {
    /// Takes in the labels of concepts, each with what it stands for today; retired concepts are left out.
    pub(crate) fn new<'a>(concepts: impl Iterator<Item = (&'a Concept, &'a ConceptId)>) -> Self {
        let mut index = LabelIndex::default();
        for (concept, today) in concepts.filter(|(c, _)| !c.deprecated) {
            for (lang, kind, text) in concept.labels() {
                let label = Label {
                    concept: today.clone(),
                    lang,
                    kind,
                };
                let key = key(text);
                if Lang::INTERFACE.contains(&lang) {
                    let at = index.variants.entry(neutral(&key, lang).into());
                    at.or_default().push(label.clone());
                }
                index.labels.entry(key.into()).or_default().push(label);
            }
        }
        index
    }

    /// All keys that lead anywhere: folded labels, and what numbers of a word share.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (bool, &str)> {
        let labels = self.labels.keys().map(|key| (false, &**key));
        labels.chain(self.variants.keys().map(|key| (true, &**key)))
    }

    /// Whether one of [`LabelIndex::keys`] has the same labels in both.
    pub(crate) fn is_alike(&self, other: &LabelIndex, (variant, key): (bool, &str)) -> bool {
        match variant {
            false => self.labels.get(key) == other.labels.get(key),
            true => self.variants.get(key) == other.variants.get(key),
        }
    }

    /// What one of [`LabelIndex::keys`] leads to, by the language that a heading is declared to be in.
    pub(crate) fn outcomes(&self, (variant, key): (bool, &str)) -> [Option<ConceptId>; 4] {
        let concept = |found: Option<HeadingMatch>| found.map(|m| m.concept);
        if !variant {
            let labels = self.labels.get(key).map_or(&[][..], Vec::as_slice);
            return LANGS.map(|lang| concept(only_best(labels, lang, MatchBy::Label)));
        }
        let labels = self.variants.get(key).map_or(&[][..], Vec::as_slice);
        LANGS.map(|lang| {
            let held = labels
                .iter()
                .filter(|l| lang.is_none_or(|lang| l.lang == lang));
            concept(alone(&held.cloned().collect::<Vec<_>>()))
        })
    }

    fn find(&self, heading: &str, lang: Option<Lang>) -> Option<HeadingMatch> {
        let key = key(heading);
        if key.is_empty() {
            return None;
        }
        if let Some(labels) = self.labels.get(key.as_str()) {
            return only_best(labels, lang, MatchBy::Label);
        }
        let declared = lang.filter(|l| Lang::INTERFACE.contains(l));
        declared
            .and_then(|lang| self.find_variant(&key, &[lang]))
            .or_else(|| self.find_variant(&key, &Lang::INTERFACE))
    }

    /// The one concept that the heading names in another number, in any of the languages.
    fn find_variant(&self, key: &str, langs: &[Lang]) -> Option<HeadingMatch> {
        let mut found: Vec<Label> = Vec::new();
        for lang in langs {
            let labels = self.variants.get(neutral(key, *lang).as_str());
            let labels = labels.into_iter().flatten().filter(|l| l.lang == *lang);
            found.extend(labels.cloned());
        }
        alone(&found)
    }
}

/// The concept of labels that all name one.
fn alone(found: &[Label]) -> Option<HeadingMatch> {
    let first = found.first()?;
    let one = found.iter().all(|l| l.concept == first.concept);
    only_best(found, None, MatchBy::Variant).filter(|_| one)
}

/// The label of best rank, unless labels of two concepts share that rank.
fn only_best(labels: &[Label], lang: Option<Lang>, by: MatchBy) -> Option<HeadingMatch> {
    let rank = |label: &Label| (lang.is_some_and(|l| l != label.lang), label.kind);
    let best = labels.iter().min_by_key(|l| (rank(l), l.lang))?;
    let alone = labels
        .iter()
        .all(|l| l.concept == best.concept || rank(l) != rank(best));
    alone.then(|| HeadingMatch {
        concept: best.concept.clone(),
        kind: best.kind,
        lang: best.lang,
        by,
    })
}

impl Scheme {
    /// The concept that a heading names; a label in `lang` wins, a preferred label before others.
    ///
    /// Folded labels are tried first, then singular and plural in English, French and Spanish.
    /// A heading that names two concepts equally well names none, and neither does the label of a
    /// concept that was retired without an heir.
    pub fn match_heading(&self, heading: &str, lang: Option<Lang>) -> Option<HeadingMatch> {
        self.label_index().find(heading, lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::scheme;

    #[test]
    fn headings_name_concepts() {
        let scheme = scheme();
        let (en, fr, es) = (Some(Lang::EN), Some(Lang::FR), Some(Lang::ES));
        let de = Lang::from_tag("de");
        for (heading, lang, expected) in [
            ("wage", en, "wages Pref en Label"),
            ("Wage.", None, "wages Pref en Label"),
            ("WAGES /", en, "wages Pref en Variant"),
            ("wagse", None, "wages Hidden en Label"),
            ("Rémunération", fr, "wages Alt fr Label"),
            ("remunerations", fr, "wages Alt fr Variant"),
            ("salaires", None, "wages Pref fr Variant"),
            ("salarios mínimos", es, "minimum-wage Pref es Variant"),
            ("travailleurs âgés", fr, "older-workers Pref fr Variant"),
            ("Older workers", fr, "older-workers Pref en Variant"),
            ("trabajadores de edad", es, "older-workers Pref es Variant"),
            ("politiques sociales", de, "social-policy Pref fr Variant"),
            ("arbeit", de, "work Alt de Label"),
            ("Arbeit", en, "work Alt de Label"),
            ("agenda", en, "social-policy Alt en Label"),
            ("agenda", es, "meetings Pref es Label"),
            ("agenda", None, "meetings Pref es Label"),
            ("agendas", None, ""),
            ("unknown", en, ""),
            ("", None, ""),
            (" . ", None, ""),
        ] {
            let found = scheme
                .match_heading(heading, lang)
                .map_or(String::new(), |m| {
                    format!("{} {:?} {} {:?}", m.concept, m.kind, m.lang, m.by)
                });
            assert_eq!(found, expected, "{heading} in {lang:?}");
        }
    }

    #[test]
    fn a_heading_of_two_equal_concepts_names_none() {
        let mut concepts: Vec<Concept> = scheme().concepts().cloned().collect();
        for concept in &mut concepts {
            concept.hidden.insert(Lang::EN, vec!["both".into()]);
        }
        let shared = Scheme::new(Default::default(), concepts);
        assert_eq!(shared.match_heading("both", Some(Lang::EN)), None);
        assert!(shared.match_heading("wage", None).is_some());
    }

    #[test]
    fn replaced_concepts_match_as_their_heirs_and_retired_ones_not_at_all() {
        let before = scheme();
        let concepts = before.concepts().cloned().map(|mut concept| {
            match concept.id.as_str() {
                "wages" => concept.replaced_by = Some("work".into()),
                "meetings" => concept.deprecated = true,
                _ => {}
            }
            concept
        });
        let scheme = Scheme::new(Default::default(), concepts);
        assert_eq!(
            scheme
                .match_heading("wages", None)
                .unwrap()
                .concept
                .as_str(),
            "work"
        );
        assert_eq!(scheme.match_heading("réunion", None), None);
    }
}
