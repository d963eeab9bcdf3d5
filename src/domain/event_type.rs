//! What webhooks tell of: a stable name for what the audit log has a line of, and which lines are told at all.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::audit::{AuditAction, AuditEvent, AuditOutcome};

/// What happened, as whoever is told of it reads it. Described in `docs/webhooks.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub enum EventType {
    /// Somebody came in.
    #[serde(rename = "sign_in.succeeded")]
    SignInSucceeded,
    /// Somebody was kept out.
    #[serde(rename = "sign_in.refused")]
    SignInRefused,
    /// An open session let somebody into an application.
    #[serde(rename = "session.reused")]
    SessionReused,
    /// Sessions ended before their time.
    #[serde(rename = "session.ended")]
    SessionEnded,
    /// Microsoft stood no longer for an account, and the sessions that it had opened ended.
    #[serde(rename = "recheck.refused")]
    RecheckRefused,
    /// A session that is open may not be renewed any more.
    #[serde(rename = "refresh.refused")]
    RefreshRefused,
    /// A code was used a second time.
    #[serde(rename = "code.reused")]
    CodeReused,
    /// A refresh token was used a second time.
    #[serde(rename = "refresh_token.reused")]
    RefreshTokenReused,
    /// A password was set, changed or removed, or its removal was asked for.
    #[serde(rename = "password.changed")]
    PasswordChanged,
    /// Break-glass was asked for.
    #[serde(rename = "break_glass.requested")]
    BreakGlassRequested,
    /// Whoever asked for break-glass tried to approve it too.
    #[serde(rename = "break_glass.refused")]
    BreakGlassRefused,
    /// Break-glass was opened.
    #[serde(rename = "break_glass.opened")]
    BreakGlassOpened,
    /// Break-glass was closed: by somebody, or by its time.
    #[serde(rename = "break_glass.closed")]
    BreakGlassClosed,
    /// A flag was set or unset.
    #[serde(rename = "flag.changed")]
    FlagChanged,
    /// A user was made, changed or removed.
    #[serde(rename = "user.changed")]
    UserChanged,
    /// A user was parted from an account that they were bound to.
    #[serde(rename = "identity.unbound")]
    IdentityUnbound,
    /// An e-mail domain was added, proven, led elsewhere or removed.
    #[serde(rename = "domain.changed")]
    DomainChanged,
    /// The record that has proven an e-mail domain was not in its DNS any more.
    #[serde(rename = "domain.proof_missing")]
    DomainProofMissing,
    /// A connection was made, changed or removed, or another version of its settings was drafted or put in force.
    #[serde(rename = "connection.changed")]
    ConnectionChanged,
    /// The way in which the broker proves itself at a connection was changed.
    #[serde(rename = "credential.changed")]
    CredentialChanged,
    /// A check of a connection fails that did not before.
    #[serde(rename = "connection.check_failed")]
    ConnectionCheckFailed,
    /// A check of a connection fails no more.
    #[serde(rename = "connection.check_recovered")]
    ConnectionCheckRecovered,
    /// An organization was made, changed or removed.
    #[serde(rename = "organization.changed")]
    OrganizationChanged,
    /// A file was applied, and changed something.
    #[serde(rename = "configuration.applied")]
    ConfigurationApplied,
    /// Support looked up why somebody cannot get in.
    #[serde(rename = "person.explained")]
    PersonExplained,
    /// Support read the audit log.
    #[serde(rename = "log.read")]
    LogRead,
    /// A token of support staff was made or ended.
    #[serde(rename = "admin_token.changed")]
    AdminTokenChanged,
    /// Sealed values were moved to another key.
    #[serde(rename = "keys.rewrapped")]
    KeysRewrapped,
    /// A key that signs tokens was made, signs for the first or signed for the last time, or went.
    #[serde(rename = "signing_key.changed")]
    SigningKeyChanged,
    /// An application was made, changed or removed, or got a new secret.
    #[serde(rename = "application.changed")]
    ApplicationChanged,
    /// A roll-out of a flag was started, moved on by somebody, has stopped or is done.
    #[serde(rename = "rollout.changed")]
    RolloutChanged,
    /// What is configured was taken out as a file, with the users in it.
    #[serde(rename = "configuration.exported")]
    ConfigurationExported,
    /// Somebody of support tried what they may not.
    #[serde(rename = "admin.refused")]
    AdminRefused,
    /// A device without a browser was let sign in, or was refused.
    #[serde(rename = "device.authorized")]
    DeviceAuthorized,
    /// Something ends before long.
    #[serde(rename = "expiry.approaching")]
    ExpiryApproaching,
    /// Sign-ins through a connection began to fail, for several people.
    #[serde(rename = "connection.trouble_began")]
    ConnectionTroubleBegan,
    /// People come in through it again, or nobody tries any more.
    #[serde(rename = "connection.trouble_ended")]
    ConnectionTroubleEnded,
    /// The head of the audit log was signed.
    #[serde(rename = "audit.anchored")]
    AuditAnchored,
    /// Lines of the audit log that were kept long enough lost their content.
    #[serde(rename = "audit.removed")]
    AuditRemoved,
    /// Somebody was invited to see what is configured, their link was made anew, or it was revoked.
    #[serde(rename = "invitation.changed")]
    InvitationChanged,
    /// The link of an invitation was opened, or tried after its end.
    #[serde(rename = "invitation.used")]
    InvitationUsed,
    /// A list of a directory's people was held against the users.
    #[serde(rename = "roster.judged")]
    RosterJudged,
    /// A webhook was made, changed or removed, or something was done with it.
    #[serde(rename = "webhook.changed")]
    WebhookChanged,
    /// A webhook was disabled because nobody answers there.
    #[serde(rename = "webhook.disabled")]
    WebhookDisabled,
    /// Somebody tries whether a webhook works. Sent to that one, whatever it is told of.
    #[serde(rename = "webhook.test")]
    WebhookTest,
}

