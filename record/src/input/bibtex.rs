//! BibTeX and BibLaTeX to MARC, read by the `biblatex` crate.

use biblatex::{Bibliography, ChunksExt, Entry, ParseErrorKind, Person};

use super::{draft::Draft, ris::number, row, text, types};
use crate::{
    Profile,
    marc::{Fault, FaultCode, Parsed},
    profile::Word,
};

/// The MARC of one entry, which stands after the definitions that it uses.
pub(super) fn marc(bytes: &[u8], profile: Option<&Profile>) -> Result<Parsed, Fault> {
    let mut draft = Draft::default();
    let text = text::decode(bytes, &mut draft.faults);
    let all = Bibliography::parse(&text).map_err(|error| {
        let (code, said) = match &error.kind {
            ParseErrorKind::UnknownAbbreviation(name) => {
                let said = format!(
                    "{name:?} was never defined by @string; define it, or put it in braces"
                );
                (FaultCode::UndefinedString, said)
            }
            kind => (
                FaultCode::BadBibtex,
                format!("the entry cannot be read: {kind}"),
            ),
        };
        Fault::new(code, error.span.start, None, said)
    })?;
    let Some(entry) = all.iter().next() else {
        return Err(Fault::new(
            FaultCode::EmptyRecord,
            0,
            None,
            "there is no entry",
        ));
    };
    let kind = type_name(&text);
    match types::concept(types::BIBTEX, &kind) {
        Some(concept) => draft.say(Word::Type, concept),
        None if matches!(
            kind.as_str(),
            "misc" | "online" | "electronic" | "www" | "dataset"
        ) => {}
        None => {
            let said = format!(
                "@{kind} is no type of BibTeX or BibLaTeX; the type was told by the other fields"
            );
            let at = text.rfind(&format!("@{kind}")).unwrap_or(0);
            draft
                .faults
                .push(Fault::new(FaultCode::UnknownType, at, None, said));
        }
    }
    fields(&mut draft, entry, &kind, profile);
    if let Some(profile) = profile {
        draft.defaults(profile);
    }
    Ok(draft.finish())
}

/// The entry's type as it is written, in small letters.
fn type_name(text: &str) -> String {
    let entries = text.split('@').skip(1);
    let name = |part: &str| -> String {
        part.chars()
            .take_while(char::is_ascii_alphabetic)
            .collect::<String>()
            .to_ascii_lowercase()
    };
    let mut names = entries.map(name);
    names
        .find(|n| n != "string" && !n.is_empty())
        .unwrap_or_default()
}

fn fields(draft: &mut Draft, entry: &Entry, kind: &str, profile: Option<&Profile>) {
    let value = |name: &str| {
        entry.get(name).map(|c| {
            c.format_verbatim()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
    };
    for (name, word) in [
        ("author", Word::Author),
        ("editor", Word::Editor),
        ("translator", Word::Translator),
    ] {
        people(draft, entry, name, word);
    }
    let host = ["journaltitle", "journal", "booktitle", "maintitle"]
        .into_iter()
        .find_map(value);
    draft.say(Word::Journal, &host.unwrap_or_default());
    let date = value("date").or_else(|| {
        let year = value("year")?;
        Some(match value("month").as_deref().and_then(month) {
            Some(month) => format!("{year}-{month:02}"),
            None => year,
        })
    });
    draft.say(Word::Date, &date.unwrap_or_default());
    for (names, word) in [
        (&["title"][..], Word::Title),
        (&["subtitle"], Word::Subtitle),
        (&["volume"], Word::Volume),
        (&["issue"], Word::Issue),
        (
            &["publisher", "institution", "school", "organization"],
            Word::Publisher,
        ),
        (&["location", "address"], Word::PublisherPlace),
        (&["series"], Word::Series),
        (&["edition"], Word::Edition),
        (&["abstract"], Word::Abstract),
        (&["note"], Word::Note),
        (&["language", "langid"], Word::Language),
        (&["doi"], Word::Doi),
        (&["url"], Word::Url),
        (&["pagetotal"], Word::Extent),
        (&["origtitle"], Word::OriginalTitle),
    ] {
        let found = names.iter().find_map(|name| value(name));
        draft.say(word, &found.unwrap_or_default());
    }
    // `number` is an issue in articles, a report's number in reports, a series' elsewhere.
    if let Some(text) = value("number") {
        let word = match kind {
            "article" | "periodical" => Word::Issue,
            "techreport" | "report" => Word::ReportNumber,
            _ => Word::SeriesNumber,
        };
        draft.say(word, &text);
    }
    draft.say(
        Word::Pages,
        &value("pages")
            .unwrap_or_default()
            .replace("--", "-")
            .replace('–', "-"),
    );
    for name in ["isbn", "issn"] {
        number(draft, &value(name).unwrap_or_default());
    }
    for name in ["keywords", "keyword"] {
        let text = value(name).unwrap_or_default();
        text.split([',', ';'])
            .for_each(|k| draft.say(Word::Keyword, k));
    }
    for column in profile.map_or(&[][..], |p| &p.columns) {
        let text = match column.column.as_str() {
            "key" => Some(entry.key.clone()),
            name => value(name),
        };
        row::put(draft, column, &text.unwrap_or_default());
    }
}

fn people(draft: &mut Draft, entry: &Entry, name: &str, word: Word) {
    let people: Vec<Person> = entry.get_as(name).unwrap_or_default();
    for person in people {
        let prefix = match person.prefix.as_str() {
            "" => String::new(),
            prefix => format!("{prefix} "),
        };
        let family = format!("{prefix}{}", person.name);
        if !person.given_name.is_empty() {
            draft.say(word, &format!("{family}, {}", person.given_name));
        } else if word == Word::Author && family.contains(' ') {
            // A name kept together by braces is a body's.
            draft.say(Word::Body, &family);
        } else if family != "others" {
            draft.say(word, &family);
        }
    }
}

fn month(text: &str) -> Option<u8> {
    const NAMES: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let lower = text.to_ascii_lowercase();
    let named = NAMES.iter().position(|name| lower.starts_with(name));
    let named = named.and_then(|n| u8::try_from(n + 1).ok());
    named.or_else(|| lower.parse().ok().filter(|m| (1..=12).contains(m)))
}
