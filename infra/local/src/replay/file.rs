//! The file that a replay's state is kept in. Whoever changes it has it to himself meanwhile, and it is replaced whole:
//! no reader ever finds half of it, and a process that dies leaves what it wrote last.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::ReplayError;
use super::state::{State, VERSION};

/// How long to wait before the file is tried again.
const WAIT: Duration = Duration::from_millis(50);
/// How often it is tried: two minutes, for a step may wait for EventBridge.
const TRIES: u32 = 2_400;

/// A state file that nobody else changes at present.
#[derive(Debug)]
pub struct Held {
    path: PathBuf,
    _lock: File,
}

impl Held {
    /// Waits until nobody else changes the file, which need not exist.
    ///
    /// # Errors
    /// Its folder cannot be written, or somebody else has it for minutes.
    pub async fn wait(path: &Path) -> Result<Self, ReplayError> {
        let failed = |error| ReplayError::StateFile(path.to_path_buf(), error);
        let lock = File::create(beside(path, ".lock")).map_err(failed)?;
        for _ in 0..TRIES {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { path: path.to_path_buf(), _lock: lock }),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(WAIT).await,
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
        Err(ReplayError::InUse(path.to_path_buf()))
    }

    /// The state; `None` when there is no such file.
    ///
    /// # Errors
    /// The file cannot be read, or is no state of this version.
    pub fn load(&self) -> Result<Option<State>, ReplayError> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(ReplayError::StateFile(self.path.clone(), error)),
        };
        let state: Option<State> = serde_json::from_slice(&text).ok();
        let state = state.filter(|state| state.version == VERSION && !state.windows.is_empty());
        state.map(Some).ok_or_else(|| ReplayError::NoState(self.path.clone()))
    }

    /// Replaces the file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn store(&self, state: &State) -> Result<(), ReplayError> {
        let write = || -> io::Result<()> {
            let new = beside(&self.path, ".new");
            let mut file = File::create(&new)?;
            file.write_all(&serde_json::to_vec_pretty(state)?)?;
            file.write_all(b"\n")?;
            file.sync_all()?;
            fs::rename(new, &self.path)
        };
        write().map_err(|error| ReplayError::StateFile(self.path.clone(), error))
    }
}

/// The state in a file that has to be there.
///
/// # Errors
/// As [`Held::wait`] and [`Held::load`]; or there is no such file.
pub async fn load(path: &Path) -> Result<(Held, State), ReplayError> {
    let none = || ReplayError::NoState(path.to_path_buf());
    if !path.exists() {
        return Err(none());
    }
    let held = Held::wait(path).await?;
    let state = held.load()?.ok_or_else(none)?;
    Ok((held, state))
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}
