//! Records as the rows of one table: what a spreadsheet or a statistician wants, flat and lossy.

use record::{Access, AssetKind, Contributor, Description, HostItem, IdentifierKind, Record};
use taxonomy::{ConceptId, Lang, Scheme};

use crate::{Site, format::Context, language};

/// What stands between several values of one field.
pub const BETWEEN: &str = " | ";

/// One column.
pub struct Column {
    /// Its name, in the first line.
    pub name: &'static str,
    /// What is in it, in English, for the documentation.
    pub about: &'static str,
    value: fn(&Row<'_>) -> String,
}

/// What the columns are read from.
struct Row<'a> {
    record: &'a Record,
    context: &'a Context<'a>,
}

/// The columns, in their order; a new one is added at the end.
pub static COLUMNS: [Column; 30] = columns();

const fn column(name: &'static str, about: &'static str, value: fn(&Row<'_>) -> String) -> Column {
    Column { name, about, value }
}

const fn columns() -> [Column; 30] {
    [
        column("id", "the record's number", |r| r.record.id.to_string()),
        column("url", "its landing page", |r| {
            r.site().record_url(r.record.id)
        }),
        column("seq", "the number of its latest change", |r| {
            r.record.seq.to_string()
        }),
        column("datestamp", "when that was, in UTC", |r| {
            r.record.datestamp.to_string()
        }),
        column("created", "when it was first there, in UTC", |r| {
            r.record.created.to_string()
        }),
        column("work", "the number that its language versions share", |r| {
            r.record.work.to_string()
        }),
        column("system", "the source system", |r| {
            r.record.provenance.system.clone()
        }),
        column("control_number", "its number there", |r| {
            r.identifiers(IdentifierKind::ControlNumber)
        }),
        column("document_type", "the document type's id", |r| {
            r.about().document_type.concept.to_string()
        }),
        column("document_type_label", "its English name", |r| {
            label(
                r.context.taxonomy.document_types(),
                &r.about().document_type.concept,
            )
        }),
        column("languages", "ISO 639-3, the main one first", |r| {
            joined(
                r.about()
                    .languages
                    .iter()
                    .map(|l| language::iso_639_3(l).to_owned()),
            )
        }),
        column("title", "the whole title", |r| r.about().titles.main.full()),
        column("parallel_titles", "its titles in other languages", |r| {
            joined(r.about().titles.parallel.iter().map(record::Title::full))
        }),
        column("creators", "authors and other creators, as headings", |r| {
            r.people(Contributor::is_creator)
        }),
        column(
            "contributors",
            "all others: editors, translators, issuing bodies",
            |r| r.people(|c| !c.is_creator()),
        ),
        column(
            "date",
            "the date of publication: 2012-05-01, 2012-05 or 2012",
            |r| {
                r.about()
                    .date
                    .as_ref()
                    .and_then(|d| d.iso())
                    .unwrap_or_default()
            },
        ),
        column("year", "its year", |r| {
            let year = r.about().date.as_ref().and_then(|d| d.year);
            year.map(|y| y.to_string()).unwrap_or_default()
        }),
        column("publisher", "the publisher's name", |r| {
            r.about()
                .publisher
                .as_ref()
                .and_then(|p| p.name.clone())
                .unwrap_or_default()
        }),
        column("host_title", "the journal or book it appeared in", |r| {
            r.host(|h| h.title.clone())
        }),
        column("volume", "its volume there", |r| {
            r.host(|h| h.volume.clone())
        }),
        column("issue", "its issue there", |r| r.host(|h| h.issue.clone())),
        column("pages", "its pages there", |r| {
            r.host(|h| h.pages.as_ref().map(|p| p.raw.clone()))
        }),
        column("doi", "DOI", |r| r.identifiers(IdentifierKind::Doi)),
        column("isbn", "ISBN, 13 digits", |r| {
            r.identifiers(IdentifierKind::Isbn)
        }),
        column(
            "issn",
            "its own ISSN, else that of what it appeared in",
            |r| {
                let own = r.identifiers(IdentifierKind::Issn);
                if own.is_empty() {
                    r.host(|h| h.issn.clone())
                } else {
                    own
                }
            },
        ),
        column("themes", "the themes' ids", |r| {
            joined(r.about().themes.iter().map(|t| t.concept.to_string()))
        }),
        column(
            "theme_labels",
            "their English names, in the same order",
            |r| {
                let scheme = r.context.taxonomy.themes();
                joined(r.about().themes.iter().map(|t| label(scheme, &t.concept)))
            },
        ),
        column("keywords", "subjects that no theme stands for", |r| {
            joined(r.about().keywords.iter().map(|k| k.text.value.clone()))
        }),
        column(
            "access",
            "who may read the full text: open, restricted, unknown",
            |r| {
                match r.about().access {
                    Access::Open => "open",
                    Access::Restricted => "restricted",
                    Access::Unknown => "unknown",
                }
                .to_owned()
            },
        ),
        column("full_text", "where the full text is", |r| {
            let texts = r
                .about()
                .assets
                .iter()
                .filter(|a| a.kind == AssetKind::FullText);
            joined(texts.map(|a| a.url.clone()))
        }),
    ]
}

/// A record's row: a value for each of [`COLUMNS`].
pub fn row(record: &Record, context: &Context<'_>) -> Vec<String> {
    let row = Row { record, context };
    COLUMNS.iter().map(|column| (column.value)(&row)).collect()
}

/// The columns as a table for the documentation.
pub fn to_markdown() -> String {
    let mut out = String::from("| column | holds |\n| --- | --- |\n");
    for column in &COLUMNS {
        out.push_str(&format!("| `{}` | {} |\n", column.name, column.about));
    }
    out
}

impl Row<'_> {
    fn site(&self) -> &Site {
        self.context.site
    }

    fn about(&self) -> &Description {
        &self.record.description
    }

    fn identifiers(&self, kind: IdentifierKind) -> String {
        let all = self.about().identifiers.iter();
        joined(
            all.filter(|i| i.kind == kind && i.valid)
                .map(|i| i.value.clone()),
        )
    }

    fn people(&self, which: fn(&Contributor) -> bool) -> String {
        let all = self.about().contributors.iter();
        joined(all.filter(|c| which(c)).map(|c| c.name.clone()))
    }

    fn host(&self, part: fn(&HostItem) -> Option<String>) -> String {
        self.about()
            .host
            .as_ref()
            .and_then(part)
            .unwrap_or_default()
    }
}

