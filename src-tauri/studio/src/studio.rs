//! The studio: one value that owns everything, with one method per thing a person can do.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use dataset::{Edits, PackError, Preparation, Size};
use jiff::Timestamp;
use replicate::{BaseUrl, Token};

use crate::board::Board;
use crate::changes::Changes;
use crate::desk::{Desk, Pixels};
use crate::destination;
use crate::error::{Error, blocking};
use crate::folders::Folders;
use crate::ledger::Ledger;
use crate::run::drive::Context;
use crate::run::record::{Order, Run, Step};
use crate::run::{Runs, Timing, show};
use crate::session::{Keep, Session};
use crate::train::{self, Situation};
use crate::trainer::Trainers;
use crate::trainings::Archive;
use crate::view::{
    Account, AppState, Change, Destination, ImagesChanged, Link, Review, Settings, TrainDraft,
    TrainForm, Training, Trainings,
};

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
    archive: Archive,
    /// The account's models, as they were when they were last asked for.
    models: Mutex<Vec<String>>,
    /// Counts the reviews, so that an older one knows that it is out of date.
    reviews: Arc<AtomicU64>,
    /// Held while a training is being created, so that a double press starts one.
    starting: tokio::sync::Mutex<()>,
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
        let ledger = Ledger::open(&data)?;
        let edits = Edits::open(&data)?;
        let changes = Changes::new(changed);
        let board = Board::new(changes.clone());
        let session = Session::new(config.base.clone(), ledger.clone(), changes.clone());
        let desk = Desk::new(
            ledger.clone(),
            config.folders.clone(),
            edits.clone(),
            changes.clone(),
            board.clone(),
        );
        let runs = Runs::new(Context {
            ledger: ledger.clone(),
            session: session.clone(),
            folders: config.folders.clone(),
            edits,
            changes: changes.clone(),
            timing: config.timing,
        });
        let archive = Archive::new(
            ledger.clone(),
            session.clone(),
            runs.clone(),
            changes.clone(),
            config.timing,
        );
        Ok(Studio {
            trainers: Trainers::new(ledger.clone()),
            models: Mutex::default(),
            reviews: Arc::default(),
            starting: tokio::sync::Mutex::new(()),
            config,
            ledger,
            board,
            changes,
            session,
            desk,
            runs,
            archive,
        })
    }

    /// What happens once at the start: the token is found and checked, runs go on where they were, and the
    /// dataset that was open last is opened again.
    pub async fn begin(&self) {
        let desk = self.desk.clone();
        let last: Option<PathBuf> = self.ledger.recall("open").unwrap_or_default();
        let folder = last
            .filter(|folder| folder.is_dir())
            .or(self.config.opens.clone());
        if let Some(folder) = folder {
            let opened = blocking(move || desk.open_folder(&folder)).await;
            if let Ok(Err(error)) | Err(error) = opened.map(|opened| opened.map(|_| ())) {
                self.board.wrong(error.to_string());
            }
        }
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
            thumb_base: self.config.thumb_base.clone(),
            mac: cfg!(target_os = "macos"),
        }
    }

    // The account.

    /// Asks Replicate again who the token belongs to.
    pub async fn check_account(&self) -> Account {
        let account = self.session.check().await;
        self.look_up_trainer().await;
        account
    }

    /// Checks a token and keeps it.
    pub async fn save_token(&self, token: &str, keep: Keep) -> Result<Account, Error> {
        let account = self.session.save(token, keep).await?;
        self.look_up_trainer().await;
        self.changes.say(Change::Trainings);
        Ok(account)
    }

    /// Removes the token from wherever it is kept.
    pub async fn forget_token(&self) -> Result<Account, Error> {
        self.session.forget().await
    }

    /// The account's picture.
    pub fn avatar(&self) -> Option<Vec<u8>> {
        self.session.avatar().bytes()
    }

    async fn look_up_trainer(&self) {
        if let Ok(who) = self.session.signed_in()
            && let Err(error) = self.trainers.look_up(&who).await
        {
            tracing::warn!(%error, "the trainer can't be looked up");
        }
    }

    // Settings, status line, links.

    /// Keeps what the person chose.
    pub async fn set_settings(&self, settings: Settings) -> Result<Settings, Error> {
        let ledger = self.ledger.clone();
        blocking(move || ledger.remember("settings", &settings).map(|()| settings))
            .await?
            .map_err(Error::from)
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

    // The dataset.

    /// Takes in what was dropped, chosen or opened again.
    pub async fn open_paths(&self, paths: Vec<PathBuf>) -> Result<(), Error> {
        self.desk.arrive(paths).await?;
        self.remember_open().await
    }

    /// Takes in a picture from the clipboard.
    pub async fn paste_picture(&self, pixels: Pixels) -> Result<(), Error> {
        self.desk.arrive_picture(pixels).await?;
        self.remember_open().await
    }

    /// Closes the dataset.
    pub async fn close_dataset(&self) -> Result<(), Error> {
        self.desk.close();
        self.remember_open().await
    }

    async fn remember_open(&self) -> Result<(), Error> {
        let folder = self
            .desk
            .dataset()
            .ok()
            .map(|dataset| dataset.folder().to_owned());
        let ledger = self.ledger.clone();
        Ok(blocking(move || ledger.remember("open", &folder)).await??)
    }

    /// Saves a caption. Answers when it is on the disk.
    pub async fn set_caption(&self, id: u32, caption: String) -> Result<ImagesChanged, Error> {
        self.desk.set_caption(id, caption).await
    }

    /// Leaves images out of the training, or takes them in again.
    pub async fn set_excluded(
        &self,
        ids: Vec<u32>,
        excluded: bool,
    ) -> Result<ImagesChanged, Error> {
        self.desk.set_excluded(ids, excluded).await
    }

    /// Puts the trigger word into the captions that lack it.
    pub async fn add_trigger_word(&self) -> Result<ImagesChanged, Error> {
        let word = self.situation().await?.draft.trigger_word.trim().to_owned();
        if word.is_empty() {
            return Err(Error::Field {
                field: "triggerWord",
                message: "Type the trigger word first.".to_owned(),
            });
        }
        self.desk.add_trigger_word(word).await
    }

    /// Asks for a picture of an image; the answer is a JPEG.
    pub fn picture(
        &self,
        id: u32,
        size: Size,
        reply: impl FnOnce(Option<Vec<u8>>) + Send + 'static,
    ) {
        self.desk.picture(id, size, reply);
    }

    /// Where an image lies, or the dataset's folder.
    pub fn place(&self, id: Option<u32>) -> Result<PathBuf, Error> {
        self.desk.place(id)
    }

    // The Train page.

    async fn situation(&self) -> Result<Situation, Error> {
        let dataset = self.desk.dataset().ok();
        let draft = match &dataset {
            None => TrainDraft::default(),
            Some(dataset) => {
                let (ledger, folder) = (self.ledger.clone(), dataset.folder().to_owned());
                blocking(move || ledger.draft(&folder)).await??
            }
        };
        Ok(self.situation_with(draft))
    }

    fn situation_with(&self, draft: TrainDraft) -> Situation {
        Situation {
            draft,
            account: self.session.account(),
            dataset: self.desk.dataset().ok(),
            trainer: self.trainers.known(),
            models: self
                .models
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        }
    }

    /// The page with what was filled in for this dataset.
    pub async fn train_form(&self) -> Result<TrainForm, Error> {
        Ok(self.situation().await?.form())
    }

    /// Keeps what is filled in, and says what it means.
    pub async fn set_train_draft(&self, draft: TrainDraft) -> Result<TrainForm, Error> {
        if let Ok(dataset) = self.desk.dataset() {
            let (ledger, draft) = (self.ledger.clone(), draft.clone());
            blocking(move || ledger.save_draft(dataset.folder(), &draft)).await??;
        }
        Ok(self.situation_with(draft).form())
    }

    /// The account's models, as far as the service tells, those trained last first.
    pub async fn destinations(&self) -> Result<Vec<Destination>, Error> {
        let destinations = destination::of_account(&self.session.signed_in()?).await?;
        let names = destinations
            .iter()
            .map(|destination| destination.name.clone())
            .collect();
        *self.models.lock().unwrap_or_else(PoisonError::into_inner) = names;
        Ok(destinations)
    }

    /// Prepares and measures everything just as it will be sent. A newer call ends an older one.
    pub async fn review(&self) -> Result<Review, Error> {
        let number = self.reviews.fetch_add(1, Ordering::SeqCst) + 1;
        let situation = self.situation().await?;
        let (input, zip_input) = situation.input_so_far();
        let dataset = situation.dataset.ok_or(Error::NoDataset)?;
        let task = self.board.begin("Measuring what will be sent");
        let pairs = dataset.pairs();
        let newest = Arc::clone(&self.reviews);
        let measured = blocking(move || {
            dataset::measure(&pairs, &Preparation::default(), &|progress| {
                let stopped = task.progress(progress.done, progress.total);
                if newest.load(Ordering::SeqCst) == number {
                    stopped
                } else {
                    ControlFlow::Break(())
                }
            })
        })
        .await?;
        match measured {
            Err(PackError::Stopped) => Err(Error::Superseded),
            Err(error) => Err(error.into()),
            Ok(packed) => Ok(train::review(&packed, &input, &zip_input)),
        }
    }

    /// The name a saved zip is offered with, without its ending.
    pub fn zip_name(&self) -> Result<String, Error> {
        Ok(self.desk.dataset()?.name())
    }

    /// Packs the zip to a file of the person's choice. No account is needed.
    pub async fn save_zip(&self, to: PathBuf) -> Result<(), Error> {
        let dataset = self.desk.dataset()?;
        let task = self.board.begin("Saving the zip");
        let path = to.clone();
        let packed = blocking(move || {
            dataset::pack(
                &dataset.pairs(),
                &Preparation::default(),
                &path,
                &|progress| task.progress(progress.done, progress.total),
            )
        })
        .await?;
        match packed {
            Err(PackError::Stopped) => Ok(()),
            Err(error) => Err(error.into()),
            Ok(packed) => {
                let place = self.config.folders.shown(&to);
                let images = crate::words::count(packed.images as usize, "image");
                self.board.news(format!("Saved {images} to {place}."));
                Ok(())
            }
        }
    }

    /// Starts a training: the one thing here that costs money. A second press while one is being created
    /// answers the same training.
    pub async fn start_training(&self, draft: TrainDraft) -> Result<Training, Error> {
        let _alone = self.starting.lock().await;
        self.set_train_draft(draft.clone()).await?;
        let who = self.session.signed_in()?;
        if self.trainers.known().is_none() {
            self.trainers.look_up(&who).await?;
        }
        let situation = self.situation_with(draft.clone());
        let wanted = situation.wanted()?;
        if let Some(twin) =
            self.same_run_under_way(&wanted.dataset, &wanted.destination.to_string())
        {
            return Ok(twin);
        }
        let (Some(trainer), Some(dataset)) = (situation.trainer, situation.dataset) else {
            return Err(Error::NoDataset);
        };
        let run = Run {
            id: new_id(),
            created_at: Timestamp::now(),
            order: Order {
                account: who.username,
                dataset: wanted.dataset,
                dataset_name: dataset.name(),
                trainer: trainer.name,
                version: trainer.version,
                destination: wanted.destination.to_string(),
                draft,
                zip_input: wanted.zip_input,
                input: wanted.input,
            },
            step: Step::Packing,
            cancel: false,
            service: crate::run::record::Service::default(),
            ended_at: None,
        };
        let begun = self.runs.begin(run).await?;
        Ok(show::training(&begun.run, &begun.live, &begun.log))
    }

    /// A run of the same dataset to the same destination that has not been submitted yet: what a second press
    /// means.
    fn same_run_under_way(&self, dataset: &Path, destination: &str) -> Option<Training> {
        let twin = self.runs.all().into_iter().find(|other| {
            other.run.order.dataset == dataset
                && other.run.order.destination == destination
                && other.run.training_id().is_none()
                && !other.run.cancel
        })?;
        Some(show::training(&twin.run, &twin.live, &twin.log))
    }

    // Trainings.

    /// The list, newest first.
    pub async fn trainings(&self) -> Result<Trainings, Error> {
        self.archive.list().await
    }

    /// The list with the next page of the account's older trainings.
    pub async fn more_trainings(&self) -> Result<Trainings, Error> {
        self.archive.more().await
    }

    /// One training, whole.
    pub async fn training(&self, id: &str) -> Result<Training, Error> {
        self.archive.one(id).await
    }

    /// Cancels a training.
    pub async fn cancel_training(&self, id: &str) -> Result<Training, Error> {
        self.archive.cancel(id).await
    }

    /// Opens the dataset of an ended run again, with the answers of then on the Train page.
    pub async fn try_again(&self, id: &str) -> Result<TrainForm, Error> {
        let (ledger, id) = (self.ledger.clone(), id.to_owned());
        let run = blocking(move || ledger.run(&id))
            .await??
            .ok_or(Error::NoSuchTraining)?;
        let is_open = self
            .desk
            .dataset()
            .is_ok_and(|dataset| dataset.folder() == run.order.dataset);
        if !is_open {
            let (desk, folder) = (self.desk.clone(), run.order.dataset.clone());
            blocking(move || desk.open_folder(&folder)).await??;
            self.remember_open().await?;
        }
        self.set_train_draft(run.order.draft).await
    }

    /// Takes an ended run out of the list.
    pub async fn remove_training(&self, id: &str) -> Result<Trainings, Error> {
        self.archive.remove(id).await?;
        self.archive.list().await
    }
}

/// Names a run: when it was made, to find its way in a log, and something random.
fn new_id() -> String {
    let random: u64 =
        std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), Timestamp::now());
    format!(
        "{}-{:08x}",
        Timestamp::now().strftime("%Y%m%d-%H%M%S"),
        random as u32
    )
}
