//! anteroomctl
fn main() {}
