//! Databases with the schema of this version, each made once and copied.

use std::path::Path;

use anteroom::keys::ring::KeyRing;
use anteroom_migration::Migrator;
use sea_orm_migration::MigratorTrait;
use sqlx::Connection;
use tokio::sync::OnceCell;
use url::Url;

/// A new database on the server that `scripts/with-postgres` started, with the schema of this version.
pub(super) async fn postgres_database() -> String {
    // One story's worth of migrations is enough: the others copy what it made.
    static MIGRATED: OnceCell<String> = OnceCell::const_new();
    let migrated = MIGRATED.get_or_init(|| async {
        let (name, url) = create_database("").await;
        migrate(&url).await;
        name
    });
    let template = format!("TEMPLATE {}", migrated.await);
    create_database(&template).await.1
}

/// A new file in a folder, with the schema of this version.
pub(super) async fn sqlite_database(folder: &Path) -> String {
    static MIGRATED: OnceCell<Vec<u8>> = OnceCell::const_new();
    let migrated = MIGRATED.get_or_init(|| async {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("anteroom.db");
        migrate(&format!("sqlite:{}?mode=rwc", file.display())).await;
        std::fs::read(file).unwrap()
    });
    let file = folder.join("anteroom.db");
    std::fs::write(&file, migrated.await).unwrap();
    format!("sqlite:{}", file.display())
}

/// Its name and address.
async fn create_database(template: &str) -> (String, String) {
    let server = std::env::var("ANTEROOM_TEST_POSTGRES_URL")
        .expect("no PostgreSQL server: run the tests by `scripts/with-postgres cargo test`");
    let name =
        format!("anteroom_{}", &KeyRing::generate_line("n")[2..].replace(['+', '/', '='], "").to_lowercase()[..20]);
    let mut connection = sqlx::PgConnection::connect(&server).await.unwrap();
    let create = format!("CREATE DATABASE {name} {template}");
    sqlx::query(sqlx::AssertSqlSafe(create)).execute(&mut connection).await.unwrap();
    let mut url: Url = server.parse().unwrap();
    url.set_path(&name);
    (name, url.to_string())
}

/// Brings a database to this version, and lets go of it: whoever copies it must find nobody there, and nothing beside the file.
async fn migrate(url: &str) {
    let database = sea_orm::Database::connect(url).await.unwrap();
    Migrator::up(&database, None).await.unwrap();
    database.close().await.unwrap();
}
