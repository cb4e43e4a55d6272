//! The commands of the Dataset page.

use studio::Error;
use studio::view::{
    Arranged, Arrangement, Aspect, CaptionReading, Checks, Completion, CropChange, CropEditing,
    CropPart, CropShape, EditPreview, ExportChoice, ExportForm, ImagesChanged, PassedOver,
    PastCaption, PreparationForm, PreparationOptions, Rewrite, TrainerView, Transform, UndoResult,
};
use tauri::WebviewWindow;

use super::{Addresses, CommandResult, Shared, reveal};
use crate::dialogs;

#[tauri::command]
pub(super) async fn open_paths(
    studio: Shared<'_>,
    addresses: Addresses<'_>,
    paths: Vec<String>,
) -> CommandResult<()> {
    Ok(studio
        .workspace
        .open_dropped(addresses.replace_paths(paths))
        .await?)
}

#[tauri::command]
pub(super) async fn choose_folder(studio: Shared<'_>, window: WebviewWindow) -> CommandResult<()> {
    Ok(studio
        .workspace
        .open_paths(dialogs::choose_folder(&window).await)
        .await?)
}

#[tauri::command]
pub(super) async fn choose_images(studio: Shared<'_>, window: WebviewWindow) -> CommandResult<()> {
    Ok(studio
        .workspace
        .open_paths(dialogs::choose_images(&window).await)
        .await?)
}

#[tauri::command]
pub(super) async fn choose_zip(studio: Shared<'_>, window: WebviewWindow) -> CommandResult<()> {
    Ok(studio
        .workspace
        .open_paths(dialogs::choose_zip(&window).await)
        .await?)
}

#[tauri::command]
pub(super) async fn paste(studio: Shared<'_>) -> CommandResult<()> {
    match crate::clipboard::read().await {
        Some(crate::clipboard::Content::Files(paths)) => {
            Ok(studio.workspace.open_paths(paths).await?)
        }
        Some(crate::clipboard::Content::Picture(pixels)) => {
            Ok(studio.workspace.paste_picture(pixels).await?)
        }
        None => Err(Error::NothingToPaste.into()),
    }
}

#[tauri::command]
pub(super) async fn close_dataset(studio: Shared<'_>) -> CommandResult<()> {
    Ok(studio.workspace.close_dataset().await?)
}

#[tauri::command]
pub(super) async fn passed_over(studio: Shared<'_>) -> CommandResult<PassedOver> {
    Ok(studio.workspace.passed_over().await?)
}

#[tauri::command]
pub(super) async fn bring_in_passed_over(studio: Shared<'_>) -> CommandResult<()> {
    Ok(studio.workspace.bring_in_passed_over().await?)
}

#[tauri::command]
pub(super) async fn show_in_folder(studio: Shared<'_>, id: Option<u32>) -> CommandResult<()> {
    reveal(&studio.workspace.path(id)?)
}

#[tauri::command]
pub(super) async fn set_caption(
    studio: Shared<'_>,
    id: u32,
    caption: String,
    version: u32,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.set_caption(id, caption, version).await?)
}

#[tauri::command]
pub(super) async fn choose_caption(
    studio: Shared<'_>,
    id: u32,
    typed: bool,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.choose_caption(id, typed).await?)
}

#[tauri::command]
pub(super) async fn caption_history(
    studio: Shared<'_>,
    id: u32,
) -> CommandResult<Vec<PastCaption>> {
    Ok(studio.workspace.caption_history(id).await?)
}

#[tauri::command]
pub(super) async fn arrange_images(
    studio: Shared<'_>,
    arrangement: Arrangement,
) -> CommandResult<Arranged> {
    Ok(studio.workspace.arrange_images(arrangement).await?)
}

#[tauri::command]
pub(super) async fn preview_edit(
    studio: Shared<'_>,
    ids: Vec<u32>,
    edit: Rewrite,
) -> CommandResult<EditPreview> {
    Ok(studio.workspace.preview_edit(ids, edit).await?)
}

#[tauri::command]
pub(super) async fn edit_captions(
    studio: Shared<'_>,
    ids: Vec<u32>,
    edit: Rewrite,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.edit_captions(ids, edit).await?)
}

#[tauri::command]
pub(super) async fn read_caption(
    studio: Shared<'_>,
    caption: String,
) -> CommandResult<CaptionReading> {
    Ok(studio.workspace.read_caption(caption).await?)
}