impl EventType {
    /// All of them.
    pub const ALL: [Self; 45] = [
        Self::SignInSucceeded,
        Self::SignInRefused,
        Self::SessionReused,
        Self::SessionEnded,
        Self::RecheckRefused,
        Self::RefreshRefused,
        Self::CodeReused,
        Self::RefreshTokenReused,
        Self::PasswordChanged,
        Self::BreakGlassRequested,
        Self::BreakGlassRefused,
        Self::BreakGlassOpened,
        Self::BreakGlassClosed,
        Self::FlagChanged,
        Self::UserChanged,
        Self::IdentityUnbound,
        Self::DomainChanged,
        Self::DomainProofMissing,
        Self::ConnectionChanged,
        Self::CredentialChanged,
        Self::ConnectionCheckFailed,
        Self::ConnectionCheckRecovered,
        Self::OrganizationChanged,
        Self::ConfigurationApplied,
        Self::PersonExplained,
        Self::LogRead,
        Self::AdminTokenChanged,
        Self::KeysRewrapped,
        Self::SigningKeyChanged,
        Self::ApplicationChanged,
        Self::RolloutChanged,
        Self::ConfigurationExported,
        Self::AdminRefused,
        Self::DeviceAuthorized,
        Self::ExpiryApproaching,
        Self::ConnectionTroubleBegan,
        Self::ConnectionTroubleEnded,
        Self::AuditAnchored,
        Self::AuditRemoved,
        Self::InvitationChanged,
        Self::InvitationUsed,
        Self::RosterJudged,
        Self::WebhookChanged,
        Self::WebhookDisabled,
        Self::WebhookTest,
    ];

