//! The model of a record, MARC, and the build from source to record.
//!
//! The crate is pure: no storage, no search, no protocol. [`Description`] is what `build` makes
//! of a source; [`Record`] is a description with its place in the collection.

pub mod build;
pub mod change;
pub mod contributor;
pub mod date;
pub mod description;
pub mod host;
pub mod identifier;
pub mod import;
pub mod input;
pub mod mapping;
pub mod marc;
pub mod matching;
pub mod notice;
pub mod overlay;
pub mod profile;
pub mod quality;
pub mod record;
pub mod set;
pub mod sets;
pub mod source;
pub mod text;
pub mod time;
pub mod title;
pub mod via;
pub mod work;

pub use build::{BuildError, Built, Context, EditError, build, build_marc, fingerprint};
pub use change::{ChangeRange, ChangeRow};
pub use contributor::{Contributor, ContributorKind};
pub use date::PublicationDate;
pub use description::{
    Access, Asset, AssetKind, Assigned, Description, Grouping, Keyword, Note, Place, Publisher,
    Relation, RelationKind, Rights, Series, Why,
};
pub use host::{HostItem, Pages};
pub use identifier::{Identifier, IdentifierKind, Key};
pub use import::{ImportCounts, ImportId, ImportKind, ImportRow, ImportStatus};
pub use input::marc_of;
pub use mapping::Mapping;
pub use matching::Features;
pub use notice::{Notice, Severity};
pub use overlay::{MarcOutError, iso2709_out, marc_out};
pub use profile::Profile;
pub use record::{Fingerprint, Origin, Provenance, Record, Status};
pub use set::SetSpec;
pub use sets::sets;
pub use source::{Source, SourceFormat};
pub use text::{Certainty, Text};
pub use time::{Datestamp, RecordId, Seq, WorkId};
pub use title::{Title, Titles};
pub use via::{Channel, Via};
pub use work::{EvidenceKind, Strength, WorkEvidence, joined_key};
