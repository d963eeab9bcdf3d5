//! `[signing]`: how long the keys live that sign tokens.

use anyhow::ensure;
use chrono::Duration;
use serde::Deserialize;

use crate::domain::signing_key::KeyPolicy;

/// `[signing]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SigningSettings {
    /// After how many days the next key signs; 0 where it does so by command alone.
    rotation_days: u32,
    /// How many seconds clients may keep our public keys.
    jwks_seconds: u32,
    /// The most seconds that a token lives.
    longest_token_seconds: u32,
    /// How many seconds the clocks of replicas and clients may be apart, and news of a key may take, together.
    margin_seconds: u32,
}

/// What is set must be at least this. A change is known at every replica within a second, and clocks are never quite alike.
const LEAST_MARGIN: u32 = 2;
/// The longest that anything here may be, but for the rotation: a day.
const MOST_SECONDS: u32 = 86_400;
/// The longest that a key may sign: ten years.
const MOST_DAYS: u32 = 3_650;

impl Default for SigningSettings {
    fn default() -> Self {
        let KeyPolicy { rotation, kept, longest_token, margin } = KeyPolicy::default();
        let whole = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            rotation_days: rotation.map_or(0, |rotation| whole(rotation.num_days())),
            jwks_seconds: whole(kept.num_seconds()),
            longest_token_seconds: whole(longest_token.num_seconds()),
            margin_seconds: whole(margin.num_seconds()),
        }
    }
}

impl SigningSettings {
    /// What it says about keys.
    pub fn policy(&self) -> anyhow::Result<KeyPolicy> {
        let Self { rotation_days, jwks_seconds, longest_token_seconds, margin_seconds } = *self;
        ensure!(rotation_days <= MOST_DAYS, "[signing] rotation_days: {MOST_DAYS} at most; 0 for never by itself");
        for (name, seconds, least) in [
            ("jwks_seconds", jwks_seconds, 1),
            ("longest_token_seconds", longest_token_seconds, 1),
            ("margin_seconds", margin_seconds, LEAST_MARGIN),
        ] {
            ensure!((least..=MOST_SECONDS).contains(&seconds), "[signing] {name}: {least} to {MOST_SECONDS} seconds");
        }
        let seconds = |seconds: u32| Duration::seconds(seconds.into());
        Ok(KeyPolicy {
            rotation: (rotation_days > 0).then(|| Duration::days(rotation_days.into())),
            kept: seconds(jwks_seconds),
            longest_token: seconds(longest_token_seconds),
            margin: seconds(margin_seconds),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(toml: &str) -> anyhow::Result<KeyPolicy> {
        toml::from_str::<SigningSettings>(toml).unwrap().policy()
    }

    #[test]
    fn without_a_setting_the_default_holds_and_no_rotation_is_one_that_is_said() {
        assert_eq!(policy("").unwrap(), KeyPolicy::default());
        assert_eq!(policy("rotation_days = 0").unwrap().rotation, None);
        let short = policy("jwks_seconds = 1\nlongest_token_seconds = 1\nmargin_seconds = 2").unwrap();
        assert_eq!((short.lead(), short.afterlife()), (Duration::seconds(3), Duration::seconds(5)));
    }

    #[test]
    fn what_would_let_a_verification_fail_is_refused_by_name() {
        for (wrong, name) in [
            ("jwks_seconds = 0", "jwks_seconds"),
            ("jwks_seconds = 86401", "jwks_seconds"),
            ("longest_token_seconds = 0", "longest_token_seconds"),
            // A replica that has not heard yet would be asked for a key that signs already.
            ("margin_seconds = 1", "margin_seconds"),
            ("rotation_days = 3651", "rotation_days"),
        ] {
            let error = policy(wrong).unwrap_err().to_string();
            assert!(error.contains(name), "{wrong}: {error}");
        }
        for unknown in ["rotation = 1", "margin_seconds = -1"] {
            assert!(toml::from_str::<SigningSettings>(unknown).is_err(), "{unknown}");
        }
    }
}
