//! A webhook: an address that is told of what happens, by HTTP, and what became of each telling.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use super::event_type::EventType;
use super::id::{DeliveryId, OrganizationId, WebhookId, WebhookSecretId};

/// How long the secret before signs beside the new one.
pub const ROTATION: Duration = Duration::hours(24);
/// How long one that nobody answers at is tried, before it is disabled.
pub const PATIENCE: Duration = Duration::days(5);
/// How long a message is one replica's to send: longer than an answer may take.
pub const LEASE: Duration = Duration::minutes(2);
/// How long is kept what was sent.
pub const KEPT: Duration = Duration::days(30);

/// Somebody to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Whose it is; none, where it is the operator's, who is told of all organizations.
    pub organization_id: Option<OrganizationId>,
    /// Where they are told.
    pub url: Url,
    /// Of what; of all there is, where nothing is named.
    pub events: Option<Vec<EventType>>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether they are told.
    pub status: WebhookStatus,
    /// Why not, where they are not.
    pub disabled_because: Option<DisabledBecause>,
    /// When it was made.
    #[serde(skip)]
    pub created_at: DateTime<Utc>,
}

/// Whether a webhook is told anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WebhookStatus {
    /// It is.
    Active,
    /// It is not.
    Disabled,
}

/// Why a webhook is told nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisabledBecause {
    /// Somebody has switched it off.
    ByHand,
    /// It said itself that it is gone for good (HTTP 410).
    Gone,
    /// It took nothing for five days.
    Failing,
}

impl Webhook {
    /// Whether it is to be told of something that happened at an organization, or at none. An organization's own hears of nobody
    /// else's things.
    pub fn hears(&self, kind: EventType, of: Option<OrganizationId>) -> bool {
        let may = self.organization_id.is_none() || self.organization_id == of;
        may && self.events.as_ref().is_none_or(|events| events.contains(&kind))
    }
}

/// How a webhook fares at the moment: what delivery knows of it, and no change by hand is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fares {
    /// Since when nothing was taken.
    pub failing_since: Option<DateTime<Utc>>,
    /// Until when it has asked to be left in peace.
    pub paused_until: Option<DateTime<Utc>>,
}

/// What a webhook's messages are signed with, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookSecret {
    /// Its id: the row that it is sealed for.
    pub id: WebhookSecretId,
    /// Whose.
    pub webhook_id: WebhookId,
    /// Whose webhook it is.
    pub organization_id: Option<OrganizationId>,
    /// The secret, sealed.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops signing beside its successor; none for the newest.
    pub ends_at: Option<DateTime<Utc>>,
}

/// A message to one webhook, and what became of it. Its id stays the same however often it is sent, so that whoever gets it twice
/// knows it (`webhook-id`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// To which webhook.
    pub webhook_id: WebhookId,
    /// Whose webhook that is.
    pub organization_id: Option<OrganizationId>,
    /// What it tells of.
    pub kind: EventType,
    /// The body, as it is signed and sent.
    pub payload: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// How far it has come.
    pub state: DeliveryState,
    /// How often it was tried, since it was last asked for.
    pub attempts: i32,
    /// What the last attempt came to: a status, or a word.
    pub answer: Option<String>,
    /// When it is tried next, as long as it waits.
    pub due_at: DateTime<Utc>,
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is to be sent, or to be sent again.
    Waiting,
    /// It was taken.
    Delivered,
    /// It was not, and is not tried any more.
    Failed,
}

/// The pauses between attempts, as Standard Webhooks advises. Many that wait for one address leave by twos, so the pauses
/// need no chance in them.
const PAUSES: [Duration; 9] = [
    Duration::seconds(5),
    Duration::minutes(5),
    Duration::minutes(30),
    Duration::hours(2),
    Duration::hours(5),
    Duration::hours(10),
    Duration::hours(14),
    Duration::hours(20),
    Duration::hours(24),
];

/// The longest that somebody who says when to come back is believed.
const LONGEST_PAUSE: Duration = Duration::hours(24);

/// When a message that was tried `attempts` times, the last one counted, is tried again; never, where it was tried often enough. Whoever
/// says when to come back (`Retry-After`) is believed where that is later, up to a day.
pub fn next_attempt(attempts: i32, asked: Option<Duration>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let tried = usize::try_from(attempts).unwrap_or_default();
    let pause = *PAUSES.get(tried.checked_sub(1)?)?;
    Some(now + asked.unwrap_or_default().clamp(pause, LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn webhook(organization: Option<u128>, events: Option<Vec<EventType>>) -> Webhook {
        Webhook {
            id: Uuid::from_u128(1).into(),
            organization_id: organization.map(|id| Uuid::from_u128(id).into()),
            url: "https://siem.example/".parse().unwrap(),
            events,
            description: None,
            status: WebhookStatus::Active,
            disabled_because: None,
            created_at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
        }
    }

    #[test]
    fn nobody_hears_of_another_organization_but_the_operator() {
        let of = |id: u128| Some(OrganizationId(Uuid::from_u128(id)));
        let hears = |organization, of| webhook(organization, None).hears(EventType::FlagChanged, of);
        assert!(hears(Some(2), of(2)) && hears(None, of(2)) && hears(None, None));
        assert!(!hears(Some(2), of(3)) && !hears(Some(2), None));
        let only = webhook(None, Some(vec![EventType::FlagChanged]));
        assert!(only.hears(EventType::FlagChanged, None) && !only.hears(EventType::UserChanged, None));
    }

    #[test]
    fn it_is_tried_ten_times_in_three_days() {
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut now = start;
        let mut attempts = 1;
        while let Some(next) = next_attempt(attempts, None, now) {
            (now, attempts) = (next, attempts + 1);
        }
        assert_eq!((attempts, now - start), (10, Duration::seconds(5 + 35 * 60 + 75 * 3600)));
        assert_eq!(next_attempt(0, None, start), None);
    }

    #[test]
    fn whoever_says_when_to_come_back_is_believed_within_bounds() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let pause = |asked| next_attempt(2, asked, now).unwrap() - now;
        assert_eq!(pause(Some(Duration::seconds(1))), Duration::minutes(5));
        assert_eq!(pause(Some(Duration::minutes(20))), Duration::minutes(20));
        assert_eq!(pause(Some(Duration::days(9999))), Duration::hours(24));
        assert_eq!(next_attempt(10, Some(Duration::minutes(1)), now), None);
    }
}
