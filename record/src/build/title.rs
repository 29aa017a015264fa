//! Titles (MARC 21 130, 240, 245, 246, 210, 222, 247, 740, 880) and the statement of responsibility.

use taxonomy::Lang;

use super::{Reading, fields::Numbered, isbd, language::Languages};
use crate::{Certainty, Severity, Title, Titles, marc::DataField};

/// The titles of a record, and 245 $c.
pub(super) fn titles(reading: &Reading<'_>, languages: &Languages) -> (Titles, Option<String>) {
    let fields = &reading.fields;
    let mut titles = Titles::default();
    let mut responsibility = None;
    for field in fields.all("245") {
        let read = read(field.field);
        let mut all = read.titles.into_iter();
        if titles.main.main.is_empty() {
            titles.main = all.next().unwrap_or_default();
            titles.main.non_filing = non_filing(reading, field, &titles.main);
            responsibility = read.responsibility;
        }
        titles.parallel.extend(all);
    }
    for field in fields.all("246") {
        let parallel = field.field.ind2 == '1';
        let to = if parallel {
            &mut titles.parallel
        } else {
            &mut titles.variant
        };
        to.extend(read(field.field).titles);
    }
    for tag in ["210", "222", "247", "740"] {
        for field in fields.all(tag) {
            titles.variant.extend(read(field.field).titles);
        }
    }
    titles.original = original(reading, languages);
    alternate_scripts(reading, languages, &mut titles);
    stand_in(reading, &mut titles);
    set_languages(reading, languages, &mut titles);
    tidy(&mut titles);
    (titles, responsibility)
}

/// One field's titles, the first being the title proper and the rest parallel to it.
#[derive(Default)]
struct Read {
    titles: Vec<Title>,
    responsibility: Option<String>,
}

/// Reads $a $b $n $p $c of a title field; $h (material) is left out, the mark it ends with is not.
fn read(field: DataField<'_>) -> Read {
    let mut read = Read::default();
    let has_statement = field.first('c').is_some();
    let mut mark = None;
    for subfield in field.subfields {
        if !matches!(subfield.code, 'a' | 'b' | 'c' | 'h' | 'k' | 'n' | 'p' | 's') {
            continue;
        }
        let (text, ends) = isbd::split_mark(&subfield.value);
        match subfield.code {
            'a' | 'b' => {
                let text = read.take_statement(text, has_statement);
                let remainder = subfield.code == 'b' && mark != Some('=');
                read.add(text, remainder);
            }
            'n' | 'p' | 'k' | 's' => read.add_part(text),
            'c' => read.responsibility = nonempty(isbd::trim(&subfield.value)),
            // A material designation with the statement run into it: `[electronic resource] / by X.`
            _ => drop(read.take_statement(text, has_statement)),
        }
        mark = ends;
    }
    read
}

impl Read {
    /// Cuts off ` / statement` where there is no $c.
    fn take_statement<'t>(&mut self, text: &'t str, has_statement: bool) -> &'t str {
        if has_statement || self.responsibility.is_some() {
            return text;
        }
        let Some((title, statement)) = text.split_once(" / ") else {
            return text;
        };
        self.responsibility = nonempty(isbd::trim(statement));
        title
    }

    /// Adds a text that may hold several titles, parted by ` = `.
    fn add(&mut self, text: &str, remainder: bool) {
        for (n, piece) in text.split(" = ").enumerate() {
            let piece = isbd::trim(piece);
            if piece.is_empty() {
                continue;
            }
            match self.titles.last_mut() {
                Some(title) if n == 0 && remainder => join(&mut title.remainder, piece, " : "),
                _ => self.titles.push(split_remainder(piece)),
            }
        }
    }

    fn add_part(&mut self, text: &str) {
        let text = isbd::trim(text);
        match self.titles.last_mut() {
            Some(title) if !text.is_empty() => join(&mut title.part, text, ". "),
            _ => {}
        }
    }
}

fn join(to: &mut Option<String>, text: &str, between: &str) {
    match to {
        Some(held) => {
            held.push_str(between);
            held.push_str(text);
        }
        None => *to = Some(text.to_owned()),
    }
}

/// `Title : remainder` written in one subfield.
fn split_remainder(text: &str) -> Title {
    let (main, remainder) = match text.split_once(" : ") {
        Some((main, remainder)) if !main.trim().is_empty() => {
            (main, nonempty(isbd::trim(remainder)))
        }
        _ => (text, None),
    };
    Title {
        main: isbd::trim(main).to_owned(),
        remainder,
        ..Title::default()
    }
}

