//! Who asks: a token from the environment, or the sign-in that is kept.

use chrono::Duration;
use reqwest::Client;
use tokio::sync::Mutex;
use url::Url;

use super::discovery::discover;
use super::kept::Kept;
use super::token::{TokenError, Tokens, refresh};
use crate::address::origin;
use crate::clock::now;
use crate::error::CliError;
use crate::http;
use crate::secret::Secret;

/// A token that ends sooner than this is as good as ended.
const MARGIN: Duration = Duration::seconds(30);

/// What proves who asks.
#[derive(Debug)]
pub enum Bearer {
    /// A token from the environment.
    Given(Secret),
    /// A sign-in.
    SignedIn(Box<SignedIn>),
}

/// A sign-in at a broker.
#[derive(Debug)]
pub struct SignedIn {
    broker: Url,
    kept: Kept,
    tokens: Mutex<Tokens>,
}

/// The token that the environment has, if it has one.
pub fn given() -> Option<Secret> {
    std::env::var("ANTEROOM_TOKEN").ok().filter(|token| !token.is_empty()).map(Secret::new)
}

impl Bearer {
    /// What there is for this broker.
    pub fn find(broker: &Url) -> Result<Self, CliError> {
        if let Some(token) = given() {
            return Ok(Self::Given(token));
        }
        let kept = Kept::at(broker)?;
        let tokens = kept.read()?.ok_or_else(|| {
            let broker = origin(broker);
            CliError::Use(format!("you are not signed in at {broker}: anteroomctl login, or set ANTEROOM_TOKEN"))
        })?;
        Ok(Self::SignedIn(Box::new(SignedIn { broker: broker.clone(), kept, tokens: Mutex::new(tokens) })))
    }

    /// The token that opens the admin API now.
    pub async fn token(&self, client: &Client) -> Result<Secret, CliError> {
        let signed_in = match self {
            Self::Given(token) => return Ok(token.clone()),
            Self::SignedIn(signed_in) => signed_in,
        };
        let mut tokens = signed_in.tokens.lock().await;
        if tokens.expires_at - MARGIN <= now() {
            *tokens = signed_in.next(client, &tokens).await?;
        }
        Ok(tokens.access.clone())
    }

    /// Takes another token, since the broker refuses this one; false, where there is no other.
    pub async fn renew(&self, client: &Client) -> Result<bool, CliError> {
        let Self::SignedIn(signed_in) = self else { return Ok(false) };
        let mut tokens = signed_in.tokens.lock().await;
        *tokens = signed_in.next(client, &tokens).await?;
        Ok(true)
    }
}

impl SignedIn {
    /// The tokens after these, which another command may have fetched already.
    async fn next(&self, client: &Client, old: &Tokens) -> Result<Tokens, CliError> {
        let _turn = self.kept.turn()?;
        let ended =
            || CliError::Refused(format!("your sign-in at {} has ended: anteroomctl login", origin(&self.broker)));
        let kept = self.kept.read()?.ok_or_else(ended)?;
        if kept.access != old.access && kept.expires_at - MARGIN > now() {
            return Ok(kept);
        }
        let endpoint = discover(client, &self.broker).await?.token.ok_or_else(ended)?;
        let tokens = match refresh(client, &endpoint, kept.refresh.as_ref().ok_or_else(ended)?).await {
            Ok(tokens) => tokens,
            Err(TokenError::Refused(_)) => {
                self.kept.forget()?;
                return Err(ended());
            }
            Err(TokenError::NotUnderstood(what)) => return Err(CliError::not_understood(what)),
            Err(TokenError::Http(error)) => return Err(http::unreachable(error)),
        };
        self.kept.write(&tokens)?;
        Ok(tokens)
    }
}
