//! The rules on what nothing is indexed without: title, authors, date.

use super::{Case, Verdict, fails, reasons::*};
use crate::{genre::Genre, scholar};

/// Whether it is of a kind that Google Scholar takes.
pub(super) fn content(case: &Case<'_>) -> Verdict {
    match case.genre {
        Genre::Article
        | Genre::Chapter
        | Genre::WorkingPaper
        | Genre::Report
        | Genre::ConferencePaper
        | Genre::MeetingDocument
        | Genre::Thesis => Verdict::Pass,
        _ => Verdict::DoesNotApply,
    }
}

pub(super) fn title(case: &Case<'_>) -> Verdict {
    let found = case.values(&["citation_title", "dc.title", "dcterms.title"]);
    let whole = match (case.fact(), case.page) {
        (Some(fact), _) => Some(fact.titles.main.full()),
        (None, Some(page)) => page.heading.clone(),
        (None, None) => None,
    };
    let whole = whole.unwrap_or_default();
    match found.as_slice() {
        [] if case.is_untitled() => fails(TITLE_UNKNOWN, ""),
        [] => fails(TITLE_MISSING, ""),
        [title] if is_cut(title, whole.trim(), case.known.is_some()) => fails(TITLE_CUT, *title),
        [_] => Verdict::Pass,
        several => fails(TITLE_TWICE, several.join(" | ")),
    }
}

/// Whether a title is not the whole one; a page's heading may say more, so that only a lost subtitle counts.
fn is_cut(title: &str, whole: &str, exact: bool) -> bool {
    if exact {
        return title != whole;
    }
    let rest = whole.strip_prefix(title);
    rest.is_some_and(|rest| rest.trim_start().starts_with([':', '–', '—']))
}

pub(super) fn authors(case: &Case<'_>) -> Verdict {
    let found = case.values(&["citation_author", "citation_authors", "dc.creator"]);
    if let Some(fact) = case.fact() {
        let authors = scholar::authors(fact);
        if let Some(several) = authors.iter().find(|author| author.name.contains(';')) {
            return fails(AUTHOR_SEVERAL, several.name.clone());
        }
        return match found.len() {
            0 if authors.is_empty() => fails(AUTHORS_UNKNOWN, ""),
            0 => fails(AUTHORS_MISSING, ""),
            found if found < authors.len() => fails(AUTHORS_LOST, found.to_string()),
            _ => Verdict::Pass,
        };
    }
    // `Doe, Jane, Jr., 1900-` is one; so is a body with a comma.
    let several = |name: &str| name.contains(';') || name.matches(", ").count() > 2;
    match found.iter().find(|name| several(name)) {
        _ if found.is_empty() => fails(case.lacking(AUTHORS_UNKNOWN, AUTHORS_MISSING), ""),
        Some(name) => fails(AUTHORS_TOGETHER, *name),
        None => Verdict::Pass,
    }
}

pub(super) fn date(case: &Case<'_>) -> Verdict {
    let names = [
        "citation_publication_date",
        "citation_date",
        "citation_online_date",
        "dc.issued",
        "dcterms.issued",
        "dc.date",
    ];
    let unknown = |fact: &record::Description| fact.date.as_ref().is_none_or(|d| d.year.is_none());
    match case.value(&names) {
        None if case.fact().is_some_and(unknown) => fails(
            DATE_UNKNOWN,
            case.fact()
                .and_then(|fact| fact.date.as_ref())
                .map_or("", |date| &date.raw),
        ),
        None => fails(case.lacking(DATE_UNKNOWN, DATE_MISSING), ""),
        Some(date) if is_date(date) => Verdict::Pass,
        Some(date) => fails(DATE_FORM, date),
    }
}

/// `2010`, `2010/5/12` or `2010/05/12`.
fn is_date(date: &str) -> bool {
    let number = |text: &str, longest: usize| {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        (digits && text.len() <= longest).then(|| text.parse::<u32>().ok())?
    };
    let parts: Vec<&str> = date.split('/').collect();
    let year = |text: &str| text.len() == 4 && number(text, 4).is_some_and(|y| y >= 1000);
    match parts.as_slice() {
        [y] => year(y),
        [y, m, d] => {
            let within =
                |text: &str, most| number(text, 2).is_some_and(|n| (1..=most).contains(&n));
            year(y) && within(m, 12) && within(d, 31)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn dates_are_years_or_days() {
        for (date, fits) in [
            ("2010", true),
            ("2010/5/12", true),
            ("2010/05/12", true),
            ("2010/13/12", false),
            ("2010/05", false),
            ("2010-05-12", false),
            ("0012", false),
            ("May 2010", false),
            ("", false),
        ] {
            assert_eq!(is_date(date), fits, "{date}");
        }
    }
}
