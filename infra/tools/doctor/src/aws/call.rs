//! Signed calls to the services of AWS for which the command has no SDK crate.
//!
//! Each such crate has hundreds of operations and takes half a minute to compile; the doctor needs
//! seven of them. So it sends these through the SDK's own runtime: the same credentials, region,
//! endpoints, TLS, proxy, retries and timeouts as every other call of the command.

use std::fmt;

use aws_config::SdkConfig;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::auth::{SigV4OperationSigningConfig, SigningOptions};
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{
    HttpStatusCodeClassifier, TransientErrorClassifier,
};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SigningName;
use aws_types::region::SigningRegion;
use aws_types::service_config::ServiceConfigKey;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::CallError;
use super::xml::Element;

/// A service that is called without an SDK crate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Service {
    /// The prefix of its host, and the name that requests are signed for.
    pub host: &'static str,
    /// The name in error messages and in IAM actions.
    pub name: &'static str,
    /// The id in `AWS_ENDPOINT_URL_<id>` and in `services` of the AWS configuration.
    pub id: &'static str,
}

/// A request of one of these services.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// The operation, as IAM names it.
    pub operation: &'static str,
    pub method: &'static str,
    /// Path and query.
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Call {
    /// A call of the query protocol: parameters in a form, XML in the answer.
    pub fn query(operation: &'static str, version: &str, parameters: &[(&str, &str)]) -> Self {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("Action", operation).append_pair("Version", version);
        for (name, value) in parameters {
            form.append_pair(name, value);
        }
        let content = "application/x-www-form-urlencoded".to_owned();
        Self {
            operation,
            method: "POST",
            path: "/".to_owned(),
            headers: vec![("content-type", content)],
            body: form.finish(),
        }
    }

    /// A call of the JSON protocol.
    pub fn json(operation: &'static str, prefix: &str, version: &str, body: &Value) -> Self {
        Self {
            operation,
            method: "POST",
            path: "/".to_owned(),
            headers: vec![
                ("content-type", format!("application/x-amz-json-{version}")),
                ("x-amz-target", format!("{prefix}.{operation}")),
            ],
            body: body.to_string(),
        }
    }

    /// A call of a REST protocol that only reads.
    pub fn get(operation: &'static str, path: String) -> Self {
        Self { operation, method: "GET", path, headers: Vec::new(), body: String::new() }
    }

    fn request(self) -> Result<HttpRequest, BoxError> {
        let mut request = HttpRequest::new(SdkBody::from(self.body));
        request.set_method(self.method)?;
        request.set_uri(self.path)?;
        for (name, value) in self.headers {
            request.headers_mut().insert(name, value);
        }
        Ok(request)
    }
}

/// Sends calls with the AWS configuration of the command.
#[derive(Debug, Clone)]
pub(super) struct Caller(pub SdkConfig);

impl Caller {
    /// Sends a call, and reads the JSON of its answer.
    pub async fn json<T: DeserializeOwned>(
        &self,
        service: Service,
        call: Call,
    ) -> Result<T, CallError> {
        let action = format!("{}:{}", service.name, call.operation);
        let text = self.text(service, call).await?;
        serde_json::from_str(&text).map_err(|error| CallError::unreadable(action, &error))
    }

    /// Sends a call, and reads the XML of its answer.
    pub async fn xml(&self, service: Service, call: Call) -> Result<Element, CallError> {
        let action = format!("{}:{}", service.name, call.operation);
        let text = self.text(service, call).await?;
        Element::parse(&text).map_err(|error| CallError::unreadable(action, &error))
    }

    async fn text(&self, service: Service, call: Call) -> Result<String, CallError> {
        let action = format!("{}:{}", service.name, call.operation);
        let Some(operation) = self.operation(service, call.operation) else {
            return Err(CallError::no_region(action));
        };
        operation.invoke(call).await.map_err(|error| CallError::of(action, &error))
    }

