//! Whether a connection works, as far as that can be seen without a person: looked at by hand, and every night of those that people come
//! in by.

mod entra;
pub mod nightly;
pub mod prove;
pub mod run;
mod standard;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::change::{Act, TenancyError};
use super::connections::ConnectionError;
use crate::domain::audit::{AuditAction, AuditEvent, AuditOutcome};
use crate::domain::connection::{Connection, ConnectionStatus, ConnectionVersion, VersionState};
use crate::domain::connection_check::{CheckRun, Turn, Turned, turned};
use crate::domain::limit::{Limit, Limited};
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::test_sign_in::TokenClaim;
use crate::language::Language;
use crate::mail::{Content, Letter, Mail};
use crate::store::limits::Taken;
use crate::store::outbox::SealedLetter;
use crate::store::{Store, StoreError};
use prove::Prober;
use run::Subject;

/// How often one connection may be checked by hand: each run asks its provider a dozen things.
const BY_HAND: Limit = Limit { burst: 6, every: Duration::seconds(20) };
/// How long a letter may be on its way: after that what it says may be mended long since.
const LETTER_LIVES: Duration = Duration::days(2);

/// What checks are made with.
#[derive(Clone)]
pub struct Checks {
    /// Where they are kept.
    pub store: Store,
    /// What asks providers.
    pub prober: Prober,
    /// What tells the hospital's administrators, where letters can be sent.
    pub mail: Option<Mail>,
}

/// What the last test sign-in has shown.
#[derive(Debug, Default)]
struct Tested {
    /// The claims of the ID token; none, where nobody has made one.
    claims: Option<Vec<TokenClaim>>,
    /// Whether somebody came through with this version.
    worked: bool,
}

/// What the last test sign-in with a version has shown.
async fn tested(store: &Store, subject: &Subject<'_>) -> Result<Tested, StoreError> {
    let connection = subject.connection;
    let found = store.organization(connection.organization_id).find_test_sign_in(connection.id).await?;
    let Some(found) = found else { return Ok(Tested::default()) };
    Ok(Tested {
        claims: found.claims.map(|claims| claims.present),
        worked: found.worked.is_some_and(|worked| worked.version == subject.version.number),
    })
}

/// Why nothing was looked at.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The connection was checked too often.
    #[error("the connection was checked too often; wait a minute")]
    TooOften,
    /// The settings that were looked at are not those that there are by now: what was found says nothing of these.
    #[error("the connection's settings were changed while they were checked; check again")]
    ChangedMeanwhile,
    /// It could not be done.
    #[error(transparent)]
    Tenancy(#[from] TenancyError),
}

impl From<StoreError> for CheckError {
    fn from(error: StoreError) -> Self {
        Self::Tenancy(error.into())
    }
}

/// The last run on what [`Connection::newest`] names; none, where nobody has looked yet.
pub async fn last_run(store: &Store, connection: &Connection) -> Result<Option<CheckRun>, StoreError> {
    let Some(version) = connection.newest() else { return Ok(None) };
    let of_draft = version.state != VersionState::Active;
    let run = store.organization(connection.organization_id).find_check_run(connection.id, of_draft).await?;
    // Another draft has been made since: of that nobody has seen anything.
    Ok(run.filter(|run| run.version == version.number))
}

impl Checks {
    /// Looks now, on the draft or on what is in force. A look that is only tried asks all the same, and writes nothing.
    pub async fn check(
        &self,
        configuration: &OrganizationConfiguration,
        connection: &Connection,
        redirect_uri: &str,
        act: &Act<'_>,
        dry_run: bool,
    ) -> Result<CheckRun, CheckError> {
        let version = connection.newest().ok_or(TenancyError::from(ConnectionError::NoDraft))?;
        let limited = Limited { key: format!("connection checked {}", connection.id), limit: BY_HAND };
        if self.store.take(&[limited], act.now).await? != Taken::Yes {
            return Err(CheckError::TooOften);
        }
        let subject = Subject { configuration, connection, version, redirect_uri, now: act.now };
        self.note(&subject, act, dry_run).await
    }

