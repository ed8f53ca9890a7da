//! The stored form of [`TreeItem`]: what no query reads is packed in one attribute, because its
//! parts name the same ids and share one kilobyte.

use std::collections::BTreeMap;

use conversation::{Conversation, Overview, Participant, Summary, overview};
use genesys::{ParticipantId, Timestamp};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_with::{serde_as, skip_serializing_none};

use crate::expiry::Expiry;
use crate::keys::{ConversationKey, TreeSortKey};
use crate::log_page::{PackedLog, Series};
use crate::packed::Packed;
use crate::tree_item::TreeItem;

/// Longest JSON text of the content that is not deflated, in bytes: the item stays under a kilobyte
/// with its keys and other attributes.
const MAX_LEGIBLE_BYTES: usize = 700;

/// Longest JSON text of an overview in an attribute of its own that is not deflated, in bytes.
const MAX_LEGIBLE_OVERVIEW_BYTES: usize = 100;

/// The item as it is written.
#[serde_as]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    pk: &'a ConversationKey,
    sk: TreeSortKey,
    version: u64,
    #[serde_as(as = "Packed<MAX_LEGIBLE_BYTES>")]
    content: WrittenContent<'a>,
    /// Only of an ended conversation, because the index `ended` has a copy.
    #[serde_as(as = "Option<Packed<MAX_LEGIBLE_OVERVIEW_BYTES>>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    overview: Option<&'a Overview>,
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Timestamp>,
    expires_at: Expiry,
}

#[skip_serializing_none]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WrittenContent<'a> {
    summary: &'a Summary,
    /// Of a conversation that has not ended, unless it follows from what is stored here.
    overview: Option<&'a Overview>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    participants: &'a BTreeMap<ParticipantId, u64>,
    #[serde(skip_serializing_if = "<[Participant]>::is_empty")]
    inline: &'a [Participant],
    ledger_end: u32,
    complete_until: Expiry,
    /// Nobody reads it but the version before, which requires it.
    participants_expire_at: Expiry,
    wake_up_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    holds_back: bool,
    series: Option<Series>,
    packed: Option<&'a PackedLog>,
}

impl Serialize for TreeItem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let content = WrittenContent {
            summary: &self.summary,
            overview: Some(&self.overview).filter(|_| self.ended.is_none() && !self.is_whole()),
            participants: &self.participants,
            inline: &self.inline,
            ledger_end: self.ledger_end,
            complete_until: self.complete_until,
            participants_expire_at: self.expires_at,
            wake_up_at: self.wake_up_at,
            holds_back: self.holds_back,
            series: self.series,
            packed: self.packed.as_ref(),
        };
        Written {
            pk: &self.pk,
            sk: self.sk,
            version: self.version,
            content,
            overview: Some(&self.overview).filter(|_| self.ended.is_some()),
            open: self.open.as_deref(),
            ended: self.ended.as_deref(),
            start: self.start,
            expires_at: self.expires_at,
        }
        .serialize(serializer)
    }
}

/// The item as it is read: in today's form, or in the one before, which had an attribute for each
/// value and an item for each participant.
#[serde_as]
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Read {
    pk: ConversationKey,
    sk: TreeSortKey,
    version: u64,
    #[serde_as(as = "Option<Packed>")]
    #[serde(default)]
    content: Option<ReadContent>,
    #[serde_as(as = "Option<Packed>")]
    #[serde(default)]
    overview: Option<Overview>,
    #[serde_as(as = "Option<Packed>")]
    #[serde(default)]
    summary: Option<Summary>,
    #[serde_as(as = "Option<Packed>")]
    #[serde(default)]
    participants: Option<BTreeMap<ParticipantId, u64>>,
    complete_until: Option<Expiry>,
    wake_up_at: Option<Timestamp>,
    #[serde(default)]
    holds_back: bool,
    open: Option<String>,
    ended: Option<String>,
    start: Option<Timestamp>,
    expires_at: Expiry,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReadContent {
    summary: Summary,
    overview: Option<Overview>,
    #[serde(default)]
    participants: BTreeMap<ParticipantId, u64>,
    #[serde(default)]
    inline: Vec<Participant>,
    ledger_end: u32,
    complete_until: Expiry,
    wake_up_at: Option<Timestamp>,
    #[serde(default)]
    holds_back: bool,
    series: Option<Series>,
    packed: Option<PackedLog>,
}

impl<'de> Deserialize<'de> for TreeItem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut read = Read::deserialize(deserializer)?;
        let mut content = match read.content.take() {
            Some(content) => content,
            None => read.former_content().ok_or_else(|| D::Error::missing_field("content"))?,
        };
        Ok(Self {
            pk: read.pk,
            sk: read.sk,
            overview: read.overview.take().unwrap_or_else(|| content.take_overview()),
            summary: content.summary,
            version: read.version,
            participants: content.participants,
            inline: content.inline,
            ledger_end: content.ledger_end,
            complete_until: content.complete_until,
            wake_up_at: content.wake_up_at,
            holds_back: content.holds_back,
            series: content.series,
            packed: content.packed,
            open: read.open,
            ended: read.ended,
            start: read.start,
            expires_at: read.expires_at,
        })
    }
}

