//! What a test sign-in shows of a token, and what the rules say of it, in short.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::claims::{AccountType, EmailVerified, EntraClaims, OwnClaims, ProviderAccount};
use crate::domain::test_sign_in::{RuleVerdict, TokenClaim};
use crate::signin::decide::Looked;

/// The most bytes of a value that are shown: all of them travel in one cookie.
pub const LONGEST_VALUE: usize = 90;

/// What a verified token said of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSeen {
    /// Their name.
    pub name: Option<String>,
    /// Their address or, without one, the name they sign in with.
    pub address: Option<String>,
    /// Every claim that is looked for, with its value where it was sent.
    pub claims: Vec<(TokenClaim, Option<String>)>,
}

impl AccountSeen {
    /// What an account says.
    pub fn of(account: &ProviderAccount, authenticated_at: Option<DateTime<Utc>>) -> Self {
        let upn = entra(account).and_then(|entra| entra.upn.as_ref());
        let names = [account.email.as_ref(), upn, account.preferred_username.as_ref()];
        let claims = TokenClaim::of(account.kind()).iter();
        Self {
            name: account.name.as_deref().map(short),
            address: names.into_iter().flatten().next().map(|name| short(name)),
            claims: claims.map(|claim| (*claim, value(*claim, account, authenticated_at))).collect(),
        }
    }

    /// The claims that were sent.
    pub fn present(&self) -> Vec<TokenClaim> {
        self.claims.iter().filter(|(_, value)| value.is_some()).map(|(claim, _)| *claim).collect()
    }
}

fn entra(account: &ProviderAccount) -> Option<&EntraClaims> {
    match &account.own {
        OwnClaims::Entra(entra) => Some(entra),
        OwnClaims::Google(_) | OwnClaims::Oidc(_) => None,
    }
}

fn value(claim: TokenClaim, account: &ProviderAccount, authenticated_at: Option<DateTime<Utc>>) -> Option<String> {
    let value: Cow<'_, str> = match claim {
        TokenClaim::Email => account.email.as_deref()?.into(),
        TokenClaim::XmsEdov | TokenClaim::EmailVerified => match account.email_verified {
            EmailVerified::Absent => return None,
            EmailVerified::True => "true".into(),
            EmailVerified::False => "false".into(),
        },
        TokenClaim::Upn => entra(account)?.upn.as_deref()?.into(),
        TokenClaim::Acct => match entra(account)?.account_type {
            AccountType::Absent => return None,
            AccountType::Member => "0".into(),
            AccountType::Guest => "1".into(),
            AccountType::Unknown => "?".into(),
        },
        TokenClaim::Idp => entra(account)?.identity_provider.as_deref()?.into(),
        TokenClaim::Tid => entra(account)?.tid.to_string().into(),
        TokenClaim::Oid => entra(account)?.oid.to_string().into(),
        TokenClaim::Hd => match &account.own {
            OwnClaims::Google(google) => google.hd.as_deref()?.into(),
            OwnClaims::Entra(_) | OwnClaims::Oidc(_) => return None,
        },
        TokenClaim::Sub => account.sub.as_str().into(),
        TokenClaim::Sid => account.session.as_deref()?.into(),
        TokenClaim::LoginHint => account.login_hint.as_deref()?.into(),
        TokenClaim::AuthTime => authenticated_at?.to_rfc3339_opts(SecondsFormat::Secs, true).into(),
        TokenClaim::Acrs if account.authentication_contexts.is_empty() => return None,
        TokenClaim::Acrs => account.authentication_contexts.join(" ").into(),
    };
    Some(short(&value))
}

/// As much of a text as is shown.
fn short(text: &str) -> String {
    let Some(end) = (text.len() > LONGEST_VALUE).then(|| text.floor_char_boundary(LONGEST_VALUE)) else {
        return text.to_owned();
    };
    format!("{}…", text.get(..end).unwrap_or_default())
}

/// What the rules said, without what they saw.
pub fn verdicts(trace: &[Looked]) -> Vec<RuleVerdict> {
    let verdict = |looked: &Looked| RuleVerdict {
        rule: looked.rule.clone().into_owned(),
        reason: looked.reason,
        skipped: looked.skipped,
    };
    trace.iter().map(verdict).collect()
}

