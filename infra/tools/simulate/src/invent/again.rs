//! Contacts that come back: in the same session, in another one, or as another participant.

use genesys::vocabulary::{DisconnectType, MessageType};

use super::channel::Channel;
use super::digital::{handed_over, written, written_again};
use super::organization::{Flow, organization};
use super::role::Role;
use super::story::{SessionHandle, Story};
use super::voice::Served;

/// A customer sends a message, and an agent takes it.
fn message(story: &mut Story) -> (SessionHandle, SessionHandle, &'static Flow) {
    let kinds = [MessageType::Webmessaging, MessageType::Whatsapp, MessageType::Open];
    let kind = story.random.pick(&kinds).clone();
    story.channel = Channel::message(&mut story.random, kind, &story.customer_number);
    let flow = &organization().message;
    let (customer, entry) = written(story, flow, 3_000);
    let agent = handed_over(story, entry, flow, 20_000);
    story.pass_around(300_000);
    (customer, agent, flow)
}

/// Lets half a minute, some hours or some days pass until the customer writes again.
fn away(story: &mut Story) {
    match story.random.between(0, 9) {
        0..=1 => {
            let ms = story.random.between(10_500, 60_000);
            story.pass(ms);
        }
        2..=6 => story.pass_around(3 * 3_600_000),
        _ => {
            story.pass_around(2 * 86_400_000);
            story.pass(60_000);
        }
    }
}

/// The customer's session starts again with the same id, and an agent takes it: the same agent in
/// their own session, or another one through the queue.
pub(super) fn same_session(story: &mut Story) {
    let (customer, mut agent, flow) = message(story);
    loop {
        story.hang_up(agent, DisconnectType::Client, &[customer]);
        story.wrap_up(agent);
        if story.random.chance(40) {
            story.pass_around(6 * 3_600_000);
            story.pass(120_000);
            story.again(customer, "interact");
            story.pass(1_800);
            story.again(agent, "alert");
            story.pass_around(4_000);
            story.turn(agent, "interact");
        } else {
            away(story);
            story.again(customer, "interact");
            story.instant();
            let entry = story.enter(Role::Flow(flow), "interact");
            story.pass_around(1_500);
            agent = handed_over(story, entry, flow, 20_000);
        }
        story.pass_around(200_000);
        if story.random.chance(75) {
            break;
        }
    }
    story.hang_up(agent, DisconnectType::Client, &[customer]);
    story.wrap_up(agent);
}

/// The customer writes again after the end: the same participant in another session.
pub(super) fn comes_back(story: &mut Story) {
    let (customer, mut agent, flow) = message(story);
    let mut session = customer;
    loop {
        if story.random.chance(70) {
            story.hang_up(agent, DisconnectType::Client, &[session]);
        } else {
            story.hang_up(session, DisconnectType::Client, &[agent]);
        }
        story.wrap_up(agent);
        away(story);
        let (again, entry) = written_again(story, customer, flow, 1_500);
        session = again;
        agent = handed_over(story, entry, flow, 20_000);
        story.pass_around(200_000);
        if story.random.chance(75) {
            break;
        }
    }
    story.hang_up(agent, DisconnectType::Client, &[session]);
    story.wrap_up(agent);
}

/// The customer reloads the page and becomes another participant within two seconds; the agent
/// stays.
pub(super) fn reloads(story: &mut Story) {
    let chats = story.random.chance(60);
    let flow = if chats { &organization().chat } else { &organization().message };
    story.channel = if chats {
        Channel::chat()
    } else {
        Channel::message(&mut story.random, MessageType::Webmessaging, "")
    };
    let (mut customer, entry) = written(story, flow, 3_000);
    let agent = handed_over(story, entry, flow, 15_000);
    for _ in 0..if story.random.chance(80) { 1 } else { 2 } {
        story.pass_around(60_000);
        story.leave(customer, DisconnectType::Endpoint);
        let before = story.participant_of(customer).clone();
        let ms = story.random.between(250, 1_800);
        story.pass(ms);
        customer = story.enter(Role::Customer, "interact");
        let anew = story.participant_of(customer);
        anew.external_contact_id = before.external_contact_id;
        anew.external_organization_id = before.external_organization_id;
    }
    story.pass_around(120_000);
    story.hang_up(agent, DisconnectType::Client, &[customer]);
    story.wrap_up(agent);
}

/// The agent leaves the wrap-up open, and completes it hours later or the next day.
pub(super) fn late_wrap_up(story: &mut Story) {
    let Served { customer, agent, .. } = story.served();
    story.talk(agent, 150_000);
    story.hang_up(customer, DisconnectType::Endpoint, &[agent]);
    let ms = story.random.around(4 * 3_600_000);
    story.wrap_up_of(agent, ms);
}
