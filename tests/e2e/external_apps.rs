//! Stand-ins for other desktop programs: a file manager, a drop target, a dock, a keychain that does not respond, and
//! an instance of the app that is exiting.

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
    shown_uris: Arc<Mutex<Vec<String>>>,
    _connection: zbus::Connection,
}

struct FileManagerInterface(Arc<Mutex<Vec<String>>>);

#[zbus::interface(name = "org.freedesktop.FileManager1")]
impl FileManagerInterface {
    fn show_items(&self, uris: Vec<String>, _startup_id: &str) {
        self.0.lock().unwrap().extend(uris);
    }
}

impl FileManager {
    pub async fn open() -> FileManager {
        let shown_uris: Arc<Mutex<Vec<String>>> = Arc::default();
        let connection = zbus::connection::Builder::session()
            .name("org.freedesktop.FileManager1")
            .serve_at(
                "/org/freedesktop/FileManager1",
                FileManagerInterface(Arc::clone(&shown_uris)),
            )
            .build()
            .await
            .unwrap();
        FileManager {
            shown_uris,
            _connection: connection,
        }
    }

    /// Returns the file that the file manager was last asked to show.
    pub fn last_shown(&self) -> Option<PathBuf> {
        self.shown_uris
            .lock()
            .unwrap()
            .last()
            .map(|uri| file_path(uri))
    }
}

/// A program whose window is above all others and accepts dropped files.
pub struct DropTarget {
    program: Child,
    dropped_uris: Arc<Mutex<Vec<String>>>,
}

impl DropTarget {
    /// The position of the window's middle on the screen, in pixels from the top left corner.
    pub const MIDDLE: (i64, i64) = (1000, 300);

    pub fn open() -> DropTarget {
        let (x, y) = DropTarget::MIDDLE;
        let mut program = Command::new("yad")
            .args(["--dnd", "--on-top", "--undecorated", "--no-buttons"])
            .args(["--width=160", "--height=160", "--text=Drop here"])
            .args([format!("--posx={}", x - 80), format!("--posy={}", y - 80)])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("yad is installed (scripts/setup test)");
        let dropped_uris: Arc<Mutex<Vec<String>>> = Arc::default();
        let (lines, recorded) = (program.stdout.take().unwrap(), Arc::clone(&dropped_uris));
        std::thread::spawn(move || {
            for line in BufReader::new(lines).lines().map_while(Result::ok) {
                recorded.lock().unwrap().push(line);
            }
        });
        DropTarget {
            program,
            dropped_uris,
        }
    }

    /// Returns whether the program's window is visible.
    pub fn is_visible(&self) -> bool {
        let found = Command::new("xdotool")
            .args(["search", "--onlyvisible", "--pid"])
            .arg(self.program.id().to_string())
            .output();
        !found.unwrap().stdout.is_empty()
    }

    /// Returns the files that were dropped on the window.
    pub fn dropped_files(&self) -> Vec<PathBuf> {
        let dropped_uris = self.dropped_uris.lock().unwrap();
        dropped_uris.iter().map(|uri| file_path(uri)).collect()
    }
}

impl Drop for DropTarget {
    fn drop(&mut self) {
        self.program.kill().ok();
        self.program.wait().ok();
    }
}

fn file_path(uri: &str) -> PathBuf {
    let uri = tauri::Url::parse(uri.trim()).unwrap();
    uri.to_file_path().unwrap()
}

/// A dock on the session bus that understands Unity's launcher entries, like Ubuntu's and KDE's. It records the
/// updates that the app sends.
pub struct Dock {
    properties: Arc<Mutex<HashMap<String, OwnedVariant>>>,
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
        let properties: Arc<Mutex<HashMap<String, OwnedVariant>>> = Arc::default();
        let recorded = Arc::clone(&properties);
        tokio::spawn(async move {
            while let Some(Ok(update)) = updates.next().await {
                let body = update.body();
                let (app, changes): (String, HashMap<String, OwnedVariant>) =
                    body.deserialize().unwrap();
                assert_eq!(app, "application://Tintype.desktop");
                recorded.lock().unwrap().extend(changes);
            }
        });
        Dock {
            properties,
            _connection: connection,
        }
    }

    /// Returns the number on the app's icon, if one is shown.
    pub fn count(&self) -> Option<i64> {
        self.visible_property("count", |value| i64::try_from(value).ok())
    }

    /// Returns the progress on the app's icon, from 0 to 1, if it is shown.
    pub fn progress(&self) -> Option<f64> {
        self.visible_property("progress", |value| f64::try_from(value).ok())
    }

    fn visible_property<T>(
        &self,
        name: &str,
        read: impl Fn(&OwnedVariant) -> Option<T>,
    ) -> Option<T> {
        let properties = self.properties.lock().unwrap();
        let visible = bool::try_from(properties.get(&format!("{name}-visible"))?).ok()?;
        properties.get(name).and_then(read).filter(|_| visible)
    }
}

/// An instance of the app that is exiting: it still owns the app's name on the bus, and releases the name when it is
/// asked to raise its window.
pub struct ExitingApp {
    raise_requested: Arc<Notify>,
}

#[zbus::interface(name = "org.SingleInstance.DBus")]
impl ExitingApp {
    async fn execute_callback(&self, _arguments: Vec<String>, _folder: String) {
        self.raise_requested.notify_one();
        std::future::pending::<()>().await;
    }
}

impl ExitingApp {
    pub async fn start() {
        let raise_requested = Arc::new(Notify::new());
        let claim_name = async || {
            let exiting = ExitingApp {
                raise_requested: Arc::clone(&raise_requested),
            };
            zbus::connection::Builder::session()
                .name("app.tintype.desktop.SingleInstance")
                .serve_at("/app/tintype/desktop/SingleInstance", exiting)
                .build()
                .await
        };
        // The app of the previous test may still own the name.
        let connection = loop {
            match claim_name().await {
                Ok(connection) => break connection,
                Err(zbus::Error::NameTaken) => tokio::time::sleep(Duration::from_millis(30)).await,
                Err(error) => panic!("{error}"),
            }
        };
        tokio::spawn(async move {
            raise_requested.notified().await;
            connection.close().await.unwrap();
        });
    }
}

/// A keychain that never responds, like a locked Secret Service whose prompt can't appear. It has its own session bus.
pub struct SilentKeychain {
    bus: Child,
    address: String,
    session_requested: Arc<Notify>,
    _connection: zbus::Connection,
}

struct SilentService(Arc<Notify>);

#[zbus::interface(name = "org.freedesktop.Secret.Service")]
impl SilentService {
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
        let session_requested = Arc::new(Notify::new());
        let connection = zbus::connection::Builder::address(address.as_str())
            .name("org.freedesktop.secrets")
            .serve_at(
                "/org/freedesktop/secrets",
                SilentService(Arc::clone(&session_requested)),
            )
            .build()
            .await
            .unwrap();
        SilentKeychain {
            bus,
            address,
            session_requested,
            _connection: connection,
        }
    }

    /// Returns the address of the keychain's bus, for `DBUS_SESSION_BUS_ADDRESS`.
    pub fn bus(&self) -> &str {
        &self.address
    }

    /// Waits until a client requests a session.
    pub async fn wait_for_session_request(&self) {
        self.session_requested.notified().await;
    }
}

impl Drop for SilentKeychain {
    fn drop(&mut self) {
        self.bus.kill().ok();
        self.bus.wait().ok();
    }
}
