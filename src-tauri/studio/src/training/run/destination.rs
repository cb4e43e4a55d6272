//! Creates the destination of a training if it does not exist yet.

use localization::message;
use replicate::{Error, ModelName, NewModel, Visibility};

use super::driver::{Driver, Stop};
use super::failure::own_failure;
use crate::jobs::{Interrupted, Job};
use crate::store::failure_record::Fix;

/// Makes sure that the destination exists. This is done before anything is uploaded, because the service refuses a
/// training whose destination does not exist.
pub(super) async fn ensure_exists(driver: &mut Driver) -> Result<(), Stop> {
    let name = driver.run.order.destination.clone();
    let name = ModelName::parse(&name).map_err(|error| {
        Stop::Failed(own_failure(
            error.message(),
            message!("runs-advice-choose-destination"),
            Fix::Train,
        ))
    })?;
    if exists(driver, &name).await? {
        return Ok(());
    }
    let hardware = driver
        .with_retry(|client| async move { client.hardware().await })
        .await?;
    // A fine-tune runs on its base model's hardware, whatever is given here, so any hardware will do.
    let options = driver.run.order.draft.new_model.clone();
    let Some(hardware) = hardware
        .iter()
        .find(|offer| offer.sku == options.hardware)
        .or(hardware.iter().find(|offer| offer.sku == "cpu"))
        .or(hardware.first())
    else {
        return Err(Stop::Failed(own_failure(
            message!("runs-no-hardware"),
            message!("runs-no-hardware-advice"),
            Fix::Train,
        )));
    };
    let new = NewModel {
        name: name.clone(),
        visibility: if options.public {
            Visibility::Public
        } else {
            Visibility::Private
        },
        hardware: hardware.sku.clone(),
        description: Some("Trained with Tintype.".to_owned()),
    };
    let created = driver
        .with_retry(|client| {
            let new = new.clone();
            async move { client.create_model(&new).await }
        })
        .await;
    match created {
        Ok(_) => Ok(()),
        // The model exists by now: created by a call whose response was lost, or by the person elsewhere.
        Err(Interrupted::Refused(Error::Conflict { .. })) if exists(driver, &name).await? => Ok(()),
        Err(Interrupted::Refused(Error::Conflict { .. })) => Err(Stop::Failed(own_failure(
            message!("runs-name-deleted", name = name.to_string()),
            message!("runs-name-deleted-advice"),
            Fix::Train,
        ))),
        Err(interruption) => Err(interruption.into()),
    }
}

async fn exists(driver: &mut Driver, name: &ModelName) -> Result<bool, Stop> {
    let found = driver
        .with_retry(|client| {
            let name = name.clone();
            async move { client.model(&name).await }
        })
        .await;
    match found {
        Ok(_) => Ok(true),
        Err(Interrupted::Refused(Error::NotFound { .. })) => Ok(false),
        Err(interruption) => Err(interruption.into()),
    }
}
