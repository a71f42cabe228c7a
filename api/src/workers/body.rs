//! Reads a request's body in large frames.
//!
//! The default reader hands over pieces of 4 KiB, each with a turn through JavaScript: 8 ms of CPU
//! for each MB. A BYOB reader with workerd's own `readAtLeast` fills 1 MiB at a time: 1 ms for each
//! MB, and it streams as well.

use axum::body::{Body, Bytes};
use futures_core::Stream;
use futures_util::{
    future::{Either, select},
    stream,
};
use js_sys::{Object, Promise, Reflect, Uint8Array};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStream;
use worker::{Delay, send::SendWrapper};

const FRAME_BYTES: u32 = 1 << 20;
/// Longest wait for the next frame. Who sends nothing must not hold one of few places for ever; who
/// has a line of 140 kbit/s or more is in time.
const STALLED: Duration = Duration::from_secs(60);
/// Longest time that the rest of a refused body is taken.
const DRAINED: Duration = Duration::from_secs(10);

#[wasm_bindgen]
extern "C" {
    /// `ReadableStreamBYOBReader` with workerd's addition.
    type ByobReader;
    #[wasm_bindgen(method, catch, js_name = readAtLeast)]
    fn read_at_least(this: &ByobReader, least: u32, view: &Uint8Array) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = releaseLock)]
    fn release_lock(this: &ByobReader) -> Result<(), JsValue>;

    /// `ReadableStreamDefaultReader`.
    type DefaultReader;
    #[wasm_bindgen(method, catch)]
    fn read(this: &DefaultReader) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = releaseLock)]
    fn release_lock(this: &DefaultReader) -> Result<(), JsValue>;

    /// The stream, with a reader of the kind that is asked for.
    type Readable;
    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn default_reader(this: &Readable) -> Result<DefaultReader, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn byob_reader(this: &Readable, options: &JsValue) -> Result<ByobReader, JsValue>;

    /// What reading answers.
    type Piece;
    #[wasm_bindgen(method, getter)]
    fn done(this: &Piece) -> bool;
    #[wasm_bindgen(method, getter)]
    fn value(this: &Piece) -> Option<Uint8Array>;
}

/// How the stream is read.
enum Frames {
    /// Not yet. An answer that needs no body must leave the stream unlocked: the runtime then takes
    /// the rest off the connection, and the caller gets to read the answer.
    Unread(ReadableStream),
    /// In frames of 1 MiB, into the same memory again and again.
    Large(ByobReader, Uint8Array),
    /// As the pieces come.
    AsTheyCome(DefaultReader),
    /// At the end.
    Ended,
}

/// The stream as a body for the router. A Worker has one thread, so that what is not `Send` may be
/// wrapped as if it were.
pub(super) fn framed(stream: ReadableStream) -> Body {
    let frames = stream::unfold(Frames::Unread(stream), |mut frames| async move {
        match frames.next().await {
            Ok(Some(bytes)) => Some((Ok(bytes), frames)),
            Ok(None) => None,
            Err(_) => Some((
                Err(io::Error::other("the body could not be read")),
                Frames::Ended,
            )),
        }
    });
    Body::from_stream(OneThread(SendWrapper::new(Box::pin(frames))))
}

/// Takes what is left of a stream that nobody reads any more, without a look at it.
///
/// A caller that is still sending when its answer comes may see a broken connection in place of the
/// answer that says what is wrong.
pub(super) async fn drain(stream: &ReadableStream) {
    // Whether it could be read, and in time, changes nothing about the answer.
    let _ = in_time(rest(stream), DRAINED).await;
}

/// What comes of a future, if it comes in time.
async fn in_time<T>(future: impl Future<Output = T>, time: Duration) -> Option<T> {
    match select(Box::pin(future), Delay::from(time)).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(((), _)) => None,
    }
}

async fn rest(stream: &ReadableStream) -> Result<(), JsValue> {
    const MAX_BYTES: u64 = 256 << 20;
    let mut taken = 0;
    let mut frames = Frames::Unread(stream.clone());
    while taken < MAX_BYTES {
        let Some(piece) = frames.read().await? else {
            break;
        };
        taken += u64::from(piece.length());
    }
    Ok(())
}

/// A stream of the one thread that there is.
struct OneThread<S>(SendWrapper<Pin<Box<S>>>);

impl<S: Stream> Stream for OneThread<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<Option<S::Item>> {
        self.0.0.as_mut().poll_next(context)
    }
}

fn open(stream: &ReadableStream) -> Result<Frames, JsValue> {
    let stream: &Readable = stream.unchecked_ref();
    let options = Object::new();
    Reflect::set(&options, &"mode".into(), &"byob".into())?;
    // A stream that is not one of bytes refuses such a reader, and other runtimes lack the method.
    if let Ok(reader) = stream.byob_reader(&options) {
        if Reflect::get(reader.as_ref(), &"readAtLeast".into())
            .is_ok_and(|method| method.is_function())
        {
            return Ok(Frames::Large(
                reader,
                Uint8Array::new_with_length(FRAME_BYTES),
            ));
        }
        reader.release_lock()?;
    }
    Ok(Frames::AsTheyCome(stream.default_reader()?))
}

impl Frames {
    /// The next bytes, in the wasm memory.
    async fn next(&mut self) -> Result<Option<Bytes>, JsValue> {
        Ok(self.read().await?.map(|piece| Bytes::from(piece.to_vec())))
    }

    /// The next bytes, where the runtime has put them; `None` at the end.
    async fn read(&mut self) -> Result<Option<Uint8Array>, JsValue> {
        if let Self::Unread(stream) = self {
            *self = open(stream)?;
        }
        let promise = match self {
            Self::Large(reader, view) => reader.read_at_least(view.length(), view)?,
            Self::AsTheyCome(reader) => reader.read()?,
            Self::Ended => return Ok(None),
            Self::Unread(_) => return Err(JsValue::NULL),
        };
        let piece = in_time(JsFuture::from(promise), STALLED).await;
        let piece: Piece = piece.unwrap_or(Err(JsValue::NULL))?.unchecked_into();
        let value = piece.value().filter(|value| value.length() > 0);
        if piece.done() {
            *self = Self::Ended;
        } else if let (Self::Large(_, view), Some(value)) = (&mut *self, &value) {
            // The memory travels with each read, and comes back with the answer.
            *view = Uint8Array::new(&value.buffer());
        }
        Ok(value)
    }
}

impl Drop for Frames {
    /// A body that was not read to its end goes back to the runtime.
    fn drop(&mut self) {
        // Releasing fails only where there is nothing left to release.
        let _ = match self {
            Self::Large(reader, _) => reader.release_lock(),
            Self::AsTheyCome(reader) => reader.release_lock(),
            Self::Unread(_) | Self::Ended => Ok(()),
        };
    }
}
