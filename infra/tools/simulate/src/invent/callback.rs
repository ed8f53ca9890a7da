//! Callbacks: a session of its own medium waits, and the call for it is another session of the same
//! participants.

use genesys::vocabulary::{Direction, DisconnectType};

use super::channel::Channel;
use super::organization::{Queue, organization};
use super::outbound::placed;
use super::role::Role;
use super::story::{SessionHandle, Story};

/// The queue of a callback offers it to an agent, who calls, and then closes the callback.
pub(super) fn called_back(
    story: &mut Story,
    customer: SessionHandle,
    wait: SessionHandle,
    queue: &'static Queue,
) {
    let user = story.user();
    let agent = story.enter(Role::Agent(user, queue), "alert");
    story.pass_around(3_000);
    story.answer(agent, wait);
    story.pass_around(12_000);
    story.channel = Channel::outbound_call(&user.address, &story.customer_number);
    let voice = story.enter_again(agent, "contacting");
    let (called, answered) = placed(story, voice, |story| story.enter_again(customer, "dialing"));
    if answered {
        story.talk(voice, 120_000);
        if story.random.chance(60) {
            story.hang_up(called, DisconnectType::Endpoint, &[voice]);
        } else {
            story.hang_up(voice, DisconnectType::Client, &[called]);
        }
    }
    story.pass_around(8_000);
    story.hang_up(agent, DisconnectType::Client, &[customer]);
    story.wrap_up(agent);
}

/// A campaign shows a contact to an agent before the call.
pub(super) fn of_campaign(story: &mut Story) {
    let contact = story.random.uuid();
    let scheduled = Some(story.now.plus_ms(2_000));
    story.channel =
        Channel::callback(&story.customer_name, &story.customer_number, scheduled, None)
            .of_campaign(&contact);
    let queue = story.queue();
    let wait = story.enter(Role::Wait(queue), "interact");
    let customer = story.enter(Role::Customer, "interact");
    story.pass_around(1_500);
    called_back(story, customer, wait, queue);
}

/// A caller who has waited for some time asks for a callback.
pub(super) fn in_conversation(story: &mut Story) {
    let (customer, wait, queue) = story.queued();
    story.pass_around(60_000);
    let (callback, callback_wait) = scheduled(story, customer, queue);
    story.pass_around(3_000);
    story.leave(wait, DisconnectType::Transfer);
    story.instant();
    story.leave(customer, DisconnectType::Endpoint);
    story.pass_around(900_000);
    called_back(story, callback, callback_wait, queue);
}

/// The caller leaves a voicemail, which becomes a callback.
pub(super) fn after_voicemail(story: &mut Story) {
    let (customer, menu) = story.call_in();
    story.flow(menu, &organization().menu, Some("TRANSFER"), Some("ACD_VOICEMAIL"), 0);
    story.leave(menu, DisconnectType::Transfer);
    story.instant();
    let queue = story.queue();
    let (callback, wait) = recorded(story, customer, queue);
    story.pass_around(1_800_000);
    called_back(story, callback, wait, queue);
}

/// The caller leaves a voicemail for a queue and hangs up. Returns the sessions of the resulting
/// callback: customer and wait.
pub(super) fn recorded(
    story: &mut Story,
    customer: SessionHandle,
    queue: &'static Queue,
) -> (SessionHandle, SessionHandle) {
    let voicemail = story.enter(Role::Voicemail(queue), "system");
    story.pass(30);
    let (callback, wait) = scheduled(story, customer, queue);
    story.turn(voicemail, "interact");
    story.pass_around(40_000);
    story.hang_up(customer, DisconnectType::Endpoint, &[voicemail]);
    (callback, wait)
}

fn scheduled(
    story: &mut Story,
    customer: SessionHandle,
    queue: &'static Queue,
) -> (SessionHandle, SessionHandle) {
    story.channel = Channel::callback(
        &story.customer_name,
        &story.customer_number,
        None,
        Some(Direction::Outbound),
    );
    let callback = story.enter_again(customer, "interact");
    story.instant();
    let wait = story.enter(Role::Wait(queue), "interact");
    (callback, wait)
}
