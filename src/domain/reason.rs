//! Why a person may not come in. The codes are stable: they stand in the audit log, in metrics and in support's hands.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal),+ $(,)?) => {
        /// Why a person may not come in; support sees it, the person does not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Reason {
            $($(#[$doc])* $name,)+
        }

        impl Reason {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// The reason with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|reason| reason.code() == code)
            }
        }
    };
}

reasons! {
    // 1. The application is active and its policy lets this method in.
    /// The application is switched off.
    ApplicationDisabled = "application_disabled",
    /// The application's policy is `never`: SSO does not open it.
    ApplicationNever = "application_never",
    /// The application's policy is `opt_in`, and the organization has not opted in for it.
    ApplicationNotOptedIn = "application_not_opted_in",

    // 2. The organization is active and its flag `sso` is on now.
    /// No organization has proved that it owns the domain of the address that was typed.
    DomainUnknown = "domain_unknown",
    /// The organization is suspended.
    OrganizationSuspended = "organization_suspended",
    /// The flag `sso` is off.
    SsoOff = "sso_off",
    /// The flag `sso` is scheduled and has not begun.
    SsoNotYet = "sso_not_yet",
    /// The flag `sso` was on and its time is over.
    SsoEnded = "sso_ended",
    /// The flag `sso` is on for the pilot list alone, and the user is not on it.
    NotInPilot = "not_in_pilot",

    // 3. The connection is active, and issuer and tid are exactly those configured.
    /// The connection is switched off.
    ConnectionDisabled = "connection_disabled",
    /// The connection has no active version.
    ConnectionNotActivated = "connection_not_activated",
    /// The issuer is not the connection's.
    IssuerMismatch = "issuer_mismatch",
    /// The directory is not the connection's.
    TenantMismatch = "tenant_mismatch",
    /// The shared registration was used from a directory that no connection names.
    TenantUnknown = "tenant_unknown",

    // 4. Guests and personal accounts.
    /// The account is a guest of the hospital's directory.
    GuestAccount = "guest_account",
    /// The account is a personal Microsoft account.
    PersonalAccount = "personal_account",

    // 5. The user exists already, exactly once, in the organization of the connection.
    /// No user of the organization has this address.
    UserUnknown = "user_unknown",
    /// More than one user has this address.
    UserAmbiguous = "user_ambiguous",

    // 6. The user is active and is a professional.
    /// The user is suspended.
    UserSuspended = "user_suspended",
    /// The user is a patient.
    UserIsPatient = "user_is_patient",

    // 7. The Microsoft e-mail equals the user's e-mail; its domain is proven; xms_edov is not false.
    /// Microsoft sent no e-mail address.
    EmailMissing = "email_missing",
    /// What Microsoft sent is no e-mail address.
    EmailInvalid = "email_invalid",
    /// The bound user has another address than Microsoft sends.
    EmailMismatch = "email_mismatch",
    /// The organization has not proved that it owns the address's domain.
    DomainNotProven = "domain_not_proven",
    /// Microsoft says that the domain's owner did not verify the address.
    EmailUnverified = "email_unverified",

    // 8. The first sign-in binds the identity; later ones must match the bond.
    /// The user is bound to another account: a successor with the same address, or a re-created account.
    IdentityMismatch = "identity_mismatch",
    /// The account is bound to another user.
    IdentityTaken = "identity_taken",

    // 9. With forced_sso the traditional way is closed.
    /// The organization lets its professionals in by SSO only.
    SsoForced = "sso_forced",

    // 10. The proof is as fresh and as strong as the app or organization asks.
    /// The person proved who they are longer ago than the app accepts.
    ProofTooOld = "proof_too_old",
    /// The app asks how old the proof is, and Microsoft does not say (`auth_time` is not configured).
    ProofAgeUnknown = "proof_age_unknown",
    /// A second factor is demanded, and no attested authentication context says that there was one.
    ProofTooWeak = "proof_too_weak",
    /// The app insists on another strength of the proof than this one has (an essential `acr`).
    AcrNotMet = "acr_not_met",
    /// The user has a password, and has not shown it yet.
    PasswordMissing = "password_missing",
    /// The organization, or the application, demands a password, and the user has set none.
    PasswordNotSet = "password_not_set",

    // What the app asks of the person.
    /// The app asked for another person (`id_token_hint`, or `sub` in `claims`), and gets nobody else.
    PersonNotExpected = "person_not_expected",

    // The traditional way.
    /// The one-time password is wrong, expired, used, or was sent to another browser's attempt.
    OneTimePasswordWrong = "one_time_password_wrong",
    /// The password is wrong.
    PasswordWrong = "password_wrong",
    /// There were more attempts than are allowed for a time.
    TooManyAttempts = "too_many_attempts",

    // The way back from Microsoft.
    /// The cookie that travelled with the person is not there, or belongs to another attempt.
    TransitMissing = "transit_missing",
    /// The attempt is older than it may be.
    TransitExpired = "transit_expired",
    /// The answer came to another connection's address than the person was sent from (mix-up, RFC 9207).
    ConnectionMixedUp = "connection_mixed_up",
    /// The answer has neither a code nor an error, or more than one of something.
    AnswerMalformed = "answer_malformed",
    /// Microsoft says that the person, or a policy of the hospital, denied the sign-in.
    UpstreamAccessDenied = "upstream_access_denied",
    /// Microsoft wants something of the person (second factor, new password) that was not given.
    UpstreamInteractionRequired = "upstream_interaction_required",
    /// The hospital's administrator has not consented to the registration.
    UpstreamConsentRequired = "upstream_consent_required",
    /// Microsoft refuses the broker's credential.
    UpstreamCredentialRefused = "upstream_credential_refused",
    /// Microsoft does not accept the code: used, expired, or from elsewhere.
    UpstreamCodeRefused = "upstream_code_refused",
    /// Microsoft stands no longer for the account of an open session: disabled, removed, revoked, or in need of a new proof.
    UpstreamAccountRefused = "upstream_account_refused",
    /// Microsoft refuses the request as such: a fault of the configuration or of ours.
    UpstreamRequestRefused = "upstream_request_refused",
    /// Microsoft has trouble, or asks to come back later.
    UpstreamUnavailable = "upstream_unavailable",
    /// Microsoft could not be reached, or not in time.
    UpstreamUnreachable = "upstream_unreachable",
    /// Microsoft's answer is not what the protocol says: too large, no JSON, a redirect, no ID token.
    UpstreamAnswerInvalid = "upstream_answer_invalid",
    /// The connection has no credential that can be used.
    CredentialMissing = "credential_missing",

    // The ID token.
    /// It is not signed with the one algorithm that Entra uses.
    TokenAlgorithm = "token_algorithm",
    /// The key that signed it is not Entra's.
    TokenKeyUnknown = "token_key_unknown",
    /// Its signature is wrong.
    TokenSignature = "token_signature",
    /// Its issuer is not the connection's.
    TokenIssuer = "token_issuer",
    /// It was not made for this registration.
    TokenAudience = "token_audience",
    /// It was not made for this attempt.
    TokenNonce = "token_nonce",
    /// It has expired.
    TokenExpired = "token_expired",
    /// It comes from the future.
    TokenNotYetValid = "token_not_yet_valid",
    /// A claim that Entra always sends is missing or malformed.
    TokenClaims = "token_claims",
}
