//! What is wrong with what was typed, field by field. An error keeps the form from being saved; a warning does not.
//!
//! What came from the source and was left as it is only makes warnings: it can be saved beside it.

use record::{IdentifierKind, build::typed};
use serde_json::Value;

use super::{
    fields::{self, Field, Kind},
    sheet::{Ground, Item, Origin, Sheet, name, same},
    values::{self, Kit},
};

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The name of the input.
    pub input: String,
    /// Whether it keeps the form from being saved.
    pub error: bool,
    /// Its text's name, after `edit-problem-`.
    pub text: &'static str,
    /// What was typed.
    pub typed: String,
}

/// All that is wrong with a sheet, in the order of the page.
pub fn problems(sheet: &Sheet, ground: &Ground, kit: &Kit<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    for field in fields::all() {
        for (n, item) in sheet.items(field.path).iter().enumerate() {
            let prefix = prefix(field, n);
            item_problems(field, item, &prefix, ground, kit, &mut found);
        }
    }
    status(sheet, ground, &mut found);
    twice(sheet, &mut found);
    found
}

/// What the names of an item's inputs begin with.
pub fn prefix(field: &Field, n: usize) -> String {
    match field.many {
        true => format!("{}.{n}", field.path),
        false => field.path.to_owned(),
    }
}

fn item_problems(
    field: &Field,
    item: &Item,
    prefix: &str,
    ground: &Ground,
    kit: &Kit<'_>,
    found: &mut Vec<Problem>,
) {
    let shown = ground.shown(field, item.origin);
    let blank = item.texts.iter().zip(field.members).all(|(text, m)| {
        text.trim().is_empty() || (field.many && matches!(m.kind, Kind::Choice(_)))
    });
    // An empty item is left out; an empty title or document type is not.
    let must = matches!(field.path, "titles.main" | "document_type" | "status");
    if blank && !must {
        return;
    }
    let beside = field
        .members
        .iter()
        .zip(&item.texts)
        .find(|(m, _)| m.name == "kind")
        .map_or("", |(_, text)| text.as_str());
    for ((member, text), shown) in field.members.iter().zip(&item.texts).zip(&shown) {
        let Some((text_id, error)) = problem(member.kind, text, beside, kit) else {
            continue;
        };
        let touched = item.origin == Origin::New || !same(text, shown);
        found.push(Problem {
            input: name(prefix, member.name),
            error: error && touched,
            text: text_id,
            typed: text.trim().to_owned(),
        });
    }
}

/// What is wrong with a text, and whether it is an error.
fn problem(kind: Kind, text: &str, beside: &str, kit: &Kit<'_>) -> Option<(&'static str, bool)> {
    let clean = typed::text(text);
    if clean.is_empty() {
        return match kind {
            Kind::Needed | Kind::Address | Kind::Identifier | Kind::Area => Some(("needed", true)),
            Kind::Concept(_) => Some(("no-concept", true)),
            Kind::Roles => Some(("no-role", true)),
            _ => None,
        };
    }
    let wrong = |wrong: bool, text: &'static str| wrong.then_some((text, true));
    match kind {
        Kind::Lang => wrong(values::language(&clean).is_none(), "lang"),
        Kind::Digit => wrong(!clean.parse::<u8>().is_ok_and(|n| n <= 9), "digit"),
        Kind::Choice(all) => wrong(!all.contains(&clean.as_str()), "choice"),
        Kind::Journal => {
            let known = kit
                .mapping
                .journals
                .journals
                .iter()
                .any(|j| j.slug == clean);
            wrong(!known, "choice")
        }
        Kind::Concept(scheme) => {
            let scheme = kit.taxonomy.scheme(scheme);
            wrong(scheme.and_then(|s| s.resolve(&clean)).is_none(), "concept")
        }
        Kind::Roles => {
            let unknown = |part: &String| values::role(part, kit).is_none();
            wrong(values::parts(kind, text).iter().any(unknown), "role")
        }
        Kind::Numbers => {
            let read = |part: &String| values::number(part).is_some_and(|n| n.valid);
            wrong(!values::parts(kind, text).iter().all(read), "numbers")
        }
        Kind::Date => typed::publication_date(&clean)
            .year
            .is_none()
            .then_some(("date", false)),
        Kind::Pages => pages(&clean),
        Kind::Moment => wrong(
            values::moment(&clean).parse::<record::Datestamp>().is_err(),
            "moment",
        ),
        Kind::Address => wrong(!typed::is_address(&clean), "address"),
        Kind::Issn => wrong(
            !typed::identifier(IdentifierKind::Issn, &clean).valid,
            "issn",
        ),
        Kind::Isbn => wrong(
            !typed::identifier(IdentifierKind::Isbn, &clean).valid,
            "isbn",
        ),
        Kind::Uris => uris(&values::parts(kind, text)),
        Kind::Identifier => identifier(beside, &clean),
        Kind::Line | Kind::Needed | Kind::Area | Kind::Tick | Kind::Words => None,
    }
}

