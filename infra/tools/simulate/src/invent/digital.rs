//! Written contacts: chat, messages with a bot before the agent, e-mail that may be answered days
//! later.

use genesys::vocabulary::{DisconnectType, MessageType};

use super::channel::Channel;
use super::organization::{Flow, Queue, organization};
use super::role::Role;
use super::story::{SessionHandle, Story};

/// A written contact arrives and runs a flow. Returns the sessions of customer and flow.
pub(super) fn written(
    story: &mut Story,
    flow: &'static Flow,
    ms: i64,
) -> (SessionHandle, SessionHandle) {
    let customer = story.enter(Role::Customer, "interact");
    story.instant();
    let entry = story.enter(Role::Flow(flow), "interact");
    story.pass_around(ms);
    (customer, entry)
}

/// The same customer writes again, in another session.
pub(super) fn written_again(
    story: &mut Story,
    before: SessionHandle,
    flow: &'static Flow,
    ms: i64,
) -> (SessionHandle, SessionHandle) {
    let customer = story.enter_again(before, "interact");
    story.instant();
    let entry = story.enter(Role::Flow(flow), "interact");
    story.pass_around(ms);
    (customer, entry)
}

/// The flow transfers the contact to a queue.
pub(super) fn queued(
    story: &mut Story,
    entry: SessionHandle,
    flow: &'static Flow,
) -> (SessionHandle, &'static Queue) {
    story.flow(entry, flow, Some("TRANSFER"), Some("ACD"), 0);
    story.leave(entry, DisconnectType::Transfer);
    story.instant();
    let queue = story.queue();
    (story.enter(Role::Wait(queue), "interact"), queue)
}

/// The flow transfers the contact to a queue, and an agent takes it after about `wait_ms`.
pub(super) fn handed_over(
    story: &mut Story,
    entry: SessionHandle,
    flow: &'static Flow,
    wait_ms: i64,
) -> SessionHandle {
    let (wait, queue) = queued(story, entry, flow);
    story.pass_around(wait_ms);
    let agent = story.offer(queue);
    story.pass_around(5_000);
    story.answer(agent, wait);
    agent
}

pub(super) fn chat(story: &mut Story) {
    story.channel = Channel::chat();
    let flow = &organization().chat;
    let (customer, entry) = written(story, flow, 4_000);
    let agent = handed_over(story, entry, flow, 15_000);
    story.pass_around(400_000);
    match story.random.between(0, 9) {
        0..=4 => story.hang_up(agent, DisconnectType::Client, &[customer]),
        5..=7 => story.hang_up(customer, DisconnectType::Client, &[agent]),
        _ => {
            story.turn(agent, "hold");
            story.pass(544_000);
            story.hang_up(customer, DisconnectType::Timeout, &[agent]);
        }
    }
    story.wrap_up(agent);
}

fn message(story: &mut Story, kind: MessageType) {
    story.channel = Channel::message(&mut story.random, kind, &story.customer_number);
    let flow = &organization().bot;
    let (customer, bot) = written(story, flow, 90_000);
    let agent = handed_over(story, bot, flow, 40_000);
    story.pass_around(900_000);
    if story.random.chance(75) {
        story.hang_up(agent, DisconnectType::Client, &[customer]);
    } else {
        story.pass(1_800_000);
        let how = if story.random.chance(50) {
            DisconnectType::Inactivity
        } else {
            DisconnectType::SessionExpired
        };
        story.hang_up(customer, how, &[agent]);
    }
    story.wrap_up(agent);
}

pub(super) fn web_message(story: &mut Story) {
    message(story, MessageType::Webmessaging);
}

pub(super) fn whatsapp(story: &mut Story) {
    message(story, MessageType::Whatsapp);
}

/// The bot serves the customer without an agent.
pub(super) fn bot_only(story: &mut Story) {
    story.channel = Channel::message(&mut story.random, MessageType::Webmessaging, "");
    let flow = &organization().bot;
    let (customer, bot) = written(story, flow, 120_000);
    story.pass(8_000);
    story.flow(bot, flow, Some("FLOW_EXIT"), None, 1);
    story.hang_up(bot, DisconnectType::Client, &[customer]);
}

pub(super) fn mail(
    story: &mut Story,
    before: Option<SessionHandle>,
) -> (SessionHandle, SessionHandle) {
    let flow = &organization().email;
    let (customer, entry) = match before {
        None => written(story, flow, 1_500),
        Some(customer) => written_again(story, customer, flow, 1_500),
    };
    let agent = handed_over(story, entry, flow, 1_200_000);
    story.pass_around(500_000);
    (customer, agent)
}

fn answered(story: &mut Story, customer: SessionHandle, agent: SessionHandle) {
    story.hang_up(agent, DisconnectType::Client, &[customer]);
    story.wrap_up(agent);
}

pub(super) fn email(story: &mut Story) {
    story.channel = Channel::email(&mut story.random);
    let (customer, agent) = mail(story, None);
    answered(story, customer, agent);
}

/// The agent parks the e-mail until the next day.
pub(super) fn email_parked(story: &mut Story) {
    story.channel = Channel::email(&mut story.random);
    let (customer, agent) = mail(story, None);
    story.turn(agent, "parked");
    story.pass_around(40_000_000);
    story.turn(agent, "interact");
    story.pass_around(300_000);
    answered(story, customer, agent);
}

/// The customer replies to the answer after one to three days.
pub(super) fn email_reopened(story: &mut Story) {
    story.channel = Channel::email(&mut story.random);
    let (customer, agent) = mail(story, None);
    answered(story, customer, agent);
    let again = customer;
    loop {
        let days = story.random.between(1, 3);
        story.pass(days * 86_400_000);
        story.pass_around(7_200_000);
        let (customer, agent) = mail(story, Some(again));
        answered(story, customer, agent);
        if story.random.chance(80) {
            return;
        }
    }
}
