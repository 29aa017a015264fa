//! ISBD punctuation: marks that stand between the parts of a description and belong to none.

/// Abbreviations that keep their full stop at the end, lower case.
const ABBREVIATIONS: [&str; 30] = [
    "etc", "jr", "sr", "inc", "ltd", "co", "corp", "cie", "bros", "dept", "ed", "eds", "no", "nos",
    "vol", "vols", "pt", "pts", "ser", "rev", "al", "st", "s.a", "d.c", "u.s", "dr", "mr", "mrs",
    "ph.d", "cia",
];

/// A text without the marks at its end, and the mark that was there: `/`, `:`, `;` or `=`.
pub(super) fn split_mark(text: &str) -> (&str, Option<char>) {
    let mut mark = None;
    let mut rest = text.trim_end();
    while let Some(last) = rest.chars().next_back() {
        match last {
            '/' | ':' | ';' | '=' => mark = mark.or(Some(last)),
            ',' => {}
            _ => break,
        }
        rest = rest[..rest.len() - last.len_utf8()].trim_end();
    }
    if rest.is_empty() {
        (text.trim_end(), None)
    } else {
        (rest, mark)
    }
}

/// A text without closing marks and without a closing full stop that is no abbreviation's.
pub(super) fn trim(text: &str) -> &str {
    let (rest, _) = split_mark(text);
    trim_stop(rest)
}

/// Removes the full stop at the end of a sentence, not that of an initial, abbreviation or ellipsis.
pub(super) fn trim_stop(text: &str) -> &str {
    let text = text.trim_end();
    let Some(rest) = text.strip_suffix('.') else {
        return text;
    };
    if rest.ends_with("..") || rest.is_empty() {
        return text;
    }
    if let Some(once) = rest.strip_suffix('.') {
        return trim_stop(&text[..once.len() + 1]);
    }
    let word = rest
        .rsplit([' ', '-', '(', '[', ','])
        .next()
        .unwrap_or(rest);
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let initial = letters == 1 && word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let dotted = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 2);
    let lower = word.to_lowercase();
    if initial || dotted || ABBREVIATIONS.contains(&lower.as_str()) {
        text
    } else {
        rest.trim_end()
    }
}

/// Removes square brackets and parentheses that are not closed, or not opened, in this text.
pub(super) fn balance(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let before = text;
        for (open, close) in [('[', ']'), ('(', ')')] {
            let (opened, closed) = (text.matches(open).count(), text.matches(close).count());
            if opened > closed && text.starts_with(open) {
                text = text[1..].trim();
            } else if closed > opened && text.ends_with(close) {
                text = text[..text.len() - 1].trim();
            } else if opened == 1 && closed == 1 && text.starts_with(open) && text.ends_with(close)
            {
                text = text[1..text.len() - 1].trim();
            }
        }
        if text == before {
            return text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off() {
        for (text, expected, mark) in [
            ("Active ageing :", "Active ageing", Some(':')),
            ("a portrait /", "a portrait", Some('/')),
            ("Title.  /", "Title.", Some('/')),
            ("Title =", "Title", Some('=')),
            ("Geneva,", "Geneva", None),
            ("Title : /", "Title", Some('/')),
            ("/", "/", None),
            ("", "", None),
        ] {
            assert_eq!(split_mark(text), (expected, mark), "{text}");
        }
    }

    #[test]
    fn full_stops_of_sentences_are_taken_off() {
        for (text, expected) in [
            ("Agenda.", "Agenda"),
            ("Agenda. /", "Agenda"),
            ("Regoli, Andrea.", "Regoli, Andrea"),
            ("Smith, J.", "Smith, J."),
            ("Butler, H. B.", "Butler, H. B."),
            ("Foenander, Orwell de R.", "Foenander, Orwell de R."),
            ("ACME, Inc.", "ACME, Inc."),
            ("in the U.S.", "in the U.S."),
            ("I.L.O.", "I.L.O."),
            ("and so on...", "and so on..."),
            ("Standards..", "Standards"),
            ("Work, Jr.,", "Work, Jr."),
            ("Convention 87.", "Convention 87"),
            (".", "."),
        ] {
            assert_eq!(trim(text), expected, "{text}");
        }
    }

    #[test]
    fn brackets_are_balanced() {
        for (text, expected) in [
            ("[Geneva", "Geneva"),
            ("ILO]", "ILO"),
            ("[Lima]", "Lima"),
            ("(Geneva)", "Geneva"),
            ("ILO (Lima)", "ILO (Lima)"),
            ("[", ""),
        ] {
            assert_eq!(balance(text), expected, "{text}");
        }
    }
}
