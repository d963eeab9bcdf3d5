//! Pages for the person of a device without a browser: its code, whether it may, and that it was said.

use std::net::IpAddr;

use askama::Template;
use chrono::{DateTime, SecondsFormat, Utc};

use super::frame::Frame;
use super::notice::Told;
use super::{Pages, render};
use crate::domain::device::UserCode;
use crate::domain::id::DeviceAuthorizationId;
use crate::domain::organization::Organization;
use crate::language::{Language, Text};
use crate::signin::question::Notice;

/// The page on which the code is typed.
#[derive(Clone, Copy)]
pub struct DevicePage<'a> {
    /// Its language.
    pub language: Language,
    /// What stands in the field.
    pub typed: &'a str,
    /// What must be told.
    pub notice: Option<Notice>,
}

/// What asks to be let in in somebody's name.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The application's name.
    pub application: &'a str,
    /// The person's address.
    pub address: &'a str,
    /// The code that the device shows.
    pub code: &'a UserCode,
    /// From where it asked.
    pub ip: Option<IpAddr>,
    /// When it asked.
    pub at: DateTime<Utc>,
    /// Which device.
    pub device: DeviceAuthorizationId,
}

#[derive(Template)]
#[template(path = "device.html")]
struct DeviceTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    typed: &'a str,
    told: Told,
}

#[derive(Template)]
#[template(path = "device_answer.html")]
struct AnswerTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    asked: Asked<'a>,
    code: String,
    ip: String,
    at: String,
    instant: String,
}

#[derive(Template)]
#[template(path = "device_answered.html")]
struct AnsweredTemplate<'a> {
    text: Text<'a>,
    frame: Frame<'a>,
    application: &'a str,
    title: &'static str,
    what: &'static str,
}

impl Pages {
    /// Asks for the code that a device shows.
    pub fn device(&self, page: &DevicePage<'_>) -> String {
        let text = self.text(page.language);
        let told = Told::new(text, page.notice, "", true);
        // In another language it still stands in the field; only where it is one, since the address is not escaped.
        let code = UserCode::read(page.typed);
        let here = code.map_or_else(|| "/device?".to_owned(), |code| format!("/device?user_code={code}&amp;"));
        render(&DeviceTemplate { text, frame: Frame::at(&here), typed: page.typed, told })
    }

    /// Asks whether a device may sign a person in. Says from where it asked: whoever was sent the code by somebody else sees that it
    /// was not they (RFC 8628, 5.4).
    pub fn device_asks(&self, language: Language, organization: &Organization, asked: &Asked<'_>) -> String {
        render(&AnswerTemplate {
            text: self.text(language),
            frame: Frame::at("/device/answer?").of(Some(organization)),
            asked: *asked,
            code: asked.code.to_string(),
            ip: asked.ip.map_or_else(|| "–".to_owned(), |ip| ip.to_string()),
            at: asked.at.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
            instant: asked.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        })
    }

    /// The person has said whether it may.
    pub fn device_answered(
        &self,
        language: Language,
        organization: &Organization,
        application: &str,
        allowed: bool,
    ) -> String {
        let (title, what) = if allowed {
            ("device-allowed-title", "device-allowed-what")
        } else {
            ("device-refused-title", "device-refused-what")
        };
        let frame = Frame::default().of(Some(organization));
        render(&AnsweredTemplate { text: self.text(language), frame, application, title, what })
    }
}
