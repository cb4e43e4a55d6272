//! The commands of the Generate page.

use studio::Error;
use studio::view::{Batch, BatchKind, Gallery, GalleryFilter, GenerateDraft, GenerateForm};
use tauri::WebviewWindow;

use super::{Addresses, CommandResult, Shared, reveal};
use crate::dialogs;

#[tauri::command]
pub(super) async fn generate_form(studio: Shared<'_>) -> CommandResult<GenerateForm> {
    Ok(studio.generation.generate_form().await?)
}

#[tauri::command]
pub(super) async fn set_generate_draft(
    studio: Shared<'_>,
    draft: GenerateDraft,
) -> CommandResult<GenerateForm> {
    Ok(studio.generation.set_generate_draft(draft).await?)
}

#[tauri::command]
pub(super) async fn generate_with(
    studio: Shared<'_>,
    training: String,
    kind: BatchKind,
) -> CommandResult<GenerateForm> {
    Ok(studio.generation.generate_with(&training, kind).await?)
}

#[tauri::command]
pub(super) async fn test_sheet(
    studio: Shared<'_>,
    model: String,
    version: String,
) -> CommandResult<Option<String>> {
    Ok(studio.generation.test_sheet(&model, &version).await?)
}

#[tauri::command]
pub(super) async fn generate(studio: Shared<'_>, draft: GenerateDraft) -> CommandResult<Batch> {
    Ok(studio.generation.generate(draft).await?)
}

#[tauri::command]
pub(super) async fn cancel_batch(studio: Shared<'_>, id: String) -> CommandResult<()> {
    Ok(studio.generation.cancel_batch(&id).await?)
}

#[tauri::command(async)]
pub(super) fn cancel_cell(studio: Shared<'_>, id: &str) {
    studio.generation.cancel_cell(id);
}

#[tauri::command]
pub(super) async fn retry_cell(studio: Shared<'_>, id: String) -> CommandResult<()> {
    Ok(studio.generation.retry_cell(&id).await?)
}

#[tauri::command(async)]
pub(super) fn cell_not_made(studio: Shared<'_>, id: &str) {
    studio.generation.cell_not_made(id);
}

#[tauri::command]
pub(super) async fn gallery(studio: Shared<'_>, filter: GalleryFilter) -> CommandResult<Gallery> {
    Ok(studio.generation.gallery(filter).await?)
}

#[tauri::command]
pub(super) async fn remove_batch(studio: Shared<'_>, id: String) -> CommandResult<()> {
    Ok(studio.generation.remove_batch(&id).await?)
}

#[tauri::command]
pub(super) async fn remove_picture(studio: Shared<'_>, id: u32) -> CommandResult<()> {
    Ok(studio.generation.remove_picture(id).await?)
}

#[tauri::command]
pub(super) async fn set_favourite(
    studio: Shared<'_>,
    id: u32,
    favourite: bool,
) -> CommandResult<()> {
    Ok(studio.generation.set_favourite(id, favourite).await?)
}

#[tauri::command]
pub(super) async fn save_picture(
    studio: Shared<'_>,
    window: WebviewWindow,
    id: u32,
) -> CommandResult<()> {
    match dialogs::choose_picture_path(&window, &studio.generation.picture_file_name(id).await?)
        .await
    {
        Some(path) => Ok(studio.generation.save_picture_as(id, path).await?),
        None => Ok(()),
    }
}

#[tauri::command]
pub(super) async fn copy_picture(studio: Shared<'_>, id: u32) -> CommandResult<()> {
    crate::clipboard::write(studio.generation.picture_pixels(id).await?).await
}

#[tauri::command]
pub(super) async fn show_picture(studio: Shared<'_>, id: u32) -> CommandResult<()> {
    reveal(&studio.generation.picture_path(id).await?)
}

#[tauri::command]
pub(super) async fn drag_picture(
    studio: Shared<'_>,
    window: WebviewWindow,
    id: u32,
) -> CommandResult<()> {
    let (file, icon) = studio.generation.dragged_picture(id).await?;
    crate::dragging::drag_out(&window, file, icon).await
}

#[tauri::command]
pub(super) async fn use_for_training(studio: Shared<'_>, id: u32) -> CommandResult<()> {
    Ok(studio.generation.use_for_training(id).await?)
}

#[tauri::command]
pub(super) async fn use_settings(studio: Shared<'_>, id: u32) -> CommandResult<GenerateForm> {
    Ok(studio.generation.use_settings(id).await?)
}

#[tauri::command]
pub(super) async fn use_batch(studio: Shared<'_>, id: String) -> CommandResult<GenerateForm> {
    Ok(studio.generation.use_batch(&id).await?)
}

#[tauri::command]
pub(super) async fn use_settings_of(
    studio: Shared<'_>,
    addresses: Addresses<'_>,
    paths: Vec<String>,
) -> CommandResult<GenerateForm> {
    Ok(studio
        .generation
        .use_settings_of(addresses.replace_paths(paths))
        .await?)
}

/// Saves a grid. The request's body is a PNG that the page has drawn.
#[tauri::command]
pub(super) async fn save_grid(
    studio: Shared<'_>,
    window: WebviewWindow,
    request: tauri::ipc::Request<'_>,
) -> CommandResult<()> {
    let tauri::ipc::InvokeBody::Raw(png) = request.body() else {
        return Err(Error::NoSuchPicture.into());
    };
    match dialogs::choose_picture_path(&window, "Compare grid.png").await {
        Some(path) => Ok(studio.generation.save_bytes(png.clone(), path).await?),
        None => Ok(()),
    }
}
