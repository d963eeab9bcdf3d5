//! Where something is changed in the Microsoft Entra admin center, or in Google's consoles. Both rename their menus: each path stands
//! here, and nowhere else.

use serde::{Deserialize, Serialize, Serializer};

macro_rules! menus {
    ($($name:ident = $path:literal),+ $(,)?) => {
        /// A place in the Microsoft Entra admin center or in a console of Google's; `…` is the app or the user at hand.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs, reason = "the path says it")]
        pub enum Menu {
            $($name,)+
        }

        impl Menu {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The way there.
            pub const fn path(self) -> &'static str {
                match self {
                    $(Self::$name => $path,)+
                }
            }
        }
    };
}

menus! {
    AppRegistrations = "Entra ID > App registrations",
    AppOverview = "Entra ID > App registrations > … > Overview",
    AppAuthentication = "Entra ID > App registrations > … > Authentication",
    AppSecrets = "Entra ID > App registrations > … > Certificates & secrets",
    AppClaims = "Entra ID > App registrations > … > Token configuration",
    AppManifest = "Entra ID > App registrations > … > Manifest",
    AppPermissions = "Entra ID > App registrations > … > API permissions",
    EnterpriseProperties = "Entra ID > Enterprise apps > All applications > … > Properties",
    EnterpriseUsers = "Entra ID > Enterprise apps > All applications > … > Users and groups",
    EnterpriseSignOn = "Entra ID > Enterprise apps > All applications > … > Single sign-on",
    EnterprisePermissions = "Entra ID > Enterprise apps > All applications > … > Permissions",
    ConsentRequests = "Entra ID > Enterprise apps > Admin consent requests",
    ConsentSettings = "Entra ID > Enterprise apps > Consent and permissions > User consent settings",
    Policies = "Entra ID > Conditional Access > Policies",
    Locations = "Entra ID > Conditional Access > Named locations",
    AuthenticationContext = "Entra ID > Conditional Access > Authentication context",
    SignInLogs = "Entra ID > Monitoring & health > Sign-in logs",
    Health = "Entra ID > Monitoring & health > Health",
    Users = "Entra ID > Users > All users > …",
    UserMethods = "Entra ID > Users > All users > … > Authentication methods",
    Methods = "Entra ID > Authentication methods > Policies",
    PasswordReset = "Entra ID > Password reset",
    Devices = "Entra ID > Devices > All devices",
    CrossTenant = "Entra ID > External Identities > Cross-tenant access settings",
    RiskyUsers = "ID Protection > Risky users",
    DirectoryProperties = "Entra ID > Overview > Properties",
    Connect = "Entra ID > Entra Connect",
    DomainNames = "Entra ID > Domain names",
    GoogleClient = "Google Cloud console > Google Auth Platform > Clients > …",
    GoogleUsers = "Google Admin console > Directory > Users",
}

impl Serialize for Menu {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.path())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn paths_are_written_alike() {
        let paths: BTreeSet<_> = Menu::ALL.iter().map(|menu| menu.path()).collect();
        assert_eq!(paths.len(), Menu::ALL.len(), "two menus lead to one place");
        for path in paths {
            let consoles = ["Entra ID > ", "ID Protection > ", "Google Cloud console > ", "Google Admin console > "];
            assert!(consoles.iter().any(|console| path.starts_with(console)), "{path}");
            let mut steps = path.split(" > ");
            assert!(steps.clone().count() >= 2, "{path}");
            let is_step = |step: &str| step == "…" || step.starts_with(|first: char| first.is_ascii_uppercase());
            assert!(steps.all(|step| is_step(step) && step.trim() == step && !step.contains('>')), "{path}");
        }
    }
}
