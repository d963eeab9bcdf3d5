//! Who is there: a hospital for every way of trust, and a person for every outcome.

use entra_stand_in::{Endpoint, Fault};
use uuid::Uuid;

/// The provider's multi-tenant registration.
pub const SHARED_CLIENT_ID: Uuid = Uuid::from_u128(0x0a5e_0000_0000_4000_8000_0000_0000_00ff);

/// No hospital: the provider's own organization, whose people of support sign in to the admin API.
pub const PROVIDER: &str = "support";

/// A hospital.
pub struct Hospital {
    pub slug: &'static str,
    pub name: &'static str,
    /// Its directory at Microsoft. Two organizations of one group share one.
    pub directory: u16,
    pub trust: Trust,
    /// Whether SSO is on, or only will be.
    pub sso: Sso,
    pub trouble: Trouble,
    /// What else stands in its entry of `tenants.toml`.
    pub settings: &'static str,
    /// The flags that it has set besides `sso`.
    pub flags: &'static [&'static str],
    pub visitors: &'static [Visitor],
}

/// How the broker proves itself at the hospital's directory.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    Secret,
    Certificate,
    Federated,
    Shared,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sso {
    On,
    NextWeek,
}

/// What is wrong at Microsoft.
#[derive(Clone, Copy)]
pub enum Trouble {
    None,
    NoConsent,
    AssignmentRequired,
    ConditionalAccess,
    SecretExpired,
    Outage,
    ForgedToken,
}

/// A person who tries to get in.
#[derive(Clone, Copy)]
pub struct Visitor {
    pub given: &'static str,
    pub family: &'static str,
    /// What they type.
    pub address: &'static str,
    pub by: By,
    pub at_microsoft: AtMicrosoft,
    pub here: Here,
    /// What happens, in a few words.
    pub outcome: &'static str,
}

/// By which way they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Microsoft,
    /// A one-time password.
    Code,
}

/// What Microsoft knows of a person.
#[derive(Clone, Copy)]
pub enum AtMicrosoft {
    Member,
    /// Assigned to the registration, where that is required.
    Assigned,
    Guest,
    /// With this e-mail address.
    OtherMail(&'static str),
    NoMail,
    /// The address once was somebody else's, who signed in here.
    Successor,
    Nobody,
}

/// What the broker knows of a person.
#[derive(Clone, Copy)]
pub enum Here {
    Professional(&'static [&'static str]),
    Patient,
    Suspended,
    Nobody,
}

impl Hospital {
    /// The directory's GUID.
    pub fn tid(&self) -> Uuid {
        Uuid::from_u128(0x0d1e_0000_0000_4000_8000_0000_0000_0000 + u128::from(self.directory))
    }

    /// The GUID of the hospital's own registration.
    pub fn client_id(&self) -> Uuid {
        Uuid::from_u128(0x0c11_0000_0000_4000_8000_0000_0000_0000 + u128::from(self.directory))
    }

    /// The object id of a person's account: another one in each organization, which may share a directory.
    pub fn oid(&self, visitor: usize) -> Uuid {
        let organization = HOSPITALS.iter().take_while(|other| other.slug != self.slug).count();
        Uuid::from_u128(0x0a11_0000_0000_4000_8000_0000_0000_0000 + (organization as u128) * 256 + visitor as u128)
    }

    /// The domain of its addresses.
    pub fn domain(&self) -> String {
        format!("{}.example", self.slug)
    }
}

impl Trust {
    /// For the guide.
    pub fn description(self) -> &'static str {
        match self {
            Self::Secret => "its own registration, a client secret",
            Self::Certificate => "its own registration, a certificate",
            Self::Federated => "its own registration, federated: no secret exists",
            Self::Shared => "the shared registration",
        }
    }
}

impl Trouble {
    /// The trouble that the stand-in is asked to make.
    pub fn fault(self) -> Option<Fault> {
        match self {
            Self::None | Self::AssignmentRequired => None,
            Self::NoConsent => Some(Fault::ConsentMissing),
            Self::ConditionalAccess => Some(Fault::ConditionalAccess),
            Self::SecretExpired => Some(Fault::ExpiredSecret),
            Self::Outage => Some(Fault::OutageAt(Endpoint::Token)),
            Self::ForgedToken => Some(Fault::WrongKeySameKid),
        }
    }
}

