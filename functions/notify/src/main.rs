//! The Lambda function: SQS batches in, partial-batch responses out.

use aws_lambda_events::sqs::SqsEvent;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use notify::{AppSync, Config, Notify};
use runtime::{Clock, Deadline, Environment, clients};
use store::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    if runtime::version::is_asked("notify") {
        return Ok(());
    }
    runtime::tracing::start();
    let config =
        Config::read(&Environment::of_process()).inspect_err(|error| tracing::error!(%error))?;
    let clock = Clock::system();
    let aws = clients::configuration_of_function().await;
    let table = Table::new(clients::dynamodb(&aws), config.table_name);
    let channels = AppSync::new(&aws, &config.event_api_url, clock.clone())
        .inspect_err(|error| tracing::error!(%error))?;
    let (notify, meter) = (&Notify::new(table.clone(), channels, config.base), table.meter());
    let clock = &clock;
    lambda_runtime::run(service_fn(|batch: LambdaEvent<SqsEvent>| async move {
        let deadline = Deadline::of_invocation(batch.context.deadline, clock);
        let report = notify.handle(&batch.payload, deadline).await;
        report.metrics().units("ReadUnits", meter.take().read_units).write(clock.now());
        Ok::<_, Error>(report.response())
    }))
    .await
}
