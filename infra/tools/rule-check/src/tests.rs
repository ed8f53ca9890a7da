//! Patterns as EventBridge documents them; `refusals` of invalid ones; `verdicts` on a made-up
//! contract.

mod refusals;
mod verdicts;

use serde_json::{Value, json};

use super::event::Event;
use super::pattern::Pattern;

fn pattern(pattern: &Value) -> Pattern {
    Pattern::read(&serde_json::from_str(&pattern.to_string()).unwrap()).unwrap()
}

fn matches(wanted: &Value, event: &Value) -> bool {
    Event::new(event).is_matched(&pattern(wanted))
}

/// Every operator that EventBridge documents, with values that it matches and values that it does
/// not.
#[test]
fn operators_match_as_documented() {
    let table = [
        (
            json!("Alice"),
            vec![json!("Alice"), json!(["Bob", "Alice"])],
            vec![json!("alice"), json!(1), json!([])],
        ),
        (json!(""), vec![json!("")], vec![Value::Null, json!("a"), json!([])]),
        (Value::Null, vec![Value::Null], vec![json!(""), json!("null"), json!(0), json!([])]),
        (json!(true), vec![json!(true)], vec![json!("true"), json!(false), json!(1)]),
        (
            json!(100),
            vec![json!(100), json!(100.0), json!([1, 100])],
            vec![json!("100"), json!(101), json!(-100)],
        ),
        (json!(6_000_000_000_u64), vec![json!(6_000_000_000_u64)], vec![json!(6_000_000_001_u64)]),
        (
            json!({"numeric": ["=", 100]}),
            vec![json!(100), json!(100.0)],
            vec![json!("100"), json!(100.5)],
        ),
        (
            json!({"numeric": [">", 1]}),
            vec![json!(5_000_000_000_u64), json!(1.000_001)],
            vec![json!(5_000_000_001_u64), json!(1.000_000_1)],
        ),
        (
            json!({"numeric": [">", 10, "<=", 20]}),
            vec![json!(10.5), json!(20)],
            vec![json!(10), json!(20.1), json!("15")],
        ),
        (
            json!({"numeric": [">", 0, "<=", 5]}),
            vec![json!(1), json!(5)],
            vec![json!(0), json!(-1), json!(6)],
        ),
        (json!({"numeric": [">=", 5]}), vec![json!(5), json!(6)], vec![json!(4.999)]),
        (
            json!({"numeric": ["<", 10]}),
            vec![json!(-1000.0), json!(9)],
            vec![json!(10), Value::Null],
        ),
        (json!({"numeric": ["<=", 10]}), vec![json!(10)], vec![json!(11)]),
        (json!({"numeric": ["=", 3.018e2]}), vec![json!(301.8)], vec![json!(301)]),
        (
            json!({"prefix": "us-"}),
            vec![json!("us-east-1"), json!("us-")],
            vec![json!("US-east-1"), json!("eu-us-"), json!(1)],
        ),
        (
            json!({"prefix": {"equals-ignore-case": "EventB"}}),
            vec![json!("eventbridge"), json!("EVENTB")],
            vec![json!("event"), json!("éventb")],
        ),
        (
            json!({"suffix": ".png"}),
            vec![json!("a.png"), json!(".png")],
            vec![json!("a.PNG"), json!("a.png2"), json!(1)],
        ),
        (
            json!({"suffix": {"equals-ignore-case": ".png"}}),
            vec![json!("a.PNG"), json!("ä.Png")],
            vec![json!("png"), json!("a.jpg")],
        ),
        (
            json!({"equals-ignore-case": "alice"}),
            vec![json!("ALICE"), json!("alice")],
            vec![json!("alicé"), json!("alice ")],
        ),
        (
            json!({"wildcard": "dir/*.png"}),
            vec![json!("dir/a.png"), json!("dir/.png"), json!("dir/b/a.png")],
            vec![json!("dir/a.png2"), json!("a.png"), json!("dir.png"), json!(1)],
        ),
        (
            json!({"wildcard": "*/Users/*/bin/*"}),
            vec![json!("/Users/a/bin/b"), json!("c/Users/bin//bin/")],
            vec![json!("/Users/bin/b")],
        ),
        (
            json!({"wildcard": "a\\*b\\\\*"}),
            vec![json!("a*b\\"), json!("a*b\\c")],
            vec![json!("axb\\"), json!("a*b")],
        ),
        (json!({"wildcard": "a*a"}), vec![json!("aa"), json!("aba")], vec![json!("a")]),
        (json!({"wildcard": "plain"}), vec![json!("plain")], vec![json!("plainer")]),
        (
            json!({"anything-but": "initializing"}),
            vec![json!("running"), json!(1), Value::Null, json!(["initializing", "running"])],
            vec![json!("initializing"), json!([])],
        ),
        (
            json!({"anything-but": 123}),
            vec![json!(124), json!("123")],
            vec![json!(123), json!(123.0)],
        ),
        (
            json!({"anything-but": ["stopped", "overloaded"]}),
            vec![json!("running")],
            vec![json!("stopped"), json!("overloaded"), json!(["stopped", "overloaded"])],
        ),
        (
            json!({"anything-but": [100, 200]}),
            vec![json!(300), json!("100")],
            vec![json!(100), json!(200)],
        ),
        (
            json!({"anything-but": {"prefix": "us-"}}),
            vec![json!("eu-us-"), json!(1)],
            vec![json!("us-east-1")],
        ),
        (
            json!({"anything-but": {"prefix": ["us-", "eu-"]}}),
            vec![json!("ap-1")],
            vec![json!("us-1"), json!("eu-1")],
        ),
        (json!({"anything-but": {"suffix": ".png"}}), vec![json!("a.jpg")], vec![json!("a.png")]),
        (
            json!({"anything-but": {"suffix": [".txt", ".rtf"]}}),
            vec![json!("a.jpg")],
            vec![json!("a.txt"), json!("a.rtf")],
        ),
        (
            json!({"anything-but": {"equals-ignore-case": "initializing"}}),
            vec![json!("running")],
            vec![json!("INITIALIZING")],
        ),
        (
            json!({"anything-but": {"equals-ignore-case": ["a", "b"]}}),
            vec![json!("c")],
            vec![json!("A"), json!("b")],
        ),
        (
            json!({"anything-but": {"wildcard": "*/lib/*"}}),
            vec![json!("/bin/a")],
            vec![json!("/lib/a")],
        ),
        (
            json!({"anything-but": {"wildcard": ["*/lib/*", "*/bin/*"]}}),
            vec![json!("/usr/a")],
            vec![json!("/lib/a"), json!("a/bin/")],
        ),
        (
            json!({"cidr": "10.0.0.0/24"}),
            vec![json!("10.0.0.0"), json!("10.0.0.255")],
            vec![json!("10.0.1.0"), json!("10.0.0"), json!("a"), json!(10)],
        ),
        (
            json!({"cidr": "0.0.0.0/0"}),
            vec![json!("255.255.255.255")],
            vec![json!("256.1.1.1"), json!("::1")],
        ),
        (
            json!({"cidr": "2001:db8::/32"}),
            vec![json!("2001:db8::1"), json!("2001:0db8:0:0:0:0:0:1")],
            vec![json!("2001:db9::1"), json!("10.0.0.1")],
        ),
        (
            json!({"exists": true}),
            vec![json!("a"), json!(""), Value::Null, json!(0), json!(false)],
            vec![json!([]), json!({}), json!({"b": 1})],
        ),
        (
            json!({"exists": false}),
            vec![json!([]), json!({}), json!({"b": 1})],
            vec![json!("a"), json!(""), Value::Null],
        ),
    ];
    for (alternative, matched, unmatched) in table {
        let wanted = json!({"x": [alternative]});
        for value in matched {
            assert!(matches(&wanted, &json!({"x": value})), "{wanted} should match {value}");
        }
        for value in unmatched {
            assert!(!matches(&wanted, &json!({"x": value})), "{wanted} should not match {value}");
        }
        let absent = alternative == json!({"exists": false});
        assert_eq!(
            matches(&wanted, &json!({"y": 1})),
            absent,
            "{wanted} where the field is missing"
        );
    }
}