fn nonempty(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// 245 indicator 2, where the title is long enough for it.
fn non_filing(reading: &Reading<'_>, field: &Numbered<'_>, title: &Title) -> u8 {
    let Some(count) = field
        .field
        .ind2
        .to_digit(10)
        .and_then(|d| u8::try_from(d).ok())
    else {
        return 0;
    };
    if usize::from(count) < title.main.chars().count().max(1) {
        return count;
    }
    let text =
        format!("indicator 2 skips {count} characters, more than the title has; none are skipped");
    reading.notice(Severity::Info, "bad-non-filing", field.place(), text);
    0
}

/// The uniform or original title: 130, 240, else 765 $t. Their $l names a language, no title.
fn original(reading: &Reading<'_>, languages: &Languages) -> Option<Title> {
    let fields = &reading.fields;
    let field = fields
        .all("130")
        .first()
        .or_else(|| fields.all("240").first());
    let mut title = match field {
        Some(field) => read(field.field).titles.into_iter().next(),
        None => fields
            .first("765", 't')
            .map(|t| split_remainder(isbd::split_mark(t).0)),
    }?;
    title.lang = languages.original;
    Some(title)
}

/// Titles in their own script (MARC 21 appendix D: 880 with $6 `245-...`).
fn alternate_scripts(reading: &Reading<'_>, languages: &Languages, titles: &mut Titles) {
    for field in reading.fields.all("880") {
        let Some(link) = field.text('6') else {
            continue;
        };
        if !link.starts_with("245") && !link.starts_with("246") {
            continue;
        }
        let main = link.starts_with("245");
        for (n, mut title) in read(field.field).titles.into_iter().enumerate() {
            title.script = script(&title.main, link).map(str::to_owned);
            if main && n == 0 {
                title.lang = languages.codes.first().copied().filter(|l| *l != Lang::UND);
            }
            titles.parallel.push(title);
        }
    }
}

/// The ISO 15924 code of the first letter that is not Latin, else what $6 says.
fn script(text: &str, link: &str) -> Option<&'static str> {
    let by_text = text.chars().find_map(|c| match u32::from(c) {
        0x0370..=0x03FF | 0x1F00..=0x1FFF => Some("Grek"),
        0x0400..=0x052F => Some("Cyrl"),
        0x0530..=0x058F => Some("Armn"),
        0x0590..=0x05FF => Some("Hebr"),
        0x0600..=0x06FF | 0x0750..=0x077F | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => Some("Arab"),
        0x0900..=0x097F => Some("Deva"),
        0x0E00..=0x0E7F => Some("Thai"),
        0x10A0..=0x10FF => Some("Geor"),
        0x3040..=0x30FF => Some("Jpan"),
        0x3400..=0x4DBF | 0x4E00..=0x9FFF => Some("Hani"),
        0xAC00..=0xD7AF | 0x1100..=0x11FF => Some("Kore"),
        _ => None,
    });
    by_text.or_else(|| match link.split('/').nth(1)? {
        "(2" => Some("Hebr"),
        "(3" | "(4" => Some("Arab"),
        "(N" | "(Q" => Some("Cyrl"),
        "(S" => Some("Grek"),
        "$1" => Some("Hani"),
        _ => None,
    })
}

/// A record without 245 takes the best other title there is.
fn stand_in(reading: &Reading<'_>, titles: &mut Titles) {
    if !titles.main.main.is_empty() {
        return;
    }
    let found = if !titles.variant.is_empty() {
        Some(titles.variant.remove(0))
    } else if !titles.parallel.is_empty() {
        Some(titles.parallel.remove(0))
    } else if titles.original.is_some() {
        titles.original.clone()
    } else {
        unimarc(reading)
    };
    let said = match &found {
        Some(_) => "there is no title in 245; another title stands in",
        None => "there is no title; add 245 $a",
    };
    if !reading.unimarc {
        reading.notice(Severity::Warning, "no-title", "245", said);
    }
    titles.main = found.unwrap_or_default();
}

/// UNIMARC 200 $a title proper, $e other title information.
fn unimarc(reading: &Reading<'_>) -> Option<Title> {
    let field = reading.fields.all("200").first()?;
    let mut title = Title {
        main: isbd::trim(field.text('a')?).to_owned(),
        ..Title::default()
    };
    for text in field.all('e') {
        join(&mut title.remainder, isbd::trim(text), " : ");
    }
    Some(title)
}

fn set_languages(reading: &Reading<'_>, languages: &Languages, titles: &mut Titles) {
    titles.main.lang = languages.codes.first().copied().filter(|l| *l != Lang::UND);
    titles.main.certainty = match titles.main.lang {
        Some(_) => languages.certainty,
        None => Certainty::Unknown,
    };
    if languages.codes.len() < 2 {
        return;
    }
    for title in titles.parallel.iter_mut().filter(|t| t.lang.is_none()) {
        if let Some((lang, certainty)) = languages.among_declared(reading, &title.main) {
            title.lang = Some(lang);
            title.certainty = certainty;
        }
    }
}

/// Each title once, none of them empty.
fn tidy(titles: &mut Titles) {
    let main = titles.main.full();
    let mut seen: Vec<String> = vec![main];
    let mut keep = |title: &Title| {
        let full = title.full();
        let new = !title.main.is_empty() && !seen.contains(&full);
        if new {
            seen.push(full);
        }
        new
    };
    titles.parallel.retain(&mut keep);
    titles.variant.retain(&mut keep);
}
