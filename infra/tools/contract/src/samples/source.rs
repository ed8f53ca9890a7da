//! The conversations that samples are taken from.

use common_events::payload::SurveyCompleted;
use common_events::{Data, DerivedEvent};
use genesys::details::ConversationDetails;
use serde_json::json;
use simulate::{Kind, conversation};

use crate::ContractError;
use crate::published::Story;

/// The source of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A conversation with real timings, from a details document.
    Case(&'static str),
    /// A conversation of the simulator, by kind and seed.
    MadeUp(Kind, u64),
    /// A call whose agent has no end event.
    LostEnd,
    /// A call whose agent is evaluated afterwards.
    Evaluated,
    /// A call whose caller answers a survey afterwards. No event of Genesys reports surveys yet, so
    /// the Common Event is added directly.
    Surveyed,
}

impl Source {
    /// The events of the conversation.
    ///
    /// # Errors
    /// A document cannot be read.
    pub fn story(self) -> Result<Story, ContractError> {
        let made_up = |kind, seed| Story::of(&conversation(kind, seed));
        Ok(match self {
            Self::Case(document) => {
                Story::of(&serde_json::from_str::<ConversationDetails>(document)?)
            }
            Self::MadeUp(kind, seed) => made_up(kind, seed),
            Self::LostEnd => made_up(Kind::VoiceAnswered, 3).without("user.end"),
            Self::Evaluated => {
                made_up(Kind::VoiceAnswered, 1).and("v2.quality.evaluations", evaluation())
            }
            Self::Surveyed => made_up(Kind::Surveyed, 1).saying(survey),
        })
    }
}

fn evaluation() -> serde_json::Value {
    json!({
        "id": "0c6a3f1e-52d7-8f0b-9e41-6b7d2a90c358",
        "eventTime": "2026-03-03T13:20:11.482Z",
        "status": "Finished",
        "evaluationFormId": "5d0f9b26-7c13-8ea4-b3f8-19e64c2a7d05",
        "formName": "Service calls",
        "scoringSet": {"totalScore": 87.5, "totalCriticalScore": 100.0},
    })
}

fn survey(last: &DerivedEvent) -> DerivedEvent {
    let payload = SurveyCompleted {
        survey_id: "a417c0de-3b95-8d62-8f17-c05e9b34d27a".to_owned(),
        survey_form_id: Some("e28b61f4-0d3a-8c79-a5d6-74f1b80e9c23".to_owned()),
        survey_form_name: Some("After the call".to_owned()),
        total_score: Some(92.5),
        promoter_score: Some(9),
    };
    DerivedEvent {
        subject: payload.survey_id.clone(),
        occurred_at: last.occurred_at.plus_ms(95_000),
        causes: last.causes.clone(),
        settles: last.settles,
        inferred: false,
        data: Data { payload: payload.into(), ..last.data.clone() },
    }
}
