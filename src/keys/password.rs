//! Hashing passwords: slow on purpose, and never so much of it at once that anybody else must wait.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::domain::secret::Secret;

/// How many are hashed at once: each takes a processor and 19 MiB.
const AT_ONCE: usize = 2;
/// How many may wait for that. More are turned away: the wait would be longer than anybody has.
const WAITING: usize = 32;

/// Argon2id with 19 MiB, 2 passes, 1 lane (OWASP Password Storage Cheat Sheet).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Why a password was not hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordHashError {
    /// Too many others are waiting.
    #[error("too many passwords are being hashed")]
    Busy,
    /// The stored hash is none, or hashing failed.
    #[error("the password cannot be hashed or compared")]
    Hash,
}

/// Hashes passwords, some at a time, beside those who answer requests. A cheap clone.
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    room: Arc<Semaphore>,
    workers: Arc<Semaphore>,
}

impl Default for PasswordHasher {
    fn default() -> Self {
        Self { room: Arc::new(Semaphore::new(AT_ONCE + WAITING)), workers: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl PasswordHasher {
    /// Hashes a password, as a PHC string.
    pub async fn hash(&self, password: Secret) -> Result<Secret, PasswordHashError> {
        let Ok(hash) = self.hash_if(|| Ok::<_, std::convert::Infallible>(password)).await?;
        Ok(hash)
    }

    /// Hashes the password that `judge` gives, if it gives one: judging is work too.
    pub async fn hash_if<E: Send + 'static>(
        &self,
        judge: impl FnOnce() -> Result<Secret, E> + Send + 'static,
    ) -> Result<Result<Secret, E>, PasswordHashError> {
        self.work(move || {
            let password = match judge() {
                Ok(password) => password,
                Err(problem) => return Ok(Err(problem)),
            };
            let hash = argon()?.hash_password(password.expose().as_bytes()).map_err(|_| PasswordHashError::Hash)?;
            Ok(Ok(Secret::new(hash.to_string())))
        })
        .await
    }

    /// Whether a password is the one that was hashed.
    pub async fn verify(&self, password: Secret, hash: Secret) -> Result<bool, PasswordHashError> {
        self.work(move || {
            let hash = phc::PasswordHash::new(hash.expose()).map_err(|_| PasswordHashError::Hash)?;
            Ok(argon()?.verify_password(password.expose().as_bytes(), &hash).is_ok())
        })
        .await
    }

    /// Does work among the few who may at once, or turns it away.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordHashError> + Send + 'static,
    ) -> Result<T, PasswordHashError> {
        let _room = self.room.try_acquire().map_err(|_| PasswordHashError::Busy)?;
        let worker = Arc::clone(&self.workers).acquire_owned().await.map_err(|_| PasswordHashError::Busy)?;
        // The permit goes along: somebody who gives up waiting does not make room for one more than there is.
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(worker);
            done
        });
        done.await.map_err(|_| PasswordHashError::Hash)?
    }
}

fn argon() -> Result<Argon2<'static>, PasswordHashError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| PasswordHashError::Hash)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_the_one_that_was_hashed() {
        let hasher = PasswordHasher::default();
        let hash = hasher.hash(Secret::new("violet tractor")).await.unwrap();
        assert!(hash.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.expose());
        assert!(hasher.verify(Secret::new("violet tractor"), hash.clone()).await.unwrap());
        assert!(!hasher.verify(Secret::new("violet tractoR"), hash.clone()).await.unwrap());
        assert_ne!(hasher.hash(Secret::new("violet tractor")).await.unwrap().expose(), hash.expose());
        assert_eq!(hasher.verify(Secret::new("x"), Secret::new("none")).await, Err(PasswordHashError::Hash));
    }

    #[tokio::test]
    async fn a_burst_is_turned_away_before_it_fills_the_machine() {
        let hasher = PasswordHasher::default();
        let burst: Vec<_> = (0..AT_ONCE + WAITING + 7).map(|_| hasher.hash(Secret::new("x"))).collect();
        let done = futures_util::future::join_all(burst).await;
        assert_eq!(done.iter().filter(|done| matches!(done, Err(PasswordHashError::Busy))).count(), 7);
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), AT_ONCE + WAITING);
    }
}
