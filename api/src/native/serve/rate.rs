//! How often one client may ask, in memory: a leaky bucket for each address, of bounded number.

use api::guard::{Later, Rate};
use axum::http::request::Parts;
use std::{
    collections::HashMap,
    future::ready,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Most clients that are told apart: 2 MB. Whoever comes on top of them shares one bucket.
const MAX_CLIENTS: usize = 1 << 16;
const MINUTE: Duration = Duration::from_secs(60);
/// How often a full table is looked through for clients that may be forgotten.
const SWEEP: Duration = Duration::from_secs(1);

/// The other end of the connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

/// When the bucket of each client will be empty.
#[derive(Debug)]
pub(super) struct Table {
    empty: HashMap<IpAddr, Instant>,
    swept: Option<Instant>,
    each: Duration,
    most: usize,
}

impl Table {
    /// A table for so many requests a minute; 0 is no limit.
    pub(super) fn new(per_minute: u64) -> Option<Self> {
        Some(Self {
            empty: HashMap::new(),
            swept: None,
            each: MINUTE.div_f64(u32::try_from(per_minute).ok().filter(|&it| it > 0)?.into()),
            most: MAX_CLIENTS,
        })
    }

    /// The check for the guard.
    pub(super) fn check(self, trust_forwarded: bool) -> Rate {
        let table = Arc::new(Mutex::new(self));
        Arc::new(move |parts| -> Later<Result<(), u64>> {
            let mut table = table.lock().unwrap_or_else(PoisonError::into_inner);
            let answer = table.ask(client(parts, trust_forwarded), Instant::now());
            Box::pin(ready(answer))
        })
    }

    /// Whether a client may ask now; else the seconds until then.
    fn ask(&mut self, client: IpAddr, now: Instant) -> Result<(), u64> {
        let client = self.known(client, now);
        let empty = self.empty.get(&client).map_or(now, |&empty| empty.max(now));
        let full = now + MINUTE - self.each;
        match empty.checked_duration_since(full) {
            Some(wait) if !wait.is_zero() => Err(wait.as_secs() + 1),
            _ => {
                self.empty.insert(client, empty + self.each);
                Ok(())
            }
        }
    }

    /// The address under which a client is counted.
    fn known(&mut self, client: IpAddr, now: Instant) -> IpAddr {
        if self.empty.len() < self.most || self.empty.contains_key(&client) {
            return client;
        }
        if self.swept.is_none_or(|swept| now >= swept + SWEEP) {
            self.swept = Some(now);
            self.empty.retain(|_, empty| *empty > now);
        }
        if self.empty.len() < self.most {
            client
        } else {
            Ipv6Addr::UNSPECIFIED.into()
        }
    }
}

/// Who asks. Of IPv6 the network, for a client has as many addresses of it as it likes.
fn client(parts: &Parts, trust_forwarded: bool) -> IpAddr {
    let forwarded = trust_forwarded.then(|| {
        // The last is what the proxy has added; those before it may be the client's invention.
        let last = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()?;
        last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
    });
    let peer = parts.extensions.get::<Peer>().map(|Peer(address)| *address);
    let address = forwarded.flatten().or(peer);
    match address.map(|address: IpAddr| address.to_canonical()) {
        Some(IpAddr::V6(address)) => Ipv6Addr::from_bits(address.to_bits() & !0 << 64).into(),
        Some(address) => address,
        None => Ipv6Addr::UNSPECIFIED.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;
    use std::net::Ipv4Addr;

    fn address(number: u32) -> IpAddr {
        Ipv4Addr::from_bits(number).into()
    }

    #[test]
    fn a_minute_holds_so_many_requests_of_each_client() {
        let mut table = Table::new(30).unwrap();
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        for client in [1, 2] {
            for _ in 0..30 {
                assert_eq!(table.ask(address(client), at(0)), Ok(()));
            }
            assert_eq!(table.ask(address(client), at(0)), Err(3));
        }
        assert_eq!(table.ask(address(1), at(1)), Err(2));
        assert_eq!(table.ask(address(1), at(2)), Ok(()));
        assert!(table.ask(address(1), at(2)).is_err());
        // An hour later nothing has been saved up beyond a minute.
        let answers = (0..40).map(|_| table.ask(address(1), at(3600)));
        assert_eq!(answers.filter(Result::is_ok).count(), 30);
        assert!(Table::new(0).is_none());
    }

    #[test]
    fn many_clients_take_bounded_memory_and_one_bucket() {
        let mut table = Table::new(10).unwrap();
        table.most = 100;
        let start = Instant::now();
        let allowed = (0..10_000).filter(|&it| table.ask(address(it), start).is_ok());
        assert_eq!(allowed.count(), 100 + 10);
        assert_eq!(table.empty.len(), 101);
        // Those of whom nothing is left to remember make room.
        let later = start + MINUTE;
        let allowed = (0..90).filter(|&it| table.ask(address(20_000 + it), later).is_ok());
        assert_eq!(allowed.count(), 90);
        assert!(table.empty.len() <= 101);
    }

    #[test]
    fn a_client_is_its_peer_unless_a_proxy_is_trusted() {
        let parts = |forwarded: &[&str]| {
            let mut request = Request::builder().extension(Peer(address(7)));
            for value in forwarded {
                request = request.header("x-forwarded-for", *value);
            }
            request.body(()).unwrap().into_parts().0
        };
        let spoofed = parts(&["1.2.3.4, 5.6.7.8"]);
        assert_eq!(client(&spoofed, false), address(7));
        let proxied: IpAddr = "5.6.7.8".parse().unwrap();
        assert_eq!(client(&spoofed, true), proxied);
        assert_eq!(client(&parts(&["9.9.9.9", "5.6.7.8"]), true), proxied);
        assert_eq!(client(&parts(&["::ffff:5.6.7.8"]), true), proxied);
        assert_eq!(client(&parts(&["nonsense"]), true), address(7));
        let two = ["2001:db8::1", "2001:db8::2:3"].map(|it| client(&parts(&[it]), true));
        assert_eq!(two[0], two[1]);
    }
}
