//! The commands of the window. Each is one call into the studio.

mod generate;

use std::sync::Arc;

use studio::view::{
    Account, AppState, Arranged, Arrangement, Bucket, BucketShown, CaptionEdit, CaptionReading,
    Checks, ComparedInput, Completion, CropAspect, CropChange, CropEditing, CropPart, CropShape,
    Destination, EditPreview, ExportChoice, ExportForm, ImagesChanged, Link, PassedOver,
    PastCaption, PreparationForm, PreparationOptions, PricesForm, Review, Settings, TrainDraft,
    TrainForm, TrainerView, Training, Trainings, Transform, UndoResult, Weights,
};
use studio::{Error, Keep, Studio};
use tauri::ipc::Invoke;
use tauri::{State, WebviewWindow, Wry};

use crate::command_error::CommandError;
use crate::dialogs;
use crate::dropping::DroppedAddresses;

type CommandResult<T> = Result<T, CommandError>;
type Shared<'a> = State<'a, Arc<Studio>>;
type Addresses<'a> = State<'a, DroppedAddresses>;

/// Handles all commands. `permissions/studio.toml` lists them too, to grant them to the window.
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        app_state,
        check_account,
        save_token,
        forget_token,
        set_settings,
        prices,
        set_price,
        bucket,
        save_bucket,
        forget_bucket,
        open_link,
        dismiss_notice,
        stop_task,
        open_paths,
        choose_folder,
        choose_images,
        choose_zip,
        paste,
        close_dataset,
        passed_over,
        bring_in_passed_over,
        show_in_folder,
        set_caption,
        choose_caption,
        caption_history,
        arrange_images,
        preview_edit,
        edit_captions,
        read_caption,
        complete_word,
        move_tag,
        checks,
        dismiss_finding,
        show_dismissed,
        fix_finding,
        choose_encoding,
        set_excluded,
        remove_images,
        undo,
        redo,
        add_trigger_word,
        transform_images,
        set_background,
        edit_crop,
        shape_crop,
        crop_image,
        trainer_view,
        preparation,
        set_preparation,
        export_form,
        export_dataset,
        train_form,
        set_train_draft,
        choose_trainer,
        keep_secret,
        save_preset,
        use_preset,
        remove_preset,
        destinations,
        look_at_destination,
        review_training,
        save_zip,
        start_training,
        trainings,
        load_more_trainings,
        training,
        cancel_training,
        compare_trainings,
        try_again,
        retry_training,
        training_not_started,
        adopt_training,
        remove_training,
        weights,
        fetch_weights,
        show_weights,
        generate::generate_form,
        generate::set_generate_draft,
        generate::generate_with,
        generate::test_sheet,
        generate::generate,
        generate::cancel_batch,
        generate::cancel_cell,
        generate::retry_cell,
        generate::cell_not_made,
        generate::gallery,
        generate::remove_batch,
        generate::remove_picture,
        generate::set_favourite,
        generate::save_picture,
        generate::copy_picture,
        generate::show_picture,
        generate::drag_picture,
        generate::use_for_training,
        generate::use_settings,
        generate::use_batch,
        generate::use_settings_of,
        generate::save_grid,
    ]
}

#[tauri::command(async)]
fn app_state(studio: Shared<'_>) -> AppState {
    studio.state()
}

#[tauri::command]
async fn check_account(studio: Shared<'_>) -> CommandResult<Account> {
    Ok(studio.check_account().await)
}

#[tauri::command]
async fn save_token(studio: Shared<'_>, token: String, keep: Keep) -> CommandResult<Account> {
    Ok(studio.save_token(&token, keep).await?)
}

#[tauri::command]
async fn forget_token(studio: Shared<'_>) -> CommandResult<Account> {
    Ok(studio.forget_token().await?)
}

#[tauri::command]
async fn prices(studio: Shared<'_>) -> CommandResult<PricesForm> {
    Ok(studio.training.prices().await?)
}

#[tauri::command]
async fn set_price(
    studio: Shared<'_>,
    trainer: String,
    price: String,
) -> CommandResult<PricesForm> {
    Ok(studio.training.set_price(&trainer, &price).await?)
}

#[tauri::command]
async fn bucket(studio: Shared<'_>) -> CommandResult<Option<BucketShown>> {
    Ok(studio.training.bucket().await?)
}

