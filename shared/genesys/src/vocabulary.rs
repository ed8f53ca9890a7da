//! Genesys' enumerations. Detail events write `CONFERENCE_TRANSFER`, the details document
//! `conferenceTransfer`, and real payloads deviate from both (`flowType: "inqueuecall"`). So texts
//! are compared without case and underscores, and written in the form of the details document. An
//! unknown value is kept as it came. `UNKNOWN` carries no information and counts as absent.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json_borrow::Value;

fn same(a: &str, b: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().filter(|b| *b != b'_').map(|b| b.to_ascii_lowercase())
    }
    letters(a).eq(letters(b))
}

fn is_informative(text: &str) -> bool {
    !text.is_empty() && !text.eq_ignore_ascii_case("unknown")
}

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $wire:literal $details:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the variants are Genesys' own words")]
        pub enum $name {
            $($variant,)*
            /// A value that the published list does not have, as it came.
            Unknown(String),
        }

        impl $name {
            /// Every value of the published list.
            pub const KNOWN: &'static [$name] = &[$($name::$variant,)*];

            /// The value in the form of the details document.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $details,)*
                    Self::Unknown(text) => text,
                }
            }

            /// The value in the form of the detail events.
            #[must_use]
            pub fn wire(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(text) => text,
                }
            }

            /// Parses either form, in any case.
            #[must_use]
            pub fn parse(text: &str) -> Self {
                $(if same(text, $wire) || same(text, $details) { return Self::$variant; })*
                Self::Unknown(text.to_owned())
            }

            pub(crate) fn from_value(value: &Value<'_>) -> Option<Self> {
                value.as_str().filter(|text| is_informative(text)).map(Self::parse)
            }

            #[allow(dead_code, reason = "not every word occurs in lists")]
            pub(crate) fn list_from_value(value: &Value<'_>) -> Vec<Self> {
                let values = value.as_array().unwrap_or_default();
                values.iter().filter_map(Self::from_value).collect()
            }

            /// Whether the value carries information; `UNKNOWN` does not.
            #[must_use]
            pub fn is_informative(&self) -> bool {
                is_informative(self.as_str())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(|text| Self::parse(&text))
            }
        }
    };
}

vocabulary! {
    /// The medium of a session.
    MediaType {
        Voice "VOICE" "voice",
        Chat "CHAT" "chat",
        Email "EMAIL" "email",
        Callback "CALLBACK" "callback",
        Cobrowse "COBROWSE" "cobrowse",
        Video "VIDEO" "video",
        Screenshare "SCREENSHARE" "screenshare",
        Message "MESSAGE" "message",
        InternalMessage "INTERNALMESSAGE" "internalmessage",
        ScreenMonitoring "SCREENMONITORING" "screenmonitoring",
    }
}

vocabulary! {
    /// The direction in which a session was established, as the organization sees it.
    Direction {
        Inbound "INBOUND" "inbound",
        Outbound "OUTBOUND" "outbound",
    }
}

vocabulary! {
    /// The channel of a message session. Only the form of the detail events is published.
    MessageType {
        Sms "SMS" "sms",
        Twitter "TWITTER" "twitter",
        Facebook "FACEBOOK" "facebook",
        Line "LINE" "line",
        Whatsapp "WHATSAPP" "whatsapp",
        Webmessaging "WEBMESSAGING" "webmessaging",
        Open "OPEN" "open",
        Instagram "INSTAGRAM" "instagram",
        Apple "APPLE" "apple",
        Linkedin "LINKEDIN" "linkedin",
    }
}

vocabulary! {
    /// How a session ended, as its participant sees it. `Client`: this user ended it in the UI.
    /// `Endpoint`: this party hung up. `Peer`: someone else ended it.
    DisconnectType {
        Endpoint "ENDPOINT" "endpoint",
        Client "CLIENT" "client",
        System "SYSTEM" "system",
        Transfer "TRANSFER" "transfer",
        Error "ERROR" "error",
        Peer "PEER" "peer",
        Other "OTHER" "other",
        Spam "SPAM" "spam",
        Timeout "TIMEOUT" "timeout",
        TransportFailure "TRANSPORT_FAILURE" "transportFailure",
        ConferenceTransfer "CONFERENCE_TRANSFER" "conferenceTransfer",
        ConsultTransfer "CONSULT_TRANSFER" "consultTransfer",
        ForwardTransfer "FORWARD_TRANSFER" "forwardTransfer",
        NoAnswerTransfer "NO_ANSWER_TRANSFER" "noAnswerTransfer",
        NotAvailableTransfer "NOT_AVAILABLE_TRANSFER" "notAvailableTransfer",
        Uncallable "UNCALLABLE" "uncallable",
        DndEndpoint "DND_ENDPOINT" "dndEndpoint",
        DndTransfer "DND_TRANSFER" "dndTransfer",
        Inactivity "INACTIVITY" "inactivity",
        SessionExpired "SESSION_EXPIRED" "sessionExpired",
        Takeover "TAKEOVER" "takeover",
    }
}

