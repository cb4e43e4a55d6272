//! Provides the studio: one value that owns everything, with a service for each area.
//!
//! The services are in the areas' own modules. This module has only the parts that concern several areas: the start,
//! the page's state, signing in and out, and links.

use std::path::PathBuf;

use dataset::{Edits, EditsError};
use localization::message;
use replicate::{BaseUrl, Token};

use crate::account::secret_store::SecretStore;
use crate::account::session::{Keep, Session};
use crate::app_dirs::AppDirs;
use crate::error::{Error, StoreError, blocking};
use crate::events::Events;
use crate::generation::batches::Batches;
use crate::generation::context;
use crate::generation::library::Library;
use crate::generation::service::GenerationService;
use crate::generation::versions::Versions;
use crate::jobs::Timing;
use crate::keychain::Keychain;
use crate::recovery::open_or_set_aside;
use crate::settings::SettingsService;
use crate::status_bar::StatusBar;
use crate::store::{Key, Store};
use crate::training::run::context::Context;
use crate::training::secrets::Secrets;
use crate::training::service::{Dependencies, TrainingService};
use crate::training::storage::buckets::Buckets;
use crate::training::weights::Weights;
use crate::view::{Account, AppEvent, AppState, Link};
use crate::workspace::Workspace;

/// The configuration of the studio.
pub struct Config {
    /// The folders for the studio's files.
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
    pub initial_dataset: Option<PathBuf>,
    /// Called before each transaction of the store is committed. Tests kill the process in this call.
    pub before_commit: Option<fn()>,
    /// The keychain, which keeps secrets.
    pub keychain: Keychain,
}

/// The studio. Each field is the service of one area.
pub struct Studio {
    config: Config,
    store: Store,
    events: Events,
    session: Session,
    /// The status line.
    pub status_bar: StatusBar,
    /// The settings.
    pub settings: SettingsService,
    /// The open dataset.
    pub workspace: Workspace,
    /// The trainings.
    pub training: TrainingService,
    /// The generated pictures.
    pub generation: GenerationService,
}

