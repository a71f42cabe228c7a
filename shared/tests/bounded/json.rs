//! JSON of a few megabytes that is no tally, each of one list that is far too long: it is given up
//! before it takes much more memory than it has bytes.

use super::{ALONE, peak};
use base64::{Engine, engine::general_purpose::STANDARD};
use shared::{analysis::tally_chunk, fastq::Layout, wire::TallyDocument};

/// Bytes of such a list: what a host takes of one tally, or nearly.
const BYTES: usize = 15 << 20;

/// What may be taken, beside two copies of a text: that of a sound tally is more.
const MOST: usize = 12_000_000;

/// A sound tally with something in every list.
fn sound() -> String {
    let text = b"@A:1:F:1:1101:5:6 1:N:0:ACGT\nACGTAGATCGGAAGAG\n+\nIIIIIIIIIIIIIIII\n";
    let outcome = tally_chunk(text, Layout::FourLine, 0, false);
    assert_eq!(outcome.error, None);
    outcome.document.to_json()
}

/// The tally with items put in behind a place where a list or map begins.
fn stuffed(sound: &str, list: &str, item: impl Fn(u64) -> String) -> String {
    let (before, behind) = sound.split_once(list).unwrap();
    let mut json = String::with_capacity(BYTES + sound.len() + 1000);
    json += before;
    json += list;
    for number in 0.. {
        json += &item(number);
        if json.len() >= BYTES {
            break;
        }
    }
    if behind.starts_with([']', '}']) {
        json.pop();
    }
    json + behind
}

/// The tally with another table.
fn with_table(sound: &str, name: &str, thinning: u32, table: &[u8]) -> String {
    let (before, rest) = sound.split_once(&format!("\"{name}\":")).unwrap();
    let (_, behind) = rest.split_once('}').unwrap();
    let table = STANDARD.encode(table);
    format!("{before}\"{name}\":{{\"thinning\":{thinning},\"table\":\"{table}\"}}{behind}")
}

/// Twelve bases, ascending as the numbers do, packed as a table has them.
fn twelve(number: u64) -> [u8; 3] {
    let base = |at: u64| (number >> (2 * (11 - at)) & 3) as u8;
    [0, 4, 8].map(|at| (0..4).fold(0, |byte, next| byte | base(at + next) << (2 * next)))
}

fn list_attacks(sound: &str) -> Vec<(&'static str, String)> {
    let zeros = "0,".repeat(1866);
    let zeros = zeros.trim_end_matches(',');
    let put = |list: &'static str, item: &str| (list, stuffed(sound, list, |_| item.to_owned()));
    let mut attacks = vec![
        put("\"classes\":[", r#"{"length":1,"first":0,"claims":[]},"#),
        put("\"base_quality\":[", "[0],"),
        put("\"base_quality\":[", &format!("[{zeros}],")),
        put("\"base_content\":[", "[],"),
        put("\"base_content\":[", &format!("[{zeros}],")),
        put("\"percent\":[", "0,"),
        put("\"integer_mean\":[", "0,"),
        put("\"quality_by_length\":[", "[0,[1]],"),
        put("\"counts\":[", "[0,1],"),
        put(
            "\"adapters\":[",
            r#"{"name":"a","sequence":"ACGT","in_fastqc":true,"first_hits":[]},"#,
        ),
        put("\"first_hits\":[", "0,"),
        put("\"tiles\":[", r#"{"tile":1,"bases":[],"sums":[]},"#),
        put(
            "\"tiles\":[",
            &format!(r#"{{"tile":1,"bases":[[0,1866]],"sums":[{zeros}]}},"#),
        ),
        put("\"bases\":[", "[0,1],"),
        put("\"sums\":[", "0,"),
        put("\"ACGT\":[", "[0,1],"),
    ];
    for (map, value) in [("\"lanes\":{", "1"), ("\"counts\":{", "[]")] {
        let name = |number| format!("\"{number:x}\":{value},");
        attacks.push((map, stuffed(sound, map, name)));
    }
    attacks
}

fn table_attacks(sound: &str) -> Vec<(&'static str, String)> {
    let bytes = BYTES / 4 * 3;
    let same = [1, 3, 0].repeat(bytes / 3);
    let ascending: Vec<u8> = (0..bytes as u64 / 6)
        .flat_map(|number| [[1, 3, 12], twelve(number)].concat())
        .collect();
    let mut hashes = vec![1];
    let mut number = bytes as u64 / 8;
    let all = number;
    while number > 0x7f {
        hashes.push(number as u8 | 0x80);
        number >>= 7;
    }
    hashes.push(number as u8);
    hashes.extend((0..all).flat_map(u64::to_be_bytes));
    vec![
        (
            "the same read start",
            with_table(sound, "overrepresented", 3, &same),
        ),
        (
            "read starts",
            with_table(sound, "overrepresented", 3, &ascending),
        ),
        ("hashes", with_table(sound, "duplication", 1, &hashes)),
    ]
}

#[test]
fn json_that_is_no_tally_is_given_up_in_time() {
    let _alone = ALONE.lock();
    let sound = sound();
    let sound = &sound;
    for attacks in [list_attacks, table_attacks] {
        for (what, json) in attacks(sound) {
            let (read, taken) = peak(what, || TallyDocument::from_json(json.as_bytes()).is_ok());
            assert!(!read, "{what} was taken for a tally");
            let text = if what.contains('"') {
                0
            } else {
                2 * json.len()
            };
            assert!(taken < MOST + text, "{what}: {taken} bytes");
        }
    }
}
