//! The file that keeps the state of a replay. A process that changes it locks it. The file is
//! replaced as a whole, so a reader never sees half of it, and a process that dies leaves the last
//! complete state.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::ReplayError;
use super::state::{State, VERSION};

/// The pause between two attempts to lock the file.
const WAIT: Duration = Duration::from_millis(50);
/// The number of attempts. They take two minutes, because a step of another process may wait for
/// EventBridge.
const TRIES: u32 = 2_400;

/// A state file that this process has locked.
#[derive(Debug)]
pub struct LockedState {
    path: PathBuf,
    _lock: File,
}

impl LockedState {
    /// Waits for the lock on the file, which need not exist.
    ///
    /// # Errors
    /// The folder cannot be written, or another process keeps the lock for minutes.
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

    /// Loads the state; `None` when the file does not exist.
    ///
    /// # Errors
    /// The file cannot be read, or holds no state of this version.
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
    /// The file cannot be written.
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

/// Locks and loads a file that must exist.
///
/// # Errors
/// As [`LockedState::wait`] and [`LockedState::load`]; or the file does not exist.
pub async fn load(path: &Path) -> Result<(LockedState, State), ReplayError> {
    let none = || ReplayError::NoState(path.to_path_buf());
    if !path.exists() {
        return Err(none());
    }
    let held = LockedState::wait(path).await?;
    let state = held.load()?.ok_or_else(none)?;
    Ok((held, state))
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}
