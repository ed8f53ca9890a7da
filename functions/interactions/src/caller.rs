//! Who asks, and what he may see. Whoever says nothing of himself may see nothing.

use axum::extract::FromRequestParts;
use conversation::Conversation;
use genesys::UserId;
use http::request::Parts;

use crate::config::ClaimNames;
use crate::problem::Problem;

/// What a caller may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// His own interactions: those in which he took part.
    Agent,
    /// All interactions; operations on his own.
    Admin,
}

impl Role {
    /// The word in the claim.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Admin => "admin",
        }
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// His Genesys Cloud user; an administrator need not be one.
    pub user_id: Option<UserId>,
    /// What he may do.
    pub role: Role,
}

impl Caller {
    /// The caller of whom a token says this. `None` of one that has no role here, or is an agent without a name.
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

    /// The user whose own interactions are meant.
    ///
    /// # Errors
    /// The caller is no user of Genesys Cloud.
    pub fn me(&self) -> Result<&UserId, Problem> {
        self.user_id
            .as_ref()
            .ok_or_else(|| Problem::forbidden("your token names no Genesys Cloud user"))
    }

    /// Refuses whoever may not see everything.
    ///
    /// # Errors
    /// The caller is no administrator.
    pub fn must_be_admin(&self) -> Result<(), Problem> {
        match self.role {
            Role::Admin => Ok(()),
            Role::Agent => {
                Err(Problem::forbidden("this is for administrators: ask for /me/interactions"))
            }
        }
    }

    /// Refuses whoever may not see what a user handled.
    ///
    /// # Errors
    /// The caller is neither an administrator nor that user.
    pub fn must_be(&self, user_id: &UserId) -> Result<(), Problem> {
        if self.role == Role::Admin || self.user_id.as_ref() == Some(user_id) {
            return Ok(());
        }
        Err(Problem::forbidden("these are another user's interactions"))
    }

    /// Whether he may see a conversation: an agent has to have taken part.
    #[must_use]
    pub fn may_see(&self, conversation: &Conversation) -> bool {
        self.role == Role::Admin
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

/// API Gateway gives a claim that is a list as `[agent admin]`; other issuers part by spaces or commas.
fn words(claim: &str) -> impl Iterator<Item = &str> + Clone {
    claim.split(|c: char| c.is_whitespace() || "[],\"".contains(c)).filter(|word| !word.is_empty())
}

/// Whoever let the request in says who asks.
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
    fn a_role_is_a_word_of_its_claim_however_it_is_written() {
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
    fn whoever_has_no_role_or_is_an_agent_without_a_name_is_nobody() {
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
