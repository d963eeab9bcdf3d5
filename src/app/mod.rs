//! Wiring: settings become parts, parts become a server.

pub mod audit;
pub mod checks;
pub mod clock;
pub mod dns;
pub mod mail;
pub mod outlook;
pub mod periodic;
pub mod settings;
pub mod signing;
pub mod telemetry;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::domain::clock::Clock;
use crate::http::pages::Pages;
use crate::http::{self, Context};
use crate::keys::check;
use crate::keys::pairwise::PairwiseSalt;
use crate::keys::password::PasswordHasher;
use crate::keys::signing::SigningKeys;
use crate::language::Texts;
use crate::leases::{self, UnderWay};
use crate::mail::Mail;
use crate::mail::delivery::Delivery;
use crate::signin::dpop::nonce::Nonces;
use crate::signin::logout::back_channel;
use crate::signin::recheck::Rechecks;
use crate::signin::recheck::work::Work;
use crate::signin::weather::Weather;
use crate::signin::{SharedRegistration, SignIn};
use crate::store::Store;
use crate::tenancy::checks::Checks;
use crate::tenancy::checks::prove::Prober;
use crate::tenancy::expiries::Ledger;
use crate::upstream::Upstream;
use crate::upstream::credential::ReadyCredential;
use crate::upstream::dns::Dns;
use crate::webhooks;
use audit::Daily;
use checks::NightlyChecks;
use dns::DomainChecks;
use settings::Settings;

/// How long requests under way may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(20);

/// A broker, ready to serve.
pub struct Broker {
    context: Context,
    store: Store,
    clock: Clock,
    daily: Daily,
    delivery: Option<Delivery>,
    webhooks: webhooks::delivery::Delivery,
    logouts: back_channel::Delivery,
    nightly: Option<NightlyChecks>,
}

impl Broker {
    /// Puts the parts together, and proves that they fit: schema, keys, credentials.
    pub async fn new(settings: &Settings, clock: Clock) -> anyhow::Result<Self> {
        let ring = Arc::new(settings.key_ring()?);
        let store = Store::connect(&settings.store()?).await?;
        if settings.migrate_at_start {
            store.migrate().await?;
        }
        store.require_current_schema().await?;
        let now = clock.now();
        check::check(&store, &ring, now).await?;
        let policy = settings.signing.policy()?;
        let ledger = Ledger { store: store.clone(), shared: settings.shared_expiry()?, policy };
        let signing = Arc::new(SigningKeys::load_or_create(&store, &ring, now).await?.with_policy(policy));
        let pairwise = PairwiseSalt::load_or_create(&store, &ring, now).await?;
        let shared = match settings.shared_registration()? {
            None => None,
            Some((client_id, credential)) => {
                let credential = ReadyCredential::new(&credential).context("the shared registration's credential")?;
                Some(SharedRegistration { client_id, credential: Arc::new(credential) })
            }
        };
        let texts = Arc::new(Texts::new().context("the texts of the pages")?);
        let mail = settings.mail.as_ref().map(|_| Mail::new(Arc::clone(&ring), Arc::clone(&texts)));
        let delivery = match (&settings.mail, &mail) {
            (Some(settings), Some(mail)) => {
                let (transport, store) = (Arc::new(settings.transport()?), store.clone());
                Some(Delivery { mail: mail.clone(), transport, store, clock: clock.clone() })
            }
            _ => None,
        };
        let upstream = Arc::new(Upstream::new(&settings.upstream())?);
        let tally = Arc::default();
        let webhooks = webhooks::delivery::Delivery {
            store: store.clone(),
            ring: Arc::clone(&ring),
            upstream: Arc::clone(&upstream),
            mail: mail.clone(),
            clock: clock.clone(),
            under_way: UnderWay::default(),
            tally: Arc::clone(&tally),
        };
        let issuer = settings.issuer()?;
        let prober = Prober {
            upstream: Arc::clone(&upstream),
            ring: Arc::clone(&ring),
            signing: Arc::clone(&signing),
            issuer: issuer.as_str().into(),
            shared: shared
                .as_ref()
                .map(|shared: &SharedRegistration| (shared.client_id.as_str().into(), Arc::clone(&shared.credential))),
        };
        let daily = Daily::new(&settings.audit, Arc::clone(&ring), Arc::clone(&signing));
        let sign_in = Arc::new(SignIn {
            store: store.clone(),
            upstream,
            ring,
            signing,
            pairwise,
            issuer,
            shared,
            mail,
            passwords: PasswordHasher::default(),
            support: settings.support()?,
            dpop_nonces: Nonces::default(),
            rechecks: Rechecks::default(),
            weather: Weather::default(),
        });
        let checks = Checks { store: store.clone(), prober: prober.clone(), mail: sign_in.mail.clone() };
        let nightly = settings.checks.nightly.then(|| NightlyChecks {
            checks: checks.clone(),
            sign_in: Arc::clone(&sign_in),
            clock: clock.clone(),
        });
        let dns = Dns::new(&settings.dns.read()?).context("[dns]")?;
        let told = Arc::default();
        let logouts = back_channel::Delivery {
            sign_in: Arc::clone(&sign_in),
            clock: clock.clone(),
            under_way: UnderWay::default(),
            tally: Arc::clone(&told),
        };
        let pages = Pages::new(texts);
        let trusted_proxies = settings.trusted_proxies.clone().into();
        let audit = settings.audit.policy();
        let context = Context {
            sign_in,
            pages,
            clock: clock.clone(),
            trusted_proxies,
            webhooks: tally,
            logouts: told,
            audit,
            dns,
            prober,
            ledger,
            checks,
        };
        Ok(Self { context, store, clock, daily, delivery, webhooks, logouts, nightly })
    }

