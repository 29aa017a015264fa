//! `labordoc reindex`

use std::{fs, process::ExitCode};

use super::{Call, CliError, output};

/// Deletes the index and waits until it has grown back.
pub(super) fn run(call: &Call) -> Result<ExitCode, CliError> {
    call.must_exist()?;
    // The store's lock makes sure that nobody is searching in what is deleted.
    let (store, found) = crate::app::open_store(&call.config(&[])?)?;
    output::findings(&found);
    let index = call.data.join("index");
    if index.exists() {
        fs::remove_dir_all(&index)
            .map_err(CliError::io(format!("cannot delete {}", index.display())))?;
    }
    drop(store);
    let begun = std::time::Instant::now();
    let app = call.open(&[])?;
    app.wait_indexed(app.store.head(), super::import::PATIENCE)?;
    let documents = app.index.documents();
    app.close();
    output::say(&format!(
        "{documents} records indexed in {:.1} s",
        begun.elapsed().as_secs_f64()
    ));
    Ok(ExitCode::SUCCESS)
}
