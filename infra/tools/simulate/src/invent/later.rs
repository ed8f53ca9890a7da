//! Callbacks that take more than one attempt or more than one day.

use genesys::vocabulary::{Direction, DisconnectType};

use super::callback::{called_back, recorded};
use super::channel::Channel;
use super::organization::{Queue, organization};
use super::outbound::placed_if;
use super::role::Role;
use super::story::{SessionHandle, Story};
use super::voice::Served;

/// An agent with a callback calls the customer, who answers in `answers` percent of cases.
fn calls(
    story: &mut Story,
    agent: SessionHandle,
    customer: SessionHandle,
    answers: u32,
) -> (SessionHandle, bool) {
    let callback = story.channel.clone();
    let address = story.address_of(agent);
    story.channel = Channel::outbound_call(&address, &story.customer_number);
    let voice = story.enter_again(agent, "contacting");
    let (called, is_answered) =
        placed_if(story, voice, answers, |story| story.enter_again(customer, "dialing"));
    if is_answered {
        story.talk(voice, 120_000);
        if story.random.chance(60) {
            story.hang_up(called, DisconnectType::Endpoint, &[voice]);
        } else {
            story.hang_up(voice, DisconnectType::Client, &[called]);
        }
    }
    story.channel = callback;
    (voice, is_answered)
}

/// During a call, the customer asks the agent for a callback on the next day. The same agent or
/// another one calls, and wraps up both sessions, in some cases before the callback is closed.
pub(super) fn next_day(story: &mut Story) {
    let Served { customer, agent, queue } = story.served();
    story.talk(agent, 120_000);
    let due = story.now.plus_ms(story.random.between(18, 26) * 3_600_000);
    story.channel = Channel::callback(
        &story.customer_name,
        &story.customer_number,
        Some(due),
        Some(Direction::Outbound),
    );
    let callback = story.enter_again(customer, "interact");
    story.pass(8_000);
    story.part(customer, agent);
    story.now = due;
    let wait = story.enter(Role::Wait(queue), "interact");
    story.pass_around(20_000);
    let caller = if story.random.chance(50) {
        story.enter_again(agent, "alert")
    } else {
        story.offer(queue)
    };
    story.pass_around(3_000);
    story.answer(caller, wait);
    story.pass_around(12_000);
    let (voice, _) = calls(story, caller, callback, 80);
    let ms = story.random.around(12_000);
    if story.random.chance(40) {
        story.pass(ms);
        story.wrap_up_before_end(caller, ms);
        story.pass_around(10_000);
        story.hang_up(caller, DisconnectType::Client, &[callback]);
    } else {
        story.pass_around(8_000);
        story.hang_up(caller, DisconnectType::Client, &[callback]);
        story.wrap_up_of(caller, ms);
    }
    story.wrap_up(voice);
}

/// The customer does not answer the first call, or the agent closes the callback without a call. A
/// later callback of the same conversation may reach the customer.
pub(super) fn retried(story: &mut Story) {
    let contact = story.random.uuid();
    let by_campaign = story.random.chance(60);
    let direction = (!by_campaign).then_some(Direction::Outbound);
    let due = Some(story.now.plus_ms(2_000));
    let name = story.customer_name.clone();
    let mut channel = Channel::callback(&name, &story.customer_number, due, direction);
    if by_campaign {
        channel = channel.of_campaign(&contact);
    }
    story.channel = channel;
    let queue = story.queue();
    let first = story.enter(Role::Customer, "interact");
    let mut customer = first;
    for answers in [0, 75, 75] {
        if answers > 0 {
            story.pass_around(2 * 3_600_000);
            customer = story.enter_again(first, "interact");
            story.instant();
        }
        let wait = story.enter(Role::Wait(queue), "interact");
        story.pass_around(8_000);
        let agent = story.offer(queue);
        story.pass_around(3_000);
        story.answer(agent, wait);
        story.pass_around(12_000);
        let is_done = story.random.chance(85) && calls(story, agent, first, answers).1;
        story.pass_around(8_000);
        story.hang_up(agent, DisconnectType::Client, &[customer]);
        story.wrap_up(agent);
        if is_done || story.random.chance(10) {
            return;
        }
    }
}

/// Nobody answers for too long, and the queue sends the caller to its voicemail.
pub(super) fn voicemail_out_of_queue(story: &mut Story) {
    let (customer, wait, queue): (SessionHandle, SessionHandle, &'static Queue) = story.queued();
    story.pass_around(60_000);
    story.leave(wait, DisconnectType::Transfer);
    story.pass(50);
    let (callback, wait) = recorded(story, customer, queue);
    story.pass_around(5_400_000);
    called_back(story, callback, wait, queue);
}

/// The flow forwards the caller to an external number.
pub(super) fn forwarded(story: &mut Story) {
    let (customer, menu) = story.call_in();
    story.flow(menu, &organization().menu, Some("TRANSFER"), Some("NUMBER"), 0);
    story.leave(menu, DisconnectType::Transfer);
    let ms = story.random.between(40, 250);
    story.pass(ms);
    let outside = story.enter(Role::External, "dialing");
    story.pass_around(6_000);
    if story.random.chance(85) {
        story.turn(outside, "interact");
        story.pass_around(120_000);
        if story.random.chance(50) {
            return story.hang_up(outside, DisconnectType::Endpoint, &[customer]);
        }
    }
    story.hang_up(customer, DisconnectType::Endpoint, &[outside]);
}
