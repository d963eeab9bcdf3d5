//! A stand-in with a server of its own.

use std::net::Ipv4Addr;
use std::ops::Deref;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::{Handle, Options, StandInError};

/// A running stand-in: a [`Handle`] (to which it dereferences) and the server behind it. Dropping it stops the server.
pub struct EntraStandIn {
    handle: Handle,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl EntraStandIn {
    /// Binds 127.0.0.1 and serves in a task of its own.
    pub async fn start(mut options: Options) -> Result<Self, StandInError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        options.port = listener.local_addr()?.port();
        let handle = Handle::new(options);
        let (stop, stopped) = oneshot::channel::<()>();
        let router = handle.router();
        let server = tokio::spawn(async move {
            let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
                // Told to, or dropped: either way this is the end.
                let _ = stopped.await;
            });
            let _ = serving.await;
        });
        Ok(Self { handle, stop: Some(stop), server })
    }

    /// A handle that may outlive the server.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Stops listening and waits for the requests under way.
    pub async fn shutdown(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        let _ = (&mut self.server).await;
    }
}

impl Deref for EntraStandIn {
    type Target = Handle;

    fn deref(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for EntraStandIn {
    fn drop(&mut self) {
        self.server.abort();
    }
}
