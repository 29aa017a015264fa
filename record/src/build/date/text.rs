//! A date as cataloguers write it: `[195-?]-`, `1938, c1939`, `APR 1984.`, `MCMXXI`.

use super::{blank, coded_year, plausible};
use crate::{PublicationDate, mapping::fold};

/// Reads a date as cataloguers write it; the text is kept, without its closing full stop.
pub(crate) fn parse(text: &str) -> PublicationDate {
    let raw = text.trim().trim_end_matches(['.', ',', ';', ':']).trim();
    let mut date = PublicationDate {
        raw: raw.to_owned(),
        ..blank()
    };
    let folded = fold(raw);
    let tokens = tokens(corrected(&folded));
    let years: Vec<&Token> = tokens
        .iter()
        .filter(|t| matches!(t, Token::Year(..)))
        .collect();
    let Some(Token::Year(year, until, first)) = years.first() else {
        date.year = roman(raw);
        return date;
    };
    date.year = Some(*year);
    date.until = *until;
    date.uncertain = until.is_some() || uncertain(&folded);
    // A copyright date beside the date of publication adds nothing.
    let copyright =
        |at: usize| matches!(folded.as_bytes().get(at.wrapping_sub(1)), Some(b'c' | b'p'));
    if let Some(Token::Year(next, decade, at)) = years.get(1)
        && !copyright(*at)
        && joins(&tokens, *first, *at)
        && *next > *year
    {
        date.until = Some(decade.unwrap_or(*next));
        date.uncertain |=
            folded.contains("between") || folded.contains(" or ") || folded.contains(" ou ");
    }
    inner(&mut date, &tokens, &folded, *first);
    date
}

/// What stands behind `i.e.` corrects what stands before.
fn corrected(folded: &str) -> &str {
    for mark in ["i.e.", "i. e.", "c.-a-d.", "es decir"] {
        if let Some((_, right)) = folded.split_once(mark)
            && right.bytes().filter(u8::is_ascii_digit).count() >= 4
        {
            return right;
        }
    }
    folded
}

fn uncertain(folded: &str) -> bool {
    folded.contains('?')
        || [
            "ca.",
            "ca ",
            "circa",
            "approximately",
            "about",
            "vers ",
            "hacia",
            "between",
            " or ",
        ]
        .iter()
        .any(|word| folded.contains(word))
}

/// Whether only words and signs that make a range stand between two years.
fn joins(tokens: &[Token], first: usize, second: usize) -> bool {
    tokens.iter().all(|token| match token {
        Token::Word(word, at) if *at > first && *at < second => {
            matches!(
                word.as_str(),
                "and" | "et" | "y" | "to" | "a" | "or" | "ou" | "o" | "u"
            )
        }
        Token::Comma(at) if *at > first && *at < second => false,
        _ => true,
    })
}

/// Month, day, short last year (`1990-92`) and open end (`1919-`) around the first year.
fn inner(date: &mut PublicationDate, tokens: &[Token], folded: &str, at: usize) {
    let Some(index) = tokens
        .iter()
        .position(|t| matches!(t, Token::Year(_, _, a) if *a == at))
    else {
        return;
    };
    let year = date.year.unwrap_or(0);
    let dash = matches!(tokens.get(index + 1), Some(Token::Dash));
    match (
        dash,
        tokens.get(index + 2),
        tokens.get(index + 3),
        tokens.get(index + 4),
    ) {
        (true, Some(Token::Small(month)), Some(Token::Dash), Some(Token::Small(day)))
            if (1..=12).contains(month) && (1..=31).contains(day) =>
        {
            (date.month, date.day) = (Some(*month), Some(*day));
            return;
        }
        (true, Some(Token::Small(short)), _, _) => {
            let last = year - year % 100 + i16::from(*short);
            // `2011-12` is two years; `2012-05` cannot be, so it is a month.
            if last > year && (*short > 12 || last == year + 1) {
                date.until = Some(last);
            } else if (1..=12).contains(short) && !folded.contains("--") {
                date.month = Some(*short);
            }
        }
        (true, None | Some(Token::Other), _, _) if date.until.is_none() => date.open = true,
        (true, Some(Token::Word(..)), _, _) if date.until.is_none() => date.open = true,
        _ => {}
    }
    if date.month.is_some() {
        return;
    }
    let Some(found) = tokens
        .iter()
        .position(|t| matches!(t, Token::Word(w, _) if month(w).is_some()))
    else {
        return;
    };
    if let Token::Word(word, _) = &tokens[found] {
        date.month = month(word);
    }
    let small = |at: Option<usize>| match at.and_then(|at| tokens.get(at)) {
        Some(Token::Small(day)) if (1..=31).contains(day) => Some(*day),
        _ => None,
    };
    // `1 May 2012`, `1 de mayo de 2012`, `May 1, 2012`.
    date.day = small(found.checked_sub(1))
        .or_else(|| small(found.checked_sub(2)))
        .or_else(|| small(Some(found + 1)));
    if tokens
        .iter()
        .filter(|t| matches!(t, Token::Word(w, _) if month(w).is_some()))
        .count()
        > 1
    {
        date.day = None;
    }
}

