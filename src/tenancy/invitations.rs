//! Invitations: support sends a hospital's own people a link to what is configured for it, and ends it again.

use chrono::Duration;
use serde_json::json;

use super::change::{Act, TenancyError, Wrong};
use super::users::Manner;
use crate::domain::audit::{AuditAction, AuditEvent};
use crate::domain::email::EmailAddress;
use crate::domain::id::InvitationId;
use crate::domain::invitation::{Invitation, MOST_DAYS, USUAL_DAYS};
use crate::domain::kept_answer::KeptAnswer;
use crate::domain::organization::OrganizationConfiguration;
use crate::domain::secret::Secret;
use crate::keys::{hash, random};
use crate::language::Language;
use crate::mail::{Content, Letter, Mail, MailError};
use crate::store::outbox::SealedLetter;
use crate::store::{OrgStore, StoreError};

/// How long it is worth telling the administrators.
const ANNOUNCEMENT_LIFETIME: Duration = Duration::days(2);

/// Why nobody was invited, and nothing ended.
#[derive(Debug, thiserror::Error)]
pub enum InvitationError {
    /// The link cannot be sent.
    #[error("no letters are sent here: say \"mail\": false, and give the link to them yourself")]
    NoMail,
    /// There is nothing left to make anew.
    #[error("the invitation was revoked: invite them again")]
    Revoked,
    /// As with all changes.
    #[error(transparent)]
    Tenancy(#[from] TenancyError),
    /// A letter.
    #[error(transparent)]
    Mail(#[from] MailError),
}

impl From<StoreError> for InvitationError {
    fn from(error: StoreError) -> Self {
        Self::Tenancy(error.into())
    }
}

/// Who is to be invited; nothing of it is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// To whom.
    pub to: String,
    /// In which language; that of the organization where none is named.
    pub language: Option<String>,
    /// For how many days the link is good.
    pub days: Option<u16>,
}

/// How a link comes to whom it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By a letter of ours.
    Mail,
    /// Whoever asks for it hands it over.
    ByHand,
}

/// An invitation, with the link of which only the hash is kept.
#[derive(Debug)]
pub struct Made {
    /// The invitation.
    pub invitation: Invitation,
    /// The link, where whoever asked has to hand it over.
    pub link: Option<Secret>,
}

/// Where support invites, for one organization, under one person's name.
pub struct Desk<'a> {
    /// The organization's things.
    pub store: OrgStore,
    /// The organization.
    pub configuration: &'a OrganizationConfiguration,
    /// What writes letters.
    pub mail: Option<&'a Mail>,
    /// Our public address, without a slash at its end.
    pub public_url: &'a str,
    /// Who invites, from where, when.
    pub act: Act<'a>,
}

