//! The API exists only if the parameters ask for it, and every route needs a token, except for CORS
//! preflight.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::document::{Template, only_entry, target};
use crate::permissions::{granted, list, statements};
use crate::{OPERATIONS, ORIGINS, PARTNER, TOKENS, by_default, with_api, with_everything};

/// The routes.
const ROUTES: [&str; 10] = [
    "GET /",
    "GET /interactions",
    "GET /interactions/{id}",
    "GET /interactions/{id}/events",
    "GET /interactions/{id}/events/{commonEventId}",
    "GET /interactions/{id}/timeline",
    "GET /me/interactions",
    "GET /users/{id}/interactions",
    "POST /me/interactions/{id}",
    "PUT /interactions/{id}",
];

/// An API without operations and without CORS.
fn with_tokens() -> Template {
    Template::with(&[PARTNER, TOKENS[0], TOKENS[1]])
}

/// The routes of a template, by key.
fn routes(template: &Template) -> BTreeMap<String, Value> {
    let routes = template.of_type("AWS::ApiGatewayV2::Route");
    let count = routes.len();
    let by_key: BTreeMap<_, _> = routes
        .into_values()
        .map(|route| (route["RouteKey"].as_str().unwrap().to_owned(), route))
        .collect();
    assert_eq!(by_key.len(), count, "no route is there twice");
    by_key
}

#[test]
fn no_api_without_issuer_and_audience() {
    let origins_and_operations = Template::with(&[PARTNER, ORIGINS, OPERATIONS[0], OPERATIONS[1]]);
    let without = [
        by_default(),
        origins_and_operations,
        Template::with(&[PARTNER, TOKENS[0]]),
        Template::with(&[PARTNER, TOKENS[1]]),
    ];
    let names = |template: &Template| template.resources().into_keys().collect::<BTreeSet<_>>();
    let of_the_api: BTreeSet<String> =
        names(&with_api()).difference(&names(&without[0])).cloned().collect();
    for template in &without {
        assert_eq!(names(template), names(&without[0]), "nothing but what is there by default");
        for (name, resource) in template.resources() {
            let kind = resource["Type"].as_str().unwrap();
            assert!(!kind.starts_with("AWS::ApiGateway"), "{name}");
            assert!(!name.contains("Interactions") && !name.starts_with("Api"), "{name}");
            let text = resource.to_string();
            assert!(!text.contains("secretsmanager") && !text.contains("interactions"), "{name}");
        }
        assert!(!template.outputs().contains_key("ApiUrl"));
    }
    assert!(of_the_api.contains("InteractionsRole") && of_the_api.contains("InteractionsFunction"));
    assert_eq!(with_tokens().outputs()["ApiUrl"], json!({"Fn::GetAtt": ["Api", "ApiEndpoint"]}));
}

/// Collects the names of the resources that a value refers to, in any form that a template allows.
fn named(value: &Value, names: &mut BTreeSet<String>) {
    match (only_entry(value), value) {
        (Some(("Fn::Sub", Value::String(text))), _) => {
            let parts = text.split("${").skip(1).map(|part| part.split(['}', '.']).next().unwrap());
            names.extend(parts.filter(|name| !name.starts_with('!')).map(str::to_owned));
        }
        (Some(("Ref" | "Fn::GetAtt", _)), _) => names.extend(target(value).map(str::to_owned)),
        (_, Value::Array(items)) => items.iter().for_each(|item| named(item, names)),
        (_, Value::Object(fields)) => fields.values().for_each(|field| named(field, names)),
        _ => {}
    }
}

#[test]
fn every_referenced_resource_exists() {
    for template in [by_default(), with_tokens(), with_api(), with_everything()] {
        let resources = template.resources();
        let mut names = BTreeSet::new();
        resources
            .values()
            .chain(template.outputs().values())
            .for_each(|value| named(value, &mut names));
        assert!(names.len() > 20);
        for name in names.iter().filter(|name| !name.starts_with("AWS")) {
            assert!(resources.contains_key(name), "{name}");
        }
    }
}

/// An issuer without an audience is refused, and so are credentials without a domain.
#[test]
fn incomplete_api_parameters_are_refused() {
    let refusals =
        |given: &[(&str, &str)]| Template::with(&[&[PARTNER], given].concat()).refusals();
    assert_eq!(refusals(&[]), [""; 0]);
    assert_eq!(with_everything().refusals(), [""; 0]);
    assert_eq!(refusals(&TOKENS), [""; 0]);
    assert_eq!(refusals(&[OPERATIONS[0]]), [""; 0], "a region alone does nothing");
    assert_eq!(
        refusals(&[TOKENS[0]]),
        ["TokenIssuer needs TokenAudience; else tokens for other audiences would be accepted."]
    );
    let alone = refusals(&[TOKENS[0], TOKENS[1], OPERATIONS[1]]);
    assert_eq!(
        alone,
        ["GenesysCredentialsSecretArn needs GenesysDomain, the domain of its OAuth client."]
    );
}

