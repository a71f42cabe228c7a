//! `readout serve`: the router on tokio.

mod arguments;
mod assets;
mod connections;
mod drain;
mod header_rules;
mod log;
mod rate;

pub(crate) use self::arguments::Arguments;

use self::arguments::Log;
use api::{
    Guard,
    guard::{Later, Place},
};
use axum::{Router, extract::Request, middleware, routing::any};
use shared::wire::paths::DOCS;
use std::{sync::Arc, time::Duration};
use tokio::{net::TcpListener, runtime, sync::Semaphore, time::timeout};
use tower::ServiceExt;
use tower_http::timeout::RequestBodyTimeoutLayer;

/// Requests that may wait for a place, for each place. Others are told at once that there is none.
const WAITING: usize = 4;

/// Serves until SIGINT or SIGTERM, then finishes the requests that are under way.
pub(crate) fn serve(arguments: &Arguments) -> Result<(), String> {
    let app = app(arguments)?;
    let runtime = runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let result = runtime.block_on(async {
        let address = arguments.address();
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| format!("{address}: {error}"))?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let mut signals = connections::Signals::new().map_err(|error| error.to_string())?;
        println!("Readout is at http://{address}/");
        connections::serve(listener, app, &mut signals, arguments).await;
        Ok(())
    });
    // A thread that still counts must not keep the program from ending.
    runtime.shutdown_background();
    result
}

/// The page and the API on one port.
fn app(arguments: &Arguments) -> Result<Router, String> {
    let api = api::guarded_router(arguments.config(), guard(arguments)?)
        .layer(middleware::from_fn(drain::rest))
        .layer(RequestBodyTimeoutLayer::new(arguments.body_timeout()));
    let app = match &arguments.assets {
        None => api,
        // The API answers all of /api, its own 404 too, and its documentation; the page everything else.
        Some(folder) => {
            let api = any(move |request: Request| api.oneshot(request));
            assets::router(folder)?
                .route("/api", api.clone())
                .route("/api/{*path}", api.clone())
                .route(DOCS, api)
        }
    };
    Ok(match arguments.log {
        Log::Off => app,
        Log::Json => app.layer(middleware::from_fn(log::requests)),
    })
}

/// The checks of this host.
fn guard(arguments: &Arguments) -> Result<Guard, String> {
    let config = arguments.config();
    let mut guard = Guard::open();
    guard.token = arguments.token().map_err(|error| error.to_string())?;
    if let Some(table) = rate::Table::new(config.requests_per_minute) {
        guard.rate = table.check(arguments.trust_forwarded);
    }
    let places = usize::try_from(config.max_requests).unwrap_or(usize::MAX);
    let places = places.min(Semaphore::MAX_PERMITS / WAITING);
    guard.admit = waiting(places, arguments.place_timeout());
    Ok(guard)
}

/// Places that are waited for, by a bounded number of requests for a bounded time.
fn waiting(places: usize, longest: Duration) -> api::guard::Admit {
    let queue = Arc::new(Semaphore::new(places * (WAITING + 1)));
    let places = Arc::new(Semaphore::new(places));
    Arc::new(move || -> Later<Option<Place>> {
        let (queue, places) = (Arc::clone(&queue), Arc::clone(&places));
        Box::pin(async move {
            let turn = queue.try_acquire_owned().ok()?;
            let place = timeout(longest, places.acquire_owned()).await.ok()?.ok()?;
            Some(Place::holding((turn, place)))
        })
    })
}