#[tauri::command]
async fn save_bucket(
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
async fn forget_bucket(studio: Shared<'_>) -> CommandResult<Option<BucketShown>> {
    Ok(studio.training.forget_bucket().await?)
}

#[tauri::command]
async fn set_settings(studio: Shared<'_>, settings: Settings) -> CommandResult<Settings> {
    Ok(studio.settings.set(settings).await?)
}

#[tauri::command]
async fn open_link(studio: Shared<'_>, link: Link) -> CommandResult<()> {
    let address = studio.address(&link).await?;
    tauri_plugin_opener::open_url(&address, None::<&str>).map_err(|error| {
        CommandError::system(
            &format!("The browser can't be opened. The page is {address}"),
            &error,
        )
    })
}

#[tauri::command(async)]
fn dismiss_notice(studio: Shared<'_>, id: u32) {
    studio.status_bar.dismiss(id);
}

#[tauri::command(async)]
fn stop_task(studio: Shared<'_>, id: u32) {
    studio.status_bar.stop(id);
}

#[tauri::command]
async fn open_paths(
    studio: Shared<'_>,
    addresses: Addresses<'_>,
    paths: Vec<String>,
) -> CommandResult<()> {
    Ok(studio
        .workspace
        .open_dropped(addresses.exact(paths))
        .await?)
}

#[tauri::command]
async fn choose_folder(studio: Shared<'_>, window: WebviewWindow) -> CommandResult<()> {
    Ok(studio
        .workspace
        .open_paths(dialogs::folder(&window).await)
        .await?)
}

#[tauri::command]
async fn choose_images(studio: Shared<'_>, window: WebviewWindow) -> CommandResult<()> {
    Ok(studio
        .workspace
        .open_paths(dialogs::images(&window).await)
        .await?)
}

#[tauri::command]
async fn choose_zip(studio: Shared<'_>, window: WebviewWindow) -> CommandResult<()> {
    Ok(studio
        .workspace
        .open_paths(dialogs::zip(&window).await)
        .await?)
}

#[tauri::command]
async fn paste(studio: Shared<'_>) -> CommandResult<()> {
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
async fn close_dataset(studio: Shared<'_>) -> CommandResult<()> {
    Ok(studio.workspace.close_dataset().await?)
}

#[tauri::command]
async fn passed_over(studio: Shared<'_>) -> CommandResult<PassedOver> {
    Ok(studio.workspace.passed_over().await?)
}

#[tauri::command]
async fn bring_in_passed_over(studio: Shared<'_>) -> CommandResult<()> {
    Ok(studio.workspace.bring_in_passed_over().await?)
}

#[tauri::command]
async fn show_in_folder(studio: Shared<'_>, id: Option<u32>) -> CommandResult<()> {
    reveal(&studio.workspace.path(id)?)
}

fn reveal(place: &std::path::Path) -> CommandResult<()> {
    tauri_plugin_opener::reveal_item_in_dir(place).map_err(|error| {
        CommandError::system(
            &format!(
                "The file manager can't be opened. The place is {}",
                place.display()
            ),
            &error,
        )
    })
}

#[tauri::command]
async fn set_caption(
    studio: Shared<'_>,
    id: u32,
    caption: String,
    version: u32,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.set_caption(id, caption, version).await?)
}

#[tauri::command]
async fn choose_caption(studio: Shared<'_>, id: u32, typed: bool) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.choose_caption(id, typed).await?)
}

#[tauri::command]
async fn caption_history(studio: Shared<'_>, id: u32) -> CommandResult<Vec<PastCaption>> {
    Ok(studio.workspace.caption_history(id).await?)
}

#[tauri::command]
async fn arrange_images(studio: Shared<'_>, arrangement: Arrangement) -> CommandResult<Arranged> {
    Ok(studio.workspace.arrange_images(arrangement).await?)
}

#[tauri::command]
async fn preview_edit(
    studio: Shared<'_>,
    ids: Vec<u32>,
    edit: CaptionEdit,
) -> CommandResult<EditPreview> {
    Ok(studio.workspace.preview_edit(ids, edit).await?)
}

#[tauri::command]
async fn edit_captions(
    studio: Shared<'_>,
    ids: Vec<u32>,
    edit: CaptionEdit,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.edit_captions(ids, edit).await?)
}

#[tauri::command]
async fn read_caption(studio: Shared<'_>, caption: String) -> CommandResult<CaptionReading> {
    Ok(studio.workspace.read_caption(caption).await?)
}

