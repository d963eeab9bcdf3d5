//! The person is asked: what the login page offers, whom the browser remembers, and the question that an attempt has come to.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::browser::Browser;
use super::discover::{self, Leads, Remembered};
use super::question::{Notice, Question};
use super::step::{Ask, Step};
use super::transit::{Stage, Transit};
use super::{SignIn, SignInError};
use crate::domain::application::Application;
use crate::domain::email::{EmailAddress, EmailDomain};
use crate::domain::provider_name::ProviderName;

/// What seals the cookie of what a browser remembers.
const REMEMBERED: &str = "remembered";

impl SignIn {
    /// By which way the person comes. `address` is what they have typed.
    pub(super) async fn ask(
        &self,
        application: Arc<Application>,
        transit: Transit,
        browser: Browser<'_>,
        address: Option<String>,
        notice: Option<Notice>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        // What somebody has typed, or must correct, goes before whoever came last.
        let begins = address.is_none() && notice.is_none() && !transit.choose_account;
        let remembered = if begins { self.remembered(&application, browser, now).await? } else { None };
        let mut remembered = remembered.filter(|remembered| discover::names_nobody_else(&transit.request, remembered));
        let mut address = address.or_else(|| transit.request.login_hint.clone());
        if let Some(known) = &remembered
            && let Some(instead) = self.instead_of(&application, &transit.request, known, now).await?
        {
            (address, remembered) = (Some(instead), None);
        }
        let typed: Option<EmailAddress> = address.as_deref().and_then(|address| address.parse().ok());
        let leads = match &typed {
            Some(address) => Some(self.leads(&application, &address.domain(), now).await?),
            None => None,
        };
        let known = typed.as_ref().or(remembered.as_ref().map(|remembered| &remembered.address));
        let trouble = self.trouble(&application, &transit.request, known, now).await?;
        let (traditional, shared) = (self.mail.is_some(), browser.shared);
        let offer = discover::offer(&application, traditional, leads.as_ref());
        let button = leads.and_then(Leads::button).unwrap_or(ProviderName::Microsoft);
        let question = Question::Way { address, remembered, offer, button, traditional, shared, trouble };
        Ok(Step::Ask(Box::new(Ask { transit, application, question, notice })))
    }

    /// For the code in the letter that was sent, or seems to have been.
    pub(super) async fn ask_for_code(
        &self,
        application: Arc<Application>,
        transit: Transit,
        browser: Browser<'_>,
        notice: Option<Notice>,
        now: DateTime<Utc>,
    ) -> Result<Step, SignInError> {
        let Stage::Asked(asked) = &transit.stage else {
            return self.ask(application, transit, browser, None, notice, now).await;
        };
        let address = asked.address.clone();
        let leads = self.leads(&application, &address.domain(), now).await?;
        let question = Question::Code { address, button: leads.button() };
        Ok(Step::Ask(Box::new(Ask { transit, application, question, notice })))
    }

    /// Where the domain of an address leads: what is configured of it is in memory.
    pub(super) async fn leads(
        &self,
        application: &Application,
        domain: &EmailDomain,
        now: DateTime<Utc>,
    ) -> Result<Leads, SignInError> {
        let configuration = match self.store.find_organization_by_domain(domain).await? {
            Some(id) => self.store.find_configuration(id).await?,
            None => None,
        };
        Ok(discover::leads(application, configuration.as_deref(), domain, now))
    }

    /// Who came last in this browser, if their organization still has that remembered, and the way by which they came is still
    /// offered: a cookie lives longer than what is configured.
    pub(super) async fn remembered(
        &self,
        application: &Application,
        browser: Browser<'_>,
        now: DateTime<Utc>,
    ) -> Result<Option<Remembered>, SignInError> {
        let Some(remembered) = self.held(browser) else { return Ok(None) };
        let Some(configuration) = self.store.find_configuration(remembered.organization_id).await? else {
            return Ok(None);
        };
        if !discover::may_be_remembered(application, &configuration, now) {
            return Ok(None);
        }
        let leads = self.leads(application, &remembered.address.domain(), now).await?;
        let traditional = self.mail.is_some();
        let offer = discover::offer(application, traditional, Some(&leads));
        Ok(remembered.is_offered(offer, traditional).then_some(remembered))
    }

    /// What the browser's cookie says, whether or not it may be shown.
    pub(super) fn held(&self, browser: Browser<'_>) -> Option<Remembered> {
        // The name of whoever was here before is nobody's business.
        if browser.shared {
            return None;
        }
        let plain = self.ring.open_text(REMEMBERED, browser.remembered?).ok()?;
        serde_json::from_slice(&plain).ok()
    }

    /// Seals what a browser is to remember.
    pub fn seal_remembered(&self, remembered: &Remembered) -> String {
        let plain = serde_json::to_vec(remembered).unwrap_or_default();
        self.ring.seal_text(REMEMBERED, &plain)
    }
}
