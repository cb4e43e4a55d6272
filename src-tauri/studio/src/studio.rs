//! The studio: one value that owns everything, with one method per thing a person can do. Here are its start, the
//! account and the settings; the dataset is in `images`, `captions` and `frames`, what is trained is in `training`, `start` and
//! `presets`, what that costs in `prices`, where the zip goes in `storage`, what became of it in `trainings`, and the
//! pictures made with it in `generate`.

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

use crate::board::Board;
use crate::changes::Changes;
use crate::damaged::open_or_set_aside;
use crate::desk::Desk;
use crate::error::{Error, LedgerError, blocking};
use crate::folders::Folders;
use crate::generate::batches::{self, Batches};
use crate::generate::library::Library;
use crate::generate::versions::Versions;
use crate::keychain::Keychain;
use crate::ledger::Ledger;
use crate::progress_summary::ProgressSummary;
use crate::run::runs::Context;
use crate::run::{Runs, Timing};
use crate::secret_store::SecretStore;
use crate::secrets::Secrets;
use crate::session::{Keep, Session};
use crate::storage::kept::Buckets;
use crate::trainer::{Choice, Trainers};
use crate::trainings::Archive;
use crate::view::{Account, AppState, Change, Link, Settings};
use crate::weights::Weights;

/// How the studio is set up by whoever starts it.
pub struct Config {
    /// Where its files are.
    pub folders: Folders,
    /// Where Replicate is.
    pub base: BaseUrl,
    /// A token that was given in the environment, as it was given.
    pub environment_token: Option<String>,
    /// The stand-in's token, when the app runs on the built-in stand-in: nothing is real or billed.
    pub demo_token: Option<String>,
    /// What thumbnail addresses start with.
    pub thumb_base: String,
    /// How long the run machine waits for what.
    pub timing: Timing,
    /// A dataset to open where none was open last.
    pub opens: Option<PathBuf>,
    /// Called before each transaction of the ledger is committed: tests end the process there.
    pub before_commit: Option<fn()>,
    /// Where secrets are kept.
    pub keychain: Keychain,
}

/// The studio.
pub struct Studio {
    config: Config,
    ledger: Ledger,
    board: Board,
    changes: Changes,
    session: Session,
    desk: Desk,
    trainers: Trainers,
    runs: Runs,
    weights: Weights,
    buckets: Buckets,
    secrets: Secrets,
    archive: Archive,
    versions: Versions,
    batches: Batches,
    models: Mutex<Models>,
    /// What a new model may run on, as it was when it was asked for.
    hardware: Mutex<Vec<Hardware>>,
    /// The setting of this name, which is read on the window's thread.
    tray: AtomicBool,
    /// Counts the reviews, so that an older one knows that it is out of date.
    reviews: Arc<AtomicU64>,
    /// Held while a training is being created, so that a double press starts one. It is outside the order of
    /// [`Rank`]: no task holds it together with another asynchronous lock.
    starting: tokio::sync::Mutex<()>,
}

/// The models of an account, as they were when they were last asked for.
#[derive(Default)]
struct Models {
    /// Whose they are; nobody's while nobody is signed in.
    account: Option<String>,
    /// What is at each, in words.
    about: BTreeMap<String, String>,
}

impl Studio {
    /// Opens the ledger and what belongs to it. Blocks for a moment.
    pub fn open(
        config: Config,
        changed: impl Fn(Change) + Send + Sync + 'static,
    ) -> Result<Studio, Error> {
        let data = config.folders.data.clone();
        std::fs::create_dir_all(&data).map_err(|source| Error::Disk {
            path: data.clone(),
            source,
        })?;
        let (ledger, damaged_ledger) = open_or_set_aside(
            &Ledger::file(&data),
            || Ledger::open(&data, config.before_commit),
            LedgerError::is_damaged,
        )?;
        let (edits, damaged_edits) = open_or_set_aside(
            &Edits::file(&data),
            || Edits::open(&data),
            |error| matches!(error, EditsError::Damaged { .. }),
        )?;
        let changes = Changes::new(changed);
        let board = Board::new(changes.clone());
        let told = board.clone();
        ledger.tell_unreadable(move |sentence| told.wrong(sentence));
        let store = SecretStore::new(config.keychain.clone(), ledger.clone());
        let set_aside = [
            (
                damaged_ledger,
                "The list of your trainings was damaged, so it is shown as Replicate has it",
            ),
            (
                damaged_edits,
                "What was left out or cropped and the steps to undo were damaged, so they begin anew; images and captions are as they were",
            ),
        ];
        for (file, what) in set_aside {
            if let Some(file) = file {
                board.wrong(format!(
                    "{what}. The damaged file is kept as {}.",
                    config.folders.shown(&file)
                ));
            }
        }
        let session = Session::new(
            config.base.clone(),
            config.timing.calls,
            &config.thumb_base,
            ledger.clone(),
            store.clone(),
            changes.clone(),
        );
        let desk = Desk::new(
            ledger.clone(),
            config.folders.clone(),
            config.thumb_base.clone(),
            edits.clone(),
            changes.clone(),
            board.clone(),
        );
        let weights = Weights::new(
            session.clone(),
            config.folders.clone(),
            changes.clone(),
            config.timing,
        );
        let buckets = Buckets::new(ledger.clone(), store.clone(), config.timing.calls);
        let secrets = Secrets::new(store, config.base.origin());
        let runs = Runs::new(Context {
            ledger: ledger.clone(),
            session: session.clone(),
            folders: config.folders.clone(),
            edits,
            changes: changes.clone(),
            timing: config.timing,
            weights: weights.clone(),
            buckets: buckets.clone(),
            secrets: secrets.clone(),
        });
        let archive = Archive::new(
            ledger.clone(),
            session.clone(),
            runs.clone(),
            changes.clone(),
            config.timing,
        );
        let batches = Batches::new(batches::Context::new(
            ledger.clone(),
            session.clone(),
            changes.clone(),
            config.timing,
            Library::new(ledger.clone(), config.folders.clone()),
            config.thumb_base.clone(),
        ));
        let settings: Settings = ledger.recall("settings").unwrap_or_default();
        Ok(Studio {
            versions: Versions::new(ledger.clone()),
            batches,
            trainers: Trainers::new(ledger.clone()),
            models: Mutex::new(Rank::Models, Models::default()),
            hardware: Mutex::new(Rank::Hardware, Vec::new()),
            tray: AtomicBool::new(settings.tray),
            reviews: Arc::default(),
            starting: tokio::sync::Mutex::new(()),
            config,
            ledger,
            board,
            changes,
            session,
            desk,
            runs,
            weights,
            buckets,
            secrets,
            archive,
        })
    }

