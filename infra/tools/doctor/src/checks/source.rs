//! Whether Genesys Cloud can send to the partner bus.

use crate::examination::{Examination, failed};
use crate::finding::{Check, Line};

pub(super) async fn check(of: &Examination) -> Vec<Line> {
    let source = of.source();
    let state = match of.account.event_source(source).await {
        Ok(state) => state,
        Err(error) => {
            let absent = format!(
                "there is no partner event source {source} in this account and Region: activate \
                 the Amazon EventBridge integration in Genesys Cloud (Admin ▸ Integrations) for \
                 this account and Region, and deploy with the name of the source that appears"
            );
            return vec![failed(Check::Source, &error, absent)];
        }
    };
    let line = match state.as_str() {
        "ACTIVE" => Check::Source.ok(format!("the partner event source {source} is active")),
        "PENDING" => Check::Source.finding(format!(
            "the partner event source {source} is pending, because it has no bus: deploy with \
             PartnerBus=create, or associate it with a bus of its name in the EventBridge console"
        )),
        "DELETED" => Check::Source.finding(format!(
            "Genesys Cloud has deleted the partner event source {source}: activate the integration \
             in Genesys Cloud again, and deploy with the name of the source that appears"
        )),
        other => Check::Source.finding(format!(
            "the partner event source {source} is in the unknown state {other:?}: look at it in \
             the EventBridge console"
        )),
    };
    vec![line]
}
