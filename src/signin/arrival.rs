//! The person comes back from their provider, with a code that is redeemed and an ID token that is verified.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::browser::Browser;
use super::callback::{self, Answer, Door};
use super::departure::asks_who;
use super::discover;
use super::issue::Logged;
use super::parameters::Parameters;
use super::request::Prompt;
use super::request_error::PageError;
use super::step::{Refused, Step};
use super::transit::{Departure, Target, Transit};
use super::verify::{self, Verified};
use super::{SignIn, SignInError};
use crate::domain::audit::AuditDetail;
use crate::domain::connection::Connection;
use crate::domain::credential::StoredCredential;
use crate::domain::id::SignInId;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::provider::{Home, ProviderSettings};
use crate::domain::provider_name::ProviderName;
use crate::domain::reason::Reason;
use crate::domain::recheck;
use crate::domain::secret::Secret;
use crate::domain::session::{Evidence, Proof};
use crate::upstream::UpstreamError;
use crate::upstream::aadsts::EntraError;
use crate::upstream::credential::{Ourselves, ReadyCredential};
use crate::upstream::exchange::{Redeemed, Redemption, UnverifiedIdToken};
use crate::upstream::provider::Provider;

/// Somebody whom their provider has sent back with a proof that holds.
pub(super) struct Arrived {
    pub(super) configuration: Arc<OrganizationConfiguration>,
    pub(super) connection: Connection,
    pub(super) proof: Proof,
    /// What the provider can be asked with again, where the organization wants it to be and the provider has given it.
    pub(super) refresh_token: Option<Secret>,
}

/// Why nobody was.
pub(super) struct NoArrival {
    pub(super) reason: Reason,
    pub(super) logged: Logged<'static>,
    pub(super) configuration: Option<Arc<OrganizationConfiguration>>,
}

impl From<Reason> for NoArrival {
    fn from(reason: Reason) -> Self {
        Self { reason, logged: Logged::default(), configuration: None }
    }
}

impl From<UpstreamError> for NoArrival {
    fn from(error: UpstreamError) -> Self {
        let logged = Logged { entra: error.entra.map(|entra| *entra), ..Logged::default() };
        Self { reason: error.reason, logged, configuration: None }
    }
}

impl SignIn {
    /// Steps 4 to 6: the answer of a provider. `sealed` is the cookie of the attempt that `state` names.
    pub async fn finish(
        &self,
        door: Door,
        parameters: &Parameters,
        sealed: Option<&str>,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let attempt = parameters.get("state").and_then(super::transit::attempt_of);
        let transit = match (attempt, sealed) {
            (Some(attempt), Some(sealed)) => Transit::open(&self.ring, attempt, sealed, now),
            _ => Err(Reason::TransitMissing),
        };
        let transit = match transit {
            Ok(transit) => transit,
            Err(reason) => return Ok(lost(attempt, reason, now)),
        };
        let (departure, answer) = match callback::check(&transit, door, parameters) {
            Ok(checked) => checked,
            Err(reason) => return Ok(lost(attempt, reason, now)),
        };
        let Some(application) = self.store.find_application_by_id(transit.request.application_id).await? else {
            return Ok(Step::Fault(PageError::UnknownApplication));
        };
        if let Answer::Code(_) = answer
            && let Some(step) = self.once_more(&application, &transit, departure, browser, now).await?
        {
            let silent = transit.request.prompt == Prompt::None && !matches!(step, Step::Depart { .. });
            return Ok(if silent {
                step.without_a_page(&transit.request, transit.sign_in_id, &self.issuer)
            } else {
                step
            });
        }
        // What a browser brings as an error, anybody can bring: it is told to whoever brings it, and is no sign of trouble there.
        let seen_here = matches!(answer, Answer::Code(_));
        let arrived = match answer {
            Answer::Code(code) => self.arrive(departure, &code, parameters.get("iss"), now).await?,
            Answer::Error(error) => {
                let (reason, logged) = (error.reason(), Logged { entra: Some(error), ..Logged::default() });
                Err(NoArrival { reason, logged, configuration: None })
            }
        };
        let silent = (transit.request.prompt == Prompt::None).then(|| (transit.request.clone(), transit.sign_in_id));
        let step = match arrived {
            Ok(arrived) if departure.target == Target::AnyTenant && recheck::is_on(&arrived.configuration, now) => {
                self.through_its_connection(application, transit, &arrived, browser, now).await
            }
            Ok(arrived) if is_whoever_was_there(departure, &transit, &arrived) => {
                // The same way once more, now that it is known whose devices these are. Then Entra asks, so this comes once.
                let transit = Transit { choose_account: true, ..transit };
                self.by_shared_registration(application, transit, browser, now).await
            }
            Ok(arrived) => self.admit(application, transit, arrived, browser, now).await,
            Err(NoArrival { reason, logged, configuration }) => {
                let logged = Logged {
                    connection: departure.target.connection().filter(|_| seen_here),
                    person: departure.person.filter(|_| seen_here).map(|person| person.as_text().into()),
                    ..logged
                };
                let configuration = match (configuration, departure.target) {
                    (None, Target::Connection(organization, _) | Target::Tenant(organization, _)) => {
                        self.store.find_configuration(organization).await?
                    }
                    (known, _) => known,
                };
                let detail = AuditDetail::of(&logged);
                let step = self.refuse(application, configuration, transit, reason, detail, browser, now).await;
                step.map(|step| said_by(logged.entra, step))
            }
        };
        Ok(match silent {
            Some((asked, sign_in_id)) => step?.without_a_page(&asked, sign_in_id, &self.issuer),
            None => step?,
        })
    }

