//! The claims of a logout token (OpenID Connect Back-Channel Logout 1.0, 2.4).
//!
//! Pure: ids and the instant come in.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::domain::application::Application;
use crate::domain::id::SessionId;
use crate::domain::logout::BackChannelLogout;

/// What a logout token is called in its header: so that it passes for no other token (2.4; RFC 8725, 3.11).
pub const LOGOUT_TOKEN_TYPE: &str = "logout+jwt";
/// How long one is good: two minutes at most (2.4). Each attempt to deliver it makes a new one.
const LIFETIME: Duration = Duration::minutes(2);

/// The claims. There is no `nonce`, which an ID token of ours may have and a logout token must not (2.4).
#[derive(Clone, Debug, Serialize)]
pub struct LogoutTokenClaims<'a> {
    iss: &'a str,
    sub: String,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: Uuid,
    sid: SessionId,
    events: Events,
}

/// That it tells of a logout, and nothing besides.
#[derive(Clone, Copy, Debug, Serialize)]
struct Events {
    #[serde(rename = "http://schemas.openid.net/event/backchannel-logout")]
    logout: Nothing,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Nothing {}

/// The claims that tell an application that a session is over. `subject` is the name by which it knows the person.
pub fn logout_token<'a>(
    jti: Uuid,
    logout: &BackChannelLogout,
    subject: String,
    application: &'a Application,
    issuer: &'a str,
    now: DateTime<Utc>,
) -> LogoutTokenClaims<'a> {
    LogoutTokenClaims {
        iss: issuer,
        sub: subject,
        aud: &application.client_id,
        iat: now.timestamp(),
        exp: (now + LIFETIME).timestamp(),
        jti,
        sid: logout.session_id,
        events: Events { logout: Nothing {} },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::application::tests::application;

    #[test]
    fn it_says_who_and_which_session_and_nothing_that_makes_an_id_token_of_it() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let id = Uuid::from_u128;
        let logout = BackChannelLogout {
            session_id: id(1).into(),
            application_id: id(10).into(),
            organization_id: id(2).into(),
            user_id: id(3).into(),
            ended_at: now - Duration::hours(1),
            attempts: 1,
        };
        let application = application();
        let claims = json!(logout_token(id(4), &logout, "anna".to_owned(), &application, "https://login.example", now));
        assert_eq!(
            claims,
            json!({
                "iss": "https://login.example", "sub": "anna", "aud": "records", "iat": 1_800_000_000,
                "exp": 1_800_000_120, "jti": id(4), "sid": id(1),
                "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
            })
        );
    }
}
