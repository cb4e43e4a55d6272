//! Tests the first start with good and bad tokens, and with keychains that do not work.

use crate::external_apps::SilentKeychain;
use crate::fixture::{Fixture, TOKEN};

#[tokio::test]
async fn a_bad_token_is_refused_in_words_and_a_good_one_stays_in_the_keychain() {
    let fixture = Fixture::new().await;
    let window = fixture.open().await;
    window.see("[data-testid=token-input]").await;
    window.picture("first-start").await;

    window
        .fill("[data-testid=token-input]", "r8_bad_token")
        .await;
    window.press("[data-testid=token-save]").await;
    window
        .read("[data-testid=token-refusal]", "did not accept")
        .await;
    window.picture("first-start-refused").await;

    window.fill("[data-testid=token-input]", TOKEN).await;
    window.press("[data-testid=token-save]").await;
    window.see_no("[data-testid=token-input]").await;
    window.go_to("settings").await;
    let name = window.text("[data-testid=account-name]").await;
    assert!(!name.is_empty());
    window.see("[data-testid=rail-account] img").await;
    window.picture("settings-signed-in").await;
    window.close().await;

    // After a restart, the keychain still has the token.
    let window = fixture.open().await;
    window.go_to("settings").await;
    window.read("[data-testid=account-name]", &name).await;
    window.read("body[data-page=settings]", "keychain").await;
    window.close().await;

    fixture.keeps_nowhere(TOKEN);
}

#[tokio::test]
async fn a_token_in_the_environment_is_used_and_said() {
    let fixture = Fixture::new().await;
    let window = fixture.open_with(&[("REPLICATE_API_TOKEN", TOKEN)]).await;
    window.go_to("settings").await;
    window.read("body", "REPLICATE_API_TOKEN").await;
    window.close().await;
}

#[tokio::test]
async fn without_a_keychain_the_token_can_be_kept_for_the_session() {
    let fixture = Fixture::new().await;
    // There is no session bus, and so no Secret Service.
    let window = fixture
        .open_with(&[("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")])
        .await;
    window.fill("[data-testid=token-input]", TOKEN).await;
    window.press("[data-testid=token-save]").await;
    window.read("body", "no keychain").await;
    window.picture("first-start-no-keychain").await;
    window.press("[data-testid=token-session]").await;
    window.see_no("[data-testid=token-input]").await;
    window.close().await;
    let window = fixture
        .open_with(&[("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")])
        .await;
    window.see("[data-testid=token-input]").await;
    window.close().await;
}

#[tokio::test]
async fn a_keychain_that_does_not_answer_is_said_and_the_token_kept_for_the_session() {
    let fixture = Fixture::new().await;
    let keychain = SilentKeychain::open().await;
    let bus = [("DBUS_SESSION_BUS_ADDRESS", keychain.bus())];
    let window = fixture.open_with(&bus).await;
    keychain.is_asked().await;
    window
        .read("[data-testid=signed-out-reason]", "does not answer")
        .await;
    window.picture("first-start-silent-keychain").await;
    window.fill("[data-testid=token-input]", TOKEN).await;
    window.press("[data-testid=token-session]").await;
    window.see_no("[data-testid=token-input]").await;
    window.go_to("settings").await;
    window
        .read(
            "[data-testid=token-source]",
            "in memory until Tintype closes",
        )
        .await;
    // The token can be forgotten, and kept for the session again.
    window.press("[data-testid=token-forget]").await;
    window.see("[data-testid=token-input]").await;
    window.fill("[data-testid=token-input]", TOKEN).await;
    window.press("[data-testid=token-save]").await;
    window.press("[data-testid=token-session]").await;
    window
        .read(
            "[data-testid=token-source]",
            "in memory until Tintype closes",
        )
        .await;
    window.picture("settings-silent-keychain").await;
    window.close().await;
    fixture.keeps_nowhere(TOKEN);
}
