//! Other desktop programs: a file manager, a drop target, a dock, a keychain that does not respond, and an instance of
//! the app that is exiting.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt;
use tokio::sync::Notify;
use zbus::{MatchRule, MessageStream};
use zbus::{OwnedObjectPath, OwnedVariant};

/// A file manager on the session bus that records which files it is asked to show (freedesktop.org's File Manager D-Bus
/// Interface). Tests run one at a time, so no other test sees it.
pub struct FileManager {
    asked: Arc<Mutex<Vec<String>>>,
    _connection: zbus::Connection,
}

struct Shows(Arc<Mutex<Vec<String>>>);

#[zbus::interface(name = "org.freedesktop.FileManager1")]
impl Shows {
    fn show_items(&self, uris: Vec<String>, _startup_id: &str) {
        self.0.lock().unwrap().extend(uris);
    }
}

impl FileManager {
    pub async fn open() -> FileManager {
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let connection = zbus::connection::Builder::session()
            .name("org.freedesktop.FileManager1")
            .serve_at("/org/freedesktop/FileManager1", Shows(Arc::clone(&asked)))
            .build()
            .await
            .unwrap();
        FileManager {
            asked,
            _connection: connection,
        }
    }

    /// Returns the file that it was last asked to show.
    pub fn shows(&self) -> Option<PathBuf> {
        self.asked.lock().unwrap().last().map(|uri| path(uri))
    }
}

/// A program whose window is above all others and accepts dropped files.
pub struct Taker {
    program: Child,
    taken: Arc<Mutex<Vec<String>>>,
}

impl Taker {
    /// The position of the window's middle on the screen.
    pub const MIDDLE: (i64, i64) = (1000, 300);

    pub fn open() -> Taker {
        let (x, y) = Taker::MIDDLE;
        let mut program = Command::new("yad")
            .args(["--dnd", "--on-top", "--undecorated", "--no-buttons"])
            .args(["--width=160", "--height=160", "--text=Drop here"])
            .args([format!("--posx={}", x - 80), format!("--posy={}", y - 80)])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("yad is installed (scripts/setup test)");
        let taken: Arc<Mutex<Vec<String>>> = Arc::default();
        let (lines, noted) = (program.stdout.take().unwrap(), Arc::clone(&taken));
        std::thread::spawn(move || {
            for line in BufReader::new(lines).lines().map_while(Result::ok) {
                noted.lock().unwrap().push(line);
            }
        });
        Taker { program, taken }
    }

    /// Returns whether its window is visible.
    pub fn is_there(&self) -> bool {
        let found = Command::new("xdotool")
            .args(["search", "--onlyvisible", "--pid"])
            .arg(self.program.id().to_string())
            .output();
        !found.unwrap().stdout.is_empty()
    }

    /// Returns the files that were dropped on it.
    pub fn taken(&self) -> Vec<PathBuf> {
        let taken = self.taken.lock().unwrap();
        taken.iter().map(|uri| path(uri)).collect()
    }
}

impl Drop for Taker {
    fn drop(&mut self) {
        self.program.kill().ok();
        self.program.wait().ok();
    }
}

fn path(uri: &str) -> PathBuf {
    let uri = tauri::Url::parse(uri.trim()).unwrap();
    uri.to_file_path().unwrap()
}

/// A dock on the session bus that understands Unity's launcher entries, like Ubuntu's and KDE's. It records the
/// updates that the app sends.
pub struct Dock {
    said: Arc<Mutex<HashMap<String, OwnedVariant>>>,
    _connection: zbus::Connection,
}

