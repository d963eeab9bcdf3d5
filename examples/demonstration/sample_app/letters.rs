//! The mailbox of everybody: the folder that the broker writes letters to.

use std::path::Path;

use mail_parser::MessageParser;

/// The most that are shown.
const SHOWN: usize = 100;

/// A letter.
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// The letters in a folder, the newest first.
pub fn read(folder: &Path) -> Vec<Letter> {
    let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<_> = files
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "eml"))
        .filter_map(|file| Some((file.metadata().ok()?.modified().ok()?, file.path())))
        .collect();
    files.sort_unstable_by(|one, other| other.cmp(one));
    files.iter().take(SHOWN).filter_map(|(_, path)| parse(&std::fs::read(path).ok()?)).collect()
}

fn parse(raw: &[u8]) -> Option<Letter> {
    let message = MessageParser::default().parse(raw)?;
    Some(Letter {
        to: message.to()?.first()?.address()?.to_owned(),
        subject: message.subject()?.to_owned(),
        text: message.body_text(0)?.into_owned(),
    })
}
