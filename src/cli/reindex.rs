//! `labordoc reindex`

use std::{
    fs,
    process::ExitCode,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{Call, CliError, output, remote::Service};

/// How often a running service is asked how far it is.
const ASK: Duration = Duration::from_millis(300);

/// Has the index built anew and waits until it is.
pub(super) fn run(call: &Call) -> Result<ExitCode, CliError> {
    let begun = Instant::now();
    let records = match &call.service {
        Some(service) => there(service)?,
        None => here(call)?,
    };
    let seconds = begun.elapsed().as_secs_f64();
    if call.json {
        output::json(&json!({ "records": records, "seconds": seconds }));
    } else {
        output::say(&format!("{records} records indexed in {seconds:.1} s"));
    }
    Ok(ExitCode::SUCCESS)
}

/// The service builds it beside the one in use.
fn there(service: &Service) -> Result<u64, CliError> {
    let mut told = service.act("POST", "/api/v1/index")?;
    while told["rebuilding"] == true {
        std::thread::sleep(ASK);
        told = service.get("/api/v1/index")?;
    }
    Ok(told["records"].as_u64().unwrap_or(0))
}

/// The index is deleted and grows back.
fn here(call: &Call) -> Result<u64, CliError> {
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
    let app = call.open(&[])?;
    app.wait_indexed(app.store.head(), super::import::PATIENCE)?;
    let documents = app.index.documents();
    app.close();
    Ok(documents)
}
