//! Languages: declared ones first; detection only where nothing is declared.

use taxonomy::Lang;

use super::Reading;
use crate::{Certainty, Severity, Text};

/// A record's languages and how they are known.
pub(super) struct Languages {
    /// The main one first; never empty.
    pub(super) codes: Vec<Lang>,
    pub(super) certainty: Certainty,
    /// The language of the original (041 $h).
    pub(super) original: Option<Lang>,
    /// The language of cataloguing (040 $b), that notes are written in.
    pub(super) cataloguing: Option<Lang>,
}

/// Reads 041, else 008/35-37, else 998 $a; else looks at title and abstract.
pub(super) fn languages(reading: &Reading<'_>) -> Languages {
    let fields = &reading.fields;
    let table = &reading.mapping().languages;
    let original = fields
        .first("041", 'h')
        .and_then(|c| table.of_code(c.get(..3).unwrap_or(c)));
    let cataloguing = fields.first("040", 'b').and_then(|c| table.of_code(c));
    let codes = declared(reading);
    if !codes.is_empty() {
        return Languages {
            codes,
            certainty: Certainty::Declared,
            original,
            cataloguing,
        };
    }
    let (lang, certainty) = detected(reading);
    Languages {
        codes: vec![lang],
        certainty,
        original,
        cataloguing,
    }
}

fn declared(reading: &Reading<'_>) -> Vec<Lang> {
    let fields = &reading.fields;
    let mut codes = Vec::new();
    for field in fields.all("041") {
        // $d: language of sung or spoken text.
        for code in field.all('a').chain(field.all('d')) {
            for part in parts(code) {
                add(reading, &mut codes, part, || field.place_of('a'));
            }
        }
    }
    let fixed = fields.fixed(35, 37);
    if codes.is_empty() {
        if let Some(code) = fixed {
            add(reading, &mut codes, code, || "008/35-37".to_owned());
        }
    } else if let Some(lang) = fixed.and_then(|c| reading.mapping().languages.of_code(c)) {
        if says_nothing(fixed.unwrap_or("")) || codes.contains(&lang) {
            // They agree: the one in 008 is the main one (MARC 21 041).
            if let Some(at) = codes.iter().position(|c| *c == lang) {
                codes[..=at].rotate_right(1);
            }
        } else {
            let said = format!("008/35-37 says {lang}, 041 does not; 041 was taken");
            reading.notice(Severity::Info, "language-disagrees", "041", said);
        }
    }
    if codes.is_empty() {
        for field in fields.all("998") {
            for part in field.all('a').flat_map(parts) {
                add(reading, &mut codes, part, || field.place_of('a'));
            }
        }
    }
    codes
}

/// Old records run codes together: `engfre`.
fn parts(code: &str) -> impl Iterator<Item = &str> {
    let letters = code.len() > 3
        && code.len().is_multiple_of(3)
        && code.bytes().all(|b| b.is_ascii_alphabetic());
    let step = if letters { 3 } else { code.len().max(1) };
    (0..code.len())
        .step_by(step)
        .filter_map(move |at| code.get(at..at + step))
}

/// `mul` only says that there are several; `und` and fill characters say nothing at all.
fn says_nothing(code: &str) -> bool {
    let code = code.trim();
    code.is_empty() || code.contains('|') || matches!(code, "und" | "mul" | "N/A" | "xxx")
}

fn add(reading: &Reading<'_>, codes: &mut Vec<Lang>, code: &str, place: impl Fn() -> String) {
    let code = code.trim().trim_end_matches('.');
    if says_nothing(code) {
        return;
    }
    match reading.mapping().languages.of_code(code) {
        Some(lang) if !codes.contains(&lang) => codes.push(lang),
        Some(_) => {}
        None => {
            let said = format!("{code:?} is no language code of the table; it was left out");
            reading.notice(Severity::Warning, "unknown-language", place(), said);
        }
    }
}

fn detected(reading: &Reading<'_>) -> (Lang, Certainty) {
    let mut text = String::new();
    let most = reading.mapping().languages.most;
    let tag = if reading.unimarc { "200" } else { "245" };
    let title = reading
        .fields
        .all(tag)
        .iter()
        .flat_map(|f| f.all('a').chain(f.all('b')));
    let summary = reading.fields.all("520").iter().flat_map(|f| f.all('a'));
    for part in title.chain(summary) {
        if text.len() < most {
            text.push_str(part);
            text.push(' ');
        }
    }
    match detect(reading, &text) {
        Some((lang, confidence)) => {
            let said = format!(
                "no language is declared; {lang} was detected with confidence {confidence:.2}"
            );
            reading.notice(Severity::Info, "language-detected", "041", said);
            (lang, Certainty::Detected(confidence))
        }
        None => {
            let said = "no language is declared and none could be detected; add 041 or 008/35-37";
            reading.notice(Severity::Info, "no-language", "041", said);
            (Lang::UND, Certainty::Unknown)
        }
    }
}