    /// What happens once at the start: the token is found and checked, runs go on where they were, and the
    /// dataset that was open last is opened again. None waits for another: a folder on a network drive may be away, and
    /// a keychain locked.
    pub async fn begin(&self) {
        tokio::join!(self.open_last(), self.go_on());
    }

    /// Opens the dataset that was open last.
    async fn open_last(&self) {
        let (desk, ledger) = (self.desk.clone(), self.ledger.clone());
        let otherwise = self.config.opens.clone();
        let opened = blocking(move || {
            desk.look_at_recents();
            let last: Option<String> = ledger.recall("open").unwrap_or_default();
            let last = last.map(|folder| dataset::path_of_text(&folder));
            desk.open_at_start(last, otherwise)
        });
        if let Ok(Err(error)) | Err(error) = opened.await {
            self.board.wrong(error.to_string());
        }
    }

    /// Signs in, and goes on with what was on its way.
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
            self.board.wrong(error.to_string());
        }
        self.resume_pictures().await;
        self.resume_weights().await;
        self.look_up_trainer().await;
    }

    /// Everything the page needs to draw itself.
    pub fn state(&self) -> AppState {
        AppState {
            demo: self.config.demo_token.is_some(),
            account: self.session.account(),
            dataset: self.desk.shown(),
            recent: self.desk.recent(),
            settings: self.ledger.recall("settings").unwrap_or_default(),
            running: self.runs.any(),
            tasks: self.board.tasks(),
            notices: self.board.notices(),
            mac: cfg!(target_os = "macos"),
        }
    }

    // The account.

    /// Asks Replicate again who the token belongs to.
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
        self.changes.say(Change::Trainings);
        // The account's picture may have come in the meantime.
        Ok(self.session.account())
    }

    /// Signs out, and removes the token from wherever it is kept.
    pub async fn forget_token(&self) -> Result<Account, Error> {
        if self.session.forget().await? {
            self.board.wrong(
                "The keychain could not be reached, so your token may still be in it. Tintype does not use it any more and removes it as soon as the keychain answers.",
            );
        }
        self.forget_account().await;
        self.changes.say(Change::Trainings);
        Ok(self.session.account())
    }

    /// Forgets what was remembered of the account that was signed in before. What is shown of it by itself knows whose
    /// it is.
    async fn forget_account(&self) {
        let versions = self.versions.clone();
        let forgotten = blocking(move || versions.forget_elsewhere()).await;
        if let Ok(Err(error)) | Err(error) = forgotten {
            tracing::warn!(%error, "the versions of another account can't be forgotten");
        }
        self.changes.say(Change::Generate);
    }

    /// The account's picture.
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

    /// Keeps what the person chose.
    pub async fn set_settings(&self, settings: Settings) -> Result<Settings, Error> {
        let ledger = self.ledger.clone();
        let settings = blocking(move || ledger.remember("settings", &settings).map(|()| settings));
        let settings = settings.await??;
        self.tray.store(settings.tray, Ordering::Relaxed);
        Ok(settings)
    }

    /// The progress of all running trainings.
    pub fn progress_summary(&self) -> ProgressSummary {
        ProgressSummary::of(&self.runs.rows())
    }

    /// Returns whether closing the window should only hide it, because trainings are running and the setting is on.
    pub fn hides_on_close(&self) -> bool {
        self.tray.load(Ordering::Relaxed) && self.runs.any()
    }

    /// Takes a sentence off the status line.
    pub fn dismiss_notice(&self, id: u32) {
        self.board.dismiss(id);
    }

    /// Stops a background task.
    pub fn stop_task(&self, id: u32) {
        self.board.stop(id);
    }

    /// Says something went wrong that no page is waiting to hear.
    pub fn say_wrong(&self, message: &str) {
        self.board.wrong(message);
    }

    /// The address of a page that may be opened in the browser.
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