/// A member of staff whom Microsoft and the broker know by the same address.
const fn staff(
    given: &'static str,
    family: &'static str,
    address: &'static str,
    roles: &'static [&'static str],
    outcome: &'static str,
) -> Visitor {
    let (at_microsoft, here) = (AtMicrosoft::Member, Here::Professional(roles));
    Visitor { given, family, address, by: By::Microsoft, at_microsoft, here, outcome }
}

/// Somebody who comes with a code from a letter.
const fn by_code(
    given: &'static str,
    family: &'static str,
    address: &'static str,
    here: Here,
    outcome: &'static str,
) -> Visitor {
    Visitor { given, family, address, by: By::Code, at_microsoft: AtMicrosoft::Nobody, here, outcome }
}

/// The same, with something amiss.
const fn odd(visitor: Visitor, at_microsoft: AtMicrosoft, here: Here) -> Visitor {
    Visitor { at_microsoft, here, ..visitor }
}

const PROFESSIONAL: Here = Here::Professional(&[]);

/// All of them.
pub const HOSPITALS: &[Hospital] = &[
    Hospital {
        slug: "st-janshof",
        name: "St. Janshof",
        directory: 1,
        trust: Trust::Secret,
        sso: Sso::On,
        trouble: Trouble::None,
        settings: "",
        flags: &[],
        visitors: &[
            staff("Anna", "de Vries", "a.devries@st-janshof.example", &["nurse", "planner"], "is let in"),
            odd(
                staff("Petra", "Smit", "p.smit@st-janshof.example", &[], "refused: is a patient"),
                AtMicrosoft::Member,
                Here::Patient,
            ),
            odd(
                staff("Sam", "Jansen", "s.jansen@st-janshof.example", &[], "refused: is suspended"),
                AtMicrosoft::Member,
                Here::Suspended,
            ),
            odd(
                staff("Nora", "Bos", "n.bos@st-janshof.example", &[], "refused: has no account here"),
                AtMicrosoft::Member,
                Here::Nobody,
            ),
            odd(
                staff("Gijs", "Visser", "g.visser@st-janshof.example", &[], "refused: a guest of the directory"),
                AtMicrosoft::Guest,
                PROFESSIONAL,
            ),
            odd(
                staff("Maria", "Mulder", "m.mulder@st-janshof.example", &[], "refused: another e-mail there"),
                AtMicrosoft::OtherMail("maria.mulder@st-janshof.example"),
                PROFESSIONAL,
            ),
            odd(
                staff("Zita", "Prins", "z.prins@st-janshof.example", &[], "refused: no e-mail there"),
                AtMicrosoft::NoMail,
                PROFESSIONAL,
            ),
            odd(
                staff("Bas", "Dekker", "b.dekker@st-janshof.example", &[], "refused: a successor's address"),
                AtMicrosoft::Successor,
                PROFESSIONAL,
            ),
            by_code("Piet", "Jansen", "p.jansen@post.example", Here::Patient, "a patient: is let in"),
            by_code("Mo", "Haddad", "m.haddad@post.example", Here::Patient, "of two hospitals: chooses, is let in"),
            odd(
                staff("Nobody", "Known", "somebody@nowhere.example", &[], "nobody's domain: is offered a code alone"),
                AtMicrosoft::Nobody,
                Here::Nobody,
            ),
        ],
    },
    Hospital {
        slug: "delta-noord",
        name: "Delta Noord",
        directory: 2,
        trust: Trust::Shared,
        sso: Sso::On,
        trouble: Trouble::None,
        settings: "",
        flags: &[],
        visitors: &[
            staff("Noor", "Blom", "n.blom@delta-noord.example", &["physician"], "is let in"),
            by_code("Mo", "Haddad", "m.haddad@post.example", Here::Patient, "of two hospitals: chooses, is let in"),
        ],
    },
    Hospital {
        slug: "delta-zuid",
        name: "Delta Zuid",
        directory: 2,
        trust: Trust::Shared,
        sso: Sso::NextWeek,
        trouble: Trouble::None,
        settings: "",
        flags: &[],
        visitors: &[staff(
            "Zoë",
            "Kuiper",
            "z.kuiper@delta-zuid.example",
            &[],
            "not before next week: is offered a code",
        )],
    },
    Hospital {
        slug: "meerwijk",
        name: "Meerwijk",
        directory: 3,
        trust: Trust::Federated,
        sso: Sso::On,
        trouble: Trouble::None,
        settings: "shared_devices = true",
        flags: &[],
        visitors: &[staff(
            "Fatima",
            "el Amrani",
            "f.elamrani@meerwijk.example",
            &["nurse"],
            "is let in; not remembered",
        )],
    },
    Hospital {
        slug: "westerpoort",
        name: "Westerpoort",
        directory: 4,
        trust: Trust::Certificate,
        sso: Sso::On,
        trouble: Trouble::AssignmentRequired,
        settings: "",
        flags: &[],
        visitors: &[
            odd(
                staff("Carl", "Hendriks", "c.hendriks@westerpoort.example", &[], "is let in"),
                AtMicrosoft::Assigned,
                Here::Professional(&["pharmacist"]),
            ),
            staff("Lotte", "Vos", "l.vos@westerpoort.example", &[], "stopped at Microsoft: not assigned"),
        ],
    },
    Hospital {
        slug: "oosterlicht",
        name: "Oosterlicht",
        directory: 5,
        trust: Trust::Secret,
        sso: Sso::On,
        trouble: Trouble::NoConsent,
        settings: "",
        flags: &[],
        visitors: &[staff("Omar", "Peeters", "o.peeters@oosterlicht.example", &[], "refused: IT has not consented")],
    },
    Hospital {
        slug: "ter-duin",
        name: "Ter Duin",
        directory: 6,
        trust: Trust::Secret,
        sso: Sso::On,
        trouble: Trouble::ConditionalAccess,
        settings: "",
        flags: &[],
        visitors: &[staff("Tess", "Maas", "t.maas@ter-duin.example", &[], "refused: the hospital's policy")],
    },
    Hospital {
        slug: "zuiderhof",
        name: "Zuiderhof",
        directory: 7,
        trust: Trust::Secret,
        sso: Sso::On,
        trouble: Trouble::SecretExpired,
        settings: "",
        flags: &[],
        visitors: &[staff("Youssef", "Wouters", "y.wouters@zuiderhof.example", &[], "refused: secret has expired")],
    },
    Hospital {
        slug: "noorderveld",
        name: "Noorderveld",
        directory: 8,
        trust: Trust::Secret,
        sso: Sso::On,
        trouble: Trouble::Outage,
        settings: "",
        flags: &[],
        visitors: &[staff("Rik", "Postma", "r.postma@noorderveld.example", &[], "refused: Microsoft is down")],
    },
    Hospital {
        slug: "lindenhof",
        name: "Lindenhof",
        directory: 9,
        trust: Trust::Secret,
        sso: Sso::On,
        trouble: Trouble::ForgedToken,
        settings: "",
        flags: &[],
        visitors: &[staff("Ilse", "Bakker", "i.bakker@lindenhof.example", &[], "refused: a forged ID token")],
    },
    Hospital {
        slug: "avondzon",
        name: "Avondzon",
        directory: 10,
        trust: Trust::Secret,
        sso: Sso::On,
        trouble: Trouble::None,
        settings: "admins = [\"it@avondzon.example\"]\naccent = \"#a8441b\"\nlogo = \"avondzon.png\"\nsign_out_upstream = true",
        flags: &["forced_sso"],
        visitors: &[
            staff("Hana", "Koster", "h.koster@avondzon.example", &["nurse"], "is let in, by Microsoft alone"),
            by_code("Hugo", "Brink", "h.brink@avondzon.example", PROFESSIONAL, "is told in a letter: by Microsoft"),
        ],
    },
    Hospital {
        slug: "zonnehoek",
        name: "Zonnehoek",
        directory: 11,
        trust: Trust::Secret,
        sso: Sso::On,
        trouble: Trouble::None,
        settings: "",
        flags: &["password_required"],
        visitors: &[by_code("Lena", "Schut", "l.schut@zonnehoek.example", PROFESSIONAL, "sets a password, is let in")],
    },
    Hospital {
        slug: PROVIDER,
        name: "Support of Records",
        directory: 12,
        trust: Trust::Secret,
        sso: Sso::On,
        trouble: Trouble::None,
        settings: "",
        flags: &[],
        visitors: &[
            staff("Mia", "Dekker", "m.dekker@support.example", &["anteroom:support"], "is let in; does support"),
            staff("Jan", "Smit", "j.smit@support.example", &["anteroom:operator"], "is let in; is an operator"),
        ],
    },
];
