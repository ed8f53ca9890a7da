//! Refuses requests that a foreign web page makes through the user's browser. `serve` authenticates
//! nobody, so a page could otherwise read conversations (by DNS rebinding: its own name resolves to
//! this machine) or operate on calls (by a cross-site request).

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{HOST, ORIGIN};
use http::uri::{Authority, Uri};
use http::{HeaderMap, HeaderName};
use interactions::Problem;

/// Passes on a request whose `Host` is this machine and whose `Origin`, if it has one, is the same
/// host. Refuses others with 403.
pub(crate) async fn only_this_machine(request: Request, next: Next) -> Response {
    match refusal(request.headers()) {
        Some(reason) => Problem::forbidden(reason).into_response(),
        None => next.run(request).await,
    }
}

fn refusal(headers: &HeaderMap) -> Option<&'static str> {
    let host = text(headers, &HOST).and_then(|host| host.parse::<Authority>().ok());
    let Some(host) = host.filter(is_this_machine) else {
        return Some(
            "the Host header does not name this machine: open the address that `switchboard \
             serve` printed",
        );
    };
    let origin = headers.get(ORIGIN)?;
    let origin = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
    let is_own = origin.is_some_and(|origin| origin.authority() == Some(&host));
    (!is_own).then_some(
        "the request comes from a page of another origin: open the pages of \
                         `switchboard serve` itself",
    )
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// Whether a host is a name or an address of the loopback interface, with any port.
fn is_this_machine(host: &Authority) -> bool {
    let name = host.host();
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn is_refused(host: &'static str, origin: Option<&'static str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static(host));
        if let Some(origin) = origin {
            headers.insert(ORIGIN, HeaderValue::from_static(origin));
        }
        refusal(&headers).is_some()
    }

    #[test]
    fn own_pages_and_programs_are_served() {
        for host in ["127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080", "127.8.9.1"] {
            assert!(!is_refused(host, None), "{host}");
        }
        assert!(!is_refused("127.0.0.1:8080", Some("http://127.0.0.1:8080")));
    }

    #[test]
    fn foreign_hosts_and_origins_are_refused() {
        for host in ["evil.example", "127.0.0.1.evil.example:8080", "10.0.0.1:8080", "", "a b"] {
            assert!(is_refused(host, None), "{host}");
        }
        for origin in ["http://evil.example", "http://localhost:8080", "http://127.0.0.1:9", "null"]
        {
            assert!(is_refused("127.0.0.1:8080", Some(origin)), "{origin}");
        }
        assert!(refusal(&HeaderMap::new()).is_some());
    }
}
