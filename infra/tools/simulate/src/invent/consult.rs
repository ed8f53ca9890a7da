//! Consults through a queue: completed, called off, or handed over to the colleague.

use genesys::vocabulary::DisconnectType;

use super::organization::Queue;
use super::role::Role;
use super::story::{SessionHandle, Story};
use super::voice::Served;

/// A call whose agent holds the customer and consults a queue.
struct Asked {
    customer: SessionHandle,
    agent: SessionHandle,
    wait: SessionHandle,
    queue: &'static Queue,
}

fn asked(story: &mut Story) -> Asked {
    let Served { customer, agent, .. } = story.served();
    story.talk(agent, 90_000);
    story.turn(agent, "hold");
    let queue = story.queue();
    let wait = story.wait(queue);
    story.pass(3_000);
    story.pass_around(6_000);
    Asked { customer, agent, wait, queue }
}

/// The queue offers the consult to an agent, who rings.
fn rings(story: &mut Story, queue: &'static Queue) -> SessionHandle {
    let target = story.offer(queue);
    story.pass(2_200);
    story.pass_around(1_500);
    target
}

fn hand_over(story: &mut Story, agent: SessionHandle) {
    let is_plain = story.random.chance(70);
    let how = if is_plain { DisconnectType::Transfer } else { DisconnectType::ConsultTransfer };
    story.transfer(agent, how, true);
    story.wrap_up(agent);
}

/// The agent completes the transfer: after a talk with the colleague, while the colleague's phone
/// rings, or before the queue has found anyone.
pub(super) fn completed(story: &mut Story) {
    let Asked { customer, agent, wait, queue } = asked(story);
    let target = match story.random.between(0, 9) {
        0..=4 => {
            let target = rings(story, queue);
            story.answer(target, wait);
            story.pass(2_500);
            story.pass_around(20_000);
            hand_over(story, agent);
            target
        }
        5..=7 => {
            let target = rings(story, queue);
            hand_over(story, agent);
            story.pass_around(3_000);
            story.answer(target, wait);
            target
        }
        _ => {
            hand_over(story, agent);
            story.pass_around(15_000);
            let target = rings(story, queue);
            story.answer(target, wait);
            target
        }
    };
    story.talk(target, 120_000);
    story.part(customer, target);
}

/// The agent returns to the customer, or the customer hangs up before. In the latter case, the wait
/// in the queue ends a second or two later.
pub(super) fn called_off(story: &mut Story) {
    let Asked { customer, agent, wait, queue } = asked(story);
    match story.random.between(0, 9) {
        0..=2 => {
            story.pass_around(15_000);
            story.leave(wait, DisconnectType::Peer);
        }
        3..=5 => {
            let target = rings(story, queue);
            story.leave(target, DisconnectType::Peer);
            story.instant();
            story.leave(wait, DisconnectType::Peer);
        }
        6..=7 => {
            let target = rings(story, queue);
            story.answer(target, wait);
            story.pass(2_500);
            story.pass_around(20_000);
            story.leave(target, DisconnectType::Client);
        }
        _ => {
            story.pass_around(10_000);
            story.hang_up(customer, DisconnectType::Endpoint, &[agent]);
            story.wrap_up(agent);
            story.pass(1_480);
            return story.leave(wait, DisconnectType::Peer);
        }
    }
    story.instant();
    story.turn(agent, "interact");
    story.talk(agent, 60_000);
    story.part(customer, agent);
}

/// All three talk, and the agent leaves the others alone: neither a transfer nor the end.
pub(super) fn handed_over(story: &mut Story) {
    let Asked { customer, agent, wait, queue } = asked(story);
    let target = rings(story, queue);
    story.answer(target, wait);
    story.pass(2_500);
    story.pass_around(15_000);
    story.conference(true);
    story.turn(agent, "interact");
    story.pass(2_500);
    story.pass_around(20_000);
    story.leave(agent, DisconnectType::Client);
    story.wrap_up(agent);
    story.conference(false);
    story.pass(2_500);
    story.talk(target, 120_000);
    story.part(customer, target);
}

/// The agent consults a user directly, and stops ringing before the user answers.
pub(super) fn ringing_called_off(story: &mut Story) {
    let Served { customer, agent, .. } = story.served();
    story.talk(agent, 90_000);
    story.turn(agent, "hold");
    story.pass(2_500);
    let user = story.user();
    let target = story.enter(Role::User(user), "alert");
    story.pass_around(9_000);
    story.leave(target, DisconnectType::Peer);
    story.instant();
    story.turn(agent, "interact");
    story.talk(agent, 60_000);
    story.part(customer, agent);
}
