//! What no crash may break: what was acknowledged is there afterwards, nothing wrong is served, and
//! what was interrupted goes on. Each story runs the real binary.
//!
//! | story | what happens |
//! | --- | --- |
//! | `kill` | the process is killed at random moments of an import and of edits |
//! | `harvest` | eight writers change the collection, four harvesters follow it, the process is killed twice |
//! | `regrow` | the folders `index` and `state` are deleted |
//! | `flip` | one bit of one file of a closed data directory is flipped |
//! | `full` | the disk is full, and then has room again (root only: mounts a small file system) |
//! | `power` | the power is cut: pictures of a disk are taken while it is written (root only) |
//!
//! How often is set by `LABORDOC_CRASHES`, `LABORDOC_FLIPS` and `LABORDOC_POWER_CUTS`, how long the
//! harvesters go on by `LABORDOC_HARVEST_SECONDS`, the random
//! moments by `LABORDOC_SEED`; the defaults keep an ordinary run short.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test may fail, and says what it did"
)]

#[path = "crash/edits.rs"]
mod edits;
#[path = "crash/flip.rs"]
mod flip;
#[path = "crash/full.rs"]
mod full;
#[path = "crash/harvest.rs"]
mod harvest;
#[path = "crash/kill.rs"]
mod kill;
#[path = "crash/library.rs"]
mod library;
#[path = "crash/mount.rs"]
mod mount;
#[path = "crash/power.rs"]
mod power;
#[path = "crash/records.rs"]
mod records;
#[path = "crash/regrow.rs"]
mod regrow;
#[path = "crash/service.rs"]
mod service;
#[path = "crash/snapshot.rs"]
mod snapshot;
