//! Which characters make words, and how: by spaces, by pairs, by dictionary.

/// How a character takes part in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No part of a word.
    Gap,
    /// Part of a word that spaces and punctuation end.
    Letter,
    /// Han, kana, hangul: written without spaces, or with particles attached.
    Pair,
    /// Thai, Lao, Khmer, Burmese: words are found in a dictionary.
    Dictionary,
}

/// The kind of a character.
pub(crate) fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Kind::Letter,
        '\0'..='\u{7f}' => Kind::Gap,
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{aa60}'..='\u{aa7f}' => Kind::Dictionary,
        '\u{1100}'..='\u{11ff}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{3096}'
        | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}'
        | '\u{3131}'..='\u{318e}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}' => Kind::Pair,
        c if c.is_alphanumeric() || is_mark(c) => Kind::Letter,
        _ => Kind::Gap,
    }
}

/// Whether a character joins the one before it: accents, vowel signs, joiners.
pub(crate) fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
        || matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}')
}

/// Whether accents are spelling rather than letters: Latin, Greek, Cyrillic, Hebrew, Arabic.
pub(crate) fn folds(c: char) -> bool {
    c < '\u{780}' || ('\u{1e00}'..='\u{1fff}').contains(&c) || c >= '\u{2000}'
}

/// Whether an apostrophe, typed or printed.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '＇' | '′')
}
