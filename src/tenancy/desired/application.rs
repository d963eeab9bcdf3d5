//! What a file means, of applications: how they prove themselves, and where their people go.

use serde_spanned::Spanned;

use super::{DesiredApplication, Reader};
use crate::domain::application::{AuthenticationMethod, check_home};
use crate::domain::sector;
use crate::tenancy::file::ApplicationEntry;

/// Fewer characters than this cannot hold the randomness that a secret stored under a plain hash must have.
const SHORTEST_SECRET: usize = 32;

impl Reader<'_> {
    pub(super) fn application(&mut self, entry: ApplicationEntry) -> DesiredApplication {
        self.slug(&entry.client_id, "client_id");
        let said = entry.authentication.as_ref().map(|said| *said.get_ref());
        let by_secret = entry.secret.is_some();
        let usual = if by_secret { AuthenticationMethod::Secret } else { AuthenticationMethod::None };
        let authentication = said.unwrap_or(usual);
        if let Some(said) = &entry.authentication
            && by_secret != (authentication == AuthenticationMethod::Secret)
        {
            let help = "with a secret it is secret; without, none or private_key_jwt";
            self.problem(said.span(), "authentication", "this does not go with secret", help);
        }
        let public = authentication == AuthenticationMethod::None;
        let secret = entry.secret.and_then(|reference| {
            let span = reference.span();
            let secret = self.secret(reference, "secret")?;
            if secret.expose().len() < SHORTEST_SECRET {
                let help = "make one with `openssl rand -base64 32`";
                self.problem(span, "secret", format!("a secret has at least {SHORTEST_SECRET} characters"), help);
            }
            Some(secret)
        });
        let span = entry.redirect_uris.as_ref().map_or_else(|| entry.client_id.span(), Spanned::span);
        let uris = entry.redirect_uris.map(Spanned::into_inner).unwrap_or_default();
        if uris.is_empty() && !entry.device_grant {
            let message = "an application needs at least one redirect URI, or the device grant";
            self.problem(span, "redirect_uris", message, "");
        }
        let place = entry.protocol.as_ref().map_or_else(|| entry.client_id.span(), Spanned::span);
        let protocol = entry.protocol.map(Spanned::into_inner).unwrap_or_default();
        for uri in &uris {
            if let Err(message) = protocol.check_redirect_uri(uri.get_ref(), public) {
                self.problem(uri.span(), "redirect_uris", message, "");
            }
        }
        let uris: Vec<_> = uris.into_iter().map(Spanned::into_inner).collect();
        let wrong = protocol.check(authentication, entry.id_token_algorithm);
        for (field, message) in wrong.into_iter().chain(sector::check(&protocol, &uris)) {
            self.problem(place.clone(), field, message, "");
        }
        DesiredApplication {
            client_id: entry.client_id.into_inner(),
            name: entry.name,
            status: entry.status,
            sso: entry.sso,
            authentication,
            secret,
            redirect_uris: uris,
            id_token_algorithm: entry.id_token_algorithm,
            refresh_tokens: entry.refresh_tokens,
            device_grant: entry.device_grant,
            require_mfa: entry.require_mfa,
            home: entry.home.map(|home| {
                if let Err(message) = check_home(home.get_ref()) {
                    self.problem(home.span(), "home", message, "");
                }
                home.into_inner()
            }),
            protocol,
        }
    }
}