    /// The operation, if the configuration names a region.
    fn operation(
        &self,
        service: Service,
        name: &'static str,
    ) -> Option<Operation<Call, String, Refusal>> {
        let region = self.0.region()?.clone();
        let endpoint = self.endpoint(service, region.as_ref());
        let retries = self.0.retry_config().cloned().unwrap_or_else(RetryConfig::standard);
        let timeouts = self.0.timeout_config().cloned();
        let mut options = SigningOptions::default();
        // S3 wants the digest of the body in a header, and its paths encoded once.
        options.content_sha256_header = service.host == "s3";
        options.double_uri_encode = service.host != "s3";
        let signing = SigV4OperationSigningConfig {
            region: Some(SigningRegion::from(region)),
            region_set: None,
            name: Some(SigningName::from(service.host)),
            signing_options: options,
        };
        let mut config = Layer::new("signing");
        config.store_put(signing);
        config.store_put(AuthSchemeOptionResolverParams::new(()));
        let mut components = RuntimeComponentsBuilder::new("signing")
            .with_identity_cache(self.0.identity_cache())
            .with_auth_scheme(SigV4AuthScheme::new())
            .with_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![
                SCHEME_ID,
            ])));
        if let Some(credentials) = self.0.credentials_provider() {
            components.set_identity_resolver(SCHEME_ID, credentials);
        }
        let signed = StaticRuntimePlugin::new()
            .with_config(config.freeze())
            .with_runtime_components(components);
        let mut builder = Operation::builder()
            .service_name(service.name)
            .operation_name(name)
            .endpoint_url(&endpoint)
            .standard_retry(&retries)
            .timeout_config(timeouts.unwrap_or_else(TimeoutConfig::disabled))
            .retry_classifier(HttpStatusCodeClassifier::default())
            .retry_classifier(TransientErrorClassifier::<Refusal>::new())
            .retry_classifier(AwsErrorCodeClassifier::<Refusal>::new())
            .runtime_plugin(signed);
        if let Some(client) = self.0.http_client() {
            builder = builder.http_client(client);
        }
        if let Some(sleep) = self.0.sleep_impl() {
            builder = builder.sleep_impl(sleep);
        }
        if let Some(time) = self.0.time_source() {
            builder = builder.time_source(time);
        }
        Some(builder.serializer(Call::request).deserializer(answer).build())
    }

    /// The URL of a service: one that the configuration sets, or the regional one.
    fn endpoint(&self, service: Service, region: &str) -> String {
        let key = ServiceConfigKey::builder()
            .service_id(service.id)
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build();
        let of_service = key.ok().and_then(|key| self.0.service_config()?.load_config(key));
        if let Some(set) = of_service.or_else(|| self.0.endpoint_url().map(ToOwned::to_owned)) {
            return set;
        }
        let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        format!("https://{}.{region}.{suffix}", service.host)
    }
}

fn answer(response: &HttpResponse) -> Result<String, OrchestratorError<Refusal>> {
    let bytes = response.body().bytes().unwrap_or_default();
    let text = String::from_utf8_lossy(bytes).into_owned();
    if response.status().is_success() {
        Ok(text)
    } else {
        let named = response.headers().get("x-amzn-errortype");
        Err(OrchestratorError::operation(Refusal::read(named, &text)))
    }
}

/// The error that a service answered with.
#[derive(Debug)]
pub(super) struct Refusal(ErrorMetadata);

impl Refusal {
    /// Reads the error of a JSON or an XML protocol.
    fn read(named: Option<&str>, text: &str) -> Self {
        let (mut code, mut message) = (named.map(ToOwned::to_owned), None);
        if let Ok(body) = serde_json::from_str::<Value>(text) {
            let text = |name: &str| body.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
            code = code.or_else(|| text("__type")).or_else(|| text("Code"));
            message = text("message").or_else(|| text("Message"));
        } else if let Ok(root) = Element::parse(text) {
            // The query protocol puts it into an ErrorResponse, S3 does not.
            let error = root.child("Error").unwrap_or(&root);
            code = code.or_else(|| error.text("Code").map(ToOwned::to_owned));
            message = error.text("Message").map(ToOwned::to_owned);
        }
        let mut metadata = ErrorMetadata::builder();
        // `namespace#Code`, `Code:http://…`
        let code = code.as_deref().map(|code| code.rsplit('#').next().unwrap_or(code));
        if let Some(code) = code.and_then(|code| code.split(':').next()) {
            metadata = metadata.code(code);
        }
        if let Some(message) = message {
            metadata = metadata.message(message);
        }
        Self(metadata.build())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Refusal {}

impl ProvideErrorMetadata for Refusal {
    fn meta(&self) -> &ErrorMetadata {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(named: Option<&str>, text: &str) -> (String, String) {
        let refusal = Refusal::read(named, text);
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        (text(refusal.code()), text(refusal.message()))
    }

    // One of each protocol, as the API references show them.
    #[test]
    fn errors_of_every_protocol_are_read() {
        let expected = ("AccessDenied".to_owned(), "not you & me".to_owned());
        let query = "<ErrorResponse xmlns=\"x\"><Error><Type>Sender</Type>\
            <Code>AccessDenied</Code><Message>not you &amp; me</Message></Error></ErrorResponse>";
        let s3 = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code>\
            <Message>not you &amp; me</Message></Error>";
        let json = r#"{"__type":"com.amazonaws.logs#AccessDenied","message":"not you & me"}"#;
        let rest = r#"{"Message":"not you & me"}"#;
        assert_eq!(read(None, query), expected);
        assert_eq!(read(None, s3), expected);
        assert_eq!(read(None, json), expected);
        assert_eq!(read(Some("AccessDenied:http://internal.amazon.com/"), rest), expected);
        assert_eq!(read(None, "<html>"), (String::new(), String::new()));
    }
}
