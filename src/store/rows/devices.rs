//! Rows of devices without a browser.

use anteroom_entity as entity;
use chrono::Duration;

use super::{Row, word};
use crate::domain::device::{DeviceAuthorization, DeviceCodes};
use crate::store::StoreError;

pub(in crate::store) fn device(row: entity::device_authorizations::Model) -> Result<DeviceAuthorization, StoreError> {
    let at = Row("device_authorizations", row.id);
    Ok(DeviceAuthorization {
        id: row.id.into(),
        application_id: row.application_id.into(),
        scope: row.scope,
        state: at.word(&row.state)?,
        grant: row.organization_id.zip(row.grant_id).map(|(organization, grant)| (organization.into(), grant.into())),
        interval: Duration::seconds(row.interval_seconds.into()),
        ip: row.ip.map(|ip| ip.parse()).transpose().map_err(|_| at.corrupt())?,
        created_at: row.created_at,
        expires_at: row.expires_at,
    })
}

pub(in crate::store) fn device_row(
    device: &DeviceAuthorization,
    codes: &DeviceCodes,
) -> entity::device_authorizations::Model {
    entity::device_authorizations::Model {
        id: device.id.0,
        device_code_hash: codes.device_code.to_vec(),
        user_code_hash: codes.user_code.to_vec(),
        application_id: device.application_id.0,
        scope: device.scope.clone(),
        state: word(&device.state),
        organization_id: device.grant.map(|(organization, _)| organization.0),
        grant_id: device.grant.map(|(_, grant)| grant.0),
        interval_seconds: seconds(device.interval),
        // The first question may come at once.
        next_poll_at: device.created_at,
        ip: device.ip.map(|ip| ip.to_string()),
        created_at: device.created_at,
        expires_at: device.expires_at,
    }
}

pub(in crate::store) fn seconds(interval: Duration) -> i32 {
    i32::try_from(interval.num_seconds()).unwrap_or(i32::MAX)
}
