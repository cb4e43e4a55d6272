//! The order of all locks.

/// The locks of `imaging`, `dataset` and `studio`, in the order in which they are taken. A thread that holds a lock
/// takes only locks that are listed after it, and no other lock of the same rank.
///
/// Asynchronous locks are not listed, since a task that holds one moves between threads: `TrainingService::starting`,
/// `GenerationService::starting`, `Workspace::arrival_lock`, `Workspace::recheck_lock` and `SecretStore::change_lock`.
/// They are taken before all locks that are listed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    // Locks for requests of the window, and for results that are computed from a dataset.
    /// `studio`: the findings that were computed last.
    Findings,
    /// `studio`: the wording of all captions that was computed last.
    Wording,
    /// `studio`: the account that is shown. Changes of it are emitted while it is held.
    Account,
    /// `studio`: the account's picture.
    Avatar,
    /// `studio`: the trainings that were started elsewhere.
    Elsewhere,
    /// `studio`: closed datasets that still have captions to write.
    Closing,

    // Locks of a dataset.
    /// `dataset`: the watcher of the folder.
    Watcher,
    /// `dataset`: held by one undo or redo from beginning to end.
    Undo,
    /// `dataset`: held by a scan, an import or a removal, for a long time.
    Scanning,
    /// `dataset`: held while a decision about images (left out, edited) is recorded and takes effect. Image files are
    /// read while it is held.
    Annotate,
    /// `dataset`: held while a step is recorded, and until its captions are changed in memory.
    Recorder,
    /// `dataset`: held by the thread that reads or writes one caption file.
    CaptionFile,
    /// `dataset`: the connection to `edits.db`.
    Edits,
    /// `dataset`: the known state of the folder. No file is read or written while it is held.
    DatasetState,

    // Locks of tasks on a dataset: an import reports its progress while it holds `Scanning`.
    /// `studio`: the status line. Changes of it are emitted while it is held.
    StatusBar,
    /// `studio`: the time when a task last reported its progress.
    StatusBarEmitted,
    /// `studio`: the runs in progress. A listener may request them when it is notified of a change.
    Runs,

    // Locks under which no other lock is taken, except where noted.
    /// `studio`: the open dataset.
    OpenDataset,
    /// `studio`: the settings for preparing the images.
    Preparation,
    /// `studio`: the image that was prepared last.
    LastPrepared,
    /// `studio`: the measures of the pictures.
    ImageAnalysis,
    /// `studio`: the folders of recent datasets that are being checked or are gone.
    Recents,
    /// `studio`: the calls that wait for the keychain.
    KeychainQueue,
    /// `studio`: the state of the thread that calls the keychain.
    Keychain,
    /// `studio`: the number of times each secret was forgotten.
    SecretsForgotten,
    /// `studio`: the secret inputs of trainers.
    Secrets,
    /// `studio`: the secrets that trainings were given, which are redacted from their output.
    RedactedSecrets,
    /// `studio`: the bucket's keys that are kept for this session.
    BucketKeys,
    /// `studio`: the bucket that was opened last.
    OpenBucket,
    /// `studio`: the cells in progress.
    Cells,
    /// `studio`: the inputs of versions.
    VersionInputs,
    /// `studio`: the versions that are being requested from the service.
    VersionRequests,
    /// `studio`: the trainers that were looked up.
    Trainers,
    /// `studio`: the versions of trainers.
    TrainerVersions,
    /// `studio`: the account's models.
    Models,
    /// `studio`: the hardware that models may run on.
    Hardware,
    /// `studio`: the weights that are being fetched.
    Weights,
    /// `studio`: the number of times the versions of other trainings were forgotten. The store is written while it is
    /// held.
    VersionsForgotten,
    /// `studio`: all runs in the store. The store is read while it is held.
    StoredRuns,
    /// `studio`: the connection to `ledger.db`.
    Store,
    /// `studio`: settings in the store that can't be read.
    StoreUnreadable,
    /// `imaging`: the thumbnails that were requested.
    ThumbnailQueue,
    /// `imaging`: the index of the thumbnails on the disk.
    ThumbnailIndex,
    /// `imaging`: the content hashes of files, in memory.
    Contents,
    /// `imaging`: the connection to `contents.db`.
    ContentsDatabase,
    /// `imaging`: the amount of memory that decoding uses at the moment.
    DecodingMemory,
    /// `imaging`: the worker processes that wait for the next picture.
    DecodingWorkers,
    /// `imaging`: the AV1 decoders that wait for the next picture.
    IdleDecoders,
}
