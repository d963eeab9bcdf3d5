//! What every command is given: the broker, the screen, and how something is changed.
#![expect(clippy::doc_markdown, reason = "help is shown as it stands, and no Markdown is read in a terminal")]

use std::cell::Cell;

use chrono::{DateTime, Duration, Utc};
use clap::Args;
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use crate::address::{broker_address, origin};
use crate::api::Api;
use crate::api::list::Listed;
use crate::api::path::route;
use crate::api::request::Request;
use crate::ask;
use crate::clock::now;
use crate::error::CliError;
use crate::oauth::bearer::Bearer;
use crate::profile::{Named, Profile};
use crate::show::card::Field;
use crate::show::fields::{Fields, label};
use crate::show::table::{Column, Table};
use crate::show::{HEAD, Output, Screen};

/// What every command takes.
#[derive(Args)]
#[command(next_help_heading = "Every command")]
pub struct Global {
    /// The broker, by its name in config.toml [ANTEROOM_PROFILE]
    #[arg(long, global = true, value_name = "NAME")]
    profile: Option<String>,
    /// The broker, by its address [ANTEROOM_URL]
    #[arg(long, global = true, value_name = "URL", value_parser = broker_address, conflicts_with = "profile")]
    url: Option<Url>,
    /// Form of the answer: table, or json
    #[arg(long, short, global = true, value_enum, default_value_t, value_name = "FORM", hide_possible_values = true)]
    output: Output,
}

/// How something is changed.
#[derive(Args)]
pub struct Manner {
    /// Only show what would happen
    #[arg(long)]
    pub dry_run: bool,
    /// Do it without being asked
    #[arg(long)]
    pub yes: bool,
}

/// How something is made once, even where the first answer was lost.
#[derive(Args)]
pub struct Once {
    /// The key of an attempt whose answer was lost
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

impl Once {
    /// The key: that of the attempt before, or a new one.
    #[expect(clippy::disallowed_methods, reason = "a client's own id, which the broker's clock has no part in")]
    pub fn key(&self) -> String {
        self.idempotency_key.clone().unwrap_or_else(|| Uuid::now_v7().to_string())
    }
}

/// What every command is given.
pub struct Context {
    /// The broker.
    pub api: Api,
    /// Where answers are shown.
    pub screen: Screen,
    /// Which broker it is.
    pub profile: Profile,
    started: DateTime<Utc>,
    warned: Cell<bool>,
}

/// What came of a change.
pub struct Changed {
    /// The thing as it is now, or would be.
    pub body: Value,
    /// Whether it was only tried.
    pub dry_run: bool,
}

impl Global {
    /// Which broker is meant.
    pub fn profile(&self) -> Result<Profile, CliError> {
        Named::with_environment(self.profile.clone(), self.url.clone()).find()
    }

    /// Where answers are shown.
    pub fn screen(&self) -> Screen {
        Screen::new(self.output)
    }

    /// For a command that asks the admin API.
    pub fn context(&self) -> Result<Context, CliError> {
        let profile = self.profile()?;
        let api = Api::new(&profile.url, Bearer::find(&profile.url)?)?;
        Ok(Context { api, screen: self.screen(), profile, started: now(), warned: Cell::new(false) })
    }
}

impl Context {
    /// Reads something.
    pub async fn read(&self, request: Request) -> Result<Value, CliError> {
        Ok(self.api.send(&request).await?.body)
    }

    /// A change for the state that the thing is in now: whoever changes it meanwhile is not undone.
    pub async fn as_read(&self, request: Request) -> Result<Request, CliError> {
        let read = self.api.send(&request.its_reading()).await?;
        Ok(request.for_state(read.etag))
    }

    /// Shows a list.
    pub fn list(
        &self,
        listed: &Listed,
        none: &str,
        columns: &[Column],
        row: impl Fn(&mut Table, &Value),
    ) -> Result<(), CliError> {
        self.screen.show(&listed.json(), |page| {
            if listed.items.is_empty() {
                return page.say(none);
            }
            let mut table = Table::new(columns);
            listed.items.iter().for_each(|item| row(&mut table, item));
            page.table(&table);
            if listed.more {
                page.gap();
                page.say("There are more: --limit shows more of them.");
            }
        })
    }

