//! Whom a request comes from, as far as one can know: address and browser.

use std::net::{IpAddr, SocketAddr};

use axum::http::{Extensions, HeaderMap, header};

use super::{Service, cookie};
use crate::access::throttle::Net;

/// The other end of the connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// The net that a request comes from; `None` when only the proxy's is known.
pub fn net(service: &Service, extensions: &Extensions, headers: &HeaderMap) -> Option<Net> {
    address(service, extensions, headers).map(Net::of)
}

/// The network that a request comes from, to count requests by; `None` when it is not known, and for
/// this machine itself.
pub fn network(service: &Service, extensions: &Extensions, headers: &HeaderMap) -> Option<Net> {
    let address = address(service, extensions, headers)?;
    (!address.to_canonical().is_loopback()).then(|| Net::around(address))
}

fn address(service: &Service, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    if service.app.config.forwarded_for {
        return forwarded(headers);
    }
    let peer = extensions.get::<Peer>().map(|p| p.0.ip());
    // A proxy on this machine speaks for everybody: its address tells nothing.
    peer.filter(|p| !p.to_canonical().is_loopback() || cookie::is_local(&service.site.base_url))
}

/// The last address of `X-Forwarded-For`: the one that our own proxy has put there.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    let last = last.to_str().ok()?.rsplit(',').next()?.trim();
    last.trim_matches(['[', ']']).parse().ok()
}

/// The browser, as it calls itself.
pub fn agent(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT);
    agent.and_then(|v| v.to_str().ok()).unwrap_or("").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_address_that_the_proxy_wrote_counts() {
        for (header, found) in [
            ("203.0.113.9", Some("203.0.113.9")),
            ("10.0.0.1, 203.0.113.9", Some("203.0.113.9")),
            ("203.0.113.9, nonsense", None),
            ("2001:db8::1", Some("2001:db8::1")),
            ("[2001:db8::1]", Some("2001:db8::1")),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", header.parse().unwrap());
            assert_eq!(
                forwarded(&headers),
                found.map(|f| f.parse().unwrap()),
                "{header}"
            );
        }
    }
}
