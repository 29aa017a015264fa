//! The rules on where it appeared, its numbers and its language.

use record::{ContributorKind, Description, IdentifierKind};

use super::{Case, Verdict, fails, reasons::*};
use crate::{genre::Genre, language};

/// The tag that a kind needs, and others that do.
fn needed(genre: Genre) -> Option<&'static [&'static str]> {
    Some(match genre {
        Genre::Article | Genre::BookReview => &["citation_journal_title"],
        Genre::ConferencePaper => &[
            "citation_conference_title",
            "citation_conference",
            "citation_journal_title",
        ],
        Genre::Chapter => &["citation_inbook_title"],
        Genre::Report | Genre::WorkingPaper | Genre::MeetingDocument => &[
            "citation_technical_report_institution",
            "citation_publisher",
            "dc.publisher",
        ],
        Genre::Thesis => &["citation_dissertation_institution", "dc.publisher"],
        _ => return None,
    })
}

/// Whether a record has the fact of its kind's tag.
fn has_kind(fact: &Description, genre: Genre) -> bool {
    let hosted = fact.host.as_ref().is_some_and(|h| h.title.is_some());
    let by = |kind| fact.contributors.iter().any(|c| c.kind == kind);
    match genre {
        Genre::Article | Genre::BookReview | Genre::Chapter => hosted,
        Genre::ConferencePaper => hosted || (fact.host.is_none() && by(ContributorKind::Meeting)),
        _ => {
            let published = fact.publisher.as_ref().is_some_and(|p| p.name.is_some());
            published || by(ContributorKind::Corporate)
        }
    }
}

pub(super) fn kind(case: &Case<'_>) -> Verdict {
    let Some(names) = needed(case.genre) else {
        return Verdict::DoesNotApply;
    };
    let name = names.first().copied().unwrap_or_default();
    match (case.value(names), case.fact()) {
        (Some(_), _) => Verdict::Pass,
        (None, Some(fact)) if !has_kind(fact, case.genre) => fails(KIND_UNKNOWN, name),
        (None, _) => fails(case.lacking(KIND_UNKNOWN, KIND_MISSING), name),
    }
}

pub(super) fn volume_issue(case: &Case<'_>) -> Verdict {
    if !case.genre.is_article() {
        return Verdict::DoesNotApply;
    }
    let has = |name| case.value(&[name]).is_some();
    match (has("citation_volume"), has("citation_issue")) {
        (true, true) => Verdict::Pass,
        (true, false) => fails(ISSUE_UNKNOWN, ""),
        (false, _) => fails(VOLUME_UNKNOWN, ""),
    }
}

pub(super) fn pages(case: &Case<'_>) -> Verdict {
    let hosted = match case.fact() {
        Some(fact) => fact.host.is_some(),
        None => true,
    };
    let within = case.genre.is_article()
        || (matches!(case.genre, Genre::Chapter | Genre::ConferencePaper) && hosted);
    if !within {
        return Verdict::DoesNotApply;
    }
    if case.value(&["citation_firstpage"]).is_some() {
        return Verdict::Pass;
    }
    let host = case.fact().and_then(|fact| fact.host.as_ref());
    match host.and_then(|host| host.pages.as_ref()) {
        Some(pages) => fails(PAGES_UNREAD, pages.raw.clone()),
        None => fails(PAGES_UNKNOWN, ""),
    }
}

/// ISBN came in 1970; what is older has none.
const FIRST_ISBN: i16 = 1970;

pub(super) fn numbers(case: &Case<'_>) -> Verdict {
    let year = case.fact().and_then(|fact| fact.date.as_ref()?.year);
    let (name, tag, kind) = match case.genre {
        Genre::Article | Genre::BookReview | Genre::Periodical => {
            ("ISSN", "citation_issn", IdentifierKind::Issn)
        }
        Genre::Book | Genre::Chapter if year.is_none_or(|year| year >= FIRST_ISBN) => {
            ("ISBN", "citation_isbn", IdentifierKind::Isbn)
        }
        _ => return Verdict::DoesNotApply,
    };
    if let Some(number) = case.value(&[tag]) {
        return match checks(number) {
            true => Verdict::Pass,
            false => fails(NUMBER_WRONG, format!("{name} {number}")),
        };
    }
    let all = case.fact().map_or(&[][..], |fact| &fact.identifiers);
    match all.iter().find(|i| i.kind == kind && !i.valid) {
        Some(wrong) => fails(NUMBER_WRONG, format!("{name} {}", wrong.value)),
        None => fails(NUMBER_UNKNOWN, name),
    }
}