#[tauri::command]
pub(super) async fn complete_word(studio: Shared<'_>, before: String) -> CommandResult<Completion> {
    Ok(studio.workspace.complete_word(before).await?)
}

#[tauri::command(async)]
pub(super) fn move_tag(
    studio: Shared<'_>,
    caption: &str,
    from: usize,
    to: Option<usize>,
) -> String {
    studio.workspace.move_tag(caption, from, to)
}

#[tauri::command]
pub(super) async fn checks(studio: Shared<'_>) -> CommandResult<Checks> {
    Ok(studio.workspace.checks().await?)
}

#[tauri::command]
pub(super) async fn dismiss_finding(studio: Shared<'_>, id: String) -> CommandResult<Checks> {
    Ok(studio.workspace.dismiss_finding(id).await?)
}

#[tauri::command]
pub(super) async fn show_dismissed(studio: Shared<'_>) -> CommandResult<Checks> {
    Ok(studio.workspace.show_dismissed().await?)
}

#[tauri::command]
pub(super) async fn fix_finding(studio: Shared<'_>, id: String) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.fix_finding(id).await?)
}

#[tauri::command]
pub(super) async fn choose_encoding(
    studio: Shared<'_>,
    id: String,
    encoding: String,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.choose_encoding(id, encoding).await?)
}

#[tauri::command]
pub(super) async fn set_excluded(
    studio: Shared<'_>,
    ids: Vec<u32>,
    excluded: bool,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.set_excluded(ids, excluded).await?)
}

#[tauri::command]
pub(super) async fn remove_images(
    studio: Shared<'_>,
    ids: Vec<u32>,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.remove_images(ids).await?)
}

#[tauri::command]
pub(super) async fn undo(studio: Shared<'_>) -> CommandResult<Option<UndoResult>> {
    Ok(studio.workspace.undo().await?)
}

#[tauri::command]
pub(super) async fn redo(studio: Shared<'_>) -> CommandResult<Option<UndoResult>> {
    Ok(studio.workspace.redo().await?)
}

#[tauri::command]
pub(super) async fn add_trigger_word(studio: Shared<'_>) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.add_trigger_word().await?)
}

#[tauri::command]
pub(super) async fn transform_images(
    studio: Shared<'_>,
    ids: Vec<u32>,
    how: Transform,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.transform_images(ids, how).await?)
}

#[tauri::command]
pub(super) async fn set_background(
    studio: Shared<'_>,
    ids: Vec<u32>,
    colour: Option<String>,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.set_background(ids, colour).await?)
}

#[tauri::command]
pub(super) async fn edit_crop(studio: Shared<'_>, id: u32) -> CommandResult<CropEditing> {
    Ok(studio.workspace.edit_crop(id).await?)
}

#[tauri::command]
pub(super) async fn shape_crop(
    studio: Shared<'_>,
    id: u32,
    change: CropChange,
    aspect: Aspect,
) -> CommandResult<CropShape> {
    Ok(studio.workspace.shape_crop(id, change, aspect).await?)
}

#[tauri::command]
pub(super) async fn crop_image(
    studio: Shared<'_>,
    id: u32,
    part: CropPart,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.crop_image(id, part).await?)
}

#[tauri::command]
pub(super) async fn trainer_view(studio: Shared<'_>, id: u32) -> CommandResult<TrainerView> {
    Ok(studio.workspace.trainer_view(id).await?)
}

#[tauri::command(async)]
pub(super) fn preparation(studio: Shared<'_>) -> PreparationForm {
    studio.workspace.preparation_form()
}

#[tauri::command]
pub(super) async fn set_preparation(
    studio: Shared<'_>,
    options: PreparationOptions,
) -> CommandResult<PreparationForm> {
    Ok(studio.workspace.set_preparation(options).await?)
}

#[tauri::command]
pub(super) async fn export_form(studio: Shared<'_>) -> CommandResult<ExportForm> {
    Ok(studio.workspace.export_form().await?)
}

#[tauri::command]
pub(super) async fn export_dataset(
    studio: Shared<'_>,
    window: WebviewWindow,
    choice: ExportChoice,
) -> CommandResult<()> {
    let export = studio.workspace.plan_export(&choice)?;
    match dialogs::choose_export_path(&window, &export).await {
        Some(place) => Ok(studio.workspace.export(export, place).await?),
        None => Ok(()),
    }
}
