//! Where participants are stored, and that no order of writes brings back an older state.

use std::collections::BTreeMap;

use conversation::{Overview, Participant, project};
use genesys::ConversationId;
use store::placement::StoredParticipants;
use store::tree_item::Commit;
use store::{ItemKeys, ParticipantItem, TreeItem};
use testkit::{cases, envelopes, history};
use tests::deployment::Deployment;

use super::conditions::LATER;

fn id() -> ConversationId {
    cases()[0].1.conversation_id.clone()
}

/// A commit of the first case, and its participants, each with one session and small enough for the
/// tree.
fn commit() -> (TreeItem, Vec<ParticipantItem>) {
    let mut conversation = project(&history(&cases()[0].1, true));
    conversation.summary.documented = None;
    conversation.summary.external_contact_ids.clear();
    for participant in &mut conversation.participants {
        participant.documented = None;
        participant.sessions.truncate(1);
        for session in &mut participant.sessions {
            (session.documented, session.recorded) = (None, None);
            session.segments.truncate(2);
            session.metrics.clear();
        }
    }
    let commit = Commit {
        ledger_end: 0,
        complete_until: LATER,
        wake_up_at: None,
        holds_back: false,
        series: None,
        packed: None,
        expires_at: LATER,
    };
    let tree = TreeItem::new((conversation.summary, Overview::default()), commit, None, 1);
    (tree, items(conversation.participants))
}

fn items(participants: Vec<Participant>) -> Vec<ParticipantItem> {
    participants.into_iter().map(|it| ParticipantItem::new(id(), it, LATER)).collect()
}

/// The same participant as it follows from this many events.
fn knowing(known_events: u64, item: &ParticipantItem) -> ParticipantItem {
    let participant = Participant { known_events, ..item.participant.clone() };
    ParticipantItem::new(id(), participant, LATER)
}

fn customer(items: &[ParticipantItem]) -> &ParticipantItem {
    items.iter().find(|item| item.by_user.is_none()).unwrap()
}

fn agent(items: &[ParticipantItem]) -> &ParticipantItem {
    items.iter().find(|item| item.by_user.is_some()).unwrap()
}

/// Places participants in a commit that follows `read`.
fn placed(
    participants: &[&ParticipantItem],
    read: Option<&TreeItem>,
    items: &[ItemKeys],
) -> (TreeItem, Vec<ParticipantItem>, u64) {
    let mut tree = commit().0;
    let participants = participants.iter().map(|item| (*item).clone()).collect();
    let stored = StoredParticipants { commit: read, items, ..StoredParticipants::default() };
    let placed = tree.place(participants, stored).unwrap();
    (tree, placed.items, placed.changed)
}

fn inline(tree: &TreeItem) -> Vec<u64> {
    tree.inline.iter().map(|participant| participant.known_events).collect()
}

#[test]
fn small_participant_is_stored_within_the_tree() {
    let (_, items) = commit();
    let first = knowing(1, customer(&items));
    let (tree, put, changed) = placed(&[&first], None, &[]);
    assert_eq!((inline(&tree), put.len(), changed), (vec![1], 0, 1));
    let (again, put, changed) = placed(&[&first], Some(&tree), &[]);
    assert_eq!((&again.inline, put.len(), changed), (&tree.inline, 0, 0));
    let (tree, put, changed) = placed(&[&knowing(2, &first)], Some(&tree), &[]);
    assert_eq!((inline(&tree), put.len(), changed), (vec![2], 0, 1));
    assert!(tree.participants.is_empty());
}

/// The index needs an item. Once that is read, later changes are stored within the tree.
#[test]
fn user_has_an_item_with_the_right_keys() {
    let (_, items) = commit();
    let first = knowing(1, agent(&items));
    let (tree, put, _) = placed(&[&first], None, &[]);
    assert_eq!((&tree.inline, &put), (&vec![], &vec![first.clone()]));
    let second = knowing(2, &first);
    let (unread, put, _) = placed(&[&second], Some(&tree), &[]);
    assert_eq!((&unread.inline, &put), (&vec![], &vec![second.clone()]), "its keys are not known");
    let (tree, put, _) = placed(&[&second], Some(&tree), &[first.keys()]);
    assert_eq!((inline(&tree), put.len()), (vec![2], 0));
    // A slow pass has replaced the item by one with another start.
    let stray = ItemKeys { start: first.start.map(|start| start.plus_ms(1)), ..first.keys() };
    let (mended, put, changed) = placed(&[&second], Some(&tree), &[stray]);
    assert_eq!((&mended.inline, &put, changed), (&vec![], &vec![second], 1));
}

