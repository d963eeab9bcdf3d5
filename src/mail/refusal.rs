//! What a mail server's refusal means for a letter: whether trying again could help.
//!
//! A server that does not know us, or not our sender, refuses every letter alike: a wrong password in the settings must cost nobody
//! their code. Only what it says of this recipient or of this message is the last word.

/// How far a conversation with a mail server has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Greeting, TLS, who we are: before any letter is spoken of.
    Opening,
    /// `MAIL`: who writes.
    Sender,
    /// `RCPT`: to whom.
    Recipient,
    /// `DATA`, and the letter itself.
    Message,
}

/// A refusal. Not in the server's words, which may hold the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// At which step.
    pub at: Step,
    /// The server's code (RFC 5321, 4.2.3); none where there was no answer.
    pub code: Option<u16>,
    /// The subject and the detail of its enhanced code (RFC 3463), where it says one.
    pub enhanced: Option<(u16, u16)>,
}

impl Refusal {
    /// A refusal with the text that came with its code.
    pub fn new(at: Step, code: Option<u16>, text: &str) -> Self {
        Self { at, code, enhanced: enhanced(text) }
    }

    /// No answer at all.
    pub const fn silence(at: Step) -> Self {
        Self { at, code: None, enhanced: None }
    }

    /// Whether it is the last word about this recipient or this message.
    pub fn is_final(self) -> bool {
        let Some(code) = self.code.filter(|code| (500..600).contains(code)) else { return false };
        match (self.at, self.enhanced) {
            (Step::Opening | Step::Sender, _) => false,
            // The recipient's address and mailbox, the message's size and content. Not the sender's address (1.7, 1.8), and not
            // policy (7): that is about who we are, even where it is said of the recipient, as in "relay access denied".
            (_, Some(enhanced)) => matches!(enhanced, (1, 1 | 2 | 3 | 6 | 10) | (2 | 6, _) | (3, 4)),
            // RFC 5321, 4.2.3 and 4.3.2; RFC 7504.
            (Step::Recipient, None) => matches!(code, 550 | 551 | 553 | 556),
            (Step::Message, None) => matches!(code, 550 | 552 | 554),
        }
    }
}

/// The subject and the detail of the enhanced code at the beginning of a text, e.g. of `5.1.1 no such user`.
fn enhanced(text: &str) -> Option<(u16, u16)> {
    let mut parts = text.split_whitespace().next()?.split('.');
    let parsed = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    match (parsed, parts.next()) {
        (("5", subject, detail), None) => Some((subject, detail)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_final(at: Step, said: &str) -> bool {
        let (code, text) = said.split_once(' ').unwrap();
        Refusal::new(at, code.parse().ok(), text).is_final()
    }

    #[test]
    fn what_is_said_of_a_recipient_or_a_message_is_the_last_word() {
        for said in
            ["550 no such mailbox", "550 5.1.1 unknown user", "551 not local", "553 no such name", "550 5.2.1 disabled"]
        {
            assert!(is_final(Step::Recipient, said), "{said}");
        }
        for said in ["554 no", "554 5.6.0 malformed", "552 5.3.4 too big", "550 5.2.3 too long for this mailbox"] {
            assert!(is_final(Step::Message, said), "{said}");
        }
    }

    #[test]
    fn what_is_said_of_us_is_not() {
        for step in [Step::Opening, Step::Sender] {
            for said in [
                "535 5.7.8 who are you",
                "530 5.7.0 prove it",
                "554 no service",
                "521 go away",
                "550 5.1.1 unknown user",
            ] {
                assert!(!is_final(step, said), "{said}");
            }
        }
        for said in [
            "554 5.7.1 relay access denied",
            "553 5.7.1 sender not owned by user",
            "550 5.1.8 sender's domain not found",
            "530 5.7.0 authenticate first",
            "554 policy",
            "503 5.5.1 wrong order",
            "550 5.3.2 closed for the day",
            "450 4.1.1 come back",
            "421 busy",
        ] {
            assert!(!is_final(Step::Recipient, said), "{said}");
        }
        assert!(!is_final(Step::Message, "550 5.7.26 your domain's policy"));
        assert!(!Refusal::new(Step::Message, None, "").is_final());
    }
}