    /// Shows one thing.
    pub fn card(&self, thing: &Value, fields: &[Field]) -> Result<(), CliError> {
        self.screen.show(thing, |page| page.card(thing, fields))
    }

    /// Says, once, that this is production. On standard error, whatever reads the answer.
    pub fn banner(&self) {
        if !self.profile.production || self.warned.replace(true) {
            return;
        }
        let red = anstyle::AnsiColor::White.on(anstyle::AnsiColor::Red).bold();
        let text = format!(" PRODUCTION  {}  {}", self.profile.typed(), origin(&self.profile.url));
        anstream::eprintln!("{red}{text:<80}{red:#}");
    }

    /// Asks a person whether something is to be done that they have seen a preview of.
    pub fn confirm(&self, manner: &Manner, question: &str) -> Result<(), CliError> {
        self.banner();
        ask::confirm(question, manner.yes, &self.profile)
    }

    /// Changes something; where it is dangerous, `question` says what would come of it, and a person is asked.
    pub async fn change(&self, manner: &Manner, request: Request, question: Option<&str>) -> Result<Changed, CliError> {
        let ask = |question: &str| ask::confirm(question, manner.yes, &self.profile);
        self.change_once(manner, request, || question.map_or(Ok(()), ask)).await
    }

    /// Changes something that keeps people out: the person who is asked types whom it is about.
    pub async fn change_typing(
        &self,
        manner: &Manner,
        request: Request,
        question: &str,
        word: &str,
    ) -> Result<Changed, CliError> {
        let ask = || ask::confirm_typing(question, word, manner.yes, &self.profile);
        self.change_once(manner, request, ask).await
    }

    async fn change_once(
        &self,
        manner: &Manner,
        request: Request,
        ask: impl FnOnce() -> Result<(), CliError>,
    ) -> Result<Changed, CliError> {
        self.banner();
        if manner.dry_run {
            self.api.require_dry_run(&request).await?;
            let body = self.read(request.with("dry_run", true)).await?;
            return Ok(Changed { body, dry_run: true });
        }
        ask()?;
        match self.api.send(&request).await {
            Ok(answer) => Ok(Changed { body: answer.body, dry_run: false }),
            Err(CliError::Problem(problem)) if problem.status == 412 => Err(self.somebody_was_faster(&request).await),
            Err(error) => Err(error),
        }
    }

    /// What a change would do, for whoever is going to be asked; nothing where nobody is, or the broker cannot try it.
    pub async fn would(&self, manner: &Manner, request: &Request) -> Result<Option<Value>, CliError> {
        if manner.yes || manner.dry_run || self.api.require_dry_run(request).await.is_err() {
            return Ok(None);
        }
        Ok(Some(self.read(request.clone().with("dry_run", true)).await?))
    }

    /// Says what was done, and shows the thing where there is more to say of it.
    pub fn done(&self, changed: &Changed, done: &str, fields: &[Field]) -> Result<(), CliError> {
        self.screen.show(&changed.body, |page| {
            if changed.dry_run {
                page.styled(HEAD, "Dry run: the broker would do it, and nothing has changed.");
            } else {
                page.say(done);
            }
            if !fields.is_empty() && changed.body.is_object() {
                page.gap();
                page.card(&changed.body, &[fields, &[("dry_run", "")]].concat());
            }
        })
    }

    /// Somebody else has changed it since it was read: who, as far as the log says.
    async fn somebody_was_faster(&self, request: &Request) -> CliError {
        let mut lines = vec!["somebody else has changed it since you looked, so nothing was done".to_owned()];
        let log = match request.organization() {
            Some(organization) => route!["organizations", organization, "audit"],
            None => route!["audit"],
        };
        // The clocks of two machines are never quite the same.
        let since = (self.started - Duration::minutes(2)).to_rfc3339();
        let asked = Request::get(log).with("since", since).with("order", "desc").with("limit", 20);
        let found = self.read(asked).await.unwrap_or_default();
        let changes = found.list("items").iter().filter(|event| event.at("subject").is_some());
        for event in changes.take(3) {
            let [at, who, what, whom] = ["at", "actor", "action", "subject"].map(|name| event.show(name));
            lines.push(format!("{who}, {at}: {} ({whom})", label(&what)));
        }
        lines.push("look again, and then decide".to_owned());
        CliError::Refused(lines.join("\n"))
    }
}
