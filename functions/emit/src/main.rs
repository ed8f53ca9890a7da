//! The Lambda function: batches of stream records in, partial-batch responses out.

use aws_lambda_events::dynamodb::Event;
use emit::{Config, Emit, EventBridge, KeySecret};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use runtime::{Clock, DeadLetterQueue, Deadline, Environment, clients};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    if runtime::version::is_asked("emit") {
        return Ok(());
    }
    runtime::tracing::start();
    let config =
        Config::read(&Environment::of_process()).inspect_err(|error| tracing::error!(%error))?;
    let aws = clients::configuration_of_function().await;
    let key = KeySecret::new(aws.clone(), config.rules.address_key_secret.clone());
    let rules = config.rules.rules(&key).await.inspect_err(|error| tracing::error!(%error))?;
    let bus = EventBridge::new(clients::eventbridge(&aws), config.bus_name);
    let dead_letters = DeadLetterQueue::of(&aws, config.dead_letter_queue_url);
    let (emit, clock) = (&Emit::new(bus, dead_letters, rules), &Clock::system());
    lambda_runtime::run(service_fn(|batch: LambdaEvent<Event>| async move {
        let deadline = Deadline::of_invocation(batch.context.deadline, clock);
        let report = emit.handle(&batch.payload, deadline).await;
        report.metrics().write(clock.now());
        Ok::<_, Error>(report.redelivery.response())
    }))
    .await
}
