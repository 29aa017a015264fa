//! Text as it may be kept: NFC, without characters that XML 1.0 forbids, white space squeezed.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::{
    Notice, Severity,
    marc::{Field, MarcRecord},
};

/// Fields whose characters count by position: copies of the leader, 005 and 008.
const BY_POSITION: [&str; 3] = ["993", "994", "995"];

/// The record with clean text; borrowed when it was clean already.
pub(super) fn record<'a>(marc: &'a MarcRecord, notices: &mut Vec<Notice>) -> Cow<'a, MarcRecord> {
    let dirty = marc.fields.iter().any(|field| match field {
        Field::Control { .. } => false,
        Field::Data { tag, subfields, .. } => {
            !BY_POSITION.contains(&tag.as_str()) && subfields.iter().any(|s| !is_clean(&s.value))
        }
    });
    if !dirty {
        return Cow::Borrowed(marc);
    }
    let mut marc = marc.clone();
    for field in &mut marc.fields {
        let Field::Data { tag, subfields, .. } = field else {
            continue;
        };
        if BY_POSITION.contains(&tag.as_str()) {
            continue;
        }
        for subfield in subfields {
            let (text, removed) = text(&subfield.value);
            if removed > 0 {
                let place = format!("{tag}${}", subfield.code);
                let said =
                    format!("{removed} control characters were removed; XML has no place for them");
                notices.push(Notice::on(
                    Severity::Warning,
                    "forbidden-character",
                    place,
                    said,
                ));
            }
            subfield.value = text;
        }
    }
    Cow::Owned(marc)
}

/// A clean copy of a text, and how many forbidden characters were removed.
pub(super) fn text(dirty: &str) -> (String, usize) {
    if is_clean(dirty) {
        return (dirty.to_owned(), 0);
    }
    let mut removed = 0;
    let mut kept = String::with_capacity(dirty.len());
    let mut space = false;
    for c in dirty.nfc() {
        if c.is_whitespace() {
            space = !kept.is_empty();
        } else if is_forbidden(c) {
            removed += 1;
        } else {
            if std::mem::take(&mut space) {
                kept.push(' ');
            }
            kept.push(c);
        }
    }
    // What stood on both sides of a removed character may compose: normalize to a fixed point.
    match is_nfc_quick(kept.chars()) {
        IsNormalized::Yes => (kept, removed),
        _ => (kept.nfc().collect(), removed),
    }
}

/// XML 1.0 section 2.2 `Char`; the C1 controls are allowed there but mean nothing in a text.
fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

fn is_clean(text: &str) -> bool {
    let mut last = b' ';
    for byte in text.bytes() {
        if byte >= 0x80 {
            return is_clean_unicode(text);
        }
        if byte < b' ' || byte == 0x7F || (byte == b' ' && last == b' ') {
            return false;
        }
        last = byte;
    }
    last != b' ' || text.is_empty()
}

fn is_clean_unicode(text: &str) -> bool {
    let mut last = ' ';
    for c in text.chars() {
        let bad = is_forbidden(c) || (c.is_whitespace() && (c != ' ' || last == ' '));
        if bad {
            return false;
        }
        last = c;
    }
    last != ' ' && is_nfc_quick(text.chars()) == IsNormalized::Yes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_cleaned() {
        for (dirty, clean, removed) in [
            ("", "", 0),
            ("plain text", "plain text", 0),
            (" two  spaces\t", "two spaces", 0),
            ("e\u{301}t\u{e9}", "\u{e9}t\u{e9}", 0),
            ("bell\u{7} and\u{0}", "bell and", 2),
            ("\u{98}Le \u{9c}travail", "Le travail", 2),
            ("no\u{a0}break\u{2003}", "no break", 0),
            ("\u{FFFF}x", "x", 1),
        ] {
            assert_eq!(text(dirty), (clean.to_owned(), removed), "{dirty:?}");
        }
    }

    proptest! {
        #[test]
        fn cleaning_is_idempotent(dirty in any::<String>()) {
            let (clean, _) = text(&dirty);
            prop_assert_eq!(text(&clean), (clean.clone(), 0));
        }
    }
}