    /// Looks, and writes down what was found. What has turned on a version that people come in by is told.
    async fn note(&self, subject: &Subject<'_>, act: &Act<'_>, dry_run: bool) -> Result<CheckRun, CheckError> {
        // Nothing is held while the provider is waited for.
        let results = self.results(subject).await?;
        let Subject { configuration, connection, version, now, .. } = *subject;
        let own = self.store.organization(connection.organization_id);
        let of_draft = version.state != VersionState::Active;
        let before = own.find_check_run(connection.id, of_draft).await?;
        let before = before.map(|before| before.failing).unwrap_or_default();
        let in_use = !of_draft && connection.status == ConnectionStatus::Active;
        // What nobody comes in by turns for nobody: that it fails is told when it is used again.
        let (turns, failing) = if in_use { turned(&before, &results) } else { (Vec::new(), before) };
        let events: Vec<_> = turns.iter().map(|turned| event(turned, connection, version, act)).collect();
        let letters = self.letters(&turns, configuration, (connection, version), now);
        let told: Vec<_> = turns.iter().map(|one| (one.turn, one.result.key(), one.result.found.code())).collect();
        let run = CheckRun {
            connection_id: connection.id,
            organization_id: connection.organization_id,
            version: version.number,
            state: version.state,
            checked_at: now,
            failing,
            results,
        };
        if !dry_run {
            // Whoever has edited it meanwhile has not waited for us.
            if !own.put_check_run(&run, version, &events, &letters).await? {
                return Err(CheckError::ChangedMeanwhile);
            }
            for (turn, check, finding) in &told {
                say(*turn, check, finding, connection);
            }
        }
        Ok(run)
    }

    /// One letter to each of the hospital's administrators, however much has turned.
    fn letters(
        &self,
        turns: &[Turned<'_>],
        configuration: &OrganizationConfiguration,
        (connection, version): (&Connection, &ConnectionVersion),
        now: DateTime<Utc>,
    ) -> Vec<SealedLetter> {
        let provider = version.settings.run_by();
        let (Some(mail), false) = (&self.mail, turns.is_empty()) else { return Vec::new() };
        let organization = &configuration.organization;
        let language = organization.locale.as_deref().and_then(Language::from_tag).unwrap_or_default();
        let which = |turn| turns.iter().filter(move |one| one.turn == turn).map(|one| one.result.clone()).collect();
        let content = Content::ChecksTurned {
            organization: organization.name.clone(),
            connection: connection.name.clone(),
            provider: provider.to_owned(),
            failed: which(Turn::Failed),
            recovered: which(Turn::Recovered),
        };
        let letters = organization.admins.iter().map(|to| Letter {
            organization_id: Some(organization.id),
            to: to.clone(),
            language,
            content: content.clone(),
            expires_at: now + LETTER_LIVES,
        });
        let sealed = letters.map(|letter| mail.seal(&letter, now));
        sealed
            .filter_map(|sealed| sealed.inspect_err(|error| tracing::error!(%error, "checks.not_told")).ok())
            .collect()
    }
}

fn say(turn: Turn, check: &str, finding: &str, connection: &Connection) {
    let (organization, connection) = (connection.organization_id, connection.id);
    match turn {
        Turn::Failed => tracing::warn!(%organization, %connection, check, finding, "checks.failed"),
        Turn::Recovered => tracing::info!(%organization, %connection, check, finding, "checks.recovered"),
    }
}

/// The line of the log that says that a check has turned.
fn event(turned: &Turned<'_>, connection: &Connection, version: &ConnectionVersion, act: &Act<'_>) -> AuditEvent {
    let Turned { turn, result } = turned;
    let detail = json!({
        "check": result.check,
        "of": result.of,
        "finding": result.found,
        "values": result.values,
        "said": result.said,
        "version": version.number,
    });
    let (action, outcome) = match turn {
        Turn::Failed => (AuditAction::ConnectionCheckFailed, AuditOutcome::Failed),
        Turn::Recovered => (AuditAction::ConnectionCheckRecovered, AuditOutcome::Success),
    };
    let subject = format!("connection {}", connection.name);
    AuditEvent { outcome, ..act.event(action, connection.organization_id, subject, &detail) }
}