impl Studio {
    /// Opens the store and everything that depends on it. Blocks for a moment.
    pub fn open(
        config: Config,
        changed: impl Fn(AppEvent) + Send + Sync + 'static,
    ) -> Result<Studio, Error> {
        // An error before the settings can be read is shown in the system's language.
        localization::set_language(None);
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
        let notices = status_bar.clone();
        store.on_unreadable(move |message| notices.error(message));
        let secret_store = SecretStore::new(config.keychain.clone(), store.clone());
        if let Some(file) = damaged_store {
            let file = config.dirs.display_path(&file);
            status_bar.error(message!("app-damaged-store", file = file));
        }
        if let Some(file) = damaged_edits {
            let file = config.dirs.display_path(&file);
            status_bar.error(message!("app-damaged-edits", file = file));
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
        let training = TrainingService::new(Dependencies {
            base: config.base.clone(),
            dirs: config.dirs.clone(),
            status_bar: status_bar.clone(),
            workspace: workspace.clone(),
            timing: config.timing,
            runs: Context {
                store: store.clone(),
                session: session.clone(),
                dirs: config.dirs.clone(),
                edits,
                events: events.clone(),
                timing: config.timing,
                weights,
                buckets,
                secrets,
            },
        });
        let batches = Batches::new(context::Context::new(
            store.clone(),
            session.clone(),
            events.clone(),
            config.timing,
            Library::new(store.clone(), config.dirs.clone()),
            config.thumb_base.clone(),
        ));
        let generation = GenerationService {
            dirs: config.dirs.clone(),
            store: store.clone(),
            status_bar: status_bar.clone(),
            events: events.clone(),
            session: session.clone(),
            workspace: workspace.clone(),
            history: training.history.clone(),
            versions: Versions::new(store.clone()),
            batches,
            starting: tokio::sync::Mutex::new(()),
        };
        Ok(Studio {
            settings: SettingsService::new(store.clone()),
            config,
            store,
            events,
            session,
            status_bar,
            workspace,
            training,
            generation,
        })
    }

    /// Runs once at the start: finds and checks the token, continues runs where they stopped, and opens the dataset
    /// that was open last. None of these waits for another: a folder on a network drive may be unavailable, and a
    /// keychain locked.
    pub async fn begin(&self) {
        tokio::join!(self.open_last(), self.resume());
    }

    /// Opens the dataset that was open last, or [`Config::initial_dataset`] if none was.
    async fn open_last(&self) {
        let (workspace, store) = (self.workspace.clone(), self.store.clone());
        let fallback = self.config.initial_dataset.clone();
        let opened = blocking(move || {
            workspace.check_recents();
            let last: Option<String> = store.get(Key::OpenDataset).unwrap_or_default();
            let last = last.map(|folder| dataset::path_of_text(&folder));
            workspace.open_at_start(last, fallback)
        });
        if let Ok(Err(error)) | Err(error) = opened.await {
            self.status_bar.error(error.message());
        }
    }

    /// Signs in, and continues everything that had not ended.
    async fn resume(&self) {
        let resumed = self.training.runs.resume();
        let signed_in = async {
            if let Some(token) = self
                .config
                .demo_token
                .as_deref()
                .and_then(|token| Token::parse(token).ok())
            {
                self.session.use_for_session(token);
                self.session.check().await
            } else {
                self.session
                    .begin(self.config.environment_token.as_deref())
                    .await
            }
        };
        let (resumed, _) = tokio::join!(resumed, signed_in);
        if let Err(error) = resumed {
            self.status_bar.error(error.message());
        }
        self.generation.resume().await;
        self.training.resume_weights().await;
        self.training.look_up_trainer().await;
    }

    /// Returns the state that the page needs to draw itself.
    pub fn state(&self) -> AppState {
        AppState {
            demo: self.config.demo_token.is_some(),
            account: self.session.account(),
            dataset: self.workspace.view(),
            recent: self.workspace.recent(),
            settings: self.settings.get(),
            running: self.training.runs.any(),
            tasks: self.status_bar.tasks(),
            notices: self.status_bar.notices(),
            languages: self.settings.languages(),
            mac: cfg!(target_os = "macos"),
        }
    }

    // The account.

    /// Asks Replicate again which account the token belongs to.
    pub async fn check_account(&self) -> Account {
        self.session.check().await;
        self.training.look_up_trainer().await;
        self.session.account()
    }

    /// Checks a token and keeps it.
    pub async fn save_token(&self, token: &str, keep: Keep) -> Result<Account, Error> {
        let before = self
            .session
            .signed_in()
            .ok()
            .map(|signed_in| signed_in.username);
        self.session.save(token, keep).await?;
        let now = self
            .session
            .signed_in()
            .ok()
            .map(|signed_in| signed_in.username);
        if now != before {
            self.generation.forget_account().await;
        }
        self.training.look_up_trainer().await;
        self.events.emit(AppEvent::Trainings);
        // The account's picture may have arrived in the meantime.
        Ok(self.session.account())
    }

    /// Signs out, and removes the token from memory and from the keychain.
    pub async fn forget_token(&self) -> Result<Account, Error> {
        if self.session.forget().await? {
            self.status_bar
                .error(message!("account-token-still-in-keychain"));
        }
        self.generation.forget_account().await;
        self.events.emit(AppEvent::Trainings);
        Ok(self.session.account())
    }

    /// Returns the bytes of the account's picture, if it has been fetched.
    pub fn avatar(&self) -> Option<Vec<u8>> {
        self.session.avatar().bytes()
    }

    // The window and links.

    /// Returns whether closing the window should only hide it, because trainings are running and the setting is on.
    pub fn hides_on_close(&self) -> bool {
        self.settings.uses_tray() && self.training.runs.any()
    }

    /// Returns the address of the page on Replicate's site that the link opens.
    pub async fn address(&self, link: &Link) -> Result<String, Error> {
        const SITE: &str = "https://replicate.com";
        Ok(match link {
            Link::Tokens => format!("{SITE}/account/api-tokens"),
            Link::Billing => format!("{SITE}/account/billing"),
            Link::Trainings => format!("{SITE}/trainings"),
            Link::Predictions => format!("{SITE}/predictions"),
            Link::Training { id } => {
                let (training, _) = self.training.history.pages(id).await?;
                format!("{SITE}/p/{}", training.ok_or(Error::NoSuchTraining)?)
            }
            Link::Model { id } => {
                let (_, model) = self.training.history.pages(id).await?;
                format!("{SITE}/{}", model.ok_or(Error::NoSuchTraining)?)
            }
        })
    }
}
