//! Texts and statements: abstracts, notes, series, publisher, edition, extent, rights.

use super::{Reading, identifier, isbd, language::Languages};
use crate::{Note, Publisher, Rights, Series, Text};

/// Abstracts and notes.
pub(super) struct Texts {
    pub(super) abstracts: Vec<Text>,
    pub(super) notes: Vec<Note>,
}

/// 520 and the notes of 5xx: 502 theses, 505 contents and the rest; local 59x are left out.
pub(super) fn texts(reading: &Reading<'_>, languages: &Languages) -> Texts {
    let mut texts = Texts {
        abstracts: Vec::new(),
        notes: Vec::new(),
    };
    for field in reading.fields.range("500", "589") {
        let tag = field.field.tag.as_str();
        match tag {
            "520" => {
                let text = field.field.joined("ab");
                if !text.is_empty() && !texts.abstracts.iter().any(|a| a.value == text) {
                    texts
                        .abstracts
                        .push(languages.of_text(reading, &text, false));
                }
            }
            "506" | "540" | "583" => {}
            _ => {
                let text = note(field.field.subfields);
                if !text.is_empty() {
                    let text = languages.of_text(reading, &text, true);
                    texts.notes.push(Note {
                        text,
                        field: field.place(),
                    });
                }
            }
        }
    }
    texts
}

/// All subfields of a note in their order, but control subfields and links.
fn note(subfields: &[crate::marc::Subfield]) -> String {
    let mut text = String::new();
    for subfield in subfields
        .iter()
        .filter(|s| s.code.is_ascii_lowercase() && s.code != 'u' && s.code != 'w')
    {
        if !text.is_empty() && !subfield.value.is_empty() {
            text.push(' ');
        }
        text.push_str(&subfield.value);
    }
    text
}

/// 830, else 490, else 440: the traced form where there is one.
pub(super) fn series(reading: &Reading<'_>) -> Vec<Series> {
    let mut series: Vec<Series> = Vec::new();
    for field in ["490", "440", "830"]
        .into_iter()
        .flat_map(|tag| reading.fields.all(tag))
    {
        let Some(title) = field.text('a').map(isbd::trim).filter(|t| !t.is_empty()) else {
            continue;
        };
        let mut title = title.to_owned();
        for part in field.all('n').chain(field.all('p')) {
            title.push_str(". ");
            title.push_str(isbd::trim(part));
        }
        let new = Series {
            title,
            number: field
                .text('v')
                .map(|v| isbd::trim(v).to_owned())
                .filter(|v| !v.is_empty()),
            issn: field
                .text('x')
                .and_then(identifier::issn)
                .filter(|i| i.valid)
                .map(|i| i.value),
        };
        let same = |s: &&mut Series| s.title.to_lowercase() == new.title.to_lowercase();
        match series.iter_mut().find(same) {
            Some(held) => {
                held.number = held.number.take().or(new.number);
                held.issn = held.issn.take().or(new.issn);
            }
            None => series.push(new),
        }
    }
    series
}

/// 264 with second indicator 1, else 260, else any 264; the place may come from 008/15-17.
pub(super) fn publisher(reading: &Reading<'_>) -> Option<Publisher> {
    let fields = &reading.fields;
    let published = fields.all("264").iter().filter(|f| f.field.ind2 == '1');
    let rest = fields
        .all("264")
        .iter()
        .filter(|f| f.field.ind2 != '1' && f.field.ind2 != '4');
    let all: Vec<_> = published.chain(fields.all("260")).chain(rest).collect();
    let first = |code| {
        all.iter().find_map(|f| {
            let text = isbd::balance(isbd::trim(f.text(code)?));
            // `[S.l.]` and `[s.n.]` say that nobody knows.
            let unknown = ["s.l.", "s.n.", "s.l", "s.n"].contains(&text.to_lowercase().as_str());
            (!text.is_empty() && !unknown).then(|| text.to_owned())
        })
    };
    let name = first('b');
    let coded = || {
        let code = fields.fixed(15, 17)?;
        reading.mapping().places.country(code).map(str::to_owned)
    };
    let place = first('a').or_else(coded);
    (name.is_some() || place.is_some()).then_some(Publisher { name, place })
}

/// 250 $a.
pub(super) fn edition(reading: &Reading<'_>) -> Option<String> {
    let text = isbd::split_mark(reading.fields.first("250", 'a')?).0;
    (!text.is_empty()).then(|| text.to_owned())
}

/// 300, all of it.
pub(super) fn extent(reading: &Reading<'_>) -> Option<String> {
    let field = reading.fields.all("300").first()?;
    let text = field.field.joined("abce");
    let text = isbd::split_mark(&text).0;
    (!text.is_empty()).then(|| text.to_owned())
}

/// 540 terms of use, then 506 restrictions.
pub(super) fn rights(reading: &Reading<'_>) -> Vec<Rights> {
    let fields = reading
        .fields
        .all("540")
        .iter()
        .chain(reading.fields.all("506"));
    let mut rights: Vec<Rights> = Vec::new();
    for field in fields {
        let uri = field
            .text('u')
            .filter(|u| u.starts_with("http://") || u.starts_with("https://"));
        let text = field.text('a').or(uri).unwrap_or("");
        let new = Rights {
            text: text.to_owned(),
            uri: uri.map(str::to_owned),
        };
        if !new.text.is_empty() && !rights.contains(&new) {
            rights.push(new);
        }
    }
    rights
}
