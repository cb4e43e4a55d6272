//! Stores the person's bucket, and opens it with its keys.

use std::sync::Arc;

use localization::{Message, message};
use ordered_lock::{Mutex, Rank};
use replicate::Timeouts;

use super::bucket::{self, BucketError, OpenBucket};
use super::keys::Keys;
use crate::account::secret_store::{Removal, SecretStore};
use crate::account::session::Keep;
use crate::error::{Error, blocking};
use crate::keychain::KeychainError;
use crate::store::zip_storage::Bucket;
use crate::store::{Key, Store};
use crate::view::{BucketKeys, BucketShown};

/// The person's own bucket and its keys. Clones share the keys that are held for this session.
#[derive(Clone)]
pub(crate) struct Buckets {
    store: Store,
    secret_store: SecretStore,
    timeouts: Timeouts,
    /// The keys that are held until the app ends, and the bucket that they belong to.
    session_keys: Arc<Mutex<Option<(Bucket, Keys)>>>,
    /// The bucket that was opened last, with its connections.
    last_opened: Arc<Mutex<Option<(Bucket, OpenBucket)>>>,
}

impl Buckets {
    pub(crate) fn new(store: Store, secret_store: SecretStore, timeouts: Timeouts) -> Buckets {
        Buckets {
            store,
            secret_store,
            timeouts,
            session_keys: Arc::new(Mutex::new(Rank::BucketKeys, None)),
            last_opened: Arc::new(Mutex::new(Rank::OpenBucket, None)),
        }
    }

    /// Returns the bucket, or `None` if there is none or its record can't be read. Blocks briefly.
    pub(crate) fn bucket(&self) -> Option<Bucket> {
        self.store.get(Key::Bucket).unwrap_or_default()
    }

    /// Returns the bucket as Settings shows it, or `None` if there is none.
    pub(crate) async fn summary(&self) -> Result<Option<BucketShown>, Error> {
        let buckets = self.clone();
        let Some(bucket) = blocking(move || buckets.bucket()).await? else {
            return Ok(None);
        };
        let keys = if self.session_keys(&bucket).is_some() {
            BucketKeys::Session
        } else {
            match Keys::read(&self.secret_store, &bucket).await {
                Ok(Some(_)) => BucketKeys::Keychain,
                Ok(None) => BucketKeys::Missing,
                Err(error) => {
                    tracing::warn!(%error, "the keychain can't be searched for the bucket's keys");
                    BucketKeys::Unknown
                }
            }
        };
        Ok(Some(BucketShown {
            bucket: bucket.into(),
            keys,
        }))
    }

    /// Tests a bucket with the typed keys, and saves it. If both keys are empty, the bucket's previous keys are used.
    ///
    /// # Errors
    /// [`Error::Field`] if a field is invalid or the test fails; [`Error::NoKeychain`] or [`Error::Keychain`] if the
    /// keychain fails; or the store's.
    pub(crate) async fn save(
        &self,
        typed: &Bucket,
        access: &str,
        secret: &str,
        keep: Keep,
    ) -> Result<(), Error> {
        let bucket = bucket::parse(typed)?;
        let typed_keys = Keys::parse(access, secret);
        let keys = match &typed_keys {
            Some(keys) => keys.clone(),
            None if access.trim().is_empty() && secret.trim().is_empty() => {
                let keys = self.keys(&bucket).await?;
                keys.ok_or_else(|| field_error("access", message!("storage-no-access-key")))?
            }
            None if access.trim().is_empty() => {
                return Err(field_error("access", message!("storage-no-access-key")));
            }
            None => return Err(field_error("secret", message!("storage-no-secret-key"))),
        };
        let open = OpenBucket::new(&bucket, &keys, self.timeouts)?;
        open.test_access().await?;
        match (typed_keys, keep) {
            (Some(keys), Keep::Session) => self.set_session_keys(Some((bucket.clone(), keys))),
            (Some(keys), Keep::Keychain) => {
                keys.write(&self.secret_store, &bucket).await?;
                self.set_session_keys(None);
            }
            (None, _) => {}
        }
        let store = self.store.clone();
        blocking(move || store.set(Key::Bucket, &Some(bucket))).await??;
        Ok(())
    }

    /// Removes the bucket and its keys, wherever they are kept. Returns true if the keychain has not removed them yet.
    pub(crate) async fn forget(&self) -> Result<bool, Error> {
        let buckets = self.clone();
        let bucket = blocking(move || {
            let bucket = buckets.bucket();
            buckets.store.set(Key::Bucket, &None::<Bucket>)?;
            Ok::<_, Error>(bucket)
        })
        .await??;
        let Some(bucket) = bucket else {
            return Ok(false);
        };
        let had_session_keys = self.session_keys(&bucket).is_some();
        self.set_session_keys(None);
        match Keys::forget(&self.secret_store, &bucket).await? {
            Removal::Done => Ok(false),
            // The keys were held for this session only, and are most likely not in a keychain that is unavailable.
            Removal::Pending(KeychainError::Unavailable(_)) if had_session_keys => Ok(false),
            Removal::Pending(error) => {
                tracing::warn!(%error, "the keys to the bucket stay in the keychain for now");
                Ok(true)
            }
        }
    }

    /// Opens a bucket. Returns `None` if its keys are missing.
    pub(crate) async fn open(&self, bucket: &Bucket) -> Result<Option<OpenBucket>, Error> {
        let matching = |last: &(Bucket, OpenBucket)| (last.0 == *bucket).then(|| last.1.clone());
        if let Some(open) = self.last_opened.lock().as_ref().and_then(matching) {
            return Ok(Some(open));
        }
        let Some(keys) = self.keys(bucket).await? else {
            return Ok(None);
        };
        let open = OpenBucket::new(bucket, &keys, self.timeouts)?;
        *self.last_opened.lock() = Some((bucket.clone(), open.clone()));
        Ok(Some(open))
    }

    async fn keys(&self, bucket: &Bucket) -> Result<Option<Keys>, Error> {
        if let Some(keys) = self.session_keys(bucket) {
            return Ok(Some(keys));
        }
        match Keys::read(&self.secret_store, bucket).await {
            // Without a keychain the keys have to be typed again, just as if they were not in the keychain.
            Err(Error::Keychain(
                error @ (KeychainError::Unavailable(_) | KeychainError::Unreadable),
            )) => {
                tracing::warn!(%error, "the keys to the bucket can't be read");
                Ok(None)
            }
            result => result,
        }
    }

    fn session_keys(&self, bucket: &Bucket) -> Option<Keys> {
        let session_keys = self.session_keys.lock();
        let (owner, keys) = session_keys.as_ref()?;
        (owner.endpoint == bucket.endpoint && owner.name == bucket.name).then(|| keys.clone())
    }

    fn set_session_keys(&self, keys: Option<(Bucket, Keys)>) {
        *self.session_keys.lock() = keys;
        *self.last_opened.lock() = None;
    }
}

fn field_error(field: &'static str, message: Message) -> Error {
    Error::Field { field, message }
}

impl From<BucketError> for Error {
    fn from(error: BucketError) -> Self {
        let field = match &error {
            BucketError::Unavailable { .. } | BucketError::PathStyleRefused { .. } => "endpoint",
            BucketError::Refused { .. } => "secret",
            BucketError::NotFound { .. } => "name",
            BucketError::Other { .. } => "region",
        };
        Error::Field {
            field,
            message: error.message(),
        }
    }
}