#[test]
fn all_fields_and_any_alternative_must_match() {
    let wanted = json!({"a": ["x", "y"], "b": {"c": [1, {"exists": false}]}});
    assert!(matches(&wanted, &json!({"a": "y", "b": {"c": 1}})));
    assert!(matches(&wanted, &json!({"a": "x"})), "absence is an alternative like others");
    assert!(!matches(&wanted, &json!({"a": "x", "b": {"c": 2}})));
    assert!(!matches(&wanted, &json!({"b": {"c": 1}})));
}

/// The examples of `$or` in the documentation of EventBridge.
#[test]
fn or_matches_any_of_its_objects() {
    let wanted = json!({"detail": {"$or": [
        {"c-count": [{"numeric": [">", 0, "<=", 5]}]},
        {"d-count": [{"numeric": ["<", 10]}]},
        {"x-limit": [{"numeric": ["=", 3.018e2]}]}
    ]}});
    for (detail, matched) in [
        (json!({"c-count": 5}), true),
        (json!({"c-count": 0}), false),
        (json!({"c-count": 0, "d-count": 9}), true),
        (json!({"x-limit": 301.8}), true),
        (json!({}), false),
    ] {
        assert_eq!(matches(&wanted, &json!({"detail": detail})), matched, "{detail}");
    }
    let both = json!({
        "source": ["aws.cloudwatch"],
        "$or": [
            {"metricName": ["a"]},
            {"metricType": ["b"], "namespace": ["c"], "$or": [{"id": [1]}, {"space": [2]}]}
        ]
    });
    for (event, matched) in [
        (json!({"source": "aws.cloudwatch", "metricName": "a"}), true),
        (json!({"source": "aws.ec2", "metricName": "a"}), false),
        (json!({"source": "aws.cloudwatch", "metricType": "b", "namespace": "c"}), false),
        (
            json!({"source": "aws.cloudwatch", "metricType": "b", "namespace": "c", "space": 2}),
            true,
        ),
    ] {
        assert_eq!(matches(&both, &event), matched, "{event}");
    }
}

