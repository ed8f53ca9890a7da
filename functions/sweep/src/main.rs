//! The Lambda function: invoked by a schedule, whose event it ignores; the counts of the run out.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use runtime::{Clock, Deadline, Environment, clients};
use serde_json::Value;
use store::Table;
use sweep::{Config, Sweeper};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    if runtime::version::is_asked("sweep") {
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
    let sweeper = &Sweeper::new(table.clone(), config.rules, clock.clone());
    let (meter, clock) = (table.meter(), &clock);
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        let deadline = Deadline::of_invocation(event.context.deadline, clock);
        let report = sweeper.run(deadline).await;
        let usage = meter.take();
        let metrics = report
            .metrics()
            .units("ReadUnits", usage.read_units)
            .units("WriteUnits", usage.write_units);
        metrics.write(clock.now());
        Ok::<_, Error>(report.response()?)
    }))
    .await
}
