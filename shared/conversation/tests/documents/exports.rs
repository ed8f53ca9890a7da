//! Several exports of one conversation: the later one wins.

use conversation::details;
use genesys::details::parts;
use genesys::{Json, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Story, T0, cases, laid, permutations, session};
use crate::written::{
    at, document, documented, exported, lasting, participant, piece, voice, with,
};

const HOUR: i64 = 3_600_000;

/// A call whose end event was lost.
fn without_end() -> Story {
    Story::new().customer(1_000, "c/c1")
}

/// A document in which the customer is present from 1 s until `end`, with these other fields.
fn until(end: i64, more: Value) -> Value {
    let call = voice("c1", &[piece("interact", 1_000, end, json!({"disconnectType": "endpoint"}))]);
    let ended = json!({"conversationEnd": at(end)});
    with(more, with(ended, document(&[participant("c", "customer", &[call])])))
}

fn shown(story: &Story) -> Value {
    serde_json::to_value(details(&story.tree())).unwrap()
}

/// When CustomerDisconnected occurred, and the end in the tree.
fn end(story: &Story) -> [Value; 2] {
    let left = json!(story.when("CustomerDisconnected c1"));
    [left, json!(session(&story.tree(), "c1").end)]
}

/// The correction has the earlier instants, and the conversation an event after them.
#[test]
fn the_later_export_wins_whatever_its_instants() {
    let corrected = |first: i64, second: i64| {
        let story = exported(without_end(), 20_000, first, until(20_000, json!({})));
        exported(story, 10_000, second, until(10_000, json!({})))
    };
    for (first, second) in [(1, 2), (HOUR, 2 * HOUR), (HOUR, 100 * HOUR)] {
        assert_eq!(end(&corrected(first, second)), [json!(10_000), at(10_000)]);
        assert_eq!(end(&corrected(second, first)), [json!(20_000), at(20_000)]);
        assert_eq!(shown(&corrected(first, second))["conversationEnd"], at(10_000));
    }
    let contact = json!({"externalContactId": "e1"});
    let mut story = corrected(HOUR, 2 * HOUR).add(15_000, "contact", "c/c1", contact);
    assert_eq!(end(&story)[0], 10_000, "the earlier export is complete up to 20 s");
    story.0.reverse();
    assert_eq!(end(&story)[1], at(10_000));
}

#[test]
fn without_a_time_of_export_the_last_instant_wins() {
    let first = documented(without_end(), 20_000, until(20_000, json!({"selfServed": true})));
    let both = documented(first.clone(), 10_000, until(10_000, json!({"selfServed": false})));
    assert_eq!(end(&both)[0], 20_000);
    assert_eq!(shown(&both)["selfServed"], true);
    let dated = exported(first, 10_000, 1, until(10_000, json!({})));
    assert_eq!(end(&dated)[0], 10_000, "it counts as oldest");
    assert_eq!(shown(&dated)["selfServed"], true);
}

/// A survey, an attribute, a session and a field that the second export leaves out.
fn richer() -> Value {
    let survey = json!({"surveyId": "s1", "surveyStatus": "Finished", "oSurveyTotalScore": 50});
    let mut whole = until(20_000, json!({"selfServed": true, "surveys": [survey]}));
    let customer = &mut whole["participants"][0];
    customer["attributes"] = json!({"k": "v"});
    let second = voice("c2", &[piece("interact", 12_000, 13_000, json!({}))]);
    customer["sessions"].as_array_mut().unwrap().push(second);
    let agent =
        participant("a", "agent", &[voice("a1", &[piece("alert", 2_000, 3_000, json!({}))])]);
    whole["participants"].as_array_mut().unwrap().push(agent);
    whole
}

/// What a later export leaves out stays within 48 hours, and was taken back after that time.
#[test]
fn an_export_takes_back_after_48_hours() {
    let latest = 20_000;
    let both = |second: i64| {
        let story = exported(without_end(), latest, HOUR, richer());
        exported(story, latest, second, until(latest, json!({"divisionIds": ["d"]})))
    };
    let of = |story: &Story| {
        let shown = shown(story);
        let sessions = shown["participants"][0]["sessions"].as_array().unwrap().len();
        let is_told = story.names().contains(&"SurveyCompleted s1".to_owned());
        (shown["selfServed"].is_null(), shown["surveys"].is_null(), sessions, is_told)
    };
    assert_eq!(of(&both(latest + 48 * HOUR - 1)), (false, false, 2, true));
    assert_eq!(of(&both(latest + 48 * HOUR)), (true, true, 1, false));
    for second in [2 * HOUR, 50 * HOUR] {
        let shown = shown(&both(second));
        assert_eq!(shown["participants"][0]["attributes"], json!({"k": "v"}), "it came without");
        assert_eq!(shown["participants"][1]["participantId"], "a", "a participant stays");
        assert_eq!(shown["divisionIds"], json!(["d"]));
    }
    let mut emptied = until(latest, json!({}));
    emptied["participants"][0]["attributes"] = json!({"other": "w"});
    let story = exported(without_end(), latest, HOUR, richer());
    let shown = shown(&exported(story, latest, 50 * HOUR, emptied));
    assert_eq!(shown["participants"][0]["attributes"], json!({"other": "w"}));
}

