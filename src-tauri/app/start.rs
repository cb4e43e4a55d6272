//! Opens the studio, with the configuration from the environment and the system's folders.

use studio::{AppDirs, BaseUrl, Config, Keychain, Studio, Timing};
use tauri::{AppHandle, Manager};

use crate::thumbnail_protocol::thumb_base;
use crate::{demo, emit, logging};

type StartResult<T> = Result<T, Box<dyn std::error::Error>>;

/// Begins to log, and opens the studio. Its changes are emitted to the window.
pub(crate) fn studio(app: &AppHandle, demo: bool) -> StartResult<Studio> {
    logging::init(&app.path().app_log_dir()?);
    let config = if demo {
        demo::config(app, dirs(app)?)?
    } else {
        config(dirs(app)?)?
    };
    tracing::info!(version = env!("CARGO_PKG_VERSION"), demo, "started");
    let app = app.clone();
    Ok(Studio::open(config, move |change| emit(&app, &change))?)
}

fn config(dirs: AppDirs) -> StartResult<Config> {
    Ok(Config {
        dirs,
        // The official Python client also reads REPLICATE_BASE_URL.
        base: match std::env::var("REPLICATE_BASE_URL") {
            Ok(address) => BaseUrl::parse(&address)?,
            Err(_) => BaseUrl::default(),
        },
        environment_token: std::env::var("REPLICATE_API_TOKEN")
            .ok()
            .filter(|token| !token.is_empty()),
        demo_token: None,
        thumb_base: thumb_base(),
        timing: Timing::default(),
        initial_dataset: None,
        before_commit: None,
        keychain: Keychain::system(),
    })
}

fn dirs(app: &AppHandle) -> StartResult<AppDirs> {
    let path = app.path();
    Ok(AppDirs {
        data: path.app_local_data_dir()?,
        cache: path.app_cache_dir()?,
        // Some Linux systems have no pictures folder configured.
        pictures: path
            .picture_dir()
            .or_else(|_| path.home_dir().map(|home| home.join("Pictures")))?,
        home: path.home_dir().ok(),
    })
}
