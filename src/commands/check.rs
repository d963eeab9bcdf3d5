//! `anteroom check`

use std::process::ExitCode;

use crate::app::settings::Settings;
use crate::domain::clock::Clock;
use crate::keys::check;
use crate::signin::staff::SupportAccess;
use crate::store::Store;

/// Looks at settings, keys and database as `serve` would, and says of each whether it is right.
pub async fn run(settings: &Settings, clock: Clock) -> ExitCode {
    let mut wrong = 0;
    let mut say = |what: &str, result: Result<String, String>| match result {
        Ok(detail) => println!("ok      {what:<20} {detail}"),
        Err(problem) => {
            wrong += 1;
            println!("failed  {what:<20} {problem}");
        }
    };
    say("public_url", settings.issuer().map_err(|error| error.to_string()));
    let shared = settings.shared_registration().map(|shared| shared.map_or("none".to_owned(), |(id, _)| id));
    say("shared_registration", shared.map_err(|error| format!("{error:#}")));
    say("mail", mail(settings).await);
    let support = settings.support();
    say("admin", support.as_ref().map_or_else(|error| Err(format!("{error:#}")), |support| Ok(said(support.as_ref()))));
    let signing = settings.signing.policy().map(|policy| {
        let rotation =
            policy.rotation.map_or("by command alone".to_owned(), |it| format!("after {} days", it.num_days()));
        format!("the next key signs {rotation}, published {} s before", policy.lead().num_seconds())
    });
    say("signing", signing.map_err(|error| error.to_string()));
    let ring = settings.key_ring();
    let ids = ring.as_ref().map(|ring| ring.ids().collect::<Vec<_>>().join(", "));
    say("keys", ids.map_err(|error| format!("{error:#}")));
    let store = match settings.store() {
        Ok(store) => Store::connect(&store).await.map_err(anyhow::Error::from),
        Err(error) => Err(error),
    };
    match store {
        Err(error) => say("database", Err(format!("{error:#}"))),
        Ok(store) => {
            say("database", Ok("answers".to_owned()));
            let schema = store.require_current_schema().await;
            let current = schema.is_ok();
            say("schema", schema.map(|()| "that of this version".to_owned()).map_err(|error| error.to_string()));
            if let (true, Ok(ring)) = (current, &ring) {
                let fit = check::check(&store, ring, clock.now()).await;
                say("keys and database", fit.map(|()| "belong together".to_owned()).map_err(|error| error.to_string()));
                if let Ok(Some(support)) = &support {
                    say("admin and database", accounts(&store, support).await);
                }
            }
        }
    }
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

fn said(support: Option<&SupportAccess>) -> String {
    match support {
        None => "none: tokens alone open the admin API".to_owned(),
        Some(SupportAccess { organization, application }) => format!("users of {organization}, through {application}"),
    }
}

/// Whether somebody could sign in to the admin API with an account.
async fn accounts(store: &Store, support: &SupportAccess) -> Result<String, String> {
    let SupportAccess { organization, application } = support;
    let found = store.find_organization_by_slug(organization).await.map_err(|error| error.to_string())?;
    found.ok_or_else(|| format!("there is no organization {organization}"))?;
    let found = store.find_application(application).await.map_err(|error| error.to_string())?;
    let found = found.ok_or_else(|| format!("there is no application {application}"))?;
    if found.device_grant && found.refresh_tokens {
        return Ok("belong together".to_owned());
    }
    Err(format!("{application} needs device_grant and refresh_tokens, or nobody signs in through it by anteroomctl"))
}

/// Whether letters can be sent: the mail server answers under TLS, and takes our word for who we are.
async fn mail(settings: &Settings) -> Result<String, String> {
    let Some(mail) = &settings.mail else {
        return Ok("none: no codes are sent, the hospitals' own accounts are the only way in".to_owned());
    };
    let transport = mail.transport().map_err(|error| format!("{error:#}"))?;
    if transport.test().await {
        return Ok("the server answers, and takes name and password".to_owned());
    }
    Err("the server cannot be reached, or refuses certificate, name or password".to_owned())
}
