//! A stand-in for Microsoft Entra ID: it behaves as Entra does, and lies on request.
//!
//! It is a real HTTP server with several directories, app registrations and people, for tests, the demo and benchmarks. It
//! signs and verifies with the `rsa` crate, so that the broker's libraries are not checked by themselves. Nobody has a
//! password; naming an account is signing in.
//!
//! ```no_run
//! use entra_stand_in::{EntraStandIn, Fault, Options, Person, Registration, Tenant, Times};
//! # use uuid::Uuid;
//! # async fn example(tid: Uuid, oid: Uuid) -> Result<(), entra_stand_in::StandInError> {
//! let entra = EntraStandIn::start(Options::default().auto_sign_in()).await?;
//! entra.add_tenant(Tenant::new(tid, "St. Janshof").domain("st-janshof.example"));
//! entra.add_registration(
//!     tid,
//!     Registration::new("5b7…", "Anteroom")
//!         .redirect_uri("http://localhost:8080/login/callback/…")
//!         .secret("s3cret")
//!         .recommended_claims(),
//! );
//! entra.add_person(
//!     tid,
//!     Person::new(oid, "a.devries@st-janshof.example")
//!         .mail("a.devries@st-janshof.example")
//!         .name("Anna", "de Vries"),
//! );
//! entra.next_person(tid, oid);
//! entra.fault(tid, Fault::WrongNonce, Times::Once);
//! # Ok(())
//! # }
//! ```
//!
//! # Who signs in
//! An authorize request is answered at once, without a page, for the first of these that there is:
//! 1. the person of [`Handle::next_person`], once, or of [`Handle::always_person`];
//! 2. with [`Options::auto_sign_in`] and unless `prompt=none`: the person that `login_hint` names (UPN, mail, or the opaque
//!    claim `login_hint` of an earlier token);
//! 3. unless `prompt=login` or `select_account`: the account that this browser's cookie remembers.
//!
//! Otherwise `prompt=none` is refused, and a browser gets the sign-in page: the account picker has one button for each person
//! (`button[name=account]`, its value is the `oid`), a field (`input[name=username]` with `button#next`) and `button#cancel`.
//!
//! # What goes wrong
//! [`Fault`] names every trouble and lie; [`Stage`] says where each takes effect. A fault waits there for the next request
//! of its directory, and is used up by it according to [`Times`].

mod aadsts;
mod bounded;
mod certificate;
mod directory;
mod faults;
mod handle;
mod http;
mod jwt;
mod keys;
mod openid;
mod options;
mod random;
mod records;
mod registration;
mod server;
mod state;
mod token;

pub use certificate::Certificate;
pub use directory::{Person, Tenant};
pub use faults::{Fault, Stage, Times};
pub use handle::Handle;
pub use openid::OpenIdStandIn;
pub use options::{Clock, Options};
pub use records::{AuthorizeRecord, ClientAuthentication, Endpoint, Params, TokenRecord};
pub use registration::{ClientSecret, FederatedCredential, OptionalClaim, Registration};
pub use server::EntraStandIn;

/// Why a stand-in could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum StandInError {
    /// The port could not be bound.
    #[error("cannot listen on 127.0.0.1: {0}")]
    Bind(#[from] std::io::Error),
    /// No X.509 certificate with an RSA key.
    #[error("this is no X.509 certificate with an RSA key")]
    Certificate,
}
