//! `labordoc serve`

use std::{process::ExitCode, sync::Arc};

use clap::Args;

use super::{Call, CliError, output};
use crate::{app::App, pipeline, shutdown, web};

/// Threads that read the store and the index at most; more would only wait for each other.
const BLOCKING: usize = 32;

/// Serve the collection over HTTP until the signal to stop.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<String>,
    /// The public address, as https://labordoc.example.org.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
}

impl Serve {
    pub(super) fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        let app = call.open(&self.flags())?;
        run(&app, |_| {})
    }

    fn flags(&self) -> Vec<(&'static str, String)> {
        let listen = self.listen.clone().map(|v| ("listen", v));
        listen
            .into_iter()
            .chain(self.base_url.clone().map(|v| ("base_url", v)))
            .collect()
    }
}

/// Serves an opened collection; `ready` is told the public address.
pub(super) fn run(app: &Arc<App>, ready: impl FnOnce(&str)) -> Result<ExitCode, CliError> {
    pipeline::resume_in_background(app);
    app.rebuilder.start(app);
    app.keeper.start(app);
    app.harvester.start(app);
    let warmed = Arc::clone(app);
    std::thread::spawn(move || warmed.warm());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING)
        .build()
        .map_err(CliError::io("the threads of the service cannot be started"))?;
    let configured = (app.config.origin("base_url") != crate::config::Origin::Default)
        .then(|| app.config.base_url.clone());
    let announce = |_: std::net::SocketAddr, base_url: &str| {
        output::say(&format!(
            "Serving {} at {base_url}/",
            app.config.data.display()
        ));
        ready(base_url);
    };
    runtime.block_on(web::serve(
        Arc::clone(app),
        configured,
        announce,
        shutdown::requested(),
    ))?;
    app.harvester.stop();
    pipeline::stop_background(app);
    app.close();
    Ok(ExitCode::SUCCESS)
}
