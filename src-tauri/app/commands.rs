//! The commands that the page can call. They leave all decisions to the studio.

mod account;
mod generate;
mod settings;
mod training;
mod workspace;

use std::sync::Arc;

use localization::message;
use studio::Studio;
use studio::view::{AppState, Link};
use tauri::ipc::Invoke;
use tauri::{State, Wry};

use crate::command_error::CommandError;
use crate::dropping::DroppedAddresses;

type CommandResult<T> = Result<T, CommandError>;
type Shared<'a> = State<'a, Arc<Studio>>;
type Addresses<'a> = State<'a, DroppedAddresses>;

/// Returns the handler of all commands. `src-tauri/permissions/studio.toml` also lists the commands, to allow the
/// window to call them.
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        app_state,
        settings::page_texts,
        account::check_account,
        account::save_token,
        account::forget_token,
        settings::set_settings,
        settings::prices,
        settings::set_price,
        settings::bucket,
        settings::save_bucket,
        settings::forget_bucket,
        open_link,
        dismiss_notice,
        stop_task,
        workspace::open_paths,
        workspace::choose_folder,
        workspace::choose_images,
        workspace::choose_zip,
        workspace::paste,
        workspace::close_dataset,
        workspace::passed_over,
        workspace::bring_in_passed_over,
        workspace::show_in_folder,
        workspace::set_caption,
        workspace::choose_caption,
        workspace::caption_history,
        workspace::arrange_images,
        workspace::preview_edit,
        workspace::edit_captions,
        workspace::read_caption,
        workspace::complete_word,
        workspace::move_tag,
        workspace::checks,
        workspace::dismiss_finding,
        workspace::show_dismissed,
        workspace::fix_finding,
        workspace::choose_encoding,
        workspace::set_excluded,
        workspace::remove_images,
        workspace::undo,
        workspace::redo,
        workspace::add_trigger_word,
        workspace::transform_images,
        workspace::set_background,
        workspace::edit_crop,
        workspace::shape_crop,
        workspace::crop_image,
        workspace::trainer_view,
        workspace::preparation,
        workspace::set_preparation,
        workspace::export_form,
        workspace::export_dataset,
        training::train_form,
        training::set_train_draft,
        training::choose_trainer,
        training::keep_secret,
        training::save_preset,
        training::use_preset,
        training::remove_preset,
        training::destinations,
        training::look_at_destination,
        training::review_training,
        training::save_zip,
        training::start_training,
        training::trainings,
        training::load_more_trainings,
        training::training,
        training::cancel_training,
        training::compare_trainings,
        training::try_again,
        training::retry_training,
        training::training_not_started,
        training::adopt_training,
        training::remove_training,
        training::weights,
        training::fetch_weights,
        training::show_weights,
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
async fn open_link(studio: Shared<'_>, link: Link) -> CommandResult<()> {
    let address = studio.address(&link).await?;
    tauri_plugin_opener::open_url(&address, None::<&str>).map_err(|error| {
        CommandError::system(&message!("app-no-browser", address = &address), &error)
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

fn reveal(place: &std::path::Path) -> CommandResult<()> {
    tauri_plugin_opener::reveal_item_in_dir(place).map_err(|error| {
        CommandError::system(
            &message!("app-no-file-manager", place = place.display().to_string()),
            &error,
        )
    })
}
