//! MODS 3 to MARC, by the Library of Congress's mapping (MODS to MARC 21), for the elements that
//! libraries' records have.

use super::{draft::Draft, tree, tree::Element, types, values};
use crate::{
    Profile,
    marc::{Fault, Parsed},
    profile::Word,
};

/// The MARC of one `mods` element.
pub(super) fn marc(bytes: &[u8], profile: Option<&Profile>) -> Result<Parsed, Fault> {
    let mut draft = Draft::default();
    let root = tree::parse(bytes, &mut draft.faults)?;
    titles(&root, &mut draft);
    root.all("name").for_each(|name| person(name, &mut draft));
    origin(&root, &mut draft);
    for term in root.all("language").flat_map(|l| l.all("languageTerm")) {
        let value = term.text();
        // A language is said once, by its code where there is one.
        let code = term.attribute("type") == Some("code");
        let siblings = root.all("language").flat_map(|l| l.all("languageTerm"));
        let coded = siblings
            .into_iter()
            .any(|t| t.attribute("type") == Some("code"));
        if code || !coded {
            draft.say(Word::Language, &value);
        }
    }
    for (path, word) in [
        (&["abstract"][..], Word::Abstract),
        (&["note"], Word::Note),
        (&["tableOfContents"], Word::Note),
        (&["accessCondition"], Word::Rights),
        (&["physicalDescription", "extent"], Word::Extent),
    ] {
        said(&root, path, &mut draft, word);
    }
    for subject in root.all("subject") {
        let authority = subject.attribute("authority");
        for topic in subject.all("topic") {
            match authority {
                Some(authority) => {
                    draft.field("650", " 7", &[('a', &topic.text()), ('2', authority)])
                }
                None => draft.say(Word::Theme, &topic.text()),
            }
        }
        subject
            .all("geographic")
            .for_each(|g| draft.say(Word::Place, &g.text()));
    }
    for genre in root.all("genre") {
        if !draft.has(Word::Type)
            && let Some(concept) = types::concept(types::WORDS, &genre.text())
        {
            draft.say(Word::Type, concept);
        }
    }
    root.all("identifier")
        .for_each(|i| identifier(i, &mut draft));
    for url in root.all("location").flat_map(|l| l.all("url")) {
        draft.say(Word::Url, &url.text());
    }
    root.all("relatedItem")
        .for_each(|item| related(item, &mut draft));
    if let Some(number) = root.at(&["recordInfo", "recordIdentifier"]) {
        draft.say(Word::ControlNumber, &number);
    }
    if let Some(profile) = profile {
        draft.defaults(profile);
    }
    Ok(draft.finish())
}

fn said(element: &Element, path: &[&str], draft: &mut Draft, word: Word) {
    match path {
        [] => draft.say(word, &element.text()),
        [name, rest @ ..] => element.all(name).for_each(|e| said(e, rest, draft, word)),
    }
}

fn titles(root: &Element, draft: &mut Draft) {
    for info in root.all("titleInfo") {
        let Some(title) = whole(info) else { continue };
        match info.attribute("type") {
            None if !draft.has(Word::Title) => {
                draft.say(Word::Title, &title);
                draft.say(Word::Subtitle, &info.at(&["subTitle"]).unwrap_or_default());
            }
            Some("translated") => draft.say(Word::ParallelTitle, &title),
            Some("uniform") => draft.say(Word::OriginalTitle, &title),
            _ => draft.field("246", "3 ", &[('a', &title)]),
        }
    }
}

/// `nonSort`, `title`, `partNumber` and `partName` in one.
fn whole(info: &Element) -> Option<String> {
    let mut title = info.at(&["title"])?;
    if let Some(article) = info.at(&["nonSort"]) {
        let between = if article.ends_with(['\'', '’']) {
            ""
        } else {
            " "
        };
        title = format!("{article}{between}{title}");
    }
    for part in ["partNumber", "partName"] {
        if let Some(part) = info.at(&[part]) {
            title = format!("{title}. {part}");
        }
    }
    Some(title)
}

