//! What the stand-in remembers, behind one lock that is never held across an await or a signature.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::Options;
use crate::aadsts::{self, Aadsts};
use crate::bounded::Bounded;
use crate::directory::Directory;
use crate::faults::Faults;
use crate::keys::KeySource;
use crate::records::Records;
use crate::registration::Registration;

/// How long a code is good for.
pub(crate) const CODE_LIFETIME: Duration = Duration::minutes(10);
/// How long a refresh token is good for when it is not used.
pub(crate) const REFRESH_LIFETIME: Duration = Duration::days(90);

/// What an app asks a token for, to ask Microsoft Graph with.
pub(crate) const GRAPH: &str = "https://graph.microsoft.com";

/// A stand-in's state and settings, shared by its handles and its server.
pub(crate) struct State {
    pub(crate) options: Options,
    /// Without a slash at its end.
    pub(crate) base: String,
    /// Built when a federated issuer's keys are first fetched: reading the machine's roots of trust takes longer than all else.
    http: OnceLock<Option<reqwest::Client>>,
    inner: Mutex<Inner>,
}

/// All that changes.
pub(crate) struct Inner {
    pub(crate) keys: KeySource,
    pub(crate) directories: BTreeMap<Uuid, Directory>,
    /// With the directory each belongs to.
    pub(crate) registrations: Vec<(Uuid, Registration)>,
    pub(crate) faults: Faults,
    pub(crate) records: Records,
    pub(crate) next_people: VecDeque<(Uuid, Uuid)>,
    pub(crate) standing_people: BTreeMap<Uuid, Uuid>,
    pub(crate) codes: Bounded<Grant>,
    pub(crate) refresh_tokens: Bounded<Grant>,
    /// Tokens of registrations themselves, for Microsoft Graph: in which directory, and which registration.
    pub(crate) app_tokens: Bounded<(Uuid, String)>,
    pub(crate) browsers: Bounded<Vec<SignedIn>>,
    /// Assertions that have been seen.
    pub(crate) jtis: Bounded<()>,
    /// Key sets of federated issuers.
    pub(crate) federated_keys: BTreeMap<String, Vec<Value>>,
    /// Where those issuers are reached, if not at their own URLs.
    pub(crate) issuer_addresses: BTreeMap<String, String>,
    /// How far the time that answers say is ahead.
    pub(crate) clock_error: Duration,
}

/// An account that is signed in at a browser.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    pub(crate) tid: Uuid,
    pub(crate) oid: Uuid,
    pub(crate) sid: Uuid,
    pub(crate) auth_time: DateTime<Utc>,
    /// The apps it went to, for front-channel logout.
    pub(crate) apps: BTreeSet<String>,
}

/// What a code or a refresh token stands for.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    /// The path it was issued at; it has to be redeemed there.
    pub(crate) path: PathTenant,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) nonce: Option<String>,
    pub(crate) scope: Vec<String>,
    /// Authentication contexts that were asked for.
    pub(crate) acrs: Vec<String>,
    pub(crate) account: SignedIn,
    pub(crate) issued_at: DateTime<Utc>,
    pub(crate) used: bool,
}

/// A PKCE challenge.
#[derive(Clone, Debug)]
pub(crate) enum Challenge {
    S256(String),
    Plain(String),
}

/// The first segment of a path, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PathTenant {
    Directory(Uuid),
    /// `organizations` or `common`.
    Shared(String),
}

impl PathTenant {
    pub(crate) fn tid(&self) -> Option<Uuid> {
        match self {
            Self::Directory(tid) => Some(*tid),
            Self::Shared(_) => None,
        }
    }
}

impl fmt::Display for PathTenant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(tid) => tid.fmt(formatter),
            Self::Shared(name) => name.fmt(formatter),
        }
    }
}

