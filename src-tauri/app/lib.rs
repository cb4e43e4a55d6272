//! The shell: the window, its commands, its events and the `thumb:` protocol. It knows Tauri and decides
//! nothing: what can be decided is decided in the crate `studio`.

#[cfg(target_os = "linux")]
mod again;
mod clipboard;
mod commands;
mod demo;
mod dialogs;
mod dragging;
mod dropping;
mod logging;
mod outside;
mod refusal;
#[cfg(target_os = "linux")]
mod spelling;
mod start;
mod thumb;

use std::sync::Arc;

use dropping::DroppedAddresses;
use studio::view::Change;
use studio::{Isolated, Studio, notification};
use tauri::{AppHandle, Emitter, Manager, WindowEvent};
use tauri_plugin_notification::NotificationExt;

/// The one event: something the window shows is no longer true.
const CHANGE: &str = "change";

/// Opens the window and runs until it is closed. With `demo`, on the built-in stand-in and its samples. The window
/// shows files from anywhere, so their pixels must be decoded in other processes.
pub fn run(demo: bool, _: &Isolated) -> Result<(), Box<dyn std::error::Error>> {
    let ended = open(demo);
    #[cfg(target_os = "linux")]
    if let Err(error) = &ended {
        again::start(error.as_ref());
    }
    ended
}

fn open(demo: bool) -> Result<(), Box<dyn std::error::Error>> {
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| raise(app)))
        .plugin(tauri_plugin_notification::init())
        .register_asynchronous_uri_scheme_protocol("thumb", |context, request, responder| {
            thumb::answer(context.app_handle(), request.uri(), responder);
        })
        .invoke_handler(commands::handler())
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                outside::closing(window, api);
            }
            if let WindowEvent::Focused(true) = event {
                look_again(window.app_handle());
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
                spelling::begin(&window)?;
            }
            tauri::async_runtime::spawn(async move { studio.begin().await });
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

/// The person comes back to the window: other programs may have changed files meanwhile.
fn look_again(app: &AppHandle) {
    if let Some(studio) = app.try_state::<Arc<Studio>>() {
        let studio = Arc::clone(&studio);
        tauri::async_runtime::spawn(async move { studio.look_again().await });
    }
}

/// Tells the window what changed, and the person when a training ended.
fn tell(app: &AppHandle, change: &Change) {
    if let Change::Training { training, .. } = change
        && let Some((title, body)) = notification(training)
        && let Err(error) = app.notification().builder().title(title).body(body).show()
    {
        tracing::warn!(%error, "the system's notification can't be shown");
    }
    if matches!(change, Change::Training { .. }) {
        outside::show(app);
    }
    if let Err(error) = app.emit(CHANGE, change) {
        tracing::error!(%error, "the window can't be told what changed");
    }
}

/// A second start of the app shows the window that is there.
fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        for raised in [window.unminimize(), window.show(), window.set_focus()] {
            if let Err(error) = raised {
                tracing::warn!(%error, "the window can't be raised");
            }
        }
    }
}
