//! Identifiers (MARC 21 001, 020, 022, 024, 035, 088, 099, 852, 856; local 970, 980) and keys.

mod forms;

use super::{Reading, fields::Numbered, isbd};
use crate::{Description, Identifier, IdentifierKind, Key, Severity};

pub use forms::issn_is_valid;
pub(crate) use forms::{doi, isbn, issn};

/// All identifiers, sorted by kind and value, each once.
pub(super) fn identifiers(reading: &Reading<'_>) -> Vec<Identifier> {
    let fields = &reading.fields;
    let mut found = Vec::new();
    found.extend(control_number(reading).map(|n| valid(IdentifierKind::ControlNumber, n)));
    for field in fields.all("020") {
        books(reading, field, &mut found);
    }
    for field in fields.all("022") {
        serials(reading, field, &mut found);
    }
    for field in fields.all("024") {
        standard(reading, field, &mut found);
    }
    for tag in ["035", "970"] {
        let numbers = fields.all(tag).iter().flat_map(|f| f.all('a'));
        found.extend(numbers.map(|n| valid(IdentifierKind::SystemNumber, n.to_owned())));
    }
    for field in fields.all("980") {
        let numbers = field.all('n').map(str::to_ascii_uppercase);
        found.extend(numbers.map(|n| valid(IdentifierKind::InstrumentNumber, n)));
    }
    reports(reading, &mut found);
    shelf_marks(reading, &mut found);
    for url in fields.all("856").iter().flat_map(|f| f.all('u')) {
        found.extend(in_url(reading, url));
    }
    placeholders(reading, &mut found);
    found.sort();
    // The same value, once valid and once not, is valid.
    found.sort_by(|a, b| (a.kind, &a.value, !a.valid).cmp(&(b.kind, &b.value, !b.valid)));
    found.dedup_by(|b, a| a.kind == b.kind && a.value == b.value);
    found
}

fn valid(kind: IdentifierKind, value: String) -> Identifier {
    Identifier {
        kind,
        value,
        valid: true,
    }
}

/// The source system's own number (001).
pub(super) fn control_number(reading: &Reading<'_>) -> Option<String> {
    let (number, _) = super::clean::text(reading.fields.control("001")?);
    (!number.is_empty()).then_some(number)
}

fn books(reading: &Reading<'_>, field: &Numbered<'_>, found: &mut Vec<Identifier>) {
    for text in field.all('a') {
        let Some(isbn) = isbn(text) else { continue };
        if !isbn.valid {
            let said = format!(
                "ISBN {text:?} has a wrong form or check digit; it is kept and never matched by"
            );
            reading.notice(Severity::Warning, "bad-isbn", field.place_of('a'), said);
        }
        found.push(isbn);
    }
    // $z: cancelled or invalid by the cataloguer's own word.
    found.extend(
        field
            .all('z')
            .filter_map(isbn)
            .map(|i| Identifier { valid: false, ..i }),
    );
}

fn serials(reading: &Reading<'_>, field: &Numbered<'_>, found: &mut Vec<Identifier>) {
    for text in field.all('a').chain(field.all('l')) {
        let Some(issn) = issn(text) else { continue };
        if !issn.valid {
            let said = format!(
                "ISSN {text:?} has a wrong form or check digit; it is kept and never matched by"
            );
            reading.notice(Severity::Warning, "bad-issn", field.place_of('a'), said);
        }
        found.push(issn);
    }
    let wrong = field.all('y').chain(field.all('z')).filter_map(issn);
    found.extend(wrong.map(|i| Identifier { valid: false, ..i }));
}

/// 024: what it is stands in $2 where indicator 1 is 7, else the form tells.
fn standard(reading: &Reading<'_>, field: &Numbered<'_>, found: &mut Vec<Identifier>) {
    let source = field.text('2').unwrap_or("").to_ascii_lowercase();
    for text in field.all('a') {
        let (_, rest) = scheme(text);
        let identifier = match source.as_str() {
            "doi" => doi(text),
            "hdl" => Some(valid(IdentifierKind::Handle, handle(text).to_owned())),
            _ if text.starts_with("http") => in_url(reading, text),
            _ => urn(text).or_else(|| doi(rest).filter(|d| d.valid)),
        };
        match identifier {
            Some(identifier) => found.push(identifier),
            None if source == "urn" || text.starts_with("urn:") => {
                found.push(valid(IdentifierKind::SystemNumber, text.to_owned()));
            }
            None => {}
        }
    }
}

fn scheme(text: &str) -> (&str, &str) {
    match text.split_once(':') {
        Some((scheme, rest)) if scheme.bytes().all(|b| b.is_ascii_alphabetic()) => (scheme, rest),
        _ => ("", text),
    }
}

fn urn(text: &str) -> Option<Identifier> {
    let rest = text
        .get(..4)
        .filter(|s| s.eq_ignore_ascii_case("urn:"))
        .and(text.get(4..))?;
    let (namespace, value) = rest.split_once(':')?;
    match namespace.to_ascii_lowercase().as_str() {
        "isbn" => isbn(value),
        "issn" => issn(value),
        "doi" => doi(value),
        _ => None,
    }
}

