//! The forms of DOI, ISBN (ISO 2108) and ISSN (ISO 3297), with their check digits.

use crate::{Identifier, IdentifierKind};

/// A DOI in its plain form, lower case, whatever resolver or prefix it comes with.
pub(crate) fn doi(text: &str) -> Option<Identifier> {
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
pub(crate) fn isbn(text: &str) -> Option<Identifier> {
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
            if digits.len() < 9 || !(sum + last).is_multiple_of(11) {
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
pub(crate) fn issn(text: &str) -> Option<Identifier> {
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
    sum.is_multiple_of(11)
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

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>(), digits in "[0-9Xx -]{0,20}") {
            for text in [&text, &digits] {
                isbn(text);
                issn(text);
                doi(text);
            }
        }
    }
}
