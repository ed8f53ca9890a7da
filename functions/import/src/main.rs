//! The Lambda function: SQS batches in, partial-batch responses out.

use aws_lambda_events::sqs::SqsEvent;
use import::{Config, Import, S3};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use runtime::{Clock, DeadLetterQueue, Deadline, Environment, clients};
use store::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    if runtime::version::is_asked("import") {
        return Ok(());
    }
    runtime::tracing::start();
    let config =
        Config::read(&Environment::of_process()).inspect_err(|error| tracing::error!(%error))?;
    let clock = Clock::system();
    let configuration = clients::configuration_of_function().await;
    let table = Table::new(clients::dynamodb(&configuration), config.table_name);
    let objects = S3::new(aws_sdk_s3::Client::new(&configuration));
    let dead_letters = DeadLetterQueue::of(&configuration, config.dead_letter_queue_url);
    let import =
        &Import::new(objects, table.clone(), dead_letters, config.retention, clock.clone());
    let (meter, clock) = (table.meter(), &clock);
    lambda_runtime::run(service_fn(|batch: LambdaEvent<SqsEvent>| async move {
        let deadline = Deadline::of_invocation(batch.context.deadline, clock);
        let report = import.handle(&batch.payload, deadline).await;
        report.metrics().units("WriteUnits", meter.take().write_units).write(clock.now());
        Ok::<_, Error>(report.response())
    }))
    .await
}