#[tauri::command]
async fn complete_word(studio: Shared<'_>, before: String) -> CommandResult<Completion> {
    Ok(studio.workspace.complete_word(before).await?)
}

#[tauri::command(async)]
fn move_tag(studio: Shared<'_>, caption: &str, from: usize, to: Option<usize>) -> String {
    studio.workspace.move_tag(caption, from, to)
}

#[tauri::command]
async fn checks(studio: Shared<'_>) -> CommandResult<Checks> {
    Ok(studio.workspace.checks().await?)
}

#[tauri::command]
async fn dismiss_finding(studio: Shared<'_>, id: String) -> CommandResult<Checks> {
    Ok(studio.workspace.dismiss_finding(id).await?)
}

#[tauri::command]
async fn show_dismissed(studio: Shared<'_>) -> CommandResult<Checks> {
    Ok(studio.workspace.show_dismissed().await?)
}

#[tauri::command]
async fn fix_finding(studio: Shared<'_>, id: String) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.fix_finding(id).await?)
}

#[tauri::command]
async fn choose_encoding(
    studio: Shared<'_>,
    id: String,
    encoding: String,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.choose_encoding(id, encoding).await?)
}

#[tauri::command]
async fn set_excluded(
    studio: Shared<'_>,
    ids: Vec<u32>,
    excluded: bool,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.set_excluded(ids, excluded).await?)
}

#[tauri::command]
async fn remove_images(studio: Shared<'_>, ids: Vec<u32>) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.remove_images(ids).await?)
}

#[tauri::command]
async fn undo(studio: Shared<'_>) -> CommandResult<Option<UndoResult>> {
    Ok(studio.workspace.undo().await?)
}

#[tauri::command]
async fn redo(studio: Shared<'_>) -> CommandResult<Option<UndoResult>> {
    Ok(studio.workspace.redo().await?)
}

#[tauri::command]
async fn add_trigger_word(studio: Shared<'_>) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.add_trigger_word().await?)
}

#[tauri::command]
async fn transform_images(
    studio: Shared<'_>,
    ids: Vec<u32>,
    how: Transform,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.transform_images(ids, how).await?)
}

#[tauri::command]
async fn set_background(
    studio: Shared<'_>,
    ids: Vec<u32>,
    colour: Option<String>,
) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.set_background(ids, colour).await?)
}

#[tauri::command]
async fn edit_crop(studio: Shared<'_>, id: u32) -> CommandResult<CropEditing> {
    Ok(studio.workspace.edit_crop(id).await?)
}

#[tauri::command]
async fn shape_crop(
    studio: Shared<'_>,
    id: u32,
    change: CropChange,
    aspect: CropAspect,
) -> CommandResult<CropShape> {
    Ok(studio.workspace.shape_crop(id, change, aspect).await?)
}

#[tauri::command]
async fn crop_image(studio: Shared<'_>, id: u32, part: CropPart) -> CommandResult<ImagesChanged> {
    Ok(studio.workspace.crop_image(id, part).await?)
}

#[tauri::command]
async fn trainer_view(studio: Shared<'_>, id: u32) -> CommandResult<TrainerView> {
    Ok(studio.workspace.trainer_view(id).await?)
}

#[tauri::command(async)]
fn preparation(studio: Shared<'_>) -> PreparationForm {
    studio.workspace.preparation_form()
}

#[tauri::command]
async fn set_preparation(
    studio: Shared<'_>,
    options: PreparationOptions,
) -> CommandResult<PreparationForm> {
    Ok(studio.workspace.set_preparation(options).await?)
}

#[tauri::command]
async fn export_form(studio: Shared<'_>) -> CommandResult<ExportForm> {
    Ok(studio.workspace.export_form().await?)
}

#[tauri::command]
async fn export_dataset(
    studio: Shared<'_>,
    window: WebviewWindow,
    choice: ExportChoice,
) -> CommandResult<()> {
    let export = studio.workspace.plan_export(&choice)?;
    match dialogs::export(&window, &export).await {
        Some(place) => Ok(studio.workspace.export(export, place).await?),
        None => Ok(()),
    }
}

#[tauri::command]
async fn train_form(studio: Shared<'_>) -> CommandResult<TrainForm> {
    Ok(studio.training.train_form().await?)
}

