//! From text to terms: words, folding, stems.
//!
//! Everything is folded before it is stemmed, so a word typed without its accents meets the word
//! as printed. A query and a text go through the same code, whatever their languages.

pub(crate) mod script;
pub(crate) mod stem;
pub(crate) mod stop;
pub(crate) mod stream;
pub(crate) mod words;

pub(crate) use stem::{Stemming, stem};
pub(crate) use stream::{StemTokenizer, WordTokenizer};
pub(crate) use words::{Mode, Words};

/// The folded words of a query's text, in order.
pub(crate) fn query_words(text: &str) -> Vec<String> {
    let mut words = Words::new(text, Mode::Query);
    let mut found = Vec::new();
    let mut word = String::new();
    while words.next_into(&mut word).is_some() {
        found.push(word.clone());
    }
    found
}

/// The one form in which identifiers are compared: folded, without resolver, spaces, hyphens.
///
/// An ISBN of ten digits becomes the one of thirteen.
pub(crate) fn identifier(text: &str) -> String {
    let folded = taxonomy::fold(text);
    let mut rest = folded.as_str();
    for prefix in [
        "https://",
        "http://",
        "dx.doi.org/",
        "doi.org/",
        "hdl.handle.net/",
        "doi:",
    ] {
        rest = rest.strip_prefix(prefix).unwrap_or(rest);
    }
    let plain: String = rest
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
        .take(200)
        .collect();
    isbn13(&plain).unwrap_or(plain)
}

/// The thirteen digits of a valid ISBN-10 (ISO 2108, annex on conversion).
fn isbn13(plain: &str) -> Option<String> {
    let bytes = plain.as_bytes();
    if bytes.len() != 10 || !bytes[..9].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let last = match bytes[9] {
        b'x' => 10,
        digit @ b'0'..=b'9' => u32::from(digit - b'0'),
        _ => return None,
    };
    let sum: u32 = (2..=10)
        .rev()
        .zip(bytes)
        .map(|(weight, b)| weight * u32::from(b - b'0'))
        .sum();
    if !(sum + last).is_multiple_of(11) {
        return None;
    }
    let digits = format!("978{}", &plain[..9]);
    let sum: u32 = digits
        .bytes()
        .enumerate()
        .map(|(i, b)| u32::from(b - b'0') * if i % 2 == 0 { 1 } else { 3 })
        .sum();
    Some(format!("{digits}{}", (10 - sum % 10) % 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_meet_in_one_form() {
        for (text, form) in [
            ("978-92-2-108770-9", "9789221087709"),
            ("0020-7780", "00207780"),
            ("https://doi.org/10.1111/ILR.12075", "10.1111/ilr.12075"),
            ("doi:10.1111/j.1564-913X.2012", "10.1111/j.1564913x.2012"),
            ("GB.344/PFA/3", "gb.344/pfa/3"),
            ("C138", "c138"),
            ("0306406152", "9780306406157"),
            ("0306406153", "0306406153"),
            ("080442957X", "9780804429573"),
        ] {
            assert_eq!(identifier(text), form, "{text}");
        }
    }
}
