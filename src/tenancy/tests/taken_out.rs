//! Whatever is configured is taken out as a file, and what was taken out is read back: nothing is left to do.

use std::path::Path;

use super::{BESIDES, apply, example, now, pixel, ring};
use crate::domain::audit::AuditAction;
use crate::domain::secret::Secret;
use crate::keys::ring::KeyRing;
use crate::store::Store;
use crate::store::tests::on_both;
use crate::store::tests::world::World;
use crate::tenancy::apply::{describe, prepare};
use crate::tenancy::change::Act;
use crate::tenancy::desired::read_with;
use crate::tenancy::export::export;
use crate::tenancy::plan::Plan;
use crate::tenancy::secret::{Sent, Sources};

on_both!(what_is_taken_out_is_read_back_and_leaves_nothing_to_do);

/// The plan that a file makes which was taken out, with the example's secrets.
async fn brought_back(store: &Store, ring: &KeyRing, file: &str, folder: &Path) -> Plan {
    let secret = |variable: &str, name: &str| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        (format!("env:{variable}"), Secret::new(text.trim_end()))
    };
    let secrets = [
        secret("APPLICATION_RECORDS_SECRET", "RECORDS_CLIENT_SECRET"),
        secret("APPLICATION_VIEWER_SECRET", "VIEWER_CLIENT_SECRET"),
        secret("CONNECTION_ST_JANSHOF_ENTRA_CLIENT_SECRET", "ST_JANSHOF_CLIENT_SECRET"),
        secret("CONNECTION_ZZ_ALL_ANOTHER_CLIENT_SECRET", "ST_JANSHOF_CLIENT_SECRET"),
        secret("CONNECTION_UMC_NOORDERPOORT_ENTRA_CERTIFICATE", "umc-noorderpoort.crt"),
        secret("CONNECTION_UMC_NOORDERPOORT_ENTRA_PRIVATE_KEY", "umc-noorderpoort.key"),
    ];
    let sent = Sent { secrets: secrets.into_iter().collect(), ..Sent::default() };
    let desired = read_with("tenants.toml", file, Sources::Sent(&sent));
    let desired = desired.unwrap_or_else(|error| panic!("{:#?}\n{file}", error.lines()));
    prepare(store, ring, &desired, now()).await.unwrap()
}

async fn what_is_taken_out_is_read_back_and_leaves_nothing_to_do(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let (store, ring) = (world.store, ring());
    std::fs::write(folder.path().join("logo.png"), pixel()).unwrap();
    apply(&store, &ring, &(example(folder.path()) + BESIDES), folder.path()).await;
    let act = Act { by: "test", role: None, ip: None, now: now() };
    let file = export(&store, None, &act).await.unwrap();
    for secret in ["first~secret", "records-0123", "PRIVATE KEY"] {
        assert!(!file.contains(secret), "a secret was taken out");
    }
    let plan = brought_back(&store, &ring, &file, folder.path()).await;
    assert!(plan.is_empty(), "{}\n{file}", describe(&plan));
    assert!(plan.unchanged > 40, "{}", plan.unchanged);
    // As read, it is the same again.
    assert_eq!(export(&store, None, &act).await.unwrap(), file);

    // Each organization alone, and nothing of another.
    for organization in store.read_everything().await.unwrap().organizations {
        let organization = organization.configuration.organization;
        let file = export(&store, Some(organization.id), &act).await.unwrap();
        assert_eq!(file.matches("[[organization]]").count(), 1, "{file}");
        assert!(!file.contains("[[application]]"), "{file}");
        let plan = brought_back(&store, &ring, &file, folder.path()).await;
        assert!(plan.is_empty(), "{}\n{file}", describe(&plan));
    }
    let exported = store.list_audit_events(100).await.unwrap();
    let exported = exported.iter().filter(|event| event.action == AuditAction::ConfigurationExported);
    assert_eq!(exported.count(), 2 + 7);
}
