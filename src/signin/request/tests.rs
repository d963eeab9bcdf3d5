//! The largest request that is accepted, and one that is larger.

use super::*;

/// The largest request that is accepted.
pub(crate) fn largest() -> AuthorizationRequest {
    let redirect_uri = format!("https://records.example/{}", "p".repeat(LONGEST_REDIRECT_URI - 24));
    let mut application = Application {
        redirect_uris: vec![redirect_uri.clone()],
        refresh_tokens: true,
        ..crate::domain::application::tests::application()
    };
    let resources = ["a", "b"].map(|name| format!("https://api.example/{}", name.repeat(80)));
    application.protocol.resources = resources.to_vec();
    let all_scopes = SCOPES.join(" ");
    // As long a nonce as the resource servers and the key leave room for.
    let (state, nonce) = ("s".repeat(LONGEST_STATE), "\u{1}".repeat(LONGEST_NONCE - 2 * 100 - 43));
    let (challenge, hint, locales) = ("c".repeat(43), "h".repeat(254), "l".repeat(64));
    let all_claims = serde_json::json!({
        "name": null, "locale": null, "email": null, "email_verified": null, "roles": null, "sub": { "value": "s" },
        "acr": { "essential": true, "value": crate::signin::issue::ACR_MFA },
    });
    let claims = serde_json::json!({ "id_token": all_claims, "userinfo": all_claims }).to_string();
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("client_id", "records"),
            ("redirect_uri", &redirect_uri),
            ("response_type", "code"),
            ("scope", &all_scopes),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("prompt", "select_account"),
            ("max_age", "4294967295"),
            ("login_hint", &hint),
            ("organization", &locales),
            ("ui_locales", &locales),
            ("claims", &claims),
            ("response_mode", "form_post"),
            ("resource", &resources[0]),
            ("resource", &resources[1]),
            ("dpop_jkt", &challenge),
        ])
        .finish();
    check(Some(&application), &Parameters::parse(query.as_bytes())).unwrap()
}

#[test]
fn one_that_is_larger_is_not_accepted() {
    let request = largest();
    let AuthorizationRequest {
        redirect, nonce, login_hint, organization, ui_locales, asked, resources, dpop_jkt, ..
    } = request;
    assert_eq!(redirect.uri.len(), LONGEST_REDIRECT_URI);
    assert_eq!(redirect.state.as_ref().map(String::len), Some(LONGEST_STATE));
    let hints = [login_hint, organization, ui_locales].map(|hint| hint.map(|hint| hint.len()));
    assert_eq!(hints, [Some(254), Some(64), Some(64)]);
    assert_eq!((asked.claims.id_token.len(), asked.claims.userinfo.len()), (5, 5));
    assert!(asked.subject.is_some() && asked.strengths.is_some());
    let rest = [nonce.unwrap(), dpop_jkt.unwrap()].iter().chain(&resources).map(String::len).sum::<usize>();
    assert_eq!(redirect.uri.len() + LONGEST_STATE + rest, LONGEST_TOGETHER);
}

#[test]
fn what_is_carried_is_bounded_by_itself_and_together() {
    let mut application = Application {
        redirect_uris: vec!["https://records.example/cb".to_owned()],
        ..crate::domain::application::tests::application()
    };
    let [long, longer] = [1_400, 1_600].map(|length| format!("https://api.example/{}", "a".repeat(length)));
    application.protocol.resources = vec![long.clone(), longer.clone()];
    let fits = |nonce: usize, resources: &[&str]| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs([
            ("redirect_uri", "https://records.example/cb"),
            ("response_type", "code"),
            ("scope", "openid"),
            ("code_challenge", &"c".repeat(43)),
            ("code_challenge_method", "S256"),
            ("nonce", &"n".repeat(nonce)),
        ]);
        query.extend_pairs(resources.iter().map(|resource| ("resource", resource)));
        let parameters = Parameters::parse(query.finish().as_bytes());
        match check(Some(&application), &parameters) {
            Ok(_) => Ok(()),
            Err(RequestError::Redirect { error, .. }) => Err(error),
            Err(other) => panic!("{other:?}"),
        }
    };
    let too_long = Err(OAuthError::TooLong);
    assert_eq!(fits(LONGEST_NONCE, &[]), Ok(()));
    assert_eq!(fits(LONGEST_NONCE + 1, &[]), too_long);
    assert_eq!(fits(LONGEST_NONCE, &[&long]), Ok(()));
    // Named twice it is one.
    assert_eq!(fits(LONGEST_NONCE, &[&long, &long]), Ok(()));
    assert_eq!(fits(LONGEST_NONCE, &[&longer]), too_long);
    assert_eq!(fits(100, &[&longer]), Ok(()));
    assert_eq!(fits(1, &[&long, &longer]), too_long);
}
