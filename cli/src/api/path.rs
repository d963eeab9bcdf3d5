//! Where something is in the API.

use url::Url;

use crate::error::CliError;

/// A path below `/admin/v1`, piece by piece: each stays one piece, whatever somebody has typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(pub Vec<String>);

/// A path of these pieces.
macro_rules! route {
    ($($piece:expr),+ $(,)?) => {
        $crate::api::path::Path(vec![$($piece.to_string()),+])
    };
}
pub(crate) use route;

impl Path {
    /// It, and a piece more.
    #[must_use]
    pub fn then(mut self, piece: &str) -> Self {
        self.0.push(piece.to_string());
        self
    }

    /// Its address at a broker.
    pub fn at(&self, broker: &Url) -> Result<Url, CliError> {
        // These would be a step up, or none: the address of something else than was meant.
        if let Some(piece) = self.0.iter().find(|piece| matches!(piece.as_str(), "" | "." | "..")) {
            return Err(CliError::Use(format!("“{piece}” names nothing")));
        }
        let mut url = broker.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(["admin", "v1"]).extend(&self.0);
        }
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_stays_one_piece() {
        let broker: Url = "https://login.example".parse().unwrap();
        let at = |piece: &str| route!["organizations", piece, "users"].at(&broker).map(String::from);
        assert_eq!(at("st-janshof").unwrap(), "https://login.example/admin/v1/organizations/st-janshof/users");
        assert_eq!(at("a/b?c#d%").unwrap(), "https://login.example/admin/v1/organizations/a%2Fb%3Fc%23d%25/users");
        for bad in ["", ".", ".."] {
            assert!(at(bad).is_err(), "{bad}");
        }
    }
}
