//! Applications, made, changed and removed by hand. What `tenants.toml` asks of one is asked here too.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::{Value, json};
use url::Url;

use super::change::{Act, Expected, Fields, Fingerprint, TenancyError, Wrong, is_line, said, with_reason};
use super::plan::application_fields;
use super::users::Manner;
use crate::domain::application::{
    Application, ApplicationStatus, AuthenticationMethod, ClientAuthentication, SigningAlgorithm, SsoPolicy, check_home,
};
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::domain::id::ApplicationId;
use crate::domain::kept_answer::KeptAnswer;
use crate::domain::organization::is_slug;
use crate::domain::protocol::Protocol;
use crate::domain::secret::Secret;
use crate::domain::sector;
use crate::keys::{hash, random};
use crate::store::Store;
use crate::store::uses::UsesOfApplication;

const LONGEST_NAME: usize = 200;
const MOST_REDIRECT_URIS: usize = 50;
const LONGEST_URI: usize = 2_000;

/// An application as somebody has written it, with its fields as in `tenants.toml`; nothing of it is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in domain::application::Application")]
pub struct Draft {
    pub client_id: String,
    pub name: String,
    pub status: ApplicationStatus,
    pub sso: SsoPolicy,
    pub authentication: AuthenticationMethod,
    pub redirect_uris: Vec<String>,
    pub id_token_algorithm: SigningAlgorithm,
    pub refresh_tokens: bool,
    pub device_grant: bool,
    pub require_mfa: bool,
    pub home: Option<String>,
    pub protocol: Protocol,
}

impl From<&Application> for Draft {
    fn from(application: &Application) -> Self {
        Self {
            client_id: application.client_id.clone(),
            name: application.name.clone(),
            status: application.status,
            sso: application.sso,
            authentication: application.authentication.method(),
            redirect_uris: application.redirect_uris.clone(),
            id_token_algorithm: application.id_token_algorithm,
            refresh_tokens: application.refresh_tokens,
            device_grant: application.device_grant,
            require_mfa: application.require_mfa,
            home: application.home.as_ref().map(ToString::to_string),
            protocol: application.protocol.clone(),
        }
    }
}

impl Draft {
    /// The application that it means, or all that is wrong with it. A secret that it has stays. Where it has none and is to
    /// prove itself by one, nobody knows that one: the token endpoint is closed to it until a secret is made.
    pub fn check(self, id: ApplicationId, old: Option<&ClientAuthentication>) -> Result<Application, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let mut require = |holds: bool, field: &'static str, detail: &str| {
            if !holds {
                wrong.push(Wrong::new(field, &detail));
            }
        };
        let slug = "1 to 63 lower-case letters, digits and hyphens, and no hyphen at its ends, for example records";
        require(is_slug(&self.client_id), "client_id", slug);
        require(is_line(&self.name, LONGEST_NAME), "name", "one line of 1 to 200 characters");
        let uris = &self.redirect_uris;
        let needs = "an application needs at least one redirect URI, or the device grant";
        require(!uris.is_empty() || self.device_grant, "redirect_uris", needs);
        require(uris.len() <= MOST_REDIRECT_URIS, "redirect_uris", "fifty at most");
        require(uris.iter().collect::<HashSet<_>>().len() == uris.len(), "redirect_uris", "each once");
        let public = self.authentication == AuthenticationMethod::None;
        for uri in uris {
            let checked =
                if is_line(uri, LONGEST_URI) { self.protocol.check_redirect_uri(uri, public) } else { Err(TOO_LONG) };
            if let Err(detail) = checked {
                let shown: String = uri.chars().take(100).collect();
                require(false, "redirect_uris", &format!("{shown:?}: {detail}"));
            }
        }
        let wrong_protocol = self.protocol.check(self.authentication, self.id_token_algorithm);
        for (field, detail) in wrong_protocol.into_iter().chain(sector::check(&self.protocol, uris)) {
            require(false, field, detail);
        }
        let home = match self.home.as_deref().map(start_page).transpose() {
            Ok(home) => home,
            Err(detail) => {
                require(false, "home", detail);
                None
            }
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let authentication = match (self.authentication, old) {
            (AuthenticationMethod::None, _) => ClientAuthentication::None,
            (AuthenticationMethod::Secret, Some(secret @ ClientAuthentication::Secret { .. })) => secret.clone(),
            (AuthenticationMethod::Secret, _) => proven_by(&random::token()),
            (AuthenticationMethod::PrivateKeyJwt, _) => ClientAuthentication::PrivateKeyJwt,
        };
        Ok(Application {
            id,
            client_id: self.client_id,
            name: self.name,
            status: self.status,
            sso: self.sso,
            authentication,
            redirect_uris: self.redirect_uris,
            id_token_algorithm: self.id_token_algorithm,
            refresh_tokens: self.refresh_tokens,
            device_grant: self.device_grant,
            require_mfa: self.require_mfa,
            home,
            protocol: self.protocol,
        })
    }
}

