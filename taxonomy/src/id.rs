//! Identifiers of schemes and concepts.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

/// A concept scheme's identifier, as `document-types` or `themes`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SchemeId(Arc<str>);

/// A concept's identifier within its scheme: a slug such as `informal-employment` that never changes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConceptId(Arc<str>);

macro_rules! text_id {
    ($name:ident) => {
        impl $name {
            /// Takes the identifier as it stands.
            pub fn new(id: &str) -> Self {
                Self(Arc::from(id))
            }

            /// The identifier's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self::new(id)
            }
        }
    };
}

text_id!(SchemeId);
text_id!(ConceptId);

/// The scheme of document types.
pub const DOCUMENT_TYPES: &str = "document-types";
/// The scheme of themes.
pub const THEMES: &str = "themes";
