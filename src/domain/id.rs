//! Typed ids. All are `UUIDv7`, so that rows lie in the order of their making; none is a secret.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

id! {
    /// A hospital or care provider: the customer.
    OrganizationId,
    /// An organization's link to one identity provider.
    ConnectionId,
    /// One version of a connection's settings.
    ConnectionVersionId,
    /// One of the two credential slots of a connection.
    CredentialId,
    /// An e-mail domain of an organization.
    DomainId,
    /// A person who exists here before anyone signs in.
    UserId,
    /// The bond of a user with one account at a connection.
    IdentityId,
    /// A downstream OpenID Connect client. Its public name is the `client_id`, a text.
    ApplicationId,
    /// A flag that has been set.
    FlagId,
    /// A line of a flag's history.
    FlagChangeId,
    /// A flag that is set for many organizations, one after the other.
    RolloutId,
    /// A session of a person in one browser.
    SessionId,
    /// One grant: an authorization code and all that was got with it.
    GrantId,
    /// One refresh token of a grant's family.
    RefreshTokenId,
    /// One attempt to sign in. In every log line, audit event and error page.
    SignInId,
    /// A token of support staff.
    AdminTokenId,
    /// Who calls the admin API: a token, or a user who has signed in. No id is of both.
    CallerId,
    /// A device without a browser that waits for a person's word.
    DeviceAuthorizationId,
    /// A request for break-glass.
    BreakGlassId,
    /// An invitation of a hospital's own people.
    InvitationId,
    /// A letter on its way.
    LetterId,
    /// A one-time password that was sent by e-mail, or seems to have been.
    OneTimePasswordId,
    /// One line of the audit log.
    AuditEventId,
    /// Somebody who is told of what happens, by HTTP.
    WebhookId,
    /// What a webhook's messages are signed with.
    WebhookSecretId,
    /// A message to a webhook.
    DeliveryId,
}
