//! `anteroom serve`

use std::process::ExitCode;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::wrong_use;
use crate::app::Broker;
use crate::app::settings::Settings;
use crate::domain::clock::Clock;

/// Serves until SIGTERM or SIGINT; a second signal ends it at once.
pub async fn run(settings: &Settings, clock: Clock) -> ExitCode {
    match serve(settings, clock).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => wrong_use(&error),
    }
}

async fn serve(settings: &Settings, clock: Clock) -> anyhow::Result<()> {
    let broker = Broker::new(settings, clock).await?;
    let cannot = |address| format!("cannot listen on {address}");
    let public = TcpListener::bind(settings.listen).await.with_context(|| cannot(settings.listen))?;
    let operations = match settings.operations_listen {
        Some(address) => Some(TcpListener::bind(address).await.with_context(|| cannot(address))?),
        None => None,
    };
    let cancelled = CancellationToken::new();
    stop_on_signal(cancelled.clone())?;
    tracing::info!(listen = %settings.listen, issuer = settings.issuer()?, "server.started");
    broker.serve(public, operations, cancelled).await?;
    tracing::info!("server.stopped");
    Ok(())
}

fn stop_on_signal(cancelled: CancellationToken) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if cancelled.is_cancelled() {
                std::process::exit(1);
            }
            cancelled.cancel();
        }
    });
    Ok(())
}
