//! The sector of an application: all whose names for people are the same, where they are not those that everybody knows (OpenID
//! Connect Core, 8.1). Only an operator registers applications, and says so who shares names with whom; the document that a sector's address
//! leads to is for providers where strangers register themselves (OpenID Connect Registration, 5).

use url::Url;

use super::protocol::{Protocol, SubjectType, Wrong};

/// The sector: the host of the address that says it, or else the one host that answers are sent to. None where that is more than one.
pub fn of(protocol: &Protocol, redirect_uris: &[String]) -> Option<String> {
    if let Some(uri) = &protocol.sector_identifier_uri {
        return uri.host_str().map(str::to_owned);
    }
    let mut hosts = redirect_uris.iter().map(|uri| Some(Url::parse(uri).ok()?.host_str()?.to_owned()));
    let first = hosts.next()??;
    hosts.all(|host| host.as_ref() == Some(&first)).then_some(first)
}

/// Whether it is known which sector an application is of that needs one.
pub fn check(protocol: &Protocol, redirect_uris: &[String]) -> Option<Wrong> {
    let needs = protocol.subject_type == SubjectType::Pairwise && of(protocol, redirect_uris).is_none();
    needs.then_some((
        "protocol.sector_identifier_uri",
        "pairwise subjects need a sector_identifier_uri, unless all redirect URIs have one host",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sector(uri: Option<&str>, redirect_uris: &[&str]) -> (Option<String>, bool) {
        let protocol = Protocol {
            subject_type: SubjectType::Pairwise,
            sector_identifier_uri: uri.map(|uri| uri.parse().unwrap()),
            ..Protocol::default()
        };
        let redirect_uris: Vec<_> = redirect_uris.iter().map(|uri| (*uri).to_owned()).collect();
        (of(&protocol, &redirect_uris), check(&protocol, &redirect_uris).is_none())
    }

    #[test]
    fn a_sector_is_one_host() {
        let (one, two) = ("https://records.example/callback", "https://records.example:8443/other");
        assert_eq!(sector(None, &[one, two]), (Some("records.example".to_owned()), true));
        let elsewhere = "https://planner.example/callback";
        assert_eq!(sector(None, &[one, elsewhere]), (None, false));
        assert_eq!(sector(None, &[one, "example.records.pro:/callback"]), (None, false));
        assert_eq!(sector(None, &["example.records.pro:/callback"]), (None, false));
        assert_eq!(sector(None, &[]), (None, false));
        let uri = "https://sector.example/redirect_uris.json";
        assert_eq!(sector(Some(uri), &[one, elsewhere]), (Some("sector.example".to_owned()), true));
        // Whoever is known by the same name everywhere needs none.
        assert_eq!(check(&Protocol::default(), &[]), None);
    }
}
