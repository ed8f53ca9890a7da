//! The Lambda: batches of stream records in, partial-batch responses out.

use aws_lambda_events::dynamodb::Event;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use reconstruct::{Config, Reconstruct};
use runtime::{Clock, DeadLetterQueue, Deadline, Environment, clients};
use store::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    runtime::tracing::start();
    let config = Config::read(&Environment::of_process()).inspect_err(|error| tracing::error!(%error))?;
    let clock = Clock::system();
    let aws = clients::configuration_of_function().await;
    let table = Table::new(clients::dynamodb(&aws), config.table_name);
    let dead_letters = DeadLetterQueue::of(&aws, config.dead_letter_queue_url);
    let reconstruct = &Reconstruct::new(table.clone(), dead_letters, config.rules, clock.clone());
    let (meter, clock) = (table.meter(), &clock);
    lambda_runtime::run(service_fn(|batch: LambdaEvent<Event>| async move {
        let deadline = Deadline::of_invocation(batch.context.deadline, clock);
        let report = reconstruct.handle(&batch.payload, deadline).await;
        let usage = meter.take();
        let metrics = report.metrics().units("ReadUnits", usage.read_units).units("WriteUnits", usage.write_units);
        metrics.write(clock.now());
        Ok::<_, Error>(report.redelivery.response())
    }))
    .await
}
