//! The commands of the Settings page, and the command for the page's texts.

use studio::Keep;
use studio::view::{Bucket, BucketShown, PageTexts, PricesForm, Settings};

use super::{CommandResult, Shared};

#[tauri::command(async)]
pub(super) fn page_texts(studio: Shared<'_>) -> PageTexts {
    studio.settings.page_texts()
}

#[tauri::command]
pub(super) async fn prices(studio: Shared<'_>) -> CommandResult<PricesForm> {
    Ok(studio.training.prices().await?)
}

#[tauri::command]
pub(super) async fn set_price(
    studio: Shared<'_>,
    trainer: String,
    price: String,
) -> CommandResult<PricesForm> {
    Ok(studio.training.set_price(&trainer, &price).await?)
}

#[tauri::command]
pub(super) async fn bucket(studio: Shared<'_>) -> CommandResult<Option<BucketShown>> {
    Ok(studio.training.bucket().await?)
}

#[tauri::command]
pub(super) async fn save_bucket(
    studio: Shared<'_>,
    bucket: Bucket,
    access: String,
    secret: String,
    keep: Keep,
) -> CommandResult<Option<BucketShown>> {
    Ok(studio
        .training
        .save_bucket(&bucket, &access, &secret, keep)
        .await?)
}

#[tauri::command]
pub(super) async fn forget_bucket(studio: Shared<'_>) -> CommandResult<Option<BucketShown>> {
    Ok(studio.training.forget_bucket().await?)
}

#[tauri::command]
pub(super) async fn set_settings(
    studio: Shared<'_>,
    settings: Settings,
) -> CommandResult<Settings> {
    Ok(studio.settings.set(settings).await?)
}
