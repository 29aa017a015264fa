//! The build: from a source to a description, in the order of this page.
//!
//! The build is pure. The same source, edits, taxonomy and mapping give the same description and
//! the same notices, in the same order. Bad data makes notices, never a failure: a value is read,
//! or kept as it is, or left out with a notice that says so. What a MARC field means is decided
//! here and in the mapping tables; how MARC is read is not.

mod asset;
mod clean;
mod contributor;
mod date;
mod document_type;
mod edits;
mod fields;
mod fingerprint;
mod host;
mod identifier;
mod isbd;
mod language;
mod note;
mod relation;
mod subject;
mod title;
pub mod typed;

use std::{cell::RefCell, sync::Arc};

use serde_json::Value;
use taxonomy::{ConceptId, Scheme, Taxonomy};

use crate::{
    Assigned, Description, Identifier, IdentifierKind, Key, Mapping, Notice, Profile, Severity,
    Source, SourceFormat, Status, WorkEvidence, input,
    marc::{Fault, MarcRecord},
    work,
};

pub(crate) use date::parse as parse_date;
pub use edits::EditError;
pub(crate) use edits::MEMBERS;
pub use fingerprint::fingerprint;
pub use identifier::issn_is_valid;
pub(crate) use identifier::{isbn as isbn_of, issn as issn_of, system_key};

use fields::Fields;

/// What a build reads besides the source.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The concepts.
    pub taxonomy: &'a Taxonomy,
    /// The mapping tables.
    pub mapping: &'a Mapping,
    /// The source system, as `labordoc`; record numbers are unique within one.
    pub system: &'a str,
    /// The import profile that the source is read by; none is that of its format.
    pub profile: Option<&'a Profile>,
}

/// What a build makes.
#[derive(Debug, Clone, PartialEq)]
pub struct Built {
    /// The description.
    pub description: Description,
    /// The source system's own number (001).
    pub control_number: Option<String>,
    /// The keys that a record is matched by when it comes again, in order of trust, each once:
    /// `001:{system}:{number}`, `sys:{origin}:{number}`, `doi:`, `isbn:`.
    pub keys: Vec<Key>,
    /// What groups it with its language versions; see [`crate::work`].
    pub work_evidence: Vec<WorkEvidence>,
    /// `Deleted` when the source says so (leader/05 `d`), else `Live`.
    pub status: Status,
    /// Findings, in the order of the build.
    pub notices: Vec<Notice>,
    /// The version of the taxonomy that it was built with.
    pub taxonomy: Arc<str>,
}

