//! The person's own storage, in Settings.

use super::Studio;
use crate::error::Error;
use crate::session::Keep;
use crate::view::{Bucket, BucketShown, Change};

impl Studio {
    /// The bucket, where there is one.
    pub async fn bucket(&self) -> Result<Option<BucketShown>, Error> {
        self.buckets.shown().await
    }

    /// Takes a bucket, once it was seen that it can be used. Without keys those of before are used.
    pub async fn save_bucket(
        &self,
        bucket: &Bucket,
        access: &str,
        secret: &str,
        keep: Keep,
    ) -> Result<Option<BucketShown>, Error> {
        self.buckets.save(bucket, access, secret, keep).await?;
        self.changes.say(Change::Trainer);
        self.buckets.shown().await
    }

    /// Forgets the bucket and the keys to it.
    pub async fn forget_bucket(&self) -> Result<Option<BucketShown>, Error> {
        if self.buckets.forget().await? {
            self.board.wrong(
                "The keychain could not be reached, so the keys to your storage may still be in it. Tintype does not use them any more and removes them as soon as the keychain answers.",
            );
        }
        self.changes.say(Change::Trainer);
        self.buckets.shown().await
    }
}
