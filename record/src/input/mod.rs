//! Inputs of imports: every format in, detected, cut into records with their places, and each made
//! into MARC.
//!
//! [`Reader`] cuts an input into records and keeps their bytes ([`Given`]); [`marc_of`] makes MARC of
//! one record's bytes by the crosswalk of its format, and the build does the rest as for any other
//! MARC. So what is cleaned, mapped and checked is the same for all formats
//! ([decision 0031](../../docs/decisions/0031-formats-in.md)).

mod archive;
mod bibtex;
mod csl;
mod cut;
mod dc;
mod draft;
mod format;
pub mod harvest;
pub(crate) mod labordoc;
mod languages;
mod limits;
mod marc_json;
mod mods;
mod moves;
mod mrk;
mod reader;
mod ris;
mod row;
mod sheets;
mod stream;
mod text;
mod tree;
mod types;
mod values;

use crate::{
    Profile, Source, SourceFormat,
    marc::{self, Fault, Parsed},
};

pub use format::{Format, FormatError};
pub use limits::Limits;
pub use reader::{Broken, Given, Options, Place, Reader};
pub use sheets::{
    Sheet, SheetCell, SheetError, SheetRow, column_letters, is_old_workbook, is_workbook, sheets,
};

/// The MARC of a source: as it came, or made from it by the crosswalk of its format and the profile.
/// Without a profile, that of the format is taken.
///
/// # Errors
/// When nothing usable is left of the source.
pub fn marc_of(source: &Source, profile: Option<&Profile>) -> Result<Parsed, Fault> {
    let bytes = &source.bytes;
    let profile = profile.or_else(|| Profile::default_for(source.format));
    match source.format {
        SourceFormat::Marc => {
            marc::parse(bytes, marc::Format::Iso2709).map(|p| moves::done(p, profile))
        }
        SourceFormat::Marcxml => {
            marc::parse(bytes, marc::Format::MarcXml).map(|p| moves::done(p, profile))
        }
        SourceFormat::Row => row::marc(bytes, profile),
        SourceFormat::MarcJson => marc_json::parse(bytes).map(|p| moves::done(p, profile)),
        SourceFormat::Mrk => mrk::parse(bytes).map(|p| moves::done(p, profile)),
        SourceFormat::Ris => ris::marc(bytes, profile),
        SourceFormat::Bibtex => bibtex::marc(bytes, profile),
        SourceFormat::CslJson => csl::marc(bytes, profile),
        SourceFormat::Mods => mods::marc(bytes, profile),
        SourceFormat::OaiDc => dc::marc(bytes, profile),
        SourceFormat::Labordoc => labordoc::parse(bytes),
    }
}
