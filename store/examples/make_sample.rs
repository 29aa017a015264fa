//! Writes the sample data directory of this on-disk version:
//! `cargo run -p labordoc-store --example make_sample -- store/tests/samples/v1`.
//!
//! A sample is made once for each version and then kept: it shows that later versions read it.

#[path = "../tests/support/mod.rs"]
mod support;

use std::{error::Error, path::PathBuf, sync::Arc};

use record::{Datestamp, ImportId, Notice, Severity, Status};
use store::{Meta, OpenOptions, Store, TokenRow};

fn main() -> Result<(), Box<dyn Error>> {
    let dir = std::env::args().nth(1).ok_or("name the folder to write")?;
    let dir = PathBuf::from(dir);
    if dir.exists() {
        return Err(format!("{} is there already; samples are kept", dir.display()).into());
    }
    let options = OpenOptions {
        clock: Arc::new(|| Datestamp(1_790_000_000)),
        segment_bytes: 8 << 10,
        reserve_bytes: 0,
        ..OpenOptions::default()
    };
    let (store, _) = Store::open(&dir, options)?;
    for round in 0..4 {
        let puts = (0..5)
            .map(|_| support::put(store.new_record_id().0, round))
            .collect();
        store.commit(support::batch(puts))?;
    }
    let mut deleted = support::put(2, 7);
    deleted.status = Status::Deleted;
    deleted.source = None;
    let mut binary = support::put(3, 7);
    if let Some(source) = &mut binary.source {
        source.bytes = vec![0xff, 0xfe, 0x1d];
    }
    store.commit(support::batch(vec![deleted, binary]))?;
    let import = store.new_import_id();
    store.commit(support::metas(vec![
        Meta::Notices(
            import,
            vec![Notice::on(Severity::Warning, "sample", "245", "a notice")],
        ),
        Meta::Token(TokenRow {
            name: "sample".to_owned(),
            role: "administrator".to_owned(),
            hash: "00".repeat(32),
            created: Datestamp(1_790_000_000),
            expires: None,
            revoked: true,
            owner: None,
            system: None,
        }),
    ]))?;
    assert_eq!(import, ImportId(1));
    store.close()?;
    Ok(())
}
