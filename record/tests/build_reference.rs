//! Real records, where the reference data are present: every one builds, and sanely.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use record::{
    Built, Context, Mapping, Source, SourceFormat, build_marc, fingerprint,
    marc::{MarcRecord, Reader, Tag},
};
use taxonomy::Taxonomy;

fn reference() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = env::var_os("LABORDOC_REFERENCE").map_or(default, PathBuf::from);
    let found = folder.is_dir().then_some(folder);
    if found.is_none() {
        println!("skipped: no reference data; set LABORDOC_REFERENCE");
    }
    found
}
