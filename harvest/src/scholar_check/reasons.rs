//! Why a rule is not met, and in whose hand it is. The words for it stand with the service's texts.

/// Who can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// Who describes the record: a fact is missing or wrong.
    Record,
    /// Who makes or runs the service: it serves what it should not, or does not serve what it has.
    Service,
}

impl Hand {
    /// Its name in answers for machines.
    pub fn name(self) -> &'static str {
        match self {
            Hand::Record => "record",
            Hand::Service => "service",
        }
    }
}

/// A reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// Its name, for ever.
    pub id: &'static str,
    /// In whose hand it is.
    pub hand: Hand,
}

macro_rules! reasons {
    ($($name:ident = $id:literal in $hand:ident: $about:literal)*) => {
        $(#[doc = $about] pub const $name: Reason = Reason { id: $id, hand: Hand::$hand };)*
    };
}

reasons! {
    TITLE_UNKNOWN = "title-unknown" in Record: "The record has no title."
    TITLE_MISSING = "title-missing" in Service: "The page has no title tag."
    TITLE_TWICE = "title-twice" in Service: "The page has several."
    TITLE_CUT = "title-cut" in Service: "It is not the whole title."
    AUTHORS_UNKNOWN = "authors-unknown" in Record: "The record names neither author nor body."
    AUTHORS_MISSING = "authors-missing" in Service: "The page has no author tag."
    AUTHORS_LOST = "authors-lost" in Service: "There are fewer tags than authors."
    AUTHORS_TOGETHER = "authors-together" in Service: "One tag holds several authors."
    AUTHOR_SEVERAL = "author-several" in Record: "One contributor is several people."
    DATE_UNKNOWN = "date-unknown" in Record: "The record has no year."
    DATE_MISSING = "date-missing" in Service: "The page has no date tag."
    DATE_FORM = "date-form" in Service: "The date is written otherwise."
    KIND_UNKNOWN = "kind-unknown" in Record: "The record lacks what it appeared in, or who answers for it."
    KIND_MISSING = "kind-missing" in Service: "The tag of its kind is missing."
    VOLUME_UNKNOWN = "volume-unknown" in Record: "The volume is missing."
    ISSUE_UNKNOWN = "issue-unknown" in Record: "The issue is missing."
    PAGES_UNKNOWN = "pages-unknown" in Record: "The pages are missing."
    PAGES_UNREAD = "pages-unread" in Record: "The pages are no range."
    NUMBER_UNKNOWN = "number-unknown" in Record: "ISSN or ISBN is missing."
    NUMBER_WRONG = "number-wrong" in Record: "ISSN or ISBN has a wrong check digit."
    LANGUAGE_UNKNOWN = "language-unknown" in Record: "The record's language is not known."
    LANGUAGE_MISSING = "language-missing" in Service: "The page has no language tag."
    LANGUAGE_WRONG = "language-wrong" in Service: "It names another language, or none."
    TITLE_FOREIGN = "title-foreign" in Record: "The title is in another language than the publication."
    ABSTRACT_UNKNOWN = "abstract-unknown" in Record: "There is no abstract."
    ABSTRACT_HIDDEN = "abstract-hidden" in Service: "It is not in what readers see."
    PDF_TWICE = "pdf-twice" in Service: "The page names several."
    PDF_ELSEWHERE = "pdf-elsewhere" in Service: "The one it names is not below the page's folder."
    PDF_AWAY = "pdf-away" in Record: "The full text lies on another host."
    PDF_STATUS = "pdf-status" in Service: "It cannot be fetched."
    PDF_LARGE = "pdf-large" in Record: "It is too large."
    PDF_NO_TEXT = "pdf-no-text" in Record: "Its first page has no text."
    PDF_NO_TITLE = "pdf-no-title" in Record: "Its first page does not have the title."
    CANONICAL_AWAY = "canonical-away" in Service: "The page says that another address is its own."
    STATUS = "status" in Service: "It is not answered with 200."
    FORMAT = "format" in Service: "It is no HTML."
    WEIGHT = "weight" in Service: "The page is too large."
    SOFT_404 = "soft-404" in Service: "What is not there is not answered with 404 or 410."
    SIGN_IN = "sign-in" in Service: "Readers must sign in."
    ROBOTS_TXT = "robots-txt" in Service: "`robots.txt` forbids it."
    NOINDEX = "noindex" in Service: "The page asks not to be indexed."
    NO_PATH = "no-path" in Service: "No links lead to it, or too many."
    NO_DATES = "no-dates" in Service: "There is no list by date."
}
