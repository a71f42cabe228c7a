//! One law after another, each over arbitrary bytes.

pub mod analysis;
pub mod boundary;
pub mod gzip;
pub mod json_values;
pub mod reader;
pub mod tally_laws;
pub mod wire;
pub mod wrapped;

/// A law by its name.
pub type Check = (&'static str, fn(&[u8]));

/// All of them.
pub const ALL: [Check; 8] = [
    ("reader", reader::check),
    ("boundary", boundary::check),
    ("wrapped", wrapped::check),
    ("gzip", gzip::check),
    ("analysis", analysis::check),
    ("tally_laws", tally_laws::check),
    ("wire", wire::check),
    ("json_values", json_values::check),
];
