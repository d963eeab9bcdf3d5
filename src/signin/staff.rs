//! The people of support, who sign in to the admin API with accounts of their own: of one organization, through one application.

use chrono::{DateTime, Utc};

use super::redeem::admin_audience;
use super::{SignIn, SignInError};
use crate::domain::admin_role::AdminRole;
use crate::domain::application::ApplicationStatus;
use crate::domain::email::EmailAddress;
use crate::domain::id::UserId;
use crate::domain::user::{UserKind, UserStatus};

/// Who may sign in to the admin API with an account, and through what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportAccess {
    /// The slug of the organization whose users may be people of support.
    pub organization: String,
    /// The `client_id` of the application whose access tokens open the admin API.
    pub application: String,
}

/// A person of support who has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Who.
    pub user_id: UserId,
    /// Their address: the name in the log.
    pub address: EmailAddress,
    /// What they may do.
    pub role: AdminRole,
    /// When they signed in.
    pub since: DateTime<Utc>,
    /// When their sign-in ends by itself.
    pub until: DateTime<Utc>,
}

/// Why somebody is no person of support.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotStaff {
    /// The token is none that opens the admin API, or what it hangs on has ended.
    Nobody,
    /// It is, but its person has no role there, or none any more.
    NoRole,
}

impl SignIn {
    /// Whose access token this is, and what they may do now. The token says who signed in; whether they still may is read at each
    /// call, so that a role taken, a session ended and a person suspended count at once.
    pub async fn staff(&self, token: &str, now: DateTime<Utc>) -> Result<Result<Staff, NotStaff>, SignInError> {
        let nobody = Ok(Err(NotStaff::Nobody));
        let Some(support) = &self.support else { return nobody };
        let Some(claims) = self.access_token(token, &admin_audience(&self.issuer), now).await else { return nobody };
        // The admin API takes no proofs: a token that is bound to a key would be one that a thief can use.
        let (Some(organization_id), Some(grant), None) = (claims.organization_id, claims.grant, &claims.cnf) else {
            return nobody;
        };
        // The role text is anybody's to give in their own organization: in that of the support staff alone does it mean something.
        if self.store.find_organization_by_slug(&support.organization).await? != Some(organization_id) {
            return nobody;
        }
        let application = self.store.find_application(&support.application).await?;
        let application = application.filter(|application| application.status == ApplicationStatus::Active);
        let Some(application) = application.filter(|application| application.client_id == claims.client_id) else {
            return nobody;
        };
        let Some(configuration) = self.store.find_configuration(organization_id).await? else { return nobody };
        let store = self.store.organization(organization_id);
        let lifetimes = configuration.organization.sessions;
        let Some((user, session)) = store.find_holder(grant, application.id, lifetimes, now).await? else {
            return nobody;
        };
        if user.status != UserStatus::Active || user.kind != UserKind::Professional {
            return nobody;
        }
        let Some(role) = AdminRole::of_account(&user.roles) else { return Ok(Err(NotStaff::NoRole)) };
        Ok(Ok(Staff {
            user_id: user.id,
            address: user.email,
            role,
            since: session.created_at,
            until: session.expires_at,
        }))
    }

    /// Whether this is the organization whose users may be people of support.
    pub fn is_of_support(&self, slug: &str) -> bool {
        self.support.as_ref().is_some_and(|support| support.organization == slug)
    }
}
