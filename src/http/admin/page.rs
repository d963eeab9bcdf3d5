//! Long lists, a page at a time. The way on is a cursor: where the page ended, opaque to whoever follows it, so that what is
//! added or removed meanwhile neither repeats nor hides anything else.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub struct Page<T> {
    /// What is on it.
    items: Vec<T>,
    /// The cursor of the next page; not there on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl<T> Page<T> {
    /// A page of what was found, by [`Limit::and_one`]: one more than the page holds says that there is another. `key` is
    /// where the list goes on.
    pub fn of<R, K: Serialize>(mut found: Vec<R>, limit: Limit, key: fn(&R) -> K, show: impl FnMut(R) -> T) -> Self {
        let most = usize::from(limit.0);
        let more = found.len() > most;
        found.truncate(most);
        let next = found.last().filter(|_| more).map(|last| cursor(&key(last)));
        Self { items: found.into_iter().map(show).collect(), next }
    }

    /// A list that is never long.
    pub fn all(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

/// How much a page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u16")]
pub struct Limit(u16);

impl Limit {
    /// How much is looked for, to know whether there is more.
    pub fn and_one(self) -> u64 {
        u64::from(self.0) + 1
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(50)
    }
}

impl TryFrom<u16> for Limit {
    type Error = &'static str;

    fn try_from(limit: u16) -> Result<Self, &'static str> {
        if (1..=200).contains(&limit) { Ok(Self(limit)) } else { Err("1 to 200") }
    }
}

/// Where a page ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor<K>(pub K);

impl<'de, K: DeserializeOwned> Deserialize<'de> for Cursor<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let key = URL_SAFE_NO_PAD.decode(text).ok().and_then(|json| serde_json::from_slice(&json).ok());
        key.map(Self).ok_or_else(|| D::Error::custom("take `next` of the page before, as it is"))
    }
}

fn cursor(key: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

/// Which page of a list is wanted, of which nothing else is asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "K: DeserializeOwned"))]
pub struct Listed<K> {
    /// How much it holds.
    #[serde(default)]
    pub limit: Limit,
    /// Where the one before ended.
    pub cursor: Option<Cursor<K>>,
}

/// Which page of a list is wanted: for the document. Where more is asked of a list, the route's own type has these fields, since a
/// query cannot be nested.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes")]
pub struct Paging {
    /// How much the page holds; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// `next` of the page before.
    cursor: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The pages of 0 to 4, by their cursors.
    fn page(query: &str) -> Value {
        let asked: Listed<u32> = serde_urlencoded::from_str(query).unwrap();
        let after = asked.cursor.map(|cursor| cursor.0);
        let found = (0..5).filter(|number| after.is_none_or(|after| *number > after));
        let found: Vec<u32> = found.take(usize::try_from(asked.limit.and_one()).unwrap()).collect();
        serde_json::to_value(Page::of(found, asked.limit, |number| *number, |number| number)).unwrap()
    }

    #[test]
    fn pages_follow_each_other_to_the_last() {
        assert_eq!(page(""), json!({ "items": [0, 1, 2, 3, 4] }));
        let first = page("limit=2");
        assert_eq!(first["items"], json!([0, 1]));
        let second = page(&format!("limit=2&cursor={}", first["next"].as_str().unwrap()));
        assert_eq!(second["items"], json!([2, 3]));
        let last = page(&format!("limit=2&cursor={}", second["next"].as_str().unwrap()));
        assert_eq!(last, json!({ "items": [4] }));
        assert_eq!(page("limit=5"), page(""));
    }

    #[test]
    fn what_is_no_page_is_refused() {
        for bad in ["limit=0", "limit=201", "limit=-1", "limit=many", "cursor=", "cursor=x", "cursor=Ing", "offset=1"] {
            assert!(serde_urlencoded::from_str::<Listed<u32>>(bad).is_err(), "{bad}");
        }
    }
}
