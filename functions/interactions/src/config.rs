//! Configuration of `interactions`, read from the environment.

use runtime::{ConfigError, Environment};

use crate::caller::{ClaimNames, Visibility};

/// Configuration of `interactions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `TABLE_NAME`.
    pub table_name: String,
    /// `OPEN_SHARDS`: partitions of the index of open conversations.
    pub open_shards: u32,
    /// Which claims of a caller's token name their user and their roles.
    pub claims: ClaimNames,
    /// `AGENT_VISIBILITY`: which interactions agents may read.
    pub visibility: Visibility,
    /// `ALLOWED_ORIGINS`: web origins whose pages may call the API from a browser.
    pub allowed_origins: Vec<String>,
    /// `DIRECTORY_OF_NAMES`: whether names are looked up.
    pub names: bool,
    /// The Platform API that performs operations. `None` turns operations off.
    pub platform: Option<PlatformConfig>,
    /// `NOTIFY_QUEUE_URL`: where the content of a workbin is handed on to be pushed.
    pub notify_queue_url: Option<String>,
}

/// Where the Platform API of Genesys Cloud is, and which OAuth client calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformConfig {
    /// `GENESYS_CREDENTIALS_SECRET`: the secret with the OAuth client.
    pub credentials_secret: String,
    /// The URLs of the Platform API.
    pub endpoints: Endpoints,
}

/// The URLs of the Platform API of Genesys Cloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// `GENESYS_API_URL`, such as `https://api.mypurecloud.de`.
    pub api: String,
    /// `GENESYS_LOGIN_URL`, such as `https://login.mypurecloud.de`.
    pub login: String,
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// A variable is missing or invalid; the error names it.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        let platform = environment.genesys_credentials_secret().map(|credentials_secret| {
            Ok(PlatformConfig { credentials_secret, endpoints: Endpoints::read(environment)? })
        });
        Ok(Self {
            table_name: environment.table_name()?,
            open_shards: environment.open_shards()?,
            claims: ClaimNames {
                user_id: environment.user_id_claim(),
                roles: environment.roles_claim(),
            },
            visibility: Visibility::read(environment)?,
            allowed_origins: environment.allowed_origins(),
            names: environment.directory_of_names()?,
            platform: platform.transpose()?,
            notify_queue_url: environment.notify_queue_url(),
        })
    }
}

impl Visibility {
    /// Reads which interactions agents may read.
    ///
    /// # Errors
    /// The variable is invalid; the error names it.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(if environment.agents_see_all()? { Self::All } else { Self::Own })
    }
}

impl Endpoints {
    /// Reads the URLs of the Platform API.
    ///
    /// # Errors
    /// A variable is missing; the error names it.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self { api: environment.genesys_api_url()?, login: environment.genesys_login_url()? })
    }
}
