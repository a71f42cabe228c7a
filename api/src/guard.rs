//! The checks that need the host: who may ask, how often, how many at once, and for how long.
//!
//! They are handed to the router as one value, so that a test can trip each of them, although
//! nothing in a test host enforces any.

mod token;

pub use self::token::{Token, TokenError};

use crate::error::ApiError;
use axum::{
    extract::{Request, State},
    http::{Method, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use shared::wire::paths;
use std::{
    any::Any,
    fmt,
    future::{Future, ready},
    pin::Pin,
    sync::Arc,
    time::Duration,
};
use tokio::sync::Semaphore;

/// What a check answers, maybe later.
pub type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Seconds after which a request that found no room may be sent again.
const BUSY_SECONDS: u64 = 2;
/// Seconds after which a request that took too much computing time may be sent again.
pub(crate) const CPU_SECONDS: u64 = 5;

/// The checks of one deployment. `/health` and OPTIONS pass all of them.
#[derive(Clone)]
pub struct Guard {
    /// Whether the one who asks may do so now; else the seconds until then.
    pub rate: Rate,
    /// Who may ask at all.
    pub token: Token,
    /// A place for a request with a body, if there is one.
    pub admit: Admit,
    /// Whether the host is about to end the request for the time that it took.
    pub near_cpu_limit: NearCpuLimit,
}

/// Whether the one who sends a request may do so now; else the seconds until then.
pub type Rate = Arc<dyn Fn(&Parts) -> Later<Result<(), u64>> + Send + Sync>;

/// A place for a request, if there is one.
pub type Admit = Arc<dyn Fn() -> Later<Option<Place>> + Send + Sync>;

/// Asked again and again while a body is read.
pub type NearCpuLimit = Arc<dyn Fn() -> bool + Send + Sync>;

/// Something that is held as long as a request is worked on. It is given back when the request is
/// answered, and also when it is given up.
pub struct Place(#[expect(dead_code, reason = "it is held, not used")] Box<dyn Any + Send + Sync>);

impl Place {
    /// A place that is given back when `held` is dropped.
    pub fn holding(held: impl Any + Send + Sync) -> Self {
        Self(Box::new(held))
    }
}

/// Requests that may wait for a place, for each place: they hold next to nothing, since nothing of
/// their bodies is read. Others are told at once that there is no room.
const WAITING: usize = 8;

/// The time between two looks for a place.
pub const LOOK: Duration = Duration::from_millis(50);

/// A number of places, for which a bounded number of requests waits for a bounded time.
///
/// Those who wait look again and again: whoever gives a place back must not wake them, for in a Worker
/// they would then run in the name of another request, which may not touch their bodies.
#[derive(Clone)]
pub struct Places {
    free: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    looks: u64,
    pause: Pause,
}

/// The time between two looks, as the host measures it.
pub type Pause = Arc<dyn Fn() -> Later<()> + Send + Sync>;

impl Places {
    /// So many places, for which a request looks once, and so many times more after a pause.
    pub fn new(most: u64, looks: u64, pause: Pause) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let most = most.min(Semaphore::MAX_PERMITS / (WAITING + 1));
        Self {
            free: Arc::new(Semaphore::new(most)),
            queue: Arc::new(Semaphore::new(most * (WAITING + 1))),
            looks,
            pause,
        }
    }

    /// A place, unless there is none for too long, or too many wait already.
    pub async fn take(self) -> Option<Place> {
        let turn = self.queue.try_acquire_owned().ok()?;
        for left in (0..=self.looks).rev() {
            if let Ok(place) = Arc::clone(&self.free).try_acquire_owned() {
                return Some(Place::holding((turn, place)));
            }
            if left > 0 {
                (self.pause)().await;
            }
        }
        None
    }
}

impl Guard {
    /// A guard that lets everything through.
    pub fn open() -> Self {
        Self {
            rate: Arc::new(|_| Box::pin(ready(Ok(())))),
            token: Token::Open,
            admit: Arc::new(|| Box::pin(ready(Some(Place::holding(()))))),
            near_cpu_limit: Arc::new(|| false),
        }
    }

    /// With a number of places.
    #[must_use]
    pub fn with_places(self, places: Places) -> Self {
        let admit = Arc::new(move || -> Later<Option<Place>> { Box::pin(places.clone().take()) });
        Self { admit, ..self }
    }

    async fn admit(&self, parts: &Parts) -> Result<Option<Place>, ApiError> {
        // First, so that tokens cannot be tried without end.
        (self.rate)(parts).await.map_err(ApiError::rate_limited)?;
        if !self.token.admits(&parts.headers) {
            return Err(ApiError::unauthorized());
        }
        if parts.method != Method::POST {
            return Ok(None);
        }
        let place = (self.admit)().await;
        place.map(Some).ok_or_else(|| ApiError::busy(BUSY_SECONDS))
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Guard")
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

/// What is known of the request while its body is read.
#[derive(Clone)]
pub(crate) struct Watch(pub(crate) NearCpuLimit);

/// The middleware.
pub(crate) async fn check(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    if request.method() == Method::OPTIONS || request.uri().path() == paths::HEALTH {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    match guard.admit(&parts).await {
        Ok(_place) => {
            parts.extensions.insert(Watch(guard.near_cpu_limit));
            next.run(Request::from_parts(parts, body)).await
        }
        Err(error) => error.into_response(),
    }
}