impl State {
    pub(crate) fn new(options: Options, base: String) -> Self {
        Self {
            options,
            base,
            http: OnceLock::new(),
            inner: Mutex::new(Inner {
                keys: KeySource::new(),
                directories: BTreeMap::new(),
                registrations: Vec::new(),
                faults: Faults::default(),
                records: Records::default(),
                next_people: VecDeque::new(),
                standing_people: BTreeMap::new(),
                codes: Bounded::new(100_000),
                refresh_tokens: Bounded::new(100_000),
                app_tokens: Bounded::new(10_000),
                browsers: Bounded::new(50_000),
                jtis: Bounded::new(100_000),
                federated_keys: BTreeMap::new(),
                issuer_addresses: BTreeMap::new(),
                clock_error: Duration::zero(),
            }),
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.options.clock)()
    }

    /// The state. A test that failed while it held the lock does not take the others with it.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn http(&self) -> Option<&reqwest::Client> {
        let build = || {
            #[expect(
                clippy::disallowed_methods,
                reason = "a client of the stand-in's own, for the keys of federated issuers"
            )]
            let client = reqwest::Client::builder();
            let client = client.timeout(std::time::Duration::from_secs(10)).no_proxy();
            client.redirect(reqwest::redirect::Policy::none()).build().ok()
        };
        self.http.get_or_init(build).as_ref()
    }

    /// The issuer of a directory's tokens.
    pub(crate) fn issuer(&self, tid: Uuid) -> String {
        format!("{}/{tid}/v2.0", self.base)
    }
}

impl Inner {
    /// Understands the first segment of a path: a GUID, a verified domain, `organizations` or `common`.
    pub(crate) fn path(&self, segment: &str) -> Result<PathTenant, Aadsts> {
        if segment == "organizations" || segment == "common" {
            return Ok(PathTenant::Shared(segment.to_owned()));
        }
        let tid = match Uuid::try_parse(segment) {
            Ok(tid) => self.directories.contains_key(&tid).then_some(tid),
            Err(_) => self.tid_of_domain(segment),
        };
        tid.map(PathTenant::Directory).ok_or_else(|| aadsts::unknown_tenant(segment))
    }

    fn tid_of_domain(&self, domain: &str) -> Option<Uuid> {
        let domain = domain.to_lowercase();
        let mut directories = self.directories.iter();
        let found = directories.find(|(_, directory)| directory.about.domains.contains(&domain));
        found.map(|(tid, _)| *tid)
    }

    /// The registration that a client id means on a path.
    pub(crate) fn registration(&self, path: &PathTenant, client_id: &str) -> Result<&Registration, Aadsts> {
        let mut found = self.registrations.iter().filter(|(_, app)| app.client_id == client_id);
        match path {
            PathTenant::Directory(tid) => found
                .find(|(home, app)| home == tid || app.multi_tenant)
                .map(|(_, app)| app)
                .ok_or_else(|| aadsts::unknown_client(client_id)),
            PathTenant::Shared(_) => match found.next() {
                Some((_, app)) if app.multi_tenant => Ok(app),
                Some(_) => Err(aadsts::SINGLE_TENANT),
                None => Err(aadsts::unknown_client(client_id)),
            },
        }
    }

    pub(crate) fn registration_mut(&mut self, tid: Uuid, client_id: &str) -> Option<&mut Registration> {
        let mut registrations = self.registrations.iter_mut();
        let found = registrations.find(|(home, app)| *home == tid && app.client_id == client_id);
        found.map(|(_, app)| app)
    }

    /// Gives a registration consent in a directory. `false` if nobody registered it.
    pub(crate) fn consent(&mut self, client_id: &str, tid: Uuid) -> bool {
        let mut found = false;
        let apps = self.registrations.iter_mut().map(|(_, app)| app);
        for app in apps.filter(|app| app.client_id == client_id) {
            found = true;
            app.consented_in.insert(tid);
        }
        found
    }

    /// The directories whose people may come by a path.
    pub(crate) fn directories_on(&self, path: &PathTenant) -> impl Iterator<Item = (Uuid, &Directory)> {
        let only = path.tid();
        self.directories
            .iter()
            .filter(move |(tid, _)| only.is_none_or(|only| only == **tid))
            .map(|(tid, directory)| (*tid, directory))
    }
}
