//! Users who join an agent: a supervisor who listens or barges in, or a colleague.

use genesys::vocabulary::DisconnectType;

use super::role::Role;
use super::story::{SessionHandle, Story};
use super::voice::Served;

/// A supervisor joins the agent.
fn supervisor(story: &mut Story, phase: &str) -> SessionHandle {
    story.pass_around(40_000);
    let user = story.user();
    story.enter(Role::User(user), phase)
}

/// A supervisor listens to a call or coaches the agent; their session has no talk. In one of five
/// cases, the segments show talk all the same, and only the metric record shows that there was
/// none.
pub(super) fn listens(story: &mut Story) {
    let Served { customer, agent, .. } = story.served();
    let coaches = story.random.chance(30);
    let as_talk = story.random.chance(20);
    let (phase, record) =
        if coaches { ("coaching", "tCoaching") } else { ("monitoring", "tMonitoring") };
    let listener = supervisor(story, if as_talk { "interact" } else { phase });
    if as_talk {
        story.talk_recorded_as(listener, record);
    }
    match story.random.between(0, 9) {
        0..=5 => {
            story.pass_around(60_000);
            story.leave(listener, DisconnectType::Client);
            story.talk(agent, 90_000);
            story.part(customer, agent);
        }
        6..=7 => {
            story.pass_around(120_000);
            story.hang_up(customer, DisconnectType::Endpoint, &[agent, listener]);
            story.wrap_up(agent);
        }
        _ => {
            story.pass_around(45_000);
            story.transfer(agent, DisconnectType::Transfer, false);
            story.wrap_up(agent);
            let queue = story.queue();
            let wait = story.wait(queue);
            story.pass_around(15_000);
            let second = story.offer(queue);
            story.pass_around(4_000);
            story.answer(second, wait);
            story.pass_around(20_000);
            story.leave(listener, DisconnectType::Client);
            story.talk(second, 90_000);
            story.part(customer, second);
        }
    }
}

/// A supervisor first listens, then talks with agent and customer.
pub(super) fn barges_in(story: &mut Story) {
    let Served { customer, agent, .. } = story.served();
    let listener = supervisor(story, "monitoring");
    story.talk_recorded_as(listener, "tBarging");
    story.pass_around(30_000);
    story.conference(true);
    story.turn(listener, "interact");
    story.pass_around(60_000);
    if story.random.chance(70) {
        story.leave(listener, DisconnectType::Client);
        story.conference(false);
        story.talk(agent, 60_000);
        story.part(customer, agent);
    } else {
        story.hang_up(customer, DisconnectType::Endpoint, &[agent, listener]);
        story.wrap_up(agent);
    }
}

/// A colleague joins the agent, and leaves before the end, leaves at the end, or stays alone with
/// the customer.
pub(super) fn joins(story: &mut Story) {
    let Served { customer, agent, .. } = story.served();
    story.talk(agent, 90_000);
    let user = story.user();
    let colleague = story.enter(Role::User(user), "alert");
    story.pass_around(4_000);
    story.conference(true);
    story.turn(colleague, "interact");
    story.pass(2_500);
    story.pass_around(60_000);
    match story.random.between(0, 9) {
        0..=5 => {
            story.leave(colleague, DisconnectType::Client);
            story.conference(false);
            story.talk(agent, 60_000);
            story.part(customer, agent);
        }
        6..=7 => {
            story.hang_up(customer, DisconnectType::Endpoint, &[agent, colleague]);
            story.wrap_up(agent);
        }
        _ => {
            story.leave(agent, DisconnectType::Client);
            story.wrap_up(agent);
            story.conference(false);
            story.pass(2_500);
            story.talk(colleague, 90_000);
            story.part(customer, colleague);
        }
    }
}
