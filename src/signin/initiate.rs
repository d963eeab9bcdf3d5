//! A sign-in that somebody else starts (OpenID Connect Core, 4): a tile in the hospital's app portal leads here, and from here to the
//! application, which then starts a sign-in of its own, with a state of its own. Nobody is ever brought to an application with an answer
//! that it has not asked for.

use url::Url;

use super::parameters::Parameters;
use super::request_error::PageError;
use super::{SignIn, SignInError};
use crate::domain::application::{Application, ApplicationStatus};
use crate::domain::organization::is_slug;

/// The longest hint that is passed on: an address.
const LONGEST_HINT: usize = 254;
/// The longest address within an application that is passed on.
const LONGEST_TARGET: usize = 2_000;

impl SignIn {
    /// Where a tile leads: to the application's `initiate_login_uri`, with our issuer and the hints; where it has none, to its start page.
    pub async fn initiate(&self, parameters: &Parameters) -> Result<Result<Url, PageError>, SignInError> {
        let Some(client_id) = parameters.get("application").filter(|_| !parameters.repeated()) else {
            return Ok(Err(PageError::Malformed));
        };
        let application = self.store.find_application(client_id).await?;
        let application = application.filter(|application| application.status == ApplicationStatus::Active);
        Ok(application.map_or(Err(PageError::UnknownApplication), |it| lead(&it, parameters, &self.issuer)))
    }
}

/// The way to the application. Only what is named here goes along.
fn lead(application: &Application, parameters: &Parameters, issuer: &str) -> Result<Url, PageError> {
    let Some(start) = &application.protocol.initiate_login_uri else {
        return application.home.clone().ok_or(PageError::UnknownApplication);
    };
    let target = match parameters.get("target_link_uri") {
        Some(target) if !is_own(application, target) => return Err(PageError::RedirectUri),
        target => target,
    };
    let mut to = start.clone();
    {
        let mut query = to.query_pairs_mut();
        query.append_pair("iss", issuer);
        // Hints are only hints: what cannot be one is left out.
        if let Some(hint) = parameters.get("login_hint").filter(|hint| hint.len() <= LONGEST_HINT) {
            query.append_pair("login_hint", hint);
        }
        if let Some(target) = target {
            query.append_pair("target_link_uri", target);
        }
        // An application that does not know it passes over it (4); one that does hands it on in its request.
        if let Some(organization) = parameters.get("organization").filter(|slug| is_slug(slug)) {
            query.append_pair("organization", organization);
        }
    }
    Ok(to)
}

/// Whether a target lies within the application: it is to check that itself (4), and one that forgets to would be an open redirector.
fn is_own(application: &Application, target: &str) -> bool {
    let Ok(target) = target.parse::<Url>() else { return false };
    let own = [&application.protocol.initiate_login_uri, &application.home];
    let plain = target.username().is_empty() && target.password().is_none() && target.as_str().len() <= LONGEST_TARGET;
    plain && target.origin().is_tuple() && own.into_iter().flatten().any(|own| own.origin() == target.origin())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::application::tests::application;

    fn led(query: &str) -> Result<String, PageError> {
        let mut application = application();
        application.home = "https://records.example/start".parse().ok();
        application.protocol.initiate_login_uri = "https://records.example/login?from=tile".parse().ok();
        lead(&application, &Parameters::parse(query.as_bytes()), "https://login.example").map(Into::into)
    }

    #[test]
    fn the_application_gets_our_issuer_and_hints_and_nothing_else() {
        let plain = "https://records.example/login?from=tile&iss=https%3A%2F%2Flogin.example";
        assert_eq!(led("application=records").unwrap(), plain);
        assert_eq!(led("application=records&state=x&code=y&iss=https://evil.example&redirect_uri=z").unwrap(), plain);
        assert_eq!(
            led("application=records&login_hint=a%26b%40c.example&organization=st-janshof").unwrap(),
            format!("{plain}&login_hint=a%26b%40c.example&organization=st-janshof")
        );
        assert_eq!(led(&format!("login_hint={}&organization=St.%20J", "x".repeat(255))).unwrap(), plain);
    }

    #[test]
    fn a_target_lies_within_the_application() {
        let with = |target: &str| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            led(&query.append_pair("target_link_uri", target).finish())
        };
        assert!(
            with("https://records.example/patients/7?tab=2").unwrap().contains("&target_link_uri=https%3A%2F%2Frec")
        );
        for elsewhere in [
            "https://evil.example/",
            "http://records.example/",
            "https://records.example:8443/",
            "https://records.example.evil.example/",
            "https://evil.example@records.example/",
            "https://records.example@evil.example/",
            "//records.example/",
            "/patients",
            "javascript:alert(1)",
            "data:text/html,x",
        ] {
            assert_eq!(with(elsewhere), Err(PageError::RedirectUri), "{elsewhere}");
        }
    }

    #[test]
    fn without_an_address_for_it_the_start_page_will_do() {
        let mut application = application();
        let led =
            |application: &Application| lead(application, &Parameters::parse(b"login_hint=a"), "https://x.example");
        assert_eq!(led(&application), Err(PageError::UnknownApplication));
        application.home = "https://records.example/start".parse().ok();
        assert_eq!(led(&application).unwrap().as_str(), "https://records.example/start");
    }
}