    /// What the world reaches.
    pub fn public(&self) -> Router {
        http::public(self.context.clone())
    }

    /// What the operator reaches.
    pub fn operations(&self) -> Router {
        http::operations::router(self.context.clone())
    }

    /// The store, as the broker uses it.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What hashes passwords.
    pub fn passwords(&self) -> &PasswordHasher {
        &self.context.sign_in.passwords
    }

    /// The way of a sign-in, as the broker goes it.
    pub fn sign_in(&self) -> &Arc<SignIn> {
        &self.context.sign_in
    }

    /// Serves until cancelled; then lets requests under way end.
    pub async fn serve(
        self,
        public: TcpListener,
        operations: Option<TcpListener>,
        cancelled: CancellationToken,
    ) -> anyhow::Result<()> {
        let tasks = TaskTracker::new();
        let (store, token) = (self.store.clone(), cancelled.clone());
        tasks.spawn(async move { store.watch_configuration(token).await });
        let support = self.context.sign_in.support.as_ref().map(|support| support.organization.clone());
        let (store, clock, daily) = (self.store.clone(), self.clock.clone(), self.daily.clone());
        let signing = Arc::clone(&self.context.sign_in.signing);
        tasks.spawn(periodic::run(store, clock, daily, signing, support, cancelled.clone()));
        if let Some(delivery) = self.delivery.clone() {
            tasks.spawn(leases::run(delivery, cancelled.clone()));
        }
        tasks.spawn(leases::run(self.webhooks.clone(), cancelled.clone()));
        tasks.spawn(leases::run(self.logouts.clone(), cancelled.clone()));
        let (sign_in, ledger) = (Arc::clone(&self.context.sign_in), self.context.ledger.clone());
        tasks.spawn(outlook::run(sign_in, ledger, self.clock.clone(), cancelled.clone()));
        let rechecks = Work::new(Arc::clone(&self.context.sign_in), self.clock.clone());
        tasks.spawn(leases::run(rechecks, cancelled.clone()));
        let (store, dns, clock) = (self.store.clone(), self.context.dns.clone(), self.clock.clone());
        tasks.spawn(leases::run(DomainChecks { store, dns, clock }, cancelled.clone()));
        if let Some(nightly) = self.nightly.clone() {
            tasks.spawn(leases::run(nightly, cancelled.clone()));
        }
        if let Some(listener) = operations {
            let (router, token) = (self.operations(), cancelled.clone());
            tasks.spawn(async move {
                let served = axum::serve(listener, router).with_graceful_shutdown(token.cancelled_owned()).await;
                if let Err(error) = served {
                    tracing::error!(%error, "operations.failed");
                }
            });
        }
        let service = self.public().into_make_service_with_connect_info::<SocketAddr>();
        let server = axum::serve(public, service).with_graceful_shutdown(cancelled.clone().cancelled_owned());
        tokio::select! {
            ended = async { server.await } => ended?,
            () = async { cancelled.cancelled().await; tokio::time::sleep(GRACE).await } => {
                tracing::warn!("server.requests_cut_off");
            }
        }
        tasks.close();
        cancelled.cancel();
        let _ = tokio::time::timeout(GRACE, tasks.wait()).await;
        Ok(())
    }
}
