//! Each check of the guard, tripped through the seam: no host that tests run in enforces any.

use super::{Answer, GOOD, Pieces, document, gzip, read, small};
use api::{
    Config, Guard,
    guard::{Later, Place, Places, Token},
    guarded_router,
};
use axum::{
    body::{Body, Bytes},
    http::Request,
};
use sha2::{Digest, Sha256};
use std::{
    future::{pending, poll_fn, ready},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};
use tower::ServiceExt;

const BODIES: [&str; 4] = [
    "/api/v1/tally",
    "/api/v1/report",
    "/api/v1/merge",
    "/api/v1/pairs",
];

async fn ask(
    guard: &Guard,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Body,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body).unwrap();
    let router = guarded_router(Config::default(), guard.clone());
    read(router.oneshot(request).await.unwrap()).await
}

async fn post(guard: &Guard, path: &str) -> Answer {
    ask(guard, "POST", path, &[], Body::from(GOOD)).await
}

fn code(answer: &Answer) -> (u16, String) {
    let code = answer.json()["code"].as_str().unwrap().to_owned();
    (answer.status, code)
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_again() {
    let mut guard = Guard::open();
    guard.rate = Arc::new(|parts| -> Later<Result<(), u64>> {
        let refused = parts.headers.get("client").is_some_and(|it| it == "greedy");
        Box::pin(ready(if refused { Err(17) } else { Ok(()) }))
    });
    let greedy = [("client", "greedy")];
    for (method, path) in [
        ("POST", "/api/v1/tally"),
        ("GET", "/api/v1/limits"),
        ("GET", "/none"),
    ] {
        let answer = ask(&guard, method, path, &greedy, Body::from(GOOD)).await;
        assert_eq!(code(&answer), (429, "rate-limited".to_owned()), "{path}");
        assert_eq!(answer.header("retry-after"), "17");
        assert_eq!(answer.json()["retry_after"], 17);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
    let health = ask(&guard, "GET", "/api/v1/health", &greedy, Body::empty()).await;
    assert_eq!(health.status, 200);
    let preflight = ask(&guard, "OPTIONS", "/api/v1/tally", &greedy, Body::empty()).await;
    assert_eq!(preflight.status, 204);
    assert_eq!(post(&guard, "/api/v1/tally").await.status, 200);
}

#[tokio::test]
async fn a_private_deployment_wants_its_token() {
    let digest = Sha256::digest("correct horse");
    let mut guard = Guard::open();
    guard.token = Token::Sha256(digest.into());
    let right = [("authorization", "Bearer correct horse")];
    let wrong: [&[(&str, &str)]; 8] = [
        &[],
        &[("authorization", "Bearer correct")],
        &[("authorization", "Bearer correct horse.")],
        &[("authorization", "Bearer ")],
        &[("authorization", "Basic correct horse")],
        &[("authorization", "correct horse")],
        &[("authorization", "é")],
        &[right[0], right[0]],
    ];
    for path in BODIES.into_iter().chain(["/api/v1/limits", "/none"]) {
        for headers in wrong {
            let answer = ask(&guard, "POST", path, headers, Body::from(GOOD)).await;
            assert_eq!(code(&answer), (401, "unauthorized".to_owned()), "{path}");
            assert_eq!(
                answer.header("www-authenticate"),
                "Bearer realm=\"Readout\""
            );
        }
    }
    for headers in [right, [("authorization", "bearer correct horse")]] {
        let answer = ask(&guard, "POST", "/api/v1/tally", &headers, Body::from(GOOD)).await;
        assert_eq!(answer.text(), document(GOOD, 0, false).to_json());
    }
    let health = ask(&guard, "GET", "/api/v1/health", &[], Body::empty()).await;
    assert_eq!(health.status, 200);
    let preflight = ask(&guard, "OPTIONS", "/api/v1/tally", &[], Body::empty()).await;
    assert!(
        preflight
            .header("access-control-allow-headers")
            .contains("Authorization")
    );
    let shown = format!("{guard:?}");
    assert!(!shown.contains(&format!("{:?}", digest[0])), "{shown}");
    // A setting that is no digest shuts the API, and does not open it.
    guard.token = "correct horse".parse().unwrap_or(Token::Closed);
    let answer = ask(&guard, "POST", "/api/v1/tally", &right, Body::from(GOOD)).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn places_are_given_back_when_a_request_ends_in_any_way() {
    let places = Places::new(2, 0, Arc::new(|| Box::pin(pending())));
    let guard = Guard::open().with_places(places.clone());
    let held = places.clone().take().await.unwrap();
    // Answered, refused, and broken off.
    for _ in 0..3 {
        for path in BODIES {
            assert_ne!(post(&guard, path).await.status, 503, "{path}");
        }
        let pieces = vec![Ok(GOOD.to_vec()), Err(std::io::Error::other("gone"))];
        let body = Body::from_stream(Pieces(pieces.into_iter()));
        assert_eq!(
            ask(&guard, "POST", "/api/v1/tally", &[], body).await.status,
            400
        );
    }
    // Given up while the body is awaited.
    for _ in 0..3 {
        let body = Body::from_stream(Silent);
        let mut stalled = Box::pin(ask(&guard, "POST", "/api/v1/report", &[], body));
        assert!(started(&mut stalled).await);
        for path in BODIES {
            let answer = post(&guard, path).await;
            assert_eq!(code(&answer), (503, "busy".to_owned()));
            assert_eq!(answer.header("retry-after"), "2");
        }
        // What takes no place needs none.
        assert_eq!(
            ask(&guard, "GET", "/api/v1/limits", &[], Body::empty())
                .await
                .status,
            200
        );
        drop(stalled);
        assert_eq!(post(&guard, "/api/v1/tally").await.status, 200);
    }
    drop(held);
    let both: [Place; 2] = [
        places.clone().take().await.unwrap(),
        places.clone().take().await.unwrap(),
    ];
    assert!(places.take().await.is_none());
    drop(both);
}

#[tokio::test]
async fn a_place_is_waited_for_by_a_bounded_number() {
    let pause = Arc::new(|| -> Later<()> { Box::pin(tokio::task::yield_now()) });
    let guard = Guard::open().with_places(Places::new(1, 100, pause));
    let stalled = || Body::from_stream(Silent);
    let mut first = Box::pin(ask(&guard, "POST", "/api/v1/report", &[], stalled()));
    assert!(started(&mut first).await);
    let mut waiting: Vec<_> = (0..8)
        .map(|_| Box::pin(post(&guard, "/api/v1/tally")))
        .collect();
    for request in &mut waiting {
        assert!(started(request).await);
    }
    assert_eq!(post(&guard, "/api/v1/tally").await.status, 503);
    // One goes away, and another takes its turn; then the place itself is free.
    waiting.pop();
    waiting.push(Box::pin(post(&guard, "/api/v1/tally")));
    drop(first);
    for request in waiting {
        assert_eq!(request.await.status, 200);
    }
}

/// Whether a request has begun and waits.
async fn started(request: &mut Pin<Box<impl Future<Output = Answer>>>) -> bool {
    let once = poll_fn(|context| Poll::Ready(request.as_mut().poll(context)));
    once.await.is_pending()
}

#[tokio::test]
async fn a_request_that_nears_the_limit_of_its_time_is_answered() {
    let tally = document(GOOD, 0, false).to_json().into_bytes();
    // A megabyte that inflates to a thousand: one frame, many pieces.
    let bomb = gzip(&GOOD.repeat(10_000_000));
    assert!(bomb.len() > 1 << 19);
    let mut ended = Vec::new();
    for (path, piece, after) in [
        ("/api/v1/tally", GOOD.to_vec(), 5),
        ("/api/v1/report", GOOD.to_vec(), 5),
        ("/api/v1/merge", [&tally[..], b"\n"].concat(), 1),
        ("/api/v1/pairs", [&tally[..], b"\n"].concat(), 1),
        ("/api/v1/report", bomb.clone(), 2),
        // Asked as often as text comes out of it: it is over before the second frame.
        ("/api/v1/report", bomb, 300),
    ] {
        let asked = Arc::new(AtomicU64::new(0));
        let mut guard = Guard::open();
        let counter = Arc::clone(&asked);
        guard.near_cpu_limit =
            Arc::new(move || counter.fetch_add(1, Ordering::Relaxed) + 1 >= after);
        let frames: Vec<_> = (0..100).map(|_| Ok(piece.clone())).collect();
        let body = Body::from_stream(Pieces(frames.into_iter()));
        let answer = ask(&guard, "POST", path, &[], body).await;
        assert_eq!(code(&answer), (503, "cpu-limit".to_owned()), "{path}");
        assert_eq!(answer.header("retry-after"), "5");
        assert_eq!(asked.load(Ordering::Relaxed), after, "{path}");
        ended.push(answer.json()["detail"].clone());
    }
    assert!(ended.windows(2).all(|two| two[0] == two[1]));
}

#[tokio::test]
async fn every_limit_is_told_and_holds() {
    let variables = [
        ("READOUT_MAX_BODY_BYTES", "max_body_bytes"),
        ("READOUT_MAX_CHUNK_BYTES", "max_chunk_bytes"),
        ("READOUT_MAX_OUTPUT_BYTES", "max_output_bytes"),
        ("READOUT_MAX_RECORD_BYTES", "max_record_bytes"),
        ("READOUT_MAX_MERGE_BYTES", "max_merge_bytes"),
        ("READOUT_MAX_TALLY_BYTES", "max_tally_bytes"),
        ("READOUT_MAX_TALLIES", "max_tallies"),
        ("READOUT_MAX_JSON_DEPTH", "max_json_depth"),
        ("READOUT_MAX_REQUESTS", "max_requests"),
        ("READOUT_REQUESTS_PER_MINUTE", "requests_per_minute"),
    ];
    for (at, (_, member)) in variables.iter().enumerate() {
        let number = |name: &str| {
            let set = variables.iter().position(|(other, _)| *other == name);
            (set == Some(at)).then(|| " 12345 ".to_owned())
        };
        let (config, wrong) = Config::from_variables(number);
        assert!(wrong.is_empty(), "{wrong:?}");
        let answer = super::ask(config, "GET", "/api/v1/limits", &[], Body::empty()).await;
        assert_eq!(answer.json()[member], 12345, "{member}");
    }
    for value in ["", "0x10", "-1", "1.5", "100 MB", "99999999999999999999"] {
        let (config, wrong) = Config::from_variables(|_| Some(value.to_owned()));
        assert_eq!(
            (config, wrong.len()),
            (Config::default(), variables.len()),
            "{value}"
        );
    }
    let tally = document(GOOD, 0, false).to_json();
    let many = Config {
        max_tallies: 1,
        ..small()
    };
    let flat = Config {
        max_json_depth: 2,
        ..small()
    };
    let short = Config {
        max_tally_bytes: 100,
        ..small()
    };
    for (config, body, status, kind) in [
        (many, format!("{tally}\n{tally}"), 413, "too-large"),
        (flat, format!("[{tally}]"), 400, "bad-json"),
        (short, tally.clone(), 413, "too-large"),
        (
            Config::default(),
            "[{\"a\":".to_owned() + &"[".repeat(100_000),
            400,
            "bad-json",
        ),
    ] {
        let answer = super::ask(config, "POST", "/api/v1/merge", &[], Body::from(body)).await;
        assert_eq!(code(&answer), (status, kind.to_owned()));
    }
    let narrow = Config {
        // Its two records have 16 bytes each.
        max_record_bytes: 15,
        ..small()
    };
    for path in ["/api/v1/tally", "/api/v1/report"] {
        let answer = super::ask(narrow, "POST", path, &[], Body::from(GOOD)).await;
        assert_eq!(code(&answer), (422, "malformed-fastq".to_owned()), "{path}");
        let words = answer.json()["detail"].to_string();
        assert!(words.contains("15 bytes"), "{words}");
    }
    let beyond = |_: &str| Some("33554433".to_owned());
    let (_, wrong) = Config::from_variables(beyond);
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(wrong[0].contains("from 1 to 33554432"), "{wrong:?}");
    let one = super::ask(many, "POST", "/api/v1/merge", &[], Body::from(tally)).await;
    assert_eq!(one.status, 200, "{}", one.text());
}

/// A body of which nothing ever comes.
struct Silent;

impl futures_core::Stream for Silent {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Pending
    }
}