fn label(scheme: &Scheme, id: &ConceptId) -> String {
    let concept = scheme.resolve(id.as_str());
    concept
        .map_or(id.as_str(), |c| c.label(Lang::EN))
        .to_owned()
}

fn joined(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(BETWEEN)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{COLUMNS, row, to_markdown};
    use crate::{
        format::Context,
        memory::{article, report, site, taxonomy},
    };

    #[test]
    fn a_row_has_a_value_for_each_column() {
        let (site, taxonomy) = (site(), taxonomy());
        let context = Context {
            site: &site,
            taxonomy: &taxonomy,
            versions: &[],
        };
        for (name, record) in [("article", article(1)), ("report", report(3))] {
            let row = row(&record, &context);
            let pairs = COLUMNS.iter().zip(&row);
            let lines: String = pairs.map(|(c, v)| format!("{}: {v}\n", c.name)).collect();
            assert_eq!(row.len(), COLUMNS.len());
            insta::assert_snapshot!(name, lines);
        }
    }

    #[test]
    fn columns_have_different_names_and_are_documented() {
        let names: BTreeSet<_> = COLUMNS.iter().map(|c| c.name).collect();
        assert_eq!(names.len(), COLUMNS.len());
        let page = include_str!("../../docs/dumps.md");
        assert!(
            page.contains(&to_markdown()),
            "the table of columns in docs/dumps.md is stale"
        );
    }
}
