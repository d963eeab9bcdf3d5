//! Letters to the administrators of an organization, in its language.

use chrono::{DateTime, Duration, Utc};

use crate::domain::organization::{Organization, OrganizationStatus};
use crate::language::Language;
use crate::mail::{Content, Letter, Mail};
use crate::store::outbox::SealedLetter;

/// A letter to each of them; none, where none can be sent, and none to an organization that is closed: nobody waits for it there.
pub(super) fn to_all(
    mail: Option<&Mail>,
    organization: &Organization,
    content: impl Fn() -> Content,
    lifetime: Duration,
    now: DateTime<Utc>,
) -> Vec<SealedLetter> {
    let Some(mail) = mail.filter(|_| organization.status == OrganizationStatus::Active) else { return Vec::new() };
    let language = organization.locale.as_deref().and_then(Language::from_tag).unwrap_or_default();
    let letters = organization.admins.iter().filter_map(|admin| {
        let letter = Letter {
            organization_id: Some(organization.id),
            to: admin.clone(),
            language,
            content: content(),
            expires_at: now + lifetime,
        };
        // A letter that cannot be written keeps nobody from being told otherwise.
        mail.seal(&letter, now).inspect_err(|error| tracing::error!(%error, "admin_letters.not_written")).ok()
    });
    letters.collect()
}
