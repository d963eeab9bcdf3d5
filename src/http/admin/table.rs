//! The routes of the admin API, a line each: who may, and what answers. Method and path stand at the handler, in the words
//! that the document is made of; a test walks what is here, so that no route can be forgotten.

use axum::Extension;
use axum::routing::MethodRouter;
use http::Method;
use utoipa_axum::router::UtoipaMethodRouter;

use super::{
    applications, audit, break_glass, configuration, connections, credentials, deliveries, document, domain_checks,
    domains, explain, flags, grid, identities, imports, invitations, logo, me, move_domain, organizations, pilot,
    preview, rollouts, sessions, sign_ins, tokens, users, versions, webhooks,
};
use crate::domain::admin_role::Permission;
use crate::http::Context;

macro_rules! table {
    ($($permission:ident $handler:path $(, $large:ident)?;)+) => {{
        let table: Vec<fn() -> Route> =
            vec![$(|| Route::new(Permission::$permission, utoipa_axum::routes!($handler))$(.$large())?),+];
        table.into_iter().map(|route| route())
    }};
}

/// Routes of what the operator has, and each organization too: by one handler, which asks for the `Owner`.
macro_rules! of_both {
    ($($permission:ident $handler:path;)+) => {{
        let table: Vec<fn() -> [Route; 2]> = vec![$(|| [
            Route::new(Permission::$permission, utoipa_axum::routes!($handler)),
            Route::new(Permission::$permission, document::in_organization(utoipa_axum::routes!($handler))),
        ]),+];
        table.into_iter().flat_map(|routes| routes())
    }};
}

/// All of them, each made when its turn comes: what describes them is larger than what answers, and is seldom asked for.
#[expect(clippy::too_many_lines, reason = "a table: one line for each")]
pub fn routes() -> impl Iterator<Item = Route> {
    let own = table! {
        Read        organizations::list;
        Configure   organizations::create;
        Read        organizations::get;
        Configure   organizations::change;
        Configure   organizations::delete;
        Read        domains::list;
        Configure   domains::create;
        Read        domains::get;
        Configure   domains::change;
        Configure   domains::delete;
        Read        domain_checks::get;
        ProveDomains domain_checks::check;
        Read        connections::list;
        Configure   connections::create;
        Read        connections::get;
        Configure   connections::change;
        Configure   connections::delete;
        Read        versions::list;
        Configure   versions::put_draft;
        Configure   versions::discard_draft;
        Configure   versions::activate;
        Configure   versions::undo;
        Read        credentials::list;
        Configure   credentials::put;
        Configure   credentials::delete;
        Read        logo::get;
        Configure   logo::put;
        Configure   logo::delete;
        Read        applications::list;
        Configure   applications::create;
        Read        applications::get;
        Configure   applications::change;
        Configure   applications::renew_secret;
        Configure   applications::delete;
        Read        grid::anywhere;
        Read        grid::of_organization;
        Read        tokens::list;
        Configure   tokens::create;
        Read        tokens::get;
        Configure   tokens::revoke;
        Read        flags::list;
        Read        flags::get;
        SetFlags    flags::set;
        SetFlags    flags::unset;
        Read        flags::history;
        Read        preview::get;
        Read        pilot::list;
        SetFlags    pilot::change, large;
        Read        users::list;
        Configure   users::create;
        Configure   imports::import, large;
        Configure   move_domain::move_domain;
        Read        users::get;
        Configure   users::change;
        Configure   users::delete;
        Read        identities::list;
        Unbind      identities::unbind;
        EndSessions sessions::end_all;
        Read        sessions::list;
        EndSessions sessions::end;
        Read        break_glass::list;
        BreakGlass  break_glass::request;
        BreakGlass  break_glass::approve;
        BreakGlass  break_glass::close;
        Read        rollouts::list;
        SetFlags    rollouts::start;
        Read        rollouts::get;
        SetFlags    rollouts::pause;
        SetFlags    rollouts::resume;
        SetFlags    rollouts::cancel;
        Read        invitations::list;
        Invite      invitations::create;
        Invite      invitations::revoke;
        Invite      invitations::resend;
        Explain     explain::anywhere;
        Explain     explain::person;
        Explain     explain::sign_in;
        Read        explain::aadsts;
        Read        sign_ins::list;
        Read        sign_ins::get;
        Read        audit::list;
        Read        audit::list_all;
        Read        audit::export::of_organization;
        Read        audit::export::all;
        Read        audit::verify::verify;
        Read        audit::verify::anchors;
        Read        me::get;
        Read        configuration::export;
        Configure   configuration::apply, large;
    };
    let of_both = of_both! {
        Read        webhooks::list;
        Configure   webhooks::create;
        Read        webhooks::get;
        Configure   webhooks::change;
        Configure   webhooks::delete;
        Configure   webhooks::rotate_secret;
        Read        deliveries::list;
        Configure   deliveries::replay;
        Configure   deliveries::test;
    };
    own.chain(of_both)
}

