//! The `labordoc` binary: one program that keeps a library's records, indexes them and tells the world.
//!
//! Only this crate knows tokio, axum, clap, the environment and the clock.

mod access;
mod app;
mod audit;
mod blocks;
mod cli;
mod clock;
mod config;
mod crawl;
mod diff;
mod dumps;
mod follow;
mod harvester;
mod headings;
mod keeper;
mod mail;
mod manage;
mod pipeline;
mod quality;
mod rebuilder;
mod repository;
mod scholar;
mod searcher;
mod shutdown;
mod telemetry;
mod terms;
mod watch;
mod web;

use std::process::ExitCode;

/// Building and indexing make many small strings: see `docs/decisions/0013-allocator.md`.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    cli::run()
}
