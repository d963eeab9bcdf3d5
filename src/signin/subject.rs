//! By what name an application knows a person: `sub` (OpenID Connect Core, 8), wherever it is said.

use super::SignIn;
use super::request::AuthorizationRequest;
use crate::domain::application::Application;
use crate::domain::id::UserId;
use crate::domain::protocol::SubjectType;
use crate::domain::sector;
use crate::keys::hash;

impl SignIn {
    /// The `sub` of a user for an application: the same in ID tokens, access tokens, at userinfo, and whatever else names somebody to it.
    pub fn subject(&self, application: &Application, user: UserId) -> String {
        match application.protocol.subject_type {
            SubjectType::Public => user.to_string(),
            SubjectType::Pairwise => {
                let sector = sector::of(&application.protocol, &application.redirect_uris);
                // Registration sees to it that there is one. If there were none, it would share its names with nobody.
                let sector = sector.unwrap_or_else(|| application.id.to_string());
                self.pairwise.subject(&sector, user)
            }
        }
    }

    /// Whether an application may be answered about this user: it has asked for nobody else (OpenID Connect Core, 3.1.2.2).
    pub(super) fn is_expected(&self, request: &AuthorizationRequest, application: &Application, user: UserId) -> bool {
        let asked = request.asked.subject.as_ref();
        asked.is_none_or(|expected| hash::same(expected, &hash::hash(&self.subject(application, user))))
    }
}
