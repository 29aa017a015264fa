//! Identifiers (MARC 21 001, 020, 022, 024, 035, 088, 099, 852, 856; local 970, 980) and keys.

use super::{Reading, fields::Numbered, isbd};
use crate::{Description, Identifier, IdentifierKind, Key, Severity};

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

/// A DOI in its plain form, lower case, whatever resolver or prefix it comes with.
pub(super) fn doi(text: &str) -> Option<Identifier> {
    let at = text.find("10.")?;
    let before = &text[..at];
    let fits = before.is_empty() || before.ends_with([':', '/', ' ', '=']);
    let mut value = text[at..]
        .split([' ', '?', '#'])
        .next()
        .unwrap_or("")
        .to_lowercase();
    if value.contains("%2f") {
        value = value.replace("%2f", "/");
    }
    let end = value
        .trim_end_matches(['.', ',', ';', ')', '/', '"', '>'])
        .len();
    value.truncate(end);
    let (registrant, suffix) = value.split_once('/')?;
    let registrant = registrant.get(3..)?;
    let numbered =
        registrant.len() >= 4 && registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let valid = fits && numbered && !suffix.is_empty();
    (fits && !suffix.is_empty()).then_some(Identifier {
        kind: IdentifierKind::Doi,
        value,
        valid,
    })
}

/// An ISBN as 13 digits; `None` where the text holds no number at all.
pub(super) fn isbn(text: &str) -> Option<Identifier> {
    let token = number_at_start(text);
    let bare: String = token.chars().filter(|c| *c != '-').collect();
    if bare.is_empty() {
        return None;
    }
    let kind = IdentifierKind::Isbn;
    let digits: Vec<u32> = bare.chars().filter_map(|c| c.to_digit(10)).collect();
    let x = bare.ends_with(['X', 'x']);
    match bare.len() {
        13 if digits.len() == 13 => {
            let valid = isbn13_check(&digits[..12]) == digits[12]
                && (bare.starts_with("978") || bare.starts_with("979"));
            Some(Identifier {
                kind,
                value: bare,
                valid,
            })
        }
        10 if digits.len() + usize::from(x) == 10 => {
            let sum: u32 = digits
                .iter()
                .take(9)
                .zip((2..=10).rev())
                .map(|(d, w)| d * w)
                .sum();
            let last = if x {
                10
            } else {
                digits.get(9).copied().unwrap_or(11)
            };
            if digits.len() < 9 || (sum + last) % 11 != 0 {
                return Some(Identifier {
                    kind,
                    value: bare.to_ascii_uppercase(),
                    valid: false,
                });
            }
            let mut long = vec![9, 7, 8];
            long.extend(&digits[..9]);
            long.push(isbn13_check(&long));
            let value = long
                .iter()
                .filter_map(|d| char::from_digit(*d, 10))
                .collect();
            Some(Identifier {
                kind,
                value,
                valid: true,
            })
        }
        _ => Some(Identifier {
            kind,
            value: bare.to_ascii_uppercase(),
            valid: false,
        }),
    }
}

fn isbn13_check(digits: &[u32]) -> u32 {
    let sum: u32 = digits
        .iter()
        .zip([1, 3].into_iter().cycle())
        .map(|(d, w)| d * w)
        .sum();
    (10 - sum % 10) % 10
}

/// The digits, hyphens and X that a text begins with, spaces within a long number passed over.
fn number_at_start(text: &str) -> String {
    let text = text.trim_start();
    let text = text
        .strip_prefix("ISBN")
        .unwrap_or(text)
        .trim_start_matches([':', ' ']);
    let mut number = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' | '-' => number.push(c),
            'X' | 'x' if !number.is_empty() => number.push(c),
            '\u{2010}'..='\u{2013}' => number.push('-'),
            ' ' if number.len() < 10 => {}
            _ => break,
        }
    }
    number.trim_end_matches('-').to_owned()
}

/// An ISSN as `0020-7780`; `None` where the text holds no number at all.
pub(super) fn issn(text: &str) -> Option<Identifier> {
    let text = text
        .trim()
        .strip_prefix("ISSN")
        .unwrap_or(text.trim())
        .trim_start_matches([':', ' ']);
    let token = text.split([' ', '(', ';', ',']).next()?;
    let bare: String = token
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .collect::<String>()
        .to_ascii_uppercase();
    if !bare.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let value = match bare.len() {
        8 => format!("{}-{}", &bare[..4], &bare[4..]),
        _ => bare,
    };
    let valid = issn_is_valid(&value);
    Some(Identifier {
        kind: IdentifierKind::Issn,
        value,
        valid,
    })
}

/// Whether a text is an ISSN of the form `0020-7780` with its right check digit (ISO 3297).
pub fn issn_is_valid(issn: &str) -> bool {
    let bytes = issn.as_bytes();
    if bytes.len() != 9 || bytes[4] != b'-' {
        return false;
    }
    let mut sum = 0;
    for (byte, weight) in bytes.iter().filter(|b| **b != b'-').zip((1..=8_u32).rev()) {
        sum += weight
            * match byte {
                b'0'..=b'9' => u32::from(byte - b'0'),
                b'X' if weight == 1 => 10,
                _ => return false,
            };
    }
    sum % 11 == 0
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
    use proptest::prelude::*;

    #[test]
    fn isbns_become_thirteen_digits() {
        for (text, value, valid) in [
            ("9789279215070", "9789279215070", true),
            ("978-92-79-21507-0 (pbk.)", "9789279215070", true),
            ("9221080811", "9789221080817", true),
            ("92-2-108081-1 :", "9789221080817", true),
            ("0-8044-2957-X", "9780804429573", true),
            ("080442957x", "9780804429573", true),
            ("9789279215071", "9789279215071", false),
            ("9221080812", "9221080812", false),
            ("123", "123", false),
        ] {
            let isbn = isbn(text).unwrap();
            assert_eq!((isbn.value.as_str(), isbn.valid), (value, valid), "{text}");
        }
        assert_eq!(isbn("(pbk.)"), None);
    }

    #[test]
    fn issns_are_checked() {
        for (text, value, valid) in [
            ("0020-7780", "0020-7780", true),
            ("00207780", "0020-7780", true),
            ("1564-913x", "1564-913X", true),
            ("0020-7780 (print)", "0020-7780", true),
            ("0020-7781", "0020-7781", false),
            ("2227", "2227", false),
        ] {
            let issn = issn(text).unwrap();
            assert_eq!((issn.value.as_str(), issn.valid), (value, valid), "{text}");
        }
        assert_eq!(issn("unknown"), None);
    }

    #[test]
    fn dois_are_plain_and_lower_case() {
        for (text, expected) in [
            ("10.1111/ilr.12075", Some("10.1111/ilr.12075")),
            (
                "https://doi.org/10.1111/ILR.12075",
                Some("10.1111/ilr.12075"),
            ),
            ("doi:10.54394/QQFW7511.", Some("10.54394/qqfw7511")),
            ("10.1111%2Filr.12075", Some("10.1111/ilr.12075")),
            (
                "10.1111/j.1564-913X.2009.00065.x",
                Some("10.1111/j.1564-913x.2009.00065.x"),
            ),
            ("10.1111/", None),
            ("2010.12/3", None),
            ("none", None),
        ] {
            assert_eq!(doi(text).map(|d| d.value).as_deref(), expected, "{text}");
        }
    }

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

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>(), digits in "[0-9Xx -]{0,20}") {
            for text in [&text, &digits] {
                isbn(text);
                issn(text);
                doi(text);
                system_key("s", text);
            }
        }
    }
}
