//! The table of languages: codes, and what may be detected.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use taxonomy::Lang;
use whatlang::Detector;

use super::MappingError;

/// The compiled table.
#[derive(Debug, Default)]
pub struct Languages {
    by_code: HashMap<String, Lang>,
    /// Tells the language of a short text.
    pub short_detector: Detector,
    /// Tells the language of a longer text.
    pub long_detector: Detector,
    /// Languages that a short text may be in.
    pub short: Vec<Lang>,
    /// Languages that a longer text may be in.
    pub long: Vec<Lang>,
    /// From how many characters a text is a longer one.
    pub long_from: usize,
    /// How many letters a text has at least to be looked at.
    pub least: usize,
    /// The least confidence, from 0.0 to 1.0.
    pub confidence: f64,
    /// From this confidence on, little words are not heard.
    pub sure: f64,
    /// How many characters of a text are looked at.
    pub most: usize,
    /// Little words of English, French and Spanish, and the language of each.
    pub words: HashMap<String, Lang>,
    pub(super) legacy: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawLanguages {
    legacy: BTreeMap<String, String>,
    detection: RawDetection,
    words: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawDetection {
    short: Vec<String>,
    long: Vec<String>,
    long_from: usize,
    least: usize,
    confidence: f64,
    sure: f64,
    most: usize,
}

fn lang(entry: &str, code: &str) -> Result<Lang, MappingError> {
    Lang::new(code).map_err(|e| MappingError::entry("languages", entry, e.to_string()))
}

impl Languages {
    pub(super) fn compile(raw: RawLanguages) -> Result<Languages, MappingError> {
        let mut table = Languages {
            short: codes("[detection] short", &raw.detection.short)?,
            long: codes("[detection] long", &raw.detection.long)?,
            long_from: raw.detection.long_from,
            least: raw.detection.least,
            confidence: raw.detection.confidence,
            sure: raw.detection.sure,
            most: raw.detection.most,
            ..Languages::default()
        };
        for (code, now) in &raw.legacy {
            table.by_code.insert(code.clone(), lang("[legacy]", now)?);
        }
        for (code, words) in raw.words {
            let lang = lang("[words]", &code)?;
            for word in words {
                if table.words.insert(word.clone(), lang).is_some() {
                    let text = format!("{word:?} is given for two languages; leave it out");
                    return Err(MappingError::entry("languages", "[words]", text));
                }
            }
        }
        table.legacy = raw.legacy;
        table.short_detector = table.detector(&table.short);
        table.long_detector = table.detector(&table.long);
        Ok(table)
    }

    fn detector(&self, langs: &[Lang]) -> Detector {
        let known = whatlang::Lang::all().iter().copied();
        let allowed = known.filter(|l| self.of_code(l.code()).is_some_and(|l| langs.contains(&l)));
        Detector::with_allowlist(allowed.collect())
    }

    /// The language that a code means: MARC, ISO 639-2 (either kind) or ISO 639-1, in any case.
    pub fn of_code(&self, code: &str) -> Option<Lang> {
        let lower = code.to_ascii_lowercase();
        let legacy = self.by_code.get(&lower).copied();
        legacy.or_else(|| match lower.len() {
            2 => Lang::from_tag(&lower),
            _ => Lang::from_marc(&lower),
        })
    }
}

fn codes(entry: &str, codes: &[String]) -> Result<Vec<Lang>, MappingError> {
    codes.iter().map(|c| lang(entry, c)).collect()
}

#[cfg(test)]
mod tests {
    use crate::Mapping;

    #[test]
    fn codes_become_the_shortest_there_is() {
        let mapping = Mapping::bundled();
        for (code, expected) in [
            ("eng", Some("en")),
            ("FRE", Some("fr")),
            ("fra", Some("fr")),
            ("es", Some("es")),
            ("scr", Some("hr")),
            ("cam", Some("km")),
            ("grc", Some("grc")),
            ("mul", Some("mul")),
            ("zxx", Some("zxx")),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(
                mapping.languages.of_code(code).as_ref().map(|l| l.as_str()),
                expected,
                "{code}"
            );
        }
    }
}