fn pages(text: &str) -> Option<(&'static str, bool)> {
    let pages = typed::pages(text)?;
    match (pages.first, pages.last) {
        (None, _) => Some(("pages-unread", false)),
        (_, None) => Some(("pages-fall", true)),
        _ => None,
    }
}

fn uris(all: &[String]) -> Option<(&'static str, bool)> {
    if all
        .iter()
        .any(|uri| uri.contains("orcid.org/") && !typed::orcid_is_valid(uri))
    {
        return Some(("orcid", true));
    }
    let odd = |uri: &String| !uri.contains(':') || uri.ends_with(':');
    all.iter().any(odd).then_some(("uri", true))
}

fn identifier(kind: &str, text: &str) -> Option<(&'static str, bool)> {
    let read: IdentifierKind = serde_json::from_value(Value::from(kind)).ok()?;
    if typed::identifier(read, text).valid {
        return None;
    }
    Some(match read {
        IdentifierKind::Doi => ("doi", true),
        IdentifierKind::Isbn => ("isbn", true),
        IdentifierKind::Issn => ("issn", true),
        _ => ("handle", true),
    })
}

/// The only text of a field of one member.
fn alone<'a>(sheet: &'a Sheet, path: &str) -> &'a str {
    let item = sheet.items(path).first();
    item.and_then(|item| item.texts.first())
        .map_or("", String::as_str)
}

/// An embargo has an end, and it is yet to come.
fn status(sheet: &Sheet, ground: &Ground, found: &mut Vec<Problem>) {
    let (status, end) = (alone(sheet, "status"), alone(sheet, "embargo"));
    let was = |path| values::text(Kind::Line, values::get(&ground.base, path));
    if status != "embargoed" || (was("status") == status && same(&was("embargo"), end)) {
        return;
    }
    let moment = values::moment(end).parse::<record::Datestamp>();
    if !moment.is_ok_and(|end| end > crate::clock::now()) {
        found.retain(|problem| problem.input != "embargo");
        found.push(Problem {
            input: "embargo".to_owned(),
            error: true,
            text: "embargo",
            typed: end.trim().to_owned(),
        });
    }
}

/// The same theme or identifier twice, and more than one main entry.
fn twice(sheet: &Sheet, found: &mut Vec<Problem>) {
    for (path, member, text) in [
        ("themes", "concept", "twice"),
        ("identifiers", "value", "twice"),
        ("contributors", "main_entry", "two-main"),
    ] {
        let Some(field) = fields::at(path) else {
            continue;
        };
        let mut seen: Vec<&[String]> = Vec::new();
        for (n, item) in sheet.items(path).iter().enumerate() {
            let at = field.members.iter().position(|m| m.name == member);
            let typed = at
                .and_then(|at| item.texts.get(at))
                .map_or("", |t| t.trim());
            if typed.is_empty() {
                continue;
            }
            let key = match (path, at) {
                ("contributors", Some(at)) => item.texts.get(at..=at).unwrap_or(&[]),
                _ => &item.texts[..],
            };
            if seen.contains(&key) {
                found.push(Problem {
                    input: name(&prefix(field, n), member),
                    error: false,
                    text,
                    typed: typed.to_owned(),
                });
            }
            seen.push(key);
        }
    }
}
