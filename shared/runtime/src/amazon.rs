//! The certificates that a process trusts. A function trusts Amazon's, because it calls Amazon's
//! services and reading the system's certificates takes half of a function's start.

use aws_sdk_dynamodb::config::SharedHttpClient;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, ConnectorBuilder};

/// The roots of Amazon Trust Services.
const ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

/// Prefixes of the regions whose services are known to present certificates of these roots.
const GEOGRAPHIES: &[&str] = &["af", "ap", "ca", "eu", "il", "me", "mx", "sa", "us"];

/// A client that trusts the system's roots.
pub(crate) fn client_with_system_roots() -> SharedHttpClient {
    client(TrustStore::default())
}

/// A client that trusts Amazon's roots alone if this process calls nothing else, and otherwise the
/// system's roots.
pub(crate) fn client_of_function() -> SharedHttpClient {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned())
    };
    if is_amazon_alone(std::env::vars_os().map(text)) {
        client(amazon())
    } else {
        client_with_system_roots()
    }
}

fn amazon() -> TrustStore {
    TrustStore::empty().with_pem_certificate(ROOTS)
}

/// A client as the SDK makes its own, but with ring for the cryptography: it compiles in a quarter
/// of the time of AWS-LC, and makes smaller functions.
fn client(roots: TrustStore) -> SharedHttpClient {
    let tls = TlsContext::builder().with_trust_store(roots).build();
    Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector =
            ConnectorBuilder::default().tls_provider(Provider::Rustls(CryptoMode::Ring));
        // It has no names of servers, which alone could be wrong.
        if let Ok(tls) = &tls {
            connector = connector.tls_context(tls.clone());
        }
        connector.set_connector_settings(settings.cloned());
        connector.set_proxy_config(Some(ProxyConfig::from_env()));
        if let Some(components) = components {
            connector.set_sleep_impl(components.sleep_impl());
        }
        connector.build()
    })
}

/// Whether the process calls only Amazon's services, in a region with known roots, over TLS. The
/// variables that say otherwise: a custom endpoint other than plain HTTP, a proxy, certificates to
/// trust.
fn is_amazon_alone(variables: impl IntoIterator<Item = (String, String)>) -> bool {
    let mut is_known = false;
    for (name, value) in variables {
        match name.to_ascii_uppercase().as_str() {
            "AWS_REGION" => is_known = has_known_roots(&value),
            "ALL_PROXY" | "HTTP_PROXY" | "HTTPS_PROXY" | "SSL_CERT_DIR" | "SSL_CERT_FILE" => {
                return false;
            }
            name if name.starts_with("AWS_ENDPOINT_URL") && !value.starts_with("http://") => {
                return false;
            }
            _ => {}
        }
    }
    is_known
}

/// Whether a region belongs to the partition `aws`, whose region names have three parts. The
/// regions of China, of governments and of the European Sovereign Cloud may have other roots.
fn has_known_roots(region: &str) -> bool {
    let parts: Vec<&str> = region.split('-').collect();
    matches!(parts[..], [geography, _, _] if GEOGRAPHIES.contains(&geography))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls_pki_types::CertificateDer;
    use rustls_pki_types::pem::PemObject;
    use sha2::{Digest, Sha256};
    use std::time::{SystemTime, UNIX_EPOCH};

    /// SHA-256 fingerprints of Amazon Root CA 1 to 4 and of Starfield's root.
    const FINGERPRINTS: [&str; 5] = [
        "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
        "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
        "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
        "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
    ];

    /// The region, which must be set for Amazon's roots to be trusted alone.
    const REGION: (&str, &str) = ("AWS_REGION", "eu-central-1");

    fn certificates() -> Vec<CertificateDer<'static>> {
        CertificateDer::pem_slice_iter(ROOTS).map(Result::unwrap).collect()
    }

    /// When a certificate expires: its last UTCTime, with two digits each for year, month and so
    /// on.
    fn expiry(certificate: &[u8]) -> String {
        let is_time = |bytes: &&[u8]| {
            bytes.starts_with(&[0x17, 13]) && bytes[2..14].iter().all(u8::is_ascii_digit)
        };
        let last = certificate.windows(15).rfind(is_time).unwrap();
        String::from_utf8(last[2..14].to_vec()).unwrap()
    }

    fn alone<const N: usize>(variables: [(&str, &str); N]) -> bool {
        is_amazon_alone(variables.map(|(name, value)| (name.to_owned(), value.to_owned())))
    }

    #[test]
    fn roots_have_amazons_published_fingerprints() {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let found: Vec<String> =
            certificates().iter().map(|der| hex(&Sha256::digest(der))).collect();
        assert_eq!(found, FINGERPRINTS);
    }

    #[test]
    fn no_root_expires_within_two_years() {
        let years =
            SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / (365 * 24 * 60 * 60);
        for certificate in certificates() {
            let expiry = expiry(&certificate);
            let year: u64 = expiry[..2].parse().unwrap();
            assert!(2000 + year > 1970 + years + 2, "{expiry}");
        }
    }

    #[test]
    fn client_accepts_the_roots() {
        // The SDK parses the roots when a service's client takes them, and panics over a root that
        // it cannot parse.
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version_latest()
            .http_client(client(amazon()))
            .build();
        assert!(config.http_client().is_some());
        aws_sdk_dynamodb::Client::from_conf(config);
    }

    #[test]
    fn environment_decides_which_roots_are_trusted() {
        assert!(alone([REGION]));
        assert!(alone([REGION, ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"), ("NO_PROXY", "*")]));
        assert!(!alone([]), "nothing says where it runs");
        for (name, value) in [
            ("AWS_ENDPOINT_URL", "https://localhost:4566"),
            ("AWS_ENDPOINT_URL_DYNAMODB", "https://dynamodb.example.com"),
            ("HTTPS_PROXY", "http://proxy.example.com"),
            ("https_proxy", "http://proxy.example.com"),
            ("ALL_PROXY", "http://proxy.example.com"),
            ("HTTP_PROXY", "http://proxy.example.com"),
            ("SSL_CERT_FILE", "/opt/roots.pem"),
            ("SSL_CERT_DIR", "/opt/roots"),
        ] {
            assert!(!alone([REGION, (name, value)]), "{name}");
            assert!(!alone([(name, value), REGION]), "{name}");
        }
    }

    #[test]
    fn only_regions_of_partition_aws_have_known_roots() {
        for region in [
            "us-east-1",
            "eu-central-2",
            "ap-southeast-7",
            "il-central-1",
            "mx-central-1",
            "sa-east-1",
        ] {
            assert!(has_known_roots(region), "{region}");
        }
        for region in [
            "cn-north-1",
            "us-gov-west-1",
            "us-iso-east-1",
            "us-isob-east-1",
            "eu-isoe-west-1",
            "eusc-de-east-1",
            "",
        ] {
            assert!(!has_known_roots(region), "{region}");
        }
    }
}
