//! The languages of the corpus.

use taxonomy::Lang;

/// A language that records are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    En,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// German.
    De,
    /// Portuguese.
    Pt,
    /// Russian.
    Ru,
    /// Arabic.
    Ar,
    /// Chinese.
    Zh,
}

/// Those beside the three that the library catalogues in.
pub const OTHERS: [(Language, u32); 5] = [
    (Language::De, 34),
    (Language::Pt, 24),
    (Language::Ru, 18),
    (Language::Ar, 10),
    (Language::Zh, 14),
];

impl Language {
    /// The MARC code (008/35-37, 041 $a, 998 $a).
    pub fn marc(self) -> &'static str {
        ["eng", "fre", "spa", "ger", "por", "rus", "ara", "chi"][self as usize]
    }

    /// The code in file names of the library.
    pub fn in_file_names(self) -> &'static str {
        [
            "engl", "fren", "span", "germ", "port", "russ", "arab", "chin",
        ][self as usize]
    }

    /// The language tag, as in the tables of words.
    pub fn tag(self) -> &'static str {
        ["en", "fr", "es", "de", "pt", "ru", "ar", "zh"][self as usize]
    }

    /// The one of the three that headings and notes are in: English for all others.
    pub fn catalogued(self) -> Language {
        if self as usize > 2 {
            Language::En
        } else {
            self
        }
    }

    /// The language of the headings as the taxonomy names it.
    pub fn label(self) -> Lang {
        Lang::INTERFACE[self.catalogued() as usize]
    }

    /// The source code of the ILO Thesaurus in this language (650 $2).
    pub fn thesaurus(self) -> &'static str {
        ["ilot", "tbit", "toit"][self.catalogued() as usize]
    }

    /// One of three texts: English, French, Spanish.
    pub fn of<T: Copy>(self, texts: [T; 3]) -> T {
        texts[self.catalogued() as usize]
    }
}
