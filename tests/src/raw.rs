//! HTTP as bytes on a socket: for requests that no client would send, and answers that none would read.

use crate::server::Server;
use serde_json::Value;
use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

/// What came back, as far as it can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status; 0 if the connection was closed without an answer.
    pub status: u16,
    /// The header lines.
    pub head: String,
    /// The body as it was sent, chunks and all.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A member of the body's JSON; null if there is none.
    #[must_use]
    pub fn member(&self, name: &str) -> Value {
        serde_json::from_slice::<Value>(&self.body).map_or(Value::Null, |body| body[name].clone())
    }

    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (other, value) = line.split_once(':')?;
            other.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// How the sending side ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It waits for the answer.
    Waits,
    /// It says that nothing more will come.
    Closes,
}

/// Sends bytes on a connection of their own and reads the last answer: those of status 100 precede it.
#[must_use]
pub fn send(host: &Server, bytes: &[u8], ending: Ending) -> Reply {
    let mut stream = TcpStream::connect(("127.0.0.1", host.port)).expect("a connection");
    let most = Some(Duration::from_secs(60));
    stream.set_read_timeout(most).unwrap();
    stream.set_write_timeout(most).unwrap();
    // A host may well close on what it does not want to read.
    let _ = stream.write_all(bytes);
    if ending == Ending::Closes {
        let _ = stream.shutdown(Shutdown::Write);
    }
    read(&mut stream)
}

/// Reads one answer.
#[must_use]
pub fn read(stream: &mut TcpStream) -> Reply {
    let mut received = Vec::new();
    let mut buffer = [0; 1 << 16];
    loop {
        if let Some(reply) = parse(&received, false) {
            return reply;
        }
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => received.extend(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                panic!("no answer: {}", String::from_utf8_lossy(&received))
            }
            Err(_) => break,
        }
    }
    parse(&received, true).unwrap_or(Reply {
        status: 0,
        head: String::new(),
        body: Vec::new(),
    })
}

/// The answer in these bytes, if it is whole or nothing more will come.
fn parse(received: &[u8], ended: bool) -> Option<Reply> {
    let end = received.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&received[..end]).into_owned();
    let status: u16 = head.split(' ').nth(1)?.parse().ok()?;
    let body = &received[end + 4..];
    if status == 100 {
        return parse(body, ended);
    }
    let mut reply = Reply {
        status,
        head,
        body: body.to_vec(),
    };
    let length = reply.header("content-length").map(str::parse);
    let whole = match length {
        Some(length) => {
            // What follows is the answer to something else.
            let length: usize = length.ok()?;
            reply.body.truncate(length);
            body.len() >= length
        }
        None if status == 204 => true,
        None => body.ends_with(b"0\r\n\r\n"),
    };
    (whole || ended).then_some(reply)
}
