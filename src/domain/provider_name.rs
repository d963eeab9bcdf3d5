//! What people call the identity provider that they sign in with: the word on the button of the login page, and the same word in every
//! other text. Microsoft's and Google's people know these names; those of another provider know their organization's.

use super::connection::{Connection, ConnectionKind, ConnectionStatus};
use super::organization::{Organization, OrganizationConfiguration};

/// A provider, as people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderName {
    /// Microsoft Entra ID.
    Microsoft,
    /// Google Workspace.
    Google,
    /// Another one, by the name of the organization whose it is.
    Organization(String),
}

impl ProviderName {
    /// That of an organization's connection of this kind.
    pub fn of(kind: ConnectionKind, organization: &Organization) -> Self {
        match kind {
            ConnectionKind::Entra => Self::Microsoft,
            ConnectionKind::Google => Self::Google,
            ConnectionKind::Oidc => Self::Organization(organization.name.clone()),
        }
    }

    /// All those that an organization's people sign in with, each once, in the order of its connections: of the connections that may be
    /// used, or, where none may yet, of all. Never empty: whoever has no connection makes one to Microsoft in the portal.
    pub fn all_of(configuration: &OrganizationConfiguration) -> Vec<Self> {
        let usable = |one: &&Connection| one.status == ConnectionStatus::Active && one.active.is_some();
        let mut connections: Vec<_> = configuration.connections.iter().filter(usable).collect();
        if connections.is_empty() {
            connections = configuration.connections.iter().collect();
        }
        let mut names = Vec::new();
        for connection in connections {
            let name = Self::of(connection.kind, &configuration.organization);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() { vec![Self::Microsoft] } else { names }
    }

    /// The name alone.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Microsoft => "Microsoft",
            Self::Google => "Google",
            Self::Organization(name) => name,
        }
    }

    /// The kind of provider that it is.
    pub const fn kind(&self) -> ConnectionKind {
        match self {
            Self::Microsoft => ConnectionKind::Entra,
            Self::Google => ConnectionKind::Google,
            Self::Organization(_) => ConnectionKind::Oidc,
        }
    }
}

/// Several names as one: `Microsoft`, `Microsoft or Google`. `or` is the word of the language.
pub fn joined(names: &[ProviderName], or: &str) -> String {
    let names: Vec<_> = names.iter().map(ProviderName::as_str).collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} {or} {last}", before.join(", ")),
    }
}

/// By which word a text chooses what applies: the kind of the provider, or that there are several.
pub const fn kind_word(names: &[ProviderName]) -> &'static str {
    match names {
        [one] => one.kind().as_str(),
        _ => "several",
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::connection::{ConnectionVersion, VersionState};
    use crate::domain::provider::{GoogleSettings, ProviderSettings};

    type One = (ConnectionKind, ConnectionStatus, bool);

    fn connection(kind: ConnectionKind, status: ConnectionStatus, in_force: bool) -> Connection {
        let settings = ProviderSettings::Google(GoogleSettings { client_id: String::new(), domains: Vec::new() });
        let version = ConnectionVersion { id: Uuid::nil().into(), number: 1, state: VersionState::Active, settings };
        Connection {
            id: Uuid::nil().into(),
            organization_id: Uuid::nil().into(),
            name: kind.as_str().to_owned(),
            kind,
            status,
            active: Some(version).filter(|_| in_force),
            previous: None,
            draft: None,
        }
    }

    #[test]
    fn an_organization_is_told_of_the_providers_that_its_people_use() {
        use ConnectionKind::{Entra, Google, Oidc};
        use ConnectionStatus::{Active, Disabled};
        let organization = Organization::new(Uuid::nil().into(), "z".to_owned(), "Zuiderkruis".to_owned());
        let cases: [(&[One], &str, &str); 9] = [
            (&[], "Microsoft", "entra"),
            (&[(Entra, Active, true)], "Microsoft", "entra"),
            (&[(Google, Active, true)], "Google", "google"),
            (&[(Oidc, Active, true)], "Zuiderkruis", "oidc"),
            // One that is not in force yet, or any more, is of nobody's sign-in, unless there is no other.
            (&[(Entra, Disabled, true), (Google, Active, true)], "Google", "google"),
            (&[(Google, Active, false)], "Google", "google"),
            (&[(Entra, Active, true), (Entra, Active, true)], "Microsoft", "entra"),
            (&[(Entra, Active, true), (Google, Active, true)], "Microsoft or Google", "several"),
            (
                &[(Entra, Active, false), (Google, Disabled, true), (Oidc, Active, false)],
                "Microsoft, Google or Zuiderkruis",
                "several",
            ),
        ];
        for (connections, said, kind) in cases {
            let configuration = OrganizationConfiguration {
                organization: organization.clone(),
                domains: Vec::new(),
                connections: connections
                    .iter()
                    .map(|(kind, status, in_force)| connection(*kind, *status, *in_force))
                    .collect(),
                credentials: Vec::new(),
                flags: Vec::new(),
            };
            let names = ProviderName::all_of(&configuration);
            assert_eq!((joined(&names, "or").as_str(), kind_word(&names)), (said, kind));
        }
    }
}