#[test]
fn fields_match_in_one_array_element() {
    let event = json!({"employees": [
        {"firstName": "John", "lastName": "Doe"}, {"firstName": "Anna", "lastName": "Smith"},
        [{"firstName": "Peter", "lastName": "Jones"}]
    ]});
    let names = |first: &str, last: &str| {
        matches(&json!({"employees": {"firstName": [first], "lastName": [last]}}), &event)
    };
    assert!(names("Anna", "Smith") && names("Peter", "Jones"));
    assert!(!names("Anna", "Jones") && !names("John", "Smith"));
    assert!(matches(&json!({"employees": {"firstName": ["Anna"]}}), &event));
}

#[test]
fn a_name_with_a_dot_is_a_path() {
    assert!(matches(
        &json!({"values": {"customer.tier": ["gold"]}}),
        &json!({"values": {"customer.tier": "gold"}})
    ));
    assert!(matches(
        &json!({"detail": {"metadata.status": ["active"]}}),
        &json!({"detail": {"metadata": {"status": "active"}}})
    ));
}

// Without Unicode normalization.
#[test]
fn texts_are_compared_literally() {
    for (wanted, value, matched) in [
        ("é", "é", true),
        ("é", "e\u{301}", false),
        ("q\"\\\n", "q\"\\\n", true),
        ("a", "a ", false),
        ("😀", "😀", true),
    ] {
        assert_eq!(
            matches(&json!({"x": [wanted]}), &json!({"x": value})),
            matched,
            "{wanted:?} {value:?}"
        );
    }
}
