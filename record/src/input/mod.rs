//! Inputs of imports: every format in, detected, cut into records with their places, and each made
//! into MARC.
//!
//! [`Reader`] cuts an input into records and keeps their bytes ([`Given`]); [`marc_of`] makes MARC of
//! one record's bytes by the crosswalk of its format, and the build does the rest as for any other
//! MARC. So what is cleaned, mapped and checked is the same for all formats
//! ([decision 0031](../../docs/decisions/0031-formats-in.md)).

mod archive;
mod cut;
mod draft;
mod format;
mod languages;
mod limits;
mod reader;
mod row;
mod stream;
mod text;
mod types;
mod values;

use crate::{
    Profile, Source, SourceFormat,
    marc::{self, Fault, Parsed},
};

pub use format::{Format, FormatError};
pub use limits::Limits;
pub use reader::{Broken, Given, Options, Place, Reader};

/// The MARC of a source: as it came, or made from it by the crosswalk of its format and the profile.
/// Without a profile, that of the format is taken.
///
/// # Errors
/// When nothing usable is left of the source.
pub fn marc_of(source: &Source, profile: Option<&Profile>) -> Result<Parsed, Fault> {
    let bytes = &source.bytes;
    let profile = profile.or_else(|| Profile::default_for(source.format));
    match source.format {
        SourceFormat::Marc => marc::parse(bytes, marc::Format::Iso2709),
        SourceFormat::Marcxml => marc::parse(bytes, marc::Format::MarcXml),
        SourceFormat::Row => row::marc(bytes, profile),
        _ => Err(Fault::new(
            marc::FaultCode::UnknownFormat,
            0,
            None,
            "is not read yet",
        )),
    }
}
