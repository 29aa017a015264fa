//! Concepts, concept schemes, labels and languages; SKOS in and out.
//!
//! The crate is pure: it reads and writes through `Read` and `Write` and knows nothing of
//! records, MARC, storage or HTTP. A [`Taxonomy`] is an immutable snapshot that is shared.

pub mod concept;
pub mod id;
pub mod lang;
pub mod snapshot;
pub mod text;

pub use concept::{Concept, LabelKind};
pub use id::{ConceptId, SchemeId};
pub use lang::Lang;
pub use snapshot::{HeadingMatch, Scheme, Taxonomy};
pub use text::{LangMap, fold};
