//! BibTeX (Patashnik, "BibTeXing", 1988), in UTF-8, as biber and modern BibTeX read it.
//!
//! What TeX would take for a command is escaped. Names of organizations, and words with capitals
//! beyond their first letter, stand in braces, so that they are neither taken apart nor lower-cased.

use super::{
    facts::{Facts, Name},
    kinds::kind,
};
use crate::{genre::Genre, language};

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Appends one entry.
pub fn write(out: &mut String, facts: &Facts) {
    let kind = kind(facts.genre).bibtex;
    out.push_str(&format!("@{kind}{{{}", key(facts)));
    let mut put = |name: &str, value: String| {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if !value.is_empty() {
            out.push_str(&format!(",\n  {name} = {{{value}}}"));
        }
    };
    put("author", names(&facts.authors));
    put("editor", names(&facts.editors));
    put("title", guarded(&facts.title));
    let container = match kind {
        "article" => "journal",
        "incollection" | "inproceedings" => "booktitle",
        _ => "howpublished",
    };
    put(container, text(facts.container.as_deref().unwrap_or("")));
    if kind == "inproceedings" && facts.container.is_none() {
        let meeting = facts.authors.iter().find_map(|name| match name {
            Name::Body(name) => Some(name.as_str()),
            Name::Person { .. } => None,
        });
        put("booktitle", text(meeting.unwrap_or("")));
    }
    put("volume", text(facts.volume.as_deref().unwrap_or("")));
    let number = facts.issue.as_deref().or(facts.number.as_deref());
    put("number", text(number.unwrap_or("")));
    put("pages", text(&facts.pages("--").unwrap_or_default()));
    put(
        "year",
        facts.year().map_or(String::new(), |y| y.to_string()),
    );
    let publisher = match (kind, facts.genre) {
        ("techreport", _) => "institution",
        (_, Genre::Thesis) => "school",
        _ => "publisher",
    };
    put(publisher, text(facts.publisher.as_deref().unwrap_or("")));
    put("address", text(facts.place.as_deref().unwrap_or("")));
    put("edition", text(facts.edition.as_deref().unwrap_or("")));
    if let Some((title, number)) = &facts.series {
        put(
            "series",
            text(&match number {
                Some(number) => format!("{title}, {number}"),
                None => title.clone(),
            }),
        );
    }
    put("doi", verbatim(facts.doi.as_deref().unwrap_or("")));
    put("isbn", text(&facts.isbn.join(" ")));
    put("issn", text(&facts.issn.join(" ")));
    put("url", verbatim(&facts.link()));
    let tag = facts.lang.as_ref().and_then(language::tag);
    put("language", tag.unwrap_or("").to_owned());
    put("keywords", text(&facts.keywords.join(", ")));
    put("abstract", text(facts.text.as_deref().unwrap_or("")));
    // A month is a name that BibTeX knows, and stands without braces.
    let month = facts.date.get(1).and_then(|m| usize::try_from(*m).ok());
    if let Some(month) = month.and_then(|m| MONTHS.get(m.wrapping_sub(1))) {
        out.push_str(&format!(",\n  month = {month}"));
    }
    out.push_str("\n}\n");
}

/// A key that no other record has, and that stays: `doe1938-12`.
fn key(facts: &Facts) -> String {
    let first = facts.authors.first().or(facts.editors.first());
    let name = match first {
        Some(Name::Person { family, .. }) => family.as_str(),
        Some(Name::Body(name)) => name.split_whitespace().next().unwrap_or(""),
        None => "",
    };
    let name: String = taxonomy::fold(name)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(20)
        .collect();
    let name = if name.is_empty() {
        "record"
    } else {
        name.as_str()
    };
    let year = facts.year().map_or(String::new(), |y| y.to_string());
    format!("{name}{year}-{}", facts.id)
}

fn names(names: &[Name]) -> String {
    let each = names.iter().map(|name| match name {
        Name::Person { family, given } => {
            let family = part(family);
            if given.is_empty() {
                family
            } else {
                format!("{family}, {}", part(given))
            }
        }
        Name::Body(name) => format!("{{{}}}", text(name)),
    });
    each.collect::<Vec<_>>().join(" and ")
}

/// A part of a name; one that holds what parts names is kept together.
fn part(name: &str) -> String {
    let apart = name.contains(',')
        || name
            .split_whitespace()
            .any(|word| word.eq_ignore_ascii_case("and"));
    if apart {
        format!("{{{}}}", text(name))
    } else {
        text(name)
    }
}

/// A title: words with capitals beyond their first letter are kept as they are.
fn guarded(title: &str) -> String {
    let words = title.split_whitespace().map(|word| {
        let letters = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        let capitals = letters.chars().skip(1).any(char::is_uppercase);
        match capitals {
            true => format!("{{{}}}", text(word)),
            false => text(word),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Text as TeX sets it: ten characters mean something else to it.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                out.push('\\');
                out.push(c);
            }
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A link or a DOI, which is taken as it stands: only what would end the field is encoded.
fn verbatim(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '{' => "%7B".to_owned(),
            '}' => "%7D".to_owned(),
            '\\' => "%5C".to_owned(),
            c if c.is_control() => String::new(),
            c => c.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_tex_would_take_for_a_command_is_escaped() {
        for (given, expected) in [
            ("Wages & hours", "Wages \\& hours"),
            (
                "100 % of {x} #1 $5 a_b",
                "100 \\% of \\{x\\} \\#1 \\$5 a\\_b",
            ),
            (
                "a\\b~c^d",
                "a\\textbackslash{}b\\textasciitilde{}c\\textasciicircum{}d",
            ),
            ("two\nlines", "two lines"),
            ("é 中", "é 中"),
        ] {
            assert_eq!(super::text(given), expected);
        }
        assert_eq!(
            super::guarded("The ILO in McDowell County"),
            "The {ILO} in {McDowell} County"
        );
        assert_eq!(super::part("Smith and Sons"), "{Smith and Sons}");
        assert_eq!(super::verbatim("10.1/a_{b}%20"), "10.1/a_%7Bb%7D%20");
    }
}
