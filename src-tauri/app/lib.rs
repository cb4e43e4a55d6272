//! The shell: the window, its commands, its events and the `thumb:` protocol. It is the only crate that uses Tauri, and
//! leaves all decisions to the crate `studio`.

mod badge;
mod clipboard;
mod command_error;
mod commands;
mod demo;
mod dialogs;
mod dragging;
mod dropping;
mod logging;
mod notifications;
#[cfg(target_os = "linux")]
mod relaunch;
#[cfg(target_os = "linux")]
mod spelling;
mod start;
mod thumbnail_protocol;
mod tray;

use std::sync::Arc;

use dropping::DroppedAddresses;
use studio::view::AppEvent;
use studio::{Isolated, Studio};
use tauri::{AppHandle, Emitter, Manager, WindowEvent};

/// The name of the only event, which reports a change of the state that the page shows.
const CHANGE: &str = "change";

/// Opens the window and runs until it is closed. With `demo`, the app runs on the built-in stand-in and its samples.
///
/// The window shows files from any source, so pictures must be decoded in worker processes. An [`Isolated`] proves that
/// they are.
pub fn run(demo: bool, _: &Isolated) -> Result<(), Box<dyn std::error::Error>> {
    let result = open(demo);
    #[cfg(target_os = "linux")]
    if let Err(error) = &result {
        relaunch::after_failed_start(error.as_ref());
    }
    result
}

fn open(demo: bool) -> Result<(), Box<dyn std::error::Error>> {
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| raise(app)))
        .plugin(tauri_plugin_notification::init())
        .register_asynchronous_uri_scheme_protocol("thumb", |context, request, responder| {
            thumbnail_protocol::respond(context.app_handle(), request.uri(), responder);
        })
        .invoke_handler(commands::handler())
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                tray::on_close(window, api);
                badge::update(window.app_handle());
            }
            if let WindowEvent::Focused(true) = event {
                check_for_changes(window.app_handle());
            }
        })
        .setup(move |app| {
            let handle = app.handle().clone();
            let studio = Arc::new(start::studio(&handle, demo)?);
            app.manage(Arc::clone(&studio));
            app.manage(DroppedAddresses::default());
            #[cfg(target_os = "linux")]
            if let Some(window) = app.get_webview_window("main") {
                dropping::listen(&window)?;
                spelling::enable(&window)?;
            }
            tauri::async_runtime::spawn(async move { studio.begin().await });
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

/// Looks for changes by other programs, when the person comes back to the window.
fn check_for_changes(app: &AppHandle) {
    if let Some(studio) = app.try_state::<Arc<Studio>>() {
        let studio = Arc::clone(&studio);
        tauri::async_runtime::spawn(async move { studio.workspace.check_for_changes().await });
    }
}

/// Emits a change to the window. For a training, also updates the badge, and notifies the person if the training has
/// succeeded or failed.
fn emit(app: &AppHandle, change: &AppEvent) {
    if let AppEvent::Training { training, .. } = change {
        notifications::notify(app, training);
        badge::update(app);
    }
    if let Err(error) = app.emit(CHANGE, change) {
        tracing::error!(%error, "the event can't be emitted");
    }
}

/// Shows the window, which may be hidden or minimised, and removes the tray icon.
fn raise(app: &AppHandle) {
    tray::remove(app);
    if let Some(window) = app.get_webview_window("main") {
        for result in [window.unminimize(), window.show(), window.set_focus()] {
            if let Err(error) = result {
                tracing::warn!(%error, "the window can't be raised");
            }
        }
    }
}