/// A route.
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path, with the names of its parameters in braces.
    pub path: String,
    /// What the caller must be allowed.
    pub permission: Permission,
    /// Whether it takes a file: larger than all else, and one at a time.
    pub is_large: bool,
    /// What answers, and how it is described.
    pub(super) answers: UtoipaMethodRouter<Context>,
}

impl Route {
    fn new(permission: Permission, (schemas, mut paths, handler): UtoipaMethodRouter<Context>) -> Self {
        let (mut method, mut path) = (Method::GET, String::new());
        for (at, item) in &mut paths.paths {
            path.clone_from(at);
            for (of, operation) in [
                (Method::GET, &mut item.get),
                (Method::POST, &mut item.post),
                (Method::PUT, &mut item.put),
                (Method::PATCH, &mut item.patch),
                (Method::DELETE, &mut item.delete),
            ] {
                if let Some(operation) = operation {
                    method = of;
                    document::complete(operation, permission);
                }
            }
        }
        // Where the extractor of the caller finds what to ask for.
        let handler: MethodRouter<Context> = handler.layer(Extension(permission));
        Self { method, path, permission, is_large: false, answers: (schemas, paths, handler) }
    }

    fn large(self) -> Self {
        Self { is_large: true, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::too_many_lines, reason = "a line for each route")]
    fn who_may_what() {
        let line = |route: &Route| {
            format!("{:<9}{:<7}{}", route.permission.least_role().as_str(), route.method.as_str(), route.path)
        };
        let mut lines: Vec<_> = routes().map(|route| line(&route)).collect();
        let count = lines.len();
        insta::assert_snapshot!(lines.join("\n"), @r"
        auditor  GET    /organizations
        operator POST   /organizations
        auditor  GET    /organizations/{organization}
        operator PATCH  /organizations/{organization}
        operator DELETE /organizations/{organization}
        auditor  GET    /organizations/{organization}/domains
        operator POST   /organizations/{organization}/domains
        auditor  GET    /organizations/{organization}/domains/{domain}
        operator PATCH  /organizations/{organization}/domains/{domain}
        operator DELETE /organizations/{organization}/domains/{domain}
        auditor  GET    /organizations/{organization}/domains/{domain}/check
        support  POST   /organizations/{organization}/domains/{domain}/check
        auditor  GET    /organizations/{organization}/connections
        operator POST   /organizations/{organization}/connections
        auditor  GET    /organizations/{organization}/connections/{connection}
        operator PATCH  /organizations/{organization}/connections/{connection}
        operator DELETE /organizations/{organization}/connections/{connection}
        auditor  GET    /organizations/{organization}/connections/{connection}/versions
        operator PUT    /organizations/{organization}/connections/{connection}/versions/draft
        operator DELETE /organizations/{organization}/connections/{connection}/versions/draft
        operator POST   /organizations/{organization}/connections/{connection}/versions/draft/activate
        operator POST   /organizations/{organization}/connections/{connection}/undo
        auditor  GET    /organizations/{organization}/connections/{connection}/credentials
        operator PUT    /organizations/{organization}/connections/{connection}/credentials
        operator DELETE /organizations/{organization}/connections/{connection}/credentials/{slot}
        auditor  GET    /organizations/{organization}/logo
        operator PUT    /organizations/{organization}/logo
        operator DELETE /organizations/{organization}/logo
        auditor  GET    /applications
        operator POST   /applications
        auditor  GET    /applications/{application}
        operator PATCH  /applications/{application}
        operator POST   /applications/{application}/secret
        operator DELETE /applications/{application}
        auditor  GET    /application-grid
        auditor  GET    /organizations/{organization}/application-grid
        auditor  GET    /tokens
        operator POST   /tokens
        auditor  GET    /tokens/{token}
        operator DELETE /tokens/{token}
        auditor  GET    /organizations/{organization}/flags
        auditor  GET    /organizations/{organization}/flags/{flag}
        support  PUT    /organizations/{organization}/flags/{flag}
        support  DELETE /organizations/{organization}/flags/{flag}
        auditor  GET    /organizations/{organization}/flags/{flag}/history
        auditor  GET    /organizations/{organization}/flags/{flag}/preview
        auditor  GET    /organizations/{organization}/pilot
        support  PATCH  /organizations/{organization}/pilot
        auditor  GET    /organizations/{organization}/users
        operator POST   /organizations/{organization}/users
        operator POST   /organizations/{organization}/users/import
        operator POST   /organizations/{organization}/users/move-domain
        auditor  GET    /organizations/{organization}/users/{user}
        operator PATCH  /organizations/{organization}/users/{user}
        operator DELETE /organizations/{organization}/users/{user}
        auditor  GET    /organizations/{organization}/users/{user}/identities
        support  POST   /organizations/{organization}/users/{user}/unbind
        support  POST   /organizations/{organization}/users/{user}/end-sessions
        auditor  GET    /organizations/{organization}/sessions
        support  DELETE /organizations/{organization}/sessions/{session}
        auditor  GET    /organizations/{organization}/break-glass
        support  POST   /organizations/{organization}/break-glass
        support  POST   /organizations/{organization}/break-glass/{id}/approve
        support  POST   /organizations/{organization}/break-glass/{id}/close
        auditor  GET    /rollouts
        support  POST   /rollouts
        auditor  GET    /rollouts/{id}
        support  POST   /rollouts/{id}/pause
        support  POST   /rollouts/{id}/resume
        support  POST   /rollouts/{id}/cancel
        auditor  GET    /organizations/{organization}/invitations
        support  POST   /organizations/{organization}/invitations
        support  DELETE /organizations/{organization}/invitations/{invitation}
        support  POST   /organizations/{organization}/invitations/{invitation}/resend
        support  GET    /explain
        support  GET    /organizations/{organization}/explain
        support  GET    /explain/sign-ins/{sign_in}
        auditor  GET    /aadsts/{code}
        auditor  GET    /organizations/{organization}/sign-ins
        auditor  GET    /organizations/{organization}/sign-ins/{sign_in}
        auditor  GET    /organizations/{organization}/audit
        auditor  GET    /audit
        auditor  GET    /organizations/{organization}/audit/export
        auditor  GET    /audit/export
        auditor  GET    /audit/verify
        auditor  GET    /audit/anchors
        auditor  GET    /me
        auditor  GET    /export
        operator POST   /apply
        auditor  GET    /webhooks
        auditor  GET    /organizations/{organization}/webhooks
        operator POST   /webhooks
        operator POST   /organizations/{organization}/webhooks
        auditor  GET    /webhooks/{webhook}
        auditor  GET    /organizations/{organization}/webhooks/{webhook}
        operator PATCH  /webhooks/{webhook}
        operator PATCH  /organizations/{organization}/webhooks/{webhook}
        operator DELETE /webhooks/{webhook}
        operator DELETE /organizations/{organization}/webhooks/{webhook}
        operator POST   /webhooks/{webhook}/rotate-secret
        operator POST   /organizations/{organization}/webhooks/{webhook}/rotate-secret
        auditor  GET    /webhooks/{webhook}/deliveries
        auditor  GET    /organizations/{organization}/webhooks/{webhook}/deliveries
        operator POST   /webhooks/{webhook}/replay
        operator POST   /organizations/{organization}/webhooks/{webhook}/replay
        operator POST   /webhooks/{webhook}/test
        operator POST   /organizations/{organization}/webhooks/{webhook}/test
        ");
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), count, "an address answers in one way");
    }
}
