//! The doors, each thin: extract, call one function, respond. No rule stands here.

pub mod admin;
pub mod bearer;
pub mod browser;
pub mod cell;
pub mod client_ip;
pub mod layers;
pub mod login;
pub mod metrics;
pub mod oidc;
pub mod operations;
pub mod pages;
pub mod parameters;
pub mod respond;
pub mod setup;

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::Request;
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post};
use ipnet::IpNet;
use tower::{Service, ServiceExt};

use crate::domain::anchor::AuditPolicy;
use crate::domain::clock::Clock;
use crate::leases::Tally;
use crate::signin::SignIn;
use crate::tenancy::checks::Checks;
use crate::tenancy::checks::prove::Prober;
use crate::tenancy::expiries::Ledger;
use crate::tenancy::roster::table::LARGEST as LARGEST_LIST;
use crate::upstream::dns::Dns;
use pages::Pages;

/// What the doors need. A cheap clone.
#[derive(Clone)]
pub struct Context {
    /// The way of a sign-in.
    pub sign_in: Arc<SignIn>,
    /// What people are shown.
    pub pages: Pages,
    /// The time.
    pub clock: Clock,
    /// The proxies whose word on a client's address is taken.
    pub trusted_proxies: Arc<[IpNet]>,
    /// What this process has sent to webhooks.
    pub webhooks: Arc<Tally>,
    /// What it has told applications of sessions that are over.
    pub logouts: Arc<Tally>,
    /// What the operator has said about audit logs.
    pub audit: AuditPolicy,
    /// The way to the DNS.
    pub dns: Dns,
    /// What asks Entra in the broker's own name.
    pub prober: Prober,
    /// What ends.
    pub ledger: Ledger,
    /// What checks connections with it.
    pub checks: Checks,
}

/// What the world reaches.
pub fn public(context: Context) -> Router {
    let machines = Router::new()
        .route("/.well-known/openid-configuration", get(oidc::discovery::get))
        .route("/.well-known/oauth-authorization-server", get(oidc::discovery::get))
        .route("/oauth2/jwks", get(oidc::discovery::jwks))
        .route("/oauth2/par", post(oidc::par::post))
        .route("/oauth2/token", post(oidc::token::post))
        .route("/oauth2/device_authorization", post(oidc::device::post))
        .route("/oauth2/revoke", post(oidc::revoke::post))
        .route("/oauth2/introspect", post(oidc::introspect::post))
        .route("/oauth2/userinfo", get(oidc::userinfo::get).post(oidc::userinfo::post));
    let people = Router::new()
        .route("/oauth2/authorize", get(oidc::authorize::get).post(oidc::authorize::post))
        .route("/login/callback/entra", get(login::callback::shared))
        .route("/login/callback/{connection}", get(login::callback::connection))
        .route("/login/logout/entra", get(login::front_channel::shared))
        .route("/login/logout/{connection}", get(login::front_channel::connection))
        .route("/login/initiate", get(login::initiate::get))
        .route("/device/callback", get(login::device::callback))
        // Not below the layer that follows: it tells the path to whoever traces it, and this path holds a secret.
        .route("/setup/{link}", get(setup::open))
        .route("/setup/try/{link}", get(setup::try_it::open))
        .merge(
            Router::new()
                .route("/oauth2/logout", get(oidc::logout::get).post(oidc::logout::post))
                .layer(axum::middleware::from_fn(layers::keep_language)),
        )
        // A form of ours is posted from a page of ours; authorize and logout alone may be posted to from elsewhere.
        .merge(layers::same_origin(
            Router::new()
                .route("/login", get(login::get).post(login::post))
                .route("/login/account", get(login::account::get).post(login::account::post))
                .route("/login/sign-out", get(login::account::get_sign_out).post(login::account::post_sign_out))
                .route("/login/signed-out", get(login::account::signed_out))
                .route("/device", get(login::device::get).post(login::device::post))
                .route("/device/answer", get(login::device::get_answer).post(login::device::post_answer))
                .merge(setup::steps())
                .route("/", get(login::index))
                .layer(axum::middleware::from_fn(layers::keep_language)),
        ))
        .route("/assets/accent/{file}", get(login::assets::accent))
        .route("/assets/logo/{file}", get(login::assets::logo))
        .route("/assets/{file}", get(login::assets::stylesheet))
        .fallback(login::not_found);
    let support = support(context.clone());
    let lists = layers::same_origin(setup::lists());
    let pilot_list = layers::same_origin(setup::pilot_list());
    layers::public(layers::any_origin(machines).merge(people), &context, layers::LARGEST_BODY)
        .merge(layers::public(lists, &context, setup::LARGEST_LIST))
        .merge(layers::public(pilot_list, &context, setup::pilot::LARGEST_LIST))
        .route_service(admin::ROOT, support.clone())
        .route_service(&format!("{}/", admin::ROOT), support.clone())
        .route_service(&format!("{}/{{*below}}", admin::ROOT), support)
        .with_state(context)
}

/// Support's door, made when somebody knocks for the first time: its hundred routes take megabytes, and most replicas are asked to let
/// people in and nothing else.
fn support(context: Context) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone {
    let made: Arc<OnceLock<Router>> = Arc::default();
    tower::service_fn(move |request: Request| {
        let router = made.get_or_init(|| {
            // Its routes have limits of their own below that.
            let router = layers::public(admin::router(), &context, LARGEST_LIST);
            router.layer(map_response(admin::problem::in_form)).with_state(context.clone())
        });
        router.clone().oneshot(request)
    })
}
