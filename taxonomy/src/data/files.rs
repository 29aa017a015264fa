//! The list of the embedded data files; a test compares it with the folder.

/// The data files, by path below `taxonomy/data`, with their text.
pub const FILES: &[(&str, &str)] = &[];
