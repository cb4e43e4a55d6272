//! Provides the studio: one value that owns everything, with one method for each thing a person can do.
//!
//! This file has its start, the account and the settings. `images`, `captions` and `frames` have the dataset;
//! `training`, `start` and `presets` the training to start; `prices` its cost; `storage` the place of the zip;
//! `trainings` and `retry` the trainings that were started; `generate` and `gallery` the pictures made with them.

mod captions;
mod frames;
mod gallery;
mod generate;
mod images;
mod presets;
mod prices;
mod retry;
mod start;
mod storage;
mod training;
mod trainings;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use dataset::{Edits, EditsError};
use ordered_lock::{Mutex, Rank};
use replicate::{BaseUrl, Hardware, Token};

use crate::account::secret_store::SecretStore;
use crate::account::session::{Keep, Session};
use crate::app_dirs::AppDirs;
use crate::error::{Error, StoreError, blocking};
use crate::events::Events;
use crate::generation::batches::{self, Batches};
use crate::generation::library::Library;
use crate::generation::versions::Versions;
use crate::keychain::Keychain;
use crate::recovery::open_or_set_aside;
use crate::status_bar::StatusBar;
use crate::store::Store;
use crate::training::history::Archive;
use crate::training::progress_summary::ProgressSummary;
use crate::training::run::runs::Context;
use crate::training::run::{Runs, Timing};
use crate::training::secrets::Secrets;
use crate::training::storage::kept::Buckets;
use crate::training::trainers::{Choice, Trainers};
use crate::training::weights::Weights;
use crate::view::{Account, AppEvent, AppState, Link, Settings};
use crate::workspace::Workspace;

/// The configuration of the studio.
pub struct Config {
    /// The folders for its files.
    pub dirs: AppDirs,
    /// The address of Replicate.
    pub base: BaseUrl,
    /// The token given in the environment, unchanged.
    pub environment_token: Option<String>,
    /// The stand-in's token if the app runs on the built-in stand-in, where nothing is real or billed.
    pub demo_token: Option<String>,
    /// The prefix of thumbnail addresses.
    pub thumb_base: String,
    /// The waiting times of runs, batches and calls.
    pub timing: Timing,
    /// A dataset to open if none was open last.
    pub opens: Option<PathBuf>,
    /// Called before each transaction of the ledger is committed. Tests end the process there.
    pub before_commit: Option<fn()>,
    /// The keychain, which keeps secrets.
    pub keychain: Keychain,
}

/// The studio.
pub struct Studio {
    config: Config,
    store: Store,
    status_bar: StatusBar,
    events: Events,
    session: Session,
    workspace: Workspace,
    trainers: Trainers,
    runs: Runs,
    weights: Weights,
    buckets: Buckets,
    secrets: Secrets,
    archive: Archive,
    versions: Versions,
    batches: Batches,
    models: Mutex<Models>,
    /// The hardware that a new model may run on, as of the last request.
    hardware: Mutex<Vec<Hardware>>,
    /// The setting of this name, which the window's thread reads.
    tray: AtomicBool,
    /// The number of reviews so far, so that an older one knows that it is out of date.
    reviews: Arc<AtomicU64>,
    /// Locked while a training is being created, so that a double press starts only one. It is outside the order of
    /// [`Rank`]: no task holds it together with another asynchronous lock.
    starting: tokio::sync::Mutex<()>,
}

/// The models of an account, as of the last request.
#[derive(Default)]
struct Models {
    /// The account that they belong to; `None` while nobody is signed in.
    account: Option<String>,
    /// A description of each model, by `owner/name`.
    about: BTreeMap<String, String>,
}