impl ReadContent {
    /// The overview as it is stored. Where all participants are stored here, it follows from them.
    /// The form before had none of other conversations; their next commit has one.
    fn take_overview(&mut self) -> Overview {
        let is_whole = self.participants.is_empty();
        self.overview.take().unwrap_or_else(|| match is_whole {
            true => overview(&Conversation {
                summary: self.summary.clone(),
                participants: self.inline.clone(),
            }),
            false => Overview::default(),
        })
    }
}

impl Read {
    /// The content in the form before. It announced no ledger page.
    fn former_content(&mut self) -> Option<ReadContent> {
        Some(ReadContent {
            summary: self.summary.take()?,
            overview: None,
            participants: self.participants.take()?,
            inline: Vec::new(),
            ledger_end: 0,
            complete_until: self.complete_until?,
            wake_up_at: self.wake_up_at,
            holds_back: self.holds_back,
            series: None,
            packed: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::io::Write;

    use serde_dynamo::AttributeValue;

    use super::*;

    const SUMMARY: &str = concat!(
        r#"{"conversationId":"c-1","conversationStart":"2026-03-02T09:00:00.000Z","#,
        r#""status":"open","counts":{"participants":1,"sessions":1,"transfers":0},"#,
        r#""knownEvents":3}"#,
    );

    fn deflated(text: &str) -> AttributeValue {
        let mut encoder =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        AttributeValue::B(encoder.finish().unwrap())
    }

    /// An item as the version before this one wrote it.
    fn former(summary: AttributeValue, participants: AttributeValue) -> serde_dynamo::Item {
        let text = |value: &str| AttributeValue::S(value.to_owned());
        let number = |value: &str| AttributeValue::N(value.to_owned());
        let attributes = [
            ("pk", text("CONVERSATION#c-1")),
            ("sk", text("TREE")),
            ("summary", summary),
            ("version", number("7")),
            ("participants", participants),
            ("completeUntil", number("5")),
            ("participantsExpireAt", number("6")),
            ("wakeUpAt", text("2026-03-02T09:00:05.000Z")),
            ("holdsBack", AttributeValue::Bool(true)),
            ("open", text("OPEN#0")),
            ("start", text("2026-03-02T09:00:00.000Z")),
            ("expiresAt", number("9")),
        ];
        let named = attributes.map(|(name, value)| (name.to_owned(), value));
        serde_dynamo::Item::from(HashMap::from(named))
    }

    #[test]
    fn former_form_is_read() {
        let participants = r#"{"p-1":2}"#;
        for item in [
            former(
                AttributeValue::S(SUMMARY.to_owned()),
                AttributeValue::S(participants.to_owned()),
            ),
            former(deflated(SUMMARY), deflated(participants)),
        ] {
            let tree: TreeItem = serde_dynamo::from_item(item).unwrap();
            assert_eq!(tree.summary, serde_json::from_str(SUMMARY).unwrap());
            assert_eq!(tree.participants, BTreeMap::from([("p-1".parse().unwrap(), 2)]));
            assert_eq!((tree.version, tree.ledger_end, tree.inline.len()), (7, 0, 0));
            assert_eq!(tree.complete_until, Expiry::from_seconds(5));
            assert!(tree.holds_back && tree.wake_up_at.is_some() && tree.open.is_some());
            let again: serde_dynamo::Item = serde_dynamo::to_item(tree.clone()).unwrap();
            assert_eq!(serde_dynamo::from_item::<_, TreeItem>(again).unwrap(), tree);
        }
    }

    #[test]
    fn item_without_content_is_refused() {
        let mut item =
            former(AttributeValue::S(SUMMARY.to_owned()), AttributeValue::S("{}".into()))
                .into_inner();
        item.remove("summary");
        let item = serde_dynamo::Item::from(item);
        assert!(serde_dynamo::from_item::<_, TreeItem>(item).is_err());
    }
}