/// A job is a day behind: it may be exported later and show an older state.
#[test]
fn an_older_state_only_adds() {
    let older = |more: Value| {
        let call = voice("c1", &[lasting("interact", 1_000, json!({"queueId": "q"}))]);
        with(more, document(&[participant("c", "customer", &[call])]))
    };
    let ended =
        exported(without_end(), 20_000, HOUR, until(20_000, json!({"divisionIds": ["d1"]})));
    let more = json!({"divisionIds": ["d0"], "selfServed": true});
    let both = exported(ended.clone(), 5_000, 2 * HOUR, older(more.clone()));
    assert_eq!(end(&both), [json!(20_000), at(20_000)]);
    assert_eq!(laid(&session(&both.tree(), "c1")), ["interact 1000-20000"]);
    let shown = shown(&both);
    assert_eq!((&shown["divisionIds"], &shown["selfServed"]), (&json!(["d1"]), &json!(true)));
    let exported_at = &shown["switchboard"]["completedBy"]["exportedAt"];
    assert_eq!(*exported_at, json!(Timestamp::from_ms(T0 + HOUR)));
    let late = exported(ended.clone(), 5_000, 60 * HOUR, older(more.clone()));
    assert!(!late.names().contains(&"CustomerDisconnected c1".to_owned()), "it was corrected");
    let lives_on = exported(ended, 21_000, 2 * HOUR, older(more));
    assert!(!lives_on.names().contains(&"CustomerDisconnected c1".to_owned()));
    let shown = serde_json::to_value(details(&lives_on.tree())).unwrap();
    assert_eq!(shown["conversationEnd"], Value::Null);
}

/// A result that is not finished any more is taken back at any time.
#[test]
fn a_corrected_result_replaces_the_earlier_one() {
    let survey = |more: Value| with(more, json!({"surveyId": "s1", "oSurveyTotalScore": 50}));
    let evaluation = |time: i64, status: &str, score: f64| {
        json!({"evaluationId": "e1", "evaluationStatus": status, "eventTime": at(time),
            "oTotalScore": score})
    };
    let story = |first: Value, second: Value| {
        let story = exported(without_end(), 20_000, HOUR, with(first, until(20_000, json!({}))));
        exported(story, 19_000, 2 * HOUR, with(second, until(19_000, json!({}))))
    };
    let surveys = |second: Value| {
        let finished = survey(json!({"surveyStatus": "Finished", "eventTime": at(18_000)}));
        story(json!({"surveys": [finished]}), json!({"surveys": [survey(second)]}))
    };
    let name = "SurveyCompleted s1".to_owned();
    assert!(!surveys(json!({"surveyStatus": "Pending"})).names().contains(&name));
    let rescored = json!({"surveyStatus": "Finished", "eventTime": at(17_000),
        "oSurveyTotalScore": 70});
    assert_eq!(surveys(rescored.clone()).data(&name)["totalScore"], 70.0);
    assert_eq!(surveys(rescored).when(&name), 17_000);
    let evaluations = |time: i64, status: &str, score: f64| {
        story(
            json!({"evaluations": [evaluation(18_000, "Finished", 50.0)]}),
            json!({"evaluations": [evaluation(time, status, score)]}),
        )
    };
    let name = "EvaluationCompleted e1".to_owned();
    assert_eq!(evaluations(17_000, "Finished", 70.0).data(&name)["totalScore"], 70.0);
    assert_eq!(evaluations(17_000, "Finished", 70.0).when(&name), 17_000);
    assert_eq!(evaluations(19_000, "Finished", 50.0).when(&name), 18_000, "nothing new");
    assert!(!evaluations(19_000, "InProgress", 70.0).names().contains(&name));
}

/// A session in a later export that has no segments still ends as the earlier one reported.
#[test]
fn a_poorer_session_keeps_its_end() {
    let named = json!({"sessionId": "c1", "ani": "a"});
    let story = exported(without_end(), 20_000, HOUR, until(20_000, json!({})));
    let poorer = document(&[participant("c", "customer", &[named])]);
    let story = exported(story, 20_000, 2 * HOUR, poorer);
    assert_eq!(end(&story), [json!(20_000), at(20_000)]);
    assert_eq!(laid(&session(&story.tree(), "c1")), ["interact 1000-20000"]);
}

#[test]
fn the_tree_says_what_it_rests_on() {
    let basis = |story: &Story| shown(story)["switchboard"]["completedBy"].clone();
    assert_eq!(basis(&without_end()), Value::Null);
    let undated = documented(without_end(), 20_000, until(20_000, json!({})));
    assert_eq!(basis(&undated), json!({}));
    let dated = exported(undated, 10_000, HOUR, until(10_000, json!({})));
    assert_eq!(basis(&dated), json!({"exportedAt": Timestamp::from_ms(T0 + HOUR)}));
}

