//! What a cataloguer types, read as the build reads a source: dates, pages, numbers, addresses.
//!
//! Nothing here refuses: a value comes back as it would be kept, and whether it is right is said beside it.

use super::{asset, clean, date, host, identifier};
use crate::{Identifier, IdentifierKind, Pages, PublicationDate};

/// A text as it is kept: NFC, white space squeezed, without characters that XML 1.0 forbids.
pub fn text(typed: &str) -> String {
    clean::text(typed).0
}

/// A date of publication; its year is `None` where none could be read.
pub fn publication_date(typed: &str) -> PublicationDate {
    date::parse(&text(typed))
}

/// A page range; `None` of an empty text. `first` is `None` where it could not be read, `last` where the range falls.
pub fn pages(typed: &str) -> Option<Pages> {
    host::pages(&text(typed))
}

/// An identifier in its normalized form; `valid` is false when its check digit or its form is wrong.
pub fn identifier(kind: IdentifierKind, typed: &str) -> Identifier {
    let typed = text(typed);
    let read = match kind {
        IdentifierKind::Doi => identifier::doi(&typed),
        IdentifierKind::Isbn => identifier::isbn(&typed),
        IdentifierKind::Issn => identifier::issn(&typed),
        IdentifierKind::Handle => Some(handle(&typed)),
        _ => Some(Identifier {
            kind,
            value: typed.clone(),
            valid: true,
        }),
    };
    read.unwrap_or(Identifier {
        kind,
        value: typed,
        valid: false,
    })
}

/// `10419/12345`, whatever resolver it comes with.
fn handle(typed: &str) -> Identifier {
    let value = typed
        .split_once("hdl.handle.net/")
        .map_or(typed, |(_, handle)| handle)
        .trim_start_matches("hdl:");
    let valid = value.split_once('/').is_some_and(|(prefix, suffix)| {
        !prefix.is_empty() && !suffix.is_empty() && !value.contains(char::is_whitespace)
    });
    Identifier {
        kind: IdentifierKind::Handle,
        value: value.to_owned(),
        valid,
    }
}

/// Whether a text is an absolute `http` or `https` address that may be an asset's.
pub fn is_address(typed: &str) -> bool {
    asset::check(typed).is_some()
}

/// Whether a text is an ORCID iD, alone or as its URI, with its right check character (ISO 7064, MOD 11-2).
pub fn orcid_is_valid(typed: &str) -> bool {
    let id = typed.rsplit('/').next().unwrap_or(typed);
    let bytes: Vec<u8> = id.bytes().filter(|b| *b != b'-').collect();
    let grouped = id.len() == 19 && id.bytes().skip(4).step_by(5).all(|b| b == b'-');
    let Some((last, digits)) = bytes.split_last() else {
        return false;
    };
    if !grouped || digits.len() != 15 || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let total = digits
        .iter()
        .fold(0_u32, |total, b| (total + u32::from(b - b'0')) * 2);
    let check = match (12 - total % 11) % 11 {
        10 => b'X',
        digit => u8::try_from(digit).map_or(b'?', |digit| b'0' + digit),
    };
    *last == check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_normalized_and_checked() {
        use IdentifierKind::{CallNumber, Doi, Handle, Isbn, Issn};
        for (kind, typed, value, valid) in [
            (
                Doi,
                "https://doi.org/10.1111/ILR.12075",
                "10.1111/ilr.12075",
                true,
            ),
            (Doi, "ilr 12075", "ilr 12075", false),
            (Isbn, "92-2-108081-1", "9789221080817", true),
            (Isbn, "92-2-108081-2", "9221080812", false),
            (Issn, "00207780", "0020-7780", true),
            (Issn, "0020-7781", "0020-7781", false),
            (
                Handle,
                "https://hdl.handle.net/10419/12345",
                "10419/12345",
                true,
            ),
            (Handle, "nothing", "nothing", false),
            (CallNumber, " 09601  (1921) ", "09601 (1921)", true),
        ] {
            let read = identifier(kind, typed);
            assert_eq!((read.value.as_str(), read.valid), (value, valid), "{typed}");
        }
    }

    #[test]
    fn an_orcid_needs_its_check_character() {
        for (typed, valid) in [
            ("https://orcid.org/0000-0002-1825-0097", true),
            ("0000-0002-1694-233X", true),
            ("0000-0002-1825-0098", false),
            ("0000-0002-1694-2330", false),
            ("000-00002-1825-0097", false),
            ("0000000218250097", false),
            ("", false),
        ] {
            assert_eq!(orcid_is_valid(typed), valid, "{typed}");
        }
    }
}