impl Studio {
    /// Opens the ledger and everything that belongs to it. Blocks for a moment.
    pub fn open(
        config: Config,
        changed: impl Fn(AppEvent) + Send + Sync + 'static,
    ) -> Result<Studio, Error> {
        let data = config.dirs.data.clone();
        std::fs::create_dir_all(&data).map_err(|source| Error::Disk {
            path: data.clone(),
            source,
        })?;
        let (store, damaged_store) = open_or_set_aside(
            &Store::file(&data),
            || Store::open(&data, config.before_commit),
            StoreError::is_damaged,
        )?;
        let (edits, damaged_edits) = open_or_set_aside(
            &Edits::file(&data),
            || Edits::open(&data),
            |error| matches!(error, EditsError::Damaged { .. }),
        )?;
        let events = Events::new(changed);
        let status_bar = StatusBar::new(events.clone());
        let told = status_bar.clone();
        store.tell_unreadable(move |sentence| told.error(sentence));
        let secret_store = SecretStore::new(config.keychain.clone(), store.clone());
        let set_aside = [
            (
                damaged_store,
                "The list of your trainings was damaged, so it is shown as Replicate has it",
            ),
            (
                damaged_edits,
                "What was left out or cropped and the steps to undo were damaged, so they begin anew; images and captions are as they were",
            ),
        ];
        for (file, what) in set_aside {
            if let Some(file) = file {
                status_bar.error(format!(
                    "{what}. The damaged file is kept as {}.",
                    config.dirs.shown(&file)
                ));
            }
        }
        let session = Session::new(
            config.base.clone(),
            config.timing.calls,
            &config.thumb_base,
            store.clone(),
            secret_store.clone(),
            events.clone(),
        );
        let workspace = Workspace::new(
            store.clone(),
            config.dirs.clone(),
            config.thumb_base.clone(),
            edits.clone(),
            events.clone(),
            status_bar.clone(),
        );
        let weights = Weights::new(
            session.clone(),
            config.dirs.clone(),
            events.clone(),
            config.timing,
        );
        let buckets = Buckets::new(store.clone(), secret_store.clone(), config.timing.calls);
        let secrets = Secrets::new(secret_store, config.base.origin());
        let runs = Runs::new(Context {
            store: store.clone(),
            session: session.clone(),
            dirs: config.dirs.clone(),
            edits,
            events: events.clone(),
            timing: config.timing,
            weights: weights.clone(),
            buckets: buckets.clone(),
            secrets: secrets.clone(),
        });
        let archive = Archive::new(
            store.clone(),
            session.clone(),
            runs.clone(),
            events.clone(),
            config.timing,
        );
        let batches = Batches::new(batches::Context::new(
            store.clone(),
            session.clone(),
            events.clone(),
            config.timing,
            Library::new(store.clone(), config.dirs.clone()),
            config.thumb_base.clone(),
        ));
        let settings: Settings = store.get("settings").unwrap_or_default();
        Ok(Studio {
            versions: Versions::new(store.clone()),
            batches,
            trainers: Trainers::new(store.clone()),
            models: Mutex::new(Rank::Models, Models::default()),
            hardware: Mutex::new(Rank::Hardware, Vec::new()),
            tray: AtomicBool::new(settings.tray),
            reviews: Arc::default(),
            starting: tokio::sync::Mutex::new(()),
            config,
            store,
            status_bar,
            events,
            session,
            workspace,
            runs,
            weights,
            buckets,
            secrets,
            archive,
        })
    }

    /// Runs once at the start: finds and checks the token, continues runs where they were, and opens the dataset that
    /// was open last. None of these waits for another: a folder on a network drive may be unavailable, and a keychain
    /// locked.
    pub async fn begin(&self) {
        tokio::join!(self.open_last(), self.go_on());
    }

    /// Opens the dataset that was open last.
    async fn open_last(&self) {
        let (workspace, store) = (self.workspace.clone(), self.store.clone());
        let otherwise = self.config.opens.clone();
        let opened = blocking(move || {
            workspace.look_at_recents();
            let last: Option<String> = store.get("open").unwrap_or_default();
            let last = last.map(|folder| dataset::path_of_text(&folder));
            workspace.open_at_start(last, otherwise)
        });
        if let Ok(Err(error)) | Err(error) = opened.await {
            self.status_bar.error(error.to_string());
        }
    }

    /// Signs in, and continues everything that had not ended.
    async fn go_on(&self) {
        let resumed = self.runs.resume();
        let signed_in = async {
            if let Some(token) = self
                .config
                .demo_token
                .as_deref()
                .and_then(|token| Token::parse(token).ok())
            {
                self.session.hold_for_session(token);
                self.session.check().await
            } else {
                self.session
                    .begin(self.config.environment_token.as_deref())
                    .await
            }
        };
        let (resumed, _) = tokio::join!(resumed, signed_in);
        if let Err(error) = resumed {
            self.status_bar.error(error.to_string());
        }
        self.resume_pictures().await;
        self.resume_weights().await;
        self.look_up_trainer().await;
    }

