//! Calls that somebody here places: an agent to a customer, a user to the service desk.

use genesys::vocabulary::DisconnectType;

use super::channel::Channel;
use super::organization::organization;
use super::role::Role;
use super::story::{Leg, Story};

/// An agent who is in already places a call to a customer who is; how it goes is whether he answers.
pub(super) fn placed(story: &mut Story, agent: Leg, customer: impl FnOnce(&mut Story) -> Leg) -> (Leg, bool) {
    story.pass(1_150);
    let customer = customer(story);
    story.instant();
    story.turn(agent, "dialing");
    story.pass_around(9_000);
    if story.draw.chance(80) {
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

/// On behalf of a queue, or for himself.
pub(super) fn call(story: &mut Story) {
    let (user, queue) = (story.user(), story.queue());
    story.channel = Channel::outbound_call(&user.address, &story.customer_number);
    let role = if story.draw.chance(60) { Role::Agent(user, queue) } else { Role::User(user) };
    let agent = story.enter(role, "contacting");
    let (customer, answered) = placed(story, agent, |story| story.enter(Role::Customer, "dialing"));
    if answered {
        story.talk(agent, 120_000);
        story.part(customer, agent);
    } else {
        story.wrap_up(agent);
    }
}

/// A user calls the service desk through menu and queue, or a colleague directly: no customer is involved.
pub(super) fn internal(story: &mut Story) {
    let caller_user = story.user();
    let inbound = story.channel.clone();
    story.channel = Channel::outbound_call(&caller_user.address, "+15550100100");
    let caller = story.enter(Role::User(caller_user), "dialing");
    story.channel = inbound;
    story.customer_name.clone_from(&caller_user.name);
    story.pass(17);
    if story.draw.chance(70) {
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
