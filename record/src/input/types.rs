//! What other formats call a document type, and the concept of ours that it is.
//!
//! RIS: the types of Reference Manager and EndNote. BibTeX: the entry types of `btxdoc` and BibLaTeX 3.
//! CSL: the types of CSL 1.0.2. Dublin Core: the DCMI type vocabulary and COAR Resource Types. MODS:
//! its genres from the MARC genre terms.

/// The concept for a type of another format, in any letters; nothing where it is none that is known.
pub(super) fn concept(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let found = table
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, concept)| *concept)
}

/// Leader/07 for a document type: a part of a serial, a part of a book, a serial, else a monograph.
pub(super) fn level(concept: &str) -> Option<char> {
    Some(match concept {
        "journal-article"
        | "review-article"
        | "book-review"
        | "editorial"
        | "news-article"
        | "letter-to-the-editor"
        | "obituary"
        | "article"
        | "interview"
        | "opinion-piece" => 'b',
        "book-chapter" | "conference-paper" | "report-part" => 'a',
        "periodical" | "journal" | "magazine" | "newsletter" | "newspaper" | "yearbook" => 's',
        "book" | "edited-book" | "report" | "thesis" | "doctoral-thesis" | "masters-thesis"
        | "working-paper" => 'm',
        _ => return None,
    })
}

/// TY of RIS.
pub(super) const RIS: &[(&str, &str)] = &[
    ("JOUR", "journal-article"),
    ("JFULL", "journal"),
    ("EJOUR", "journal-article"),
    ("MGZN", "feature-story"),
    ("NEWS", "news-article"),
    ("BOOK", "book"),
    ("EBOOK", "book"),
    ("EDBOOK", "edited-book"),
    ("CHAP", "book-chapter"),
    ("ECHAP", "book-chapter"),
    ("CONF", "conference-proceedings"),
    ("CPAPER", "conference-paper"),
    ("RPRT", "report"),
    ("GOVDOC", "report"),
    ("THES", "thesis"),
    ("UNPB", "working-paper"),
    ("MANSCPT", "working-paper"),
    ("INPR", "preprint"),
    ("SER", "periodical"),
    ("DICT", "dictionary"),
    ("ENCYC", "encyclopaedia"),
    ("BLOG", "blog-post"),
    ("CASE", "case-law"),
    ("STAT", "legislation"),
    ("BILL", "legislation"),
    ("LEGAL", "legal-text"),
    ("GEN", ""),
    ("ABST", ""),
    ("AGGR", ""),
    ("ANCIENT", ""),
    ("ART", ""),
    ("CHART", ""),
    ("CLSWK", ""),
    ("COMP", ""),
    ("CTLG", ""),
    ("DATA", ""),
    ("DBASE", ""),
    ("ELEC", ""),
    ("EQUA", ""),
    ("FIGURE", ""),
    ("GRANT", ""),
    ("HEAR", ""),
    ("ICOMM", ""),
    ("MAP", ""),
    ("MPCT", ""),
    ("MULTI", ""),
    ("MUSIC", ""),
    ("PAMP", ""),
    ("PAT", ""),
    ("PCOMM", ""),
    ("SLIDE", "presentation"),
    ("SOUND", ""),
    ("STAND", ""),
    ("UNBILL", "legislation"),
    ("VIDEO", ""),
    ("WEB", ""),
];

/// Entry types of BibTeX and BibLaTeX.
pub(super) const BIBTEX: &[(&str, &str)] = &[
    ("article", "journal-article"),
    ("review", "book-review"),
    ("book", "book"),
    ("mvbook", "book"),
    ("booklet", "book"),
    ("collection", "edited-book"),
    ("mvcollection", "edited-book"),
    ("inbook", "book-chapter"),
    ("incollection", "book-chapter"),
    ("bookinbook", "book-chapter"),
    ("suppbook", "book-chapter"),
    ("inproceedings", "conference-paper"),
    ("conference", "conference-paper"),
    ("proceedings", "conference-proceedings"),
    ("techreport", "report"),
    ("report", "report"),
    ("manual", "technical-report"),
    ("phdthesis", "doctoral-thesis"),
    ("mastersthesis", "masters-thesis"),
    ("thesis", "thesis"),
    ("unpublished", "working-paper"),
    ("periodical", "periodical"),
    ("reference", "reference-work"),
    ("inreference", "reference-work"),
    ("legislation", "legislation"),
    ("jurisdiction", "case-law"),
    ("legal", "legal-text"),
];