impl Desk<'_> {
    /// Invites somebody. `keep` says which answer is kept with it, for whoever asks for the same thing again.
    pub async fn create(
        &self,
        draft: Draft,
        way: Way,
        dry_run: bool,
        keep: impl FnOnce(&Invitation) -> Option<KeptAnswer>,
    ) -> Result<Made, InvitationError> {
        self.check(way)?;
        let token = random::token();
        let invitation = self.read(&draft, &token).map_err(TenancyError::Wrong)?;
        if dry_run {
            return Ok(Made { invitation, link: None });
        }
        let (letters, link) = self.letters(&invitation, &token, way)?;
        let event = self.event(&invitation, "created", Some(way), None);
        self.store.insert_invitation(&invitation, keep(&invitation).as_ref(), &letters, &event).await?;
        Ok(Made { invitation, link })
    }

    /// Makes a new link, and ends the one before.
    pub async fn resend(&self, id: InvitationId, way: Way, dry_run: bool) -> Result<Made, InvitationError> {
        self.check(way)?;
        let found = self.find(id).await?;
        if found.revoked_at.is_some() {
            return Err(InvitationError::Revoked);
        }
        let token = random::token();
        let invitation = found.renewed(hash::hash(token.expose()), self.act.now);
        if dry_run {
            return Ok(Made { invitation, link: None });
        }
        let (letters, link) = self.letters(&invitation, &token, way)?;
        let event = self.event(&invitation, "link made anew", Some(way), None);
        if !self.store.renew_invitation(&invitation, &letters, &event).await? {
            return Err(InvitationError::Revoked);
        }
        Ok(Made { invitation, link })
    }

    /// Ends an invitation, and what was opened with it. One that has been ended stays as it is.
    pub async fn revoke(&self, id: InvitationId, manner: &Manner) -> Result<Invitation, InvitationError> {
        manner.check()?;
        let found = self.find(id).await?;
        let revoked = Invitation { revoked_at: found.revoked_at.or(Some(self.act.now)), ..found };
        if !manner.dry_run {
            let event = self.event(&revoked, "revoked", None, manner.reason.as_deref());
            self.store.revoke_invitation(id, self.act.now, &event).await?;
        }
        Ok(revoked)
    }

    fn check(&self, way: Way) -> Result<(), InvitationError> {
        if way == Way::Mail && self.mail.is_none() { Err(InvitationError::NoMail) } else { Ok(()) }
    }

    async fn find(&self, id: InvitationId) -> Result<Invitation, InvitationError> {
        Ok(self.store.find_invitation(id).await?.ok_or(TenancyError::Gone)?)
    }

    /// The invitation that a draft means, or all that is wrong with it.
    fn read(&self, draft: &Draft, token: &Secret) -> Result<Invitation, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let to = draft.to.parse::<EmailAddress>();
        if let Err(error) = &to {
            wrong.push(Wrong::new("to", error));
        }
        let organization = &self.configuration.organization;
        // A tag that is asked for is one of ours, and not only begins like one.
        let asked = |tag: &str| Language::ALL.into_iter().find(|language| language.tag() == tag);
        let language = match draft.language.as_deref() {
            Some(tag) => asked(tag),
            None => Some(organization.locale.as_deref().and_then(Language::from_tag).unwrap_or_default()),
        };
        if language.is_none() {
            wrong.push(Wrong::new("language", &"en, nl, de or fr"));
        }
        let days = draft.days.unwrap_or(USUAL_DAYS);
        if !(1..=MOST_DAYS).contains(&days) {
            wrong.push(Wrong::new("days", &format!("1 to {MOST_DAYS}")));
        }
        let (Ok(to), Some(language), true) = (to, language, wrong.is_empty()) else { return Err(wrong) };
        Ok(Invitation {
            id: random::id(self.act.now),
            organization_id: organization.id,
            to,
            language,
            days,
            link_hash: hash::hash(token.expose()),
            created_by: self.act.by.to_owned(),
            created_at: self.act.now,
            expires_at: self.act.now + Duration::days(days.into()),
            revoked_at: None,
            opened_at: None,
            opened_count: 0,
        })
    }

    /// The letters that tell of a link: to whom it is for, and to the organization's administrators, so that a false invitation is
    /// noticed; and the link, where no letter holds it.
    fn letters(
        &self,
        invitation: &Invitation,
        token: &Secret,
        way: Way,
    ) -> Result<(Vec<SealedLetter>, Option<Secret>), InvitationError> {
        let link = Secret::new(format!("{}/setup/{}", self.public_url, token.expose()));
        let Some(mail) = self.mail else { return Ok((Vec::new(), Some(link))) };
        let Act { by, now, .. } = self.act;
        let organization = &self.configuration.organization;
        let until = invitation.expires_at;
        let mut letters = Vec::new();
        if way == Way::Mail {
            let content = Content::Invitation {
                organization: organization.name.clone(),
                by: by.to_owned(),
                link: link.clone(),
                until,
            };
            letters.push(Letter {
                organization_id: Some(organization.id),
                to: invitation.to.clone(),
                language: invitation.language,
                content,
                expires_at: until,
            });
        }
        let language = organization.locale.as_deref().and_then(Language::from_tag).unwrap_or_default();
        // Whoever is an administrator, and gets the link, is told by that letter. A link that support hands over is told of to all.
        let told = organization.admins.iter().filter(|admin| way == Way::ByHand || **admin != invitation.to);
        letters.extend(told.map(|admin| Letter {
            organization_id: Some(organization.id),
            to: admin.clone(),
            language,
            content: Content::Invited {
                organization: organization.name.clone(),
                address: invitation.to.to_string(),
                by: by.to_owned(),
                until,
            },
            expires_at: now + ANNOUNCEMENT_LIFETIME,
        }));
        let sealed = letters.iter().map(|letter| mail.seal(letter, now)).collect::<Result<_, _>>()?;
        Ok((sealed, (way == Way::ByHand).then_some(link)))
    }

    fn event(&self, about: &Invitation, what: &str, way: Option<Way>, reason: Option<&str>) -> AuditEvent {
        let detail = json!({
            "invitation": what,
            "to": about.to,
            "by_mail": way.map(|way| way == Way::Mail),
            "expires_at": about.expires_at,
            "reason": reason,
        });
        let (id, subject) = (about.organization_id, about.id.to_string());
        self.act.event(AuditAction::InvitationChanged, id, subject, &detail)
    }
}
