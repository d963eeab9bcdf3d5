//! What Microsoft said, for the refused person: its number, and the sentence of the catalogue where that is known.

use super::advice::Advice;
use crate::upstream::aadsts::catalogue::{self, Caregiver};

/// What Microsoft said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Microsoft {
    /// What follows `AADSTS`.
    pub number: u32,
    /// What to do, where the number is known.
    pub told: Option<Caregiver>,
}

impl Microsoft {
    /// What a number means for the person.
    pub fn said(number: u32) -> Self {
        Self { number, told: catalogue::find(number).map(|entry| entry.caregiver) }
    }

    /// The texts of the page: headline, what happened, what to do. Those of the advice, unless the number says it better.
    pub const fn keys(self, advice: Advice) -> [&'static str; 3] {
        let Some(told) = self.told else { return advice.keys() };
        let [title, what, _] = around(told).keys();
        [title, what, told.key()]
    }
}

/// The advice whose headline fits a sentence.
const fn around(told: Caregiver) -> Advice {
    match told {
        Caregiver::TryAgain | Caregiver::Accept => Advice::TryAgain,
        Caregiver::Wait => Advice::MicrosoftTrouble,
        Caregiver::WorkAccount => Advice::UseWorkAccount,
        Caregiver::SecondFactor | Caregiver::SetUpSecondFactor | Caregiver::NewPassword => Advice::FinishAtMicrosoft,
        Caregiver::OwnDevice | Caregiver::HospitalIt => Advice::AskHospitalIt,
        Caregiver::OurFault => Advice::OurFault,
    }
}