/// As after a release that derives less from the same events.
#[test]
fn item_that_knows_more_is_not_hidden() {
    let (_, items) = commit();
    let ahead = knowing(9, customer(&items));
    let mut read = commit().0;
    read.participants.insert(ahead.sk.0.clone(), 9);
    let (tree, put, _) = placed(&[&knowing(3, &ahead)], Some(&read), &[]);
    assert!(
        tree.inline.is_empty() && put.len() == 1,
        "its put fails, which shows that it is behind"
    );
}

#[test]
fn participants_that_do_not_fit_have_items() {
    let (_, items) = commit();
    let known = customer(&items);
    let many: Vec<ParticipantItem> = (0..40)
        .map(|n| {
            let participant_id = format!("participant-number-{n}").parse().unwrap();
            let mut participant = Participant { participant_id, ..known.participant.clone() };
            let note: String = testkit::noise(10_000).chars().skip(n * 200).take(100).collect();
            participant.attributes.insert("note".to_owned(), note);
            ParticipantItem::new(id(), participant, LATER)
        })
        .collect();
    let (tree, put, changed) = placed(&many.iter().collect::<Vec<_>>(), None, &[]);
    assert!(!tree.inline.is_empty() && !put.is_empty());
    assert_eq!((tree.inline.len() + put.len(), changed), (40, 40));
    assert_eq!(tree.participants.len(), put.len());
    let (again, put, changed) = placed(&many.iter().collect::<Vec<_>>(), Some(&tree), &[]);
    assert_eq!((again, put.len(), changed), (tree, 0, 0), "the same again writes nothing");
}

/// A participant that a log page names is in `TREE` again only once they have changed.
#[test]
fn participant_on_a_page_is_not_in_the_tree() {
    let (_, items) = commit();
    let [old, new] = [1, 2].map(|known| knowing(known, agent(&items)));
    let id = &old.sk.0;
    let (mut tree, _, _) = placed(&[&old], None, &[]);
    let on_pages = std::mem::take(&mut tree.participants);
    assert_eq!(on_pages, BTreeMap::from([(id.clone(), 1)]));
    for (item, named, put) in [(&old, None, 0), (&new, Some(2), 1)] {
        let (mut next, commit, on_pages) = (commit().0, Some(&tree), Some(&on_pages));
        let stored = StoredParticipants { commit, on_pages, ..StoredParticipants::default() };
        let placed = next.place(vec![item.clone()], stored).unwrap();
        assert_eq!((next.participants.get(id).copied(), placed.items.len()), (named, put));
    }
}

#[test]
fn incompressible_participant_has_an_item() {
    let (_, items) = commit();
    let mut participant = customer(&items).participant.clone();
    participant.attributes.insert("note".to_owned(), testkit::noise(3_000));
    let large = ParticipantItem::new(id(), participant, LATER);
    let (tree, put, _) = placed(&[&large], None, &[]);
    assert!(tree.inline.is_empty() && put == [large]);
}

/// Whatever copies there are, the one that knows most counts.
#[test]
fn copy_that_knows_more_counts() {
    let (tree, all) = commit();
    let copy = |known: u64| (known > 0).then(|| knowing(known, customer(&all)));
    for (inline, item) in (0..4).flat_map(|inline| (0..4).map(move |item| (inline, item))) {
        let within = copy(inline).map(|item| item.participant).into_iter().collect();
        let tree = TreeItem { inline: within, ..tree.clone() };
        let merged = tree.with_items(copy(item).into_iter().collect());
        let known: Vec<u64> = merged.iter().map(|item| item.known_events).collect();
        let most = inline.max(item);
        assert_eq!(known, if most == 0 { vec![] } else { vec![most] }, "{inline} and {item}");
    }
}

/// A table that the version before this one wrote: it is read as it is, and the next event goes on
/// from there.
#[tokio::test]
async fn former_layout_is_read_and_continued() {
    for (name, details) in cases() {
        let id = &details.conversation_id;
        let (calm, upgraded) = (Deployment::start().await, Deployment::start().await);
        let arrivals = envelopes(&details, true);
        let (before, after) = arrivals.split_at(arrivals.len() / 2);
        calm.append(&arrivals).await;
        calm.pass(id).await;
        upgraded.append(before).await;
        upgraded.pass(id).await;
        let said = upgraded.said(id).await;
        upgraded.former_layout(id).await;
        assert_eq!(upgraded.said(id).await, said, "{name}: it is read as before");
        let report = upgraded.pass(id).await;
        assert!(!report.committed && report.participants == 0, "{name}: and left as it is");
        for arrival in after {
            upgraded.append(std::slice::from_ref(arrival)).await;
            upgraded.pass(id).await;
        }
        let mut said = upgraded.said(id).await;
        said["ledger"].as_object_mut().unwrap().retain(|_, entry| entry[0] == "active");
        assert_eq!(said, calm.said(id).await, "{name}");
    }
}
