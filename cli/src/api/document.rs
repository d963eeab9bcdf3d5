//! What the broker says of its own API (OpenAPI 3.1): asked before a dry run, since a broker that knows none on a route would
//! do it in earnest.

use reqwest::Method;
use serde_json::Value;

use super::Api;
use super::path::route;
use super::request::Request;
use crate::error::CliError;
use crate::show::fields::Fields;

impl Api {
    /// Refuses a request that this broker cannot try without doing it.
    pub async fn require_dry_run(&self, request: &Request) -> Result<(), CliError> {
        let read = async || Ok::<_, CliError>(self.get(route!["openapi.json"]).await?.body);
        let document = self.document.get_or_try_init(read).await?;
        if knows_dry_run(document, &request.method, &request.path.0) {
            return Ok(());
        }
        let refused = "this broker cannot try that without doing it, so nothing was sent";
        Err(CliError::Refused(refused.to_owned()))
    }
}

fn knows_dry_run(document: &Value, method: &Method, path: &[String]) -> bool {
    let Some(paths) = document.get("paths").and_then(Value::as_object) else { return false };
    let matching = paths.iter().filter_map(|(template, item)| Some((literals(template, path)?, item)));
    // `/users/import` is not the user named import.
    let Some((_, item)) = matching.max_by_key(|(literals, _)| *literals) else { return false };
    let Some(operation) = item.get(method.as_str().to_lowercase()) else { return false };
    operation.list("parameters").iter().any(|parameter| parameter.text("name") == Some("dry_run"))
}

/// How many pieces of a template stand in a path as they are; none where it is another path's.
fn literals(template: &str, path: &[String]) -> Option<usize> {
    let pieces: Vec<&str> = template.strip_prefix("/admin/v1/")?.split('/').collect();
    if pieces.len() != path.len() {
        return None;
    }
    let mut literals = 0;
    for (piece, value) in pieces.iter().zip(path) {
        if piece == value {
            literals += 1;
        } else if !piece.starts_with('{') {
            return None;
        }
    }
    Some(literals)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_dry_run_is_sent_only_where_it_is_one() {
        let dry = json!({ "parameters": [{ "name": "dry_run", "in": "query" }] });
        let document = json!({ "paths": {
            "/admin/v1/organizations/{organization}/users/{user}": { "patch": dry, "post": {} },
            "/admin/v1/organizations/{organization}/users/import": { "post": dry },
        }});
        let knows = |method, path: &[&str]| {
            let path: Vec<String> = path.iter().map(ToString::to_string).collect();
            knows_dry_run(&document, &method, &path)
        };
        assert!(knows(Method::PATCH, &["organizations", "st-janshof", "users", "a@b.example"]));
        assert!(!knows(Method::POST, &["organizations", "st-janshof", "users", "a@b.example"]));
        assert!(knows(Method::POST, &["organizations", "st-janshof", "users", "import"]));
        assert!(!knows(Method::PATCH, &["organizations", "st-janshof"]));
        assert!(!knows(Method::DELETE, &["tokens", "mia"]));
        assert!(!knows_dry_run(&json!({}), &Method::POST, &["apply".to_owned()]));
    }
}
