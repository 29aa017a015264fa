//! The fields of the index: what each is for, how its text is cut, what it costs.
//!
//! | field | text | analyzer | postings | why |
//! | --- | --- | --- | --- | --- |
//! | `title`, `subject`, `author`, `journal`, `body` | all texts of a record, each once | folded words | positions | exact words and phrases |
//! | `title_stem`, `subject_stem`, `body_stem` | the same, where the language is known | marked stems, no stop words | frequencies | other forms of a word |
//! | `ident` | ISBN, ISSN, DOI, numbers | [`crate::analysis::identifier`] | documents | finding by number |
//! | `name` | contributors, each name folded and as it is | as they are | documents | the list from A to Z, the filter by name |
//! | `theme` | the record's own concepts | as they are | documents | labels are expanded when searching |
//! | `heading` | headings that no concept matched, folded, with their source and source system | as they are | documents | what librarians look at |
//! | `facet` | `t:wages` and the like, ancestors included | as they are | documents, column | filters and counts |
//! | `id` | the record | number | documents, column | replacing, ties |
//! | `work`, `seq`, `date` | numbers | | column | grouping, checking, years and order |
//! | `sort` | the head of the folded title | | column | order by title |
//!
//! No text is stored: titles and abstracts come from the record. Concept labels are not indexed
//! either: a word of a query is looked up among the labels of the taxonomy and becomes concepts,
//! so a changed label needs no new index.

use tantivy::{
    schema::{
        FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing,
        TextOptions,
    },
    tokenizer::{TextAnalyzer, TokenizerManager},
};

use crate::analysis::{StemTokenizer, WordTokenizer};

/// The version of the schema and of everything that decides on its terms; another one on disk is rebuilt.
pub(crate) const VERSION: u32 = 3;

/// How many characters of a title count for its order.
pub(crate) const SORT_CHARS: usize = 40;

/// The analyzer of exact words.
const WORDS: &str = "words-1";
/// The analyzer of stems.
const STEMS: &str = "stems-1";

/// The fields.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) title: Field,
    pub(crate) title_stem: Field,
    pub(crate) subject: Field,
    pub(crate) subject_stem: Field,
    pub(crate) author: Field,
    pub(crate) journal: Field,
    pub(crate) body: Field,
    pub(crate) body_stem: Field,
    pub(crate) ident: Field,
    pub(crate) name: Field,
    pub(crate) theme: Field,
    pub(crate) heading: Field,
    pub(crate) facet: Field,
    pub(crate) id: Field,
    pub(crate) work: Field,
    pub(crate) seq: Field,
    pub(crate) date: Field,
    pub(crate) sort: Field,
}

/// The schema and its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let words = indexed(WORDS, IndexRecordOption::WithFreqsAndPositions, true);
    let stems = indexed(STEMS, IndexRecordOption::WithFreqs, true);
    let raw = indexed("raw", IndexRecordOption::Basic, false);
    let column = NumericOptions::from(FAST);
    let fields = Fields {
        title: builder.add_text_field("title", words.clone()),
        title_stem: builder.add_text_field("title_stem", stems.clone()),
        subject: builder.add_text_field("subject", words.clone()),
        subject_stem: builder.add_text_field("subject_stem", stems.clone()),
        author: builder.add_text_field("author", words.clone()),
        journal: builder.add_text_field("journal", words.clone()),
        body: builder.add_text_field("body", words),
        body_stem: builder.add_text_field("body_stem", stems),
        ident: builder.add_text_field("ident", raw.clone()),
        name: builder.add_text_field("name", raw.clone()),
        theme: builder.add_text_field("theme", raw.clone()),
        heading: builder.add_text_field("heading", raw.clone()),
        facet: builder.add_text_field("facet", raw.set_fast("raw")),
        id: builder.add_u64_field("id", INDEXED | FAST),
        work: builder.add_u64_field("work", column.clone()),
        seq: builder.add_u64_field("seq", column.clone()),
        date: builder.add_i64_field("date", column),
        sort: builder.add_text_field("sort", TextOptions::default().set_fast("raw")),
    };
    (builder.build(), fields)
}

/// The analyzers by the names that the schema uses.
pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(
        WORDS,
        TextAnalyzer::builder(WordTokenizer::default()).build(),
    );
    manager.register(
        STEMS,
        TextAnalyzer::builder(StemTokenizer::default()).build(),
    );
    manager
}

fn indexed(analyzer: &str, postings: IndexRecordOption, norms: bool) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(analyzer)
            .set_index_option(postings)
            .set_fieldnorms(norms),
    )
}
