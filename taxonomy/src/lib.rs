//! Concepts, concept schemes, labels and languages; SKOS in and out.
//!
//! The crate is pure: it reads and writes through `Read` and `Write` and knows nothing of
//! records, MARC, storage or HTTP. A [`Taxonomy`] is an immutable snapshot that is shared.

pub mod change;
pub mod check;
pub mod concept;
pub mod data;
mod digest;
#[cfg(test)]
mod fixture;
pub mod heading;
mod hierarchy;
pub mod id;
pub mod lang;
pub mod matching;
pub mod nearest;
pub mod skos;
pub mod snapshot;
pub mod text;
pub mod touched;

pub use change::{ChangeError, Labels, TaxonomyChange};
pub use check::{Finding, Rule, check};
pub use concept::{Concept, LabelKind};
pub use data::DataError;
pub use heading::{HeadingRule, HeadingRules, Means, Relation};
pub use id::{ConceptId, SchemeId};
pub use lang::{Direction, Lang};
pub use matching::{HeadingMatch, MatchBy};
pub use snapshot::{Scheme, Taxonomy};
pub use text::{LangMap, fold, fold_into};
pub use touched::{Touched, touched};
