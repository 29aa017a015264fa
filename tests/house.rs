//! The rules of the house, as a test: arrows point inward, every file says what it is, generated
//! pages are fresh, and nothing is left unfinished.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its own project should fail"
)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Which of our crates may use which (`docs/architecture.md`).
const EDGES: [(&str, &[&str]); 5] = [
    ("taxonomy", &[]),
    ("record", &["taxonomy"]),
    ("store", &["record", "taxonomy"]),
    ("index", &["record", "taxonomy"]),
    ("harvest", &["record", "taxonomy"]),
];
/// What only one crate may know (habit 3: a protocol, a format or a database is known to one crate).
const KNOWN_TO_ONE: [(&str, &str); 7] = [
    ("sled", "store"),
    ("tantivy", "index"),
    ("axum", "."),
    ("tokio", "."),
    ("clap", "."),
    ("askama", "."),
    ("whatlang", "record"),
];
const CRATES: [&str; 6] = [".", "taxonomy", "record", "store", "index", "harvest"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn manifest(folder: &str) -> toml::Table {
    let path = root().join(folder).join("Cargo.toml");
    fs::read_to_string(&path).unwrap().parse().unwrap()
}

fn dependencies(folder: &str) -> BTreeMap<String, toml::Value> {
    let manifest = manifest(folder);
    let table = manifest["dependencies"].as_table().unwrap();
    table
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// All files below the project's own folders with this ending.
fn files(ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in [
        "src", "taxonomy", "record", "store", "index", "harvest", "tests", "docs", ".ci",
    ] {
        collect(&root().join(folder), ending, &mut found);
    }
    assert!(!found.is_empty());
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, ending, found);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
}

#[test]
fn arrows_point_inward() {
    for (name, allowed) in EDGES {
        let ours = ["taxonomy", "record", "store", "index", "harvest"];
        for used in dependencies(name)
            .keys()
            .filter(|d| ours.contains(&d.as_str()))
        {
            assert!(
                allowed.contains(&used.as_str()),
                "{name} must not use {used}"
            );
        }
    }
}

#[test]
fn each_engine_and_protocol_is_known_to_one_crate() {
    for (library, home) in KNOWN_TO_ONE {
        for folder in CRATES.iter().filter(|f| **f != home) {
            assert!(
                !dependencies(folder).contains_key(library),
                "{folder} must not use {library}; {home} does"
            );
        }
    }
}

#[test]
fn versions_stand_once_in_the_workspace() {
    for folder in CRATES {
        for (name, value) in dependencies(folder) {
            let shared = value
                .as_table()
                .and_then(|t| t.get("workspace"))
                .and_then(toml::Value::as_bool);
            assert_eq!(
                shared,
                Some(true),
                "{folder}: {name} must be `workspace = true`"
            );
        }
    }
}

#[test]
fn every_source_file_says_what_it_is() {
    for path in files(".rs") {
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("//!"),
            "{} does not begin with //!",
            path.display()
        );
    }
}

#[test]
fn nothing_is_left_unfinished() {
    let marks = [
        ["todo", "!("].concat(),
        ["unimplemented", "!("].concat(),
        ["#[ig", "nore"].concat(),
    ];
    for path in files(".rs") {
        let text = fs::read_to_string(&path).unwrap();
        for mark in &marks {
            assert!(!text.contains(mark), "{} has {mark}", path.display());
        }
    }
}

#[test]
fn no_path_of_a_machine_is_named() {
    let here = root().to_string_lossy().into_owned();
    for ending in [".rs", ".md", ".toml", ".py", "run"] {
        for path in files(ending) {
            let text = fs::read_to_string(&path).unwrap();
            assert!(
                !text.contains(&here),
                "{} names a path of this machine",
                path.display()
            );
        }
    }
}

#[test]
fn generated_pages_are_fresh() {
    for (page, option) in [
        ("configuration.md", "--markdown"),
        ("marc-mapping.md", "--marc-mapping"),
        ("scholar.md", "--scholar"),
        ("quality.md", "--quality"),
    ] {
        let said = Command::new(env!("CARGO_BIN_EXE_labordoc"))
            .args(["config", option])
            .output()
            .unwrap();
        assert!(said.status.success());
        let fresh = String::from_utf8(said.stdout).unwrap();
        let kept = fs::read_to_string(root().join("docs").join(page)).unwrap();
        assert!(
            fresh == kept,
            "docs/{page} is stale: run `labordoc config {option} > docs/{page}`"
        );
    }
}

#[test]
fn every_decision_has_its_four_parts() {
    let mut seen = 0;
    for path in files(".md")
        .into_iter()
        .filter(|p| p.parent().is_some_and(|d| d.ends_with("decisions")))
    {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        seen += 1;
        let text = fs::read_to_string(&path).unwrap();
        for heading in [
            "**Context.**",
            "**Choice.**",
            "**Price.**",
            "**Again when**",
        ] {
            assert!(text.contains(heading), "{name} has no {heading}");
        }
    }
    assert!(seen >= 12, "only {seen} decisions found");
}