/// Types of CSL.
pub(super) const CSL: &[(&str, &str)] = &[
    ("article-journal", "journal-article"),
    ("article-magazine", "feature-story"),
    ("article-newspaper", "news-article"),
    ("article", "preprint"),
    ("book", "book"),
    ("chapter", "book-chapter"),
    ("entry-dictionary", "dictionary"),
    ("entry-encyclopedia", "encyclopaedia"),
    ("interview", "interview"),
    ("legal_case", "case-law"),
    ("legislation", "legislation"),
    ("bill", "legislation"),
    ("treaty", "treaty-document"),
    ("manuscript", "working-paper"),
    ("paper-conference", "conference-paper"),
    ("periodical", "periodical"),
    ("post-weblog", "blog-post"),
    ("report", "report"),
    ("review", "book-review"),
    ("review-book", "book-review"),
    ("speech", "speech"),
    ("thesis", "thesis"),
    ("document", ""),
    ("webpage", ""),
    ("post", ""),
    ("dataset", ""),
    ("broadcast", ""),
    ("classic", ""),
    ("collection", ""),
    ("entry", ""),
    ("event", ""),
    ("figure", ""),
    ("graphic", ""),
    ("hearing", ""),
    ("map", ""),
    ("motion_picture", ""),
    ("musical_score", ""),
    ("pamphlet", ""),
    ("patent", ""),
    ("performance", ""),
    ("personal_communication", ""),
    ("regulation", "legislation"),
    ("software", ""),
    ("song", ""),
    ("standard", ""),
];

/// Words of Dublin Core's type and MODS's genre: DCMI types, COAR labels and addresses, MARC genres.
pub(super) const WORDS: &[(&str, &str)] = &[
    ("journal article", "journal-article"),
    ("research article", "journal-article"),
    ("article", "journal-article"),
    ("info:eu-repo/semantics/article", "journal-article"),
    (
        "http://purl.org/coar/resource_type/c_6501",
        "journal-article",
    ),
    (
        "http://purl.org/coar/resource_type/c_2df8fbb1",
        "journal-article",
    ),
    ("review article", "review-article"),
    ("book review", "book-review"),
    ("info:eu-repo/semantics/review", "book-review"),
    ("http://purl.org/coar/resource_type/c_ba08", "book-review"),
    ("editorial", "editorial"),
    ("book", "book"),
    ("info:eu-repo/semantics/book", "book"),
    ("http://purl.org/coar/resource_type/c_2f33", "book"),
    ("book part", "book-chapter"),
    ("book chapter", "book-chapter"),
    ("info:eu-repo/semantics/bookpart", "book-chapter"),
    ("http://purl.org/coar/resource_type/c_3248", "book-chapter"),
    ("report", "report"),
    ("technical report", "technical-report"),
    ("info:eu-repo/semantics/report", "report"),
    ("http://purl.org/coar/resource_type/c_93fc", "report"),
    (
        "http://purl.org/coar/resource_type/c_18gh",
        "technical-report",
    ),
    ("working paper", "working-paper"),
    ("info:eu-repo/semantics/workingpaper", "working-paper"),
    ("http://purl.org/coar/resource_type/c_8042", "working-paper"),
    ("preprint", "preprint"),
    ("info:eu-repo/semantics/preprint", "preprint"),
    ("conference paper", "conference-paper"),
    ("conference object", "conference-paper"),
    (
        "info:eu-repo/semantics/conferenceobject",
        "conference-paper",
    ),
    (
        "http://purl.org/coar/resource_type/c_5794",
        "conference-paper",
    ),
    ("conference proceedings", "conference-proceedings"),
    ("conference publication", "conference-publication"),
    ("thesis", "thesis"),
    ("theses", "thesis"),
    ("doctoral thesis", "doctoral-thesis"),
    ("info:eu-repo/semantics/doctoralthesis", "doctoral-thesis"),
    (
        "http://purl.org/coar/resource_type/c_db06",
        "doctoral-thesis",
    ),
    ("master thesis", "masters-thesis"),
    ("info:eu-repo/semantics/masterthesis", "masters-thesis"),
    (
        "http://purl.org/coar/resource_type/c_bdcc",
        "masters-thesis",
    ),
    ("journal", "journal"),
    ("periodical", "periodical"),
    ("newspaper", "newspaper"),
    ("dictionary", "dictionary"),
    ("encyclopedia", "encyclopaedia"),
    ("directory", "directory"),
    ("bibliography", "bibliography"),
    ("yearbook", "yearbook"),
    ("legislation", "legislation"),
    ("law report or digest", "case-law"),
    ("legal case and case notes", "case-law"),
    ("treaty", "treaty-document"),
    ("interview", "interview"),
    ("speech", "speech"),
];
