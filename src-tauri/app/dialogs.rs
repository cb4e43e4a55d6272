//! The system's dialogs for files and folders.

use std::path::PathBuf;

use localization::text;
use rfd::{AsyncFileDialog, FileHandle};
use studio::Export;
use tauri::WebviewWindow;

pub(crate) async fn choose_folder(window: &WebviewWindow) -> Vec<PathBuf> {
    let dialog = AsyncFileDialog::new()
        .set_parent(window)
        .set_title(text!("app-dialog-open-folder"));
    paths(dialog.pick_folder().await)
}

pub(crate) async fn choose_images(window: &WebviewWindow) -> Vec<PathBuf> {
    // On Linux the filter is case-sensitive.
    let capitalised = |extension: &&str| extension[..1].to_uppercase() + &extension[1..];
    let extensions: Vec<String> = studio::IMAGE_EXTENSIONS
        .iter()
        .flat_map(|(extension, _)| {
            [
                (*extension).to_owned(),
                extension.to_uppercase(),
                capitalised(extension),
            ]
        })
        .collect();
    let dialog = AsyncFileDialog::new()
        .set_parent(window)
        .set_title(text!("app-dialog-add-images"))
        .add_filter(text!("app-dialog-images"), &extensions)
        .add_filter(text!("app-dialog-all-files"), &["*"]);
    paths(dialog.pick_files().await.unwrap_or_default())
}

pub(crate) async fn choose_zip(window: &WebviewWindow) -> Vec<PathBuf> {
    let dialog = AsyncFileDialog::new()
        .set_parent(window)
        .set_title(text!("app-dialog-open-zip"))
        .add_filter(text!("app-dialog-zip"), &["zip", "ZIP"]);
    paths(dialog.pick_file().await)
}

pub(crate) async fn choose_zip_path(window: &WebviewWindow, name: &str) -> Option<PathBuf> {
    let dialog = AsyncFileDialog::new()
        .set_parent(window)
        .set_title(text!("app-dialog-save-zip"))
        .set_file_name(format!("{name}.zip"));
    dialog.save_file().await.map(|file| file.path().to_owned())
}

pub(crate) async fn choose_picture_path(window: &WebviewWindow, name: &str) -> Option<PathBuf> {
    let dialog = AsyncFileDialog::new()
        .set_parent(window)
        .set_title(text!("app-dialog-save-picture"))
        .set_file_name(name);
    dialog.save_file().await.map(|file| file.path().to_owned())
}

pub(crate) async fn choose_export_path(window: &WebviewWindow, export: &Export) -> Option<PathBuf> {
    if export.is_zip() {
        return choose_zip_path(window, export.name()).await;
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
