//! Conferences with an external party: their session ends by itself, ends with the call, or
//! dangles.

use genesys::vocabulary::DisconnectType;

use super::role::Role;
use super::story::Story;
use super::voice::Served;

/// The time after which the platform closes a dangling session, in milliseconds: 60 days.
const DANGLING_MS: i64 = 60 * 86_400_000;

pub(super) fn external_party(story: &mut Story) {
    let Served { customer, agent, .. } = story.served();
    story.talk(agent, 150_000);
    story.turn(agent, "hold");
    story.pass_around(4_000);
    story.conference(true);
    let outside = story.enter(Role::External, "interact");
    story.pass(600);
    story.turn(agent, "interact");
    story.pass(2_500);
    story.pass_around(70_000);
    match story.random.between(0, 9) {
        0..=4 => {
            story.leave(outside, DisconnectType::Endpoint);
            story.conference(false);
            story.talk(agent, 60_000);
            story.part(customer, agent);
        }
        5..=6 => {
            story.hang_up(agent, DisconnectType::Client, &[customer, outside]);
            story.wrap_up(agent);
        }
        dangling => {
            story.part(customer, agent);
            if dangling < 9 {
                story.pass(DANGLING_MS);
                story.give_up(outside);
            }
        }
    }
}
