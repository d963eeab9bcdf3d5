//! What the messages of a webhook are signed with: made here, shown once, sealed.

use std::fmt::Write;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use crate::domain::id::{DeliveryId, OrganizationId, WebhookSecretId};
use crate::domain::secret::Secret;
use crate::domain::webhook::{Webhook, WebhookSecret};
use crate::keys::ring::KeyRing;
use crate::keys::seal::Place;
use crate::keys::{KeyError, random};

/// What every secret begins with (Standard Webhooks, "Signature scheme").
const PREFIX: &str = "whsec_";

/// Makes a secret of 256 bits, in the form that is shown, and sealed in the form that is kept.
pub fn make(webhook: &Webhook, ring: &KeyRing, now: DateTime<Utc>) -> Result<(Secret, WebhookSecret), KeyError> {
    let key = Zeroizing::new(random::bytes::<32>());
    let id: WebhookSecretId = random::id(now);
    let sealed = ring.seal(&place(id, webhook.organization_id), &*key)?;
    let kept = WebhookSecret {
        id,
        webhook_id: webhook.id,
        organization_id: webhook.organization_id,
        sealed,
        created_at: now,
        ends_at: None,
    };
    let shown = Zeroizing::new(STANDARD.encode(*key));
    Ok((Secret::new(format!("{PREFIX}{}", *shown)), kept))
}

/// The header `webhook-signature`: a signature by each of these, so that whoever knows one of them can verify.
pub fn sign(
    secrets: &[WebhookSecret],
    ring: &KeyRing,
    id: DeliveryId,
    at: i64,
    payload: &str,
) -> Result<String, KeyError> {
    let mut header = String::new();
    for secret in secrets {
        let key = ring.open(&place(secret.id, secret.organization_id), &secret.sealed)?;
        let space = if header.is_empty() { "" } else { " " };
        let _ = write!(header, "{space}v1,{}", signature(&key, &id.to_string(), at, payload));
    }
    Ok(header)
}

/// HMAC-SHA256 of `id.timestamp.payload`.
fn signature(key: &[u8], id: &str, at: i64, payload: &str) -> String {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in [id, ".", &at.to_string(), ".", payload] {
        context.update(part.as_bytes());
    }
    STANDARD.encode(context.sign())
}

fn place(id: WebhookSecretId, organization: Option<OrganizationId>) -> Place<'static> {
    Place { table: "webhook_secrets", column: "sealed", row: id.0, organization }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::webhook::WebhookStatus;
    use crate::keys::{check, rotation};

    #[test]
    fn a_signature_is_that_of_the_specification() {
        // The vector that the reference libraries are tested with.
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = signature(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn webhook(organization_id: Option<OrganizationId>) -> Webhook {
        Webhook {
            id: Uuid::from_u128(1).into(),
            organization_id,
            url: "https://siem.example/".parse().unwrap(),
            events: None,
            description: None,
            status: WebhookStatus::Active,
            disabled_because: None,
            created_at: now(),
        }
    }

    #[tokio::test]
    async fn with_another_key_of_the_ring_it_signs_as_before() {
        let directory = tempfile::tempdir().unwrap();
        let store = rotation::tests::store(&directory).await;
        let (old, both, new) = rotation::tests::rings();
        check::check(&store, &old, now()).await.unwrap();
        let (webhook, id) = (webhook(None), random::id(now()));
        let (_, kept) = make(&webhook, &old, now()).unwrap();
        let before = sign(std::slice::from_ref(&kept), &old, id, 7, "{}").unwrap();
        let change = store.change_configuration(now()).await.unwrap();
        change.insert_webhook(&webhook).await.unwrap();
        change.put_webhook_secret(&webhook, &kept, now()).await.unwrap();
        change.commit().await.unwrap();
        assert_eq!(rotation::rewrap(&store, &both, "test", now()).await.unwrap().moved, 1);
        let moved = store.list_webhook_secrets(&webhook, now()).await.unwrap();
        assert_eq!(sign(&moved, &new, id, 7, "{}").unwrap(), before);
        assert!(sign(&moved, &old, id, 7, "{}").is_err());
    }

    #[test]
    fn what_is_shown_is_what_signs_and_a_copied_row_signs_nothing() {
        let now = now();
        let webhook = webhook(Some(Uuid::from_u128(2).into()));
        let ring = KeyRing::parse(&KeyRing::generate_line("k")).unwrap();
        let (old, kept_old) = make(&webhook, &ring, now).unwrap();
        let (new, kept_new) = make(&webhook, &ring, now).unwrap();
        let id: DeliveryId = random::id(now);
        let header = sign(&[kept_new.clone(), kept_old], &ring, id, 7, "{}").unwrap();
        let by = |secret: &Secret| {
            let key = STANDARD.decode(secret.expose().strip_prefix(PREFIX).unwrap()).unwrap();
            assert_eq!(key.len(), 32);
            format!("v1,{}", signature(&key, &id.to_string(), 7, "{}"))
        };
        assert_eq!(header, format!("{} {}", by(&new), by(&old)));
        for stolen in [
            WebhookSecret { organization_id: Some(Uuid::from_u128(3).into()), ..kept_new.clone() },
            WebhookSecret { organization_id: None, ..kept_new.clone() },
            WebhookSecret { id: random::id(now), ..kept_new },
        ] {
            assert!(sign(&[stolen], &ring, id, 7, "{}").is_err());
        }
    }
}
