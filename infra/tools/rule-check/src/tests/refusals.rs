//! What EventBridge refuses is refused, with an error that says what EventBridge accepts.

use serde_json::{Value, json};

use crate::{Rule, RuleError};

fn refusal(pattern: &str) -> String {
    let rules = Rule::read(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    match rules.into_iter().next().map(|rule| rule.pattern) {
        Some(Err(error)) => error.to_string(),
        other => panic!("{pattern}: {other:?}"),
    }
}

#[test]
fn invalid_patterns_are_refused_with_path() {
    for (pattern, says) in [
        (json!("x"), "an event pattern is a JSON object"),
        (json!({}), "takes no empty object"),
        (json!({"detail": {}}), "detail: EventBridge takes no empty object"),
        (
            json!({"source": "x"}),
            "source: EventBridge takes an array of alternatives here: write [\"x\"]",
        ),
        (
            json!({"detail": {"metadata": {"revision": 1}}}),
            "detail.metadata.revision: EventBridge takes an array",
        ),
        (json!({"a": []}), "a: EventBridge takes no empty array"),
        (json!({"a": [["x"]]}), "take the inner [] away"),
        (json!({"a": [{}]}), "an operator is an object with one name"),
        (json!({"a": [{"prefix": "a", "suffix": "b"}]}), "an operator is an object with one name"),
        (
            json!({"a": [{"regex": "a"}]}),
            "EventBridge has no operator \"regex\": it has prefix, suffix",
        ),
        (json!({"a": [{"shellstyle": "a"}]}), "no operator \"shellstyle\""),
        (json!({"$or": [{"a": [1]}]}), "$or: $or takes an array of two or more"),
        (json!({"$or": {"a": [1]}}), "$or takes an array"),
        (json!({"$or": [{"a": [1]}, 2]}), "$or takes an array"),
        (json!({"$or": [{"a": [1]}, {"prefix": [1]}]}), "prefix: inside $or"),
        (json!({"a": [1], "$or": [{"a": [2]}, {"b": [2]}]}), "a: this path occurs twice"),
        (json!({"a": {"b": [1]}, "a.b": [2]}), "a.b: this path occurs twice"),
        (json!({"a": [1.5]}), "as it is spelled: write {\"numeric\": [\"=\", 1.5]}"),
        (json!({"a": [300.0]}), "as it is spelled"),
        (json!({"a": [u64::MAX]}), "as it is spelled"),
        (json!({"a": [9_007_199_254_740_993_u64]}), "as it is spelled"),
        (json!({"a": [{"numeric": [">", 5_000_000_001_u64]}]}), "5000000001 is not one of them"),
        (json!({"a": [{"anything-but": 0.000_000_1}]}), "0.0000001 is not one of them"),
        (json!({"a": [{"equals-ignore-case": "straße"}]}), "beyond ASCII"),
        (json!({"a": [{"anything-but": {"equals-ignore-case": "é"}}]}), "beyond ASCII"),
    ] {
        let told = refusal(&pattern.to_string());
        assert!(told.contains(says), "{pattern}: {told}");
    }
}

#[test]
fn invalid_arguments_are_refused() {
    for (operator, arguments) in [
        (
            "prefix",
            vec![json!(1), json!(["a"]), json!({"suffix": "a"}), json!({"equals-ignore-case": 1})],
        ),
        ("suffix", vec![json!(null), json!({"wildcard": "a"})]),
        ("equals-ignore-case", vec![json!(1), json!({"prefix": "a"}), json!(["a"])]),
        (
            "wildcard",
            vec![
                json!("a**b"),
                json!("a\\b"),
                json!("a\\"),
                json!(1),
                json!({"equals-ignore-case": "a"}),
            ],
        ),
        (
            "anything-but",
            vec![
                json!([]),
                json!(["a", 1]),
                json!(null),
                json!([true]),
                json!({"exists": true}),
                json!({"prefix": ""}),
                json!({"prefix": {"equals-ignore-case": "a"}}),
                json!({"numeric": ["=", 1]}),
                json!({"suffix": []}),
                json!({}),
            ],
        ),
        (
            "numeric",
            vec![
                json!([]),
                json!(1),
                json!(["=", "1"]),
                json!(["!=", 1]),
                json!([">", 1, "="]),
                json!([">", 1, ">", 2]),
                json!(["<", 5, ">", 1]),
                json!([">", 5, "<", 5]),
                json!(["=", 1, "<", 2]),
                json!([1, ">"]),
            ],
        ),
        (
            "cidr",
            vec![json!("10.0.0.0"), json!("10.0.0.0/33"), json!("::/129"), json!("a/8"), json!(1)],
        ),
        ("exists", vec![json!("true"), json!(1), json!(null)]),
    ] {
        for argument in arguments {
            let told = refusal(&json!({"a": [{operator: argument}]}).to_string());
            assert!(
                told.starts_with(&format!("a: {operator} takes ")),
                "{operator} {argument}: {told}"
            );
        }
    }
}

#[test]
fn or_makes_at_most_a_thousand_combinations() {
    let many = |count: usize| {
        let objects: Vec<Value> = (0..count).map(|index| json!({"a": [index]})).collect();
        Rule::read(&json!({"$or": objects}).to_string()).unwrap().remove(0).pattern
    };
    assert!(many(1_000).is_ok());
    assert!(many(1_001).is_err_and(|error| error.to_string().contains("make several rules")));
}

#[test]
fn files_hold_patterns_or_a_template() {
    let pattern = json!({"source": ["a"]});
    let held = |json: Value| {
        let rules = Rule::read(&json.to_string()).unwrap();
        rules
            .into_iter()
            .map(|rule| (rule.index, rule.name, rule.pattern.is_ok()))
            .collect::<Vec<_>>()
    };
    assert_eq!(held(pattern.clone()), [(None, None, true)]);
    assert_eq!(held(json!([pattern, 1])), [(Some(0), None, true), (Some(1), None, false)]);
    assert_eq!(
        held(json!({"Name": "r", "EventPattern": pattern.to_string()})),
        [(None, None, true)]
    );
    assert_eq!(held(json!({"Name": "r", "EventPattern": "{"})), [(None, None, false)]);
    let rule = json!({"Type": "AWS::Events::Rule", "Properties": {"EventPattern": pattern}});
    assert_eq!(held(rule.clone()), [(None, None, true)]);
    let scheduled =
        json!({"Type": "AWS::Events::Rule", "Properties": {"ScheduleExpression": "rate(1 day)"}});
    let template = json!({"Resources": {
        "One": rule, "Queue": {"Type": "AWS::SQS::Queue"}, "Daily": scheduled
    }});
    assert_eq!(held(template), [(None, Some("One".to_owned()), true)]);
    for empty in [json!([]), json!({"Resources": {}})] {
        assert_eq!(Rule::read(&empty.to_string()), Err(RuleError::Empty));
    }
}

#[test]
fn invalid_json_is_refused_with_line() {
    let error = |text: &str| Rule::read(text).unwrap_err().to_string();
    assert!(
        error("{\n  \"a\": [1,]\n}").contains("line 2 column"),
        "{}",
        error("{\n  \"a\": [1,]\n}")
    );
    let twice = error("{\"detail\": {\"a\": [1]},\n \"detail\": {\"b\": [1]}}");
    assert!(twice.contains("\"detail\" occurs twice") && twice.contains("line 2"), "{twice}");
    assert!(error("").starts_with("not JSON"));
}
