//! The handle by which a test, or the demo, arranges the world at Microsoft.

use std::sync::Arc;

use axum::Router;
use chrono::Duration;
use uuid::Uuid;

use crate::directory::{Directory, Person, Tenant};
use crate::faults::{Fault, Times};
use crate::records::{AuthorizeRecord, Endpoint, TokenRecord};
use crate::registration::Registration;
use crate::state::{Inner, State};
use crate::{Options, http};

/// Controls a stand-in. Clones control the same one. What is added to a directory that is not there yet makes one.
#[derive(Clone)]
pub struct Handle {
    state: Arc<State>,
}

impl Handle {
    /// A stand-in without a server: [`Handle::router`] is then served by whoever made it. Without a base URL in the options
    /// it is `http://127.0.0.1:{port}`.
    pub fn new(options: Options) -> Self {
        let base = match &options.base_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://127.0.0.1:{}", options.port),
        };
        Self { state: Arc::new(State::new(options, base)) }
    }

    /// The routes of all endpoints.
    pub fn router(&self) -> Router {
        http::router(Arc::clone(&self.state))
    }

    /// How it is addressed, without a slash at the end: what stands for `https://login.microsoftonline.com`.
    pub fn base_url(&self) -> &str {
        &self.state.base
    }

    /// The issuer of a directory's ID tokens.
    pub fn issuer(&self, tid: Uuid) -> String {
        self.state.issuer(tid)
    }

    // --- Directories

    /// Adds a directory with two signing keys, or renames one that is there. Returns its `tid`.
    pub fn add_tenant(&self, tenant: Tenant) -> Uuid {
        let tid = tenant.tid;
        directory(&mut self.state.lock(), tid).about = tenant;
        tid
    }

    /// Takes a directory away, with its people and registrations.
    pub fn remove_tenant(&self, tid: Uuid) {
        let mut inner = self.state.lock();
        inner.directories.remove(&tid);
        inner.registrations.retain(|(home, _)| *home != tid);
    }

    /// Adds an app registration to a directory; one with the same client id there is replaced.
    pub fn add_registration(&self, tid: Uuid, mut registration: Registration) {
        let mut inner = self.state.lock();
        directory(&mut inner, tid);
        if registration.consents_at_home {
            registration.consented_in.insert(tid);
        }
        inner.registrations.retain(|(home, app)| *home != tid || app.client_id != registration.client_id);
        inner.registrations.push((tid, registration));
    }

    /// Changes a registration. `false` if there is none.
    pub fn update_registration(&self, tid: Uuid, client_id: &str, change: impl FnOnce(&mut Registration)) -> bool {
        self.state.lock().registration_mut(tid, client_id).map(change).is_some()
    }

    /// Takes a registration away.
    pub fn remove_registration(&self, tid: Uuid, client_id: &str) {
        let mut inner = self.state.lock();
        inner.registrations.retain(|(home, app)| *home != tid || app.client_id != client_id);
    }

    /// Gives a multi-tenant registration consent in a directory. `false` if nobody registered it.
    pub fn consent(&self, client_id: &str, tid: Uuid) -> bool {
        self.state.lock().consent(client_id, tid)
    }

    /// Adds a person to a directory; one with the same object id is replaced. Returns their `oid`.
    pub fn add_person(&self, tid: Uuid, person: Person) -> Uuid {
        let oid = person.oid;
        let mut inner = self.state.lock();
        let people = &mut directory(&mut inner, tid).people;
        people.retain(|known| known.oid != oid);
        people.push(person);
        oid
    }

    /// Changes a person. `false` if there is none.
    pub fn update_person(&self, tid: Uuid, oid: Uuid, change: impl FnOnce(&mut Person)) -> bool {
        let mut inner = self.state.lock();
        let directory = inner.directories.get_mut(&tid);
        let person = directory.and_then(|found| found.people.iter_mut().find(|person| person.oid == oid));
        person.map(change).is_some()
    }

    /// Deletes a person.
    pub fn remove_person(&self, tid: Uuid, oid: Uuid) {
        if let Some(directory) = self.state.lock().directories.get_mut(&tid) {
            directory.people.retain(|person| person.oid != oid);
        }
    }

    /// Takes back all refresh tokens that a person has got until now, as *Revoke sessions* does at Microsoft.
    pub fn revoke_sessions(&self, tid: Uuid, oid: Uuid) {
        self.state.lock().refresh_tokens.retain(|grant| (grant.account.tid, grant.account.oid) != (tid, oid));
    }

    // --- Keys

    /// Signs with a new key from now on; the older ones stay published. Returns the new `kid`.
    pub fn rotate_keys(&self, tid: Uuid) -> String {
        let mut inner = self.state.lock();
        let key = inner.keys.draw();
        let kid = key.kid.clone();
        directory(&mut inner, tid).keys.insert(0, key);
        kid
    }

    /// Stops publishing all keys but the one that signs.
    pub fn drop_old_keys(&self, tid: Uuid) {
        directory(&mut self.state.lock(), tid).keys.truncate(1);
    }

    /// The published `kid`s; the first one signs.
    pub fn kids(&self, tid: Uuid) -> Vec<String> {
        let inner = self.state.lock();
        let keys = inner.directories.get(&tid).map(|directory| &directory.keys);
        keys.into_iter().flatten().map(|key| key.kid.clone()).collect()
    }

    /// Forgets the key sets of federated issuers, which are otherwise fetched again for an unknown `kid` only.
    pub fn forget_federated_keys(&self) {
        self.state.lock().federated_keys.clear();
    }

    /// Where a federated issuer is really reached: an address that its issuer URL is replaced by when its metadata and keys
    /// are fetched. For an issuer that is not served under its own name.
    pub fn issuer_is_at(&self, issuer: impl Into<String>, address: impl Into<String>) {
        let mut inner = self.state.lock();
        inner.issuer_addresses.insert(issuer.into(), address.into());
    }

    /// Gives the key set of a federated issuer, so that it is not fetched. `keys` are JWKs.
    pub fn set_federated_keys(&self, issuer: impl Into<String>, keys: Vec<serde_json::Value>) {
        self.state.lock().federated_keys.insert(issuer.into(), keys);
    }

    // --- Who signs in

    /// The next authorize request that reaches this directory (or `organizations`) is answered for this person, without a
    /// page. Calls queue up.
    pub fn next_person(&self, tid: Uuid, oid: Uuid) {
        self.state.lock().next_people.push_back((tid, oid));
    }

    /// Every authorize request at this directory is answered for this person, until another is named or
    /// [`Handle::clear_people`] is called.
    pub fn always_person(&self, tid: Uuid, oid: Uuid) {
        self.state.lock().standing_people.insert(tid, oid);
    }

    /// Forgets those of `next_person` and `always_person`.
    pub fn clear_people(&self) {
        let mut inner = self.state.lock();
        inner.next_people.clear();
        inner.standing_people.clear();
    }

    // --- Troubles and lies

    /// Sets a fault for a directory. Faults add up, each at its [`Stage`](crate::Stage).
    pub fn fault(&self, tid: Uuid, fault: Fault, times: Times) {
        self.state.lock().faults.add(Some(tid), fault, times);
    }

    /// Sets a fault for all directories, and for requests that name none.
    pub fn fault_everywhere(&self, fault: Fault, times: Times) {
        self.state.lock().faults.add(None, fault, times);
    }

    /// Clears the faults of a directory.
    pub fn clear_faults(&self, tid: Uuid) {
        self.state.lock().faults.clear(Some(tid));
    }

    /// Clears all faults.
    pub fn clear_all_faults(&self) {
        self.state.lock().faults.clear(None);
    }

    /// Answers say a time (`Date`) that is so far ahead, or behind; what is signed keeps the right one.
    pub fn clock_error(&self, ahead: Duration) {
        self.state.lock().clock_error = ahead;
    }

    // --- What was asked

    /// How many requests reached an endpoint, those that a fault answered included.
    pub fn requests(&self, endpoint: Endpoint) -> usize {
        self.state.lock().records.total(endpoint)
    }

    /// How many requests reached an endpoint of one directory.
    pub fn requests_of(&self, tid: Uuid, endpoint: Endpoint) -> usize {
        self.state.lock().records.of(tid, endpoint)
    }

    /// The last authorize request.
    pub fn last_authorize(&self) -> Option<AuthorizeRecord> {
        self.state.lock().records.last_authorize.clone()
    }

    /// The last token request.
    pub fn last_token(&self) -> Option<TokenRecord> {
        self.state.lock().records.last_token.clone()
    }

    /// The last ID token that was issued.
    pub fn last_id_token(&self) -> Option<String> {
        self.state.lock().records.last_id_token.clone()
    }

    /// All refresh tokens that are good now.
    pub fn refresh_tokens(&self) -> Vec<String> {
        self.state.lock().refresh_tokens.keys()
    }

    /// Forgets counts and last requests.
    pub fn clear_records(&self) {
        self.state.lock().records = crate::records::Records::default();
    }
}

fn directory(inner: &mut Inner, tid: Uuid) -> &mut Directory {
    let Inner { directories, keys, .. } = inner;
    directories.entry(tid).or_insert_with(|| Directory {
        about: Tenant::new(tid, "Directory"),
        // Several keys are valid at once at Microsoft, and their order means nothing.
        keys: vec![keys.draw(), keys.draw()],
        people: Vec::new(),
    })
}
