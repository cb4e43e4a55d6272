//! Drives the app's window through WebKitWebDriver: reads the page, types, clicks and drags.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::wd::TimeoutConfiguration;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};

use crate::drag_source::DragSource;
use crate::pointer::Pointer;

/// The maximum time of a wait, after which the test fails.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A script that returns the visible texts and controls that extend beyond the left or the right side of the window,
/// where they can't be scrolled into view.
const ELEMENTS_BEYOND_SIDES: &str = "
    return [...document.querySelectorAll('button, input, select, textarea, p, h1, h2, h3, label')]
        .filter(e => e.checkVisibility() && (e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1))
        .map(e => (e.dataset.testid ?? e.className) + ': ' + (e.value ?? e.textContent).slice(0, 40))";

/// A JavaScript expression for all visible elements that match the script's first argument, a selector. Hidden pages
/// stay in the document, so their elements have to be left out.
const VISIBLE: &str =
    "[...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility())";

pub struct Window {
    client: Client,
    driver: Child,
}

impl Window {
    pub async fn open(environment: &[(String, String)]) -> Window {
        assert!(
            std::env::var_os("DISPLAY").is_some(),
            "the tests in a window need a display: scripts/test e2e"
        );
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut driver = Command::new("WebKitWebDriver");
        driver
            .arg(format!("--port={port}"))
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("TAURI_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("NO_AT_BRIDGE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let driver = driver
            .spawn()
            .expect("WebKitWebDriver is installed (scripts/setup test)");
        let client = connect(port).await;
        let window = Window { client, driver };
        window.wait_for("[data-state=ready]").await;
        window
    }

    // Reading the page.

    /// Waits until an element that matches is visible, and returns the first such element.
    pub async fn wait_for(&self, css: &str) -> Element {
        let script = format!("return {VISIBLE}[0]");
        let started = Instant::now();
        loop {
            self.wait_until(&format!("{css} is visible"), async || {
                self.count(css).await > 0
            })
            .await;
            match self.client.execute(&script, vec![json!(css)]).await {
                Ok(first) => {
                    let reference = first
                        .as_object()
                        .and_then(|object| object.values().next())
                        .and_then(Value::as_str);
                    if let Some(reference) = reference {
                        let reference = reference.to_owned().into();
                        return Element::from_element_id(self.client.clone(), reference);
                    }
                }
                Err(error) => assert!(error.is_stale_element_reference(), "{error}"),
            }
            // The page has replaced or removed the element in the meantime.
            assert!(started.elapsed() < TIMEOUT, "{css} keeps disappearing");
        }
    }

    /// Waits until no element that matches is visible.
    pub async fn wait_until_gone(&self, css: &str) {
        self.wait_until(&format!("{css} is gone"), async || {
            self.count(css).await == 0
        })
        .await;
    }

    /// Waits until the first visible element that matches contains a text.
    pub async fn wait_for_text(&self, css: &str, text: &str) {
        self.wait_until(&format!("{css} contains “{text}”"), async || {
            self.text(css).await.contains(text)
        })
        .await;
    }

    /// Returns the current text of the first visible element that matches, or an empty string if there is none.
    pub async fn text(&self, css: &str) -> String {
        let script = format!("const e = {VISIBLE}[0]; return e ? (e.value ?? e.innerText) : ''");
        self.run(&script, vec![json!(css)])
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Returns the number of visible elements that match.
    pub async fn count(&self, css: &str) -> u64 {
        self.run(&format!("return {VISIBLE}.length"), vec![json!(css)])
            .await
            .as_u64()
            .unwrap()
    }

    pub async fn all_text(&self) -> String {
        self.text("body").await
    }

    /// Waits until a condition holds. Panics after [`TIMEOUT`].
    pub async fn wait_until(&self, description: &str, condition: impl AsyncFn() -> bool) {
        self.wait_until_within(TIMEOUT, description, condition)
            .await;
    }

    /// Waits until a condition holds. After `timeout`, takes a screenshot and panics.
    pub async fn wait_until_within(
        &self,
        timeout: Duration,
        description: &str,
        condition: impl AsyncFn() -> bool,
    ) {
        let started = Instant::now();
        while !condition().await {
            if started.elapsed() > timeout {
                self.screenshot("failed").await;
                panic!(
                    "timed out waiting until {description}. The page shows: {}",
                    self.all_text().await
                );
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap()
    }

    /// Runs an asynchronous script, which returns its value by calling its only argument. Panics after `timeout`.
    pub async fn run_async(&self, script: &str, timeout: Duration) -> Value {
        let timeouts = TimeoutConfiguration::new(Some(timeout), None, None);
        self.client.update_timeouts(timeouts).await.unwrap();
        self.client.execute_async(script, Vec::new()).await.unwrap()
    }

    // Typing, pressing and dragging.

    pub async fn press(&self, css: &str) {
        self.wait_for(css).await;
        self.wait_until(&format!("{css} is enabled"), async || {
            self.count(&format!("{css}:not(:disabled)")).await > 0
        })
        .await;
        self.with_element(css, async |element| element.click().await)
            .await;
    }

    /// Performs an action on the first visible element that matches. If the page replaces the element in the meantime,
    /// the driver does nothing, and the action is performed on the new element.
    async fn with_element(&self, css: &str, action: impl AsyncFn(Element) -> Result<(), CmdError>) {
        let started = Instant::now();
        loop {
            match action(self.wait_for(css).await).await {
                Err(error) if error.is_stale_element_reference() && started.elapsed() < TIMEOUT => {
                }
                result => return result.unwrap(),
            }
        }
    }

    /// Leaves the welcome page without signing in.
    pub async fn look_around(&self) {
        self.press("[data-testid=look-around]").await;
        self.wait_for("body[data-page=dataset]").await;
    }

    pub async fn go_to(&self, page: &str) {
        self.press(&format!("[data-testid=rail-{page}]")).await;
        self.wait_for(&format!("body[data-page={page}]")).await;
    }

    /// Replaces the text of a field by typing.
    pub async fn fill(&self, css: &str, text: &str) {
        self.with_element(css, async |field| field.click().await)
            .await;
        self.send_keys("\u{E009}a\u{E000}").await;
        self.with_element(css, async |field| field.send_keys(text).await)
            .await;
    }

    /// Selects the card of the image with this file name.
    pub async fn select_card(&self, name: &str) {
        self.press(&format!("[data-testid=card][data-name='{name}']"))
            .await;
        self.wait_for(&format!(
            "[data-testid=card][data-chosen][data-name='{name}']"
        ))
        .await;
    }

    /// Chooses a value in a list or a colour field, with the events that the system's own dialogs cause.
    pub async fn choose(&self, css: &str, value: &str) {
        self.wait_for(css).await;
        let choose = format!(
            "const field = {VISIBLE}[0];
            field.focus();
            field.value = arguments[1];
            field.dispatchEvent(new Event('input', {{ bubbles: true }}));
            field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
        );
        self.run(&choose, vec![json!(css), json!(value)]).await;
    }

    /// Types into the focused element. `\u{E009}` presses Ctrl, `\u{E000}` releases it.
    pub async fn send_keys(&self, keys: &str) {
        let started = Instant::now();
        loop {
            let focused = self.client.active_element().await.unwrap();
            match focused.send_keys(keys).await {
                // The page has replaced the element in the meantime, and nothing was typed.
                Err(error) if error.is_stale_element_reference() && started.elapsed() < TIMEOUT => {
                }
                result => return result.unwrap(),
            }
        }
    }

    /// Drags files out of another program and drops them on the window.
    pub async fn drop_paths(&self, paths: &[&Path]) {
        let address = |path: &&Path| tauri::Url::from_file_path(path).unwrap().into();
        self.drop_addresses(paths.iter().map(address).collect())
            .await;
    }

    /// Drags addresses out of another program, as from a picture in a browser, and drops them on the window.
    pub async fn drop_addresses(&self, addresses: Vec<String>) {
        let source = DragSource::open(addresses);
        let pointer = self.pointer();
        self.wait_until("the other program is visible", async || source.is_visible())
            .await;
        pointer.press_at(DragSource::MIDDLE);
        self.wait_until("the drag begins", async || {
            pointer.move_left(DragSource::MIDDLE, 40);
            source.is_dragged()
        })
        .await;
        self.wait_until("the window accepts the drag", async || {
            pointer.move_left((400, 300), 9);
            source.is_accepted()
        })
        .await;
        pointer.release();
        self.wait_until("the drop is completed", async || source.is_dropped())
            .await;
        pointer.move_away();
    }

    /// Returns a position in an element, in pixels of the page. `across` and `down` are fractions of the element's
    /// width and height.
    pub async fn position_in(&self, css: &str, across: f64, down: f64) -> (i64, i64) {
        self.wait_for(css).await;
        let script = format!(
            "const {{ left, top, width, height }} = {VISIBLE}[0].getBoundingClientRect();
            return [left + width * arguments[1], top + height * arguments[2]].map(Math.round)"
        );
        let arguments = vec![json!(css), json!(across), json!(down)];
        let position = self.run(&script, arguments).await;
        (position[0].as_i64().unwrap(), position[1].as_i64().unwrap())
    }

    /// Types the path of a file in the home folder into the system's dialog with this title, and waits for the file.
    pub async fn save_with_dialog(&self, dialog: &str, file: &Path) {
        let name = file.file_name().unwrap().to_str().unwrap();
        let pointer = self.pointer();
        self.wait_until("the dialog is confirmed", async || {
            pointer.fill_in_dialog(dialog, name)
        })
        .await;
        self.wait_until("the file is saved", async || file.is_file())
            .await;
    }

    /// Returns the screen's real pointer, over this window.
    pub fn pointer(&self) -> Pointer {
        Pointer::over(self.app_pid())
    }

    /// Returns whether the window is visible on the screen.
    pub fn is_on_screen(&self) -> bool {
        Pointer::is_window_visible(self.app_pid())
    }

    pub async fn sign_in(&self, token: &str) {
        self.with_element("[data-testid=token-input]", async |field| {
            field.send_keys(token).await
        })
        .await;
        self.press("[data-testid=token-save]").await;
        self.wait_until_gone("[data-testid=token-input]").await;
    }

    /// Takes a screenshot and saves it in `target/screenshots`. Asserts that nothing extends beyond the window's sides.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        let elements = self.elements_beyond_sides().await;
        assert_eq!(
            elements,
            json!([]),
            "{name}: nothing extends beyond the window"
        );
        self.screenshot_unchecked(name).await
    }

    /// Returns the elements that extend beyond the window's sides.
    pub async fn elements_beyond_sides(&self) -> serde_json::Value {
        self.run(ELEMENTS_BEYOND_SIDES, vec![]).await
    }

    /// Takes a screenshot and saves it in `target/screenshots`.
    pub async fn screenshot_unchecked(&self, name: &str) -> PathBuf {
        // The page's current state is on the screen two frames later.
        let next_frame = "requestAnimationFrame(() => requestAnimationFrame(arguments[0]))";
        self.run_async(next_frame, TIMEOUT).await;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{name}.png"));
        let status = Command::new("import")
            .args(["-window", "root"])
            .arg(&file)
            .status();
        assert!(
            status
                .expect("ImageMagick is installed (scripts/setup test)")
                .success()
        );
        file
    }

    // Ending the app.

    /// Kills the app as a power cut would, without letting it finish anything.
    pub async fn kill(mut self) {
        let app = self.app_pid();
        assert!(
            Command::new("kill")
                .args(["-9", &app.to_string()])
                .status()
                .unwrap()
                .success()
        );
        self.wait_for_exit(app).await;
        self.end_driver();
    }

    pub async fn close(mut self) {
        let app = self.app_pid();
        // Ending the session closes the window.
        self.client.clone().close().await.ok();
        self.wait_for_exit(app).await;
        self.end_driver();
    }

    async fn wait_for_exit(&self, process: u32) {
        let started = Instant::now();
        while is_running(process) {
            assert!(started.elapsed() < TIMEOUT, "the app does not exit");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Returns the id of the app's process, which is the driver's child.
    pub fn app_pid(&self) -> u32 {
        let children = format!("/proc/{0}/task/{0}/children", self.driver.id());
        let children = std::fs::read_to_string(children).unwrap();
        children
            .split_whitespace()
            .next()
            .expect("the app is running")
            .parse()
            .unwrap()
    }

    fn end_driver(&mut self) {
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}

impl Drop for Window {
    /// Ends the app and the driver, so that a failed test leaves no window open for the next test.
    fn drop(&mut self) {
        if matches!(self.driver.try_wait(), Ok(None)) {
            let children = format!("/proc/{0}/task/{0}/children", self.driver.id());
            for child in std::fs::read_to_string(children)
                .unwrap_or_default()
                .split_whitespace()
            {
                Command::new("kill").args(["-9", child]).status().ok();
            }
            self.end_driver();
        }
    }
}

fn is_running(process: u32) -> bool {
    // A zombie, a process that ended but was not yet waited for, counts as gone.
    let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let state = status
        .rsplit(')')
        .next()
        .and_then(|rest| rest.split_whitespace().next().map(str::to_owned));
    state.is_some_and(|state| state != "Z")
}

/// Connects to the driver, which takes a moment before it listens.
async fn connect(port: u16) -> Client {
    let capabilities = json!({ "webkitgtk:browserOptions": { "binary": env!("CARGO_BIN_EXE_tintype"), "args": [] } });
    let Value::Object(capabilities) = capabilities else {
        unreachable!()
    };
    let connector = hyper_util::client::legacy::connect::HttpConnector::new();
    let started = Instant::now();
    loop {
        let mut builder = ClientBuilder::new(connector.clone());
        builder.capabilities(capabilities.clone());
        let address = format!("http://127.0.0.1:{port}");
        // The timeout ends the test if the app exits at once, in which case the driver keeps waiting for it.
        match tokio::time::timeout(TIMEOUT, builder.connect(&address)).await {
            Ok(Ok(client)) => return client,
            Ok(Err(error)) if started.elapsed() > TIMEOUT => panic!("no window: {error}"),
            Ok(Err(_)) => tokio::time::sleep(Duration::from_millis(50)).await,
            Err(_) => panic!("no window: the app did not start in time"),
        }
    }
}
