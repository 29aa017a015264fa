//! `GetRecord` (OAI-PMH 2.0 section 4.1), and the writing of one record for every verb.

use record::ChangeRow;

use super::{
    Asked, about,
    fault::{Code, Faults, shown},
    request::Argument,
    sets::{self, Selection, Standing},
};
use crate::{Format, Repository, RepositoryError, Site, xml};

/// Answers the verb.
///
/// # Errors
/// When the collection cannot be read.
pub fn answer<R: Repository>(
    asked: &Asked<'_, R>,
    out: &mut String,
    faults: &mut Faults,
) -> Result<(), RepositoryError> {
    let format = format(asked, faults);
    let row = row(asked, faults)?;
    let (Some(format), Some(row), true) = (format, row, faults.is_empty()) else {
        return Ok(());
    };
    let standing = Selection::All.standing(&row);
    out.push_str("<GetRecord>\n");
    if let Some(standing) = standing {
        write(asked, format, &row, &standing, out)?;
    }
    out.push_str("\n</GetRecord>\n");
    Ok(())
}

/// The format that `metadataPrefix` names (OAI-PMH 2.0 section 3.6, `cannotDisseminateFormat`).
pub fn format<R>(asked: &Asked<'_, R>, faults: &mut Faults) -> Option<Format> {
    let prefix = asked.call.get(Argument::MetadataPrefix)?;
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&b);
    let found = Format::of_prefix(prefix);
    if !prefix.bytes().all(unreserved) {
        let text = format!("{} is not the form of a metadataPrefix", shown(prefix));
        faults.add(
            Code::BadArgument,
            format!("{text}; take one from ListMetadataFormats"),
        );
    } else if found.is_none() {
        let known = Format::ALL.map(Format::prefix).join(", ");
        let text = format!("there is no format {}; take one of {known}", shown(prefix));
        faults.add(Code::CannotDisseminateFormat, text);
    }
    found
}

/// The row of the record that `identifier` names (OAI-PMH 2.0 section 3.6, `idDoesNotExist`).
///
/// # Errors
/// When the collection cannot be read.
pub fn row<R: Repository>(
    asked: &Asked<'_, R>,
    faults: &mut Faults,
) -> Result<Option<ChangeRow>, RepositoryError> {
    let Some(identifier) = asked.call.get(Argument::Identifier) else {
        return Ok(None);
    };
    let row = match asked.site.parse_oai_identifier(identifier) {
        Some(id) => asked.repository.change(id)?,
        None => None,
    };
    if row.is_none() {
        let text = format!("no record has the identifier {}", shown(identifier));
        faults.add(
            Code::IdDoesNotExist,
            format!("{text}; take one from ListIdentifiers"),
        );
    }
    Ok(row)
}

/// Appends a `record`: header and metadata, or the header alone when it is gone.
///
/// # Errors
/// When the collection cannot be read.
pub fn write<R: Repository>(
    asked: &Asked<'_, R>,
    format: Format,
    row: &ChangeRow,
    standing: &Standing,
    out: &mut String,
) -> Result<(), RepositoryError> {
    out.push_str("<record>");
    let record = match standing {
        Standing::Live(_) => asked
            .repository
            .record(row.id)?
            .filter(|r| r.status.is_live()),
        Standing::Gone(_) => None,
    };
    match (&record, standing) {
        (Some(record), _) => {
            header(out, asked.site, row, standing);
            out.push_str("<metadata>");
            format.write(out, record, asked.repository, asked.site)?;
            out.push_str("</metadata>");
            about::write(out, record, format, asked.site);
        }
        // Deleted after the row was read.
        (None, Standing::Live(_)) => {
            header(out, asked.site, row, &Standing::Gone(sets::all_sets(row)));
        }
        (None, Standing::Gone(_)) => header(out, asked.site, row, standing),
    }
    out.push_str("</record>");
    Ok(())
}

/// Appends a `header` (OAI-PMH 2.0 section 2.5).
pub fn header(out: &mut String, site: &Site, row: &ChangeRow, standing: &Standing) {
    let (open, sets) = match standing {
        Standing::Live(sets) => ("<header>", sets),
        Standing::Gone(sets) => ("<header status=\"deleted\">", sets),
    };
    out.push_str(open);
    xml::element(out, "identifier", &site.oai_identifier(row.id));
    xml::element(out, "datestamp", &row.datestamp.to_string());
    sets::write(out, sets);
    out.push_str("</header>");
}
