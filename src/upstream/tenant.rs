//! Which directory a domain is of, and whether there is one with an id: asked of Entra, which says so to everybody.

use url::Url;
use uuid::Uuid;

use super::{Upstream, UpstreamError};
use crate::domain::connection::Cloud;
use crate::domain::email::EmailDomain;
use crate::domain::reason::Reason;

/// "Tenant not found"; "neither a GUID nor a domain name".
const NO_SUCH_TENANT: [u32; 2] = [90_002, 900_023];

/// By what a directory is looked for.
#[derive(Clone, Copy, Debug)]
pub enum Sought<'a> {
    /// A domain that it has verified.
    Domain(&'a EmailDomain),
    /// Its id.
    Tid(Uuid),
}

impl Upstream {
    /// The id of the directory that is sought; none where Entra knows no such directory. That a domain is in a directory says nothing of
    /// whoever asks.
    pub async fn find_tenant(&self, cloud: Cloud, sought: Sought<'_>) -> Result<Option<Uuid>, UpstreamError> {
        let invalid = || UpstreamError::from(Reason::UpstreamAnswerInvalid);
        let authority = self.authority_of(cloud).ok_or_else(invalid)?;
        let at = match sought {
            Sought::Domain(domain) => domain.as_str().to_owned(),
            Sought::Tid(tid) => tid.to_string(),
        };
        let described = match self.describe(&authority, &at).await {
            Ok(described) => described,
            Err(error) => return if is_unknown(&error) { Ok(None) } else { Err(error) },
        };
        let tid = tid_of(&authority, &described.issuer).ok_or_else(invalid)?;
        match sought {
            Sought::Tid(asked) if asked != tid => Err(invalid()),
            _ => Ok(Some(tid)),
        }
    }
}

/// Whether Entra itself has said that there is no such directory.
fn is_unknown(error: &UpstreamError) -> bool {
    error.entra.as_ref().is_some_and(|entra| {
        entra.error == "invalid_tenant" || entra.codes.iter().any(|code| NO_SUCH_TENANT.contains(code))
    })
}

/// The directory in an issuer, if it is one of this authority: the template of `organizations` and `common` is none.
fn tid_of(authority: &Url, issuer: &str) -> Option<Uuid> {
    let base = authority.as_str().trim_end_matches('/');
    let text = issuer.strip_prefix(base)?.strip_prefix('/')?.strip_suffix("/v2.0")?;
    Uuid::try_parse(text).ok().filter(|tid| tid.to_string() == text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::upstream::testing::{TID, answer, metadata, serve, upstream};

    #[tokio::test]
    async fn a_directory_is_found_by_its_domain_and_a_lie_is_none() {
        let unknown = json!({ "error": "invalid_tenant", "error_description": "AADSTS90002: Tenant 'x' not found." });
        let malformed =
            json!({ "error": "invalid_request", "error_description": "AADSTS900023: Specified tenant identifier" });
        let authority = serve(move |path, _| match path.split('/').nth(1).unwrap() {
            "st-janshof.example" => answer(200, &json!({ "issuer": format!("https://elsewhere.example/{TID}/v2.0") })),
            "nobody.example" => answer(400, &unknown),
            "odd.example" => answer(400, &malformed),
            "down.example" => answer(503, &json!({ "error": "server_error" })),
            "template.example" => answer(200, &json!({ "issuer": "{tenantid}" })),
            _ => answer(200, &metadata("https://elsewhere.example", TID)),
        })
        .await;
        let upstream = upstream(&authority);
        let find = async |name: &str| {
            let found = upstream.find_tenant(Cloud::Global, Sought::Domain(&name.parse().unwrap())).await;
            found.map_err(|error| error.reason)
        };
        // An issuer of another host is no directory of Microsoft's.
        assert_eq!(find("st-janshof.example").await, Err(Reason::UpstreamAnswerInvalid));
        assert_eq!(find("nobody.example").await, Ok(None));
        assert_eq!(find("odd.example").await, Ok(None));
        assert_eq!(find("down.example").await, Err(Reason::UpstreamUnavailable));
        assert_eq!(find("template.example").await, Err(Reason::UpstreamAnswerInvalid));
    }

    #[test]
    fn the_issuer_names_the_directory() {
        let authority: Url = "https://login.microsoftonline.com".parse().unwrap();
        let issuer = |at: &str| format!("https://login.microsoftonline.com/{at}/v2.0");
        assert_eq!(tid_of(&authority, &issuer(&TID.to_string())), Some(TID));
        for other in ["{tenantid}", "", "x/../y", &TID.simple().to_string(), &format!("{TID}/x")] {
            assert_eq!(tid_of(&authority, &issuer(other)), None, "{other}");
        }
        assert_eq!(tid_of(&authority, &format!("https://login.microsoftonline.com.evil.example/{TID}/v2.0")), None);
    }
}