/// Why nothing was built.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// Nothing usable could be read of the source.
    #[error("the source cannot be read: {0}")]
    Source(#[from] Fault),
    /// The edits do not fit the description.
    #[error(transparent)]
    Edits(#[from] EditError),
}

/// Builds the description of a source with its edits.
///
/// # Errors
/// When nothing usable could be read of the source, or the edits do not fit.
pub fn build(
    source: &Source,
    edits: Option<&Value>,
    context: &Context<'_>,
) -> Result<Built, BuildError> {
    if source.format == SourceFormat::Labordoc {
        return described(&source.bytes, edits, context);
    }
    let parsed = input::marc_of(source, context.profile)?;
    let notices = parsed.faults.iter().map(notice_of_fault).collect();
    assemble(&parsed.marc, edits, context, notices)
}

/// Builds the description of a MARC record with its edits.
///
/// # Errors
/// When the edits do not fit.
pub fn build_marc(
    marc: &MarcRecord,
    edits: Option<&Value>,
    context: &Context<'_>,
) -> Result<Built, BuildError> {
    assemble(marc, edits, context, Vec::new())
}

/// Our own JSON is a description already.
fn described(
    bytes: &[u8],
    edits: Option<&Value>,
    context: &Context<'_>,
) -> Result<Built, BuildError> {
    let (mut description, status, mut notices) = input::labordoc::read(bytes)?;
    let known = |scheme: &Scheme, assigned: &mut Assigned| match scheme
        .resolve(assigned.concept.as_str())
    {
        Some(concept) => {
            assigned.concept = concept.id.clone();
            true
        }
        None => false,
    };
    let unknown = |field: &str, concept: &ConceptId, said: &str| {
        let text = format!("there is no concept {concept}; {said}");
        Notice::on(Severity::Warning, "unknown-concept", field, text)
    };
    if !known(
        context.taxonomy.document_types(),
        &mut description.document_type,
    ) {
        let concept = ConceptId::new("unclassified");
        let had = std::mem::replace(&mut description.document_type.concept, concept);
        notices.push(unknown("document_type", &had, "the record is unclassified"));
    }
    description.themes.retain_mut(|theme| {
        let kept = known(context.taxonomy.themes(), theme);
        if !kept {
            notices.push(unknown("themes", &theme.concept, "the theme was left out"));
        }
        kept
    });
    if description.languages.is_empty() {
        description.languages.push(taxonomy::Lang::UND);
    }
    let description = edits::apply(description, edits, context.taxonomy)?;
    let number = |i: &&Identifier| i.kind == IdentifierKind::ControlNumber;
    let number = description.identifiers.iter().find(number);
    Ok(Built {
        control_number: number.map(|i| i.value.clone()),
        keys: identifier::keys(&description, context.system),
        work_evidence: work::evidence(&description, context),
        description,
        status,
        notices,
        taxonomy: context.taxonomy.shared_version(),
    })
}

/// The pipeline: each part reads the fields it knows; a later part may use an earlier one.
fn assemble(
    marc: &MarcRecord,
    edits: Option<&Value>,
    context: &Context<'_>,
    mut notices: Vec<Notice>,
) -> Result<Built, BuildError> {
    let marc = clean::record(marc, &mut notices);
    let reading = Reading::new(&marc, context, notices);

    let languages = language::languages(&reading);
    let (titles, responsibility) = title::titles(&reading, &languages);
    let contributors = contributor::contributors(&reading);
    let identifiers = identifier::identifiers(&reading);
    let assets = asset::assets(&reading);
    let host = host::host(&reading, &languages);
    let date = date::publication_date(&reading, host.as_ref());
    let subjects = subject::subjects(&reading);
    let document_type = document_type::document_type(&reading);
    let texts = note::texts(&reading, &languages);
    let relations = relation::relations(&reading);

    let described = Description {
        titles,
        identifiers,
        document_type,
        themes: subjects.themes,
        places: subjects.places,
        keywords: subjects.keywords,
        languages: languages.codes,
        contributors,
        responsibility,
        date,
        host: host.map(|h| h.item),
        series: note::series(&reading),
        publisher: note::publisher(&reading),
        edition: note::edition(&reading),
        extent: note::extent(&reading),
        abstracts: texts.abstracts,
        notes: texts.notes,
        relations,
        access: asset::access(&reading, &assets),
        assets: assets.into_iter().map(|a| a.asset).collect(),
        embargo: None,
        rights: note::rights(&reading),
        grouping: None,
    };
    let description = edits::apply(described, edits, context.taxonomy)?;

    let mut notices = reading.notices.take();
    notices.extend(work::check_volume(&description, context));
    let status = status(&reading);
    let control_number = identifier::control_number(&reading);
    Ok(Built {
        keys: identifier::keys(&description, context.system),
        work_evidence: work::evidence(&description, context),
        description,
        control_number,
        status,
        notices,
        taxonomy: context.taxonomy.shared_version(),
    })
}

/// MARC 21 leader/05: `d` is deleted.
fn status(reading: &Reading<'_>) -> Status {
    match reading.fields.leader_at(5) {
        'd' => Status::Deleted,
        _ => Status::Live,
    }
}

fn notice_of_fault(fault: &Fault) -> Notice {
    Notice {
        offset: Some(fault.offset),
        field: fault.field.clone(),
        ..Notice::new(Severity::Warning, fault.code.as_str(), fault.text.clone())
    }
}

/// One record being read: its fields, what to read them by, and the notices so far.
pub(crate) struct Reading<'a> {
    pub(crate) fields: Fields<'a>,
    pub(crate) context: &'a Context<'a>,
    /// Whether the record is UNIMARC, of which only the title is read.
    pub(crate) unimarc: bool,
    notices: RefCell<Vec<Notice>>,
}

impl<'a> Reading<'a> {
    fn new(marc: &'a MarcRecord, context: &'a Context<'a>, notices: Vec<Notice>) -> Reading<'a> {
        let fields = Fields::new(marc);
        let unimarc = fields.all("245").is_empty() && !fields.all("200").is_empty();
        let reading = Reading {
            fields,
            context,
            unimarc,
            notices: RefCell::new(notices),
        };
        if unimarc {
            let text = "has 200 and no 245, as UNIMARC does: only its title was read; import it as MARC 21";
            reading.notice(Severity::Warning, "unimarc", "200", text);
        }
        reading
    }

    pub(crate) fn notice(
        &self,
        severity: Severity,
        code: &str,
        field: impl Into<String>,
        text: impl Into<String>,
    ) {
        self.notices
            .borrow_mut()
            .push(Notice::on(severity, code, field, text));
    }

    pub(crate) fn mapping(&self) -> &'a Mapping {
        self.context.mapping
    }
}
