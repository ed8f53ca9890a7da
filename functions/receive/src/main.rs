//! The Lambda function: SQS batches in, partial-batch responses out.

use aws_lambda_events::sqs::SqsEvent;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use receive::{Config, Receive};
use runtime::{Clock, Deadline, Environment, clients};
use store::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    if runtime::version::is_asked("receive") {
        return Ok(());
    }
    runtime::tracing::start();
    let config =
        Config::read(&Environment::of_process()).inspect_err(|error| tracing::error!(%error))?;
    let clock = Clock::system();
    let table = Table::new(
        clients::dynamodb(&clients::configuration_of_function().await),
        config.table_name,
    );
    let receive = &Receive::new(table.clone(), config.retention, clock.clone());
    let (meter, clock) = (table.meter(), &clock);
    lambda_runtime::run(service_fn(|batch: LambdaEvent<SqsEvent>| async move {
        let deadline = Deadline::of_invocation(batch.context.deadline, clock);
        let report = receive.handle(&batch.payload, deadline).await;
        report.metrics().units("WriteUnits", meter.take().write_units).write(clock.now());
        Ok::<_, Error>(report.response())
    }))
    .await
}
