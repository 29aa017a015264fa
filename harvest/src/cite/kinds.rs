//! What a genre is called in each citation format.

use crate::genre::Genre;

/// The names of a genre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// CSL 1.0.2, appendix III.
    pub csl: &'static str,
    /// BibTeX, "Entry Types" of BibTeXing (Patashnik 1988).
    pub bibtex: &'static str,
    /// RIS reference types.
    pub ris: &'static str,
    /// EndNote's `%0`.
    pub endnote: &'static str,
}

macro_rules! kinds {
    ($($genre:ident => $csl:literal, $bibtex:literal, $ris:literal, $endnote:literal;)*) => {
        /// The names of a genre.
        pub fn kind(genre: Genre) -> Kind {
            match genre {
                $(Genre::$genre => Kind { csl: $csl, bibtex: $bibtex, ris: $ris, endnote: $endnote },)*
            }
        }
    };
}

kinds! {
    Article => "article-journal", "article", "JOUR", "Journal Article";
    BookReview => "review-book", "article", "JOUR", "Journal Article";
    Chapter => "chapter", "incollection", "CHAP", "Book Section";
    Book => "book", "book", "BOOK", "Book";
    Periodical => "periodical", "misc", "SER", "Serial";
    WorkingPaper => "report", "techreport", "RPRT", "Report";
    Report => "report", "techreport", "RPRT", "Report";
    ConferencePaper => "paper-conference", "inproceedings", "CPAPER", "Conference Paper";
    MeetingDocument => "report", "techreport", "RPRT", "Report";
    Legislation => "legislation", "misc", "STAT", "Statute";
    Thesis => "thesis", "phdthesis", "THES", "Thesis";
    DataSet => "dataset", "misc", "DATA", "Dataset";
    Course => "document", "misc", "GEN", "Generic";
    Audio => "song", "misc", "SOUND", "Audiovisual Material";
    Video => "motion_picture", "misc", "VIDEO", "Audiovisual Material";
    Image => "graphic", "misc", "FIGURE", "Figure";
    Map => "map", "misc", "MAP", "Map";
    Software => "software", "misc", "COMP", "Computer Program";
    WebPage => "webpage", "misc", "ELEC", "Web Page";
    Other => "document", "misc", "GEN", "Generic";
}
