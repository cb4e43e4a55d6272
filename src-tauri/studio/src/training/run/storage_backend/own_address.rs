//! Uses a zip that is already at the person's own address.

use localization::message;

use super::{Operation, StorageBackend};
use crate::jobs::{Backoff, Job};
use crate::store::failure_record::Fix;
use crate::store::run_record::{DatasetZip, Order, Run, Upload};
use crate::store::zip_storage::Parts;
use crate::training::run::context::Context;
use crate::training::run::driver::{Driver, Stop};
use crate::training::run::failure::own_failure;
use crate::training::storage::address::{self, AddressError};

/// The person's own address of a zip. The app neither uploads nor deletes this zip.
pub(super) struct OwnAddress(pub(super) String);

impl OwnAddress {
    fn as_upload(&self) -> Upload {
        Upload {
            id: String::new(),
            url: self.0.clone(),
            useful_until: None,
        }
    }
}

impl StorageBackend for OwnAddress {
    fn size_limit(&self) -> Option<u64> {
        None
    }

    fn existing_zip<'a>(
        &'a self,
        driver: &'a mut Driver,
    ) -> Operation<'a, Result<Option<Upload>, Stop>> {
        Box::pin(async {
            check_address(driver, &self.0).await?;
            Ok(Some(self.as_upload()))
        })
    }

    fn has_shared_zip(&self) -> bool {
        true
    }

    fn upload<'a>(
        &'a self,
        _driver: &'a mut Driver,
        _archive: &'a DatasetZip,
        _parts: Option<Parts>,
    ) -> Operation<'a, Result<Option<Upload>, Stop>> {
        Box::pin(async { Ok(Some(self.as_upload())) })
    }

    fn zip_exists<'a>(
        &'a self,
        _driver: &'a mut Driver,
        _archive: Option<&'a DatasetZip>,
        _upload: &'a Upload,
    ) -> Operation<'a, Result<bool, Stop>> {
        Box::pin(async { Ok(true) })
    }

    fn delete_zip<'a>(
        &'a self,
        _context: &'a Context,
        _order: &'a Order,
        _upload: &'a Upload,
    ) -> Operation<'a, bool> {
        Box::pin(async { true })
    }

    fn delete_arrived<'a>(&'a self, _context: &'a Context, _run: &'a Run) -> Operation<'a, bool> {
        Box::pin(async { true })
    }
}

/// Checks that there is a zip at the address. Tries again while the address can't be reached.
async fn check_address(driver: &mut Driver, url: &str) -> Result<(), Stop> {
    let mut backoff = Backoff::new(&driver.context.timing);
    loop {
        let client = driver.client().await?;
        match address::check(&client, url).await {
            Ok(()) => {
                driver.clear_retry_message().await;
                return Ok(());
            }
            Err(AddressError::NoZip(message)) => {
                return Err(Stop::Failed(own_failure(
                    message,
                    message!("runs-advice-correct-address"),
                    Fix::Train,
                )));
            }
            Err(AddressError::Unreachable(error)) => driver.back_off(error, &mut backoff).await?,
        }
    }
}