#[tauri::command]
async fn set_train_draft(studio: Shared<'_>, draft: TrainDraft) -> CommandResult<TrainForm> {
    Ok(studio.training.set_train_draft(draft).await?)
}

#[tauri::command]
async fn choose_trainer(studio: Shared<'_>, trainer: String) -> CommandResult<TrainForm> {
    Ok(studio.training.choose_trainer(&trainer).await?)
}

#[tauri::command]
async fn save_preset(studio: Shared<'_>, name: String) -> CommandResult<TrainForm> {
    Ok(studio.training.save_preset(&name).await?)
}

#[tauri::command]
async fn use_preset(studio: Shared<'_>, name: String) -> CommandResult<TrainForm> {
    Ok(studio.training.use_preset(&name).await?)
}

#[tauri::command]
async fn remove_preset(studio: Shared<'_>, name: String) -> CommandResult<TrainForm> {
    Ok(studio.training.remove_preset(&name).await?)
}

#[tauri::command]
async fn keep_secret(studio: Shared<'_>, input: String, text: String) -> CommandResult<TrainForm> {
    Ok(studio.training.keep_secret(&input, &text).await?)
}

#[tauri::command]
async fn look_at_destination(studio: Shared<'_>) -> CommandResult<TrainForm> {
    Ok(studio.training.look_at_destination().await?)
}

#[tauri::command]
async fn destinations(studio: Shared<'_>) -> CommandResult<Vec<Destination>> {
    Ok(studio.training.destinations().await?)
}

#[tauri::command]
async fn review_training(studio: Shared<'_>) -> CommandResult<Review> {
    Ok(studio.training.review().await?)
}

#[tauri::command]
async fn save_zip(studio: Shared<'_>, window: WebviewWindow) -> CommandResult<()> {
    match dialogs::save_zip(&window, &studio.training.zip_name()?).await {
        Some(path) => Ok(studio.training.save_zip(path).await?),
        None => Ok(()),
    }
}

#[tauri::command]
async fn start_training(studio: Shared<'_>, draft: TrainDraft) -> CommandResult<Training> {
    Ok(studio.training.start_training(draft).await?)
}

#[tauri::command]
async fn trainings(studio: Shared<'_>) -> CommandResult<Trainings> {
    Ok(studio.training.trainings().await?)
}

#[tauri::command]
async fn load_more_trainings(studio: Shared<'_>) -> CommandResult<Trainings> {
    Ok(studio.training.more_trainings().await?)
}

#[tauri::command]
async fn training(studio: Shared<'_>, id: String) -> CommandResult<Training> {
    Ok(studio.training.training(&id).await?)
}

#[tauri::command]
async fn compare_trainings(
    studio: Shared<'_>,
    one: String,
    other: String,
) -> CommandResult<Vec<ComparedInput>> {
    Ok(studio.training.compare_trainings(&one, &other).await?)
}

#[tauri::command]
async fn cancel_training(studio: Shared<'_>, id: String) -> CommandResult<Training> {
    Ok(studio.training.cancel_training(&id).await?)
}

#[tauri::command]
async fn try_again(studio: Shared<'_>, id: String) -> CommandResult<TrainForm> {
    Ok(studio.training.try_again(&id).await?)
}

#[tauri::command]
async fn retry_training(studio: Shared<'_>, id: String) -> CommandResult<Training> {
    Ok(studio.training.retry_training(&id).await?)
}

#[tauri::command(async)]
fn training_not_started(studio: Shared<'_>, id: &str) -> CommandResult<()> {
    Ok(studio.training.training_not_started(id)?)
}

#[tauri::command]
async fn adopt_training(studio: Shared<'_>, id: String) -> CommandResult<Training> {
    Ok(studio.training.adopt_training(&id).await?)
}

#[tauri::command]
async fn weights(studio: Shared<'_>, id: String) -> CommandResult<Option<Weights>> {
    Ok(studio.training.weights(&id).await?)
}

#[tauri::command]
async fn fetch_weights(studio: Shared<'_>, id: String) -> CommandResult<()> {
    Ok(studio.training.fetch_weights(&id).await?)
}

#[tauri::command]
async fn show_weights(studio: Shared<'_>, id: String) -> CommandResult<()> {
    reveal(&studio.training.weights_path(&id).await?)
}

#[tauri::command]
async fn remove_training(studio: Shared<'_>, id: String) -> CommandResult<Trainings> {
    Ok(studio.training.remove_training(&id).await?)
}
