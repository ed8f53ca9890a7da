//! Who calls, and what they may see. A caller without a role may see nothing.

use axum::extract::FromRequestParts;
use conversation::Conversation;
use genesys::UserId;
use http::request::Parts;

use crate::problem::Problem;

/// What a caller may do. Either role operates only on its own interactions: those in which the
/// caller took part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Reads what [`Visibility`] allows.
    Agent,
    /// Reads all interactions.
    Admin,
}

/// Which interactions agents may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// All.
    #[default]
    All,
    /// Those in which they took part.
    Own,
}

/// Names of the claims that are read from a caller's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimNames {
    /// `USER_ID_CLAIM`: the claim with the caller's Genesys Cloud user id.
    pub user_id: String,
    /// `ROLES_CLAIM`: the claim with the caller's roles.
    pub roles: String,
}

impl Role {
    /// The word for this role in the roles claim.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Admin => "admin",
        }
    }
}

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Their Genesys Cloud user. An administrator may have none.
    pub user_id: Option<UserId>,
    /// What they may do.
    pub role: Role,
}

impl Caller {
    /// The caller that the claims of a token describe. `None` if the token has no role of this API,
    /// or is an agent's without a user id.
    pub fn of_claims<'c>(
        claim: impl Fn(&str) -> Option<&'c str>,
        names: &ClaimNames,
    ) -> Option<Self> {
        let user_id = claim(&names.user_id).and_then(|id| id.parse().ok());
        let roles = words(claim(&names.roles).unwrap_or_default());
        let has = |role: Role| roles.clone().any(|word| word == role.as_str());
        if has(Role::Admin) {
            Some(Self { user_id, role: Role::Admin })
        } else if has(Role::Agent) {
            user_id.map(|user_id| Self { user_id: Some(user_id), role: Role::Agent })
        } else {
            None
        }
    }

    /// The user that `/me` means.
    ///
    /// # Errors
    /// The token names no Genesys Cloud user.
    pub fn me(&self) -> Result<&UserId, Problem> {
        self.user_id
            .as_ref()
            .ok_or_else(|| Problem::forbidden("your token names no Genesys Cloud user"))
    }

    /// Refuses a caller who may not see everything.
    ///
    /// # Errors
    /// The caller is an agent, and agents see only their own.
    pub fn must_see_all(&self, agents: Visibility) -> Result<(), Problem> {
        match (self.role, agents) {
            (Role::Admin, _) | (Role::Agent, Visibility::All) => Ok(()),
            (Role::Agent, Visibility::Own) => {
                Err(Problem::forbidden("only administrators may see this: use /me/interactions"))
            }
        }
    }

    /// Refuses a caller who may not see what this user handled.
    ///
    /// # Errors
    /// The caller is neither an administrator nor that user.
    pub fn must_be(&self, user_id: &UserId) -> Result<(), Problem> {
        if self.role == Role::Admin || self.user_id.as_ref() == Some(user_id) {
            return Ok(());
        }
        Err(Problem::forbidden("these are another user's interactions"))
    }

    /// Whether the caller may see a conversation.
    #[must_use]
    pub fn may_see(&self, conversation: &Conversation, agents: Visibility) -> bool {
        self.role == Role::Admin
            || agents == Visibility::All
            || self.user_id.as_ref().is_some_and(|user_id| took_part(conversation, user_id))
    }
}

/// Whether a user took part in a conversation.
pub(crate) fn took_part(conversation: &Conversation, user_id: &UserId) -> bool {
    conversation
        .participants
        .iter()
        .any(|participant| participant.user_id.as_ref() == Some(user_id))
}

/// The words of a claim. API Gateway renders a list as `[agent admin]`; other issuers separate the
/// words by spaces or commas.
fn words(claim: &str) -> impl Iterator<Item = &str> + Clone {
    claim.split(|c: char| c.is_whitespace() || "[],\"".contains(c)).filter(|word| !word.is_empty())
}

/// Takes the caller from the extensions of the request, where the authenticating layer put it.
impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::no_caller)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(claims: &[(&str, &str)]) -> Option<Caller> {
        let names = ClaimNames { user_id: "user".to_owned(), roles: "roles".to_owned() };
        let claims: Vec<(String, String)> =
            claims.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Caller::of_claims(
            |name| claims.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str()),
            &names,
        )
    }

    #[test]
    fn role_is_read_from_any_list_syntax() {
        for roles in ["admin", "[agent admin]", "reader,admin", "[\"admin\"]"] {
            assert_eq!(
                of(&[("roles", roles)]),
                Some(Caller { user_id: None, role: Role::Admin }),
                "{roles}"
            );
        }
        let agent = Caller { user_id: Some("u-1".parse().unwrap()), role: Role::Agent };
        assert_eq!(of(&[("user", "u-1"), ("roles", "reader agent")]), Some(agent));
    }

    #[test]
    fn no_caller_without_role_or_agent_user() {
        for claims in [
            &[][..],
            &[("user", "u-1")],
            &[("user", "u-1"), ("roles", "")],
            &[("user", "u-1"), ("roles", "administrator notagent Admin")],
            &[("roles", "agent")],
            &[("user", "no/id"), ("roles", "agent")],
            &[("role", "admin")],
        ] {
            assert_eq!(of(claims), None, "{claims:?}");
        }
    }
}
