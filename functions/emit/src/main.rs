//! The Lambda: batches of stream records in, partial-batch responses out.

use aws_lambda_events::dynamodb::Event;
use emit::dead_letters::{DeadLetters, LedgerAlone, Queue};
use emit::{Config, Emit, EventBridge};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use runtime::{Clock, Environment, clients};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    runtime::tracing::start();
    let config = Config::read(&Environment::of_process()).inspect_err(|error| tracing::error!(%error))?;
    let aws = clients::configuration().await;
    let bus = EventBridge::new(clients::eventbridge(&aws), config.bus_name);
    let dead_letters: Box<dyn DeadLetters> = match config.dead_letter_queue_url {
        Some(url) => Box::new(Queue::new(clients::sqs(&aws), url)),
        None => Box::new(LedgerAlone),
    };
    let (emit, clock) = (&Emit::new(bus, dead_letters, config.rules), &Clock::system());
    lambda_runtime::run(service_fn(|batch: LambdaEvent<Event>| async move {
        let report = emit.handle(&batch.payload).await;
        report.metrics().write(clock.now());
        Ok::<_, Error>(report.redelivery.response())
    }))
    .await
}
