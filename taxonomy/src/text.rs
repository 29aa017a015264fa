//! Text in languages, and the one folding that matching and search share.

use std::collections::BTreeMap;

use unicode_normalization::{UnicodeNormalization, char::decompose_compatible};

use crate::Lang;

/// One text per language.
pub type LangMap = BTreeMap<Lang, String>;

/// Folds a text for matching and search: lower case, no accents, no ligatures, one space between words.
///
/// `"L'Économie  Œuvre"` becomes `"l'economie oeuvre"`. Vowel signs that are letters of their
/// script (Devanagari, Thai) stay; Hebrew and Arabic points go. Idempotent.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Folds a text as [`fold`] does, into a buffer that is emptied first.
pub fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    let mut sink = Sink {
        folded,
        space: false,
        recompose: false,
    };
    for c in text.chars() {
        if c.is_ascii() {
            sink.push_ascii(c);
        } else {
            sink.push_any(c);
        }
    }
    if sink.recompose {
        // Hangul and voiced kana were taken apart above and no mark of theirs was dropped.
        *folded = folded.nfc().collect();
    }
}

struct Sink<'a> {
    folded: &'a mut String,
    space: bool,
    recompose: bool,
}

impl Sink<'_> {
    fn push_ascii(&mut self, c: char) {
        if matches!(c, '\t'..='\r' | ' ') {
            self.space = true;
            return;
        }
        self.before_char();
        self.folded.push(c.to_ascii_lowercase());
    }

    fn push_any(&mut self, c: char) {
        match c {
            // Its compatibility decomposition is a space and an accent.
            '\u{00B4}' => self.push_ascii('\''),
            _ => decompose_compatible(c, |part| {
                if !is_point(part) {
                    part.to_lowercase().for_each(|lower| self.push_part(lower));
                }
            }),
        }
    }

    fn push_part(&mut self, c: char) {
        let plain = match c {
            c if c.is_ascii() => return self.push_ascii(c),
            c if is_point(c) => return,
            c if c.is_whitespace() => " ",
            'œ' => "oe",
            'æ' => "ae",
            'ß' => "ss",
            'þ' => "th",
            'ø' => "o",
            'đ' | 'ð' => "d",
            'ł' => "l",
            'ı' => "i",
            'ħ' => "h",
            'ŧ' => "t",
            'ŋ' => "n",
            'ς' => "σ",
            '’' | 'ʼ' | '‘' | '‛' | '′' => "'",
            '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
            // Soft hyphens, joiners and marks of direction are invisible.
            '\u{00AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'
            | '\u{FEFF}' => return,
            other => {
                self.before_char();
                self.folded.push(other);
                self.recompose |= other >= '\u{0300}';
                return;
            }
        };
        for c in plain.chars() {
            if c.is_ascii() {
                self.push_ascii(c);
            } else {
                self.before_char();
                self.folded.push(c);
            }
        }
    }

    fn before_char(&mut self) {
        if std::mem::take(&mut self.space) && !self.folded.is_empty() {
            self.folded.push(' ');
        }
    }
}

/// Whether a character is an accent or a reading point, which folding drops.
fn is_point(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}'
        | '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}' | '\u{05C2}' | '\u{05C4}'
        | '\u{05C5}' | '\u{05C7}'
        | '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
        | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E4}' | '\u{06E7}' | '\u{06E8}'
        | '\u{06EA}'..='\u{06ED}'
        | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folding_drops_case_accents_and_ligatures() {
        for (text, expected) in [
            ("L'Économie  Œuvre", "l'economie oeuvre"),
            ("  Wages\tand\nhours ", "wages and hours"),
            ("STRASSE Straße", "strasse strasse"),
            ("niño NIN\u{0303}O", "nino nino"),
            ("l’emploi l´emploi", "l'emploi l'emploi"),
            ("co\u{00AD}operative – work", "cooperative - work"),
            ("Đà Nẵng Łódź İzmir Þór", "da nang lodz izmir thor"),
            ("ΛΌΓΟΣ λόγος", "λογοσ λογοσ"),
            ("труд Ёлка", "труд елка"),
            ("한국 \u{1112}\u{1161}\u{11AB}", "한국 한"),
            ("ガイド", "ガイド"),
            ("हिन्दी", "हिन्दी"),
            ("ภาษาไทย", "ภาษาไทย"),
            ("שָׁלוֹם مُحَمَّد", "שלום محمد"),
            ("ﬁnance ①", "finance 1"),
            ("", ""),
        ] {
            assert_eq!(fold(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn folding_is_idempotent(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn folding_forgets_case(text in "[a-zA-ZÀ-ÖØ-öø-ÿĀ-ſ ']{0,20}") {
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
            prop_assert_eq!(fold(&text.to_lowercase()), fold(&text));
        }

        #[test]
        fn folding_forgets_accents(
            letters in proptest::collection::vec(("[a-z ]", "[\u{0300}-\u{036F}]{0,2}"), 0..12),
        ) {
            let bare: String = letters.iter().map(|(l, _)| l.as_str()).collect();
            let accented: String = letters.iter().flat_map(|(l, m)| [l.as_str(), m]).collect();
            prop_assert_eq!(fold(&accented), fold(&bare));
            prop_assert_eq!(fold(&accented.nfc().collect::<String>()), fold(&bare));
        }
    }
}
