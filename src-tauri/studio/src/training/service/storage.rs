//! Lets the person set up their own storage in Settings.

use localization::message;

use super::TrainingService;
use crate::account::session::Keep;
use crate::error::Error;
use crate::view::{AppEvent, Bucket, BucketShown};

impl TrainingService {
    /// Returns the person's bucket, if there is one.
    pub async fn bucket(&self) -> Result<Option<BucketShown>, Error> {
        self.buckets.summary().await
    }

    /// Saves a bucket after testing it. If no keys are given, the previous ones are used.
    pub async fn save_bucket(
        &self,
        bucket: &Bucket,
        access: &str,
        secret: &str,
        keep: Keep,
    ) -> Result<Option<BucketShown>, Error> {
        self.buckets
            .save(&bucket.clone().into(), access, secret, keep)
            .await?;
        self.events.emit(AppEvent::Trainer);
        self.buckets.summary().await
    }

    /// Removes the bucket and its keys.
    pub async fn forget_bucket(&self) -> Result<Option<BucketShown>, Error> {
        if self.buckets.forget().await? {
            self.status_bar.error(message!("storage-keys-left"));
        }
        self.events.emit(AppEvent::Trainer);
        self.buckets.summary().await
    }
}
