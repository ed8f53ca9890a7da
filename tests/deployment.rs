//! A deployment for one test: a table on the embedded DynamoDB, and what tests ask of it.

use std::collections::BTreeMap;

use aws_lambda_events::dynamodb::EventRecord;
use aws_sdk_dynamodb::types::AttributeValue;
use genesys::ConversationId;
use local_aws::embedded::Embedded;
use local_aws::streams::StreamReader;
use reconstruct::PassReport;
use serde_json::{Value, json};
use store::keys::{ConversationKey, PK, SK, SortKey};
use store::{
    Appended, EventLog, LedgerEntry, LedgerPage, Projections, StoredTree, Table, TreeItem, Written,
};
use testkit::but_context;
use testkit::invocations::{NOW, RETENTION, TABLE, event, reconstruct};

/// A table on an embedded DynamoDB.
pub struct Deployment {
    /// The embedded DynamoDB.
    pub embedded: Embedded,
    /// The table.
    pub table: Table,
}

impl Deployment {
    /// An empty table.
    pub async fn start() -> Self {
        let embedded = Embedded::start(None).unwrap();
        let client = embedded.dynamodb();
        Table::create(&client, TABLE).await.unwrap();
        Self { table: Table::new(client, TABLE), embedded }
    }

    /// A reader of the table's stream, from its first record.
    pub async fn stream(&self) -> StreamReader {
        StreamReader::open(self.embedded.streams(), &self.embedded.dynamodb(), TABLE, None)
            .await
            .unwrap()
    }

    /// All records in the table's stream.
    pub async fn records(&self) -> Vec<EventRecord> {
        let mut reader = self.stream().await;
        let mut records = Vec::new();
        loop {
            let page = reader.next(1_000).await.unwrap();
            if page.is_empty() {
                return records;
            }
            records.extend(page);
        }
    }

    /// Lets an item live longer and changes nothing else, as an earlier version did.
    pub async fn extend_expiry(&self, id: &ConversationId, sort_key: SortKey) {
        let key = |text: String| AttributeValue::S(text);
        let update = self.embedded.dynamodb().update_item().table_name(TABLE);
        update
            .key(PK, key(ConversationKey(id.clone()).to_string()))
            .key(SK, key(sort_key.to_string()))
            .update_expression("ADD expiresAt :longer")
            .expression_attribute_values(":longer", AttributeValue::N("1".to_owned()))
            .send()
            .await
            .unwrap();
    }

    /// Appends events to the log, received at [`NOW`].
    pub async fn append(&self, envelopes: &[Value]) -> Vec<Appended> {
        let mut appended = Vec::new();
        for envelope in envelopes {
            appended.push(self.table.append(&event(envelope)).await.unwrap());
        }
        appended
    }

    /// Stores a conversation as the version before this one did: every participant in an item of
    /// its own, no ledger page announced, and no log pages.
    pub async fn former_layout(&self, conversation_id: &ConversationId) {
        let StoredTree { tree, participants } =
            self.table.tree(conversation_id).await.unwrap().unwrap();
        for item in &participants {
            assert_eq!(self.table.put_participant(item).await.unwrap(), Written::Stored);
        }
        let in_items = participants.iter().map(|item| (item.sk.0.clone(), item.known_events));
        let (participants, inline) = (in_items.collect(), Vec::new());
        let (series, packed, ledger_end) = (None, None, 0);
        let former = TreeItem { participants, inline, ledger_end, series, packed, ..tree.clone() };
        assert_eq!(
            self.table.put_tree(&former, Some(tree.version)).await.unwrap(),
            Written::Stored
        );
    }

    /// Runs one ordinary pass.
    pub async fn pass(&self, conversation_id: &ConversationId) -> PassReport {
        reconstruct(self.table.clone(), NOW).pass().run(conversation_id).await.unwrap()
    }

    /// Appends a page with this entry to the ledger, as a pass that derived it would.
    pub async fn say(&self, entry: LedgerEntry) {
        let id = entry.conversation_id.clone();
        let last = self.table.ledger_pages(&id).await.unwrap().last().map_or(0, |page| page.number);
        let expires_at = RETENTION.expiry(entry.occurred_at, NOW).of_tree_and_ledger();
        for page in LedgerPage::after(last, vec![entry], expires_at) {
            assert_eq!(self.table.put_ledger_page(&page).await.unwrap(), Written::Stored);
        }
    }

    /// The tree and the ledger of a conversation as JSON, without the counts of passes and
    /// revisions and without context.
    pub async fn said(&self, conversation_id: &ConversationId) -> Value {
        let stored = self.table.tree(conversation_id).await.unwrap();
        let ledger = self.table.ledger(conversation_id).await.unwrap();
        let ledger: BTreeMap<String, Value> = ledger
            .iter()
            .map(|entry| {
                (
                    entry.id().to_string(),
                    json!([entry.status, entry.occurred_at, but_context(&entry.data)]),
                )
            })
            .collect();
        json!({"tree": stored.map(|stored| stored.conversation()), "ledger": ledger})
    }
}
