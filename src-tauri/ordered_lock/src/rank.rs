//! The order of all locks.

/// The locks of `dataset` and `studio`, first the one that is taken first. A thread that holds one takes only those
/// below it, and none of the same rank.
///
/// Asynchronous locks are not listed, since a task that holds one moves between threads: `Studio::starting` and
/// `Desk::arriving`. They come before all locks here, and no task holds both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    // What the window asks for, and what is worked out of a dataset meanwhile.
    /// `studio`: the findings that were worked out last.
    Findings,
    /// `studio`: the wording of all captions that was worked out last.
    Wording,
    /// `studio`: the account that is shown. Changes of it are said while it is held.
    Account,
    /// `studio`: the account's picture.
    Avatar,
    /// `studio`: the trainings that were started elsewhere.
    Elsewhere,
    /// `studio`: datasets that are closed and still have captions to write.
    Closing,

    // A dataset.
    /// `dataset`: the watcher of the folder.
    Watcher,
    /// `dataset`: held by one undo or redo from beginning to end.
    Turning,
    /// `dataset`: held by a scan, an import or a removal, so for long.
    Scanning,
    /// `dataset`: held while what is decided about images (left out, framed) is written down and takes effect. Image
    /// files are read under it.
    Deciding,
    /// `dataset`: held while a step is written down, and until its captions hold in memory.
    Recorder,
    /// `dataset`: held by the thread that reads or writes one caption file.
    CaptionFile,
    /// `dataset`: the connection to `edits.db`.
    Edits,
    /// `dataset`: what is known of the folder. No file is read or written under it.
    DatasetState,

    // What tasks on a dataset use: an import tells its progress while it holds `Scanning`.
    /// `studio`: the status line. Changes of it are said while it is held.
    Board,
    /// `studio`: when a task last told its progress.
    BoardTold,
    /// `studio`: the runs that are on their way. Whoever hears of a change may ask for them.
    Runs,

    // Locks under which no other one is taken.
    /// `studio`: the open dataset.
    OpenDataset,
    /// `studio`: how the images are prepared.
    Preparation,
    /// `studio`: the image that was prepared last.
    LastPrepared,
    /// `studio`: what is known of the pictures.
    Looking,
    /// `studio`: the folders that were looked for in the list of recent ones.
    Recents,
    /// `studio`: what waits for the keychain.
    KeychainQueue,
    /// `studio`: how the keychain answers.
    Keychain,
    /// `studio`: how often each secret was forgotten.
    SecretsForgotten,
    /// `studio`: the secret inputs of trainers.
    Secrets,
    /// `studio`: the secrets that trainings were given, to be struck from what they say.
    SecretsSeen,
    /// `studio`: the keys to the bucket that are kept for this session.
    BucketKeys,
    /// `studio`: the bucket that was opened last.
    OpenBucket,
    /// `studio`: the cells that are on their way.
    Cells,
    /// `studio`: the inputs of versions.
    VersionInputs,
    /// `studio`: the versions that the service is asked for.
    VersionsAsked,
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
    /// `studio`: how often the versions of other trainings were forgotten. The ledger is written while it is held.
    VersionsForgotten,
    /// `studio`: all runs as the ledger has them. The ledger is read while it is held.
    LedgerRuns,
    /// `studio`: the connection to `ledger.db`.
    Ledger,
    /// `studio`: settings in the ledger that can't be read.
    LedgerUnreadable,
    /// `dataset`: the thumbnails that were asked for.
    ThumbnailQueue,
    /// `dataset`: the list of the thumbnails on the disk.
    ThumbnailIndex,
    /// `dataset`: the contents of files, in memory.
    Contents,
    /// `dataset`: the connection to `contents.db`.
    ContentsDatabase,
    /// `dataset`: how much memory decoding takes at the moment.
    DecodingMemory,
    /// `dataset`: the worker processes that wait for the next picture.
    DecodingWorkers,
    /// `dataset`: the AV1 decoders that wait for the next picture.
    IdleDecoders,
}
