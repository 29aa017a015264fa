//! Where the words of each text are in the index.

use tantivy::schema::Field as Column;

use super::Text;
use crate::schema::Fields;

/// Where a text's words are in the index.
pub(super) struct Place {
    /// Columns of words.
    pub(super) columns: Vec<Words>,
    /// Whether labels of themes belong to it.
    pub(super) labels: bool,
    /// Whether every word there is a word of the text.
    pub(super) decides: bool,
}

/// A column of words.
pub(super) struct Words {
    /// As they stand.
    pub(super) exact: Column,
    /// Their stems.
    pub(super) stems: Option<Column>,
    /// What a match counts.
    pub(super) weight: f32,
}

/// Where a text's words are; no columns for what is not in the index.
pub(super) fn columns(fields: Fields, text: Text) -> Place {
    let words = |exact, stems, weight| Words {
        exact,
        stems,
        weight,
    };
    let title = || words(fields.title, Some(fields.title_stem), 4.0);
    let subject = || words(fields.subject, Some(fields.subject_stem), 2.5);
    let author = || words(fields.author, None, 3.0);
    let journal = || words(fields.journal, None, 1.2);
    let body = || words(fields.body, Some(fields.body_stem), 1.0);
    let (columns, labels, decides) = match text {
        Text::Anywhere => (
            vec![title(), subject(), author(), journal(), body()],
            true,
            true,
        ),
        Text::Title => (vec![title()], false, true),
        Text::UniformTitle => (vec![title()], false, false),
        Text::Name => (vec![author()], false, true),
        Text::PersonalName | Text::CorporateName | Text::ConferenceName => {
            (vec![author()], false, false)
        }
        Text::Subject => (vec![subject()], true, true),
        Text::Coverage => (vec![subject()], true, false),
        Text::Source => (vec![journal()], false, true),
        Text::Relation => (vec![journal()], false, false),
        Text::Description => (vec![body()], false, true),
        Text::Publisher => (vec![body()], false, false),
        Text::Format | Text::Rights => (Vec::new(), false, false),
    };
    Place {
        columns,
        labels,
        decides,
    }
}
