//! Stems of folded words.
//!
//! Snowball's French and Spanish stemmers know endings by their accents (`-ación`, `-é`); on
//! folded words a few endings are brought to one form first, so that singular and plural meet.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};
use taxonomy::Lang;

/// A language whose words are stemmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Stemming {
    English,
    French,
    Spanish,
}

impl Stemming {
    /// All of them: a query is stemmed in each.
    pub(crate) const ALL: [Stemming; 3] = [Stemming::English, Stemming::French, Stemming::Spanish];

    /// The stemmings for a text in `lang`: its own, all when nobody knows, none for other languages.
    pub(crate) fn of(lang: Lang) -> &'static [Stemming] {
        match lang.as_str() {
            "en" => &[Stemming::English],
            "fr" => &[Stemming::French],
            "es" => &[Stemming::Spanish],
            "und" | "mul" => &Stemming::ALL,
            _ => &[],
        }
    }

    /// The letter that marks its terms.
    pub(crate) fn mark(self) -> char {
        match self {
            Stemming::English => 'e',
            Stemming::French => 'f',
            Stemming::Spanish => 's',
        }
    }
}

/// Puts the marked stem of a folded word into `term`; false for a word without one: digits, other scripts.
pub(crate) fn stem(word: &str, language: Stemming, term: &mut String) -> bool {
    if word.len() < 2 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return false;
    }
    let (algorithm, word) = match language {
        Stemming::English => (Algorithm::English, english(word)),
        Stemming::French => (Algorithm::French, french(word)),
        Stemming::Spanish => (Algorithm::Spanish, spanish(word)),
    };
    term.clear();
    term.push(language.mark());
    term.push_str(&Stemmer::new(algorithm).stem(&word));
    true
}

/// Plurals that no rule makes, of words in these collections.
fn english(word: &str) -> Cow<'_, str> {
    Cow::Borrowed(match word {
        "women" => "woman",
        "men" => "man",
        "children" => "child",
        "analyses" => "analysis",
        "crises" => "crisis",
        "hypotheses" => "hypothesis",
        "theses" => "thesis",
        other => other,
    })
}

/// Plurals that no rule makes, and the feminine participle, whose accent is gone (`employées`).
fn french(word: &str) -> Cow<'_, str> {
    Cow::Borrowed(match word {
        "travaux" => "travail",
        "baux" => "bail",
        "emplois" => "emploi",
        "lois" => "loi",
        "convois" => "convoi",
        "tournois" => "tournoi",
        other if other.len() > 5 && other.ends_with("ees") => &other[..other.len() - 2],
        other if other.len() > 4 && other.ends_with("ee") => &other[..other.len() - 1],
        other => other,
    })
}

/// The plural in `-es` after a consonant, which the stemmer knows only by the singular's accent.
fn spanish(word: &str) -> Cow<'_, str> {
    let vowel = |b: &u8| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u');
    let Some(stem) = word.strip_suffix("es").filter(|s| s.len() > 2) else {
        return Cow::Borrowed(word);
    };
    match stem.as_bytes() {
        [.., before, b'r' | b'n' | b'l' | b'd' | b's'] if vowel(before) => Cow::Borrowed(stem),
        [.., before, b'c'] if vowel(before) => Cow::Owned(format!("{}z", &stem[..stem.len() - 1])),
        _ => Cow::Borrowed(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: Stemming, pairs: &str) {
        for pair in pairs.split(' ') {
            let (one, many) = pair.split_once('/').unwrap();
            let (mut a, mut b) = (String::new(), String::new());
            assert!(stem(one, language, &mut a) && stem(many, language, &mut b));
            assert_eq!(a, b, "{pair}");
        }
    }

    #[test]
    fn singular_and_plural_meet() {
        check(
            Stemming::English,
            "wage/wages worker/workers policy/policies industry/industries enterprise/enterprises \
             woman/women child/children analysis/analyses salary/salaries employment/employments",
        );
        check(
            Stemming::French,
            "salaire/salaires economie/economies salarie/salaries travailleur/travailleurs \
             activite/activites securite/securites travail/travaux syndicat/syndicats \
             employe/employes employee/employes employees/employes cooperative/cooperatives \
             national/nationaux societe/societes droit/droits pays/pays emploi/emplois loi/lois",
        );
        check(
            Stemming::Spanish,
            "salario/salarios negociacion/negociaciones trabajador/trabajadores economia/economias \
             mujer/mujeres pais/paises ley/leyes profesion/profesiones actividad/actividades \
             interes/intereses region/regiones joven/jovenes social/sociales eficaz/eficaces \
             migracion/migraciones clase/clases padre/padres nombre/nombres base/bases mes/meses",
        );
    }

    #[test]
    fn digits_and_other_scripts_have_no_stem() {
        for word in ["c138", "2012", "труд", "a", "労働"] {
            assert!(!stem(word, Stemming::English, &mut String::new()), "{word}");
        }
    }
}
