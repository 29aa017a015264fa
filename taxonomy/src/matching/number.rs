//! One form for the singular and the plural of English, French and Spanish words.
//!
//! The form need not be a word; it is enough that both numbers of a word share it and that it
//! keeps different words apart. Anything cleverer is the search index's business.

use crate::Lang;

/// A folded text with each word in its numberless form.
pub(super) fn neutral(folded: &str, lang: Lang) -> String {
    let word: fn(&str, &mut String) = match lang {
        Lang::EN => english,
        Lang::FR => french,
        Lang::ES => spanish,
        _ => |word, out| out.push_str(word),
    };
    let mut out = String::with_capacity(folded.len());
    let mut rest = folded;
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(rest.len());
        word(&rest[..end], &mut out);
        let next = rest[end..]
            .find(char::is_alphanumeric)
            .map_or(rest.len(), |at| end + at);
        out.push_str(&rest[end..next]);
        rest = &rest[next..];
    }
    out
}

const ENGLISH_IRREGULAR: [(&str, &str); 8] = [
    ("children", "child"),
    ("men", "man"),
    ("women", "woman"),
    ("wives", "wife"),
    ("lives", "life"),
    ("feet", "foot"),
    ("criteria", "criterion"),
    ("analyses", "analysis"),
];

const FRENCH_IRREGULAR: [(&str, &str); 5] = [
    ("travaux", "travail"),
    ("baux", "bail"),
    ("yeux", "oeil"),
    ("vitraux", "vitrail"),
    ("emaux", "email"),
];

fn irregular<'a>(word: &str, table: &[(&str, &'a str)]) -> Option<&'a str> {
    table
        .iter()
        .find(|(many, _)| *many == word)
        .map(|(_, one)| *one)
}

fn english(word: &str, out: &mut String) {
    if let Some(one) = irregular(word, &ENGLISH_IRREGULAR) {
        return out.push_str(one);
    }
    let one = match word {
        _ if word.len() < 4 => word,
        _ if word.len() > 4 && word.ends_with("ies") => {
            out.push_str(&word[..word.len() - 3]);
            return out.push('y');
        }
        _ if ["sses", "ches", "shes", "xes", "zzes"]
            .iter()
            .any(|e| word.ends_with(e)) =>
        {
            &word[..word.len() - 2]
        }
        // `business`, `crisis`, `status` and `economics` are no plurals.
        _ if ["ss", "is", "us", "ics"].iter().any(|e| word.ends_with(e)) => word,
        _ => word.strip_suffix('s').unwrap_or(word),
    };
    out.push_str(one);
}

fn french(word: &str, out: &mut String) {
    if let Some(one) = irregular(word, &FRENCH_IRREGULAR) {
        return out.push_str(one);
    }
    let one = match word {
        _ if word.len() < 4 => word,
        _ if word.ends_with("eaux") || word.ends_with("eux") || word.ends_with("oux") => {
            &word[..word.len() - 1]
        }
        _ if word.ends_with("aux") => {
            out.push_str(&word[..word.len() - 2]);
            return out.push('l');
        }
        _ if word.ends_with("ss") => word,
        _ => word.strip_suffix('s').unwrap_or(word),
    };
    out.push_str(one);
}

/// `clase` and `clases`, `social` and `sociales`, `vez` and `veces` meet when a closing e goes too.
fn spanish(word: &str, out: &mut String) {
    let whole = word.len() < 4 || word.ends_with("is") || word.ends_with("us");
    let one = if whole {
        word
    } else {
        let one = word.strip_suffix('s').unwrap_or(word);
        one.strip_suffix('e').unwrap_or(one)
    };
    match one.strip_suffix('z') {
        Some(start) => {
            out.push_str(start);
            out.push('c');
        }
        None => out.push_str(one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_numbers_share_a_form() {
        for (lang, one, many) in [
            (Lang::EN, "wage", "wages"),
            (Lang::EN, "social policy", "social policies"),
            (Lang::EN, "woman worker", "women workers"),
            (Lang::EN, "box", "boxes"),
            (Lang::EN, "small business", "small businesses"),
            (Lang::EN, "child", "children"),
            (Lang::FR, "travailleur age", "travailleurs ages"),
            (
                Lang::FR,
                "organisation internationale",
                "organisations internationales",
            ),
            (Lang::FR, "conseil regional", "conseils regionaux"),
            (Lang::FR, "travail dangereux", "travaux dangereux"),
            (Lang::FR, "lieu de travail", "lieux de travail"),
            (Lang::FR, "reseau d'entreprise", "reseaux d'entreprises"),
            (Lang::ES, "salario", "salarios"),
            (Lang::ES, "trabajador social", "trabajadores sociales"),
            (Lang::ES, "clase", "clases"),
            (Lang::ES, "organizacion", "organizaciones"),
            (Lang::ES, "pais", "paises"),
            (Lang::ES, "ley", "leyes"),
            (Lang::ES, "luz", "luces"),
        ] {
            assert_eq!(neutral(one, lang), neutral(many, lang), "{one} {many}");
        }
    }

    #[test]
    fn other_words_stay_apart() {
        for (lang, one, other) in [
            (Lang::EN, "economic", "economics"),
            (Lang::EN, "bus", "bu"),
            (Lang::EN, "work", "worker"),
            (Lang::FR, "travail", "travailleur"),
            (Lang::ES, "trabajo", "trabajador"),
            (Lang::ES, "crisis", "cris"),
        ] {
            assert_ne!(neutral(one, lang), neutral(other, lang), "{one} {other}");
        }
    }
}
