//! Waits that do not lead straight to an agent: in-queue flows, overflow, alerts without an answer.

use genesys::vocabulary::{DisconnectType, MessageType};

use super::channel::Channel;
use super::digital::{queued, written};
use super::organization::{Flow, Queue, organization};
use super::role::Role;
use super::story::{SessionHandle, Story};
use super::voice::{Served, second_agent, survey};

/// How long phones ring before the queue offers the contact to another agent, in milliseconds, as
/// organizations configure it.
const ALERT_LIMITS_MS: [i64; 4] = [8_000, 15_000, 20_000, 30_000];

/// An in-queue flow runs in its own session beside the wait.
fn in_queue_flow(story: &mut Story, flow: &'static Flow, phase: &str) -> SessionHandle {
    story.instant();
    story.enter(Role::Flow(flow), phase)
}

/// The in-queue flow ends because the wait ends: answered or abandoned.
fn flow_ends(story: &mut Story, running: SessionHandle, flow: &'static Flow, is_answered: bool) {
    let ms = story.random.between(5, 15);
    story.pass(ms);
    let (exit, transfer, how) = if is_answered {
        ("TRANSFER", Some("ACD"), DisconnectType::Transfer)
    } else {
        ("DISCONNECT", None, DisconnectType::Peer)
    };
    story.flow(running, flow, Some(exit), transfer, 0);
    story.leave(running, how);
}

/// Announcements play while a caller waits, also after a transfer.
pub(super) fn announcements(story: &mut Story) {
    let (customer, menu) = story.call_in();
    let flow = &organization().waiting_call;
    story.flow(menu, &organization().menu, Some("TRANSFER"), Some("ACD"), 0);
    story.leave(menu, DisconnectType::Transfer);
    story.pass(45);
    loop {
        let queue = story.queue();
        let wait = story.enter(Role::Wait(queue), "interact");
        let running = in_queue_flow(story, flow, "ivr");
        story.pass_around(30_000);
        if story.random.chance(20) {
            story.hang_up(customer, DisconnectType::Endpoint, &[wait]);
            return flow_ends(story, running, flow, false);
        }
        let agent = story.offer(queue);
        story.pass_around(4_000);
        story.answer(agent, wait);
        flow_ends(story, running, flow, true);
        story.talk(agent, 120_000);
        if story.random.chance(70) {
            return story.part(customer, agent);
        }
        story.transfer(agent, DisconnectType::Transfer, false);
        story.wrap_up(agent);
        story.pass(40);
    }
}

/// An in-queue flow answers while a message or an e-mail waits. For messages, the flow may end the
/// conversation.
pub(super) fn written_in_queue(story: &mut Story) {
    let is_message = story.random.chance(60);
    let (entry_flow, flow) = if is_message {
        story.channel = Channel::message(&mut story.random, MessageType::Webmessaging, "");
        (&organization().message, &organization().waiting_message)
    } else {
        story.channel = Channel::email(&mut story.random);
        (&organization().email, &organization().waiting_email)
    };
    let (customer, entry) = written(story, entry_flow, 2_000);
    let (wait, queue) = queued(story, entry, entry_flow);
    if is_message && story.random.chance(30) {
        story.pass_around(180_000);
        story.flow(wait, flow, Some("FLOW_DISCONNECT"), None, 0);
        return story.hang_up(wait, DisconnectType::Client, &[customer]);
    }
    let running = in_queue_flow(story, flow, "interact");
    story.pass_around(if is_message { 60_000 } else { 900_000 });
    let agent = story.offer(queue);
    story.pass_around(5_000);
    story.answer(agent, wait);
    flow_ends(story, running, flow, true);
    story.pass_around(300_000);
    story.hang_up(agent, DisconnectType::Client, &[customer]);
    story.wrap_up(agent);
}

/// The queue sends the caller to another queue.
pub(super) fn overflows(story: &mut Story) {
    let (customer, wait, _) = story.queued();
    story.pass_around(60_000);
    story.leave(wait, DisconnectType::Transfer);
    let queue = story.queue();
    let wait = story.wait(queue);
    story.pass_around(12_000);
    if story.random.chance(15) {
        return story.hang_up(customer, DisconnectType::Endpoint, &[wait]);
    }
    second_agent(story, customer, wait, queue);
}

/// The queue offers the contact to one to three agents in turn, and none answers in time.
fn rings_out(story: &mut Story, queue: &'static Queue) {
    let limit = *story.random.pick(&ALERT_LIMITS_MS);
    for _ in 0..story.random.between(1, 3) {
        let absent = story.offer(queue);
        let (ms, how) = match story.random.between(0, 9) {
            0..=5 => (limit, DisconnectType::NoAnswerTransfer),
            6..=8 => (limit, DisconnectType::System),
            _ => (2_800, DisconnectType::System),
        };
        story.pass(ms);
        let ms = story.random.between(10, 250);
        story.pass(ms);
        story.leave(absent, how);
        story.pass_around(1_500);
    }
}

/// Alerts time out, in turn; in the end an agent answers or the caller hangs up.
pub(super) fn nobody_answers(story: &mut Story) {
    let (customer, wait, queue) = story.queued();
    rings_out(story, queue);
    if story.random.chance(25) {
        story.pass_around(10_000);
        return story.hang_up(customer, DisconnectType::Endpoint, &[wait]);
    }
    second_agent(story, customer, wait, queue);
}

/// As [`nobody_answers`], for messages; an agent takes the message in the end.
pub(super) fn nobody_takes_the_message(story: &mut Story) {
    let kind = story.random.pick(&[MessageType::Webmessaging, MessageType::Whatsapp]).clone();
    story.channel = Channel::message(&mut story.random, kind, &story.customer_number);
    let flow = &organization().message;
    let (customer, entry) = written(story, flow, 3_000);
    let (wait, queue) = queued(story, entry, flow);
    story.pass_around(10_000);
    rings_out(story, queue);
    let agent = story.offer(queue);
    story.pass_around(5_000);
    story.answer(agent, wait);
    story.pass_around(400_000);
    story.hang_up(agent, DisconnectType::Client, &[customer]);
    story.wrap_up(agent);
}

/// The agent transfers the caller to the survey.
pub(super) fn transferred_to_survey(story: &mut Story) {
    let Served { customer, agent, queue } = story.served();
    story.talk(agent, 150_000);
    story.transfer(agent, DisconnectType::Transfer, false);
    story.wrap_up(agent);
    survey(story, customer, agent, queue);
}
