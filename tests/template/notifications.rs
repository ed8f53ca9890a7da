//! Notifications exist only with the API, users listen with its tokens, and only `notify`
//! publishes.

use std::collections::BTreeSet;

use notify::channel::NAMESPACE;
use serde_json::{Value, json};

use crate::document::{Template, target};
use crate::{PARTNER, TOKENS, by_default, with_api};

const OFF: (&str, &str) = ("PushNotifications", "false");

fn with_tokens() -> Template {
    Template::with(&[PARTNER, TOKENS[0], TOKENS[1]])
}

/// The resources and outputs that have to do with notifications.
fn of_notifications(template: &Template) -> BTreeSet<String> {
    let names = template.resources().into_keys().chain(template.outputs().into_keys());
    names.filter(|name| name.starts_with("Notif")).collect()
}

#[test]
fn notifications_need_the_api_and_the_switch() {
    assert!(of_notifications(&by_default()).is_empty());
    let off = Template::with(&[PARTNER, TOKENS[0], TOKENS[1], OFF]);
    assert!(of_notifications(&off).is_empty());
    let on = of_notifications(&with_tokens());
    for name in ["NotifyFunction", "NotificationsApi", "NotificationsRealtimeHost"] {
        assert!(on.contains(name), "{name}");
    }
    for (name, resource) in off.resources() {
        assert!(!resource.to_string().contains("appsync"), "{name}");
    }
}

/// Only operations find workbins, so only then interactions may send to the queue.
#[test]
fn workbins_need_operations() {
    let url = |template: &Template| {
        template.properties("InteractionsFunction")["Environment"]["Variables"]["NOTIFY_QUEUE_URL"]
            .clone()
    };
    assert_eq!(url(&with_tokens()), "");
    assert_eq!(target(&url(&with_api())), Some("NotifyQueue"));
}

#[test]
fn users_subscribe_and_the_role_publishes() {
    let template = with_tokens();
    let oidc = json!([{"AuthType": "OPENID_CONNECT"}]);
    let iam = json!([{"AuthType": "AWS_IAM"}]);
    let config = &template.properties("NotificationsApi")["EventConfig"];
    assert_eq!(
        config["AuthProviders"],
        json!([
            {"AuthType": "OPENID_CONNECT", "OpenIDConnectConfig": {"Issuer": TOKENS[0].1}},
            {"AuthType": "AWS_IAM"},
        ])
    );
    let issuer = &template.properties("ApiAuthorizer")["JwtConfiguration"]["Issuer"];
    assert_eq!(*issuer, TOKENS[0].1, "the same issuer as the API");
    assert_eq!(config["ConnectionAuthModes"], oidc);
    assert_eq!(config["DefaultSubscribeAuthModes"], oidc);
    assert_eq!(config["DefaultPublishAuthModes"], iam);
    let namespaces = template.of_type("AWS::AppSync::ChannelNamespace");
    assert_eq!(namespaces.len(), 1);
    let namespace = &namespaces["NotificationsNamespace"];
    assert_eq!(namespace["Name"], NAMESPACE);
    assert_eq!((&namespace["SubscribeAuthModes"], &namespace["PublishAuthModes"]), (&oidc, &iam));
    assert!(handler(&template).contains("export function onSubscribe(ctx)"));
}

fn handler(template: &Template) -> String {
    let code = template.properties("NotificationsNamespace")["CodeHandlers"].clone();
    code.as_str().unwrap_or_else(|| panic!("a parameter is left: {code}")).to_owned()
}

/// The handler has the claims and audiences of the API, and none can end its text.
#[test]
fn handler_reads_the_claims_of_the_api() {
    let named = Template::with(&[
        PARTNER,
        TOKENS[0],
        ("TokenAudience", "portal,desk"),
        ("UserIdClaim", "https://example.com/user"),
        ("RolesClaim", "cognito:groups"),
    ]);
    let code = handler(&named);
    for part in [
        "'portal,desk'.split(',')",
        "claims['https://example.com/user']",
        "claims['cognito:groups']",
    ] {
        assert!(code.contains(part), "{part}: {code}");
    }
    let parameters = named.written("Parameters");
    for name in ["TokenAudience", "UserIdClaim", "RolesClaim"] {
        let pattern = parameters[name]["AllowedPattern"].as_str().unwrap();
        assert!(pattern.contains(r"[^\s,'\\]+"), "{name} has neither quotes nor backslashes");
    }
}

/// What the runtime of AppSync does not have ("Supported runtime features", AppSync Events
/// developer guide).
#[test]
fn handler_keeps_to_the_runtime() {
    let code = handler(&with_api());
    let statements: Vec<&str> =
        code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let words: BTreeSet<&str> =
        statements.iter().flat_map(|line| line.split(|c: char| !c.is_alphanumeric())).collect();
    for word in
        ["try", "catch", "finally", "throw", "while", "do", "continue", "in", "async", "new"]
    {
        assert!(!words.contains(word), "{word}");
    }
    for text in ["++", "--", "~", "=> {", "RegExp"] {
        assert!(!statements.iter().any(|line| line.contains(text)), "{text}");
    }
}

/// Common Events of this stack, once each: neither a backfill nor a replay of the bus.
#[test]
fn rule_takes_what_happens_now() {
    let template = with_api();
    let rule = template.properties("NotifyRule");
    assert_eq!(target(&rule["EventBusName"]), Some("Bus"));
    assert_eq!(rule["Targets"][0]["InputPath"], "$.detail");
    let pattern = &rule["EventPattern"];
    let source = &template.properties("EmitFunction")["Environment"]["Variables"]["SOURCE"];
    let event = |more: Value| {
        let mut metadata = json!({"type": "AgentAssigned", "conversationId": "c-1"});
        metadata.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"source": source, "detail-type": "AgentAssigned", "detail": {"metadata": metadata}})
    };
    assert!(crate::patterns::matches(pattern, &event(json!({}))));
    assert!(crate::patterns::matches(pattern, &event(json!({"status": "withdrawn"}))));
    assert!(!crate::patterns::matches(pattern, &event(json!({"replay": "backfill"}))));
    let mut replayed = event(json!({}));
    replayed["replay-name"] = json!("catch-up");
    assert!(!crate::patterns::matches(pattern, &replayed));
}
