//! `--demo`: runs the app on the built-in stand-in, with a sample dataset that is restored at every start.

use std::path::Path;
use std::time::Duration;

use sandbox::{Options, Sandbox};
use studio::{AppDirs, BaseUrl, Config, Keychain, Timing};
use tauri::{AppHandle, Manager};

use crate::thumbnail_protocol::thumb_base;

/// The sample pictures and captions.
static SAMPLES: include_dir::Dir<'_> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/samples");

/// Starts the stand-in, writes the samples to the cache folder, and returns the configuration for both.
pub(crate) fn config(app: &AppHandle, dirs: AppDirs) -> Result<Config, Box<dyn std::error::Error>> {
    let home = dirs.cache.join("demo");
    if home.exists() {
        std::fs::remove_dir_all(&home)?;
    }
    let pictures = home.join("Pictures");
    write_samples(&pictures.join("Clay fox"))?;
    let sandbox = tauri::async_runtime::block_on(Sandbox::start(Options {
        // Long enough to see what a training looks like.
        training_time: Duration::from_secs(40),
        queue_time: Duration::from_secs(4),
        prediction_time: Duration::from_secs(2),
        ..Options::default()
    }))?;
    let base = BaseUrl::parse(&sandbox.url())?;
    // Keeps the stand-in running until the app exits.
    app.manage(sandbox);
    let dirs = AppDirs {
        data: home.join("data"),
        cache: home.join("cache"),
        pictures: pictures.clone(),
        home: dirs.home,
    };
    Ok(Config {
        dirs,
        base,
        environment_token: None,
        demo_token: Some("r8_demo".to_owned()),
        thumb_base: thumb_base(),
        timing: Timing::default(),
        initial_dataset: Some(pictures.join("Clay fox")),
        before_commit: None,
        keychain: Keychain::system(),
    })
}

fn write_samples(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let is_sample = |path: &Path| {
        path.extension()
            .is_some_and(|extension| extension == "jpg" || extension == "txt")
    };
    for file in SAMPLES.files().filter(|file| is_sample(file.path())) {
        std::fs::write(folder.join(file.path()), file.contents())?;
    }
    Ok(())
}