const TOO_LONG: &str = "one line of 1 to 2000 characters";

fn start_page(text: &str) -> Result<Url, &'static str> {
    let home: Url =
        Some(text).filter(|text| is_line(text, LONGEST_URI)).ok_or(TOO_LONG)?.parse().map_err(|_| NO_URL)?;
    check_home(&home).map(|()| home)
}

const NO_URL: &str = "this is no address";

fn proven_by(secret: &Secret) -> ClientAuthentication {
    ClientAuthentication::Secret { sha256: hash::hash(secret.expose()) }
}

/// All of an application that can change. Another secret is another state: of it there is the hash of what is stored.
#[derive(Serialize)]
pub struct State<'a> {
    name: &'a str,
    status: ApplicationStatus,
    sso: SsoPolicy,
    secret: Option<[u8; 32]>,
    redirect_uris: &'a [String],
    id_token_algorithm: SigningAlgorithm,
    refresh_tokens: bool,
    device_grant: bool,
    require_mfa: bool,
    home: Option<&'a Url>,
    authentication: AuthenticationMethod,
    protocol: &'a Protocol,
}

impl<'a> From<&'a Application> for State<'a> {
    fn from(application: &'a Application) -> Self {
        // All its fields: one that is forgotten here could be changed by two at once.
        let Application {
            id: _,
            client_id: _,
            name,
            status,
            sso,
            authentication,
            redirect_uris,
            id_token_algorithm,
            refresh_tokens,
            device_grant,
            require_mfa,
            home,
            protocol,
        } = application;
        let secret = match authentication {
            ClientAuthentication::None | ClientAuthentication::PrivateKeyJwt => None,
            ClientAuthentication::Secret { sha256 } => Some(hash::sha256(sha256)),
        };
        Self {
            name,
            status: *status,
            sso: *sso,
            secret,
            redirect_uris,
            id_token_algorithm: *id_token_algorithm,
            refresh_tokens: *refresh_tokens,
            device_grant: *device_grant,
            require_mfa: *require_mfa,
            home: home.as_ref(),
            authentication: authentication.method(),
            protocol,
        }
    }
}

/// The state that an application is in.
pub fn fingerprint(application: &Application) -> Fingerprint {
    Fingerprint::of(&State::from(application))
}

/// Makes an application. `keep` says which answer is kept with it, for whoever asks for the same thing again.
pub async fn create(
    store: &Store,
    draft: Draft,
    manner: &Manner,
    act: &Act<'_>,
    keep: impl FnOnce(&Application) -> Option<KeptAnswer>,
) -> Result<Application, TenancyError> {
    let application = draft.check(random::id(act.now), None).map_err(TenancyError::Wrong)?;
    let change = store.change_configuration(act.now).await?;
    change.insert_application(&application).await?;
    if let Some(answer) = keep(&application) {
        change.keep_answer(&answer).await?;
    }
    change.append_audit(&changed("create", &application, &Vec::new(), json!({}), act)).await?;
    manner.finish(change).await?;
    Ok(application)
}

/// Changes an application, if it is in an expected state. A change that changes nothing leaves no trace.
pub async fn change(
    store: &Store,
    client_id: &str,
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
    edit: impl FnOnce(&mut Draft),
) -> Result<Application, TenancyError> {
    let change = store.change_configuration(act.now).await?;
    let old = change.find_application(client_id).await?.ok_or(TenancyError::Gone)?;
    expected.check(&State::from(&old))?;
    let mut draft = Draft::from(&old);
    edit(&mut draft);
    let new = draft.check(old.id, Some(&old.authentication)).map_err(TenancyError::Wrong)?;
    if new == old {
        return Ok(old);
    }
    change.replace_application(&new).await?;
    change.append_audit(&changed("change", &new, &application_fields(&old, &new), json!({}), act)).await?;
    manner.finish(change).await?;
    Ok(new)
}

