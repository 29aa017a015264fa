//! The `labordoc` binary.
fn main() {}
