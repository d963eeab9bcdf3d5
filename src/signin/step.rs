//! What happens next to a person who signs in: what every step of the way comes to, and what the doors answer.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::discover::Remembered;
use super::question::{Notice, Question};
use super::reply::Reply;
use super::request::AuthorizationRequest;
use super::request_error::{OAuthError, PageError};
use super::transit::Transit;
use crate::domain::application::Application;
use crate::domain::id::SignInId;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::provider_name::ProviderName;
use crate::domain::reason::Reason;
use crate::domain::secret::Secret;
use crate::upstream::aadsts::EntraError;

/// What happens next.
pub enum Step {
    /// The request cannot be answered to the application: a page says so.
    Fault(PageError),
    /// The person goes back to the application.
    Return(Box<Return>),
    /// The person is asked how they want to come.
    Ask(Box<Ask>),
    /// The person goes to their provider.
    Depart {
        /// What travels along.
        transit: Box<Transit>,
        /// Where.
        to: String,
    },
    /// The person is refused.
    Refuse(Box<Refused>),
}

impl Step {
    /// The way back to the application without a session having been opened.
    pub(super) fn back(sign_in_id: SignInId, to: Reply) -> Self {
        Self::Return(Box::new(Return { to, sign_in_id, session: None, remember: None }))
    }

    /// With `prompt=none` nothing may be shown: what would be a page is an error for the application (OpenID Connect Core,
    /// 3.1.2.6). It can ask again without, and then the person sees the page.
    pub(super) fn without_a_page(self, asked: &AuthorizationRequest, sign_in_id: SignInId, issuer: &str) -> Self {
        let error = match self {
            Self::Ask(_) | Self::Depart { .. } => OAuthError::LoginRequired,
            Self::Refuse(refused) => match (refused.reason, told(refused.reason)) {
                (Reason::UpstreamInteractionRequired, _) => OAuthError::LoginRequired,
                (_, OAuthError::AccessDenied) => OAuthError::InteractionRequired,
                (_, told) => told,
            },
            other => return other,
        };
        Self::back(sign_in_id, asked.redirect.with_error(error, issuer))
    }
}

/// What the application is told of a refusal: of what it has asked for itself, that it cannot have it, and of all else nothing.
pub(super) const fn told(reason: Reason) -> OAuthError {
    match reason {
        Reason::AcrNotMet => OAuthError::Unmet,
        Reason::PersonNotExpected => OAuthError::LoginRequired,
        _ => OAuthError::AccessDenied,
    }
}

/// A way back to the application.
pub struct Return {
    /// What it is answered: a code or an error.
    pub to: Reply,
    /// The attempt that ends here.
    pub sign_in_id: SignInId,
    /// The cookie of a session that was opened.
    pub session: Option<Secret>,
    /// What the browser is to remember, or (`Some(None)`) to forget.
    pub remember: Option<Option<Remembered>>,
}

/// The login page.
pub struct Ask {
    /// The attempt.
    pub transit: Transit,
    /// The application.
    pub application: Arc<Application>,
    /// What is asked.
    pub question: Question,
    /// What the person must be told.
    pub notice: Option<Notice>,
}

/// A refusal, with what its page and the log need.
pub struct Refused {
    /// The attempt; none where it is not known which.
    pub sign_in_id: Option<SignInId>,
    /// When.
    pub at: DateTime<Utc>,
    /// Why: for the log, never for the page.
    pub reason: Reason,
    /// Whether they came with a code, and not by Microsoft.
    pub by_code: bool,
    /// Whose sign-in it was, or would be.
    pub provider: ProviderName,
    /// What Entra said, where it was Entra that refused.
    pub entra: Option<EntraError>,
    /// Into which application.
    pub application: Option<Arc<Application>>,
    /// Whose help the person needs.
    pub organization: Option<Arc<OrganizationConfiguration>>,
    /// The attempt as it stands now, so that the person can try again.
    pub transit: Option<Transit>,
    /// The way back to the application, with `access_denied`.
    pub back: Option<Reply>,
}
