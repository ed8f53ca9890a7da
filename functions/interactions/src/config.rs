//! What `interactions` reads from the environment.

use runtime::{ConfigError, Environment};

/// Configuration of `interactions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `TABLE_NAME`.
    pub table_name: String,
    /// `OPEN_SHARDS`: partitions of the index of open conversations.
    pub open_shards: u32,
    /// What a caller's token says of him, and where.
    pub claims: ClaimNames,
    /// `ALLOWED_ORIGINS`: whose pages in a browser may ask.
    pub allowed_origins: Vec<String>,
    /// Where operations go; without it there are none.
    pub platform: Option<PlatformConfig>,
}

/// The claims of a caller's token that are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimNames {
    /// `USER_ID_CLAIM`: his Genesys Cloud user.
    pub user_id: String,
    /// `ROLES_CLAIM`: what he may do.
    pub roles: String,
}

/// Where the Platform API of Genesys Cloud is, and who asks there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformConfig {
    /// `GENESYS_CREDENTIALS_SECRET`: the secret with the OAuth client.
    pub credentials_secret: String,
    /// Where it is.
    pub endpoints: Endpoints,
}

/// Where the Platform API of Genesys Cloud is.
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
    /// A variable is missing or odd; the error names it.
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
            allowed_origins: environment.allowed_origins(),
            platform: platform.transpose()?,
        })
    }
}

impl Endpoints {
    /// Reads where the Platform API is.
    ///
    /// # Errors
    /// A variable is missing; the error names it.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self { api: environment.genesys_api_url()?, login: environment.genesys_login_url()? })
    }
}
