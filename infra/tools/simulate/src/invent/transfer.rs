//! Transfers: blind, where the agent leaves before the target arrives, and consult, where the
//! target arrives first.

use genesys::vocabulary::DisconnectType;

use super::role::Role;
use super::story::{SessionHandle, Story};
use super::voice::Served;

/// The target answers and talks with the customer, or the customer hangs up while it rings.
fn taken_over(story: &mut Story, customer: SessionHandle, target: SessionHandle) {
    if story.random.chance(85) {
        story.pass_around(5_000);
        story.turn(target, "interact");
        story.talk(target, 120_000);
        story.part(customer, target);
    } else {
        story.pass_around(15_000);
        story.hang_up(customer, DisconnectType::Endpoint, &[target]);
    }
}

pub(super) fn blind_to_queue(story: &mut Story) {
    let Served { customer, agent, .. } = story.served();
    story.talk(agent, 90_000);
    story.transfer(agent, DisconnectType::Transfer, false);
    story.wrap_up(agent);
    let queue = story.queue();
    let wait = story.wait(queue);
    story.pass_around(30_000);
    if story.random.chance(80) {
        let second = story.offer(queue);
        story.pass_around(4_000);
        story.answer(second, wait);
        story.talk(second, 150_000);
        story.part(customer, second);
    } else {
        story.hang_up(customer, DisconnectType::Endpoint, &[wait]);
    }
}

pub(super) fn blind_to_person(story: &mut Story) {
    let Served { customer, agent, .. } = story.served();
    story.talk(agent, 90_000);
    story.transfer(agent, DisconnectType::Transfer, false);
    story.wrap_up(agent);
    let ms = story.random.between(20, 300);
    story.pass(ms);
    let user = story.user();
    let target = story.enter(Role::User(user), "alert");
    taken_over(story, customer, target);
}

pub(super) fn blind_to_number(story: &mut Story) {
    let Served { customer, agent, .. } = story.served();
    story.talk(agent, 90_000);
    story.transfer(agent, DisconnectType::Transfer, false);
    story.wrap_up(agent);
    let ms = story.random.between(40, 250);
    story.pass(ms);
    let outside = story.enter(Role::External, "dialing");
    story.pass_around(4_000);
    story.turn(outside, "interact");
    story.pass_around(150_000);
    if story.random.chance(60) {
        story.hang_up(customer, DisconnectType::Endpoint, &[outside]);
    } else {
        story.hang_up(outside, DisconnectType::Endpoint, &[customer]);
    }
}

/// The agent puts the customer on hold and calls a target, who rings.
fn consult(story: &mut Story, agent: SessionHandle) -> SessionHandle {
    story.turn(agent, "hold");
    story.pass(2_500);
    let user = story.user();
    let target = story.enter(Role::User(user), "alert");
    story.pass_around(3_000);
    story.pass(2_200);
    target
}

/// The agent consults a user directly or through a queue, and transfers. In some cases the agent
/// leaves while the user's phone still rings.
pub(super) fn consult_transfer(story: &mut Story) {
    let Served { customer, agent, .. } = story.served();
    story.talk(agent, 120_000);
    let how = if story.random.chance(70) {
        DisconnectType::Transfer
    } else {
        DisconnectType::ConsultTransfer
    };
    let target = if story.random.chance(30) {
        story.turn(agent, "hold");
        let queue = story.queue();
        let wait = story.wait(queue);
        story.pass_around(6_000);
        let target = story.offer(queue);
        story.pass_around(3_000);
        story.answer(target, wait);
        target
    } else {
        let target = consult(story, agent);
        if story.random.chance(25) {
            story.transfer(agent, how, true);
            story.wrap_up(agent);
            return taken_over(story, customer, target);
        }
        story.turn(target, "interact");
        target
    };
    story.pass(2_500);
    story.turn(agent, "interact");
    story.pass_around(20_000);
    story.transfer(agent, how, true);
    story.wrap_up(agent);
    story.talk(target, 120_000);
    story.part(customer, target);
}

/// The target talked and left, never answered, or was a queue where nobody answered.
pub(super) fn consult_called_off(story: &mut Story) {
    let Served { customer, agent, .. } = story.served();
    story.talk(agent, 120_000);
    if story.random.chance(35) {
        story.turn(agent, "hold");
        let queue = story.queue();
        let wait = story.wait(queue);
        story.pass_around(25_000);
        story.leave(wait, DisconnectType::Peer);
    } else {
        let target = consult(story, agent);
        if story.random.chance(70) {
            story.turn(target, "interact");
            story.pass_around(30_000);
            story.leave(target, DisconnectType::Client);
        } else {
            story.leave(target, DisconnectType::Peer);
        }
    }
    story.instant();
    story.turn(agent, "interact");
    story.talk(agent, 60_000);
    story.part(customer, agent);
}

/// The agent consults, all three talk, and the agent leaves the others alone: the call neither ends
/// nor is transferred.
pub(super) fn warm_hand_over(story: &mut Story) {
    let Served { customer, agent, .. } = story.served();
    story.talk(agent, 120_000);
    let target = consult(story, agent);
    story.turn(target, "interact");
    story.pass_around(15_000);
    story.conference(true);
    story.turn(agent, "interact");
    story.pass(2_500);
    story.pass_around(25_000);
    story.leave(agent, DisconnectType::Client);
    story.wrap_up(agent);
    story.conference(false);
    story.talk(target, 180_000);
    story.part(customer, target);
}

/// Nobody takes the transfer, so the agent answers it: the same participant in a new session.
pub(super) fn taken_back(story: &mut Story) {
    let Served { customer, agent, queue } = story.served();
    story.talk(agent, 60_000);
    story.transfer(agent, DisconnectType::Transfer, false);
    let wait = story.wait(queue);
    story.pass(6_000);
    story.pass_around(15_000);
    let again = story.enter_again(agent, "alert");
    story.pass_around(3_000);
    story.answer(again, wait);
    story.talk(again, 90_000);
    story.part(customer, again);
}
