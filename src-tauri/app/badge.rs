//! Shows the number and the progress of running trainings on the dock or the taskbar, and in the tray's tooltip.

use std::sync::Arc;

use studio::{ProgressSummary, Studio};
use tauri::window::{ProgressBarState, ProgressBarStatus};
use tauri::{AppHandle, Manager};

use crate::tray;

/// Updates the badge, the progress bar and the tooltip.
pub(crate) fn update(app: &AppHandle) {
    let Some(studio) = app.try_state::<Arc<Studio>>() else {
        return;
    };
    let ProgressSummary {
        trainings,
        progress,
        sentence,
    } = studio.training.progress_summary();
    if let Some(window) = app.get_webview_window("main") {
        let status = match progress {
            _ if trainings == 0 => ProgressBarStatus::None,
            Some(_) => ProgressBarStatus::Normal,
            None => ProgressBarStatus::Indeterminate,
        };
        let bar = ProgressBarState {
            status: Some(status),
            progress: progress.map(|progress| (progress * 100.0) as u64),
        };
        let badge = window.set_badge_count((trainings > 0).then_some(trainings as i64));
        for result in [badge, window.set_progress_bar(bar)] {
            if let Err(error) = result {
                tracing::debug!(%error, "this desktop shows no badge or progress");
            }
        }
    }
    tray::set_tooltip(app, &sentence);
}
