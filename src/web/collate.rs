//! The order of words in a reader's language (Unicode Collation Algorithm, tailored by CLDR):
//! Spanish has ñ after n, French and English order é with e.

use std::{cmp::Ordering, sync::LazyLock};

use icu_collator::{
    Collator, CollatorBorrowed, CollatorPreferences,
    options::{CollatorOptions, Strength},
    preferences::CollationNumericOrdering,
};
use icu_locale_core::{Locale, locale};
use taxonomy::Lang;

static COLLATORS: LazyLock<[(Lang, Option<CollatorBorrowed<'static>>); 3]> = LazyLock::new(|| {
    [
        (Lang::EN, collator(locale!("en"))),
        (Lang::FR, collator(locale!("fr"))),
        (Lang::ES, collator(locale!("es"))),
    ]
});

fn collator(locale: Locale) -> Option<CollatorBorrowed<'static>> {
    let mut preferences = CollatorPreferences::from(&locale);
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    let mut options = CollatorOptions::default();
    options.strength = Some(Strength::Tertiary);
    // The data is compiled in; without it words are ordered by their code points.
    Collator::try_new(preferences, options).ok()
}

/// The order of two texts in a language of the interface, English for any other.
pub fn compare(lang: Lang, a: &str, b: &str) -> Ordering {
    let found = COLLATORS.iter().find(|(known, _)| *known == lang);
    match &found.unwrap_or(&COLLATORS[0]).1 {
        Some(collator) => collator.compare(a, b).then_with(|| a.cmp(b)),
        None => a.cmp(b),
    }
}

/// The letter under which a text stands in a language's alphabet: in capitals, without accents but
/// those that make a letter of their own; `#` for what begins with no letter.
pub fn letter(lang: Lang, text: &str) -> String {
    let Some(first) = text.chars().find(|c| c.is_alphanumeric()) else {
        return "#".to_owned();
    };
    if !first.is_alphabetic() {
        return "#".to_owned();
    }
    if lang == Lang::ES && matches!(first, 'ñ' | 'Ñ') {
        return "Ñ".to_owned();
    }
    let folded = taxonomy::fold(&first.to_string());
    let plain = folded.chars().find(|c| c.is_alphabetic()).unwrap_or(first);
    plain.to_uppercase().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_own_order() {
        for (lang, ordered) in [
            (Lang::ES, ["nácar ñ", "nube", "ñame", "oasis"].as_slice()),
            (Lang::EN, &["cote", "coté", "côte", "zebra"]),
            (Lang::FR, &["Éducation", "emploi", "été", "zone"]),
            (Lang::EN, &["volume 2", "volume 10"]),
        ] {
            let mut given: Vec<&str> = ordered.iter().rev().copied().collect();
            given.sort_by(|a, b| compare(lang, a, b));
            assert_eq!(given, ordered, "{lang}");
        }
        assert_eq!(compare(Lang::EN, "ñame", "nube"), Ordering::Less);
    }

    #[test]
    fn a_text_stands_under_a_letter_of_the_alphabet() {
        for (lang, text, expected) in [
            (Lang::EN, "élan", "E"),
            (Lang::EN, "Ñáñez, Ana", "N"),
            (Lang::ES, "Ñáñez, Ana", "Ñ"),
            (Lang::ES, "Álvarez", "A"),
            (Lang::FR, "Œuvre", "O"),
            (Lang::EN, "\"Young\"", "Y"),
            (Lang::EN, "3M", "#"),
            (Lang::EN, "", "#"),
            (Lang::EN, "Иванов", "И"),
        ] {
            assert_eq!(letter(lang, text), expected, "{text} in {lang}");
        }
    }
}
