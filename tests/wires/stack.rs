//! A deployment: a table and three functions, connected to the account.

use std::cell::Cell;
use std::time::Duration;

use fastrand::Rng;
use testkit::invocations::{TABLE, ledger_pages, new_events};
use tests::deployment::Deployment;
use tokio::time::timeout;

use crate::account::{Account, BUS, ENTRIES};
use crate::mappings::{Follower, Poller};
use crate::worker::{Tally, Worker};

/// A deployment that still works after this time is considered stuck.
const LIMIT: Duration = Duration::from_secs(180);

/// The functions with their event sources.
pub struct Stack<'a> {
    receive: Poller<'a>,
    reconstruct: Follower,
    woken: Poller<'a>,
    emit: Follower,
}

/// The results of the invocations.
#[derive(Debug)]
pub struct Tallies {
    pub receive: Tally,
    pub reconstruct: Tally,
    pub woken: Tally,
    pub emit: Tally,
}

impl<'a> Stack<'a> {
    /// Starts the functions on a table and an account.
    pub async fn start(
        endpoint: &str,
        account: &'a Account,
        deployment: &Deployment,
        rng: &mut Rng,
    ) -> Self {
        let dynamodb = deployment.embedded.endpoint().to_owned();
        let table = vec![("TABLE_NAME", TABLE.to_owned()), ("AWS_ENDPOINT_URL_DYNAMODB", dynamodb)];
        let bus = vec![
            ("BUS_NAME", BUS.to_owned()),
            ("AWS_ENDPOINT_URL_EVENTBRIDGE", endpoint.to_owned()),
        ];
        let receive = Worker::new("receive", table.clone(), rng.fork());
        let queue = [
            ("WAKE_UP_QUEUE_URL", account.wake_ups.0.clone()),
            ("AWS_ENDPOINT_URL_SQS", endpoint.to_owned()),
            ("SETTLE_SECONDS", "1".to_owned()),
        ];
        let settling: Vec<(&str, String)> = table.into_iter().chain(queue).collect();
        let reconstruct = Worker::new("reconstruct", settling.clone(), rng.fork());
        let woken = Worker::new("reconstruct", settling, rng.fork());
        let emit = Worker::new("emit", bus, rng.fork());
        Self {
            receive: Poller { account, queue: &account.events, batch: ENTRIES, worker: receive },
            reconstruct: Follower::new(
                deployment.stream().await,
                new_events,
                reconstruct,
                rng.fork(),
            ),
            woken: Poller { account, queue: &account.wake_ups, batch: ENTRIES, worker: woken },
            emit: Follower::new(deployment.stream().await, ledger_pages, emit, rng.fork()),
        }
    }

    /// Runs during the feed and until nothing is left to do: all stored events are reconstructed,
    /// and everything that follows is published. `receive` is killed up to `kills` times, the
    /// readers of the stream up to three times as often, because a batch of records may come any
    /// number of times.
    pub async fn run(&mut self, kills: u32, feed: impl Future<Output = ()>) -> Tallies {
        self.receive.worker.kill(kills);
        self.reconstruct.worker.kill(3 * kills);
        self.woken.worker.kill(kills);
        self.emit.worker.kill(3 * kills);
        let [fed, stored, passed, settled] = [const { Cell::new(false) }; 4];
        let running = async {
            tokio::join!(
                async {
                    feed.await;
                    fed.set(true);
                },
                async {
                    self.receive.run(&fed).await;
                    stored.set(true);
                },
                async {
                    self.reconstruct.run(&stored).await;
                    passed.set(true);
                },
                async {
                    self.woken.run(&passed).await;
                    settled.set(true);
                },
                self.emit.run(&settled),
            )
        };
        assert!(timeout(LIMIT, running).await.is_ok(), "nothing is quiet after {LIMIT:?}");
        Tallies {
            receive: self.receive.worker.rest(),
            reconstruct: self.reconstruct.worker.rest(),
            woken: self.woken.worker.rest(),
            emit: self.emit.worker.rest(),
        }
    }
}
