//! What a file means, of organizations: what each is, and its domains, flags and people.

use std::collections::HashSet;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_spanned::Spanned;

use super::{
    DesiredConnection, DesiredDomain, DesiredFlag, DesiredOrganization, DesiredUser, PICTURE_WRITTEN_OUT, Reader,
};
use crate::domain::anchor::LONGEST_RETENTION;
use crate::domain::audience::{Audience, AudienceName};
use crate::domain::branding::{Accent, AccentError, LARGEST_LOGO, LONGEST_SIDE, is_logo};
use crate::domain::email::{EmailAddress, EmailError};
use crate::domain::flag::FlagName;
use crate::domain::organization::SessionLifetimes;
use crate::domain::recheck;
use crate::tenancy::change::Broken;
use crate::tenancy::domains::domain_name;
use crate::tenancy::file::{DomainEntry, FlagEntry, OrganizationEntry, UserEntry};
use crate::tenancy::flags::broken_audience;

impl Reader<'_> {
    pub(super) fn organization(&mut self, entry: OrganizationEntry, client_ids: &[String]) -> DesiredOrganization {
        self.slug(&entry.slug, "slug");
        // Also of those that are wrong: a domain may name them.
        let names: Vec<String> = entry.connection.iter().map(|entry| entry.name.get_ref().clone()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut connections: Vec<DesiredConnection> = Vec::new();
        let mut places = Vec::new();
        for connection in entry.connection {
            let span = connection.name.span();
            let place = connection.domains.as_ref().map_or_else(|| span.clone(), Spanned::span);
            let Some(connection) = self.connection(connection) else { continue };
            if connections.iter().any(|other| other.name == connection.name) {
                self.problem(span, "name", "two connections of the organization have this name", "rename one of them");
            }
            connections.push(connection);
            places.push(place);
        }
        self.workspaces(&connections, &places, &entry.domain);
        let slug = entry.slug.get_ref();
        let domains = entry.domain.into_iter().filter_map(|domain| self.domain(domain, slug, &names)).collect();
        let flags = self.flags(entry.flag, client_ids);
        let mut users: Vec<DesiredUser> = Vec::new();
        // A hospital's people are many: each is looked up, and not compared with all before.
        let mut addresses = HashSet::new();
        for user in entry.user {
            let span = user.email.span();
            let Some(user) = self.user(user) else { continue };
            if !addresses.insert(user.email.clone()) {
                self.problem(span, "email", "two users of the organization have this address", "remove one of them");
            }
            users.push(user);
        }
        if let Some(locale) = &entry.locale
            && locale.get_ref().parse::<unic_langid::LanguageIdentifier>().is_err()
        {
            self.problem(locale.span(), "locale", "this is no language tag", "for example nl or en");
        }
        let admins = entry.admins.iter().filter_map(|admin| self.admin(admin)).collect();
        let sessions = self.sessions(entry.session_minutes.as_ref(), entry.session_idle_minutes.as_ref());
        let retention = entry.audit_retention_days.as_ref();
        if let Some(days) = retention.filter(|days| !(1..=LONGEST_RETENTION).contains(days.get_ref())) {
            let message = format!("a log is kept for 1 to {LONGEST_RETENTION} days");
            self.problem(days.span(), "audit_retention_days", message, "leave it out to keep the log for good");
        }
        let recheck = entry.upstream_recheck_minutes.as_ref();
        if let Some(minutes) = recheck.filter(|minutes| !recheck::minutes_fit(*minutes.get_ref())) {
            let message = format!("The provider is asked again after {} minutes", recheck::MINUTES);
            self.problem(minutes.span(), "upstream_recheck_minutes", message, "leave it out for 15");
        }
        let accent = entry.accent.as_ref().and_then(|accent| self.accent(accent));
        let logo = entry.logo.as_ref().and_then(|logo| self.logo(logo));
        DesiredOrganization {
            slug: entry.slug.into_inner(),
            name: entry.name,
            status: entry.status,
            help: entry.help,
            locale: entry.locale.map(Spanned::into_inner),
            admins,
            sessions,
            sign_out_upstream: entry.sign_out_upstream,
            shared_devices: entry.shared_devices,
            audit_retention_days: entry.audit_retention_days.map(Spanned::into_inner),
            upstream_recheck_minutes: entry
                .upstream_recheck_minutes
                .map_or(recheck::USUAL_MINUTES, Spanned::into_inner),
            accent,
            logo,
            connections,
            domains,
            flags,
            users,
        }
    }

    fn accent(&mut self, accent: &Spanned<String>) -> Option<Accent> {
        let parsed = accent.get_ref().parse();
        if let Err(error) = &parsed {
            let error: &AccentError = error;
            self.problem(accent.span(), "accent", error.to_string(), "take a darker one, for example #005a9c");
        }
        parsed.ok()
    }

    fn logo(&mut self, logo: &Spanned<PathBuf>) -> Option<Vec<u8>> {
        let written = logo.get_ref().to_str().and_then(|logo| logo.strip_prefix(PICTURE_WRITTEN_OUT));
        let read = match written {
            Some(base64) => Ok(STANDARD.decode(base64).unwrap_or_default()),
            None => self.sources.picture(logo.get_ref()),
        };
        match read {
            Ok(content) if is_logo(&content) => Some(content),
            Ok(_) => {
                let what = if written.is_some() { "this".to_owned() } else { logo.get_ref().display().to_string() };
                let message =
                    format!("{what} is no PNG of at most {} KiB and {LONGEST_SIDE} pixels a side", LARGEST_LOGO / 1024);
                self.problem(logo.span(), "logo", message, "take one with a clear ground, about 400 by 100 pixels");
                None
            }
            Err(error) => {
                self.problem(logo.span(), "logo", error.to_string(), "");
                None
            }
        }
    }

    fn admin(&mut self, admin: &Spanned<String>) -> Option<EmailAddress> {
        let address = admin.get_ref().parse();
        if let Err(error) = &address {
            let error: &EmailError = error;
            self.problem(
                admin.span(),
                "admins",
                error.to_string(),
                "name the mailbox of the hospital's administrators",
            );
        }
        address.ok()
    }

    fn sessions(&mut self, minutes: Option<&Spanned<u32>>, idle: Option<&Spanned<u32>>) -> SessionLifetimes {
        let usual = SessionLifetimes::USUAL;
        let of = |given: Option<&Spanned<u32>>, usual: u32| given.map_or(usual, |given| *given.get_ref());
        let lifetimes = SessionLifetimes {
            minutes: of(minutes, usual.minutes),
            idle_minutes: of(idle, usual.idle_minutes.min(of(minutes, usual.minutes))),
        };
        if let Some(given) = minutes.filter(|_| !lifetimes.minutes_fit()) {
            self.problem(given.span(), "session_minutes", "a session lasts 5 minutes to 30 days", "for example 720");
        }
        if let Some(given) = idle.filter(|_| !lifetimes.idle_minutes_fit()) {
            let message = "an unused session lasts 5 minutes at least, and no longer than a used one";
            self.problem(given.span(), "session_idle_minutes", message, "for example 60");
        }
        lifetimes
    }

    fn domain(&mut self, entry: DomainEntry, slug: &str, connections: &[&str]) -> Option<DesiredDomain> {
        let span = entry.name.span();
        let name = match domain_name(entry.name.get_ref()) {
            Ok(name) => name,
            Err(Broken { field, what, way_out }) => {
                self.problem(span, field, what, way_out);
                return None;
            }
        };
        if let Some(other) = self.domains.insert(name.clone(), slug.to_owned()) {
            self.problem(span, "name", format!("`{other}` has this domain already"), "a domain routes to one place");
        }
        if let Some(connection) = &entry.connection
            && !connections.contains(&connection.get_ref().as_str())
        {
            let help = format!("the organization has: {}", connections.join(", "));
            self.problem(connection.span(), "connection", "the organization has no such connection", &help);
        }
        Some(DesiredDomain { name, connection: entry.connection.map(Spanned::into_inner), proven: entry.proven })
    }

    fn flags(&mut self, entries: Vec<FlagEntry>, client_ids: &[String]) -> Vec<DesiredFlag> {
        let mut flags: Vec<DesiredFlag> = Vec::new();
        for entry in entries {
            let span = entry.name.span();
            let name = entry.name.into_inner();
            if let Some(application) = &entry.application {
                if !self.partial && !client_ids.contains(application.get_ref()) {
                    let help = format!("the file has: {}", client_ids.join(", "));
                    self.problem(application.span(), "application", "there is no such application", &help);
                }
                if !name.by_application() {
                    let message = format!("`{}` is set for a whole organization", name.as_str());
                    self.problem(application.span(), "application", message, "remove application");
                }
            }
            if entry.starts_at.zip(entry.ends_at).is_some_and(|(start, end)| start >= end) {
                self.problem(
                    span.clone(),
                    "name",
                    "the flag would end before it starts",
                    "correct starts_at or ends_at",
                );
            }
            let audience = Audience::new(entry.audience, entry.everyone_from);
            if entry.audience == AudienceName::Everyone && entry.everyone_from.is_some() {
                let what = "everyone_from says until when a pilot is one";
                self.problem(span.clone(), "everyone_from", what, "add audience = \"pilot\", or remove it");
            }
            let times = (entry.starts_at, entry.ends_at);
            if let Some(Broken { field, what, way_out }) = broken_audience(name, entry.value, audience, times) {
                self.problem(span.clone(), field, what, way_out);
            }
            if entry.reason.trim().is_empty() {
                self.problem(span.clone(), "reason", "a flag says why it is set", "");
            }
            let application = entry.application.map(Spanned::into_inner);
            if flags.iter().any(|other| other.name == name && other.application == application) {
                self.problem(span, "name", "the flag is set twice", "remove one of the entries");
            }
            if let Some(why) = &entry.without_recent_sign_in
                && (name != FlagName::ForcedSso || why.get_ref().trim().is_empty())
            {
                let message = "this says why forced_sso is switched on although nobody has signed in lately";
                self.problem(why.span(), "without_recent_sign_in", message, "give a reason, or remove it");
            }
            let FlagEntry { value, starts_at, ends_at, reason, .. } = entry;
            let without_recent_sign_in = entry.without_recent_sign_in.map(Spanned::into_inner);
            flags.push(DesiredFlag {
                name,
                application,
                value,
                audience,
                starts_at,
                ends_at,
                reason,
                without_recent_sign_in,
            });
        }
        flags
    }

    fn user(&mut self, entry: UserEntry) -> Option<DesiredUser> {
        let email = match entry.email.get_ref().parse() {
            Ok(email) => email,
            Err(error) => {
                let error: EmailError = error;
                self.problem(entry.email.span(), "email", error.to_string(), "");
                return None;
            }
        };
        let UserEntry { name, kind, status, roles, locale, pilot, .. } = entry;
        Some(DesiredUser { email, name, kind, status, roles, locale, pilot })
    }
}
