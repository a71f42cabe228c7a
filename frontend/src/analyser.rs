//! The analyser: takes a chunk, reads its own slice of the file, answers with its tally.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use shared::analysis::pieces::{PiecePlace, Span, WholePiece, tally_piece};
use shared::analysis::rows::{RowPlace, RowTally, tally_row};
use shared::analysis::tally_chunk_with;
use shared::tally::adapters::{self, Adapter};
use shared::tally::settings::Thinned;
use shared::tally::{ReadNumber, Settings};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, MessageEvent};

use crate::blob_reader::{BlobReader, read_whole};
use crate::message::{ChunkAnswer, ChunkOrder};
use crate::worker::{self, note, now};

/// Bytes of a whole file that are read at once.
const READ_BYTES: usize = 1 << 20;

/// Listens for chunks, one at a time, for as long as the worker lives.
///
/// # Errors
/// If this is not a worker.
pub fn start() -> Result<(), JsValue> {
    // Room for a chunk, which the next one uses again.
    let room: Rc<RefCell<Vec<u8>>> = Rc::default();
    let listen = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let Ok((order, attachment)) = worker::open::<ChunkOrder>(&event.data()) else {
            return;
        };
        let room = room.clone();
        spawn_local(async move {
            let mut bytes = room.take();
            let answer = answer(order, &attachment, &mut bytes).await;
            room.replace(bytes);
            let (answer, tally) = match answer {
                Ok((answer, tally)) => (answer, packed(&tally, attachment)),
                Err(error) => (
                    ChunkAnswer::Unreadable(worker::words(&error)),
                    JsValue::UNDEFINED,
                ),
            };
            // A post that fails leaves nobody to tell: the coordinator is gone.
            let _ = worker::answer(&answer, &tally);
        });
    });
    worker::scope()?.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    Ok(())
}

/// How reads are counted, with these adapters or the standard ones.
#[must_use]
pub fn settings(
    adapters: Option<Vec<Adapter>>,
    read_number: Option<ReadNumber>,
    thinned: Thinned,
) -> Settings {
    Settings {
        thinned,
        adapters: adapters.map_or_else(adapters::standard, Into::into),
        read_number,
        ..Settings::default()
    }
}

/// The answer to an order, and what is to be attached; `room` is for the chunk.
async fn answer(
    order: ChunkOrder,
    attachment: &JsValue,
    room: &mut Vec<u8>,
) -> Result<(ChunkAnswer, Vec<u8>), JsValue> {
    if let Some(place) = order.piece.filter(PiecePlace::is_whole)
        && let Some(file) = attachment.dyn_ref::<Blob>()
    {
        let settings = settings(order.adapters, order.read_number, order.thinned);
        return tally_whole(file, place, settings, room).await;
    }
    let length = fetch(&order, attachment, room).await?;
    let since = now();
    let answer = tally(order, &room[..length]);
    note("readout: counting", since);
    Ok(answer)
}

/// Counts a gzip file as it is read; `room` is for some of it.
async fn tally_whole(
    file: &Blob,
    place: PiecePlace,
    settings: Settings,
    room: &mut Vec<u8>,
) -> Result<(ChunkAnswer, Vec<u8>), JsValue> {
    let mut reader = BlobReader::new(file.clone());
    let mut piece = WholePiece::new(place, settings);
    if room.len() < READ_BYTES {
        room.resize(READ_BYTES, 0);
    }
    loop {
        let read = reader.read(&mut room[..READ_BYTES]).await?;
        let since = now();
        let sound = piece.feed(&room[..read]);
        note("readout: counting", since);
        if read == 0 || !sound {
            break;
        }
    }
    let malformed = (ChunkAnswer::Malformed, Vec::new());
    let counted = piece.finish();
    Ok(counted.map_or(malformed, |(row, span)| row_answer(row, Some(span))))
}

/// Gets the bytes of a chunk into the start of `bytes`; gives their number.
async fn fetch(
    order: &ChunkOrder,
    attachment: &JsValue,
    bytes: &mut Vec<u8>,
) -> Result<usize, JsValue> {
    if let Some(blob) = attachment.dyn_ref::<Blob>() {
        return read_whole(blob.clone(), bytes).await;
    }
    let buffer: &ArrayBuffer = attachment.dyn_ref().ok_or("there are no bytes")?;
    let length = order.bytes.unwrap_or_else(|| buffer.byte_length());
    let since = now();
    let view = Uint8Array::new(buffer).subarray(0, length);
    let length = view.length() as usize;
    if bytes.len() < length {
        bytes.resize(length, 0);
    }
    view.copy_to(&mut bytes[..length]);
    note("readout: copying", since);
    Ok(length)
}

/// The answer, and what is to be attached.
fn tally(order: ChunkOrder, bytes: &[u8]) -> (ChunkAnswer, Vec<u8>) {
    let settings = settings(order.adapters, order.read_number, order.thinned);
    let malformed = (ChunkAnswer::Malformed, Vec::new());
    if let Some(place) = order.piece {
        return tally_piece(bytes, place, &settings)
            .map_or(malformed, |(row, span)| row_answer(row, Some(span)));
    }
    if let Some(text_bytes) = order.row_bytes {
        let place = RowPlace {
            start: order.start,
            text_bytes,
            more: order.more,
        };
        return tally_row(bytes, place, &settings).map_or(malformed, |row| row_answer(row, None));
    }
    let outcome = tally_chunk_with(bytes, order.layout, order.start, order.more, &settings);
    if outcome.error.is_some() {
        return malformed;
    }
    let json = outcome.document.to_json().into_bytes();
    let answer = ChunkAnswer::Tallied {
        bytes: length(&json),
    };
    (answer, json)
}

fn row_answer(row: RowTally, span: Option<Span>) -> (ChunkAnswer, Vec<u8>) {
    let RowTally { document, ends } = row;
    let json = document.map_or_else(String::new, |document| document.to_json());
    let parts = [&ends.head[..], &ends.tail, json.as_bytes()].concat();
    let answer = ChunkAnswer::Row {
        bytes: length(&parts),
        head_bytes: ends.head.len(),
        tail_bytes: ends.tail.len(),
        structure: ends.structure,
        span,
    };
    (answer, parts)
}

/// Memory ends at 4 GiB.
fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

/// Bytes in the buffer that came, so that it goes back to be used again; in a new one if it is too
/// small, or came as something else.
fn packed(bytes: &[u8], came: JsValue) -> JsValue {
    match came.dyn_into::<ArrayBuffer>() {
        Ok(buffer) if buffer.byte_length() >= length(bytes) => {
            Uint8Array::new_with_byte_offset_and_length(&buffer, 0, length(bytes)).copy_from(bytes);
            buffer.into()
        }
        _ => Uint8Array::from(bytes).buffer().into(),
    }
}
