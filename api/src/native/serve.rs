//! `readout serve`: the router on tokio.

use super::{assets, drain};
use api::Config;
use axum::{extract::Request, middleware, routing::any};
use std::{env, net::SocketAddr, path::Path, time::Duration};
use tokio::{
    net::TcpListener,
    runtime,
    signal::unix::{SignalKind, signal},
};
use tower::{ServiceExt, limit::GlobalConcurrencyLimitLayer};
use tower_http::timeout::RequestBodyTimeoutLayer;

/// Requests of the API that are worked on at once for each core; the others wait. Each may hold
/// some tens of MB, so that the number has to be bounded.
const REQUESTS_PER_CORE: usize = 16;
/// Longest wait for the next bytes of a body. Who sends nothing must not hold a place for ever.
const STALLED: Duration = Duration::from_secs(30);

/// Serves until SIGINT or SIGTERM, then finishes the requests that are under way.
pub(crate) fn serve(address: SocketAddr, folder: Option<&Path>) -> Result<(), String> {
    let (config, _) = Config::from_variables(|name| env::var(name).ok());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let api = api::router(config)
        .layer(middleware::from_fn(drain::rest))
        .layer(RequestBodyTimeoutLayer::new(STALLED))
        .layer(GlobalConcurrencyLimitLayer::new(cores * REQUESTS_PER_CORE));
    let app = match folder {
        None => api,
        // The API answers all of /api, its own 404 too; the page everything else.
        Some(folder) => {
            let api = any(move |request: Request| api.oneshot(request));
            assets::router(folder)?
                .route("/api", api.clone())
                .route("/api/{*path}", api)
        }
    };
    let runtime = runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| format!("{address}: {error}"))?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
        let stop = async move {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        };
        println!("Readout is at http://{address}/");
        axum::serve(listener, app)
            .with_graceful_shutdown(stop)
            .await
            .map_err(|error| error.to_string())
    })
}
