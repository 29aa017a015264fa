//! `ListMetadataFormats` (OAI-PMH 2.0 section 4.4).

use super::{Asked, fault::Faults, get_record, request::Argument};
use crate::{Format, Repository, RepositoryError, xml};

/// Answers the verb; every record, deleted ones included, is known in every format.
///
/// # Errors
/// When the collection cannot be read.
pub fn answer<R: Repository>(
    asked: &Asked<'_, R>,
    out: &mut String,
    faults: &mut Faults,
) -> Result<(), RepositoryError> {
    if asked.call.get(Argument::Identifier).is_some() {
        get_record::row(asked, faults)?;
    }
    if !faults.is_empty() {
        return Ok(());
    }
    out.push_str("<ListMetadataFormats>\n");
    for format in Format::ALL {
        out.push_str("<metadataFormat>");
        xml::element(out, "metadataPrefix", format.prefix());
        xml::element(out, "schema", format.schema());
        xml::element(out, "metadataNamespace", format.namespace());
        out.push_str("</metadataFormat>\n");
    }
    out.push_str("</ListMetadataFormats>\n");
    Ok(())
}
