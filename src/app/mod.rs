//! Wiring: settings, state, clock, telemetry, shutdown.