/// The same of a decision that was asked before anybody came back: of what only somebody who is back can show, nothing was looked at.
pub fn before_anybody_is_back(mut verdicts: Vec<RuleVerdict>) -> Vec<RuleVerdict> {
    for verdict in verdicts.iter_mut().skip(2).filter(|verdict| verdict.reason.is_none()) {
        verdict.skipped = true;
    }
    verdicts
}

/// Whether the two rules about the connection hold: issuer and `tid` are those configured, and the account may be one of the directory's.
/// All others are about the person, or about what is switched on.
pub fn connection_holds(verdicts: &[RuleVerdict]) -> bool {
    let holds = |rule| verdicts.iter().any(|it| it.rule == rule && it.reason.is_none() && !it.skipped);
    holds("connection") && holds("guest")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::claims::GoogleClaims;
    use crate::domain::connection::ConnectionKind;
    use crate::domain::reason::Reason;

    fn account() -> ProviderAccount {
        ProviderAccount {
            issuer: "https://login.example".to_owned(),
            sub: "pairwise".to_owned(),
            email: None,
            preferred_username: Some("a.devries@st-janshof.example".to_owned()),
            email_verified: EmailVerified::Absent,
            authentication_contexts: Vec::new(),
            session: None,
            login_hint: None,
            name: None,
            own: OwnClaims::Entra(entra()),
        }
    }

    fn entra() -> EntraClaims {
        EntraClaims {
            tid: Uuid::from_u128(1),
            oid: Uuid::from_u128(2),
            upn: None,
            account_type: AccountType::Absent,
            identity_provider: None,
        }
    }

    #[test]
    fn what_is_not_sent_is_missing_and_what_is_long_is_cut() {
        let bare = AccountSeen::of(&account(), None);
        assert_eq!(bare.present(), [TokenClaim::Tid, TokenClaim::Oid]);
        assert_eq!(bare.address.as_deref(), Some("a.devries@st-janshof.example"));
        let own = EntraClaims {
            upn: Some("u".to_owned()),
            account_type: AccountType::Guest,
            identity_provider: Some("live.com".to_owned()),
            ..entra()
        };
        let full = ProviderAccount {
            email: Some("é".repeat(200)),
            email_verified: EmailVerified::False,
            own: OwnClaims::Entra(own),
            authentication_contexts: vec!["c1".to_owned(), "c2".to_owned()],
            session: Some("s".to_owned()),
            login_hint: Some("h".to_owned()),
            ..account()
        };
        let full = AccountSeen::of(&full, Some(DateTime::UNIX_EPOCH));
        assert_eq!(full.present(), TokenClaim::of(ConnectionKind::Entra));
        assert_eq!(full.claims[0].1, Some(format!("{}…", "é".repeat(LONGEST_VALUE / 2))));
        assert_eq!(full.claims[10].1.as_deref(), Some("c1 c2"));
    }

    #[test]
    fn of_another_provider_its_own_claims_are_shown() {
        let own = OwnClaims::Google(GoogleClaims { hd: Some("st-janshof.example".to_owned()) });
        let seen = AccountSeen::of(&ProviderAccount { own, email_verified: EmailVerified::True, ..account() }, None);
        assert_eq!(seen.present(), [TokenClaim::EmailVerified, TokenClaim::Hd, TokenClaim::Sub]);
    }

    #[test]
    fn the_connection_holds_by_its_own_two_rules_alone() {
        let of = |rules: &[(&str, Option<Reason>, bool)]| {
            let verdict = |(rule, reason, skipped): &(&str, Option<Reason>, bool)| RuleVerdict {
                rule: (*rule).to_owned(),
                reason: *reason,
                skipped: *skipped,
            };
            connection_holds(&rules.iter().map(verdict).collect::<Vec<_>>())
        };
        assert!(of(&[("connection", None, false), ("guest", None, false), ("user", Some(Reason::UserUnknown), false)]));
        assert!(!of(&[("connection", Some(Reason::TenantMismatch), false), ("guest", None, false)]));
        assert!(!of(&[("connection", None, false), ("guest", Some(Reason::GuestAccount), false)]));
        assert!(!of(&[("connection", None, false), ("guest", None, true)]), "nobody was back");
        assert!(!of(&[]));
    }
}