    /// Redeems the code, verifies the ID token, and finds the connection that it came through.
    async fn arrive(
        &self,
        departure: &Departure,
        code: &str,
        issuer: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Result<Arrived, NoArrival>, SignInError> {
        match departure.target {
            Target::Connection(organization, connection) | Target::Tenant(organization, connection) => {
                let Some(configuration) = self.store.find_configuration(organization).await? else {
                    return Ok(Err(Reason::ConnectionDisabled.into()));
                };
                let Some(connection) = configuration.connection(connection).cloned() else {
                    return Ok(Err(Reason::ConnectionDisabled.into()));
                };
                Ok(self.arrive_through(configuration, connection, departure, (code, issuer), now).await)
            }
            Target::AnyTenant => self.arrive_from_anywhere(departure, code, now).await,
        }
    }

    pub(super) async fn arrive_through(
        &self,
        configuration: Arc<OrganizationConfiguration>,
        connection: Connection,
        departure: &Departure,
        (code, issuer): (&str, Option<&str>),
        now: DateTime<Utc>,
    ) -> Result<Arrived, NoArrival> {
        let settings = &connection.active.as_ref().ok_or(Reason::ConnectionNotActivated)?.settings;
        let shared = self.shared.as_ref().map(|shared| shared.client_id.as_str());
        let provider = self.upstream.provider(settings, shared).ok_or(Reason::CredentialMissing)?;
        // Mix-up, once more: the code of one provider must not be redeemed at another (RFC 9207).
        if !self.upstream.is_answered_by(&provider, issuer, now).await? {
            return Err(Reason::ConnectionMixedUp.into());
        }
        let used = configuration.credential(connection.id, settings);
        let credential = self.credential(settings, used)?;
        let redeemed = match self.exchange(&provider, &credential, departure, code, now).await {
            Err(refused) if refused.reason == Reason::UpstreamCredentialRefused => {
                let Some(newer) = self.newer_credential(&connection, used).await else { return Err(refused.into()) };
                // Who asks is looked at before what for (RFC 6749, 3.2.1): the code is as good as it was.
                self.exchange(&provider, &newer, departure, code, now).await
            }
            redeemed => redeemed,
        };
        let Redeemed { id_token, refresh_token } = redeemed?;
        let verified = self.verify(&provider, &id_token, Some(departure.nonce.as_str()), now).await?;
        // It may have been switched off on the way: then nothing is kept.
        let refresh_token = refresh_token.filter(|_| recheck::is_on(&configuration, now));
        Ok(Arrived { proof: proof(&connection, verified, now), configuration, connection, refresh_token })
    }

    /// Through the shared registration with the tenant open. The directory that the token names is looked up among the
    /// connections first: keys are fetched only from directories that some hospital has connected.
    async fn arrive_from_anywhere(
        &self,
        departure: &Departure,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<Arrived, NoArrival>, SignInError> {
        let Some(shared) = &self.shared else {
            return Ok(Err(Reason::CredentialMissing.into()));
        };
        let Some(provider) = self.upstream.any_organization(&shared.client_id) else {
            return Ok(Err(Reason::CredentialMissing.into()));
        };
        let token = match self.exchange(&provider, &shared.credential, departure, code, now).await {
            Ok(redeemed) => redeemed.id_token,
            Err(error) => return Ok(Err(error.into())),
        };
        let Some(tid) = token.tid() else {
            return Ok(Err(Reason::TokenClaims.into()));
        };
        let mut candidates = Vec::new();
        for id in self.store.list_organizations_of_tenant(tid).await?.iter() {
            candidates.extend(self.store.find_configuration(*id).await?);
        }
        if candidates.is_empty() {
            let logged = Logged { unverified_tid: Some(tid), ..Logged::default() };
            return Ok(Err(NoArrival { reason: Reason::TenantUnknown, logged, configuration: None }));
        }
        let provider = provider.in_directory(tid);
        let verified = match self.verify(&provider, &token, Some(departure.nonce.as_str()), now).await {
            Ok(verified) => verified,
            Err(error) => return Ok(Err(error.into())),
        };
        let address = verified.account.email.as_deref().and_then(|email| email.parse().ok());
        let Some(configuration) = discover::by_domain(&candidates, address.as_ref()).cloned() else {
            // Several organizations on one tenant, and the address is of none of them.
            let reason = if address.is_some() { Reason::DomainNotProven } else { Reason::EmailMissing };
            return Ok(Err(reason.into()));
        };
        let of_tenant = |connection: &&Connection| {
            let settings = connection.active.as_ref().map(|version| &version.settings);
            settings.is_some_and(|settings| settings.is_shared() && settings.is_home(Home::Directory(tid)))
        };
        let connection = configuration.connections.iter().find(of_tenant).cloned();
        Ok(match connection {
            Some(connection) => {
                let proof = proof(&connection, verified, now);
                Ok(Arrived { proof, configuration, connection, refresh_token: None })
            }
            None => Err(Reason::TenantUnknown.into()),
        })
    }

    pub(super) fn credential(
        &self,
        settings: &ProviderSettings,
        stored: Option<&StoredCredential>,
    ) -> Result<Arc<ReadyCredential>, UpstreamError> {
        match (settings.is_shared(), &self.shared, stored) {
            (true, Some(shared), _) => Ok(Arc::clone(&shared.credential)),
            (false, _, Some(stored)) => self.upstream.credential(stored, &self.ring),
            _ => Err(Reason::CredentialMissing.into()),
        }
    }

    /// What a connection of the hospital's own registration proves itself with since a moment ago, where that is no longer `used`: a
    /// secret that was replaced keeps nobody out who was at Microsoft meanwhile.
    async fn newer_credential(
        &self,
        connection: &Connection,
        used: Option<&StoredCredential>,
    ) -> Option<Arc<ReadyCredential>> {
        let used = used?;
        let own = self.store.organization(connection.organization_id);
        let newest = own.read_credential(connection.id, used.registered_as.as_ref()?).await.ok().flatten();
        let newest = newest.filter(|newest| newest.id != used.id)?;
        self.upstream.credential(&newest, &self.ring).ok()
    }

    async fn exchange(
        &self,
        provider: &Provider,
        credential: &ReadyCredential,
        departure: &Departure,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Redeemed, UpstreamError> {
        let redirect_uri = self.redirect_uri(departure.target);
        let redemption = Redemption { code, verifier: &departure.verifier, redirect_uri: &redirect_uri };
        let keys = self.signing.usable().await;
        let longest_token = self.signing.policy().longest_token;
        let ourselves = Ourselves { issuer: &self.issuer, keys: &keys, longest_token };
        self.upstream.redeem(provider, credential, redemption, ourselves, now).await
    }

    pub(super) async fn verify(
        &self,
        provider: &Provider,
        token: &UnverifiedIdToken,
        nonce: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Verified, UpstreamError> {
        let keys = self.upstream.keys(provider, token.kid().as_deref(), now).await?;
        Ok(verify::id_token(token, keys, provider, nonce, now)?)
    }
}

/// Whether somebody came by *Sign in with Microsoft* from one of an organization's shared devices without having been asked who
/// they are: it may be whoever was signed in at Entra before.
fn is_whoever_was_there(departure: &Departure, transit: &Transit, arrived: &Arrived) -> bool {
    departure.target == Target::AnyTenant && arrived.configuration.organization.shared_devices && !asks_who(transit)
}

fn proof(connection: &Connection, verified: Verified, now: DateTime<Utc>) -> Proof {
    Proof {
        verified_at: now,
        evidence: Evidence::Sso {
            connection_id: connection.id,
            authenticated_at: verified.authenticated_at,
            account: Box::new(verified.account),
        },
    }
}

/// A refusal with what the provider said, for the page.
fn said_by(entra: Option<EntraError>, step: Step) -> Step {
    match step {
        Step::Refuse(refused) => Step::Refuse(Box::new(Refused { entra, ..*refused })),
        other => other,
    }
}

/// An answer that belongs to no attempt of this browser.
pub fn lost(attempt: Option<SignInId>, reason: Reason, now: DateTime<Utc>) -> Step {
    tracing::info!(sign_in = ?attempt.map(|id| id.0), reason = reason.code(), "sign_in.lost");
    Step::Refuse(Box::new(Refused {
        sign_in_id: attempt,
        at: now,
        reason,
        by_code: false,
        provider: ProviderName::Microsoft,
        entra: None,
        application: None,
        organization: None,
        transit: None,
        back: None,
    }))
}
