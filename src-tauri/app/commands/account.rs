//! The commands of the account: checking it, signing in and signing out.

use studio::Keep;
use studio::view::Account;

use super::{CommandResult, Shared};

#[tauri::command]
pub(super) async fn check_account(studio: Shared<'_>) -> CommandResult<Account> {
    Ok(studio.check_account().await)
}

#[tauri::command]
pub(super) async fn save_token(
    studio: Shared<'_>,
    token: String,
    keep: Keep,
) -> CommandResult<Account> {
    Ok(studio.save_token(&token, keep).await?)
}

#[tauri::command]
pub(super) async fn forget_token(studio: Shared<'_>) -> CommandResult<Account> {
    Ok(studio.forget_token().await?)
}
