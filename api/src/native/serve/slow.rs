//! Ends bodies that come too slowly. Who sends a byte now and then is never idle, and would hold one
//! of few places for as long as it likes.

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http_body::{Frame, SizeHint};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

/// How slow a body may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Bytes that pay for a second of waiting; 0 lets everybody wait.
    pub(super) bytes_per_second: u32,
    /// The most that can be saved up, and what each begins with.
    pub(super) savings: Duration,
}

/// A body with the time for which it may still let others wait. Only waiting costs: while the host
/// itself counts, no time passes.
struct Paced {
    body: Body,
    pace: Pace,
    left: Duration,
    waits_since: Option<Instant>,
}

impl Paced {
    /// Takes the time off that was waited for these bytes, and adds what they pay for.
    fn pay(&mut self, waited: Duration, bytes: usize) -> Result<(), axum::Error> {
        let Some(left) = self.left.checked_sub(waited) else {
            return Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut)));
        };
        let earned = bytes as f64 / f64::from(self.pace.bytes_per_second);
        let earned = Duration::try_from_secs_f64(earned).unwrap_or(Duration::MAX);
        self.left = left.saturating_add(earned).min(self.pace.savings);
        Ok(())
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        match &polled {
            Poll::Pending => {
                self.waits_since.get_or_insert_with(Instant::now);
            }
            Poll::Ready(Some(Ok(frame))) => {
                let bytes = frame.data_ref().map_or(0, Bytes::len);
                let waited = self.waits_since.take();
                let waited = waited.map_or(Duration::ZERO, |since| since.elapsed());
                if let Err(error) = self.pay(waited, bytes) {
                    return Poll::Ready(Some(Err(error)));
                }
            }
            Poll::Ready(_) => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The middleware.
pub(super) async fn limit(State(pace): State<Pace>, request: Request, next: Next) -> Response {
    if pace.bytes_per_second == 0 {
        return next.run(request).await;
    }
    let paced = request.map(|body| {
        Body::new(Paced {
            body,
            pace,
            left: pace.savings,
            waits_since: None,
        })
    });
    next.run(paced).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paced(bytes_per_second: u32) -> Paced {
        let savings = Duration::from_secs(30);
        Paced {
            body: Body::empty(),
            pace: Pace {
                bytes_per_second,
                savings,
            },
            left: savings,
            waits_since: None,
        }
    }

    /// How many times a body may come up with so many bytes after so many seconds.
    fn lasts(bytes_per_second: u32, bytes: usize, seconds: u64) -> usize {
        let mut body = paced(bytes_per_second);
        let waited = Duration::from_secs(seconds);
        (0..1000)
            .take_while(|_| body.pay(waited, bytes).is_ok())
            .count()
    }

    #[test]
    fn what_is_waited_for_must_be_paid_for() {
        // A byte every ten seconds: the savings of thirty last for three, for what they pay for adds
        // a millisecond each; not for four.
        assert_eq!(lasts(1000, 1, 10), 3);
        assert_eq!(lasts(1000, 1, 11), 2);
        // Ten kilobytes every nine seconds pay for themselves, however long.
        assert_eq!(lasts(1000, 10_000, 9), 1000);
        // One long wait is too much, whatever came before: nobody saves up more than that.
        let mut body = paced(1);
        assert!(body.pay(Duration::ZERO, 1 << 30).is_ok());
        assert_eq!(body.left, Duration::from_secs(30));
        assert!(body.pay(Duration::from_secs(31), 1 << 30).is_err());
    }
}
