//! The system's dialogs for files and folders.

use std::path::PathBuf;

use localization::text;
use rfd::{AsyncFileDialog, FileHandle};
use studio::Export;
use tauri::WebviewWindow;

pub(crate) async fn folder(window: &WebviewWindow) -> Vec<PathBuf> {
    let dialog = AsyncFileDialog::new()
        .set_parent(window)
        .set_title(text!("app-dialog-open-folder"));
    paths(dialog.pick_folder().await)
}

pub(crate) async fn images(window: &WebviewWindow) -> Vec<PathBuf> {
    // On Linux the filter is case-sensitive.
    let capitalised = |ending: &&str| ending[..1].to_uppercase() + &ending[1..];
    let endings: Vec<String> = studio::IMAGE_EXTENSIONS
        .iter()
        .flat_map(|(ending, _)| {
            [
                (*ending).to_owned(),
                ending.to_uppercase(),
                capitalised(ending),
            ]
        })
        .collect();
    let dialog = AsyncFileDialog::new()
        .set_parent(window)
        .set_title(text!("app-dialog-add-images"))
        .add_filter(text!("app-dialog-images"), &endings)
        .add_filter(text!("app-dialog-all-files"), &["*"]);
    paths(dialog.pick_files().await.unwrap_or_default())
}

pub(crate) async fn zip(window: &WebviewWindow) -> Vec<PathBuf> {
    let dialog = AsyncFileDialog::new()
        .set_parent(window)
        .set_title(text!("app-dialog-open-zip"))
        .add_filter(text!("app-dialog-zip"), &["zip", "ZIP"]);
    paths(dialog.pick_file().await)
}

pub(crate) async fn save_zip(window: &WebviewWindow, name: &str) -> Option<PathBuf> {
    let dialog = AsyncFileDialog::new()
        .set_parent(window)
        .set_title(text!("app-dialog-save-zip"))
        .set_file_name(format!("{name}.zip"));
    dialog.save_file().await.map(|file| file.path().to_owned())
}

pub(crate) async fn save_picture(window: &WebviewWindow, name: &str) -> Option<PathBuf> {
    let dialog = AsyncFileDialog::new()
        .set_parent(window)
        .set_title(text!("app-dialog-save-picture"))
        .set_file_name(name);
    dialog.save_file().await.map(|file| file.path().to_owned())
}

pub(crate) async fn export(window: &WebviewWindow, export: &Export) -> Option<PathBuf> {
    if export.is_zip() {
        return save_zip(window, export.name()).await;
    }
    let dialog = AsyncFileDialog::new()
        .set_parent(window)
        .set_title(text!("app-dialog-export"));
    dialog
        .pick_folder()
        .await
        .map(|folder| folder.path().to_owned())
}

fn paths(files: impl IntoIterator<Item = FileHandle>) -> Vec<PathBuf> {
    files
        .into_iter()
        .map(|file| file.path().to_owned())
        .collect()
}
