//! The directory of names: which name replaces which, and what reads cost.

use genesys::{Entity, EntityKind, Timestamp};
use proptest::prelude::*;
use store::{Expiry, MOST_NAMES, NameSource, Names, Operation, StoredName, Table, Written};
use tests::deployment::Deployment;

const NOW: Timestamp = Timestamp::from_ms(1_772_442_000_000);
const DAY: i64 = 86_400;

fn user(number: usize) -> Entity {
    Entity::new(EntityKind::User, &format!("u-{number}")).unwrap()
}

/// A name as of some seconds after [`NOW`], kept for a day.
fn name(entity: Entity, source: NameSource, name: &str, seconds: i64) -> StoredName {
    let as_of = NOW.plus_ms(seconds * 1_000);
    StoredName {
        entity,
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        source,
        as_of,
        expires_at: Expiry::from_seconds(as_of.ms() / 1_000 + DAY),
    }
}

async fn stored(table: &Table, entity: Entity) -> Option<StoredName> {
    table.names(&[entity]).await.unwrap().pop()
}

/// A name from either source, however old, replaces what is left of a mark; a name is no mark.
#[tokio::test]
async fn forgetting_a_user_can_be_undone() {
    let table = &Deployment::start().await.table;
    for (number, source) in [NameSource::File, NameSource::Genesys].into_iter().enumerate() {
        let entity = user(number);
        assert!(!table.allow_name(&entity, NOW).await.unwrap(), "nothing is stored");
        let mark = name(entity.clone(), NameSource::Forgotten, "", 0);
        assert_eq!(table.put_name(&mark, NOW).await.unwrap(), Written::Stored);
        assert!(table.allow_name(&entity, NOW).await.unwrap());
        assert!(!table.allow_name(&entity, NOW).await.unwrap(), "the mark is gone");
        let old = name(entity.clone(), source, "Kim", -DAY);
        assert_eq!(table.put_name(&old, NOW).await.unwrap(), Written::Stored);
        assert!(!table.allow_name(&entity, NOW).await.unwrap(), "a name is stored");
        assert_eq!(stored(table, entity).await, Some(old));
    }
}

#[tokio::test]
async fn sources_replace_each_other_as_they_may() {
    use NameSource::{File, Forgotten, Genesys};
    let table = &Deployment::start().await.table;
    for (case, (first, then, seconds, later, replaced)) in [
        (File, File, 1, 0, true),
        (File, File, 0, 0, false),
        (File, File, -1, 0, false),
        (Genesys, Genesys, 1, 0, true),
        (Genesys, File, 1, 0, true),
        (Genesys, File, -1, 0, false),
        // A file goes before Genesys Cloud, until it expires.
        (File, Genesys, 1, 0, false),
        (File, Genesys, 1, DAY + 1, true),
        (File, Genesys, -1, DAY + 1, false),
        // Nobody names a forgotten user again, until the mark expires.
        (Forgotten, File, 1, 0, false),
        (Forgotten, Genesys, 1, 0, false),
        (Forgotten, File, 1, DAY + 1, true),
        (Forgotten, Genesys, 1, DAY + 1, true),
        (File, Forgotten, 0, 0, true),
        (Genesys, Forgotten, 0, 0, true),
    ]
    .into_iter()
    .enumerate()
    {
        let entity = user(case);
        let before = name(entity.clone(), first, "before", 0);
        assert_eq!(table.put_name(&before, NOW).await.unwrap(), Written::Stored);
        let after = name(entity.clone(), then, "after", seconds);
        let expected = if replaced { Written::Stored } else { Written::Lost };
        let now = NOW.plus_ms(later * 1_000);
        assert_eq!(table.put_name(&after, now).await.unwrap(), expected, "{first:?} {then:?}");
        let kept = if replaced { after } else { before };
        assert_eq!(stored(table, entity).await, Some(kept), "{first:?} {then:?} {seconds}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    // Whatever the order in which names of a source arrive, the newest stays.
    #[test]
    fn newest_name_stays_in_any_order(
        order in Just((0..5_i64).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let deployment = Deployment::start().await;
            let table = &deployment.table;
            for seconds in &order {
                let name = name(user(0), NameSource::File, &format!("n-{seconds}"), *seconds);
                let _ = table.put_name(&name, NOW).await.unwrap();
            }
            let name = stored(table, user(0)).await.unwrap().name;
            prop_assert_eq!(name.as_deref(), Some("n-4"));
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn a_batch_of_names_is_one_cheap_call() {
    let table = &Deployment::start().await.table;
    let all: Vec<Entity> = (0..MOST_NAMES).map(user).collect();
    for entity in &all {
        let name = name(entity.clone(), NameSource::Genesys, "A Name of Usual Length", 0);
        assert_eq!(table.put_name(&name, NOW).await.unwrap(), Written::Stored);
    }
    let written = table.meter().take();
    assert_eq!(written.write_units, MOST_NAMES as f64, "a unit for a name");
    assert_eq!(table.names(&all).await.unwrap().len(), MOST_NAMES);
    let read = table.meter().take();
    assert_eq!(read.requests, [(Operation::BatchGetItem, 1)].into());
    assert_eq!(read.read_units, MOST_NAMES as f64 / 2.0, "half a unit for a name");
    assert_eq!(table.names(&[]).await.unwrap(), []);
    let (of_kind, is_all) = table.names_of(EntityKind::User, 1).await.unwrap();
    assert!(is_all && of_kind.len() == MOST_NAMES);
    let read = table.meter().take();
    assert_eq!(read.requests, [(Operation::Query, 1)].into());
    println!("all {MOST_NAMES} names of a kind: {} read units", read.read_units);
    assert!(read.read_units < 4.0, "{}", read.read_units);
    assert_eq!(table.names_of(EntityKind::Queue, 1).await.unwrap(), (Vec::new(), true));
}

#[tokio::test]
async fn long_names_are_cut_and_absent_ones_kept() {
    let table = &Deployment::start().await.table;
    let long = name(user(1), NameSource::File, &"ü".repeat(1_000), 0);
    assert_eq!(table.put_name(&long, NOW).await.unwrap(), Written::Stored);
    assert_eq!(stored(table, user(1)).await.unwrap().name, Some("ü".repeat(128)));
    let absent = name(user(2), NameSource::Genesys, "", 0);
    assert_eq!(table.put_name(&absent, NOW).await.unwrap(), Written::Stored);
    assert_eq!(stored(table, user(2)).await, Some(absent));
    assert_eq!(stored(table, user(3)).await, None);
}