enum Token {
    /// A year, the last year it may mean, and where it stands.
    Year(i16, Option<i16>, usize),
    Small(u8),
    Word(String, usize),
    Dash,
    Comma(usize),
    Other,
}

fn tokens(folded: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let bytes = folded.as_bytes();
    let mut at = 0;
    while let Some(c) = folded.get(at..).and_then(|rest| rest.chars().next()) {
        let run = |test: fn(char) -> bool| {
            folded[at..]
                .find(|c: char| !test(c))
                .map_or(folded.len(), |n| at + n)
        };
        if c.is_ascii_digit() {
            let end = run(|c| c.is_ascii_digit());
            let (token, end) = number(folded, at, end);
            tokens.push(token);
            at = end;
        } else if c.is_alphabetic() {
            let end = run(char::is_alphabetic);
            // The `c` of a copyright date stands right before its year.
            let sign = end - at == 1 && bytes.get(end).is_some_and(u8::is_ascii_digit);
            if !sign {
                tokens.push(Token::Word(folded[at..end].to_owned(), at));
            }
            at = end;
        } else {
            match c {
                '-' | '–' | '—' | '/' => tokens.push(Token::Dash),
                ',' => tokens.push(Token::Comma(at)),
                ' ' | '[' | ']' | '(' | ')' | '.' | '?' | '<' | '>' => {}
                _ => tokens.push(Token::Other),
            }
            at += c.len_utf8();
        }
    }
    tokens
}

/// A number token: a year, a year with unknown last digits (`195-`, `19--`, `195?`), or a small one.
fn number(folded: &str, at: usize, end: usize) -> (Token, usize) {
    let digits = &folded[at..end];
    let marks = folded[end..]
        .bytes()
        .take_while(|b| matches!(b, b'-' | b'?' | b'u'))
        .count();
    if digits.len() < 4 && digits.len() >= 2 && digits.len() + marks >= 4 {
        let known = format!("{digits}{}", "-".repeat(4 - digits.len()));
        let marks = 4 - digits.len();
        if let Some((year, until)) = coded_year(&known) {
            return (Token::Year(year, until, at), end + marks);
        }
    }
    match digits.parse::<i16>() {
        Ok(year) if digits.len() == 4 && plausible(year) => (Token::Year(year, None, at), end),
        Ok(small) if digits.len() <= 2 => {
            (u8::try_from(small).map_or(Token::Other, Token::Small), end)
        }
        _ => (Token::Other, end),
    }
}

/// A month's number from its name or abbreviation in English, French or Spanish, folded.
pub(in crate::build) fn month(word: &str) -> Option<u8> {
    const MONTHS: [&[&str]; 12] = [
        &["jan", "january", "janv", "janvier", "ene", "enero"],
        &[
            "feb", "february", "fev", "fevr", "fevrier", "febr", "febrero",
        ],
        &["mar", "march", "mars", "marzo"],
        &["apr", "april", "avr", "avril", "abr", "abril"],
        &["may", "mai", "mayo"],
        &["jun", "june", "juin", "junio"],
        &["jul", "july", "juil", "juillet", "julio"],
        &["aug", "august", "aout", "ago", "agosto"],
        &[
            "sep",
            "sept",
            "september",
            "septembre",
            "septiembre",
            "setiembre",
        ],
        &["oct", "october", "octobre", "octubre", "okt"],
        &["nov", "november", "novembre", "noviembre"],
        &["dec", "december", "decembre", "dic", "diciembre"],
    ];
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    u8::try_from(at + 1).ok()
}

