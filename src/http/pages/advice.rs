//! What a refused person is told: few kinds, so that a page never says more than what to do.

use http::StatusCode;

use crate::domain::reason::Reason;

/// How somebody came who is refused.
#[derive(Clone, Copy, Debug)]
pub struct Came {
    /// With a code, and not by Microsoft.
    pub by_code: bool,
    /// Whether SSO opens the application at all.
    pub sso: bool,
}

/// What a refused person can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Try once more.
    TryAgain,
    /// The same, with a code.
    TryAgainByCode,
    /// Choose the account that the organization gave.
    UseWorkAccount,
    /// Complete what Microsoft asks.
    FinishAtMicrosoft,
    /// Call the hospital's IT: a setting of theirs forbids it.
    AskHospitalIt,
    /// Everything about who the person is here. One page for all, so that it gives away nothing about accounts.
    NoAccess,
    /// The same for those who came with a code.
    NoAccessByCode,
    /// Sign in the usual way: SSO does not open this application now.
    NotOpenHere,
    /// Sign in with a code: this account does not open it yet.
    UseCode,
    /// Sign in with Microsoft: the organization wants nothing else.
    UseMicrosoft,
    /// Call for help: nothing opens this application now.
    Closed,
    /// Start again at the application.
    StartAgain,
    /// Wait: Microsoft has trouble.
    MicrosoftTrouble,
    /// Call for help: the connection is not set up right.
    OurFault,
}

impl Advice {
    /// The texts: headline, what happened, what to do.
    pub const fn keys(self) -> [&'static str; 3] {
        macro_rules! keys {
            ($name:literal) => {
                [
                    concat!("advice-", $name, "-title"),
                    concat!("advice-", $name, "-what"),
                    concat!("advice-", $name, "-do"),
                ]
            };
        }
        match self {
            Self::TryAgain => keys!("try-again"),
            Self::TryAgainByCode => ["advice-try-again-title", "advice-try-again-code-what", "advice-try-again-do"],
            Self::UseWorkAccount => keys!("work-account"),
            Self::FinishAtMicrosoft => keys!("finish"),
            Self::AskHospitalIt => keys!("hospital-it"),
            Self::NoAccess => keys!("no-access"),
            Self::NoAccessByCode => keys!("no-access-code"),
            Self::NotOpenHere => keys!("not-open"),
            Self::UseCode => keys!("use-code"),
            Self::UseMicrosoft => keys!("use-microsoft"),
            Self::Closed => keys!("closed"),
            Self::StartAgain => keys!("start-again"),
            Self::MicrosoftTrouble => keys!("microsoft"),
            Self::OurFault => keys!("our-fault"),
        }
    }

    /// The status of the page. Never 5xx: that somebody else's answer is broken does not mean that we are.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::StartAgain
            | Self::TryAgain
            | Self::TryAgainByCode
            | Self::FinishAtMicrosoft
            | Self::MicrosoftTrouble
            | Self::OurFault => StatusCode::BAD_REQUEST,
            Self::UseWorkAccount
            | Self::AskHospitalIt
            | Self::NoAccess
            | Self::NoAccessByCode
            | Self::NotOpenHere
            | Self::UseCode
            | Self::UseMicrosoft
            | Self::Closed => StatusCode::FORBIDDEN,
        }
    }
}

/// The advice for a reason. Exhaustive, so that a new reason cannot be forgotten.
pub const fn advice(reason: Reason, came: Came) -> Advice {
    match reason {
        Reason::OrganizationSuspended if came.by_code => Advice::Closed,
        // Whoever was sent by the name of an organization is not told that it is suspended.
        Reason::OrganizationSuspended
        | Reason::ApplicationNever
        | Reason::ApplicationNotOptedIn
        | Reason::DomainUnknown
        | Reason::SsoOff
        | Reason::SsoNotYet
        | Reason::SsoEnded => Advice::NotOpenHere,
        // Asked last of what is asked of the person: only whoever has shown that the account is theirs is told, and of themselves.
        Reason::NotInPilot => Advice::UseCode,
        Reason::SsoForced if came.sso => Advice::UseMicrosoft,
        Reason::SsoForced | Reason::ApplicationDisabled => Advice::Closed,
        Reason::GuestAccount | Reason::PersonalAccount | Reason::TenantMismatch | Reason::TenantUnknown => {
            Advice::UseWorkAccount
        }
        Reason::UserUnknown
        | Reason::UserAmbiguous
        | Reason::UserSuspended
        | Reason::UserIsPatient
        | Reason::EmailMissing
        | Reason::EmailInvalid
        | Reason::EmailMismatch
        | Reason::DomainNotProven
        | Reason::EmailUnverified
        | Reason::IdentityMismatch
        | Reason::IdentityTaken
        | Reason::PersonNotExpected => no_access(came),
        Reason::ProofTooOld
        | Reason::UpstreamCodeRefused
        | Reason::UpstreamAccountRefused
        | Reason::AnswerMalformed
        | Reason::PasswordMissing
        | Reason::PasswordNotSet
        | Reason::OneTimePasswordWrong
        | Reason::PasswordWrong
        | Reason::TooManyAttempts => try_again(came),
        Reason::ProofTooWeak | Reason::AcrNotMet if came.by_code => Advice::TryAgainByCode,
        Reason::ProofTooWeak | Reason::AcrNotMet | Reason::UpstreamInteractionRequired => Advice::FinishAtMicrosoft,
        Reason::UpstreamAccessDenied | Reason::UpstreamConsentRequired => Advice::AskHospitalIt,
        Reason::TransitMissing | Reason::TransitExpired | Reason::ConnectionMixedUp => Advice::StartAgain,
        Reason::UpstreamUnavailable | Reason::UpstreamUnreachable => Advice::MicrosoftTrouble,
        Reason::ConnectionDisabled
        | Reason::ConnectionNotActivated
        | Reason::IssuerMismatch
        | Reason::ProofAgeUnknown
        | Reason::UpstreamCredentialRefused
        | Reason::UpstreamRequestRefused
        | Reason::UpstreamAnswerInvalid
        | Reason::CredentialMissing
        | Reason::TokenAlgorithm
        | Reason::TokenKeyUnknown
        | Reason::TokenSignature
        | Reason::TokenIssuer
        | Reason::TokenAudience
        | Reason::TokenNonce
        | Reason::TokenExpired
        | Reason::TokenNotYetValid
        | Reason::TokenClaims => Advice::OurFault,
    }
}

const fn try_again(came: Came) -> Advice {
    if came.by_code { Advice::TryAgainByCode } else { Advice::TryAgain }
}

const fn no_access(came: Came) -> Advice {
    if came.by_code { Advice::NoAccessByCode } else { Advice::NoAccess }
}
