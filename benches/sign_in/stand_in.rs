//! The stand-in for Entra ID, in a process of its own.

use std::path::Path;

use entra_stand_in::{Handle, Options, Person, Registration, Tenant};
use url::Url;
use uuid::Uuid;

use crate::process::serve_until_let_go;
use crate::scene::Scene;

/// Serves the scene's directories.
pub async fn run(folder: &Path) -> anyhow::Result<()> {
    let facts = Scene::read(folder)?;
    let url: Url = facts.stand_in.parse()?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", url.port().unwrap_or_default())).await?;
    let entra = Handle::new(Options::default().base_url(url).auto_sign_in());
    for directory in &facts.directories {
        let tid = entra.add_tenant(Tenant::new(directory.tid, &directory.domain).domain(&directory.domain));
        let registration = Registration::new(directory.client_id.to_string(), "Anteroom")
            .redirect_uri(format!("{}/login/callback/{}", facts.broker, directory.connection))
            .secret(&facts.entra_secret)
            .recommended_claims();
        entra.add_registration(tid, registration);
        for (place, email) in directory.people.iter().enumerate() {
            let oid = Uuid::from_u128(tid.as_u128() ^ ((place as u128 + 1) << 64));
            entra.add_person(tid, Person::new(oid, email).mail(email).name("Anna", "de Vries"));
        }
    }
    serve_until_let_go(&facts.stand_in, listener, entra.router()).await;
    Ok(())
}