/// A year in Roman numerals, in capitals, standing alone and written by the rule.
fn roman(raw: &str) -> Option<i16> {
    let words = raw
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|w| w.starts_with('M'));
    words
        .filter(|w| (4..=15).contains(&w.len()))
        .find_map(|word| (1000..2100).find(|year| in_roman(*year) == word))
}

fn in_roman(mut number: i16) -> String {
    const SIGNS: [(i16, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut written = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            written.push_str(sign);
            number -= value;
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Year, month, day, until, open, uncertain; as `1919..` and the like.
    fn shape(text: &str) -> String {
        let date = parse(text);
        let mut shape = date.iso().unwrap_or_else(|| "-".to_owned());
        if let Some(until) = date.until {
            shape.push_str(&format!("..{until}"));
        }
        if date.open {
            shape.push_str("..");
        }
        if date.uncertain {
            shape.push('?');
        }
        shape
    }

    #[test]
    fn dates_are_read_as_cataloguers_write_them() {
        for (text, expected) in [
            ("2012.", "2012"),
            ("1919-", "1919.."),
            ("1919-1957.", "1919..1957"),
            ("1922].", "1922"),
            ("[195-].", "1950..1959?"),
            ("[195-?]-", "1950..1959?"),
            ("19--", "1900..1999?"),
            ("195?", "1950..1959?"),
            ("1985?", "1985?"),
            ("[2009?].", "2009?"),
            ("c1999", "1999"),
            ("© 1986", "1986"),
            ("1938, c1939", "1938"),
            ("2003, c2002.", "2003"),
            ("1990-1992", "1990..1992"),
            ("1990-92", "1990..1992"),
            ("2011-12", "2011..2012"),
            ("2012-05", "2012-05"),
            ("2012-05-01", "2012-05-01"),
            ("1964 and 1967", "1964..1967"),
            (
                "2003 ; Committee on Legal Issues and International Labour Standards..",
                "2003",
            ),
            ("APR 1984.", "1984-04"),
            ("May 2012", "2012-05"),
            ("1 May 2012", "2012-05-01"),
            ("1 de mayo de 2012", "2012-05-01"),
            ("November 14, 1990", "1990-11-14"),
            ("Sept. 1930", "1930-09"),
            ("juil.-août 1931", "1931-07"),
            ("an 1990", "1990"),
            ("ca. 1920", "1920?"),
            ("[between 1950 and 1955]", "1950..1955?"),
            ("1945 [i.e. 1946]", "1946"),
            ("[1964]", "1964"),
            ("MCMXXI", "1921"),
            ("MDCCCXC.", "1890"),
            ("[s.d.].", "-"),
            ("[n.d.]", "-"),
            ("anfangs", "-"),
            ("MILD", "-"),
            ("", "-"),
            ("99999", "-"),
            ("9789", "-"),
            ("Spring 1966", "1966"),
        ] {
            assert_eq!(shape(text), expected, "{text}");
        }
    }

    #[test]
    fn the_text_is_kept() {
        assert_eq!(parse("[195-].").raw, "[195-]");
        assert_eq!(parse("1919-").raw, "1919-");
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_years_are_plausible(text in any::<String>()) {
            let date = parse(&text);
            prop_assert!(date.year.is_none_or(plausible));
            prop_assert!(date.month.is_none_or(|m| (1..=12).contains(&m)));
            prop_assert!(date.day.is_none_or(|d| (1..=31).contains(&d)));
        }

        #[test]
        fn date_like_text_is_read(text in "[\\[c]?(1[0-9]{2}[-0-9?u]|[0-9]{1,5}|MCM|may|\\.|[ ,/?–-]){0,6}\\]?") {
            let date = parse(&text);
            prop_assert!(date.until.is_none_or(|u| date.year.is_some_and(|y| u >= y)));
        }
    }
}
