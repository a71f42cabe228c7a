//! What a coordinator does before there is a file.
//!
//! Browsers compile a function when it is first called, and once more, for speed, when it has run for a
//! while. Both are done with made-up reads while nobody waits.

use fastrand::Rng;
use flate2::write::GzEncoder;
use gloo_timers::future::TimeoutFuture;
use shared::analysis::tally_chunk;
use shared::fastq::Layout;
use shared::gzip::Decoder;
use shared::report::{Report, ReportOptions};
use shared::wire::TallyDocument;
use std::io::Write as _;
use wasm_bindgen::JsValue;

use crate::desk::Counts;
use crate::message::FromCoordinator;
use crate::view::ReportView;
use crate::worker;

/// Reads of the text, which is counted so often: 8 MB in all.
const READS: usize = 1_600;
const ROUNDS: usize = 16;
/// Views of their report: after so many, what makes them was compiled for speed.
const VIEWS: usize = 8;
/// Bases of a read.
const LENGTH: usize = 150;

/// Counts made-up reads and makes their report in every form, for nobody, unless a file comes before
/// that is done.
pub(super) async fn warm_up(is_wanted: impl Fn() -> bool) {
    let text = reads();
    let packed = pack(&text);
    let mut total = TallyDocument::default();
    for _ in 0..ROUNDS {
        if let Some(packed) = &packed {
            unpack(packed);
        }
        let counted = tally_chunk(&text, Layout::FourLine, 0, false).document;
        // What goes wrong here goes wrong with a file, too, and is said then.
        if let Ok(counted) = TallyDocument::from_json(counted.to_json().as_bytes()) {
            total = TallyDocument::default();
            let _ = total.merge(&counted);
        }
        TimeoutFuture::new(0).await;
        if is_wanted() {
            return;
        }
    }
    for _ in 0..VIEWS {
        let report = Report::preview(&total.tally, &ReportOptions::default());
        let view = FromCoordinator::View(Box::new(ReportView::of(&report)));
        drop(worker::message(&view, &JsValue::UNDEFINED));
        TimeoutFuture::new(0).await;
        if is_wanted() {
            return;
        }
    }
    drop(Counts::of(total));
}

fn reads() -> Vec<u8> {
    let mut rng = Rng::with_seed(1);
    let mut text = Vec::new();
    for number in 0..READS {
        text.extend_from_slice(format!("@A:1:F:1:1101:{number}:1000 1:N:0:ACGT\n").as_bytes());
        text.extend((0..LENGTH).map(|_| b"ACGT"[rng.usize(0..4)]));
        text.extend_from_slice(b"\n+\n");
        text.extend((0..LENGTH).map(|_| b"FFF:,#"[rng.usize(0..6)]));
        text.push(b'\n');
    }
    text
}

fn pack(text: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).ok()?;
    encoder.finish().ok()
}

fn unpack(packed: &[u8]) {
    let mut decoder = Decoder::new(u64::MAX);
    let mut text = Vec::new();
    let _ = decoder.push(packed, &mut text, 1 << 20);
}
