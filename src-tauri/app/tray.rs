//! The tray icon, shown after the window was closed while trainings were running, until the window is shown again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use localization::{message, text};
use studio::Studio;
use tauri::menu::{Menu, MenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, CloseRequestApi, Manager, Window};

use crate::raise;

const TRAY: &str = "tintype";
const SHOW: &str = "show";
const QUIT: &str = "quit";

/// Hides the window and adds the tray icon instead of closing the window, if trainings are running and the setting for
/// the tray is on. Minimises the window if the icon can't be added. The icon has no tooltip until [`set_tooltip`] is
/// called.
pub(crate) fn on_close(window: &Window, close: &CloseRequestApi) {
    let app = window.app_handle();
    let Some(studio) = app.try_state::<Arc<Studio>>() else {
        return;
    };
    if !studio.hides_on_close() {
        return;
    }
    close.prevent_close();
    // On Linux, this loads a library, and panics if the library is missing.
    let added = catch_unwind(AssertUnwindSafe(|| add(app)));
    let result = match added {
        Ok(Ok(())) => window.hide(),
        Ok(Err(_)) | Err(_) => {
            studio.status_bar.error(message!("app-no-tray"));
            window.minimize()
        }
    };
    if let Err(error) = result {
        tracing::warn!(%error, "the window can't be hidden");
    }
}

/// Removes the icon, if it is shown.
pub(crate) fn remove(app: &AppHandle) {
    app.remove_tray_by_id(TRAY);
}

/// Sets the icon's tooltip, if the icon is shown.
pub(crate) fn set_tooltip(app: &AppHandle, text: &str) {
    if let Some(tray) = app.tray_by_id(TRAY)
        && let Err(error) = tray.set_tooltip(Some(text))
    {
        tracing::debug!(%error, "the tray's tooltip can't be set");
    }
}

fn add(app: &AppHandle) -> tauri::Result<()> {
    let show = MenuItem::with_id(app, SHOW, text!("app-tray-show"), true, None::<&str>)?;
    let quit = MenuItem::with_id(app, QUIT, text!("app-tray-quit"), true, None::<&str>)?;
    let mut tray = TrayIconBuilder::with_id(TRAY)
        .menu(&Menu::with_items(app, &[&show, &quit])?)
        .on_menu_event(|app, event| match event.id().as_ref() {
            SHOW => raise(app),
            QUIT => app.exit(0),
            _ => {}
        });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    Ok(())
}
