//! The dumps that are there: found, named, cleared away.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{FOLDER, KEPT, Manifest};

/// The name of the manifest in a dump's folder.
pub const MANIFEST: &str = "manifest.json";

/// All dumps of a data directory, the newest first; what is no whole dump is passed over.
pub fn all(data: &Path) -> Vec<Manifest> {
    let folder = data.join(FOLDER);
    let mut all: Vec<Manifest> = names(&folder)
        .into_iter()
        .filter_map(|name| read(&folder, &name))
        .collect();
    all.sort_by_key(|manifest| std::cmp::Reverse(order(&manifest.name)));
    all
}

/// The newest dump, if there is one.
pub fn newest(data: &Path) -> Option<Manifest> {
    all(data).into_iter().next()
}

/// Where a file of a dump is; `None` unless the manifest names it, or it is the manifest.
pub fn file(data: &Path, dump: &str, name: &str) -> Option<(Manifest, PathBuf)> {
    let folder = data.join(FOLDER);
    if !is_name(dump) {
        return None;
    }
    let manifest = read(&folder, dump)?;
    let named = name == MANIFEST || manifest.files.iter().any(|file| file.name == name);
    named.then(|| (manifest, folder.join(dump).join(name)))
}

fn read(folder: &Path, name: &str) -> Option<Manifest> {
    let bytes = fs::read(folder.join(name).join(MANIFEST)).ok()?;
    let manifest: Manifest = serde_json::from_slice(&bytes).ok()?;
    (manifest.name == name).then_some(manifest)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| is_name(name)).collect()
}

/// Whether a folder's name is a dump's: a day, perhaps with a number.
fn is_name(name: &str) -> bool {
    let (day, number) = name.split_at_checked(10).unwrap_or((name, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let mut parts = day.split('-').map(|part| (part.len(), digits(part)));
    let is_day = [4, 2, 2]
        .into_iter()
        .all(|n| parts.next() == Some((n, true)))
        && parts.next().is_none();
    is_day && (number.is_empty() || number.strip_prefix('-').is_some_and(digits))
}

/// What dumps are ordered by: the day, then the number.
fn order(name: &str) -> (String, u64) {
    let (day, number) = name.split_at_checked(10).unwrap_or((name, ""));
    (
        day.to_owned(),
        number.trim_start_matches('-').parse().unwrap_or(1),
    )
}

/// The first name of a day that comes after all that are there: `2026-11-26`, then `2026-11-26-2`.
pub fn free_name(folder: &Path, day: &str) -> String {
    let taken = names(folder)
        .into_iter()
        .filter(|name| name.starts_with(day));
    match taken.map(|name| order(&name).1).max() {
        None => day.to_owned(),
        Some(last) => format!("{day}-{}", last + 1),
    }
}

/// Removes all but the newest [`KEPT`].
pub fn tidy(folder: &Path) {
    let mut names = names(folder);
    names.sort_by_key(|name| std::cmp::Reverse(order(name)));
    for name in names.iter().skip(KEPT) {
        if let Err(error) = fs::remove_dir_all(folder.join(name)) {
            tracing::warn!(%error, dump = %name, "an old dump cannot be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_are_names() {
        for (name, good) in [
            ("2026-11-26", true),
            ("2026-11-26-2", true),
            ("2026-11-26-", false),
            ("2026-11-26-x", false),
            ("2026-11-2", false),
            (".new", false),
            ("..", false),
            ("2026-11-26/..", false),
            ("2026/11/26", false),
            ("", false),
            ("éééééééééé", false),
        ] {
            assert_eq!(is_name(name), good, "{name}");
        }
    }

    #[test]
    fn the_newest_two_stay_and_the_next_of_a_day_has_the_next_number() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path();
        assert_eq!(free_name(folder, "2026-11-26"), "2026-11-26");
        for name in [
            "2026-11-25",
            "2026-11-26",
            "2026-11-26-9",
            "2026-11-26-10",
            "other",
        ] {
            fs::create_dir(folder.join(name)).unwrap();
        }
        assert_eq!(free_name(folder, "2026-11-26"), "2026-11-26-11");
        tidy(folder);
        let mut left = names(folder);
        left.sort();
        assert_eq!(left, ["2026-11-26-10", "2026-11-26-9"]);
        assert!(folder.join("other").exists());
    }
}