/// Whether the check digit of an ISSN (ISO 3297) or ISBN (ISO 2108) is right.
fn checks(number: &str) -> bool {
    let digits: Vec<u32> = number
        .chars()
        .filter(|c| !matches!(c, '-' | ' ' | '\u{2010}' | '\u{2011}' | '\u{2013}'))
        .map(|c| match c {
            'X' | 'x' => 10,
            c => c.to_digit(10).unwrap_or(99),
        })
        .collect();
    let weighed = |weight: fn(usize, usize) -> usize| -> u32 {
        let each = digits.iter().enumerate();
        each.map(|(at, digit)| digit * u32::try_from(weight(at, digits.len())).unwrap_or(0))
            .sum()
    };
    let last = digits.len().saturating_sub(1);
    let plain = digits
        .iter()
        .enumerate()
        .all(|(at, digit)| *digit < 10 || (*digit == 10 && at == last && last < 12));
    match digits.len() {
        8 | 10 => plain && weighed(|at, all| all - at).is_multiple_of(11),
        13 => plain && weighed(|at, _| if at % 2 == 0 { 1 } else { 3 }).is_multiple_of(10),
        _ => false,
    }
}

pub(super) fn language(case: &Case<'_>) -> Verdict {
    let found = case.value(&["citation_language", "dc.language", "dcterms.language"]);
    if let Some(fact) = case.fact() {
        let known = fact.languages.first().and_then(language::tag);
        return match (known, found) {
            (None, _) => fails(LANGUAGE_UNKNOWN, ""),
            (Some(_), None) => fails(LANGUAGE_MISSING, ""),
            (Some(known), Some(found)) if known != found => fails(LANGUAGE_WRONG, found),
            _ => Verdict::Pass,
        };
    }
    match found {
        None => fails(case.lacking(LANGUAGE_UNKNOWN, LANGUAGE_MISSING), ""),
        Some(found) if is_tag(found) => Verdict::Pass,
        Some(found) => fails(LANGUAGE_WRONG, found),
    }
}

/// A language tag: two or three letters, then perhaps more (RFC 5646).
fn is_tag(tag: &str) -> bool {
    let first = primary(tag);
    (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic())
}

fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

pub(super) fn own_language(case: &Case<'_>) -> Verdict {
    if let Some(fact) = case.fact() {
        let foreign = fact.titles.main.lang.filter(|lang| {
            language::tag(lang).is_some()
                && fact.titles.main.certainty == record::Certainty::Declared
                && !fact.languages.contains(lang)
        });
        return match (foreign, fact.languages.first().and_then(language::tag)) {
            (_, None) => Verdict::DoesNotApply,
            (Some(lang), Some(own)) => fails(TITLE_FOREIGN, format!("{lang} ≠ {own}")),
            (None, _) => Verdict::Pass,
        };
    }
    let heading = case.page.and_then(|page| page.heading_lang.as_deref());
    let own = case.value(&["citation_language", "dc.language", "dcterms.language"]);
    match (heading, own) {
        (Some(heading), Some(own))
            if !primary(heading).eq_ignore_ascii_case(primary(own))
                && primary(heading).len() == primary(own).len() =>
        {
            fails(TITLE_FOREIGN, format!("{heading} ≠ {own}"))
        }
        (Some(_), Some(_)) => Verdict::Pass,
        _ => Verdict::NotAsked,
    }
}

#[cfg(test)]
mod tests {
    use super::checks;

    #[test]
    fn check_digits_are_checked() {
        for (number, right) in [
            ("0020-7780", true),
            ("0020-7781", false),
            ("0378-5599", true),
            ("1564-913X", true),
            ("9789221234562", true),
            ("978-92-2-123456-3", false),
            ("92-2-103265-X", false),
            ("0-306-40615-2", true),
            ("X020-7780", false),
            ("12", false),
            ("", false),
        ] {
            assert_eq!(checks(number), right, "{number}");
        }
    }
}
