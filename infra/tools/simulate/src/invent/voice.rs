//! Inbound calls: the menu, the wait, the agent, and how each of these can end early.

use genesys::details::{FlowDetails, FlowOutcomeDetails, SurveyDetails};
use genesys::vocabulary::DisconnectType;
use serde_json::{Number, json};

use super::organization::{Flow, Outcome, Queue, organization};
use super::role::Role;
use super::story::{SessionHandle, Story};

/// An agent with a customer, and the queue that connected them.
#[derive(Clone, Copy)]
pub(super) struct Served {
    pub customer: SessionHandle,
    pub agent: SessionHandle,
    pub queue: &'static Queue,
}

impl Story {
    /// A customer calls and hears the menu; the flow is still running.
    pub fn call_in(&mut self) -> (SessionHandle, SessionHandle) {
        let customer = self.enter(Role::Customer, "system");
        self.pass(55);
        let menu = self.enter(Role::Flow(&organization().menu), "system");
        self.pass(12);
        self.turn(menu, "ivr");
        self.pass(130);
        self.turn(customer, "interact");
        if self.random.chance(60) {
            let intent = *self.random.pick(&["invoice", "outage", "cancel", "order", "other"]);
            let tier = *self.random.pick(&["gold", "silver", "none"]);
            let attributes = [("intent", intent), ("customerTier", tier), ("language", "en-us")];
            self.participant_of(customer).attributes =
                attributes.map(|(name, value)| (name.to_owned(), value.into())).into();
        }
        self.pass_around(14_000);
        (customer, menu)
    }

    /// Sets the result of a flow in its session.
    pub fn flow(
        &mut self,
        session: SessionHandle,
        flow: &Flow,
        exit: Option<&str>,
        transfer: Option<&str>,
        outcomes: usize,
    ) {
        let outcomes = organization()
            .outcomes
            .iter()
            .take(outcomes)
            .rev()
            .zip(1..)
            .map(|(outcome, back)| self.outcome(outcome, back))
            .collect();
        self.session_of(session).flow = Some(FlowDetails {
            exit_reason: exit.map(str::to_owned),
            flow_id: Some(flow.id.clone()),
            flow_name: Some(flow.name.to_owned()),
            flow_type: Some(flow.kind.clone()),
            flow_version: Some("12.0".to_owned()),
            starting_language: Some("en-us".to_owned()),
            transfer_type: transfer.map(str::to_owned),
            outcomes,
            ..FlowDetails::default()
        });
    }

    /// An outcome that was recorded `back` times six seconds ago.
    fn outcome(&mut self, outcome: &Outcome, back: i64) -> FlowOutcomeDetails {
        let from = self.now.minus_ms(6_000 * back);
        let to = from.plus_ms(5_800);
        let value = if self.random.chance(80) { "SUCCESS" } else { "FAILURE" };
        let mut told = FlowOutcomeDetails {
            flow_outcome: Some(outcome.name.to_owned()),
            flow_outcome_id: Some(outcome.id.clone()),
            flow_outcome_start_timestamp: Some(from),
            flow_outcome_end_timestamp: Some(to),
            flow_outcome_value: Some(value.to_owned()),
            ..FlowOutcomeDetails::default()
        };
        let milestone = self.random.pick(&organization().milestones).clone();
        let milestones =
            json!([{"milestoneId": milestone, "milestoneTime": from.plus_ms(2_000).ms()}]);
        told.rest.insert("flowMilestones".to_owned(), milestones.into());
        told
    }

    /// The contact waits in a queue; callers may hear an in-queue flow.
    pub fn wait(&mut self, queue: &'static Queue) -> SessionHandle {
        let ms = self.random.between(20, 90);
        self.pass(ms);
        let wait = self.enter(Role::Wait(queue), "delay");
        self.instant();
        self.turn(wait, "interact");
        if self.channel.is_voice() && self.random.chance(50) {
            self.flow(wait, &organization().in_queue, None, None, 0);
        }
        wait
    }

    /// The queue offers the contact to an agent.
    pub fn offer(&mut self, queue: &'static Queue) -> SessionHandle {
        let user = self.user();
        self.enter(Role::Agent(user, queue), "alert")
    }

    /// A caller in a queue, after the menu.
    pub fn queued(&mut self) -> (SessionHandle, SessionHandle, &'static Queue) {
        let (customer, menu) = self.call_in();
        let outcomes = usize::from(self.random.chance(20));
        self.flow(menu, &organization().menu, Some("TRANSFER"), Some("ACD"), outcomes);
        self.leave(menu, DisconnectType::Transfer);
        let queue = self.queue();
        let wait = self.wait(queue);
        self.pass_around(9_000);
        (customer, wait, queue)
    }

    /// A caller whose call an agent has answered.
    pub fn served(&mut self) -> Served {
        let (customer, wait, queue) = self.queued();
        let agent = self.offer(queue);
        self.pass_around(3_500);
        self.answer(agent, wait);
        Served { customer, agent, queue }
    }

