//! The search index: schema, analyzers, queries, facets.
//!
//! The index follows the change log and can be deleted at any time: it grows back. It stores
//! nothing but what finding, counting and sorting need; texts to show come from the record.

mod analysis;
mod collect;
mod document;
pub mod exact;
mod facets;
mod generation;
mod grouping;
pub mod headings;
mod index;
mod labels;
mod names;
pub mod open;
pub mod query;
pub mod request;
mod respell;
mod schema;
mod search;
mod settle;
pub mod snippet;
pub mod writer;

pub use index::Index;
pub use names::NameCount;
pub use open::{OpenError, OpenOptions, OpenState};
pub use query::{ParsedQuery, QueryNotice};
pub use request::{
    FacetCount, Facets, Filters, Hit, MAX_DEPTH, SearchError, SearchRequest, SearchResult, Sort,
};
pub use snippet::Snippet;
pub use writer::{Change, WriteError, Writer};