impl Dock {
    pub async fn open() -> Dock {
        let name = "com.canonical.Unity";
        let connection = zbus::connection::Builder::session()
            .name(name)
            .build()
            .await
            .unwrap();
        let updates = MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .interface("com.canonical.Unity.LauncherEntry")
            .member("Update")
            .build()
            .unwrap();
        let mut updates = MessageStream::for_match_rule(updates, &connection, None)
            .await
            .unwrap();
        let said: Arc<Mutex<HashMap<String, OwnedVariant>>> = Arc::default();
        let noted = Arc::clone(&said);
        tokio::spawn(async move {
            while let Some(Ok(update)) = updates.next().await {
                let body = update.body();
                let (app, news): (String, HashMap<String, OwnedVariant>) =
                    body.deserialize().unwrap();
                assert_eq!(app, "application://Tintype.desktop");
                noted.lock().unwrap().extend(news);
            }
        });
        Dock {
            said,
            _connection: connection,
        }
    }

    /// Returns the number on the app's icon, if one is shown.
    pub fn count(&self) -> Option<i64> {
        self.shown("count", |value| i64::try_from(value).ok())
    }

    /// Returns the progress on the app's icon, from 0 to 1, if it is shown.
    pub fn progress(&self) -> Option<f64> {
        self.shown("progress", |value| f64::try_from(value).ok())
    }

    fn shown<T>(&self, name: &str, read: impl Fn(&OwnedVariant) -> Option<T>) -> Option<T> {
        let said = self.said.lock().unwrap();
        let visible = bool::try_from(said.get(&format!("{name}-visible"))?).ok()?;
        said.get(name).and_then(read).filter(|_| visible)
    }
}

/// An instance of the app that is exiting: it still owns the app's name on the bus, and releases the name when it is
/// asked to raise its window.
pub struct EndingApp {
    asked: Arc<Notify>,
}

#[zbus::interface(name = "org.SingleInstance.DBus")]
impl EndingApp {
    async fn execute_callback(&self, _arguments: Vec<String>, _folder: String) {
        self.asked.notify_one();
        std::future::pending::<()>().await;
    }
}

impl EndingApp {
    pub async fn begin() {
        let asked = Arc::new(Notify::new());
        let hold = async || {
            let ending = EndingApp {
                asked: Arc::clone(&asked),
            };
            zbus::connection::Builder::session()
                .name("app.tintype.desktop.SingleInstance")
                .serve_at("/app/tintype/desktop/SingleInstance", ending)
                .build()
                .await
        };
        // The app of the previous test may still own the name.
        let connection = loop {
            match hold().await {
                Ok(connection) => break connection,
                Err(zbus::Error::NameTaken) => tokio::time::sleep(Duration::from_millis(30)).await,
                Err(error) => panic!("{error}"),
            }
        };
        tokio::spawn(async move {
            asked.notified().await;
            connection.close().await.unwrap();
        });
    }
}

/// A keychain that never responds, like a locked Secret Service whose prompt can't appear. It has its own session bus.
pub struct SilentKeychain {
    bus: Child,
    address: String,
    asked: Arc<Notify>,
    _connection: zbus::Connection,
}

struct Silence(Arc<Notify>);

#[zbus::interface(name = "org.freedesktop.Secret.Service")]
impl Silence {
    async fn open_session(
        &self,
        _algorithm: String,
        _input: OwnedVariant,
    ) -> (OwnedVariant, OwnedObjectPath) {
        self.0.notify_one();
        std::future::pending().await
    }
}

impl SilentKeychain {
    pub async fn open() -> SilentKeychain {
        let mut bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-daemon is installed (scripts/setup test)");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        let address = address.trim().to_owned();
        let asked = Arc::new(Notify::new());
        let connection = zbus::connection::Builder::address(address.as_str())
            .name("org.freedesktop.secrets")
            .serve_at("/org/freedesktop/secrets", Silence(Arc::clone(&asked)))
            .build()
            .await
            .unwrap();
        SilentKeychain {
            bus,
            address,
            asked,
            _connection: connection,
        }
    }

    /// Returns the address of its bus, for `DBUS_SESSION_BUS_ADDRESS`.
    pub fn bus(&self) -> &str {
        &self.address
    }

    /// Waits until a client requests a session.
    pub async fn is_asked(&self) {
        self.asked.notified().await;
    }
}

impl Drop for SilentKeychain {
    fn drop(&mut self) {
        self.bus.kill().ok();
        self.bus.wait().ok();
    }
}