vocabulary! {
    /// How a wait in a queue ended. The details document has no such field; the second form is our
    /// own.
    AcdOutcome {
        Abandon "ABANDON" "abandon",
        Answered "ANSWERED" "answered",
        FlowOut "FLOW_OUT" "flowOut",
    }
}

vocabulary! {
    /// A routing method, requested or used.
    Routing {
        Manual "MANUAL" "Manual",
        Predictive "PREDICTIVE" "Predictive",
        Preferred "PREFERRED" "Preferred",
        Last "LAST" "Last",
        Bullseye "BULLSEYE" "Bullseye",
        Standard "STANDARD" "Standard",
        Other "OTHER" "Other",
        Conditional "CONDITIONAL" "Conditional",
        Direct "DIRECT" "Direct",
        Vip "VIP" "Vip",
    }
}

vocabulary! {
    /// The type of an Architect flow. Both forms are upper case.
    FlowType {
        InboundCall "INBOUNDCALL" "INBOUNDCALL",
        OutboundCall "OUTBOUNDCALL" "OUTBOUNDCALL",
        InQueueCall "INQUEUECALL" "INQUEUECALL",
        SecureCall "SECURECALL" "SECURECALL",
        InboundEmail "INBOUNDEMAIL" "INBOUNDEMAIL",
        SurveyInvite "SURVEYINVITE" "SURVEYINVITE",
        InboundShortMessage "INBOUNDSHORTMESSAGE" "INBOUNDSHORTMESSAGE",
        InboundChat "INBOUNDCHAT" "INBOUNDCHAT",
        Workflow "WORKFLOW" "WORKFLOW",
        Bot "BOT" "BOT",
        DigitalBot "DIGITALBOT" "DIGITALBOT",
        CommonModule "COMMONMODULE" "COMMONMODULE",
        InQueueEmail "INQUEUEEMAIL" "INQUEUEEMAIL",
        InQueueShortMessage "INQUEUESHORTMESSAGE" "INQUEUESHORTMESSAGE",
        Voice "VOICE" "VOICE",
        Voicemail "VOICEMAIL" "VOICEMAIL",
        WorkItem "WORKITEM" "WORKITEM",
        VoiceSurvey "VOICESURVEY" "VOICESURVEY",
    }
}

impl FlowType {
    /// Whether a queue runs the flow while the customer waits; also for types that Genesys adds.
    #[must_use]
    pub fn is_in_queue(&self) -> bool {
        self.as_str().get(..7).is_some_and(|begin| begin.eq_ignore_ascii_case("INQUEUE"))
    }
}

vocabulary! {
    /// The role of a participant in details documents and metric records.
    Purpose {
        Acd "ACD" "acd",
        Agent "AGENT" "agent",
        Api "API" "api",
        Botflow "BOTFLOW" "botflow",
        Campaign "CAMPAIGN" "campaign",
        Customer "CUSTOMER" "customer",
        Dialer "DIALER" "dialer",
        External "EXTERNAL" "external",
        Fax "FAX" "fax",
        Group "GROUP" "group",
        Inbound "INBOUND" "inbound",
        Ivr "IVR" "ivr",
        Manual "MANUAL" "manual",
        Outbound "OUTBOUND" "outbound",
        Station "STATION" "station",
        User "USER" "user",
        Voicemail "VOICEMAIL" "voicemail",
        VoiceSurveyFlow "VOICESURVEYFLOW" "voicesurveyflow",
        Workflow "WORKFLOW" "workflow",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_forms_parse_in_any_case() {
        for known in DisconnectType::KNOWN {
            assert_eq!(&DisconnectType::parse(known.wire()), known);
            assert_eq!(&DisconnectType::parse(known.as_str()), known);
            assert_eq!(&DisconnectType::parse(&known.wire().to_lowercase()), known);
        }
        assert_eq!(FlowType::parse("inqueuecall"), FlowType::InQueueCall);
        assert!(FlowType::parse("InQueueFax").is_in_queue() && !FlowType::Workflow.is_in_queue());
        assert_eq!(Routing::parse("STANDARD").as_str(), "Standard");
    }

    /// A value outside the list is kept as text. The word `UNKNOWN` and odd types count as absent.
    #[test]
    fn unrecognized_is_kept_and_unknown_is_absent() {
        assert_eq!(MediaType::parse("HOLOGRAM").as_str(), "HOLOGRAM");
        assert_eq!(
            MediaType::from_value(&Value::from("HOLOGRAM")),
            Some(MediaType::Unknown("HOLOGRAM".to_owned()))
        );
        for absent in [json!("UNKNOWN"), json!("unknown"), json!(""), json!(null), json!(3)] {
            assert_eq!(Direction::from_value(&Value::from(&absent)), None, "{absent}");
        }
    }
}
