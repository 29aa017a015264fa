//! The list of the embedded data files; a test compares it with the folder.

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../data/", $path)))),*]
    };
}

/// The data files, by path below `taxonomy/data`, with their text.
pub const FILES: &[(&str, &str)] = files!["document-types.toml", "themes/enterprise.toml",];
