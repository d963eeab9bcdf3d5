//! What is around every page: the stylesheet, the organization's own look, the other languages.

use super::stylesheet;
use crate::domain::organization::Organization;

/// What is around a page.
#[derive(Clone, Copy, Default)]
pub struct Frame<'a> {
    /// Whose page it is, where that is known and may be shown.
    pub brand: Option<Brand<'a>>,
    /// The page's own address, up to where `lang=…` is put: none where it cannot be asked for again.
    pub here: Option<&'a str>,
}

/// An organization's own look.
#[derive(Clone, Copy)]
pub struct Brand<'a> {
    /// Its name.
    pub name: &'a str,
    /// The name of its logo.
    pub logo: Option<&'a str>,
    accent: Option<crate::domain::branding::Accent>,
}

impl<'a> Frame<'a> {
    /// A page at this address.
    pub const fn at(here: &'a str) -> Self {
        Self { brand: None, here: Some(here) }
    }

    /// The same, as the organization's own.
    #[must_use]
    pub fn of(self, organization: Option<&'a Organization>) -> Self {
        let brand = organization.map(|organization| Brand {
            name: &organization.name,
            logo: organization.branding.logo.as_deref(),
            accent: organization.branding.accent,
        });
        Self { brand, ..self }
    }

    /// The stylesheet's name.
    pub fn stylesheet(&self) -> &'static str {
        stylesheet::name()
    }

    /// The organization's colour, six digits.
    pub fn accent(&self) -> Option<String> {
        Some(self.brand?.accent?.digits())
    }
}
