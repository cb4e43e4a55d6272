//! Tests a keychain that does not respond: the app reports this, works without the keychain, and finds the contents of
//! the keychain once it responds.

use std::path::Path;
use std::sync::Arc;

use sandbox::Sandbox;
use studio::view::{Account, BucketKeys, TokenSource};
use studio::{Error, Keep, Studio};

use crate::bucket::{ACCESS, BucketServer, SECRET};
use crate::fixture::{eventually, folder, open_keeping, quick};
use crate::keychain::{BRIEF, MemoryKeychain, PATIENT};

const OLD: &str = "r8_theoldone";
const NEW: &str = "r8_thenewone";

async fn start(home: &Path, sandbox: &Sandbox, keychain: &MemoryKeychain) -> Arc<Studio> {
    let keychain = keychain.keychain(BRIEF);
    let url = sandbox.url();
    let opened = open_keeping(home, &url, None, keychain, |_| {});
    opened.await.0
}

fn source(studio: &Studio) -> Option<TokenSource> {
    match studio.state().account {
        Account::SignedIn { source, .. } => Some(source),
        Account::Checking | Account::SignedOut { .. } => None,
    }
}

fn is_said(studio: &Studio) -> bool {
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
    assert!(is_said(&studio), "{:?}", studio.state().account);
    keychain.unlock();
    eventually("it signs in by itself", || {
        source(&studio) == Some(TokenSource::Keychain)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_for_this_session_works_at_once_and_stays() {
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
    eventually("nothing waits any more", || keychain.waiting() == 0).await;
    assert_eq!(studio.check_account().await, studio.state().account);
    assert_eq!(source(&studio), Some(TokenSource::Session));
    assert_eq!(keychain.entries()[&sandbox.url()], OLD, "as it was before");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_too_late_is_taken_back() {
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
        // Changes are made in order: once this one is made, the pending ones are done.
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
async fn a_token_that_is_forgotten_while_the_keychain_is_locked_never_comes_back() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let keychain = MemoryKeychain::default();
    keychain.put(&sandbox.url(), OLD);
    let studio = start(home.path(), &sandbox, &keychain).await;
    assert_eq!(source(&studio), Some(TokenSource::Keychain));
    keychain.lock();
    studio.forget_token().await.unwrap();
    assert_eq!(source(&studio), None);
    let said = studio.state().notices;
    assert!(said[0].message.contains("may still be in it"), "{said:?}");
    drop(studio);

    // The keychain is still locked at the next start.
    let studio = start(home.path(), &sandbox, &keychain).await;
    assert_eq!(source(&studio), None);
    assert!(!is_said(&studio), "there is nothing to look for");
    keychain.unlock();
    eventually("it is removed", || keychain.entries().is_empty()).await;
    drop(studio);
    let studio = start(home.path(), &sandbox, &keychain).await;
    assert_eq!(source(&studio), None);

    // A new token is kept and found as usual.
    let patient = keychain.keychain(PATIENT);
    let (studio, _) = open_keeping(home.path(), &sandbox.url(), None, patient, |_| {}).await;
    studio.save_token(NEW, Keep::Keychain).await.unwrap();
    drop(studio);
    let patient = keychain.keychain(PATIENT);
    let (studio, _) = open_keeping(home.path(), &sandbox.url(), None, patient, |_| {}).await;
    assert_eq!(source(&studio), Some(TokenSource::Keychain));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_there_and_threads_stay_few() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let server = BucketServer::start().await;
    let keychain = MemoryKeychain::default();
    let patient = keychain.keychain(PATIENT);
    let (studio, _) = open_keeping(home.path(), &sandbox.url(), None, patient, |_| {}).await;
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
    let shown = async || studio.training.bucket().await.unwrap().unwrap().keys;
    crate::fixture::eventually_async("the keys are found", async || {
        shown().await == BucketKeys::Keychain
    })
    .await;
}
