//! Contacts that a user starts: a call, an e-mail or a message of an agent to a customer, or a call
//! of a user to the service desk.

use genesys::vocabulary::{DisconnectType, MessageType};

use super::channel::Channel;
use super::digital::{handed_over, mail, written_again};
use super::organization::organization;
use super::role::Role;
use super::story::{SessionHandle, Story};

/// An agent in the conversation calls the customer. Returns the customer's session, and whether
/// they answered.
pub(super) fn placed(
    story: &mut Story,
    agent: SessionHandle,
    customer: impl FnOnce(&mut Story) -> SessionHandle,
) -> (SessionHandle, bool) {
    placed_if(story, agent, 80, customer)
}

/// As [`placed`]; the customer answers in `answers` percent of cases.
pub(super) fn placed_if(
    story: &mut Story,
    agent: SessionHandle,
    answers: u32,
    customer: impl FnOnce(&mut Story) -> SessionHandle,
) -> (SessionHandle, bool) {
    story.pass(1_150);
    let customer = customer(story);
    story.instant();
    story.turn(agent, "dialing");
    story.pass_around(9_000);
    if story.random.chance(answers) {
        story.turn(customer, "interact");
        story.instant();
        story.turn(agent, "interact");
        (customer, true)
    } else {
        story.pass_around(15_000);
        story.hang_up(agent, DisconnectType::Client, &[customer]);
        (customer, false)
    }
}

/// A user calls a customer, on behalf of a queue or not.
pub(super) fn call(story: &mut Story) {
    let (user, queue) = (story.user(), story.queue());
    story.channel = Channel::outbound_call(&user.address, &story.customer_number);
    let role = if story.random.chance(60) { Role::Agent(user, queue) } else { Role::User(user) };
    let agent = story.enter(role, "contacting");
    let (customer, answered) = placed(story, agent, |story| story.enter(Role::Customer, "dialing"));
    if answered {
        story.talk(agent, 120_000);
        story.part(customer, agent);
    } else {
        story.wrap_up(agent);
    }
}

/// A user calls the service desk through menu and queue, or a colleague directly: no customer is
/// involved.
pub(super) fn internal(story: &mut Story) {
    let caller_user = story.user();
    let inbound = story.channel.clone();
    story.channel = Channel::outbound_call(&caller_user.address, "+15550100100");
    let caller = story.enter(Role::User(caller_user), "dialing");
    story.channel = inbound;
    story.customer_name.clone_from(&caller_user.name);
    story.pass(17);
    if story.random.chance(70) {
        let menu = story.enter(Role::Flow(&organization().menu), "ivr");
        story.pass(8);
        story.turn(caller, "interact");
        story.pass_around(12_000);
        story.flow(menu, &organization().menu, Some("TRANSFER"), Some("ACD"), 0);
        story.leave(menu, DisconnectType::Transfer);
        let queue = story.queue();
        let wait = story.wait(queue);
        story.pass_around(4_000);
        let agent = story.offer(queue);
        story.pass_around(3_000);
        story.answer(agent, wait);
        story.talk(agent, 60_000);
        story.part(caller, agent);
    } else {
        let user = story.user();
        let colleague = story.enter(Role::User(user), "alert");
        story.pass_around(4_000);
        story.turn(colleague, "interact");
        story.instant();
        story.turn(caller, "interact");
        story.pass_around(90_000);
        story.hang_up(caller, DisconnectType::Endpoint, &[colleague]);
    }
}

/// The line is busy or the customer rejects the call; the agent may try again.
pub(super) fn rejected(story: &mut Story) {
    let (user, queue) = (story.user(), story.queue());
    story.channel = Channel::outbound_call(&user.address, &story.customer_number);
    let mut agent = story.enter(Role::Agent(user, queue), "contacting");
    story.pass(1_150);
    let first = story.enter(Role::Customer, "dialing");
    story.instant();
    story.turn(agent, "dialing");
    story.pass_around(4_000);
    story.hang_up(first, DisconnectType::Endpoint, &[agent]);
    if story.random.chance(60) {
        story.pass_around(20_000);
        agent = story.enter_again(agent, "contacting");
        let (customer, is_answered) =
            placed(story, agent, |story| story.enter_again(first, "dialing"));
        if is_answered {
            story.talk(agent, 90_000);
            return story.part(customer, agent);
        }
    }
    story.wrap_up(agent);
}

/// An agent writes to a customer on behalf of a queue. Returns the customer's session.
fn wrote(story: &mut Story, ms: i64) -> SessionHandle {
    let (user, queue) = (story.user(), story.queue());
    let agent = story.enter(Role::Agent(user, queue), "interact");
    let until_sent = story.random.between(150, 600);
    story.pass(until_sent);
    let customer = story.enter(Role::Customer, "interact");
    story.pass_around(ms);
    story.hang_up(agent, DisconnectType::Client, &[customer]);
    story.wrap_up(agent);
    customer
}

/// An agent writes an e-mail; in some cases the customer replies hours later.
pub(super) fn email(story: &mut Story) {
    story.channel = Channel::email(&mut story.random).turned();
    let customer = wrote(story, 240_000);
    if story.random.chance(40) {
        story.pass_around(5 * 3_600_000);
        story.channel = story.channel.clone().turned();
        let (customer, agent) = mail(story, Some(customer));
        story.hang_up(agent, DisconnectType::Client, &[customer]);
        story.wrap_up(agent);
    }
}

/// An agent writes the first message: the customer replies at once, hours later, or never.
pub(super) fn message(story: &mut Story) {
    let kind = story.random.pick(&[MessageType::Whatsapp, MessageType::Sms]).clone();
    story.channel = Channel::message(&mut story.random, kind, &story.customer_number).turned();
    let ms = if story.random.chance(50) { 300_000 } else { 25_000 };
    let customer = wrote(story, ms);
    if story.random.chance(30) {
        story.pass_around(2 * 3_600_000);
        story.channel = story.channel.clone().turned();
        let flow = &organization().message;
        let (customer, entry) = written_again(story, customer, flow, 1_500);
        let agent = handed_over(story, entry, flow, 20_000);
        story.pass_around(300_000);
        story.hang_up(agent, DisconnectType::Client, &[customer]);
        story.wrap_up(agent);
    }
}
