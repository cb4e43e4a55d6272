//! Tests a keychain that does not respond: the app reports this, works without the keychain, and finds the contents of
//! the keychain once it responds.

use std::path::Path;
use std::sync::Arc;

use sandbox::Sandbox;
use studio::view::{Account, BucketKeys, TokenSource};
use studio::{Error, Keep, Studio};

use crate::bucket::{ACCESS, BucketServer, SECRET};
use crate::fixture::{eventually, folder, open_with_keychain, quick};
use crate::keychain::{LONG_LIMITS, MemoryKeychain, SHORT_LIMITS};

const OLD: &str = "r8_theoldone";
const NEW: &str = "r8_thenewone";

async fn start(home: &Path, sandbox: &Sandbox, keychain: &MemoryKeychain) -> Arc<Studio> {
    let keychain = keychain.keychain(SHORT_LIMITS);
    let url = sandbox.url();
    let opened = open_with_keychain(home, &url, None, keychain, |_| {});
    opened.await.0
}

fn source(studio: &Studio) -> Option<TokenSource> {
    match studio.state().account {
        Account::SignedIn { source, .. } => Some(source),
        Account::Checking | Account::SignedOut { .. } => None,
    }
}

fn is_silence_reported(studio: &Studio) -> bool {
    matches!(
        studio.state().account,
        Account::SignedOut {
            keychain_silent: true,
            reason: Some(_),
        }
    )
}

/// Returns a locked keychain that holds the token.
fn locked_with_token(sandbox: &Sandbox) -> MemoryKeychain {
    let keychain = MemoryKeychain::default();
    keychain.put(&sandbox.url(), OLD);
    keychain.lock();
    keychain
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_found_once_the_keychain_is_unlocked() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let keychain = locked_with_token(&sandbox);
    let studio = start(home.path(), &sandbox, &keychain).await;
    assert!(is_silence_reported(&studio), "{:?}", studio.state().account);
    keychain.unlock();
    eventually("the app signs in", || {
        source(&studio) == Some(TokenSource::Keychain)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_token_works_at_once_and_stays() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let keychain = locked_with_token(&sandbox);
    let studio = start(home.path(), &sandbox, &keychain).await;
    let refused = studio.save_token(NEW, Keep::Keychain).await.unwrap_err();
    assert!(matches!(refused, Error::NoKeychain(_)), "{refused:?}");
    assert!(refused.to_string().contains("does not answer"), "{refused}");
    studio.save_token(NEW, Keep::Session).await.unwrap();
    assert_eq!(source(&studio), Some(TokenSource::Session));
    keychain.unlock();
    eventually("no call waits", || keychain.waiting() == 0).await;
    assert_eq!(studio.check_account().await, studio.state().account);
    assert_eq!(source(&studio), Some(TokenSource::Session));
    assert_eq!(keychain.entries()[&sandbox.url()], OLD, "as it was before");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_write_is_reverted() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    for before in [None, Some(OLD)] {
        let keychain = MemoryKeychain::default();
        if let Some(before) = before {
            keychain.put(&sandbox.url(), before);
        }
        let studio = start(home.path(), &sandbox, &keychain).await;
        keychain.lock_changes();
        let refused = studio.save_token(NEW, Keep::Keychain).await;
        assert!(matches!(refused, Err(Error::NoKeychain(_))), "{refused:?}");
        keychain.unlock();
        // The app makes changes to the keychain in order: once this change is made, the pending changes are done too.
        let server = BucketServer::start().await;
        let bucket = server.bucket();
        let last = studio
            .training
            .save_bucket(&bucket, ACCESS, SECRET, Keep::Keychain);
        last.await.unwrap();
        let kept = keychain.entries().get(&sandbox.url()).cloned();
        assert_eq!(kept.as_deref(), before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_forgotten_while_the_keychain_is_locked_stays_forgotten() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let keychain = MemoryKeychain::default();
    keychain.put(&sandbox.url(), OLD);
    let studio = start(home.path(), &sandbox, &keychain).await;
    assert_eq!(source(&studio), Some(TokenSource::Keychain));
    keychain.lock();
    studio.forget_token().await.unwrap();
    assert_eq!(source(&studio), None);
    let notices = studio.state().notices;
    assert!(
        notices[0].message.contains("may still be in it"),
        "{notices:?}"
    );
    drop(studio);

    // The keychain is still locked at the next start.
    let studio = start(home.path(), &sandbox, &keychain).await;
    assert_eq!(source(&studio), None);
    assert!(!is_silence_reported(&studio), "no token is expected");
    keychain.unlock();
    eventually("the token is removed", || keychain.entries().is_empty()).await;
    drop(studio);
    let studio = start(home.path(), &sandbox, &keychain).await;
    assert_eq!(source(&studio), None);

    // A new token is kept and found as usual.
    let patient_keychain = keychain.keychain(LONG_LIMITS);
    let (studio, _) =
        open_with_keychain(home.path(), &sandbox.url(), None, patient_keychain, |_| {}).await;
    studio.save_token(NEW, Keep::Keychain).await.unwrap();
    drop(studio);
    let patient_keychain = keychain.keychain(LONG_LIMITS);
    let (studio, _) =
        open_with_keychain(home.path(), &sandbox.url(), None, patient_keychain, |_| {}).await;
    assert_eq!(source(&studio), Some(TokenSource::Keychain));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_work_and_few_threads_wait() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let server = BucketServer::start().await;
    let keychain = MemoryKeychain::default();
    let patient_keychain = keychain.keychain(LONG_LIMITS);
    let (studio, _) =
        open_with_keychain(home.path(), &sandbox.url(), None, patient_keychain, |_| {}).await;
    let bucket = server.bucket();
    let saved = studio
        .training
        .save_bucket(&bucket, ACCESS, SECRET, Keep::Keychain);
    saved.await.unwrap();
    drop(studio);

    keychain.lock();
    let studio = start(home.path(), &sandbox, &keychain).await;
    studio.save_token(NEW, Keep::Session).await.unwrap();
    let photos = folder(home.path(), 2);
    studio.workspace.open_paths(vec![photos]).await.unwrap();
    let trainer = "ostris/flux-dev-lora-trainer";
    for _ in 0..30 {
        let form = studio.training.choose_trainer(trainer).await.unwrap();
        assert!(form.fields.iter().all(|field| field.kept.is_none()));
        let shown = studio.training.bucket().await.unwrap().unwrap();
        assert_eq!(shown.keys, BucketKeys::Unknown);
    }
    assert!(keychain.waiting() <= 7, "{} wait", keychain.waiting());
    keychain.unlock();
    let keys = async || studio.training.bucket().await.unwrap().unwrap().keys;
    crate::fixture::eventually_async("the keys are found", async || {
        keys().await == BucketKeys::Keychain
    })
    .await;
}
