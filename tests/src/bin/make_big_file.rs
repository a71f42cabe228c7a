//! `make_big_file BYTES PATH`: a FASTQ file of any size, real records again and again under new names.

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> anyhow::Result<()> {
    use anyhow::Context;
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: make_big_file BYTES PATH";
    let bytes: u64 = arguments.next().context(usage)?.parse().context(usage)?;
    let path = arguments.next().context(usage)?;
    let written = tests::made::big_file(path.as_ref(), &tests::corpus::real_or_made(), bytes)?;
    println!("{path}: {written} bytes");
    Ok(())
}
