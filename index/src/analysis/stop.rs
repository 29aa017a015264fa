//! Words too common to tell records apart; they count in phrases only.

use super::Stemming;

const ENGLISH: &[&str] = &[
    "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been",
    "before", "between", "both", "but", "by", "can", "did", "do", "does", "each", "for", "from",
    "had", "has", "have", "he", "her", "his", "how", "if", "in", "into", "is", "it", "its", "may",
    "more", "most", "no", "nor", "not", "of", "on", "or", "other", "our", "over", "she", "so",
    "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they",
    "this", "those", "through", "to", "under", "up", "upon", "was", "we", "were", "what", "when",
    "where", "which", "while", "who", "will", "with", "within", "would", "you",
];

const FRENCH: &[&str] = &[
    "a", "ainsi", "au", "aux", "avec", "c", "ce", "ces", "cet", "cette", "chez", "comme", "d",
    "dans", "de", "des", "dont", "du", "elle", "elles", "en", "entre", "est", "et", "etc", "etre",
    "fait", "il", "ils", "j", "je", "l", "la", "le", "les", "leur", "leurs", "lors", "m", "mais",
    "meme", "n", "ne", "nos", "notre", "nous", "on", "ont", "ou", "par", "pas", "peut", "plus",
    "pour", "qu", "que", "quel", "quelle", "qui", "s", "sa", "sans", "se", "ses", "si", "son",
    "sont", "sous", "sur", "t", "tous", "tout", "toute", "toutes", "un", "une", "vers", "vos",
    "votre", "vous", "y",
];

const SPANISH: &[&str] = &[
    "a", "al", "ante", "asi", "aun", "cada", "como", "con", "contra", "cual", "cuando", "de",
    "del", "desde", "donde", "e", "el", "ella", "ellas", "ellos", "en", "entre", "era", "es",
    "esa", "ese", "eso", "esta", "estas", "este", "esto", "estos", "fue", "ha", "hacia", "han",
    "hasta", "la", "las", "le", "les", "lo", "los", "mas", "me", "mi", "muy", "ni", "no", "nos",
    "o", "otra", "otras", "otro", "otros", "para", "pero", "por", "que", "se", "segun", "ser",
    "si", "sin", "sobre", "son", "su", "sus", "tambien", "tanto", "todas", "todo", "todos", "u",
    "un", "una", "unas", "uno", "unos", "y", "ya",
];

/// Whether a folded word is a stop word of a language.
pub(crate) fn is_stop(word: &str, language: Stemming) -> bool {
    let list = match language {
        Stemming::English => ENGLISH,
        Stemming::French => FRENCH,
        Stemming::Spanish => SPANISH,
    };
    word.len() <= 8 && list.binary_search(&word).is_ok()
}

/// Whether it is a stop word of any language: a query need not find it.
pub(crate) fn is_stop_anywhere(word: &str) -> bool {
    Stemming::ALL
        .iter()
        .any(|language| is_stop(word, *language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_folded() {
        for list in [ENGLISH, FRENCH, SPANISH] {
            assert!(list.windows(2).all(|two| two[0] < two[1]), "{list:?}");
            assert!(list.iter().all(|word| taxonomy::fold(word) == *word));
        }
        assert!(is_stop("the", Stemming::English) && !is_stop("the", Stemming::French));
        assert!(is_stop_anywhere("para") && !is_stop_anywhere("wages"));
    }
}
