//! The RePEc archive: the templates of the archive and of its series (ReDIF 1.0; "The Guildford Protocol").
//!
//! The templates of publications are written by [`crate::cite::CitationFormat::Redif`].

use record::Record;
use taxonomy::{Lang, Taxonomy};

use crate::{Site, genre::Genre};

/// The archive's handle in RePEc, which the ILO has.
pub const ARCHIVE: &str = "ilo";

/// A series: six letters, the type of its templates, its name, and what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Series {
    /// Its code.
    pub code: &'static str,
    /// The type of the templates in it.
    pub template: &'static str,
    /// Its name.
    pub name: &'static str,
    holds: &'static [Genre],
}

/// All series; the last one holds what none of the others does.
pub const SERIES: &[Series] = &[
    Series {
        code: "ilowps",
        template: "ReDIF-Paper",
        name: "ILO Working Papers",
        holds: &[Genre::WorkingPaper],
    },
    Series {
        code: "iloart",
        template: "ReDIF-Article",
        name: "Articles",
        holds: &[Genre::Article, Genre::BookReview],
    },
    Series {
        code: "ilobok",
        template: "ReDIF-Book",
        name: "Books and Periodicals",
        holds: &[Genre::Book, Genre::Periodical],
    },
    Series {
        code: "ilochp",
        template: "ReDIF-Chapter",
        name: "Chapters",
        holds: &[Genre::Chapter],
    },
    Series {
        code: "ilosof",
        template: "ReDIF-Software",
        name: "Software",
        holds: &[Genre::Software],
    },
    Series {
        code: "ilopub",
        template: "ReDIF-Paper",
        name: "Reports and Other Publications",
        holds: &[],
    },
];

impl Series {
    /// The series of this code.
    pub fn named(code: &str) -> Option<&'static Series> {
        SERIES.iter().find(|series| series.code == code)
    }

    /// The series that a record is in.
    pub fn of(record: &Record, taxonomy: &Taxonomy) -> &'static Series {
        Series::of_genre(Genre::of(record, taxonomy))
    }

    pub(crate) fn of_genre(genre: Genre) -> &'static Series {
        let found = SERIES.iter().find(|series| series.holds.contains(&genre));
        found.unwrap_or(&SERIES[SERIES.len() - 1])
    }
}

/// `iloarch.rdf`: who keeps the archive and where it is.
pub fn archive(site: &Site) -> String {
    let mut out = String::new();
    put(&mut out, "Template-Type", "ReDIF-Archive 1.0");
    put(&mut out, "Handle", &format!("RePEc:{ARCHIVE}"));
    put(&mut out, "Name", name(site));
    put(&mut out, "Maintainer-Email", &site.admin_email);
    put(
        &mut out,
        "Description",
        "Publications on the world of work, as they are described in this library.",
    );
    put(
        &mut out,
        "URL",
        &format!("{}/repec/{ARCHIVE}/", site.base_url),
    );
    put(&mut out, "Homepage", &format!("{}/", site.base_url));
    out
}

/// `iloseri.rdf`: the series.
pub fn series(site: &Site) -> String {
    let mut out = String::new();
    for series in SERIES {
        put(&mut out, "Template-Type", "ReDIF-Series 1.0");
        put(&mut out, "Name", series.name);
        put(&mut out, "Provider-Name", name(site));
        put(
            &mut out,
            "Provider-Homepage",
            &format!("{}/", site.base_url),
        );
        put(&mut out, "Maintainer-Name", name(site));
        put(&mut out, "Maintainer-Email", &site.admin_email);
        put(&mut out, "Type", series.template);
        put(
            &mut out,
            "Handle",
            &format!("RePEc:{ARCHIVE}:{}", series.code),
        );
        out.push('\n');
    }
    out
}

fn name(site: &Site) -> &str {
    site.name.get(&Lang::EN).map_or("Labordoc", String::as_str)
}

/// One attribute, on one line: a value goes on in the next only when that begins with a blank.
fn put(out: &mut String, key: &str, value: &str) {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    out.push_str(&format!("{key}: {value}\n"));
}

#[cfg(test)]
mod tests {
    use super::{SERIES, Series, archive, series};
    use crate::memory::{article, book, conference_paper, convention, report, site, taxonomy};

    #[test]
    fn archive_and_series_are_told() {
        insta::assert_snapshot!("archive", archive(&site()));
        insta::assert_snapshot!("series", series(&site()));
    }

    #[test]
    fn every_record_is_in_one_series_and_its_template_says_so() {
        for (record, code) in [
            (article(1), "iloart"),
            (report(2), "ilowps"),
            (book(3), "ilobok"),
            (conference_paper(4), "ilopub"),
            (convention(5), "ilopub"),
        ] {
            let series = Series::of(&record, &taxonomy());
            assert_eq!(series.code, code);
            let format = crate::cite::CitationFormat::Redif;
            let text = format.document([&record], &site(), &taxonomy());
            let first = format!("Template-Type: {} 1.0\n", series.template);
            assert!(text.starts_with(&first), "{text}");
            assert!(
                text.contains(&format!("\nHandle: RePEc:ilo:{code}:")),
                "{text}"
            );
        }
        for series in SERIES {
            assert_eq!(series.code.len(), 6, "a series has six letters");
            assert_eq!(Series::named(series.code), Some(series));
        }
    }
}
