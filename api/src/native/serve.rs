//! `readout serve`: the router on tokio.

mod arguments;
mod assets;
mod connections;
mod drain;
mod header_rules;
mod log;
mod rate;
mod slow;

pub(crate) use self::arguments::Arguments;

use self::arguments::Log;
use api::{
    Guard,
    guard::{LOOK, Later, Places},
};
use axum::{
    Router,
    extract::{MatchedPath, Request},
    middleware,
    routing::any,
};
use shared::wire::paths::DOCS;
use std::sync::Arc;
use tokio::{net::TcpListener, runtime, time::sleep};
use tower::ServiceExt;
use tower_http::timeout::RequestBodyTimeoutLayer;

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
        .layer(middleware::from_fn_with_state(
            arguments.pace(),
            slow::limit,
        ))
        .layer(RequestBodyTimeoutLayer::new(arguments.body_timeout()));
    let app = match &arguments.assets {
        None => api,
        // The API answers all of /api, its own 404 too, and its documentation; the page everything else.
        Some(folder) => {
            let api = any(move |mut request: Request| {
                // Else the log names both routes in a row.
                request.extensions_mut().remove::<MatchedPath>();
                api.oneshot(request)
            });
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
    let looks = arguments.place_timeout().div_duration_f64(LOOK).ceil();
    let pause = Arc::new(|| -> Later<()> { Box::pin(sleep(LOOK)) });
    Ok(guard.with_places(Places::new(config.max_requests, looks as u64, pause)))
}
