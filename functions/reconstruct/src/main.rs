//! The Lambda function: batches of stream records or of wake-ups in, partial-batch responses out.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use reconstruct::{Batch, Config, Reconstruct};
use runtime::{Clock, DeadLetterQueue, Deadline, Environment, WakeUpQueue, clients};
use store::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    if runtime::version::is_asked("reconstruct") {
        return Ok(());
    }
    runtime::tracing::start();
    let config =
        Config::read(&Environment::of_process()).inspect_err(|error| tracing::error!(%error))?;
    let clock = Clock::system();
    let aws = clients::configuration_of_function().await;
    let table = Table::new(clients::dynamodb(&aws), config.table_name);
    let dead_letters = DeadLetterQueue::of(&aws, config.dead_letter_queue_url);
    let wake_ups = WakeUpQueue::of(&aws, config.wake_up_queue_url);
    let reconstruct =
        &Reconstruct::new(table.clone(), dead_letters, wake_ups, config.rules, clock.clone());
    let (meter, clock) = (table.meter(), &clock);
    lambda_runtime::run(service_fn(|batch: LambdaEvent<Batch>| async move {
        let deadline = Deadline::of_invocation(batch.context.deadline, clock);
        let (metrics, response) = match &batch.payload {
            Batch::Records(batch) => {
                let report = reconstruct.handle(batch, deadline).await;
                (report.metrics(), serde_json::to_value(report.redelivery.response())?)
            }
            Batch::WakeUps(batch) => {
                let woken = reconstruct.wake(batch, deadline).await;
                (woken.metrics(), serde_json::to_value(woken.response())?)
            }
        };
        let usage = meter.take();
        let metrics =
            metrics.units("ReadUnits", usage.read_units).units("WriteUnits", usage.write_units);
        metrics.write(clock.now());
        Ok::<_, Error>(response)
    }))
    .await
}
