//! The `labordoc` binary: one program that keeps a library's records, indexes them and tells the world.
//!
//! Only this crate knows tokio, axum, clap, the environment and the clock.

mod access;
mod app;
mod cli;
mod clock;
mod config;
mod follow;
mod pipeline;
mod repository;
mod shutdown;
mod telemetry;
mod web;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