fn handle(text: &str) -> &str {
    let text = text.trim();
    let text = text
        .split_once("hdl.handle.net/")
        .map_or(text, |(_, rest)| rest);
    text.strip_prefix("hdl:").unwrap_or(text)
}

/// 088 $a, and numbers of documents in 490 $v such as `GB.344/PFA/3`.
fn reports(reading: &Reading<'_>, found: &mut Vec<Identifier>) {
    let kind = IdentifierKind::ReportNumber;
    let stated = reading.fields.all("088").iter().flat_map(|f| f.all('a'));
    found.extend(stated.map(|n| valid(kind, isbd::trim(n).to_owned())));
    for tag in ["490", "830", "440"] {
        for number in reading.fields.all(tag).iter().flat_map(|f| f.all('v')) {
            let number = isbd::trim(number);
            let document = number.contains(['/', '.'])
                && !number.contains(' ')
                && number.starts_with(|c: char| c.is_ascii_uppercase())
                && number.bytes().any(|b| b.is_ascii_digit());
            if document {
                found.push(valid(kind, number.to_owned()));
            }
        }
    }
}

fn shelf_marks(reading: &Reading<'_>, found: &mut Vec<Identifier>) {
    let urls = &reading.mapping().urls;
    let mut add = |mark: &str| {
        if !mark.is_empty() && !urls.is_no_shelf(mark) {
            found.push(valid(IdentifierKind::CallNumber, mark.to_owned()));
        }
    };
    for field in reading.fields.all("099") {
        let parts: Vec<&str> = field.all('a').collect();
        add(&parts.join(" "));
    }
    for field in reading.fields.all("852") {
        let parts: Vec<&str> = field.all('h').chain(field.all('i')).collect();
        add(if parts.is_empty() {
            field.text('j').unwrap_or("")
        } else {
            ""
        });
        add(&parts.join(" "));
    }
}

/// The identifier that a resolver's URL stands for.
fn in_url(reading: &Reading<'_>, url: &str) -> Option<Identifier> {
    let rest = url.split_once("://")?.1;
    let (host, path) = rest.split_once('/')?;
    let host = host.to_ascii_lowercase();
    let urls = &reading.mapping().urls;
    if urls.resolves_doi(&host) {
        return doi(path);
    }
    (urls.resolves_handle(&host) && path.contains('/'))
        .then(|| valid(IdentifierKind::Handle, path.to_owned()))
}

/// DOIs made up to be replaced later, such as `10.1/x.xxxxx`, name nothing.
fn placeholders(reading: &Reading<'_>, found: &mut [Identifier]) {
    let dois = found.iter_mut().filter(|i| i.kind == IdentifierKind::Doi);
    for doi in dois.filter(|d| d.value.ends_with("xxxx")) {
        doi.valid = false;
        let said = format!(
            "DOI {} is a placeholder; it is kept and never matched by",
            doi.value
        );
        reading.notice(Severity::Warning, "placeholder-doi", "856$u", said);
    }
}

/// The keys that a record is matched by, in order of trust. ISSNs name serials, never records.
pub(super) fn keys(description: &Description, system: &str) -> Vec<Key> {
    let of = |wanted: IdentifierKind| {
        description
            .identifiers
            .iter()
            .filter(move |i| i.kind == wanted && i.valid)
    };
    let mut keys: Vec<Key> = Vec::new();
    keys.extend(
        of(IdentifierKind::ControlNumber).map(|i| Key(format!("001:{system}:{}", i.value))),
    );
    keys.extend(of(IdentifierKind::SystemNumber).map(|i| Key(system_key(system, &i.value))));
    keys.extend(of(IdentifierKind::Doi).map(|i| Key(format!("doi:{}", i.value))));
    keys.extend(of(IdentifierKind::Isbn).map(|i| Key(format!("isbn:{}", i.value))));
    keys
}

/// The key of a system number: `(OCoLC)123` is `sys:ocolc:123`, a bare number is the source system's.
///
/// Labordoc's numbers are the same with and without their prefix: `LABORDOC-468303`, `468303`.
pub(crate) fn system_key(system: &str, number: &str) -> String {
    let number = number.trim();
    if let Some((origin, rest)) = number.strip_prefix('(').and_then(|n| n.split_once(')')) {
        return format!("sys:{}:{}", origin.trim().to_ascii_lowercase(), rest.trim());
    }
    let bare = number
        .split_once('-')
        .filter(|(prefix, rest)| {
            prefix.eq_ignore_ascii_case("labordoc")
                && !rest.is_empty()
                && rest.bytes().all(|b| b.is_ascii_digit())
        })
        .map_or(number, |(_, rest)| rest);
    format!("sys:{system}:{bare}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_numbers_carry_their_origin() {
        for (number, expected) in [
            ("(OCoLC)41582755", "sys:ocolc:41582755"),
            ("LABORDOC-468303", "sys:labordoc:468303"),
            ("468303", "sys:labordoc:468303"),
            ("ilb195811", "sys:labordoc:ilb195811"),
            ("ILOCONV-C87", "sys:labordoc:ILOCONV-C87"),
        ] {
            assert_eq!(system_key("labordoc", number), expected);
        }
    }
}
