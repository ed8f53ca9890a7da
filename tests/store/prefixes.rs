//! Conversations by the beginning of their ids.

use genesys::Timestamp;
use serde_json::{Value, json};
use store::prefix::MOST_CANDIDATES;
use store::{Day, PrefixSearch, Searched};
use tests::deployment::Deployment;

/// 2026-03-02T09:00:00Z.
const START_MS: i64 = 1_772_442_000_000;

/// An event of a conversation that begins some days after the start.
fn event(id: &str, topic: &str, day: i64) -> Value {
    json!({
        "id": "e", "detail-type": format!("v2.detail.events.conversation.{{id}}.{topic}"),
        "detail": {"eventBody": {
            "conversationId": id, "eventTime": START_MS + day * 86_400_000,
            "participantId": "p-1", "sessionId": "s-1", "mediaType": "VOICE",
        }},
    })
}

async fn tell(deployment: &Deployment, id: &str, day: i64, ends: bool) {
    deployment.append(&[event(id, "customer.start", day)]).await;
    if ends {
        let mut end = event(id, "customer.end", day);
        end["detail"]["eventBody"]["eventTime"] = json!(START_MS + day * 86_400_000 + 1);
        deployment.append(&[end]).await;
    }
    deployment.pass(&id.parse().unwrap()).await;
}

fn ids(searched: &Searched) -> Vec<String> {
    let mut ids: Vec<String> = searched.found.iter().map(ToString::to_string).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn keys_or_indexes_find_what_begins_so() {
    let deployment = Deployment::start().await;
    for (id, day, ends) in [
        ("aaaa-open", 0, false),
        ("aaaa-today", 0, true),
        ("aaaa-week", -7, true),
        ("aaaa-year", -365, true),
        ("bbbb-1", 0, true),
    ] {
        tell(&deployment, id, day, ends).await;
    }
    let table = &deployment.table;
    let now = Timestamp::from_ms(START_MS);
    let indexes = PrefixSearch::Indexes { shards: 1, now };
    let search = |beginning: &'static str, search| async move {
        table.beginning_with(beginning, search).await.unwrap()
    };
    let whole = search("aaaa", PrefixSearch::Whole).await;
    assert_eq!(ids(&whole), ["aaaa-open", "aaaa-today", "aaaa-week", "aaaa-year"]);
    assert_eq!(whole.since, None);
    let recent = search("AAAA", indexes).await;
    assert_eq!(ids(&recent), ["aaaa-open", "aaaa-today", "aaaa-week"]);
    assert_eq!(recent.since, Some(Day::of(now.minus_ms(30 * 86_400_000))), "31 days");
    for kind in [PrefixSearch::Whole, indexes] {
        assert_eq!(ids(&search("bbbb-", kind).await), ["bbbb-1"]);
        assert_eq!(ids(&search("bbbb-12", kind).await), [""; 0]);
        assert_eq!(ids(&search("cccc", kind).await), [""; 0]);
    }
    assert!(table.has(&"bbbb-1".parse().unwrap()).await.unwrap());
    assert!(!table.has(&"bbbb".parse().unwrap()).await.unwrap());
}

#[tokio::test]
async fn a_search_ends_with_enough_candidates() {
    let deployment = Deployment::start().await;
    for number in 0..MOST_CANDIDATES + 5 {
        tell(&deployment, &format!("aaaa-{number}"), 0, true).await;
    }
    let now = Timestamp::from_ms(START_MS);
    for search in [PrefixSearch::Whole, PrefixSearch::Indexes { shards: 1, now }] {
        let found = deployment.table.beginning_with("aaaa", search).await.unwrap().found;
        assert_eq!(found.len(), MOST_CANDIDATES);
    }
}
