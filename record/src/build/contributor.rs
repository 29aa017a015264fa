//! Contributors (MARC 21 100, 110, 111, 700, 710, 711, 720).

use super::{Reading, fields::Numbered, isbd};
use crate::{Contributor, ContributorKind, Severity, mapping::fold};

/// The contributors in source order, each once.
pub(super) fn contributors(reading: &Reading<'_>) -> Vec<Contributor> {
    if reading.unimarc {
        return Vec::new();
    }
    let added = reading.fields.range("700", "720").iter();
    let mut fields: Vec<&Numbered<'_>> = reading
        .fields
        .range("100", "111")
        .iter()
        .chain(added)
        .collect();
    fields.sort_by_key(|f| (!f.field.tag.as_str().starts_with('1'), f.position));
    let mut found: Vec<Contributor> = Vec::with_capacity(fields.len());
    for field in fields {
        let Some(new) = contributor(reading, field) else {
            continue;
        };
        match found
            .iter_mut()
            .find(|c| c.kind == new.kind && same_name(&c.name, &new.name))
        {
            Some(held) => merge(held, new),
            None => found.push(new),
        }
    }
    found
}

fn same_name(a: &str, b: &str) -> bool {
    // Folding changes letters, hardly ever their number.
    a == b || (a.chars().count() == b.chars().count() && fold(a) == fold(b))
}

/// The same name again adds its roles and what else was not known yet.
fn merge(held: &mut Contributor, new: Contributor) {
    for role in new.roles {
        if !held.roles.contains(&role) {
            held.roles.push(role);
        }
    }
    held.dates = held.dates.take().or(new.dates);
    held.affiliation = held.affiliation.take().or(new.affiliation);
    for uri in new.uris {
        if !held.uris.contains(&uri) {
            held.uris.push(uri);
        }
    }
}

fn kind(field: &Numbered<'_>) -> Option<ContributorKind> {
    match field.field.tag.as_str() {
        "100" | "700" => Some(ContributorKind::Person),
        "110" | "710" => Some(ContributorKind::Corporate),
        "111" | "711" => Some(ContributorKind::Meeting),
        "720" if field.field.ind1 == '2' => Some(ContributorKind::Corporate),
        "720" => Some(ContributorKind::Person),
        _ => None,
    }
}

fn contributor(reading: &Reading<'_>, field: &Numbered<'_>) -> Option<Contributor> {
    let kind = kind(field)?;
    let name = match kind {
        ContributorKind::Person => person(field),
        ContributorKind::Corporate => body(field, &['a', 'b']),
        ContributorKind::Meeting => body(field, &['a', 'e', 'n']),
    };
    if name.is_empty() {
        reading.notice(
            Severity::Info,
            "empty-name",
            field.place(),
            "names nobody; it was left out",
        );
        return None;
    }
    let trimmed = |code| field.text(code).map(|t| isbd::trim(t).to_owned());
    Some(Contributor {
        kind,
        name,
        roles: roles(reading, field, kind),
        main_entry: field.field.tag.as_str().starts_with('1'),
        dates: trimmed('d')
            .map(|d| isbd::balance(&d).to_owned())
            .filter(|d| !d.is_empty()),
        affiliation: trimmed('u').filter(|_| kind == ContributorKind::Person),
        uris: uris(field),
        field: field.place(),
    })
}

/// $a name, $b numeration, $c titles.
fn person(field: &Numbered<'_>) -> String {
    let mut name = String::new();
    for subfield in field.field.subfields {
        if matches!(subfield.code, 'a' | 'b' | 'c') && !subfield.value.is_empty() {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(&subfield.value);
        }
    }
    let end = isbd::trim(&name).len();
    name.truncate(end);
    name
}

/// A body or meeting and its subordinate units, joined by ". ".
fn body(field: &Numbered<'_>, codes: &[char]) -> String {
    let mut name = String::new();
    for subfield in field.field.subfields {
        if !codes.contains(&subfield.code) {
            continue;
        }
        let part = match subfield.code {
            'n' => isbd::balance(isbd::trim(&subfield.value)),
            _ => isbd::trim(&subfield.value),
        };
        if part.is_empty() {
            continue;
        }
        if !name.is_empty() {
            name.push_str(". ");
        }
        name.push_str(part);
    }
    name
}

/// Relator codes from $4, else from the words in $e ($j for meetings), else the default.
fn roles(reading: &Reading<'_>, field: &Numbered<'_>, kind: ContributorKind) -> Vec<String> {
    let table = &reading.mapping().relators;
    let mut roles: Vec<String> = Vec::with_capacity(1);
    let mut add = |code: &str| {
        if !roles.iter().any(|r| r == code) {
            roles.push(code.to_owned());
        }
    };
    for code in field.all('4') {
        match table.of_code(code) {
            Some(code) => add(code),
            None => unknown_role(reading, field, '4', code),
        }
    }
    let words = if kind == ContributorKind::Meeting {
        'j'
    } else {
        'e'
    };
    for text in field.all(words) {
        if let Some(code) = table.of_term(text) {
            add(code);
            continue;
        }
        let parts = text
            .split([',', ';', '&', '/'])
            .flat_map(|p| p.split(" and "));
        let parts = parts
            .flat_map(|p| p.split(" et "))
            .flat_map(|p| p.split(" y "));
        for part in parts.map(str::trim).filter(|p| !p.is_empty()) {
            match table.of_term(part) {
                Some(code) => add(code),
                None => unknown_role(reading, field, words, part),
            }
        }
    }
    if roles.is_empty() {
        roles.push(default_role(reading, field, kind).to_owned());
    }
    roles
}

fn default_role<'a>(reading: &Reading<'a>, field: &Numbered<'_>, kind: ContributorKind) -> &'a str {
    let default = &reading.mapping().relators.default;
    let main = field.field.tag.as_str().starts_with('1');
    match (main, kind) {
        (true, ContributorKind::Meeting) => &default.meeting,
        (true, _) => &default.main,
        (false, ContributorKind::Person) => &default.added_person,
        (false, ContributorKind::Corporate) => &default.added_corporate,
        (false, ContributorKind::Meeting) => &default.added_meeting,
    }
}

fn unknown_role(reading: &Reading<'_>, field: &Numbered<'_>, code: char, text: &str) {
    let said = format!("the role {text:?} is not in the table of roles; add it there");
    reading.notice(Severity::Info, "unknown-role", field.place_of(code), said);
}

/// URIs in $0 and $1, and the identifiers whose prefix tells their URI.
fn uris(field: &Numbered<'_>) -> Vec<String> {
    let mut uris: Vec<String> = Vec::new();
    for text in field.all('0').chain(field.all('1')) {
        let uri = if text.starts_with("http://") || text.starts_with("https://") {
            text.to_owned()
        } else if let Some(id) = prefixed(text, "(orcid)") {
            format!("https://orcid.org/{id}")
        } else if let Some(id) = prefixed(text, "(viaf)") {
            format!("https://viaf.org/viaf/{id}")
        } else if let Some(id) = prefixed(text, "(DE-588)") {
            format!("https://d-nb.info/gnd/{id}")
        } else if let Some(id) = prefixed(text, "(isni)") {
            format!("https://isni.org/isni/{id}")
        } else {
            continue;
        };
        if !uris.contains(&uri) && !uri.contains(char::is_whitespace) {
            uris.push(uri);
        }
    }
    uris
}

fn prefixed<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start
        .eq_ignore_ascii_case(prefix)
        .then_some(rest.trim())
        .filter(|r| !r.is_empty())
}
