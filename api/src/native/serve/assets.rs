//! The built page from a folder, under the same rules as Cloudflare's static assets: its `_headers`
//! file, and index.html for every path that names no file.

use super::header_rules::HeaderRules;
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, header::VARY},
    middleware::{self, Next},
    response::Response,
};
use std::{fs, io::ErrorKind, path::Path, sync::Arc};
use tower_http::{
    compression::CompressionLayer,
    services::{ServeDir, ServeFile},
};

/// A router for everything below `folder`.
pub(super) fn router(folder: &Path) -> Result<Router, String> {
    let index = folder.join("index.html");
    if !index.is_file() {
        return Err(format!(
            "{} is missing: build the page first (make build-page)",
            index.display()
        ));
    }
    let file = folder.join("_headers");
    let rules = match fs::read_to_string(&file) {
        Ok(text) => Arc::new(HeaderRules::parse(&text)?),
        Err(error) if error.kind() == ErrorKind::NotFound => Arc::default(),
        Err(error) => return Err(format!("{}: {error}", file.display())),
    };
    // The build has packed the programs as small as can be.
    let files = ServeDir::new(folder)
        .precompressed_br()
        .precompressed_gzip()
        .fallback(ServeFile::new(index));
    Ok(Router::new()
        .fallback_service(files)
        // The rest, as Cloudflare does: a third of the bytes.
        .layer(CompressionLayer::new().gzip(true))
        .layer(middleware::from_fn(move |request: Request, next: Next| {
            let rules = Arc::clone(&rules);
            async move { answer(&rules, request, next).await }
        })))
}

async fn answer(rules: &HeaderRules, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    // These tell the hosts what to do, and are no part of the page.
    if matches!(
        path.as_str(),
        "/_headers" | "/_redirects" | "/.assetsignore"
    ) {
        *request.uri_mut() = axum::http::Uri::from_static("/index.html");
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    rules.apply(&path, headers);
    response
}