/// Gives an application another secret; the one it has ends. Its value exists here and nowhere else: what is stored is its
/// hash. None of a dry run, since it would be good for nothing.
pub async fn renew_secret(
    store: &Store,
    client_id: &str,
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<(Application, Option<Secret>), TenancyError> {
    let change = store.change_configuration(act.now).await?;
    let old = change.find_application(client_id).await?.ok_or(TenancyError::Gone)?;
    expected.check(&State::from(&old))?;
    if old.authentication.method() != AuthenticationMethod::Secret {
        return Err(TenancyError::PublicClient);
    }
    let secret = random::token();
    let new = Application { authentication: proven_by(&secret), ..old.clone() };
    change.replace_application(&new).await?;
    change.append_audit(&changed("change", &new, &application_fields(&old, &new), json!({}), act)).await?;
    manner.finish(change).await?;
    Ok((new, (!manner.dry_run).then_some(secret)))
}

/// Removes an application with all that was made for it, if it is in an expected state: which it was, and what goes with it.
pub async fn remove(
    store: &Store,
    client_id: &str,
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<(Application, UsesOfApplication), TenancyError> {
    manner.check()?;
    let change = store.change_configuration(act.now).await?;
    let old = change.find_application(client_id).await?.ok_or(TenancyError::Gone)?;
    expected.check(&State::from(&old))?;
    let uses = change.uses_of_application(old.id).await?;
    change.delete_application(&old).await?;
    let besides = with_reason(json!({ "with": uses }), manner.reason.as_deref());
    change.append_audit(&changed("remove", &old, &Vec::new(), besides, act)).await?;
    manner.finish(change).await?;
    Ok((old, uses))
}

/// The line of it in the log.
fn changed(what: &str, application: &Application, fields: &Fields, mut detail: Value, act: &Act<'_>) -> AuditEvent {
    let subject = format!("application {}", application.client_id);
    if let Some(detail) = detail.as_object_mut() {
        detail.insert("changes".to_owned(), json!([said(what, &subject, fields)]));
    }
    AuditEvent {
        application_id: Some(application.id),
        ..act.own_event(AuditAction::ApplicationChanged, subject, &detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::application::tests::application;

    fn draft() -> Draft {
        Draft { redirect_uris: vec!["https://records.example/signed-in".to_owned()], ..Draft::from(&application()) }
    }

    #[test]
    fn a_draft_of_an_application_means_the_application() {
        let application = Application {
            authentication: proven_by(&Secret::new("s")),
            redirect_uris: draft().redirect_uris,
            home: Some("https://records.example/".parse().unwrap()),
            ..application()
        };
        let again = Draft::from(&application).check(application.id, Some(&application.authentication));
        assert_eq!(again, Ok(application));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_each_with_its_field() {
        let wrong = |edit: &dyn Fn(&mut Draft)| {
            let mut draft = draft();
            edit(&mut draft);
            let wrong = draft.check(application().id, None).err().unwrap_or_default();
            wrong.iter().map(|wrong| wrong.field).collect::<Vec<_>>()
        };
        assert_eq!(wrong(&|_| {}), [""; 0]);
        assert_eq!(wrong(&|draft| draft.client_id = "Records".to_owned()), ["client_id"]);
        assert_eq!(wrong(&|draft| draft.name = "a\0".to_owned()), ["name"]);
        assert_eq!(wrong(&|draft| draft.redirect_uris = Vec::new()), ["redirect_uris"]);
        assert_eq!(wrong(&|draft| draft.home = Some("javascript:alert(1)".to_owned())), ["home"]);
        assert_eq!(wrong(&|draft| draft.home = Some("nowhere".to_owned())), ["home"]);
        let uri = |uri: &str, authentication| {
            wrong(&|draft| (draft.redirect_uris, draft.authentication) = (vec![uri.to_owned()], authentication))
        };
        // A private-use scheme belongs to whoever claims it on the device: no secret makes that safe.
        let scheme = "example.records.pro:/signed-in";
        assert_eq!(uri(scheme, AuthenticationMethod::None), [""; 0]);
        assert_eq!(uri(scheme, AuthenticationMethod::Secret), ["redirect_uris"]);
        for bad in ["http://records.example/", "https://a.example/#f", "https://*.example/", "javascript:alert(1)", ""]
        {
            assert_eq!(uri(bad, AuthenticationMethod::Secret), ["redirect_uris"], "{bad}");
        }
        assert_eq!(uri(&format!("https://a.example/{}", "x".repeat(2_000)), AuthenticationMethod::Secret).len(), 1);
        let twice = |draft: &mut Draft| draft.redirect_uris.extend(draft.redirect_uris.clone());
        assert_eq!(wrong(&twice), ["redirect_uris"]);
    }

    #[test]
    fn another_secret_is_another_state_and_stands_nowhere_in_it() {
        let with = |secret: &str| Application { authentication: proven_by(&Secret::new(secret)), ..application() };
        assert_eq!(fingerprint(&with("a")), fingerprint(&with("a")));
        assert_ne!(fingerprint(&with("a")), fingerprint(&with("b")));
        assert_ne!(fingerprint(&with("a")), fingerprint(&application()));
        // What is to prove itself by a secret and has none is given one that nobody knows.
        let made = || draft_with_secret().check(application().id, None).unwrap().authentication;
        assert_ne!(made(), made());
        let kept = proven_by(&Secret::new("s"));
        assert_eq!(draft_with_secret().check(application().id, Some(&kept)).unwrap().authentication, kept);
    }

    fn draft_with_secret() -> Draft {
        Draft { authentication: AuthenticationMethod::Secret, ..draft() }
    }
}