/// Two exports of one instant: the one with the later instants wins, in either order.
#[test]
fn exports_of_one_instant_are_merged() {
    let mut story =
        exported(without_end(), 20_000, HOUR, until(20_000, json!({"selfServed": true})));
    story = exported(story, 10_000, HOUR, until(10_000, json!({"divisionIds": ["d"]})));
    permutations(&story.0.clone(), |events| {
        let story = Story(events.to_vec());
        assert_eq!(end(&story), [json!(20_000), at(20_000)]);
        let shown = shown(&story);
        assert_eq!((&shown["selfServed"], &shown["divisionIds"]), (&json!(true), &json!(["d"])));
    });
}

/// An arbitrary document: some sessions of two participants, live or ended, and other fields.
fn any_document() -> impl Strategy<Value = (i64, Value)> {
    let call =
        ("[ca][12]", 1_i64..30, proptest::option::of(1_i64..30)).prop_map(|(id, start, length)| {
            let start = start * 1_000;
            let segment = match length {
                Some(length) => piece("interact", start, start + length * 1_000, json!({})),
                None => lasting("interact", start, json!({})),
            };
            (id.clone(), voice(&id, &[segment]))
        });
    let calls =
        proptest::collection::btree_map("[ca]", proptest::collection::vec(call, 0..3), 0..3);
    let more = (any::<Option<bool>>(), any::<Option<bool>>(), 0_i64..60, any::<Option<u8>>());
    (calls, more).prop_map(|(calls, (self_served, attributes, latest, survey))| {
        let party = |(id, calls): (String, Vec<(String, Value)>)| {
            let calls: std::collections::BTreeMap<String, Value> = calls.into_iter().collect();
            let purpose = if id == "c" { "customer" } else { "agent" };
            let mut party = participant(&id, purpose, &calls.into_values().collect::<Vec<Value>>());
            if let Some(value) = attributes {
                party["attributes"] = json!({"k": value.to_string()});
            }
            party
        };
        let mut whole = document(&calls.into_iter().map(party).collect::<Vec<Value>>());
        if let Some(served) = self_served {
            whole["selfServed"] = json!(served);
        }
        if let Some(score) = survey {
            whole["surveys"] = json!([{"surveyId": "s1", "surveyStatus": "Finished",
                "oSurveyTotalScore": score}]);
        }
        (latest * 1_000, whole)
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases(200))
    })]

    /// Events and exports in any order give the same tree and the same Common Events. What is
    /// known of a participant depends only on the events and documents that name it.
    #[test]
    fn any_order_of_arrival_gives_the_same(
        exports in proptest::collection::vec(
            (any_document(), proptest::option::of(0_i64..90)), 1..5,
        ),
        order in any::<u64>(),
        left in proptest::option::of(5_i64..40),
    ) {
        let mut story = Story::new().customer(1_000, "c/c1").agent(3_000, "a/a1", "u1");
        if let Some(left) = left {
            story = story.customer_left(left * 1_000, "c/c1", "PEER");
        }
        for ((latest, document), hours) in exports {
            story = match hours {
                Some(hours) => exported(story, latest, hours * HOUR, document),
                None => documented(story, latest, document),
            };
        }
        // The log has each document once.
        story.0.sort_by_key(|known| (known.event.key, known.event.exported_at));
        story.0.dedup_by_key(|known| known.event.key);
        let (tree, told) = (story.tree(), story.derived_events());
        let mut shuffled = story.clone();
        shuffled.0.sort_by_key(|known| {
            let key = u128::from_str_radix(&known.event.key.to_string(), 16).unwrap();
            key.rotate_left((order % 128) as u32) ^ u128::from(order)
        });
        prop_assert_eq!(&shuffled.tree(), &tree);
        prop_assert_eq!(shuffled.derived_events(), told);
        for fewer in 0..story.0.len() {
            let mut events = story.0.clone();
            events.remove(fewer);
            for before in Story(events).tree().participants {
                let after = tree.participants.iter()
                    .find(|after| after.participant_id == before.participant_id).unwrap();
                prop_assert!(before.known_events < after.known_events || before == *after);
            }
        }
    }

    /// A document that comes in parts gives the same tree as the whole one.
    #[test]
    fn parts_are_merged_first(
        (_, first) in any_document(), (_, second) in any_document(), hours in 1_i64..90,
    ) {
        let of = |most: usize| {
            let mut story = Story::new();
            for (document, exported_at) in [(&first, 0), (&second, hours * HOUR)] {
                let fields: Json = document.clone().into();
                let Json::Object(fields) = fields else { panic!("it is an object") };
                for part in parts(fields, most) {
                    let part = serde_json::to_value(Json::Object(part)).unwrap();
                    story = exported(story, 60_000, exported_at, part);
                }
            }
            let mut shown = serde_json::to_value(details(&story.tree())).unwrap();
            shown.as_object_mut().unwrap().remove("switchboard");
            let mut parties = shown["participants"].as_array().cloned().unwrap_or_default();
            parties.sort_by_key(|party| party["participantId"].to_string());
            shown["participants"] = json!(parties);
            shown
        };
        prop_assert_eq!(of(1), of(usize::MAX));
    }
}