    /// Talk of about `ms`, with holds in some cases.
    pub fn talk(&mut self, agent: SessionHandle, ms: i64) {
        self.pass_around(ms);
        while self.random.chance(30) {
            self.turn(agent, "hold");
            self.pass_around(25_000);
            self.turn(agent, "interact");
            self.pass_around(ms / 3);
        }
    }

    /// Customer or agent hangs up; the agent wraps up if they work for a queue.
    pub fn part(&mut self, customer: SessionHandle, agent: SessionHandle) {
        match self.random.between(0, 9) {
            0..=5 => self.hang_up(customer, DisconnectType::Endpoint, &[agent]),
            6..=8 => self.hang_up(agent, DisconnectType::Client, &[customer]),
            _ => self.hang_up(agent, DisconnectType::Endpoint, &[customer]),
        }
        if self.random.chance(85) {
            self.wrap_up(agent);
        }
    }
}

pub(super) fn answered(story: &mut Story) {
    let Served { customer, agent, .. } = story.served();
    story.talk(agent, 180_000);
    story.part(customer, agent);
}

pub(super) fn self_service(story: &mut Story) {
    let (customer, menu) = story.call_in();
    story.pass_around(40_000);
    let outcomes = if story.random.chance(70) { 1 } else { 2 };
    if story.random.chance(60) {
        story.flow(menu, &organization().menu, Some("DISCONNECT"), None, outcomes);
        story.hang_up(customer, DisconnectType::Endpoint, &[menu]);
    } else {
        story.flow(menu, &organization().menu, Some("FLOW_DISCONNECT"), None, outcomes);
        story.hang_up(menu, DisconnectType::Client, &[customer]);
    }
}

pub(super) fn abandoned(story: &mut Story) {
    let (customer, wait, _) = story.queued();
    story.pass_around(60_000);
    story.hang_up(customer, DisconnectType::Endpoint, &[wait]);
}

/// The first agent declines. Real alerts that are declined may have no length at all.
pub(super) fn declined(story: &mut Story) {
    let (customer, wait, queue) = story.queued();
    let unwilling = story.offer(queue);
    if story.random.chance(80) {
        story.pass_around(3_000);
    }
    story.leave(unwilling, DisconnectType::Client);
    second_agent(story, customer, wait, queue);
}

pub(super) fn timed_out(story: &mut Story) {
    let (customer, wait, queue) = story.queued();
    let absent = story.offer(queue);
    let ms = story.random.between(12_000, 20_000);
    story.pass(ms);
    let ways = [
        DisconnectType::NoAnswerTransfer,
        DisconnectType::NotAvailableTransfer,
        DisconnectType::System,
    ];
    let how = if story.random.chance(70) {
        DisconnectType::NoAnswerTransfer
    } else {
        story.random.pick(&ways).clone()
    };
    story.leave(absent, how);
    second_agent(story, customer, wait, queue);
}

pub(super) fn second_agent(
    story: &mut Story,
    customer: SessionHandle,
    wait: SessionHandle,
    queue: &'static Queue,
) {
    story.pass_around(2_000);
    let agent = story.offer(queue);
    story.pass_around(4_000);
    story.answer(agent, wait);
    story.talk(agent, 160_000);
    story.part(customer, agent);
}

pub(super) fn gave_up_ringing(story: &mut Story) {
    let (customer, wait, queue) = story.queued();
    let agent = story.offer(queue);
    story.pass_around(4_000);
    story.hang_up(customer, DisconnectType::Endpoint, &[agent, wait]);
}

/// The agent leaves, and the caller stays for a survey.
pub(super) fn surveyed(story: &mut Story) {
    let Served { customer, agent, queue } = story.served();
    story.talk(agent, 150_000);
    story.leave(agent, DisconnectType::Client);
    story.wrap_up(agent);
    survey(story, customer, agent, queue);
}

/// A flow surveys the caller, who is alone now.
pub(super) fn survey(
    story: &mut Story,
    customer: SessionHandle,
    agent: SessionHandle,
    queue: &'static Queue,
) {
    story.instant();
    let flow = &organization().survey;
    let survey = story.enter(Role::Flow(flow), "interact");
    story.pass_around(35_000);
    story.flow(survey, flow, Some("DISCONNECT"), None, 0);
    story.hang_up(customer, DisconnectType::Endpoint, &[survey]);
    let (user_id, score) =
        (story.participant_of(agent).user_id.clone(), story.random.between(0, 10));
    let answered = SurveyDetails {
        event_time: Some(story.now),
        queue_id: Some(queue.id.clone()),
        survey_completed_date: Some(story.now),
        survey_form_id: Some(organization().survey_form.clone()),
        survey_form_name: Some("After the call".to_owned()),
        survey_id: Some(story.random.uuid()),
        survey_promoter_score: Some(Number::from(score)),
        survey_status: Some("Finished".to_owned()),
        survey_type: Some("Voice".to_owned()),
        user_id,
        o_survey_total_score: Some(Number::from(score * 10)),
        ..SurveyDetails::default()
    };
    story.details().surveys.push(answered);
}