fn person(name: &Element, draft: &mut Draft) {
    let part = |kind: &str| {
        let mut parts = name.all("namePart");
        parts
            .find(|p| p.attribute("type") == Some(kind))
            .map(Element::text)
    };
    let plain: Vec<String> = name
        .all("namePart")
        .filter(|p| p.attribute("type").is_none())
        .map(Element::text)
        .filter(|t| !t.is_empty())
        .collect();
    let personal = name.attribute("type").is_none_or(|t| t == "personal");
    let text = match (part("family"), part("given")) {
        (Some(family), Some(given)) => format!("{family}, {given}"),
        (Some(family), None) => family,
        _ if personal => values::name(&plain.join(" ")),
        _ => plain.join(". "),
    };
    let roles: Vec<String> = name
        .all("role")
        .flat_map(|r| r.all("roleTerm"))
        .map(|r| r.text().to_lowercase())
        .collect();
    let is = |codes: &[&str]| roles.iter().any(|r| codes.contains(&r.as_str()));
    let word = match name.attribute("type") {
        Some("corporate") => Word::Body,
        Some("conference") => return draft.field("711", "2 ", &[('a', &text)]),
        _ if is(&["edt", "editor"]) => Word::Editor,
        _ if is(&["trl", "translator"]) => Word::Translator,
        _ => Word::Author,
    };
    draft.say(word, &text);
}

fn origin(root: &Element, draft: &mut Draft) {
    for info in root.all("originInfo") {
        for date in ["dateIssued", "copyrightDate", "dateCreated"] {
            let encoded = info.all(date).find(|d| d.attribute("encoding").is_some());
            let date = encoded.map(Element::text).or_else(|| info.at(&[date]));
            if let Some(date) = date.filter(|_| !draft.has(Word::Date)) {
                draft.say(Word::Date, &date);
            }
        }
        draft.say(
            Word::Publisher,
            &info.at(&["publisher"]).unwrap_or_default(),
        );
        draft.say(Word::Edition, &info.at(&["edition"]).unwrap_or_default());
        let mut places = info.all("place").flat_map(|p| p.all("placeTerm"));
        let named = places.find(|p| p.attribute("type") != Some("code"));
        draft.say(
            Word::PublisherPlace,
            &named.map(Element::text).unwrap_or_default(),
        );
    }
}

fn identifier(identifier: &Element, draft: &mut Draft) {
    let word = match identifier.attribute("type").unwrap_or("") {
        "doi" => Word::Doi,
        "isbn" => Word::Isbn,
        "issn" => Word::Issn,
        "uri" => Word::Url,
        "report number" => Word::ReportNumber,
        "hdl" => return draft.field("024", "7 ", &[('a', &identifier.text()), ('2', "hdl")]),
        _ => Word::SystemNumber,
    };
    draft.say(word, &identifier.text());
}

/// `host` is 773, `series` is 490.
fn related(item: &Element, draft: &mut Draft) {
    let title = item.first("titleInfo").and_then(whole).unwrap_or_default();
    match item.attribute("type") {
        Some("host") => {
            draft.say(Word::Journal, &title);
            item.all("identifier").for_each(|i| identifier(i, draft));
            for part in item.all("part") {
                for detail in part.all("detail") {
                    let word = match detail.attribute("type") {
                        Some("volume") => Word::Volume,
                        Some("issue" | "number") => Word::Issue,
                        _ => continue,
                    };
                    draft.say(word, &detail.at(&["number"]).unwrap_or_default());
                }
                for extent in part.all("extent") {
                    let pages = match (extent.at(&["start"]), extent.at(&["end"])) {
                        (Some(start), Some(end)) => format!("{start}-{end}"),
                        (start, _) => start.or_else(|| extent.at(&["list"])).unwrap_or_default(),
                    };
                    draft.say(Word::Pages, &pages);
                }
                if let Some(date) = part.at(&["date"]).filter(|_| !draft.has(Word::Date)) {
                    draft.say(Word::Date, &date);
                }
            }
        }
        Some("series") => {
            draft.say(Word::Series, &title);
            let number = item.at(&["titleInfo", "partNumber"]);
            draft.say(Word::SeriesNumber, &number.unwrap_or_default());
        }
        _ => {}
    }
}
