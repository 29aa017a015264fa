//! ReDIF, the Research Documents Information Format that RePEc gathers (ReDIF 1.0).
//!
//! Handles are `RePEc:ilo:{series}:{number}`, with the source system's number, as Labordoc's working
//! papers have had them (`RePEc:ilo:ilowps:994869343402676`).

use super::facts::{Facts, Name};
use crate::repec::{ARCHIVE, Series};

/// Appends one template.
pub fn write(out: &mut String, facts: &Facts) {
    let series = Series::of_genre(facts.genre);
    let template = series.template;
    let mut put = |name: &str, value: &str| {
        // A value goes on in the next line only when that begins with a blank; so it is one line.
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if !value.is_empty() {
            out.push_str(&format!("{name}: {value}\n"));
        }
    };
    put("Template-Type", &format!("{template} 1.0"));
    for author in &facts.authors {
        match author {
            Name::Person { family, given } => {
                put("Author-Name", &format!("{given} {family}"));
                put("Author-Name-First", given);
                put("Author-Name-Last", family);
            }
            Name::Body(name) => put("Author-Name", name),
        }
    }
    for editor in &facts.editors {
        match editor {
            Name::Person { family, given } => put("Editor-Name", &format!("{given} {family}")),
            Name::Body(name) => put("Editor-Name", name),
        }
    }
    put("Title", &facts.title);
    let some = |value: &Option<String>| value.clone().unwrap_or_default();
    put("Abstract", &some(&facts.text));
    let language = facts.lang.map_or(String::new(), |l| l.to_string());
    put("Language", &language);
    put("Keywords", &facts.keywords.join("; "));
    if template == "ReDIF-Article" {
        put("Journal", &some(&facts.container));
        put("Volume", &some(&facts.volume));
        put("Issue", &some(&facts.issue));
        put("Pages", &facts.pages("-").unwrap_or_default());
        put(
            "Year",
            &facts.year().map_or(String::new(), |y| y.to_string()),
        );
        let month = facts.date.get(1).map_or(String::new(), |m| m.to_string());
        put("Month", &month);
    } else {
        put("Creation-Date", &date(&facts.date));
        let number = facts.series.as_ref().and_then(|(_, number)| number.clone());
        put("Number", &some(&number.or_else(|| facts.number.clone())));
        put("Length", &some(&facts.extent));
        put(
            "Series",
            facts.series.as_ref().map_or("", |(title, _)| title),
        );
        put("Publisher-Name", &some(&facts.publisher));
        put("ISBN", facts.isbn.first().map_or("", String::as_str));
    }
    put("DOI", &some(&facts.doi));
    for file in &facts.files {
        put("File-URL", file);
        let pdf = file.to_ascii_lowercase().ends_with(".pdf");
        put(
            "File-Format",
            if pdf { "Application/pdf" } else { "text/html" },
        );
    }
    put("File-URL", &facts.url);
    put("File-Format", "text/html");
    put("File-Function", "Landing page");
    let own = facts.control_number.clone();
    let number = own.unwrap_or_else(|| facts.id.to_string());
    let number: String = number.split_whitespace().collect();
    put(
        "Handle",
        &format!("RePEc:{ARCHIVE}:{}:{number}", series.code),
    );
    out.push('\n');
}

fn date(date: &[i64]) -> String {
    let parts = date.iter().map(|n| format!("{n:02}"));
    parts.collect::<Vec<_>>().join("-")
}
