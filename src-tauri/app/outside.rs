//! What is seen of Tintype outside of its page: the number and the progress on the dock or the task bar, and the tray
//! while the window is hidden. What there is to show is said by `studio`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use studio::{Studio, UnderWay};
use tauri::menu::{Menu, MenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::window::{ProgressBarState, ProgressBarStatus};
use tauri::{AppHandle, CloseRequestApi, Manager, Window};

use crate::raise;

const TRAY: &str = "tintype";
const SHOW: &str = "show";
const QUIT: &str = "quit";

/// Shows what is on its way.
pub(crate) fn show(app: &AppHandle) {
    let Some(studio) = app.try_state::<Arc<Studio>>() else {
        return;
    };
    let UnderWay {
        trainings,
        progress,
        sentence,
    } = studio.under_way();
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
        for shown in [badge, window.set_progress_bar(bar)] {
            if let Err(error) = shown {
                tracing::debug!(%error, "this desktop shows nothing outside of the window");
            }
        }
    }
    if let Some(tray) = app.tray_by_id(TRAY)
        && let Err(error) = tray.set_tooltip(Some(sentence))
    {
        tracing::debug!(%error, "the tray can't say what is on its way");
    }
}

/// The person closes the window: it hides where trainings are on their way and the person wants them to go on.
pub(crate) fn closing(window: &Window, close: &CloseRequestApi) {
    let app = window.app_handle();
    let Some(studio) = app.try_state::<Arc<Studio>>() else {
        return;
    };
    if !studio.stays_in_tray() {
        return;
    }
    close.prevent_close();
    // The library that Linux needs for it is loaded now, and panics where it is missing.
    let tray = catch_unwind(AssertUnwindSafe(|| put_into_tray(app)));
    let hidden = match tray {
        Ok(Ok(())) => window.hide(),
        Ok(Err(_)) | Err(_) => {
            studio.say_wrong("This desktop has no tray, so the window was made small instead: trainings go on. Without the setting it closes.");
            window.minimize()
        }
    };
    if let Err(error) = hidden {
        tracing::warn!(%error, "the window can't be hidden");
    }
    show(app);
}

fn put_into_tray(app: &AppHandle) -> tauri::Result<()> {
    let open = MenuItem::with_id(app, SHOW, "Show Tintype", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, QUIT, "Quit", true, None::<&str>)?;
    let mut tray = TrayIconBuilder::with_id(TRAY)
        .menu(&Menu::with_items(app, &[&open, &quit])?)
        .on_menu_event(|app, event| match event.id().as_ref() {
            SHOW => {
                app.remove_tray_by_id(TRAY);
                raise(app);
            }
            QUIT => app.exit(0),
            _ => {}
        });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    Ok(())
}
