//! RIS to MARC. The tags are those of Reference Manager and EndNote, whose meanings differ with TY;
//! what all writers agree on is read, the rest of a line's tags are named.

use super::{draft::Draft, row, text, types, values};
use crate::{
    Profile,
    marc::{Fault, FaultCode, Parsed},
    profile::Word,
};

/// The tag of a line such as `TI  - Wages`; writers differ in the spaces.
pub(super) fn tag_of(line: &[u8]) -> Option<[u8; 2]> {
    let [first, second, rest @ ..] = line else {
        return None;
    };
    let rest = rest.trim_ascii_start();
    let named = first.is_ascii_uppercase()
        && (second.is_ascii_uppercase() || second.is_ascii_digit())
        && rest.first() == Some(&b'-')
        && rest.get(1).is_none_or(u8::is_ascii_whitespace);
    named.then_some([*first, *second])
}

/// One line's tag and value, with where it stands.
struct Line {
    tag: String,
    value: String,
    at: usize,
}

/// The MARC of a RIS record.
pub(super) fn marc(bytes: &[u8], profile: Option<&Profile>) -> Result<Parsed, Fault> {
    let mut draft = Draft::default();
    let text = text::decode(bytes, &mut draft.faults);
    let lines = lines(&text, &mut draft.faults);
    if lines.is_empty() {
        let text = "the record has no line of RIS";
        return Err(Fault::new(FaultCode::EmptyRecord, 0, None, text));
    }
    let kind = kind(&lines, &mut draft);
    let mut pages = (None, None);
    for line in &lines {
        let (tag, value) = (line.tag.as_str(), line.value.as_str());
        let named = |p: &&Profile| p.columns.iter().any(|c| c.column == tag);
        if let Some(profile) = profile.filter(named) {
            for column in profile.columns.iter().filter(|c| c.column == tag) {
                row::put(&mut draft, column, value);
            }
            continue;
        }
        match tag {
            "SP" => pages.0 = Some(value),
            "EP" => pages.1 = Some(value),
            "TY" | "ER" => {}
            _ => say(&mut draft, &kind, line),
        }
    }
    match pages {
        (Some(first), Some(last)) if first != last && !first.contains('-') => {
            draft.say(Word::Pages, &format!("{first}-{last}"));
        }
        (first, last) => draft.say(Word::Pages, first.or(last).unwrap_or("")),
    }
    if let Some(profile) = profile {
        draft.defaults(profile);
    }
    Ok(draft.finish())
}

/// Lines of a record; a line without a tag goes on from the one before.
fn lines(text: &str, faults: &mut Vec<Fault>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let shown = line.trim_end();
        if shown.trim().is_empty() {
            continue;
        }
        match tag_of(shown.as_bytes()) {
            Some(_) => {
                let value = shown[2..].trim_start();
                lines.push(Line {
                    tag: shown[..2].to_owned(),
                    value: value.strip_prefix('-').unwrap_or(value).trim().to_owned(),
                    at: start,
                });
            }
            None => match lines.last_mut() {
                Some(last) if last.tag != "TY" && last.tag != "ER" => {
                    last.value.push(' ');
                    last.value.push_str(shown.trim());
                }
                _ => {
                    let said = format!(
                        "{shown:?} is no line of RIS, which begins as `TI  - `; it was left out"
                    );
                    faults.push(Fault::new(FaultCode::BadRisLine, start, None, said));
                }
            },
        }
    }
    lines
}

/// Says the document type; an unknown TY is named and read as any record is.
fn kind(lines: &[Line], draft: &mut Draft) -> String {
    let Some(line) = lines.iter().find(|l| l.tag == "TY") else {
        let said = "the record does not begin with TY; its type is not known";
        draft.faults.push(Fault::new(
            FaultCode::UnknownType,
            0,
            Some("TY".into()),
            said,
        ));
        return String::new();
    };
    match types::concept(types::RIS, &line.value) {
        Some(concept) => draft.say(Word::Type, concept),
        None => {
            let said = format!(
                "{:?} is no type of RIS; the type was told by the other lines",
                line.value
            );
            draft.faults.push(Fault::new(
                FaultCode::UnknownType,
                line.at,
                Some("TY".into()),
                said,
            ));
        }
    }
    line.value.to_ascii_uppercase()
}

fn say(draft: &mut Draft, kind: &str, line: &Line) {
    let value = line.value.as_str();
    let book = matches!(
        kind,
        "BOOK" | "EBOOK" | "EDBOOK" | "RPRT" | "THES" | "CONF" | "SER"
    );
    let part = matches!(
        kind,
        "CHAP" | "ECHAP" | "CPAPER" | "JOUR" | "EJOUR" | "MGZN" | "NEWS"
    );
    let word = match line.tag.as_str() {
        "TI" | "T1" | "CT" => Word::Title,
        // The book's own title in Reference Manager, the host's elsewhere.
        "BT" if book => Word::Title,
        "T2" | "JF" | "JO" | "JA" | "J2" | "BT" if part => {
            if draft.has(Word::Journal) {
                return;
            }
            Word::Journal
        }
        "T2" | "T3" => Word::Series,
        "ST" => return,
        "AU" | "A1" => return draft.say(Word::Author, &values::name(value)),
        "A2" | "ED" | "A3" => return draft.say(Word::Editor, &values::name(value)),
        "A4" | "TA" => return draft.say(Word::Translator, &values::name(value)),
        "PY" | "Y1" | "DA" => {
            let date = date(value);
            let word = if line.tag == "DA" {
                Word::Date
            } else {
                Word::Year
            };
            return draft.say(word, &date);
        }
        "VL" => Word::Volume,
        "IS" | "CP" => Word::Issue,
        "PB" => Word::Publisher,
        "CY" | "PP" => Word::PublisherPlace,
        "ET" => Word::Edition,
        "AB" | "N2" => Word::Abstract,
        "N1" | "RN" => Word::Note,
        "KW" => Word::Keyword,
        "LA" => Word::Language,
        "UR" | "L1" | "L2" => Word::Url,
        "DO" => Word::Doi,
        "SN" => return number(draft, value),
        "M3" if value.contains("10.") => Word::Doi,
        _ => return,
    };
    draft.say(word, value);
}

/// `1938/07/12/` or `1938///` as ISO 8601; other text as it is.
fn date(value: &str) -> String {
    let parts: Vec<&str> = value.split('/').map(str::trim).collect();
    let [year, rest @ ..] = parts.as_slice() else {
        return value.to_owned();
    };
    if rest.is_empty() || year.len() != 4 {
        return value.to_owned();
    }
    let mut date = (*year).to_owned();
    for part in rest
        .iter()
        .take(2)
        .take_while(|p| p.bytes().all(|b| b.is_ascii_digit()) && !p.is_empty())
    {
        date.push_str(&format!("-{part:0>2}"));
    }
    date
}

/// SN: an ISBN has ten or thirteen digits, an ISSN eight.
pub(super) fn number(draft: &mut Draft, value: &str) {
    for part in value.split([';', ',']).flat_map(|p| p.split(" (")) {
        let digits = part
            .chars()
            .filter(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x'))
            .count();
        match digits {
            0 => {}
            1..=8 => draft.say(Word::Issn, part),
            _ => draft.say(Word::Isbn, part),
        }
    }
}
