//! What a document type means to those who know fewer of them: Google Scholar and schema.org.

use record::Record;
use taxonomy::Taxonomy;

/// The rough kind of a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Genre {
    /// An article in a journal.
    Article,
    /// A review of a book in a journal.
    BookReview,
    /// A part of a book or report.
    Chapter,
    /// A book.
    Book,
    /// A journal, newsletter or other serial.
    Periodical,
    /// A working paper.
    WorkingPaper,
    /// A report.
    Report,
    /// A paper at a conference.
    ConferencePaper,
    /// A paper of a meeting or of a governing organ.
    MeetingDocument,
    /// A convention, a law, a judgment.
    Legislation,
    /// A thesis.
    Thesis,
    /// A set of data.
    DataSet,
    /// Training material.
    Course,
    /// Sound.
    Audio,
    /// Moving images.
    Video,
    /// A still image.
    Image,
    /// A map.
    Map,
    /// A program.
    Software,
    /// A page on the web.
    WebPage,
    /// Anything else.
    Other,
}

/// Document types that decide the genre of themselves and of all below them; the nearest wins.
const GENRES: &[(&str, Genre)] = &[
    ("article", Genre::Article),
    ("book-review", Genre::BookReview),
    ("book-chapter", Genre::Chapter),
    ("report-part", Genre::Chapter),
    ("book", Genre::Book),
    ("manual", Genre::Book),
    ("textbook", Genre::Book),
    ("periodical", Genre::Periodical),
    ("working-paper", Genre::WorkingPaper),
    ("report", Genre::Report),
    ("policy-brief", Genre::Report),
    ("conference-technical-report", Genre::Report),
    ("conference-publication", Genre::ConferencePaper),
    ("conference-paper", Genre::ConferencePaper),
    ("conference-proceedings", Genre::Book),
    ("meeting-document", Genre::MeetingDocument),
    ("governing-body-document", Genre::MeetingDocument),
    (
        "international-labour-conference-document",
        Genre::MeetingDocument,
    ),
    ("legal-text", Genre::Legislation),
    ("instrument", Genre::Legislation),
    ("convention", Genre::Legislation),
    ("recommendation", Genre::Legislation),
    ("protocol", Genre::Legislation),
    ("legislation", Genre::Legislation),
    ("thesis", Genre::Thesis),
    ("data", Genre::DataSet),
    ("statistics", Genre::DataSet),
    ("training-material", Genre::Course),
    ("audio", Genre::Audio),
    ("video", Genre::Video),
    ("image", Genre::Image),
    ("cartographic-material", Genre::Map),
    ("map", Genre::Map),
    ("software", Genre::Software),
    ("web-resource", Genre::WebPage),
    ("web-page", Genre::WebPage),
    ("journal-article", Genre::Article),
    ("journal", Genre::Periodical),
];

impl Genre {
    /// The genre of a record by its document type or the nearest one above that decides.
    pub fn of(record: &Record, taxonomy: &Taxonomy) -> Genre {
        let id = &record.description.document_type.concept;
        let scheme = taxonomy.document_types();
        let id = scheme.resolve(id.as_str()).map_or(id, |c| &c.id);
        let look = |id: &str| {
            GENRES
                .iter()
                .find(|(of, _)| *of == id)
                .map(|(_, genre)| *genre)
        };
        look(id.as_str())
            .or_else(|| {
                scheme
                    .ancestors(id.as_str())
                    .iter()
                    .find_map(|above| look(above.as_str()))
            })
            .unwrap_or(Genre::Other)
    }

    /// Whether it appears in a journal's issue.
    pub fn is_article(self) -> bool {
        matches!(self, Genre::Article | Genre::BookReview)
    }
}
