//! `seeds make FOLDER [CORPUS…]` writes what the fuzzer starts from, a folder for each target.
//! `seeds replay TARGET FILE…` runs a target's check on files, with any compiler and no fuzzer.

use anyhow::{Context, Result, bail};
use fuzz::{checks, made, numbers};
use shared::analysis::tally_chunk;
use shared::fastq::Layout;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The most bytes of a seed: longer ones slow the fuzzer down and show no more.
const MOST: usize = 16 << 10;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["make", folder, ref corpora @ ..] => make(Path::new(folder), corpora),
        ["replay", target, ref files @ ..] => replay(target, files),
        _ => bail!("usage: seeds make FOLDER [CORPUS…] | seeds replay TARGET FILE…"),
    }
}

fn replay(target: &str, files: &[&str]) -> Result<()> {
    let known = checks::ALL.iter().find(|(name, _)| *name == target);
    let (_, check) = known.with_context(|| format!("there is no target {target}"))?;
    for file in files {
        eprintln!("{target}: {file}");
        check(&fs::read(file).context((*file).to_owned())?);
    }
    Ok(())
}

fn make(folder: &Path, corpora: &[&str]) -> Result<()> {
    let mut files = Vec::new();
    for corpus in corpora {
        walk(Path::new(corpus), &mut files)?;
    }
    for (target, _) in checks::ALL {
        fs::create_dir_all(folder.join(target))?;
    }
    let mut written = 0;
    for (index, path) in files.iter().enumerate() {
        let bytes = fs::read(path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{index:03}-{name}");
        written += seed(folder, &name, &bytes[..bytes.len().min(MOST)])?;
    }
    for (name, text) in [
        ("empty", &b""[..]),
        ("two", b"@r1 a\nACGTN\n+r1\n@+#I~\n@r2\r\nGG\r\n+\r\n!!\r\n"),
        ("wrapped", b"@r1\nACG\nT\n+\nII\nII\n@r2\nA\n+\nI\n"),
    ] {
        written += seed(folder, name, text)?;
    }
    println!("seeds: {written} files in {}", folder.display());
    Ok(())
}

/// What one file gives each target; how many files that is.
fn seed(folder: &Path, name: &str, bytes: &[u8]) -> Result<usize> {
    let mut numbers = numbers(bytes);
    let text = unpacked(bytes);
    let put = |target: &str, kind: &str, bytes: &[u8]| {
        fs::write(folder.join(target).join(format!("{name}{kind}")), bytes)
    };
    for target in ["reader", "boundary", "wrapped", "analysis", "tally_laws"] {
        put(target, "", &text)?;
    }
    put("analysis", ".packed", &made::packed(&text, &mut numbers))?;
    put("analysis", ".raw", bytes)?;
    put("gzip", ".gz", &made::member(&text, 6))?;
    put("gzip", ".bgz", &made::bgzf(&text, text.len() / 3 + 1, 6))?;
    put("gzip", ".raw", bytes)?;
    // Without its header and trailer, a member is what the check of deflated data starts from.
    let member = made::member(&text[..text.len().min(2000)], 9);
    put(
        "gzip",
        ".deflate",
        member.get(10..member.len() - 8).unwrap_or_default(),
    )?;
    let tally = tally_chunk(&text, Layout::FourLine, 7, false)
        .document
        .to_json();
    put("wire", ".json", tally.as_bytes())?;
    put("wire", ".txt", &text[..text.len().min(400)])?;
    put(
        "json_values",
        ".json",
        &tally.as_bytes()[..tally.len().min(2000)],
    )?;
    let list = format!("[{{\"a\":\"}}\\\"\"}},\n{{}}]{name}=true&start=1");
    put("json_values", ".txt", list.as_bytes())?;
    Ok(14)
}

/// The text of gzip as far as it goes, or the bytes themselves.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut decoder = shared::gzip::Decoder::new(MOST as u64);
    let (mut text, mut used) = (Vec::new(), 0);
    while used < bytes.len() {
        match decoder.push(&bytes[used..], &mut text, MOST) {
            Ok(more) => used += more,
            Err(_) => break,
        }
    }
    if text.is_empty() {
        text = bytes.to_vec();
    }
    text.truncate(MOST);
    text
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            walk(&path, files)?;
        } else if !path
            .extension()
            .is_some_and(|end| end == "md" || end == "tsv")
        {
            files.push(path);
        }
    }
    Ok(())
}
