//! Serves the feed as server-sent events, for one machine.
//!
//! - `GET /notifications`: the messages about all interactions, for administrators;
//! - `GET /me/notifications`: those about the caller.
//!
//! Each message is an event without a name, whose id is its position in the feed. An event named
//! `reset` says that messages may be missing before it: the list that it names has what they said.
//! It comes first unless the request continues at a position of the feed (`Last-Event-ID`). A
//! heartbeat comes after some seconds without a message; it has the position, too.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures::{Stream, stream};
use http::HeaderMap;
use http::header::CACHE_CONTROL;
use serde_json::json;

use super::feed::{Audience, Feed, Next, Receiver};
use crate::base::Base;
use crate::caller::{Caller, Role};
use crate::problem::Problem;

/// Time without a message after which a heartbeat is sent.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Time after which a browser reconnects, in milliseconds.
const RECONNECT: Duration = Duration::from_secs(1);

/// The header in which a browser says which event it got last.
const LAST_EVENT_ID: &str = "last-event-id";

/// The router of both paths. As with the API's own, a request carries its [`Caller`] in its
/// extensions.
pub fn router(feed: Feed) -> Router {
    Router::new()
        .route("/notifications", get(all))
        .route("/me/notifications", get(own))
        .with_state(feed)
}

async fn all(
    State(feed): State<Feed>,
    caller: Caller,
    base: Base,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if caller.role != Role::Admin {
        let wanted = "only administrators get all notifications: use /me/notifications";
        return Err(Problem::forbidden(wanted));
    }
    Ok(serve(&feed, Audience::Administrators, &base.list("/interactions"), &headers))
}

async fn own(
    State(feed): State<Feed>,
    caller: Caller,
    base: Base,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let me = caller.me()?.clone();
    Ok(serve(&feed, Audience::User(me), &base.list("/me/interactions"), &headers))
}

/// A response without end. `list` is the URI of the list that has what the messages say.
fn serve(feed: &Feed, audience: Audience, list: &str, headers: &HeaderMap) -> Response {
    let last = headers.get(LAST_EVENT_ID).and_then(|id| id.to_str().ok());
    let receiver = feed.receiver(audience, last.and_then(|id| id.parse().ok()));
    let reset = json!({"uris": [list]}).to_string();
    ([(CACHE_CONTROL, "no-store")], Sse::new(events(receiver, reset))).into_response()
}

fn events(receiver: Receiver, reset: String) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold((receiver, reset), async |(mut receiver, reset)| {
        let next = tokio::time::timeout(HEARTBEAT, receiver.next()).await;
        let event = match next {
            Ok(Next::Message(position, entry)) => {
                Event::default().id(position.to_string()).data(&entry.text)
            }
            Ok(Next::Reset(position)) => Event::default()
                .event("reset")
                .id(position.to_string())
                .retry(RECONNECT)
                .data(&reset),
            Ok(Next::End) => return None,
            Err(_) => Event::default().comment("heartbeat").id(receiver.position().to_string()),
        };
        Some((Ok(event), (receiver, reset)))
    })
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn quiet_stream_has_heartbeats_with_the_position() {
        let feed = Feed::default();
        feed.begin(5);
        let response = serve(&feed, Audience::Administrators, "list", &HeaderMap::new());
        let mut body = response.into_body().into_data_stream();
        let mut texts = Vec::new();
        for _ in 0..3 {
            let text = body.next().await.unwrap().unwrap();
            texts.push(String::from_utf8(text.to_vec()).unwrap());
        }
        assert_eq!(texts[0], "event: reset\nid: 5.0\nretry: 1000\ndata: {\"uris\":[\"list\"]}\n\n");
        assert_eq!(texts[1], ": heartbeat\nid: 5.0\n\n");
        assert_eq!(texts[1], texts[2]);
    }
}
