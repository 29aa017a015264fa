//! Which of a repository's formats to ask for: the richest that is read.

use record::SourceFormat;

use super::MetadataFormat;

/// The formats that are read, the richest first: namespace and usual prefixes.
const READ: [(SourceFormat, &str, &[&str]); 3] = [
    (
        SourceFormat::Marcxml,
        "http://www.loc.gov/MARC21/slim",
        &["marcxml", "marc21", "marc"],
    ),
    (SourceFormat::Mods, "http://www.loc.gov/mods/v3", &["mods"]),
    (
        SourceFormat::OaiDc,
        "http://www.openarchives.org/OAI/2.0/oai_dc/",
        &["oai_dc"],
    ),
];

/// A format to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its prefix in that repository.
    pub prefix: String,
    /// Its namespace.
    pub namespace: String,
    /// What its records are read as.
    pub format: SourceFormat,
}

/// The format to ask for: the one of this prefix, or else the richest. Nothing when none is read.
pub fn choose(formats: &[MetadataFormat], prefix: Option<&str>) -> Option<Wanted> {
    if let Some(prefix) = prefix {
        let named = formats.iter().find(|f| f.prefix == prefix)?;
        return read_as(named);
    }
    let known = formats.iter().filter_map(read_as);
    // UNIMARC goes by the same namespace and means other things by the same numbers.
    let known: Vec<Wanted> = known
        .filter(|w| !w.prefix.to_ascii_lowercase().contains("unimarc"))
        .collect();
    READ.iter().find_map(|(format, _, usual)| {
        let of_format: Vec<&Wanted> = known.iter().filter(|w| w.format == *format).collect();
        let named = usual
            .iter()
            .find_map(|name| of_format.iter().find(|w| w.prefix == *name));
        named.or(of_format.first()).map(|w| (*w).clone())
    })
}

fn read_as(given: &MetadataFormat) -> Option<Wanted> {
    let namespace = given.namespace.trim_end_matches('/');
    let by_namespace = READ
        .iter()
        .find(|(_, known, _)| known.trim_end_matches('/') == namespace);
    // Some give the schema's place, or nothing, for the namespace.
    let by_prefix = || {
        READ.iter()
            .find(|(.., usual)| usual.contains(&given.prefix.as_str()))
    };
    let (format, known, _) = by_namespace.or_else(by_prefix)?;
    Some(Wanted {
        prefix: given.prefix.clone(),
        namespace: (*known).to_owned(),
        format: *format,
    })
}
