//! The table of bad requests, on both hosts. After each, the next good request gets the right answer.

use shared::wire::{media, paths};
use tests::{
    bad_requests::{Due, Row, request, table},
    corpus, made,
    raw::{self, Ending, Reply},
    server::{Server, native, workerd},
};

#[test]
fn every_bad_request_gets_what_is_due_and_harms_nobody() {
    let good = made::reads(2_000, 50, 3);
    let expected = corpus::expected(&good).document.to_json();
    let table = table(&good);
    assert!(table.len() >= 40);
    let mut wrong = Vec::new();
    for (host, due) in [
        (native(), (|row| &row.native) as fn(&Row) -> &Due),
        (workerd(), |row| &row.workerd),
    ] {
        for row in &table {
            let reply = raw::send(host, &row.bytes, row.ending);
            if let Err(problem) = judge(&reply, due(row), &expected) {
                wrong.push(format!("{}, {}: {problem}", row.name, host.name));
            }
            if let Err(problem) = judge(&ask(host, &good), &Due::Good, &expected) {
                wrong.push(format!(
                    "{}, {}, afterwards: {problem}",
                    row.name, host.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} requests on two hosts", table.len());
}

fn ask(host: &Server, good: &[u8]) -> Reply {
    let bytes = request("POST", paths::TALLY, &[], good);
    raw::send(host, &bytes, Ending::Waits)
}

fn judge(reply: &Reply, due: &Due, expected: &str) -> Result<(), String> {
    let short: String = reply.text().chars().take(200).collect();
    let right = match due {
        Due::Problem(status, code, words) => {
            reply.status == *status
                && reply.member("code") == *code
                && reply.member("status") == *status
                && reply.header("content-type") == Some(media::PROBLEM)
                && reply
                    .member("detail")
                    .as_str()
                    .is_some_and(|detail| !detail.is_empty() && detail.contains(words))
        }
        Due::Host(statuses) => statuses.contains(&reply.status),
        Due::Good => reply.status == 200 && reply.text().contains(expected),
        Due::Escaped => {
            reply.status == 200
                && reply.text().contains("&lt;script&gt;")
                && !reply.text().contains("<script>")
                && reply.header("x-evil").is_none()
        }
        Due::Page => [200, 405].contains(&reply.status) && reply.member("code").is_null(),
    };
    if right {
        Ok(())
    } else {
        Err(format!(
            "{due:?} is due, and {} came: {short}",
            reply.status
        ))
    }
}
