//! The command line: one file per command.

mod audit;
mod backup;
mod batch;
mod check;
mod config;
mod demo;
mod dump;
mod export;
mod generate;
mod harvest;
mod headings;
mod import;
mod log;
mod output;
mod place;
mod reindex;
mod remote;
mod scholar_check;
mod serve;
pub mod stats;
mod taxonomy;
mod token;
mod user;

use std::{path::PathBuf, process::ExitCode};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::{app, config::ConfigError, telemetry};
use place::Call;

/// A library's records: kept, searched in every language, told to the world.
#[derive(Debug, Parser)]
#[command(name = "labordoc", version, about, max_term_width = 100)]
struct Cli {
    /// The folder where all data lives.
    #[arg(long, global = true, value_name = "DIR", env = "LABORDOC_DATA")]
    data: Option<PathBuf>,
    /// Print machine-readable output: one JSON object, last.
    #[arg(long, global = true)]
    json: bool,
    /// Act on a running service instead of a data directory.
    #[arg(long, global = true, value_name = "URL", env = "LABORDOC_SERVER")]
    server: Option<String>,
    /// The access token for it.
    #[arg(
        long,
        global = true,
        value_name = "TOKEN",
        env = "LABORDOC_TOKEN",
        hide_env_values = true
    )]
    token: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Load the bundled collection into a data directory and serve it.
    Demo(demo::Demo),
    /// Serve the collection over HTTP.
    Serve(serve::Serve),
    /// Bring records in: MARC 21 (ISO 2709 in UTF-8 or MARC-8) or MARCXML, found by content.
    Import(import::Import),
    /// List imports, or show one with its notices.
    #[command(subcommand)]
    Imports(import::Imports),
    /// Bring in what another repository has, over OAI-PMH, and what changes there later.
    Harvest(harvest::Harvest),
    /// List, show and remove the repositories that are harvested.
    #[command(subcommand)]
    Harvests(harvest::Harvests),
    /// Change many records at once, as one batch that can be looked at first.
    Batch(batch::Batch),
    /// Write records out.
    Export(export::Export),
    /// Make a full dump of all live records in `dumps/` of the data directory; the newest two are kept.
    Dump,
    /// Check, export and change the taxonomy.
    #[command(subcommand)]
    Taxonomy(taxonomy::TaxonomyCommand),
    /// List the headings that no concept matched, the most frequent first.
    Headings(headings::Headings),
    /// Build the search index anew.
    Reindex,
    /// Judge records by the rules of quality: the collection's, or those of files without importing them.
    Audit(audit::Audit),
    /// Check every invariant of the data; exit 1 and a list when one fails.
    Check,
    /// Check landing pages against Google Scholar's rules: one by its address or number, or all.
    ScholarCheck(scholar_check::ScholarCheck),
    /// Who did what, when, from where, to which records; newest first.
    Log(log::Log),
    /// Copy everything that is needed for a restore; again into the same folder copies only what is new.
    Backup(backup::Backup),
    /// Bring a backup back into an empty data directory.
    Restore(backup::Restore),
    /// Make, list and revoke access tokens.
    #[command(subcommand)]
    Token(token::Token),
    /// Invite, list, disable and remove people who sign in.
    #[command(subcommand)]
    User(user::User),
    /// The collection in figures.
    Stats,
    /// The effective settings and where each came from.
    Config(config::ShowConfig),
    /// Write a reproducible synthetic corpus, for benchmarks and load tests.
    #[command(hide = true)]
    Generate(generate::Generate),
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Open(#[from] app::OpenError),
    #[error(transparent)]
    Store(#[from] store::OpenError),
    #[error(transparent)]
    Read(#[from] store::ReadError),
    #[error(transparent)]
    Commit(#[from] store::CommitError),
    #[error(transparent)]
    Stage(#[from] crate::pipeline::StageError),
    #[error(transparent)]
    Import(#[from] crate::pipeline::ImportError),
    #[error(transparent)]
    Harvest(#[from] crate::harvester::HarvestError),
    #[error(transparent)]
    Bulk(#[from] crate::pipeline::BulkError),
    #[error(transparent)]
    Select(#[from] crate::manage::bulk::SelectError),
    #[error(transparent)]
    Table(#[from] crate::manage::bulk::table::TableError),
    #[error(transparent)]
    Behind(#[from] app::Behind),
    #[error(transparent)]
    Serve(#[from] crate::web::ServeError),
    #[error(transparent)]
    Backup(#[from] store::BackupError),
    #[error(transparent)]
    Restore(#[from] store::RestoreError),
    #[error(transparent)]
    Random(#[from] crate::access::secret::NoRandom),
    #[error(transparent)]
    Account(#[from] crate::pipeline::AccountError),
    #[error(transparent)]
    Collection(#[from] crate::pipeline::CollectionError),
    #[error(transparent)]
    Keep(#[from] crate::keeper::KeepError),
    #[error(transparent)]
    Accounts(#[from] crate::manage::AccountsError),
    #[error(transparent)]
    Unfit(#[from] crate::access::user::UnfitUser),
    #[error(transparent)]
    Hash(#[from] crate::access::password::HashError),
    #[error(transparent)]
    Remote(#[from] remote::RemoteError),
    #[error(transparent)]
    Crawl(#[from] crate::crawl::CrawlError),
    #[error(transparent)]
    Export(#[from] crate::manage::export::ExportError),
    #[error(transparent)]
    ExportStep(#[from] crate::manage::export::StepError),
    #[error(transparent)]
    Dump(#[from] crate::dumps::DumpError),
    #[error(transparent)]
    Taxonomy(#[from] ::taxonomy::skos::WriteError),
    #[error(transparent)]
    TaxonomyChange(#[from] crate::pipeline::TaxonomyError),
    #[error(transparent)]
    TaxonomyChanges(#[from] crate::manage::changes::ChangesError),
    #[error("{what}: {source}")]
    Io {
        what: String,
        source: std::io::Error,
    },
    #[error("{0}")]
    Usage(String),
}

impl CliError {
    fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> CliError {
        move |source| CliError::Io {
            what: what.into(),
            source,
        }
    }
}

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    let matches = Cli::command().get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let serves = matches!(cli.command, Command::Serve(_) | Command::Demo(_));
    telemetry::start(if serves { "info" } else { "warn" });
    let demo = matches!(cli.command, Command::Demo(_));
    let told = (cli.server.as_deref(), cli.token.as_deref());
    let service = place::service(&matches, &cli.command, told);
    let data = cli.data.unwrap_or_else(|| {
        PathBuf::from(if demo {
            "labordoc-demo"
        } else {
            "labordoc-data"
        })
    });
    let done = service.and_then(|service| {
        let call = Call {
            data,
            json: cli.json,
            service,
        };
        cli.command.run(&call)
    });
    done.unwrap_or_else(|error| {
        output::note(&format!("labordoc: {error}"));
        ExitCode::FAILURE
    })
}

impl Command {
    fn run(&self, call: &Call) -> Result<ExitCode, CliError> {
        match self {
            Command::Demo(command) => command.run(call),
            Command::Serve(command) => command.run(call),
            Command::Import(command) => command.run(call),
            Command::Imports(command) => command.run(call),
            Command::Harvest(command) => command.run(call),
            Command::Harvests(command) => command.run(call),
            Command::Batch(command) => command.run(call),
            Command::Export(command) => command.run(call),
            Command::Dump => dump::run(call),
            Command::Taxonomy(command) => command.run(call),
            Command::Headings(command) => command.run(call),
            Command::Reindex => reindex::run(call),
            Command::Audit(command) => command.run(call),
            Command::Check => check::run(call),
            Command::ScholarCheck(command) => command.run(call),
            Command::Log(command) => command.run(call),
            Command::Backup(command) => command.run(call),
            Command::Restore(command) => command.run(call),
            Command::Token(command) => command.run(call),
            Command::User(command) => command.run(call),
            Command::Stats => stats::run(call),
            Command::Config(command) => command.run(call),
            Command::Generate(command) => command.run(call),
        }
    }
}