    /// Returns everything the page needs to draw itself.
    pub fn state(&self) -> AppState {
        AppState {
            demo: self.config.demo_token.is_some(),
            account: self.session.account(),
            dataset: self.workspace.shown(),
            recent: self.workspace.recent(),
            settings: self.store.get("settings").unwrap_or_default(),
            running: self.runs.any(),
            tasks: self.status_bar.tasks(),
            notices: self.status_bar.notices(),
            mac: cfg!(target_os = "macos"),
        }
    }

    // The account.

    /// Asks Replicate again whose token it is.
    pub async fn check_account(&self) -> Account {
        self.session.check().await;
        self.look_up_trainer().await;
        self.session.account()
    }

    /// Checks a token and keeps it.
    pub async fn save_token(&self, token: &str, keep: Keep) -> Result<Account, Error> {
        let before = self.session.signed_in().ok().map(|who| who.username);
        self.session.save(token, keep).await?;
        let now = self.session.signed_in().ok().map(|who| who.username);
        if now != before {
            self.forget_account().await;
        }
        self.look_up_trainer().await;
        self.events.emit(AppEvent::Trainings);
        // The account's picture may have arrived in the meantime.
        Ok(self.session.account())
    }

    /// Signs out, and removes the token from wherever it is kept.
    pub async fn forget_token(&self) -> Result<Account, Error> {
        if self.session.forget().await? {
            self.status_bar.error(
                "The keychain could not be reached, so your token may still be in it. Tintype does not use it any more and removes it as soon as the keychain answers.",
            );
        }
        self.forget_account().await;
        self.events.emit(AppEvent::Trainings);
        Ok(self.session.account())
    }

    /// Forgets the versions of the account that was signed in before. Everything else that is shown of an account is
    /// kept with its name.
    async fn forget_account(&self) {
        let versions = self.versions.clone();
        let forgotten = blocking(move || versions.forget_elsewhere()).await;
        if let Ok(Err(error)) | Err(error) = forgotten {
            tracing::warn!(%error, "the versions of another account can't be forgotten");
        }
        self.events.emit(AppEvent::Generate);
    }

    /// Returns the account's picture.
    pub fn avatar(&self) -> Option<Vec<u8>> {
        self.session.avatar().bytes()
    }

    async fn look_up_trainer(&self) {
        if let Ok(who) = self.session.signed_in()
            && let Ok(choice) = Choice::parse("")
            && let Err(error) = self.trainers.look_up(&who.client, &choice).await
        {
            tracing::warn!(%error, "the trainer can't be looked up");
        }
    }

    // Settings, status line, links.

    /// Keeps the settings that the person chose.
    pub async fn set_settings(&self, settings: Settings) -> Result<Settings, Error> {
        let store = self.store.clone();
        let settings = blocking(move || store.set("settings", &settings).map(|()| settings));
        let settings = settings.await??;
        self.tray.store(settings.tray, Ordering::Relaxed);
        Ok(settings)
    }

    /// Returns the progress of all running trainings.
    pub fn progress_summary(&self) -> ProgressSummary {
        ProgressSummary::of(&self.runs.rows())
    }

    /// Returns whether closing the window should only hide it, because trainings are running and the setting is on.
    pub fn hides_on_close(&self) -> bool {
        self.tray.load(Ordering::Relaxed) && self.runs.any()
    }

    /// Removes a sentence from the status line.
    pub fn dismiss_notice(&self, id: u32) {
        self.status_bar.dismiss(id);
    }

    /// Stops a background task.
    pub fn stop_task(&self, id: u32) {
        self.status_bar.stop(id);
    }

    /// Shows an error that no page waits for, on the status line.
    pub fn say_wrong(&self, message: &str) {
        self.status_bar.error(message);
    }

    /// Returns the address of a page that may be opened in the browser.
    pub async fn address(&self, link: &Link) -> Result<String, Error> {
        const SITE: &str = "https://replicate.com";
        Ok(match link {
            Link::Tokens => format!("{SITE}/account/api-tokens"),
            Link::Billing => format!("{SITE}/account/billing"),
            Link::Trainings => format!("{SITE}/trainings"),
            Link::Predictions => format!("{SITE}/predictions"),
            Link::Training { id } => {
                let (training, _) = self.archive.pages(id).await?;
                format!("{SITE}/p/{}", training.ok_or(Error::NoSuchTraining)?)
            }
            Link::Model { id } => {
                let (_, model) = self.archive.pages(id).await?;
                format!("{SITE}/{}", model.ok_or(Error::NoSuchTraining)?)
            }
        })
    }
}
