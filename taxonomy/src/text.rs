//! Text in languages, and the one folding that matching and search share.

use std::collections::BTreeMap;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::Lang;

/// One text per language.
pub type LangMap = BTreeMap<Lang, String>;

/// Folds a text for matching and search: lower case, no accents, no ligatures, one space between words.
///
/// `"L'Économie  Œuvre"` becomes `"l'economie oeuvre"`. Idempotent.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
    {
        if c.is_whitespace() {
            space = !folded.is_empty();
            continue;
        }
        if std::mem::take(&mut space) {
            folded.push(' ');
        }
        match c {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            '’' | 'ʼ' | '‘' => folded.push('\''),
            other if is_combining_mark(other) => {}
            other => folded.push(other),
        }
    }
    folded
}
