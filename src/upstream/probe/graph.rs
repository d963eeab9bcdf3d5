//! What Microsoft Graph tells an application of itself.

use serde::Deserialize;

use super::super::Upstream;
use crate::domain::connection::Cloud;
use crate::domain::secret::Secret;

impl Upstream {
    /// Whether only those may sign in who are assigned to an application, asked with a token of its own: for that it needs no permission
    /// (Microsoft Graph, "Get servicePrincipal"). None, where Graph does not say: a directory may forbid it, and nothing is guessed.
    pub async fn requires_assignment(&self, cloud: Cloud, client_id: &str, token: &Secret) -> Option<bool> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct ServicePrincipal {
            app_role_assignment_required: bool,
        }
        let path = format!("/v1.0/servicePrincipals(appId='{client_id}')");
        let mut url = self.graph(cloud)?.join(&path).ok()?;
        url.query_pairs_mut().append_pair("$select", "appRoleAssignmentRequired");
        let found = self.ask_graph::<ServicePrincipal>(cloud, &url, token).await.ok()?;
        Some(found.app_role_assignment_required)
    }
}
