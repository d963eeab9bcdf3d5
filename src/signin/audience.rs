//! Where an access token is good (RFC 8707). Pure.
//!
//! A token is for one audience alone: of two resource servers that share one, either could use it at the other. Whoever needs several asks
//! once for each; a refresh token gives any of those that were granted.

use super::parameters::Parameters;
use super::redeem::TokenError;
use crate::domain::application::Application;

/// Where a token for a person is good: at what is named, if it was granted and the application may still have it; where nothing is named
/// at the only thing that was granted, or at our own endpoints.
pub fn of_person<'a>(
    parameters: &'a Parameters,
    application: &Application,
    granted: &'a [String],
    own: &'a str,
) -> Result<&'a str, TokenError> {
    let audience = match (named(parameters)?, granted) {
        (None, []) => own,
        (None, [only]) => only,
        (Some(named), granted) if named == own || granted.iter().any(|granted| granted == named) => named,
        // Of several, which one is meant is the application's to say.
        (None | Some(_), _) => return Err(TokenError::InvalidTarget),
    };
    if audience == own || is_registered(application, audience) { Ok(audience) } else { Err(TokenError::InvalidTarget) }
}

/// Where a token that an application has for itself is good: at one of its resource servers, which need not be named where it is the
/// only one. Never at our own endpoints: they are about people.
pub fn of_application<'a>(parameters: &'a Parameters, application: &'a Application) -> Result<&'a str, TokenError> {
    match (named(parameters)?, application.protocol.resources.as_slice()) {
        (None, [only]) => Ok(only),
        (Some(named), _) if is_registered(application, named) => Ok(named),
        _ => Err(TokenError::InvalidTarget),
    }
}

fn named(parameters: &Parameters) -> Result<Option<&str>, TokenError> {
    let mut named = parameters.resources();
    let first = named.next();
    if named.next().is_some() { Err(TokenError::InvalidTarget) } else { Ok(first) }
}

fn is_registered(application: &Application, audience: &str) -> bool {
    application.protocol.resources.iter().any(|registered| registered == audience)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::application::tests::application;

    const OWN: &str = "https://broker.example";
    const A: &str = "https://a.example/";
    const B: &str = "https://b.example/";
    const C: &str = "https://c.example/";

    fn asked(resources: &[&str]) -> Parameters {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(resources.iter().map(|resource| ("resource", resource)));
        Parameters::parse(query.finish().as_bytes())
    }

    fn registered(resources: &[&str]) -> Application {
        let mut application = application();
        application.protocol.resources = resources.iter().map(|resource| (*resource).to_owned()).collect();
        application
    }

    #[test]
    fn a_persons_token_is_for_one_thing_that_was_granted() {
        let application = registered(&[A, B]);
        let none = Err(TokenError::InvalidTarget);
        for (granted, named, expected) in [
            (&[][..], &[][..], Ok(OWN)),
            (&[], &[OWN], Ok(OWN)),
            (&[], &[A], none),
            (&[A], &[], Ok(A)),
            (&[A], &[OWN], Ok(OWN)),
            (&[A], &[B], none),
            (&[A, B], &[], none),
            (&[A, B], &[B], Ok(B)),
            (&[A, B], &[A, B], none),
            (&[A], &[A, A], none),
            // It was granted once, and is not registered any more.
            (&[A, C], &[C], none),
            (&[C], &[], none),
            (&[A], &["https://a.example"], none),
        ] {
            let granted: Vec<String> = granted.iter().map(|granted| (*granted).to_owned()).collect();
            let named_by = asked(named);
            assert_eq!(of_person(&named_by, &application, &granted, OWN), expected, "{granted:?} {named:?}");
        }
    }

    #[test]
    fn an_applications_own_token_is_for_one_of_its_resource_servers() {
        let none = Err(TokenError::InvalidTarget);
        for (registered_are, named, expected) in [
            (&[A][..], &[][..], Ok(A)),
            (&[A, B], &[], none),
            (&[A, B], &[B], Ok(B)),
            (&[A, B], &[A, B], none),
            (&[A], &[OWN], none),
            (&[], &[], none),
        ] {
            let (named_by, application) = (asked(named), registered(registered_are));
            assert_eq!(of_application(&named_by, &application), expected, "{registered_are:?} {named:?}");
        }
    }
}
