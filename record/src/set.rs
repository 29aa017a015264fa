//! Sets: named selections that harvesters ask for (OAI-PMH 2.0 section 2.6).

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

/// A set's name, as `type:book`, `theme:wages`, `lang:fr`, `journal:international-labour-review`.
///
/// Segments are `[A-Za-z0-9_.!~*'()-]+`, joined by colons (OAI-PMH 2.0 `setSpecType`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SetSpec(pub Arc<str>);

impl SetSpec {
    /// Takes the name as it stands.
    pub fn new(name: &str) -> SetSpec {
        SetSpec(Arc::from(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SetSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
