//! Document kinds and how often they occur.

use super::random::Random;

/// What a work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An article of a journal.
    Article,
    /// A book.
    Book,
    /// A part of a book.
    Chapter,
    /// A working paper in a series.
    WorkingPaper,
    /// A paper of the Governing Body.
    GoverningBody,
    /// A report or record of the International Labour Conference.
    Conference,
    /// A law.
    Legislation,
    /// Statistics.
    Statistics,
    /// A report.
    Report,
    /// Training material.
    Training,
    /// A policy brief.
    Brief,
    /// A serial.
    Serial,
    /// A thesis.
    Thesis,
    /// A film.
    Video,
}

/// Of a thousand works in one language.
const SINGLE: [(Kind, u32); 14] = [
    (Kind::Article, 395),
    (Kind::Book, 190),
    (Kind::Chapter, 40),
    (Kind::WorkingPaper, 100),
    (Kind::GoverningBody, 15),
    (Kind::Conference, 20),
    (Kind::Legislation, 40),
    (Kind::Statistics, 25),
    (Kind::Report, 90),
    (Kind::Training, 20),
    (Kind::Brief, 15),
    (Kind::Serial, 25),
    (Kind::Thesis, 15),
    (Kind::Video, 10),
];

/// Of a thousand works in several languages.
const SEVERAL: [(Kind, u32); 10] = [
    (Kind::Article, 140),
    (Kind::Book, 130),
    (Kind::WorkingPaper, 60),
    (Kind::GoverningBody, 340),
    (Kind::Conference, 130),
    (Kind::Legislation, 60),
    (Kind::Statistics, 30),
    (Kind::Report, 50),
    (Kind::Training, 25),
    (Kind::Brief, 35),
];

/// Of a thousand works in another language than the three.
const OTHER: [(Kind, u32); 5] = [
    (Kind::Book, 450),
    (Kind::Report, 200),
    (Kind::Legislation, 200),
    (Kind::WorkingPaper, 50),
    (Kind::Serial, 100),
];

impl Kind {
    /// A kind for a work in one language.
    pub fn single(random: &mut Random) -> Kind {
        random.weighted(&SINGLE)
    }

    /// A kind for a work in several languages.
    pub fn several(random: &mut Random) -> Kind {
        random.weighted(&SEVERAL)
    }

    /// A kind for a work in another language than the three.
    pub fn other(random: &mut Random) -> Kind {
        random.weighted(&OTHER)
    }

    /// Leader positions 5 to 7.
    pub fn leader(self) -> &'static str {
        match self {
            Kind::Article => "nab",
            Kind::Chapter => "naa",
            Kind::Serial => "cas",
            Kind::Video => "ngm",
            _ => "nam",
        }
    }

    /// The library's own code of type and level (996 $a).
    pub fn local(self) -> &'static str {
        match self {
            Kind::Article | Kind::Chapter => "aa",
            Kind::Serial => "as",
            Kind::Video => "gm",
            _ => "am",
        }
    }

    /// The genre in English, French and Spanish (655, 900 to 902).
    pub fn genre(self) -> Option<[&'static str; 3]> {
        Some(match self {
            Kind::Legislation => ["legislation", "texte de loi", "legislación"],
            Kind::Statistics => [
                "statistical table",
                "tableau statistique",
                "cuadros estadísticos",
            ],
            Kind::Report => ["report", "rapport", "informe"],
            Kind::Training => [
                "training manual",
                "manuel de formation",
                "manual de formación",
            ],
            Kind::Serial => ["periodical", "périodique", "publicación periódica"],
            _ => return None,
        })
    }

    /// The name of the series (490 $a).
    pub fn series(self) -> Option<[&'static str; 3]> {
        Some(match self {
            Kind::WorkingPaper => [
                "ILO working paper",
                "Document de travail de l'OIT",
                "Documento de trabajo de la OIT",
            ],
            Kind::GoverningBody => [
                "Governing Body",
                "Conseil d'administration",
                "Consejo de Administración",
            ],
            Kind::Conference => ["Report", "Rapport", "Informe"],
            Kind::Legislation => [
                "Legislative series",
                "Série législative",
                "Serie legislativa",
            ],
            Kind::Brief => ["ILO policy brief", "Note d'orientation", "Nota de política"],
            _ => return None,
        })
    }

    /// Whether the work is always the organization's own (992).
    pub fn is_own(self) -> bool {
        matches!(
            self,
            Kind::GoverningBody | Kind::Conference | Kind::Training | Kind::Brief
        )
    }

    /// Whether people sign it.
    pub fn is_signed(self) -> bool {
        matches!(
            self,
            Kind::Article
                | Kind::Book
                | Kind::Chapter
                | Kind::WorkingPaper
                | Kind::Thesis
                | Kind::Report
        )
    }
}
