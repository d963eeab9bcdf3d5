//! Webhooks, made, changed and removed by hand, and what somebody wants sent to them.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use url::Url;

use super::change::{Act, Expected, Fields, TenancyError, Wrong, is_line, said, with_reason};
use super::users::Manner;
use crate::domain::audit::{AuditAction, AuditDetail, AuditEvent};
use crate::domain::event_type::EventType;
use crate::domain::id::{OrganizationId, WebhookId};
use crate::domain::secret::Secret;
use crate::domain::webhook::{Delivery, DeliveryState, DisabledBecause, ROTATION, Webhook, WebhookStatus};
use crate::keys::random;
use crate::keys::ring::KeyRing;
use crate::store::Store;
use crate::store::configuration::ConfigurationChange;
use crate::store::webhooks::Again;
use crate::webhooks::{message, secret};

const LONGEST_URL: usize = 2_000;
const LONGEST_DESCRIPTION: usize = 200;
/// Webhooks of one organization, or of the operator.
const MOST: u64 = 20;
/// Secrets that sign at the same time.
const MOST_SECRETS: usize = 5;
/// Messages that are sent again at once.
const MOST_AGAIN: u64 = 10_000;

/// Whose webhooks they are: an organization's, by its id and slug, or the operator's own.
pub type Owner<'a> = Option<(OrganizationId, &'a str)>;

/// A webhook as somebody has written it; nothing of it is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in domain::webhook::Webhook")]
pub struct Draft {
    pub url: String,
    pub events: Option<Vec<String>>,
    pub description: Option<String>,
    pub status: WebhookStatus,
}

impl From<&Webhook> for Draft {
    fn from(webhook: &Webhook) -> Self {
        let events = webhook.events.as_ref().map(|events| events.iter().copied().map(name).collect());
        let (url, description) = (webhook.url.to_string(), webhook.description.clone());
        Self { url, events, description, status: webhook.status }
    }
}

/// What a webhook is to be: all that somebody can choose of it.
struct Checked {
    url: Url,
    events: Option<Vec<EventType>>,
    description: Option<String>,
    status: WebhookStatus,
}

impl Draft {
    /// What it means, or all that is wrong with it. `permits` says whether an address may be reached from here.
    fn check(self, permits: impl Fn(&Url) -> bool) -> Result<Checked, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let url = address(&self.url, permits).map_err(|detail| wrong.push(Wrong::new("url", &detail))).ok();
        let events = self.events.as_deref().map(event_types).transpose();
        let events = events.map_err(|detail| wrong.push(Wrong::new("events", &detail))).ok();
        if !self.description.as_deref().is_none_or(|text| is_line(text, LONGEST_DESCRIPTION)) {
            wrong.push(Wrong::new("description", &"one line of 1 to 200 characters, or none"));
        }
        match (url, events) {
            (Some(url), Some(events)) if wrong.is_empty() => {
                Ok(Checked { url, events, description: self.description, status: self.status })
            }
            _ => Err(wrong),
        }
    }
}

fn address(text: &str, permits: impl Fn(&Url) -> bool) -> Result<Url, &'static str> {
    let url: Url = text.parse().map_err(|_| "an address, for example https://siem.example/anteroom")?;
    if url.as_str().len() > LONGEST_URL {
        return Err("2000 characters at most");
    }
    if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none() {
        return Err("an https address");
    }
    // It is shown to everybody who may read what is configured.
    if !url.username().is_empty() || url.password().is_some() {
        return Err("no user or password in it: messages are signed");
    }
    if url.fragment().is_some() {
        return Err("no fragment (#…): it would not be sent");
    }
    if !permits(&url) {
        return Err("https, and a host that does not point inwards");
    }
    Ok(url)
}

fn event_types(names: &[String]) -> Result<Vec<EventType>, String> {
    if names.is_empty() {
        return Err("one at least; leave it out, or null, for all of them".to_owned());
    }
    let of = |text: &String| {
        let known = serde_json::from_value(Value::String(text.clone())).ok();
        // Only somebody's wish to try causes one, and that goes to the webhook that is tried.
        known.filter(|kind| *kind != EventType::WebhookTest).ok_or_else(|| {
            let shown: String = text.chars().filter(|character| !character.is_control()).take(40).collect();
            format!("`{shown}` is none; docs/webhooks.md has all of them")
        })
    };
    let events: Vec<EventType> = names.iter().map(of).collect::<Result<_, _>>()?;
    if events.iter().collect::<HashSet<_>>().len() < events.len() {
        return Err("each once".to_owned());
    }
    Ok(events)
}