#[test]
fn every_route_is_listed_and_needs_a_token() {
    for template in [with_tokens(), with_everything()] {
        let mut routes = routes(&template);
        routes.remove("OPTIONS /{proxy+}");
        assert_eq!(routes.keys().collect::<Vec<_>>(), ROUTES);
        for (key, route) in routes {
            assert_eq!(route["AuthorizationType"], "JWT", "{key}");
            assert_eq!(target(&route["AuthorizerId"]), Some("ApiAuthorizer"), "{key}");
        }
    }
}

/// API Gateway and the function have the same routes.
#[test]
fn routes_are_those_of_the_function() {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../functions/interactions/src/routes.rs");
    let source = std::fs::read_to_string(path).unwrap();
    let mut keys = Vec::new();
    for route in source.split(".route(\"").skip(1) {
        let (path, handlers) = route.split_once("\", ").unwrap();
        let handlers = handlers.split_once('\n').unwrap().0;
        for method in ["get", "post", "put", "patch", "delete"] {
            if handlers.contains(&format!("{method}(")) {
                keys.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    keys.sort_unstable();
    assert_eq!(keys, ROUTES);
}

/// The CORS preflight route exists only if there are allowed origins.
#[test]
fn preflight_needs_allowed_origins() {
    let without = routes(&with_tokens());
    assert!(without.values().all(|route| route["AuthorizationType"] == "JWT"));
    let function = with_tokens().properties("InteractionsFunction");
    assert_eq!(function["Environment"]["Variables"]["ALLOWED_ORIGINS"], "");

    let with = routes(&Template::with(&[PARTNER, TOKENS[0], TOKENS[1], ORIGINS]));
    let added: Vec<&String> = with.keys().filter(|key| !without.contains_key(*key)).collect();
    assert_eq!(added, ["OPTIONS /{proxy+}"]);
    assert_eq!(with["OPTIONS /{proxy+}"]["AuthorizationType"], "NONE");
    assert_eq!(with["OPTIONS /{proxy+}"].get("AuthorizerId"), None);
}

/// The token comes in the `Authorization` header.
#[test]
fn authorizer_checks_issuer_and_audience() {
    let two = Template::with(&[PARTNER, TOKENS[0], ("TokenAudience", "portal,desk")]);
    let authorizers = two.of_type("AWS::ApiGatewayV2::Authorizer");
    assert_eq!(authorizers.len(), 1);
    let authorizer = &authorizers["ApiAuthorizer"];
    assert_eq!(authorizer["AuthorizerType"], "JWT");
    assert_eq!(authorizer["IdentitySource"], json!(["$request.header.Authorization"]));
    assert_eq!(
        authorizer["JwtConfiguration"],
        json!({"Issuer": TOKENS[0].1, "Audience": ["portal", "desk"]})
    );
    let audience = &with_api().properties("ApiAuthorizer")["JwtConfiguration"]["Audience"];
    assert_eq!(*audience, json!([TOKENS[1].1]));
}

/// Every part belongs to the one API, and only that API may invoke the function.
#[test]
fn only_the_api_may_invoke_interactions() {
    let template = with_everything();
    let of = |kind: &str| template.of_type(&format!("AWS::ApiGatewayV2::{kind}"));
    assert_eq!(
        of("Api")
            .into_iter()
            .map(|(name, api)| (name, api["ProtocolType"].clone()))
            .collect::<Vec<_>>(),
        [("Api".to_owned(), json!("HTTP"))]
    );
    for kind in ["Authorizer", "Stage", "Integration", "Route"] {
        for (name, properties) in of(kind) {
            assert_eq!(target(&properties["ApiId"]), Some("Api"), "{name}");
        }
    }
    for (name, route) in of("Route") {
        assert_eq!(route["Target"], json!({"Fn::Sub": "integrations/${ApiIntegration}"}), "{name}");
    }
    assert_eq!(of("Integration").len(), 1);
    let integration = &of("Integration")["ApiIntegration"];
    assert_eq!(
        (&integration["IntegrationType"], &integration["PayloadFormatVersion"]),
        (&json!("AWS_PROXY"), &json!("2.0"))
    );
    assert_eq!(target(&integration["IntegrationUri"]), Some("InteractionsFunction"));

    let permissions = template.of_type("AWS::Lambda::Permission");
    assert_eq!(permissions.len(), 1);
    let of_this_api = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*";
    assert_eq!(
        permissions["ApiPermission"],
        json!({
            "Action": "lambda:InvokeFunction",
            "FunctionName": {"Ref": "InteractionsFunction"},
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": {"Fn::Sub": of_this_api},
        })
    );
}

#[test]
fn api_is_throttled_and_times_out() {
    let template = with_tokens();
    let stages = template.of_type("AWS::ApiGatewayV2::Stage");
    assert_eq!(stages.len(), 1);
    let stage = &stages["ApiStage"];
    assert_eq!((&stage["StageName"], &stage["AutoDeploy"]), (&json!("$default"), &json!(true)));
    let settings = &stage["DefaultRouteSettings"];
    let (rate, burst) = (&settings["ThrottlingRateLimit"], &settings["ThrottlingBurstLimit"]);
    assert!(
        (1..=1_000).contains(&rate.as_u64().unwrap())
            && burst.as_u64().unwrap() >= rate.as_u64().unwrap()
    );
    let waits = template.properties("ApiIntegration")["TimeoutInMillis"].as_u64().unwrap();
    assert!(waits <= 30_000, "an HTTP API waits no longer");
    assert!(
        template.properties("InteractionsFunction")["Timeout"].as_u64().unwrap() * 1_000 < waits
    );
}

#[test]
fn access_log_has_no_caller_and_no_path() {
    let template = with_tokens();
    let log = &template.properties("ApiStage")["AccessLogSettings"];
    assert_eq!(target(&log["DestinationArn"]), Some("ApiLogs"));
    assert_eq!(template.properties("ApiLogs")["RetentionInDays"], 30);
    let format = log["Format"].as_str().unwrap();
    for personal in
        ["$context.identity", "$context.authorizer", "$context.path", "$request", "$context.domain"]
    {
        assert!(!format.contains(personal), "{personal}");
    }
    let format: BTreeMap<String, String> = serde_json::from_str(format).unwrap();
    let logged: BTreeSet<&str> =
        format.values().map(|value| value.strip_prefix("$context.").unwrap()).collect();
    let expected = [
        "error.responseType",
        "integration.status",
        "integrationErrorMessage",
        "integrationLatency",
        "requestId",
        "requestTime",
        "responseLatency",
        "routeKey",
        "status",
    ];
    assert!(logged.iter().all(|name| expected.contains(name)), "{logged:?}");
    assert!(
        ["requestId", "routeKey", "status", "integrationErrorMessage"]
            .iter()
            .all(|name| logged.contains(name))
    );
}

/// Operations are off by default and with only one of their two parameters.
#[test]
fn operations_need_a_domain_and_credentials() {
    let [domain, secret] = OPERATIONS;
    for given in [vec![], vec![domain], vec![secret]] {
        let template =
            Template::with(&[&[PARTNER, TOKENS[0], TOKENS[1]], given.as_slice()].concat());
        assert!(
            !granted(&template, "Interactions")
                .iter()
                .any(|action| action.starts_with("secretsmanager:"))
        );
        let variables = &template.properties("InteractionsFunction")["Environment"]["Variables"];
        for name in ["GENESYS_CREDENTIALS_SECRET", "GENESYS_API_URL", "GENESYS_LOGIN_URL"] {
            assert_eq!(variables[name], "", "{name}");
        }
    }
    let of_the_secret: Vec<Value> = statements(&with_api(), "Interactions")
        .into_iter()
        .filter(|statement| statement["Sid"] == "ReadTheCredentials")
        .flat_map(|statement| list(&statement["Resource"]))
        .collect();
    assert_eq!(of_the_secret, [secret.1]);
}

/// Operations change only Genesys Cloud; their effects come back as events, like everything else.
/// The content of a workbin goes to the queue of notify, encrypted.
#[test]
fn interactions_may_write_no_conversation() {
    let may = [
        "dynamodb:BatchGetItem",
        "dynamodb:Query",
        "kms:Decrypt",
        "secretsmanager:GetSecretValue",
        // Of names alone: a test of the permissions.
        "dynamodb:PutItem",
        "kms:GenerateDataKey",
        "sqs:SendMessage",
    ];
    for action in granted(&with_everything(), "Interactions") {
        assert!(
            may.contains(&action.as_str())
                || action.starts_with("logs:")
                || action.starts_with("xray:"),
            "{action}"
        );
    }
}
