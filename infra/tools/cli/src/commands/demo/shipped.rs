//! The conversations that ship with the project, and what to try after them.

use genesys::details::ConversationDetails;

/// Conversations with real timings, in details form.
const SHIPPED: [&str; 11] = [
    include_str!("../../../../../../tests/fixtures/cases/agent-conference-3-external-legs.json"),
    include_str!("../../../../../../tests/fixtures/cases/chat-agent-held-1.json"),
    include_str!("../../../../../../tests/fixtures/cases/chat-external-in-progress.json"),
    include_str!("../../../../../../tests/fixtures/cases/consult-external-peer.json"),
    include_str!(
        "../../../../../../tests/fixtures/cases/customer-hangup-conference-dangling-leg.json"
    ),
    include_str!("../../../../../../tests/fixtures/cases/dialer-callback-hold-client.json"),
    include_str!(
        "../../../../../../tests/fixtures/cases/dialer-preview-callback-agent-client.json"
    ),
    include_str!("../../../../../../tests/fixtures/cases/multi-hold-conference-agent-hangup.json"),
    include_str!("../../../../../../tests/fixtures/cases/user-outbound-conference.json"),
    include_str!(
        "../../../../../../tests/fixtures/cases/voice-internal-user-endpoint-agent-peer.json"
    ),
    include_str!("../../../../../../tests/fixtures/cases/voicemail-then-callback.json"),
];

/// What to try after the demo.
pub(super) const NEXT: &str = "\nNext, with conversations of your own making:\n  \
    switchboard simulate --conversations 100 --jitter | switchboard run --data ./table -\n  \
    switchboard list --data ./table\n  \
    switchboard serve --data ./table        the same in a browser\n  \
    switchboard demo --serve                conversations that happen now, in a browser\n  \
    switchboard help                        every verb, with examples";

/// The conversations that ship with the project.
pub(super) fn shipped() -> impl Iterator<Item = ConversationDetails> {
    SHIPPED.iter().filter_map(|text| serde_json::from_str(text).ok())
}
