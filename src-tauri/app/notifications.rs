//! Shows a system notification when a training succeeds or fails.

use studio::notification;
use studio::view::Training;
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;

/// Notifies the person if the training has succeeded or failed.
pub(crate) fn notify(app: &AppHandle, training: &Training) {
    if let Some((title, body)) = notification(training)
        && let Err(error) = app.notification().builder().title(title).body(body).show()
    {
        tracing::warn!(%error, "the notification can't be shown");
    }
}
