//! Tests the first start with good and bad tokens, and with keychains that do not work.

use crate::external_apps::SilentKeychain;
use crate::fixture::{Fixture, TOKEN};

#[tokio::test]
async fn a_bad_token_is_refused_and_a_good_one_is_stored_in_the_keychain() {
    let fixture = Fixture::new().await;
    let window = fixture.open().await;
    window.wait_for("[data-testid=token-input]").await;
    window.screenshot("first-start").await;

    window
        .fill("[data-testid=token-input]", "r8_bad_token")
        .await;
    window.press("[data-testid=token-save]").await;
    window
        .wait_for_text("[data-testid=token-refusal]", "did not accept")
        .await;
    window.screenshot("first-start-refused").await;

    window.fill("[data-testid=token-input]", TOKEN).await;
    window.press("[data-testid=token-save]").await;
    window.wait_until_gone("[data-testid=token-input]").await;
    window.go_to("settings").await;
    let name = window.text("[data-testid=account-name]").await;
    assert!(!name.is_empty());
    window.wait_for("[data-testid=rail-account] img").await;
    window.screenshot("settings-signed-in").await;
    window.close().await;

    // After a restart, the keychain still has the token.
    let window = fixture.open().await;
    window.go_to("settings").await;
    window
        .wait_for_text("[data-testid=account-name]", &name)
        .await;
    window
        .wait_for_text("body[data-page=settings]", "keychain")
        .await;
    window.close().await;

    fixture.assert_not_stored(TOKEN);
}

#[tokio::test]
async fn a_token_in_the_environment_is_used_and_its_source_shown() {
    let fixture = Fixture::new().await;
    let window = fixture.open_with(&[("REPLICATE_API_TOKEN", TOKEN)]).await;
    window.go_to("settings").await;
    window.wait_for_text("body", "REPLICATE_API_TOKEN").await;
    window.close().await;
}

#[tokio::test]
async fn the_token_can_be_kept_for_the_session_without_a_keychain() {
    let fixture = Fixture::new().await;
    // There is no session bus, and so no Secret Service.
    let window = fixture
        .open_with(&[("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")])
        .await;
    window.fill("[data-testid=token-input]", TOKEN).await;
    window.press("[data-testid=token-save]").await;
    window.wait_for_text("body", "no keychain").await;
    window.screenshot("first-start-no-keychain").await;
    window.press("[data-testid=token-session]").await;
    window.wait_until_gone("[data-testid=token-input]").await;
    window.close().await;
    let window = fixture
        .open_with(&[("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")])
        .await;
    window.wait_for("[data-testid=token-input]").await;
    window.close().await;
}

#[tokio::test]
async fn an_unresponsive_keychain_is_reported_and_the_token_kept_for_the_session() {
    let fixture = Fixture::new().await;
    let keychain = SilentKeychain::open().await;
    let bus = [("DBUS_SESSION_BUS_ADDRESS", keychain.bus())];
    let window = fixture.open_with(&bus).await;
    keychain.wait_for_session_request().await;
    window
        .wait_for_text("[data-testid=signed-out-reason]", "isn't responding")
        .await;
    window.screenshot("first-start-silent-keychain").await;
    window.fill("[data-testid=token-input]", TOKEN).await;
    window.press("[data-testid=token-session]").await;
    window.wait_until_gone("[data-testid=token-input]").await;
    window.go_to("settings").await;
    window
        .wait_for_text(
            "[data-testid=token-source]",
            "in memory until Tintype closes",
        )
        .await;
    // The token can be forgotten, and kept for the session again.
    window.press("[data-testid=token-forget]").await;
    window.wait_for("[data-testid=token-input]").await;
    window.fill("[data-testid=token-input]", TOKEN).await;
    window.press("[data-testid=token-save]").await;
    window.press("[data-testid=token-session]").await;
    window
        .wait_for_text(
            "[data-testid=token-source]",
            "in memory until Tintype closes",
        )
        .await;
    window.screenshot("settings-silent-keychain").await;
    window.close().await;
    fixture.assert_not_stored(TOKEN);
}
