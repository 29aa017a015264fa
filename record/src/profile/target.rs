//! Where a value goes: a MARC place, or a plain word that stands for one.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::marc::Tag;

/// Where a value goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Target {
    /// A control field, as `001`.
    Control(Tag),
    /// A subfield, as `245$a`; several of one tag in a row of columns make one field until a code comes again.
    Subfield(Tag, char),
    /// A plain word.
    Word(Word),
}

/// Says that a text names no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is no target{near}; give a MARC place such as 245$a or one of the words: {}",
    words()
)]
pub struct TargetError {
    /// The text.
    pub text: String,
    /// What may have been meant.
    near: String,
}

fn words() -> String {
    let all: Vec<&str> = WORDS.iter().map(|(word, _, _)| *word).collect();
    all.join(", ")
}

macro_rules! words {
    ($($variant:ident $name:literal $place:literal,)*) => {
        /// A plain word for a place in a record.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Word {
            $(#[doc = concat!("`", $name, "`: ", $place, ".")] $variant,)*
        }

        /// The words, what each is called and the MARC place it stands for.
        pub const WORDS: &[(&str, Word, &str)] = &[$(($name, Word::$variant, $place),)*];
    };
}

words! {
    Title "title" "245 $a",
    Subtitle "subtitle" "245 $b",
    Author "author" "100 and 700 $a, a person",
    Editor "editor" "700 $a with $4 edt",
    Translator "translator" "700 $a with $4 trl",
    Body "body" "110 and 710 $a, an organization",
    Year "year" "264 $c",
    Date "date" "264 $c, with month and day where known",
    Abstract "abstract" "520 $a",
    Language "language" "041 $a",
    Doi "doi" "024 $a with $2 doi",
    Isbn "isbn" "020 $a",
    Issn "issn" "773 $x of a part, else 022 $a",
    Journal "journal" "773 $t",
    Volume "volume" "773 $g",
    Issue "issue" "773 $g",
    Pages "pages" "773 $g of a part, else 300 $a",
    Url "url" "856 $u",
    Type "type" "655 $a, the document type",
    Theme "theme" "650 $a",
    Keyword "keyword" "653 $a",
    Place "geographic" "651 $a, a place it is about",
    Publisher "publisher" "264 $b",
    PublisherPlace "place" "264 $a, the place of publication",
    Series "series" "490 $a",
    SeriesNumber "series_number" "490 $v",
    Edition "edition" "250 $a",
    Extent "extent" "300 $a",
    Note "note" "500 $a",
    Rights "rights" "540 $a",
    ControlNumber "control_number" "001",
    SystemNumber "system_number" "035 $a",
    InstrumentNumber "instrument_number" "980 $n, as C87",
    ReportNumber "report_number" "088 $a",
    OriginalTitle "original_title" "240 $a",
    ParallelTitle "parallel_title" "246 $a with second indicator 1",
}

impl Word {
    /// Its name in a profile.
    pub fn name(self) -> &'static str {
        let mut all = WORDS.iter();
        all.find(|(_, word, _)| *word == self)
            .map_or("", |(name, _, _)| name)
    }

    /// The word of this name.
    pub fn named(name: &str) -> Option<Word> {
        let mut all = WORDS.iter();
        all.find(|(known, _, _)| *known == name)
            .map(|(_, word, _)| *word)
    }
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Target, TargetError> {
        if let Some(word) = Word::named(text) {
            return Ok(Target::Word(word));
        }
        let wrong = |near: &str| TargetError {
            text: text.to_owned(),
            near: near.to_owned(),
        };
        let (tag, code) = text.split_once('$').unwrap_or((text, ""));
        let Some(tag) = Tag::try_from(tag).ok().filter(|t| t.is_numeric()) else {
            return Err(wrong(""));
        };
        let mut codes = code.chars();
        match (tag.is_control(), codes.next(), codes.next()) {
            (true, None, _) => Ok(Target::Control(tag)),
            (true, _, _) => Err(wrong(": a control field has no subfields")),
            (false, Some(code), None) if code.is_ascii_graphic() => Ok(Target::Subfield(tag, code)),
            (false, None, _) => Err(wrong(": it needs a subfield")),
            _ => Err(wrong(": a subfield's code is one character")),
        }
    }
}

impl TryFrom<String> for Target {
    type Error = TargetError;

    fn try_from(text: String) -> Result<Target, TargetError> {
        text.parse()
    }
}

impl From<Target> for String {
    fn from(target: Target) -> String {
        target.to_string()
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Control(tag) => write!(f, "{tag}"),
            Target::Subfield(tag, code) => write!(f, "{tag}${code}"),
            Target::Word(word) => f.write_str(word.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_places_or_words_and_others_are_named() {
        for good in ["245$a", "001", "title", "980$n", "parallel_title"] {
            assert_eq!(good.parse::<Target>().unwrap().to_string(), good);
        }
        for (bad, why) in [
            ("245", "needs a subfield"),
            ("001$a", "no subfields"),
            ("245$ab", "one character"),
            ("titel", "one of the words: title, subtitle"),
            ("", "is no target"),
        ] {
            let error = bad.parse::<Target>().unwrap_err().to_string();
            assert!(error.contains(why), "{bad}: {error}");
        }
    }
}
