//! A studio on loopback for the tests: its own folders, its own stand-in, short waits.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use sandbox::{Options, Sandbox};
use studio::view::{Change, LoraType, Stage, TrainDraft, Training, TrainingRow};
use studio::{BaseUrl, Config, Folders, Keychain, KeychainLimits, Studio, Timeouts, Timing};
use tempfile::TempDir;
use tokio::sync::watch;

/// How long a test waits for what must come.
pub const PATIENCE: Duration = Duration::from_secs(90);

pub struct Desk {
    pub home: TempDir,
    pub sandbox: Sandbox,
    pub studio: Arc<Studio>,
    /// The last state of the training that moved last.
    pub moved: watch::Receiver<Option<Training>>,
}

impl Desk {
    pub async fn new(options: Options) -> Desk {
        let home = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::start(options).await.unwrap();
        let (studio, moved) = open(home.path(), &sandbox, Some("r8_good")).await;
        Desk {
            home,
            sandbox,
            studio,
            moved,
        }
    }

    /// A folder of small photos; the first has a caption.
    pub fn folder(&self, images: u32) -> PathBuf {
        folder(self.home.path(), images)
    }

    pub async fn open_folder(&self, images: u32) -> PathBuf {
        let folder = self.folder(images);
        self.studio.open_paths(vec![folder.clone()]).await.unwrap();
        folder
    }

    pub async fn start(&self) -> Training {
        self.studio.start_training(draft()).await.unwrap()
    }

    /// Waits until the training is where it should be.
    pub async fn until(&mut self, what: &str, is_so: impl Fn(&Training) -> bool) -> Training {
        let seen = self
            .moved
            .wait_for(|training| training.as_ref().is_some_and(&is_so));
        let found = tokio::time::timeout(PATIENCE, seen)
            .await
            .map(|seen| seen.unwrap().clone());
        match found {
            Ok(training) => training.unwrap(),
            Err(_) => panic!(
                "waited in vain: {what}. Last: {:?}",
                self.moved.borrow().clone()
            ),
        }
    }

    pub async fn until_stage(&mut self, stage: Stage) -> Training {
        self.until(&format!("{stage:?}"), |training| training.stage == stage)
            .await
    }
}

/// A folder of small photos; the first has a caption.
pub fn folder(home: &Path, images: u32) -> PathBuf {
    let folder = home.join("bowls");
    std::fs::create_dir_all(&folder).unwrap();
    for index in 0..images {
        picture(index)
            .save(folder.join(format!("{index}.jpg")))
            .unwrap();
    }
    std::fs::write(folder.join("0.txt"), "TOK, a bowl").unwrap();
    folder
}

/// Does something in an app of its own, with whose end all that it began ends too. A studio that is only dropped leaves
/// its runs going on.
pub async fn until_its_end<T: Send + 'static>(app: impl Future<Output = T> + Send + 'static) -> T {
    let runs = move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(app)
    };
    tokio::task::spawn_blocking(runs).await.unwrap()
}

pub async fn open(
    home: &Path,
    sandbox: &Sandbox,
    token: Option<&str>,
) -> (Arc<Studio>, watch::Receiver<Option<Training>>) {
    open_at(home, &sandbox.url(), token).await
}

pub async fn open_at(
    home: &Path,
    url: &str,
    token: Option<&str>,
) -> (Arc<Studio>, watch::Receiver<Option<Training>>) {
    open_hearing(home, url, token, |_| {}).await
}

/// A studio whose every change is heard.
pub async fn open_hearing(
    home: &Path,
    url: &str,
    token: Option<&str>,
    hear: impl Fn(&Change) + Send + Sync + 'static,
) -> (Arc<Studio>, watch::Receiver<Option<Training>>) {
    open_with(config(home, url, token), hear).await
}

/// A studio with a keychain of the test's.
pub async fn open_keeping(
    home: &Path,
    url: &str,
    token: Option<&str>,
    keychain: Keychain,
    hear: impl Fn(&Change) + Send + Sync + 'static,
) -> (Arc<Studio>, watch::Receiver<Option<Training>>) {
    let config = Config {
        keychain,
        ..config(home, url, token)
    };
    open_with(config, hear).await
}

/// How a studio of these tests is set up. It has no keychain.
pub fn config(home: &Path, url: &str, token: Option<&str>) -> Config {
    Config {
        folders: Folders {
            data: home.join("data"),
            cache: home.join("cache"),
            pictures: home.join("Pictures"),
            home: Some(home.to_owned()),
        },
        base: BaseUrl::parse(url).unwrap(),
        environment_token: token.map(str::to_owned),
        demo_token: None,
        thumb_base: "thumb://localhost/".to_owned(),
        timing: Timing {
            poll_first: Duration::from_millis(20),
            poll_most: Duration::from_millis(100),
            retry_first: Duration::from_millis(20),
            retry_most: Duration::from_millis(100),
            calls: Timeouts {
                connect: Duration::from_millis(500),
                idle: Duration::from_secs(2),
                stored: Duration::from_secs(2),
            },
            late_arrival: Duration::from_millis(300),
            lost_after: Duration::from_millis(300),
            hold: Duration::ZERO,
        },
        opens: None,
        before_commit: None,
        keychain: Keychain::new(
            || Err(keyring_core::Error::NoDefaultStore),
            KeychainLimits::default(),
        ),
    }
}

/// A studio that is set up so.
pub async fn open_with(
    config: Config,
    hear: impl Fn(&Change) + Send + Sync + 'static,
) -> (Arc<Studio>, watch::Receiver<Option<Training>>) {
    let (tell, moved) = watch::channel(None);
    let changed = move |change| {
        hear(&change);
        if let Change::Training { training, .. } = change {
            tell.send_replace(Some(training));
        }
    };
    let studio = Arc::new(Studio::open(config, changed).unwrap());
    studio.begin().await;
    (studio, moved)
}

pub fn draft() -> TrainDraft {
    TrainDraft {
        trigger_word: "TOK".to_owned(),
        lora_type: LoraType::Subject,
        destination: "bowls".to_owned(),
        inputs: [("training_steps".to_owned(), "400".to_owned())].into(),
        ..TrainDraft::default()
    }
}

pub fn quick() -> Options {
    Options {
        queue_time: Duration::from_millis(50),
        training_time: Duration::from_millis(300),
        ..Options::default()
    }
}

pub fn long() -> Options {
    Options {
        training_time: Duration::from_secs(600),
        ..quick()
    }
}

pub fn picture(seed: u32) -> image::RgbImage {
    image::RgbImage::from_fn(640, 480, |x, y| {
        image::Rgb([(x / 3) as u8, (y / 2) as u8, (seed * 40) as u8])
    })
}

/// Waits for something outside of the training's own state.
pub async fn eventually(what: &str, is_so: impl Fn() -> bool) {
    eventually_async(what, async || is_so()).await;
}

/// The same for what has to be asked for.
pub async fn eventually_async(what: &str, is_so: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The row of this app's newest run.
pub async fn own_row(studio: &Studio) -> Option<TrainingRow> {
    let rows = studio.trainings().await.unwrap().rows;
    let elsewhere = |row: &TrainingRow| row.subtitle.starts_with("Started elsewhere");
    assert!(!rows.iter().any(elsewhere), "all are this app's: {rows:?}");
    rows.into_iter().next()
}
