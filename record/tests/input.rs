//! Formats in: what each becomes, and faults sown by hand, each named at its place.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests"
)]

#[path = "input/faults.rs"]
mod faults;
#[path = "input/formats.rs"]
mod formats;
#[path = "input/limits.rs"]
mod limits;
#[path = "input/support.rs"]
mod support;
