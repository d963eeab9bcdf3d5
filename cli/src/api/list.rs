//! Long lists, followed from page to page.

use serde_json::{Value, json};

use super::Api;
use super::request::Request;
use crate::error::CliError;
use crate::show::fields::Fields;

/// As much as a page may hold.
const PAGE: usize = 200;

/// A list, as far as it was wanted.
pub struct Listed {
    /// What is in it.
    pub items: Vec<Value>,
    /// Whether there is more.
    pub more: bool,
}

impl Listed {
    /// For programs: the form that the API has.
    pub fn json(&self) -> Value {
        json!({ "items": self.items, "more": self.more })
    }
}

impl Api {
    /// Reads a list, page by page, to its end or to as much as is wanted.
    pub async fn list(&self, request: &Request, limit: usize) -> Result<Listed, CliError> {
        let mut items: Vec<Value> = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let page = limit.saturating_sub(items.len()).clamp(1, PAGE);
            let page = request.clone().with("limit", page).maybe("cursor", cursor.as_ref());
            let answer = self.send(&page).await?.body;
            let found = answer.items();
            let next = answer.text("next").map(str::to_owned);
            // A page that leads nowhere ends it, whatever it says.
            let on = !found.is_empty() && next.is_some() && next != cursor;
            items.extend(found.iter().cloned());
            if !on || items.len() >= limit {
                let more = items.len() > limit || on;
                items.truncate(limit);
                return Ok(Listed { items, more });
            }
            cursor = next;
        }
    }
}