fn name(kind: EventType) -> String {
    serde_json::to_value(kind).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Makes a webhook, and the secret that its messages are signed with: it is shown here and never again.
pub async fn create(
    store: &Store,
    ring: &KeyRing,
    owner: Owner<'_>,
    draft: Draft,
    permits: impl Fn(&Url) -> bool,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<(Webhook, Secret), TenancyError> {
    manner.check()?;
    let Checked { url, events, description, status } = draft.check(permits).map_err(TenancyError::Wrong)?;
    let disabled_because = (status == WebhookStatus::Disabled).then_some(DisabledBecause::ByHand);
    let organization_id = owner.map(|(id, _)| id);
    let id = random::id(act.now);
    let webhook =
        Webhook { id, organization_id, url, events, description, status, disabled_because, created_at: act.now };
    let (shown, kept) = secret::make(&webhook, ring, act.now)?;
    let change = store.change_configuration(act.now).await?;
    if change.count_webhooks(organization_id).await? >= MOST {
        return Err(TenancyError::Wrong(vec![Wrong::new("url", &"there are twenty webhooks; remove one first")]));
    }
    change.insert_webhook(&webhook).await?;
    change.put_webhook_secret(&webhook, &kept, act.now).await?;
    note(&change, "create", &webhook, &Vec::new(), json!({}), manner, act).await?;
    manner.finish(change).await?;
    Ok((webhook, shown))
}

/// Changes a webhook, if it is in an expected state. A change that changes nothing leaves no trace.
pub async fn change(
    store: &Store,
    (owner, id): (Owner<'_>, WebhookId),
    expected: &Expected,
    permits: impl Fn(&Url) -> bool,
    manner: &Manner,
    act: &Act<'_>,
    edit: impl FnOnce(&mut Draft),
) -> Result<Webhook, TenancyError> {
    manner.check()?;
    let (change, old) = find(store, owner, id, act).await?;
    expected.check(&old)?;
    let mut draft = Draft::from(&old);
    edit(&mut draft);
    let Checked { url, events, description, status } = draft.check(permits).map_err(TenancyError::Wrong)?;
    let disabled_because = match status {
        WebhookStatus::Active => None,
        WebhookStatus::Disabled => Some(old.disabled_because.unwrap_or(DisabledBecause::ByHand)),
    };
    let new = Webhook { url, events, description, status, disabled_because, ..old.clone() };
    if new == old {
        return Ok(old);
    }
    change.replace_webhook(&new).await?;
    note(&change, "change", &new, &fields(&old, &new), json!({}), manner, act).await?;
    manner.finish(change).await?;
    Ok(new)
}

/// Removes a webhook with all that was sent to it, if it is in an expected state. Which it was.
pub async fn remove(
    store: &Store,
    (owner, id): (Owner<'_>, WebhookId),
    expected: &Expected,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<Webhook, TenancyError> {
    manner.check()?;
    let (change, old) = find(store, owner, id, act).await?;
    expected.check(&old)?;
    change.delete_webhook(&old).await?;
    note(&change, "remove", &old, &Vec::new(), json!({}), manner, act).await?;
    manner.finish(change).await?;
    Ok(old)
}

/// Gives a webhook a new secret, which is shown here and never again. The one before signs beside it until the instant that is said.
pub async fn rotate_secret(
    store: &Store,
    ring: &KeyRing,
    (owner, id): (Owner<'_>, WebhookId),
    manner: &Manner,
    act: &Act<'_>,
) -> Result<(Secret, DateTime<Utc>), TenancyError> {
    manner.check()?;
    let (change, webhook) = find(store, owner, id, act).await?;
    let signing = change.list_webhook_secrets(&webhook).await?;
    let signing = signing.iter().filter(|secret| secret.ends_at.is_none_or(|ends_at| ends_at > act.now)).count();
    if signing >= MOST_SECRETS {
        let detail = "five secrets sign beside each other already; wait until the oldest has ended";
        return Err(TenancyError::Wrong(vec![Wrong::new("secret", &detail)]));
    }
    let (shown, kept) = secret::make(&webhook, ring, act.now)?;
    let former_until = act.now + ROTATION;
    change.put_webhook_secret(&webhook, &kept, former_until).await?;
    note(&change, "rotate_secret", &webhook, &Vec::new(), json!({}), manner, act).await?;
    manner.finish(change).await?;
    Ok((shown, former_until))
}

/// Sends a webhook a message that says nothing but that messages arrive.
pub async fn test(
    store: &Store,
    (owner, id): (Owner<'_>, WebhookId),
    manner: &Manner,
    act: &Act<'_>,
) -> Result<Delivery, TenancyError> {
    manner.check()?;
    let (change, webhook) = find_active(store, owner, id, act).await?;
    let event = note(&change, "test", &webhook, &Vec::new(), json!({}), manner, act).await?;
    let delivery = Delivery {
        id: random::id(act.now),
        webhook_id: id,
        organization_id: webhook.organization_id,
        kind: EventType::WebhookTest,
        payload: message::test(id, &event, owner.map(|(_, slug)| slug)),
        at: act.now,
        state: DeliveryState::Waiting,
        attempts: 0,
        answer: None,
        due_at: act.now,
    };
    change.insert_delivery(&delivery).await?;
    manner.finish(change).await?;
    Ok(delivery)
}

/// Sends a webhook again what was sent, or was to be; says how many messages that is. Each has the id that it had.
pub async fn replay(
    store: &Store,
    (owner, id): (Owner<'_>, WebhookId),
    which: Again,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<u64, TenancyError> {
    manner.check()?;
    if let Again::Between(since, until) = which
        && until <= since
    {
        return Err(TenancyError::Wrong(vec![Wrong::new("until", &"later than since")]));
    }
    let (change, webhook) = find_active(store, owner, id, act).await?;
    // One statement writes them all, and sign-ins wait for it on SQLite.
    if change.count_again(&webhook, which).await? > MOST_AGAIN {
        let detail = "more than 10,000 messages are of that time; take a shorter one, and then the next";
        return Err(TenancyError::Wrong(vec![Wrong::new("since", &detail)]));
    }
    let count = change.send_again(&webhook, which).await?;
    let about = match which {
        Again::One(delivery) => json!({ "delivery": delivery, "messages": count }),
        Again::Between(since, until) => json!({ "since": since, "until": until, "messages": count }),
    };
    note(&change, "replay", &webhook, &Vec::new(), about, manner, act).await?;
    manner.finish(change).await?;
    Ok(count)
}

async fn find(
    store: &Store,
    owner: Owner<'_>,
    id: WebhookId,
    act: &Act<'_>,
) -> Result<(ConfigurationChange, Webhook), TenancyError> {
    let change = store.change_configuration(act.now).await?;
    let webhook = change.find_webhook(owner.map(|(id, _)| id), id).await?.ok_or(TenancyError::Gone)?;
    Ok((change, webhook))
}

/// One that something can be sent to.
async fn find_active(
    store: &Store,
    owner: Owner<'_>,
    id: WebhookId,
    act: &Act<'_>,
) -> Result<(ConfigurationChange, Webhook), TenancyError> {
    let (change, webhook) = find(store, owner, id, act).await?;
    if webhook.status == WebhookStatus::Disabled {
        return Err(TenancyError::WebhookDisabled);
    }
    Ok((change, webhook))
}

fn fields(old: &Webhook, new: &Webhook) -> Fields {
    let shown = |webhook: &Webhook| {
        let events =
            webhook.events.as_ref().map(|events| events.iter().copied().map(name).collect::<Vec<_>>().join(", "));
        let status = match webhook.status {
            WebhookStatus::Active => "active",
            WebhookStatus::Disabled => "disabled",
        };
        let description = webhook.description.clone().unwrap_or_default();
        [
            ("url", webhook.url.to_string()),
            ("events", events.unwrap_or_else(|| "all".to_owned())),
            ("description", description),
            ("status", status.to_owned()),
        ]
    };
    let both = shown(old).into_iter().zip(shown(new));
    both.filter(|(old, new)| old != new).map(|((field, old), (_, new))| (field, old, new)).collect()
}

/// Writes a line of it into the log of its organization, or into the operator's own.
async fn note(
    change: &ConfigurationChange,
    what: &str,
    webhook: &Webhook,
    fields: &Fields,
    mut about: Value,
    manner: &Manner,
    act: &Act<'_>,
) -> Result<AuditEvent, TenancyError> {
    let subject = format!("webhook {}", webhook.id);
    if let Some(about) = about.as_object_mut() {
        about.insert("changes".to_owned(), json!([said(what, &subject, fields)]));
        about.insert("host".to_owned(), json!(webhook.url.host_str()));
    }
    let about = with_reason(about, manner.reason.as_deref());
    let event = AuditEvent {
        organization_id: webhook.organization_id,
        subject: Some(subject),
        ip: act.ip,
        detail: AuditDetail::of(&about).by(act.role),
        ..AuditEvent::new(random::id(act.now), act.now, AuditAction::WebhookChanged, act.by)
    };
    change.append_audit(&event).await?;
    Ok(event)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        let events = Some(vec!["flag.changed".to_owned(), "sign_in.refused".to_owned()]);
        let url = "https://siem.example/anteroom?tenant=1".to_owned();
        Draft { url, events, description: Some("the SIEM".to_owned()), status: WebhookStatus::Active }
    }

    fn outward(url: &Url) -> bool {
        url.scheme() == "https" && url.host_str() != Some("10.0.0.1")
    }

    #[test]
    fn a_draft_of_a_webhook_means_the_webhook() {
        let Ok(checked) = draft().check(outward) else { panic!("it is refused") };
        let webhook = Webhook {
            id: uuid::Uuid::from_u128(1).into(),
            organization_id: None,
            url: checked.url,
            events: checked.events,
            description: checked.description,
            status: checked.status,
            disabled_because: None,
            created_at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
        };
        assert_eq!(webhook.events, Some(vec![EventType::FlagChanged, EventType::SignInRefused]));
        assert_eq!(Draft::from(&webhook), draft());
        let other = Webhook { status: WebhookStatus::Disabled, events: None, ..webhook.clone() };
        let changed = fields(&webhook, &other);
        assert_eq!(changed.iter().map(|(field, ..)| *field).collect::<Vec<_>>(), ["events", "status"]);
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_each_with_its_field() {
        let wrong = |edit: fn(&mut Draft)| {
            let mut draft = draft();
            edit(&mut draft);
            let wrong = draft.check(outward).err().unwrap_or_default();
            wrong.iter().map(|wrong| wrong.field).collect::<Vec<_>>()
        };
        assert_eq!(wrong(|_| {}), [""; 0]);
        assert_eq!(wrong(|draft| draft.events = None), [""; 0]);
        for url in [
            "",
            "siem.example",
            "ftp://siem.example/",
            "http://siem.example/",
            "https://10.0.0.1/",
            "https://anna@siem.example/",
            "https://anna:hunter2@siem.example/",
            "https://siem.example/#here",
            "mailto:it@siem.example",
        ] {
            let draft = Draft { url: url.to_owned(), ..draft() };
            let wrong = draft.check(outward).err().unwrap_or_default();
            assert_eq!(wrong.iter().map(|wrong| wrong.field).collect::<Vec<_>>(), ["url"], "{url}");
            assert!(!wrong[0].detail.contains("hunter2"));
        }
        assert_eq!(wrong(|draft| draft.url = format!("https://siem.example/{}", "x".repeat(2_000))), ["url"]);
        for events in [&[][..], &["flag"], &["webhook.test"], &["flag.changed", "flag.changed"], &["\u{1b}[2J"]] {
            let draft = Draft { events: Some(events.iter().map(|event| (*event).to_owned()).collect()), ..draft() };
            let wrong = draft.check(outward).err().unwrap_or_default();
            assert_eq!(wrong.iter().map(|wrong| wrong.field).collect::<Vec<_>>(), ["events"], "{events:?}");
            assert!(!wrong[0].detail.contains('\u{1b}'));
        }
        assert_eq!(wrong(|draft| draft.description = Some("a\nb".to_owned())), ["description"]);
        let several = |draft: &mut Draft| (draft.url, draft.events) = (String::new(), Some(Vec::new()));
        assert_eq!(wrong(several), ["url", "events"]);
    }
}
