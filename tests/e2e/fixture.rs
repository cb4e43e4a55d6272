//! The fixture of a test: a separate home folder and a stand-in for Replicate.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use sandbox::{Options, Sandbox};
use tempfile::TempDir;

use crate::photos;
use crate::window::Window;

/// A token that the stand-in accepts.
pub const TOKEN: &str = "r8_endtoendendtoendendtoendendtoend1234";

pub struct Fixture {
    home: TempDir,
    pub sandbox: Sandbox,
}

impl Fixture {
    /// Creates a fixture whose stand-in trains quickly.
    pub async fn new() -> Fixture {
        Fixture::with_options(Options {
            queue_time: Duration::from_millis(300),
            training_time: Duration::from_secs(2),
            ..Options::default()
        })
        .await
    }

    pub async fn with_options(options: Options) -> Fixture {
        // The home folder's name contains a space, an accent and other special characters, which must not cause errors.
        let home = tempfile::Builder::new()
            .prefix("Zoë’s 100% ")
            .tempdir()
            .unwrap();
        std::fs::create_dir(home.path().join("Pictures")).unwrap();
        Fixture {
            home,
            sandbox: start_at_new_address(options).await,
        }
    }

    /// Opens the app. No other instance may be running.
    pub async fn open(&self) -> Window {
        self.open_with(&[]).await
    }

    /// Opens the app with additional environment variables.
    pub async fn open_with(&self, environment: &[(&str, &str)]) -> Window {
        let home = self.home.path();
        let folder = |name: &str| home.join(name).display().to_string();
        let mut variables = vec![
            ("HOME".to_owned(), home.display().to_string()),
            ("XDG_DATA_HOME".to_owned(), folder("data")),
            ("XDG_CACHE_HOME".to_owned(), folder("cache")),
            ("XDG_CONFIG_HOME".to_owned(), folder("config")),
            ("REPLICATE_BASE_URL".to_owned(), self.sandbox.url()),
        ];
        variables.extend(
            environment
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        Window::open(&variables).await
    }

    /// Opens the app without an account, and opens a folder of photos by dropping it.
    pub async fn open_on(&self, folder: &Path) -> Window {
        let window = self.open().await;
        window.look_around().await;
        window.drop_paths(&[folder]).await;
        window.wait_for("[data-testid=card]").await;
        window
    }

    /// Opens the app, signs in through the window, and opens a folder of photos by dropping it.
    pub async fn open_signed_in(&self, folder: &Path) -> Window {
        let window = self.open().await;
        window.sign_in(TOKEN).await;
        window.drop_paths(&[folder]).await;
        window.wait_for("[data-testid=card]").await;
        window
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Creates a folder of plain photos, named `photo_1.jpg` and so on.
    pub fn photos(&self, name: &str, count: u32) -> PathBuf {
        let folder = self.path(name);
        std::fs::create_dir_all(&folder).unwrap();
        for index in 1..=count {
            photos::write_jpeg(
                &folder.join(format!("photo_{index}.jpg")),
                1400,
                1050,
                index,
            );
        }
        folder
    }

    /// Creates a folder with the sample pictures of the demo and their captions.
    pub fn samples(&self, name: &str) -> PathBuf {
        let folder = self.path(name);
        std::fs::create_dir(&folder).unwrap();
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        for sample in std::fs::read_dir(samples).unwrap() {
            let sample = sample.unwrap();
            if sample.file_name() != "README.md" {
                std::fs::copy(sample.path(), folder.join(sample.file_name())).unwrap();
            }
        }
        folder
    }

    /// Returns every file under the home folder.
    pub fn files(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    walk(&path, found)
                } else {
                    found.push(path)
                }
            }
        }
        let mut found = Vec::new();
        walk(self.home.path(), &mut found);
        found
    }

    /// Asserts that no file under the home folder contains a secret.
    pub fn assert_not_stored(&self, secret: &str) {
        for file in self.files() {
            let bytes = std::fs::read(&file).unwrap_or_default();
            let mut windows = bytes.windows(secret.len());
            let found = windows.any(|window| window == secret.as_bytes());
            assert!(!found, "a secret is stored in {}", file.display());
        }
    }
}

/// Starts a stand-in at an address that no earlier test has used. The tests share a keychain, which keeps a token for
/// each address, so the app would start signed in if an address were reused.
async fn start_at_new_address(options: Options) -> Sandbox {
    static USED: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);
    // The rejected stand-ins keep running until a new address is found, so that the system does not assign their ports
    // again.
    let mut rejected = Vec::new();
    loop {
        let sandbox = Sandbox::start(options.clone()).await.unwrap();
        if USED.lock().unwrap().insert(sandbox.url()) {
            return sandbox;
        }
        rejected.push(sandbox);
    }
}
