//! The interface of a storage for the zip of a run. Each kind of storage is a file in this folder.

mod bucket;
mod own_address;
mod replicate;

use std::pin::Pin;

use jiff::Timestamp;

use super::context::Context;
use super::driver::{Driver, Stop};
use crate::store::run_record::{DatasetZip, Order, Run, Upload};
use crate::store::zip_storage::{Parts, Storage};

/// An asynchronous operation of a storage.
pub(super) type Operation<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A storage for the zip of a run. A run may be killed during each operation, and then starts it again.
pub(super) trait StorageBackend: Send + Sync {
    /// Returns the size, in bytes, from which the storage refuses a zip, or `None` if it has no limit.
    fn size_limit(&self) -> Option<u64>;

    /// Returns the zip that already is in the storage, if this kind of storage takes no upload. Waits while the storage
    /// can't be reached.
    fn existing_zip<'a>(
        &'a self,
        _driver: &'a mut Driver,
    ) -> Operation<'a, Result<Option<Upload>, Stop>> {
        Box::pin(async { Ok(None) })
    }

    /// Returns whether trainings before this run may have been given the same zip.
    fn has_shared_zip(&self) -> bool {
        false
    }

    /// Uploads the zip. `parts` are those that arrived before. Returns `None` if the zip no longer exists on this
    /// computer and has to be packed again.
    fn upload<'a>(
        &'a self,
        driver: &'a mut Driver,
        archive: &'a DatasetZip,
        parts: Option<Parts>,
    ) -> Operation<'a, Result<Option<Upload>, Stop>>;

    /// Returns an address from which the trainer can fetch the zip. It may differ between calls.
    fn address<'a>(
        &'a self,
        _driver: &'a mut Driver,
        upload: &'a Upload,
    ) -> Operation<'a, Result<String, Stop>> {
        Box::pin(async { Ok(upload.url.clone()) })
    }

    /// Returns whether the zip of an earlier try still exists, is complete, and remains for long enough.
    fn zip_exists<'a>(
        &'a self,
        driver: &'a mut Driver,
        archive: Option<&'a DatasetZip>,
        upload: &'a Upload,
    ) -> Operation<'a, Result<bool, Stop>>;

    /// Returns whether a zip has certainly expired.
    fn has_expired(&self, _upload: &Upload) -> bool {
        false
    }

    /// Deletes a zip that is no longer needed. Returns false if that failed.
    fn delete_zip<'a>(
        &'a self,
        context: &'a Context,
        order: &'a Order,
        upload: &'a Upload,
    ) -> Operation<'a, bool>;

    /// Deletes the data that has arrived of an upload that was canceled or failed. Returns false if that failed.
    fn delete_arrived<'a>(&'a self, context: &'a Context, run: &'a Run) -> Operation<'a, bool>;

    /// Returns whether the parts of a failed upload remain until they are deleted. Replicate keeps a file only once it is
    /// complete.
    fn keeps_parts(&self) -> bool {
        false
    }
}

/// Returns the backend of a storage.
pub(super) fn of(storage: &Storage) -> Box<dyn StorageBackend> {
    match storage.clone() {
        Storage::Replicate => Box::new(replicate::ReplicateFiles),
        Storage::Bucket(bucket) => Box::new(bucket::BucketBackend(bucket)),
        Storage::Address { url } => Box::new(own_address::OwnAddress(url)),
    }
}

/// Returns whether `until` has passed by this computer's clock. Returns false for `None`.
pub(super) fn has_passed(until: Option<Timestamp>) -> bool {
    until.is_some_and(|until| until <= Timestamp::now())
}