/// The language that a text looks like, among those the library plausibly holds.
fn detect(reading: &Reading<'_>, text: &str) -> Option<(Lang, f32)> {
    let table = &reading.mapping().languages;
    let end = text
        .char_indices()
        .nth(table.most)
        .map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters < table.least {
        return None;
    }
    let detector = if letters < table.long_from {
        &table.short_detector
    } else {
        &table.long_detector
    };
    let info = detector.detect(text)?;
    let lang = table.of_code(info.lang().code())?;
    let confidence = info.confidence();
    match words(reading, text).telling() {
        Some(told) if told == lang => Some((lang, rounded(confidence.max(table.sure)))),
        Some(told) if confidence < table.sure || !Lang::INTERFACE.contains(&lang) => {
            Some((told, rounded(table.confidence)))
        }
        _ => (confidence >= table.confidence).then(|| (lang, rounded(confidence))),
    }
}

/// Two decimals, so that a description reads the same everywhere.
fn rounded(confidence: f64) -> f32 {
    // A confidence is between 0 and 1, so nothing is lost.
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 100")]
    let hundredths = (confidence * 100.0).round() as u8;
    f32::from(hundredths) / 100.0
}

impl Languages {
    /// The language of a longer text beside the record's own: the record's, unless little words say
    /// clearly that it is another of English, French and Spanish.
    pub(super) fn of_text(&self, reading: &Reading<'_>, value: &str, catalogued: bool) -> Text {
        let own = self.codes.first().copied().unwrap_or(Lang::UND);
        let presumed = if catalogued {
            self.cataloguing.unwrap_or(own)
        } else {
            own
        };
        let seen = words(reading, value);
        if let Some(lang) = seen.telling()
            && seen.0.iter().sum::<usize>() >= 3
            && lang != presumed
            && let Some((seen, confidence)) = detect(reading, value)
            && seen == lang
        {
            return Text {
                value: value.to_owned(),
                lang,
                certainty: Certainty::Detected(confidence),
            };
        }
        let certainty = match presumed {
            Lang::UND => Certainty::Unknown,
            _ if self.cataloguing.is_some() && catalogued => Certainty::Declared,
            _ => self.certainty,
        };
        Text {
            value: value.to_owned(),
            lang: presumed,
            certainty,
        }
    }

    /// Which of the record's other declared languages a parallel title is in.
    pub(super) fn among_declared(
        &self,
        reading: &Reading<'_>,
        title: &str,
    ) -> Option<(Lang, Certainty)> {
        let others = self.codes.get(1..)?;
        let (lang, confidence) = detect(reading, title)?;
        others
            .contains(&lang)
            .then_some((lang, Certainty::Detected(confidence)))
    }
}

/// How many little words of English, French and Spanish a text has.
struct Words([usize; 3]);

fn words(reading: &Reading<'_>, text: &str) -> Words {
    let table = &reading.mapping().languages;
    let mut counts = [0; 3];
    let mut word = String::with_capacity(8);
    for part in text.split(|c: char| !c.is_alphabetic()).take(200) {
        if part.is_empty() || part.len() > 8 {
            continue;
        }
        word.clear();
        word.extend(part.chars().flat_map(char::to_lowercase));
        let at = table
            .words
            .get(word.as_str())
            .and_then(|lang| Lang::INTERFACE.iter().position(|l| l == lang));
        if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
            *count += 1;
        }
    }
    Words(counts)
}

impl Words {
    /// The language that has the most, when no other has half as many.
    fn telling(&self) -> Option<Lang> {
        let most = self.0.iter().copied().max().filter(|n| *n > 0)?;
        let at = self.0.iter().position(|n| *n == most)?;
        let others = self.0.iter().enumerate().filter(|(i, _)| *i != at);
        others
            .map(|(_, n)| *n)
            .all(|n| most > 2 * n)
            .then(|| Lang::INTERFACE[at])
    }
}
