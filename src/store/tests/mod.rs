//! The store against both databases: every test runs on a fresh SQLite file and on a fresh PostgreSQL database.
//! Other rooms' tests that need a store do the same.

mod addresses;
mod audit;
mod configuration;
mod consents;
mod entry;
mod isolation;
mod keys;
mod letters;
mod limits;
mod logouts;
mod refresh;
mod requests;
mod schema;
mod upstream_tokens;
mod webhooks;
pub(crate) mod world;

/// Makes a test for each database out of an `async fn(World)`.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() {
                super::$name($crate::store::tests::world::World::sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() {
                super::$name($crate::store::tests::world::World::postgres().await).await;
            })+
        }
    };
}
pub(crate) use on_both;
