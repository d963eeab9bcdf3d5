//! Directories (Entra tenants) and the people in them.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::keys::PublishedKey;

/// A directory, as it is handed to [`Handle::add_tenant`](crate::Handle::add_tenant).
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its GUID.
    pub tid: Uuid,
    /// What the sign-in page calls it.
    pub name: String,
    /// Its verified domains: they address it in URLs, and make an e-mail address of theirs a verified one.
    pub domains: Vec<String>,
}

impl Tenant {
    /// A directory without domains.
    pub fn new(tid: Uuid, name: impl Into<String>) -> Self {
        Self { tid, name: name.into(), domains: Vec::new() }
    }

    /// Adds a verified domain.
    #[must_use]
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domains.push(domain.into().to_lowercase());
        self
    }
}

/// A person in a directory. Nobody has a password here: naming the account is enough.
#[derive(Clone, Debug)]
pub struct Person {
    /// The object id.
    pub oid: Uuid,
    /// The user principal name.
    pub upn: String,
    /// The e-mail address; without one there is no `email` claim.
    pub mail: Option<String>,
    /// Display name.
    pub name: String,
    /// First name.
    pub given_name: String,
    /// Last name.
    pub family_name: String,
    /// Other addresses: aliases in `proxyAddresses`.
    pub aliases: Vec<String>,
    /// The directory a guest comes from; none for a member.
    pub guest_of: Option<Uuid>,
    /// A disabled account cannot sign in (AADSTS50057).
    pub disabled: bool,
    /// App-role values: the `roles` claim.
    pub roles: Vec<String>,
    /// Authentication contexts that are always met, sent where the optional claim `acrs` is configured.
    pub auth_contexts: BTreeSet<String>,
    /// Whether a policy wants the person to prove themselves anew: no refresh token of theirs is taken (AADSTS50076).
    pub must_interact: bool,
    /// `xms_edov`; without it, whether the address is in a verified domain of the directory.
    pub email_verified: Option<bool>,
}

impl Person {
    /// A member, without an e-mail address.
    pub fn new(oid: Uuid, upn: impl Into<String>) -> Self {
        let upn = upn.into();
        Self {
            oid,
            name: upn.clone(),
            upn,
            mail: None,
            aliases: Vec::new(),
            given_name: String::new(),
            family_name: String::new(),
            guest_of: None,
            disabled: false,
            roles: Vec::new(),
            auth_contexts: BTreeSet::new(),
            must_interact: false,
            email_verified: None,
        }
    }

    /// Sets the e-mail address.
    #[must_use]
    pub fn mail(mut self, mail: impl Into<String>) -> Self {
        self.mail = Some(mail.into());
        self
    }

    /// Adds an alias.
    #[must_use]
    pub fn alias(mut self, address: impl Into<String>) -> Self {
        self.aliases.push(address.into());
        self
    }

    /// Sets first and last name, and from them the display name.
    #[must_use]
    pub fn name(mut self, given: impl Into<String>, family: impl Into<String>) -> Self {
        self.given_name = given.into();
        self.family_name = family.into();
        self.name = format!("{} {}", self.given_name, self.family_name);
        self
    }

    /// Makes this a guest: `acct` is 1, and `idp` names the token service of their own directory.
    #[must_use]
    pub fn guest_of(mut self, home: Uuid) -> Self {
        self.guest_of = Some(home);
        self
    }

    /// Disables the account.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }

    /// Assigns an app role.
    #[must_use]
    pub fn role(mut self, value: impl Into<String>) -> Self {
        self.roles.push(value.into());
        self
    }

    /// Adds an authentication context that is always met (`c1`).
    #[must_use]
    pub fn auth_context(mut self, id: impl Into<String>) -> Self {
        self.auth_contexts.insert(id.into());
        self
    }

    /// Sets what `xms_edov` says.
    #[must_use]
    pub fn email_verified(mut self, verified: bool) -> Self {
        self.email_verified = Some(verified);
        self
    }

    /// Whether a `login_hint` means this person: by name, by address, or by the opaque claim of an earlier token.
    pub(crate) fn answers_to(&self, hint: &str) -> bool {
        self.upn.eq_ignore_ascii_case(hint)
            || self.mail.as_ref().is_some_and(|mail| mail.eq_ignore_ascii_case(hint))
            || self.login_hint() == hint
    }

    /// The value of the optional claim `login_hint`.
    pub(crate) fn login_hint(&self) -> String {
        format!("O.{}", self.oid.simple())
    }
}

/// A directory with all that it holds.
pub(crate) struct Directory {
    pub(crate) about: Tenant,
    /// The first one signs; all are published.
    pub(crate) keys: Vec<PublishedKey>,
    pub(crate) people: Vec<Person>,
}

impl Directory {
    pub(crate) fn person(&self, oid: Uuid) -> Option<&Person> {
        self.people.iter().find(|person| person.oid == oid)
    }

    pub(crate) fn person_by_hint(&self, hint: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.answers_to(hint))
    }
}
