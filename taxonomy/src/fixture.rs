//! A tiny taxonomy for this crate's tests.

use crate::{Scheme, Taxonomy, data::read_files};

const THEMES: &str = r#"
[[concept]]
id = "work"
notation = "A"
en = "work"
fr = "travail"
es = "trabajo"
alt = { en = ["labour"], fr = ["labeur"], de = ["Arbeit"] }

[[concept]]
id = "wages"
notation = "A.2"
broader = ["work"]
en = "wage"
fr = "salaire"
es = "salario"
alt = { en = ["pay", "earnings from labour"], fr = ["rémunération"] }
hidden = { en = ["wagse"] }
scope = { en = "What is paid for work." }
close = ["http://example.org/wage"]

[[concept]]
id = "minimum-wage"
notation = "A.2.1"
broader = ["wages", "social-policy"]
en = "minimum wage"
fr = "salaire minimum"
es = "salario mínimo"
exact = ["http://example.org/minimum-wage"]

[[concept]]
id = "older-workers"
notation = "A.1"
broader = ["work"]
en = "older worker"
fr = "travailleur âgé"
es = "trabajador de edad"
related = ["social-policy"]

[[concept]]
id = "social-policy"
notation = "B"
en = "social policy"
fr = "politique sociale"
es = "política social"
alt = { en = ["agenda"] }

[[concept]]
id = "meetings"
notation = "C"
en = "meeting"
fr = "réunion"
es = "agenda"
"#;

const TYPES: &str = r#"
[[concept]]
id = "unclassified"
notation = "Z"
en = "unclassified"
fr = "non classé"
es = "sin clasificar"

[[concept]]
id = "book"
notation = "B"
en = "book"
fr = "livre"
es = "libro"
"#;

/// Six themes and two document types without any fault.
pub(crate) fn taxonomy() -> Taxonomy {
    read_files(&[("themes/t.toml", THEMES), ("document-types.toml", TYPES)]).unwrap()
}

/// The themes of [`taxonomy`].
pub(crate) fn scheme() -> Scheme {
    taxonomy().themes().clone()
}