    /// What a line of the log is told as; nothing, where it is told to nobody.
    ///
    /// Every action has its line here, so that a new one is told or not by somebody's decision.
    pub fn of(event: &AuditEvent) -> Option<Self> {
        let success = event.outcome == AuditOutcome::Success;
        Some(match event.action {
            AuditAction::SignIn if success => Self::SignInSucceeded,
            AuditAction::SessionReused if success => Self::SessionReused,
            AuditAction::SignIn | AuditAction::SessionReused => Self::SignInRefused,
            AuditAction::SessionEnded => Self::SessionEnded,
            AuditAction::RecheckRefused => Self::RecheckRefused,
            AuditAction::CodeReused => Self::CodeReused,
            AuditAction::RefreshTokenReused => Self::RefreshTokenReused,
            AuditAction::TokenRefreshed if !success => Self::RefreshRefused,
            // An app that renews its tokens or gives them back, and somebody who types an address: no news, and many. Nor is a test
            // sign-in, by which nobody comes in: what follows from it, a version in force, is told.
            AuditAction::TokenRefreshed
            | AuditAction::TokenRevoked
            | AuditAction::OneTimePasswordAsked
            | AuditAction::TestSignIn => return None,
            AuditAction::PasswordChanged => Self::PasswordChanged,
            AuditAction::BreakGlass => break_glass(event, success),
            AuditAction::FlagChanged => Self::FlagChanged,
            AuditAction::UserChanged => Self::UserChanged,
            AuditAction::IdentityUnbound => Self::IdentityUnbound,
            AuditAction::DomainChanged => Self::DomainChanged,
            AuditAction::DomainProofMissing => Self::DomainProofMissing,
            AuditAction::ConnectionChanged => Self::ConnectionChanged,
            AuditAction::CredentialChanged => Self::CredentialChanged,
            AuditAction::ConnectionCheckFailed => Self::ConnectionCheckFailed,
            AuditAction::ConnectionCheckRecovered => Self::ConnectionCheckRecovered,
            AuditAction::OrganizationChanged => Self::OrganizationChanged,
            AuditAction::ConfigurationApplied => Self::ConfigurationApplied,
            AuditAction::Explained => Self::PersonExplained,
            AuditAction::LogRead => Self::LogRead,
            AuditAction::AdminTokenChanged => Self::AdminTokenChanged,
            AuditAction::KeysRewrapped => Self::KeysRewrapped,
            AuditAction::SigningKeyChanged => Self::SigningKeyChanged,
            AuditAction::ApplicationChanged => Self::ApplicationChanged,
            AuditAction::RolloutChanged => Self::RolloutChanged,
            AuditAction::ConfigurationExported => Self::ConfigurationExported,
            AuditAction::AdminRefused => Self::AdminRefused,
            AuditAction::DeviceAuthorized => Self::DeviceAuthorized,
            AuditAction::ExpiryApproaching => Self::ExpiryApproaching,
            AuditAction::ConnectionTroubleBegan => Self::ConnectionTroubleBegan,
            AuditAction::ConnectionTroubleEnded => Self::ConnectionTroubleEnded,
            AuditAction::AuditAnchored => Self::AuditAnchored,
            AuditAction::AuditRemoved => Self::AuditRemoved,
            AuditAction::InvitationChanged => Self::InvitationChanged,
            AuditAction::InvitationUsed => Self::InvitationUsed,
            AuditAction::RosterJudged => Self::RosterJudged,
            AuditAction::WebhookChanged => Self::WebhookChanged,
            AuditAction::WebhookDisabled => Self::WebhookDisabled,
        })
    }
}

/// What `tenancy::break_glass` says of it.
fn break_glass(event: &AuditEvent, success: bool) -> EventType {
    let detail: Value = event.detail.read();
    match detail.get("break_glass").and_then(Value::as_str) {
        _ if !success => EventType::BreakGlassRefused,
        Some("requested") => EventType::BreakGlassRequested,
        Some("opened") => EventType::BreakGlassOpened,
        _ => EventType::BreakGlassClosed,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::audit::AuditDetail;

    fn event(action: AuditAction, outcome: AuditOutcome, detail: &Value) -> AuditEvent {
        let at = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let event = AuditEvent::new(uuid::Uuid::from_u128(1).into(), at, action, "test");
        AuditEvent { outcome, detail: AuditDetail::of(detail), ..event }
    }

    #[test]
    fn a_refusal_is_not_told_as_a_success() {
        let told = |action, outcome| EventType::of(&event(action, outcome, &json!({})));
        for (action, success, refused) in [
            (AuditAction::SignIn, Some(EventType::SignInSucceeded), Some(EventType::SignInRefused)),
            (AuditAction::SessionReused, Some(EventType::SessionReused), Some(EventType::SignInRefused)),
            (AuditAction::TokenRefreshed, None, Some(EventType::RefreshRefused)),
            (AuditAction::OneTimePasswordAsked, None, None),
            (AuditAction::TestSignIn, None, None),
        ] {
            assert_eq!(told(action, AuditOutcome::Success), success);
            assert_eq!(told(action, AuditOutcome::Refused), refused);
        }
    }

    #[test]
    fn break_glass_is_told_by_how_far_it_has_come() {
        for (said, outcome, expected) in [
            ("requested", AuditOutcome::Success, EventType::BreakGlassRequested),
            ("approved", AuditOutcome::Refused, EventType::BreakGlassRefused),
            ("opened", AuditOutcome::Success, EventType::BreakGlassOpened),
            ("closed", AuditOutcome::Success, EventType::BreakGlassClosed),
            ("closed by itself", AuditOutcome::Success, EventType::BreakGlassClosed),
        ] {
            let event = event(AuditAction::BreakGlass, outcome, &json!({ "break_glass": said }));
            assert_eq!(EventType::of(&event), Some(expected), "{said}");
        }
    }

    #[test]
    fn every_type_is_on_the_page_for_those_who_are_told() {
        let page = include_str!("../../docs/webhooks.md");
        for kind in EventType::ALL {
            let name = serde_json::to_value(kind).unwrap();
            assert!(page.contains(&format!("| `{}` |", name.as_str().unwrap())), "{name} is not in docs/webhooks.md");
        }
        assert_eq!(page.matches("| `").count(), EventType::ALL.len(), "the page names one that is none");
    }
}
