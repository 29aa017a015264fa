//! The cookie that carries a session's id.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::access::session::SessionKey;

/// How the cookie is called and guarded at this site.
#[derive(Debug, Clone, Copy)]
pub struct SessionCookie {
    name: &'static str,
    secure: bool,
}

impl SessionCookie {
    /// `__Host-labordoc`, so that no other host and no plain connection can set it (RFC 6265bis section
    /// 4.1.3.2); `labordoc` on this machine without TLS, where browsers would not take the other.
    pub fn of(base_url: &str) -> SessionCookie {
        match is_local(base_url) {
            true => SessionCookie {
                name: "labordoc",
                secure: false,
            },
            false => SessionCookie {
                name: "__Host-labordoc",
                secure: true,
            },
        }
    }

    /// The session's key in a request, if the cookie is there.
    pub fn key(self, headers: &HeaderMap) -> Option<SessionKey> {
        let all = headers.get_all(header::COOKIE).into_iter();
        let mut pairs = all
            .filter_map(|v| v.to_str().ok())
            .flat_map(|v| v.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let (_, id) = pairs.find(|(name, _)| *name == self.name)?;
        (!id.is_empty()).then(|| SessionKey::of(id))
    }

    /// The header that gives a browser this id.
    pub fn set(self, id: &str) -> Option<HeaderValue> {
        self.header(id, "")
    }

    /// The header that takes the id away.
    pub fn clear(self) -> Option<HeaderValue> {
        self.header("", "; Max-Age=0")
    }

    fn header(self, id: &str, more: &str) -> Option<HeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!(
            "{}={id}; Path=/; HttpOnly; SameSite=Lax{secure}{more}",
            self.name
        );
        HeaderValue::from_str(&text).ok()
    }
}

/// Whether an address is this machine's own, without TLS; `0.0.0.0` is where a trial listens.
pub fn is_local(base_url: &str) -> bool {
    let Some(rest) = base_url.strip_prefix("http://") else {
        return false;
    };
    let authority = rest.split('/').next().unwrap_or(rest);
    let host = authority
        .rsplit_once(':')
        .map_or(authority, |(host, _)| host);
    let host = host.trim_matches(['[', ']']);
    let address = host.parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|a| a.is_loopback() || a.is_unspecified())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_bound_to_the_host_except_on_this_machine() {
        for (base_url, name, secure) in [
            ("https://labordoc.example.org", "__Host-labordoc", true),
            ("http://labordoc.example.org", "__Host-labordoc", true),
            ("https://127.0.0.1:8080", "__Host-labordoc", true),
            ("http://127.0.0.1:8080", "labordoc", false),
            ("http://127.0.0.1.example.org", "__Host-labordoc", true),
            ("http://[::1]:8080", "labordoc", false),
            ("http://localhost", "labordoc", false),
            ("http://0.0.0.0:8080", "labordoc", false),
        ] {
            let cookie = SessionCookie::of(base_url);
            let set = cookie.set("abc").unwrap();
            let set = set.to_str().unwrap();
            assert!(set.starts_with(&format!("{name}=abc; Path=/; HttpOnly; SameSite=Lax")));
            assert_eq!(set.ends_with("; Secure"), secure, "{base_url}");
            let mut headers = HeaderMap::new();
            headers.insert(
                header::COOKIE,
                format!("hl=fr; {name}=abc").parse().unwrap(),
            );
            assert_eq!(cookie.key(&headers), Some(SessionKey::of("abc")));
            headers.insert(
                header::COOKIE,
                format!("x{name}=abc; {name}=").parse().unwrap(),
            );
            assert_eq!(cookie.key(&headers), None);
        }
    }
}
