//! Orders: CQL's `sortBy` (sort context set 1.0) and the `sortKeys` of SRU 1.1.

pub use super::query::Key;
use super::{
    cql::{Modifier, SortKey},
    diagnostic::{Diagnostic, Number},
    indexes,
    query::{By, Missing},
    resolve::Names,
};

/// The most keys.
pub const MOST_KEYS: usize = 4;

/// The keys of `sortBy`.
///
/// # Errors
/// 15, 16 or 88 for what cannot be sorted by, 48, 91 or 92 for how, 84 and 85 for too many keys.
pub fn keys(sort: &[SortKey], names: &Names) -> Result<Vec<Key>, Diagnostic> {
    let mut keys: Vec<Key> = Vec::new();
    for asked in sort {
        let text = asked.index.text.as_str();
        let by = match names.read(&asked.index)? {
            (None, base) if base.eq_ignore_ascii_case(indexes::RELEVANCE) => By::Relevance,
            (set, base) => {
                let index = indexes::find(set, base);
                let index = index.ok_or_else(|| Diagnostic::of(Number::Index, text))?;
                index
                    .sort
                    .ok_or_else(|| Diagnostic::of(Number::SortPath, text))?
            }
        };
        let mut key = plain(by);
        for modifier in &asked.modifiers {
            self::modifier(modifier, names, &mut key)?;
        }
        push(&mut keys, key, text)?;
    }
    Ok(keys)
}

/// A key as it is without modifiers. The best match comes first.
fn plain(by: By) -> Key {
    Key {
        by,
        descending: by == By::Relevance,
        missing: Missing::Last,
    }
}

fn push(keys: &mut Vec<Key>, key: Key, text: &str) -> Result<(), Diagnostic> {
    if keys.iter().any(|k| k.by == key.by) {
        return Err(Diagnostic::of(Number::DuplicateKey, text));
    }
    if keys.len() == MOST_KEYS {
        return Err(Diagnostic::of(Number::TooManyKeys, MOST_KEYS.to_string()));
    }
    keys.push(key);
    Ok(())
}

fn modifier(modifier: &Modifier, names: &Names, key: &mut Key) -> Result<(), Diagnostic> {
    let text = modifier.name.text.as_str();
    let base = names
        .base(&modifier.name, &["sort", "cql"])?
        .to_ascii_lowercase();
    match base.as_str() {
        "missingvalue" | "missingfail" => {
            return Err(Diagnostic::of(Number::SortMissing, text));
        }
        _ if modifier.value.is_some() => return Err(Diagnostic::of(Number::Feature, text)),
        "ascending" => key.descending = false,
        "descending" => key.descending = true,
        // Texts are folded before they are compared.
        "ignorecase" | "ignoreaccents" => {}
        "respectcase" => return Err(Diagnostic::of(Number::SortCase, text)),
        "missinglow" => key.missing = Missing::Low,
        "missinghigh" => key.missing = Missing::High,
        "missingomit" => key.missing = Missing::Omit,
        _ => return Err(Diagnostic::of(Number::Feature, text)),
    }
    Ok(())
}

/// The paths of `sortKeys`, with the schemas that they are paths of.
const PATHS: [(&str, By); 5] = [
    ("title", By::Title),
    ("date", By::Date),
    ("creator", By::Author),
    ("author", By::Author),
    (indexes::RELEVANCE, By::Relevance),
];

/// The keys of `sortKeys`: `path,schema,ascending,caseSensitive,missingValue`, parted by spaces
/// (SRU 1.1, "Sorting"; also SRU 2.0, part 3 section 8).
///
/// # Errors
/// 84, 85, 87, 88, 90, 91 or 92.
pub fn sort_keys(text: &str) -> Result<Vec<Key>, Diagnostic> {
    let mut keys = Vec::new();
    for asked in text.split_whitespace() {
        let mut parts = asked.split(',');
        let mut next = || parts.next().unwrap_or_default().trim_matches('"');
        let (path, schema, ascending, case, missing) = (next(), next(), next(), next(), next());
        let base = path.rsplit_once(['.', '/']).map_or(path, |(_, base)| base);
        let by = PATHS
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(base));
        let by = by.ok_or_else(|| Diagnostic::of(Number::SortPath, path))?.1;
        if !matches!(schema, "" | "dc" | "info:srw/schema/1/dc-v1.1") {
            return Err(Diagnostic::of(Number::SortSchema, schema));
        }
        let mut key = plain(by);
        match ascending {
            "" => {}
            "1" | "true" => key.descending = false,
            "0" | "false" => key.descending = true,
            other => return Err(Diagnostic::of(Number::SortDirection, other)),
        }
        if !matches!(case, "" | "0" | "false") {
            return Err(Diagnostic::of(Number::SortCase, case));
        }
        key.missing = match missing {
            "" => Missing::Last,
            "highValue" => Missing::High,
            "lowValue" => Missing::Low,
            "omit" => Missing::Omit,
            other => return Err(Diagnostic::of(Number::SortMissing, other)),
        };
        push(&mut keys, key, path)?;
    }
    Ok(keys)
}
