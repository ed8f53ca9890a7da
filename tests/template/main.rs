//! The template agrees with the code: variables, permissions, patterns, queues, the table, alarms.
//! SAM and the CDK construct both deploy `infra/template.yaml`, so this holds for both. The stack
//! for analysts, `infra/analytics`, is a template of its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod alarms;
mod analytics;
mod api;
mod asked;
mod called;
mod document;
mod environment;
mod notifications;
mod patterns;
mod permissions;
mod queues;
mod table;
mod wake_ups;

use document::Template;

/// The functions: name in the template, name in the workspace.
const FUNCTIONS: [(&str, &str); 7] = [
    ("Receive", "receive"),
    ("Reconstruct", "reconstruct"),
    ("Emit", "emit"),
    ("Import", "import"),
    ("Sweep", "sweep"),
    ("Interactions", "interactions"),
    ("Notify", "notify"),
];

/// A value for the one parameter without a default.
const PARTNER: (&str, &str) = (
    "PartnerEventSourceName",
    "aws.partner/genesys.com/cloud/6f1d3c52-9a0e-8b41-a7d4-0c2f58e6b913/switchboard",
);
/// A customer managed key.
const KEY: &str = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000";

/// The parameters that turn the API on.
const TOKENS: [(&str, &str); 2] =
    [("TokenIssuer", "https://login.example.com/tenant"), ("TokenAudience", "switchboard")];
/// The origins that may call the API from a browser.
const ORIGINS: (&str, &str) =
    ("AllowedOrigins", "https://portal.example.com,https://desk.example.com");
/// The parameters that turn operations on.
const OPERATIONS: [(&str, &str); 2] =
    [("GenesysDomain", "mypurecloud.de"), ("GenesysCredentialsSecretArn", SECRET)];
/// The secret with the credentials for operations.
const SECRET: &str =
    "arn:aws:secretsmanager:eu-central-1:123456789012:secret:switchboard/genesys-a1B2c3";

/// The template with its defaults.
fn by_default() -> Template {
    Template::with(&[PARTNER])
}

/// The template with its defaults, an API and operations: all functions exist.
fn with_api() -> Template {
    Template::with(&[PARTNER, TOKENS[0], TOKENS[1], ORIGINS, OPERATIONS[0], OPERATIONS[1]])
}

/// The template with everything that can be turned on.
fn with_everything() -> Template {
    Template::with(&[
        PARTNER,
        TOKENS[0],
        TOKENS[1],
        ORIGINS,
        OPERATIONS[0],
        OPERATIONS[1],
        ("KmsKeyArn", KEY),
        ("SubscriberAccounts", "111111111111,222222222222"),
        ("SubscriberOrganization", "o-0123456789"),
        ("AlarmTopicArn", "arn:aws:sns:eu-central-1:123456789012:alarms"),
    ])
}
