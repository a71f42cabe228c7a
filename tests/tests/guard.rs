//! Who may ask, how often, and how many at once, on both hosts. What production alone has is tripped
//! through the seam in `api/tests/routes/guard.rs`.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that is wrong"
)]

use shared::wire::paths;
use std::{fs, io::Write, net::TcpStream, path::Path, time::Duration};
use tests::{
    bad_requests::{bare, request},
    corpus, made,
    raw::{self, Ending, Reply},
    root,
    server::{self, Server, native_with, workerd_with},
};

/// The SHA-256 of `open sesame`.
const DIGEST: &str = "41ef4bb0b23661e66301aac36066912dac037827b4ae63a7b1165a5aa93ed4eb";
const TOKEN: (&str, &str) = ("authorization", "Bearer open sesame");

fn post(host: &Server, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let bytes = request("POST", paths::TALLY, headers, body);
    raw::send(host, &bytes, Ending::Waits)
}

fn code(reply: &Reply) -> (u16, String) {
    let code = reply.member("code").as_str().unwrap_or_default().to_owned();
    (reply.status, code)
}

#[test]
fn a_private_host_wants_its_token_and_never_says_it() {
    let good = made::reads(2_000, 50, 3);
    let expected = corpus::expected(&good).document.to_json();
    let variable = format!("READOUT_TOKEN_SHA256:{DIGEST}");
    for host in [
        native_with(&["--token-sha256", DIGEST]),
        workerd_with("api/wrangler.toml", &[&variable]),
    ] {
        let refused = (401, "unauthorized".to_owned());
        assert_eq!(code(&post(&host, &[], &good)), refused, "{}", host.name);
        let wrong = ("authorization", "Bearer open sesamo");
        let reply = post(&host, &[wrong], &good);
        assert_eq!(code(&reply), refused, "{}", host.name);
        assert!(
            reply
                .header("www-authenticate")
                .unwrap()
                .starts_with("Bearer")
        );
        let reply = post(&host, &[TOKEN], &good);
        assert!(reply.text().contains(&expected), "{}", host.name);
        let health = raw::send(&host, &bare("GET", paths::HEALTH, &[], b""), Ending::Waits);
        assert_eq!(health.status, 200);
        let preflight = bare("OPTIONS", paths::TALLY, &[("origin", "http://x")], b"");
        let preflight = raw::send(&host, &preflight, Ending::Waits);
        let allowed = preflight.header("access-control-allow-headers").unwrap();
        assert!(preflight.status == 204 && allowed.contains("Authorization"));
        assert!(!host.log().contains("sesam"), "{}", host.log());
    }
}

#[test]
fn a_token_that_is_none_shuts_the_host() {
    // workerd has no way not to start; the native host says what is wrong, and not what was given.
    let host = workerd_with("api/wrangler.toml", &["READOUT_TOKEN_SHA256:open sesame"]);
    assert_eq!(post(&host, &[TOKEN], b"").status, 401);
    server::wait_until(
        Duration::from_secs(10),
        || host.log().contains("READOUT_TOKEN_SHA256 must be"),
        || host.log(),
    );
    let output = std::process::Command::new(server::readout())
        .args(["serve", "--port", "0"])
        .env("READOUT_TOKEN_SHA256", "open sesame")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("READOUT_TOKEN_SHA256 must be") && !said.contains("sesame"),
        "{said}"
    );
}

#[test]
fn a_client_that_asks_too_often_is_told_when_to_come_again() {
    let folder = tempfile::tempdir().unwrap();
    let limited = limited_config(folder.path());
    for host in [
        native_with(&["--requests-per-minute", "20"]),
        workerd_with(limited.to_str().unwrap(), &[]),
    ] {
        let replies: Vec<_> = (0..30)
            .map(|_| post(&host, &[], b"@r\nA\n+\nI\n"))
            .collect();
        let answered = replies.iter().filter(|reply| reply.status == 200).count();
        assert!((18..=22).contains(&answered), "{}: {answered}", host.name);
        let last = &replies[29];
        assert_eq!(
            code(last),
            (429, "rate-limited".to_owned()),
            "{}",
            host.name
        );
        let seconds: u64 = last.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&seconds));
        let health = raw::send(&host, &bare("GET", paths::HEALTH, &[], b""), Ending::Waits);
        assert_eq!(health.status, 200);
    }
}

/// wrangler's configuration with the binding of a rate limit, in another folder.
fn limited_config(folder: &Path) -> std::path::PathBuf {
    let text = fs::read_to_string(root().join("api/wrangler.toml")).unwrap();
    let api = root().join("api");
    let text = text
        .replace("\"build/", &format!("\"{}/build/", api.display()))
        .replace("\"../", &format!("\"{}/", root().display()));
    let binding = "\n[[ratelimits]]\nname = \"READOUT_RATE_LIMIT\"\nnamespace_id = \"1\"\n\
        simple = { limit = 20, period = 60 }\n";
    let path = folder.join("wrangler.toml");
    fs::write(&path, text + binding).unwrap();
    path
}

#[test]
fn those_who_wait_for_a_place_are_served() {
    let good = made::reads(4_000_000, 100, 4);
    let expected = corpus::expected(&good).document.to_json();
    for host in [
        native_with(&["--max-requests", "2"]),
        workerd_with("api/wrangler.toml", &["READOUT_MAX_REQUESTS:2"]),
    ] {
        std::thread::scope(|scope| {
            let ask = || post(&host, &[], &good);
            let asked: Vec<_> = (0..10).map(|_| scope.spawn(ask)).collect();
            for reply in asked {
                let reply = reply.join().unwrap();
                assert_eq!(reply.status, 200, "{}: {}", host.name, reply.text());
                assert!(reply.text().contains(&expected), "{}", host.name);
            }
        });
    }
}

#[test]
fn places_are_bounded_and_given_back_by_those_who_go_away() {
    let good = made::reads(2_000, 50, 3);
    let expected = corpus::expected(&good).document.to_json();
    for host in [
        native_with(&["--max-requests", "2", "--place-seconds", "0.2"]),
        workerd_with(
            "api/wrangler.toml",
            &["READOUT_MAX_REQUESTS:2", "READOUT_PLACE_SECONDS:0"],
        ),
    ] {
        for _ in 0..3 {
            // Half of a body each: both places are taken.
            let half = bare(
                "POST",
                paths::REPORT,
                &[("content-length", "100000")],
                &good,
            );
            let mut held: Vec<_> = (0..2)
                .map(|_| TcpStream::connect(("127.0.0.1", host.port)).unwrap())
                .collect();
            for stream in &mut held {
                stream.write_all(&half).unwrap();
            }
            server::wait_until(
                Duration::from_secs(20),
                || code(&post(&host, &[], &good)) == (503, "busy".to_owned()),
                || format!("{} is never busy", host.name),
            );
            let busy = post(&host, &[], &good);
            assert_eq!(busy.header("retry-after"), Some("2"), "{}", host.name);
            let limits = raw::send(&host, &bare("GET", paths::LIMITS, &[], b""), Ending::Waits);
            assert_eq!(limits.member("max_requests"), 2);
            // The callers go away in the middle.
            drop(held);
            server::wait_until(
                Duration::from_secs(20),
                || post(&host, &[], &good).text().contains(&expected),
                || format!("{} keeps its places", host.name),
            );
        }
    }
}
