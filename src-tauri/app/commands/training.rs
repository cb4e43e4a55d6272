//! The commands of the Train and Trainings pages.

use studio::view::{
    ComparedInput, Destination, Review, TrainDraft, TrainForm, Training, Trainings, Weights,
};
use tauri::WebviewWindow;

use super::{CommandResult, Shared, reveal};
use crate::dialogs;

#[tauri::command]
pub(super) async fn train_form(studio: Shared<'_>) -> CommandResult<TrainForm> {
    Ok(studio.training.train_form().await?)
}

#[tauri::command]
pub(super) async fn set_train_draft(
    studio: Shared<'_>,
    draft: TrainDraft,
) -> CommandResult<TrainForm> {
    Ok(studio.training.set_train_draft(draft).await?)
}

#[tauri::command]
pub(super) async fn choose_trainer(
    studio: Shared<'_>,
    trainer: String,
) -> CommandResult<TrainForm> {
    Ok(studio.training.choose_trainer(&trainer).await?)
}

#[tauri::command]
pub(super) async fn save_preset(studio: Shared<'_>, name: String) -> CommandResult<TrainForm> {
    Ok(studio.training.save_preset(&name).await?)
}

#[tauri::command]
pub(super) async fn use_preset(studio: Shared<'_>, name: String) -> CommandResult<TrainForm> {
    Ok(studio.training.use_preset(&name).await?)
}

#[tauri::command]
pub(super) async fn remove_preset(studio: Shared<'_>, name: String) -> CommandResult<TrainForm> {
    Ok(studio.training.remove_preset(&name).await?)
}

#[tauri::command]
pub(super) async fn keep_secret(
    studio: Shared<'_>,
    input: String,
    text: String,
) -> CommandResult<TrainForm> {
    Ok(studio.training.keep_secret(&input, &text).await?)
}

#[tauri::command]
pub(super) async fn look_at_destination(studio: Shared<'_>) -> CommandResult<TrainForm> {
    Ok(studio.training.look_at_destination().await?)
}

#[tauri::command]
pub(super) async fn destinations(studio: Shared<'_>) -> CommandResult<Vec<Destination>> {
    Ok(studio.training.destinations().await?)
}

#[tauri::command]
pub(super) async fn review_training(studio: Shared<'_>) -> CommandResult<Review> {
    Ok(studio.training.review().await?)
}

#[tauri::command]
pub(super) async fn save_zip(studio: Shared<'_>, window: WebviewWindow) -> CommandResult<()> {
    match dialogs::choose_zip_path(&window, &studio.training.zip_name()?).await {
        Some(path) => Ok(studio.training.save_zip(path).await?),
        None => Ok(()),
    }
}

#[tauri::command]
pub(super) async fn start_training(
    studio: Shared<'_>,
    draft: TrainDraft,
) -> CommandResult<Training> {
    Ok(studio.training.start_training(draft).await?)
}

#[tauri::command]
pub(super) async fn trainings(studio: Shared<'_>) -> CommandResult<Trainings> {
    Ok(studio.training.trainings().await?)
}

#[tauri::command]
pub(super) async fn load_more_trainings(studio: Shared<'_>) -> CommandResult<Trainings> {
    Ok(studio.training.more_trainings().await?)
}

#[tauri::command]
pub(super) async fn training(studio: Shared<'_>, id: String) -> CommandResult<Training> {
    Ok(studio.training.training(&id).await?)
}

#[tauri::command]
pub(super) async fn compare_trainings(
    studio: Shared<'_>,
    one: String,
    other: String,
) -> CommandResult<Vec<ComparedInput>> {
    Ok(studio.training.compare_trainings(&one, &other).await?)
}

#[tauri::command]
pub(super) async fn cancel_training(studio: Shared<'_>, id: String) -> CommandResult<Training> {
    Ok(studio.training.cancel_training(&id).await?)
}

#[tauri::command]
pub(super) async fn try_again(studio: Shared<'_>, id: String) -> CommandResult<TrainForm> {
    Ok(studio.training.try_again(&id).await?)
}

#[tauri::command]
pub(super) async fn retry_training(studio: Shared<'_>, id: String) -> CommandResult<Training> {
    Ok(studio.training.retry_training(&id).await?)
}

#[tauri::command(async)]
pub(super) fn training_not_started(studio: Shared<'_>, id: &str) -> CommandResult<()> {
    Ok(studio.training.training_not_started(id)?)
}

#[tauri::command]
pub(super) async fn adopt_training(studio: Shared<'_>, id: String) -> CommandResult<Training> {
    Ok(studio.training.adopt_training(&id).await?)
}

#[tauri::command]
pub(super) async fn weights(studio: Shared<'_>, id: String) -> CommandResult<Option<Weights>> {
    Ok(studio.training.weights(&id).await?)
}

#[tauri::command]
pub(super) async fn fetch_weights(studio: Shared<'_>, id: String) -> CommandResult<()> {
    Ok(studio.training.fetch_weights(&id).await?)
}

#[tauri::command]
pub(super) async fn show_weights(studio: Shared<'_>, id: String) -> CommandResult<()> {
    reveal(&studio.training.weights_path(&id).await?)
}

#[tauri::command]
pub(super) async fn remove_training(studio: Shared<'_>, id: String) -> CommandResult<Trainings> {
    Ok(studio.training.remove_training(&id).await?)
}
