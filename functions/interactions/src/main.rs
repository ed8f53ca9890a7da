//! The Lambda function: one request of an HTTP API in, its response out.

use std::sync::Arc;

use interactions::notifications::NotifyQueue;
use interactions::operations::Operations;
use interactions::platform::{Limits, Platform, SecretsManager};
use interactions::{Api, Config, NameDirectory, RequestReport, lambda, router};
use lambda_http::{Error, Request, service_fn};
use runtime::sqs::Queue;
use runtime::{Clock, Environment, clients};
use store::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    if runtime::version::is_asked("interactions") {
        return Ok(());
    }
    runtime::tracing::start();
    let config =
        Config::read(&Environment::of_process()).inspect_err(|error| tracing::error!(%error))?;
    let clock = Clock::system();
    let sdk = clients::configuration_of_function().await;
    let table = Table::new(clients::dynamodb(&sdk), config.table_name);
    let api = Api::new(table.clone(), config.open_shards).with_visibility(config.visibility);
    let mut names = config.names.then(|| NameDirectory::new(table.clone(), clock.clone()));
    let mut operations = None;
    if let Some(platform) = config.platform {
        let secrets = aws_sdk_secretsmanager::Client::new(&sdk);
        let credentials = Arc::new(SecretsManager::new(secrets, platform.credentials_secret));
        let platform =
            Platform::new(&platform.endpoints, credentials, Limits::default(), clock.clone())?;
        let platform = Arc::new(platform);
        names = names.map(|names| names.asking(platform.clone()));
        operations = Some(Operations::new(platform, clock.clone()));
    }
    let mut api = api.with_names_and_operations(names, operations);
    if let Some(url) = config.notify_queue_url {
        api = api.with_workbins(Arc::new(NotifyQueue(Queue::of(&sdk, url))));
    }
    let (router, claims, meter, clock) =
        (&router(api, &config.allowed_origins), &config.claims, table.meter(), &clock);
    lambda_http::run(service_fn(|request: Request| async move {
        let response = lambda::answer(router, claims, request).await?;
        let metrics =
            RequestReport::of(&response).metrics().units("ReadUnits", meter.take().read_units);
        metrics.write(clock.now());
        Ok::<_, Error>(response)
    }))
    .await
}
