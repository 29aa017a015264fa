//! Formats of one tag a line: RIS and EndNote (refer).

use super::{
    facts::{Facts, Name},
    kinds::kind,
};
use crate::{genre::Genre, language};

/// Appends one reference in RIS ("RIS Format Specifications", Research Information Systems).
pub fn ris(out: &mut String, facts: &Facts) {
    let mut put = |tag: &str, value: &str| line(out, &format!("{tag}  - "), value, "\r\n");
    put("TY", kind(facts.genre).ris);
    put("ID", &facts.id.to_string());
    for author in &facts.authors {
        put("AU", &inverted(author));
    }
    for editor in &facts.editors {
        put("ED", &inverted(editor));
    }
    put("TI", &facts.title);
    let some = |value: &Option<String>| value.clone().unwrap_or_default();
    put("T2", &some(&facts.container));
    if facts.genre.is_article() {
        put("JO", &some(&facts.container));
    }
    put("VL", &some(&facts.volume));
    put("IS", &some(&facts.issue));
    put("SP", &some(&facts.first_page));
    put("EP", &some(&facts.last_page));
    if let Some(year) = facts.year() {
        put("PY", &format!("{year:04}"));
        put("DA", &ris_date(&facts.date));
    }
    put("PB", &some(&facts.publisher));
    put("CY", &some(&facts.place));
    put("ET", &some(&facts.edition));
    if let Some((title, number)) = &facts.series {
        put(
            "T3",
            &match number {
                Some(number) => format!("{title}, {number}"),
                None => title.clone(),
            },
        );
    }
    put("M1", &some(&facts.number));
    put("DO", &some(&facts.doi));
    for number in facts.isbn.iter().chain(&facts.issn) {
        put("SN", number);
    }
    put(
        "LA",
        facts.lang.as_ref().and_then(language::tag).unwrap_or(""),
    );
    put("AB", &some(&facts.text));
    for keyword in &facts.keywords {
        put("KW", keyword);
    }
    put("UR", &facts.url);
    for file in &facts.files {
        put("L1", file);
    }
    put("AN", &some(&facts.control_number));
    out.push_str("ER  - \r\n\r\n");
}

/// `YYYY/MM/DD/other`, the unknown left empty.
fn ris_date(date: &[i64]) -> String {
    let part = |at: usize| date.get(at).map_or(String::new(), |n| format!("{n:02}"));
    let year = date
        .first()
        .map_or(String::new(), |year| format!("{year:04}"));
    format!("{year}/{}/{}/", part(1), part(2))
}

/// Appends one reference in EndNote's import format, which is refer's.
pub fn endnote(out: &mut String, facts: &Facts) {
    let mut put = |tag: char, value: &str| line(out, &format!("%{tag} "), value, "\n");
    put('0', kind(facts.genre).endnote);
    for author in &facts.authors {
        put('A', &endnote_name(author));
    }
    for editor in &facts.editors {
        put('E', &endnote_name(editor));
    }
    put('T', &facts.title);
    let some = |value: &Option<String>| value.clone().unwrap_or_default();
    let container = if facts.genre.is_article() { 'J' } else { 'B' };
    put(container, &some(&facts.container));
    put('V', &some(&facts.volume));
    let number = facts.issue.as_ref().or(facts.number.as_ref());
    put('N', number.map_or("", String::as_str));
    put('P', &facts.pages("-").unwrap_or_default());
    put('D', &facts.year().map_or(String::new(), |y| y.to_string()));
    put('I', &some(&facts.publisher));
    put('C', &some(&facts.place));
    put('7', &some(&facts.edition));
    if let Some((title, number)) = &facts.series {
        put(
            'S',
            &match number {
                Some(number) => format!("{title}, {number}"),
                None => title.clone(),
            },
        );
    }
    let standard = match facts.genre {
        Genre::Article | Genre::BookReview => &facts.issn,
        _ => &facts.isbn,
    };
    put('@', &standard.join(" "));
    put('R', &some(&facts.doi));
    put(
        'G',
        facts.lang.as_ref().and_then(language::tag).unwrap_or(""),
    );
    for keyword in &facts.keywords {
        put('K', keyword);
    }
    put('X', &some(&facts.text));
    put('U', &facts.link());
    put('M', &some(&facts.control_number));
    out.push('\n');
}

/// `Family, Given`, or the organization.
fn inverted(name: &Name) -> String {
    match name {
        Name::Person { family, given } if given.is_empty() => family.clone(),
        Name::Person { family, given } => format!("{family}, {given}"),
        Name::Body(name) => name.clone(),
    }
}

/// As [`inverted`]; an organization ends in a comma, or EndNote takes it for a person.
fn endnote_name(name: &Name) -> String {
    match name {
        Name::Body(name) => format!("{name},"),
        person @ Name::Person { .. } => inverted(person),
    }
}

/// One line; a value is one line whatever it holds, and none without a value.
fn line(out: &mut String, tag: &str, value: &str, end: &str) {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if !value.is_empty() {
        out.push_str(tag);
        out.extend(value.chars().filter(|c| !c.is_control()));
        out.push_str(end);
    }
}
