//! The table of rules: what Google Scholar asks for, in which of its sections, and how it is judged.
//!
//! The source is "Inclusion Guidelines for Webmasters" (`https://scholar.google.com/intl/en/scholar/inclusion.html`),
//! told here in our words. A rule's id stays as it is: pages, the API and scripts name it.

use super::{Case, Reason, Verdict, bibliography, reasons::*, served, who};

/// What a rule must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// The record or the page's tags.
    Tags,
    /// The page as it is served.
    Page,
    /// The PDF that it names.
    Pdf,
    /// The site around it.
    Around,
}

impl Needs {
    /// Its name in answers for machines.
    pub fn name(self) -> &'static str {
        match self {
            Needs::Tags => "tags",
            Needs::Page => "page",
            Needs::Pdf => "pdf",
            Needs::Around => "site",
        }
    }
}

/// A rule.
pub struct Rule {
    /// Its name, for ever.
    pub id: &'static str,
    /// The section of the guidelines.
    pub section: &'static str,
    /// What they ask for.
    pub says: &'static str,
    /// What it is judged from.
    pub needs: Needs,
    /// Why it may fail.
    pub reasons: &'static [Reason],
    pub(super) judge: fn(&Case<'_>) -> Verdict,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

const CONTENT: &str = "Content guidelines";
const CRAWL: &str = "Crawl guidelines";
const INDEX: &str = "Indexing guidelines";

/// All rules: first those on what is in the record.
pub const RULES: &[Rule] = &[
    Rule {
        id: "content",
        section: CONTENT,
        says: "The site holds mainly scholarly articles: journal and conference papers, technical reports, theses, drafts and \
               abstracts. News, book reviews and editorials are not taken; books come by way of Google Books.",
        needs: Needs::Tags,
        reasons: &[],
        judge: who::content,
    },
    Rule {
        id: "title",
        section: INDEX,
        says: "One title tag (citation_title) holds the whole title of the paper, never that of the journal or of the site.",
        needs: Needs::Tags,
        reasons: &[TITLE_UNKNOWN, TITLE_MISSING, TITLE_TWICE, TITLE_CUT],
        judge: who::title,
    },
    Rule {
        id: "authors",
        section: INDEX,
        says: "Each actual author has a tag of their own (citation_author), in order, as \"Family, Given\" or \"Given Family\"; \
               at least one is needed.",
        needs: Needs::Tags,
        reasons: &[
            AUTHORS_UNKNOWN,
            AUTHORS_MISSING,
            AUTHORS_LOST,
            AUTHORS_TOGETHER,
            AUTHOR_SEVERAL,
        ],
        judge: who::authors,
    },
    Rule {
        id: "date",
        section: INDEX,
        says: "The date of publication (citation_publication_date) is given, as 2010/5/12 or as 2010.",
        needs: Needs::Tags,
        reasons: &[DATE_UNKNOWN, DATE_MISSING, DATE_FORM],
        judge: who::date,
    },
    Rule {
        id: "kind",
        section: INDEX,
        says: "A journal paper names its journal, a conference paper its conference, a report or thesis its institution \
               (citation_journal_title, citation_conference_title, citation_technical_report_institution, \
               citation_dissertation_institution).",
        needs: Needs::Tags,
        reasons: &[KIND_UNKNOWN, KIND_MISSING],
        judge: bibliography::kind,
    },
    Rule {
        id: "volume-issue",
        section: INDEX,
        says: "A journal paper has volume and issue (citation_volume, citation_issue).",
        needs: Needs::Tags,
        reasons: &[VOLUME_UNKNOWN, ISSUE_UNKNOWN],
        judge: bibliography::volume_issue,
    },
    Rule {
        id: "pages",
        section: INDEX,
        says: "What appeared in something else has its first and last page (citation_firstpage, citation_lastpage).",
        needs: Needs::Tags,
        reasons: &[PAGES_UNKNOWN, PAGES_UNREAD],
        judge: bibliography::pages,
    },
    Rule {
        id: "issn-isbn",
        section: INDEX,
        says: "The ISSN of the journal or the ISBN of the book is given (citation_issn, citation_isbn).",
        needs: Needs::Tags,
        reasons: &[NUMBER_UNKNOWN, NUMBER_WRONG],
        judge: bibliography::numbers,
    },
    Rule {
        id: "language",
        section: INDEX,
        says: "The tags tell the language of the paper (citation_language).",
        needs: Needs::Tags,
        reasons: &[LANGUAGE_UNKNOWN, LANGUAGE_MISSING, LANGUAGE_WRONG],
        judge: bibliography::language,
    },
    Rule {
        id: "own-language",
        section: INDEX,
        says: "The tags speak the language of the paper itself, whatever language the site is read in.",
        needs: Needs::Tags,
        reasons: &[TITLE_FOREIGN],
        judge: bibliography::own_language,
    },
    Rule {
        id: "abstract",
        section: CONTENT,
        says: "Readers see the complete abstract written by the author, or the full text, without signing in, scrolling, \
               clicking or scripts; bare bibliographic data is not taken.",
        needs: Needs::Tags,
        reasons: &[ABSTRACT_UNKNOWN, ABSTRACT_HIDDEN],
        judge: served::readable,
    },
    Rule {
        id: "pdf-url",
        section: INDEX,
        says: "The full text as PDF is named in one tag (citation_pdf_url), by an absolute address in the same \
               subdirectory as the page.",
        needs: Needs::Tags,
        reasons: &[PDF_TWICE, PDF_ELSEWHERE, PDF_AWAY],
        judge: served::pdf_url,
    },
    Rule {
        id: "pdf-reached",
        section: CRAWL,
        says: "The PDF can be fetched by everybody.",
        needs: Needs::Pdf,
        reasons: &[PDF_STATUS],
        judge: served::pdf_reached,
    },
    Rule {
        id: "pdf-size",
        section: CONTENT,
        says: "No file is larger than 5 MB; larger ones belong into Google Books.",
        needs: Needs::Pdf,
        reasons: &[PDF_LARGE],
        judge: served::pdf_size,
    },
    Rule {
        id: "pdf-text",
        section: CONTENT,
        says: "PDF files have searchable text, with the title and the authors on the first page.",
        needs: Needs::Pdf,
        reasons: &[PDF_NO_TEXT, PDF_NO_TITLE],
        judge: served::pdf_text,
    },
    Rule {
        id: "one-article",
        section: CRAWL,
        says: "Each article and each abstract has an address and a page of its own.",
        needs: Needs::Page,
        reasons: &[CANONICAL_AWAY],
        judge: served::one_article,
    },
    Rule {
        id: "status",
        section: CRAWL,
        says: "What is there is answered with 200.",
        needs: Needs::Page,
        reasons: &[STATUS],
        judge: served::status,
    },
    Rule {
        id: "format",
        section: CONTENT,
        says: "Pages are HTML, full texts HTML or PDF.",
        needs: Needs::Page,
        reasons: &[FORMAT],
        judge: served::format,
    },
    Rule {
        id: "weight",
        section: CONTENT,
        says: "No file is larger than 5 MB; larger ones are read in part or not at all.",
        needs: Needs::Page,
        reasons: &[WEIGHT],
        judge: served::weight,
    },
    Rule {
        id: "sign-in",
        section: CONTENT,
        says: "Nobody must sign in, install something, accept a disclaimer or close a popup before they can read the abstract.",
        needs: Needs::Page,
        reasons: &[SIGN_IN],
        judge: served::sign_in,
    },
    Rule {
        id: "robots",
        section: CRAWL,
        says: "robots.txt and robots tags let the crawlers fetch and index articles and the lists that lead to them.",
        needs: Needs::Around,
        reasons: &[ROBOTS_TXT, NOINDEX],
        judge: served::robots,
    },
    Rule {
        id: "not-found",
        section: CRAWL,
        says: "What is not there, or no longer, is answered with an HTTP error, not with a page that looks like one.",
        needs: Needs::Around,
        reasons: &[SOFT_404],
        judge: served::not_found,
    },
    Rule {
        id: "crawl-path",
        section: CRAWL,
        says: "At most ten simple links lead from the home page to every article.",
        needs: Needs::Around,
        reasons: &[NO_PATH],
        judge: served::crawl_path,
    },
    Rule {
        id: "by-date",
        section: CRAWL,
        says: "All articles are listed by the date of publication or of the record.",
        needs: Needs::Around,
        reasons: &[NO_DATES],
        judge: served::by_date,
    },
];
