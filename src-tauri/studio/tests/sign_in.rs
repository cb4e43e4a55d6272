//! Tests signing in and out: forgotten secrets stay forgotten, and a slow response does not undo later changes.

use std::path::Path;
use std::sync::Arc;

use sandbox::{Fault, FaultKind, Options, Sandbox};
use studio::view::{Account, Stage, TokenSource};
use studio::{Error, Keep, Studio};

use crate::bucket::{ACCESS, BucketServer, SECRET};
use crate::fixture::{
    Fixture, draft, eventually, eventually_async, folder, open, open_with_keychain, quick,
};
use crate::keychain::{LONG_LIMITS, MemoryKeychain};

const OLD: &str = "r8_theoldone";
const NEW: &str = "r8_thenewone";

async fn start(home: &Path, sandbox: &Sandbox, keychain: &MemoryKeychain) -> Arc<Studio> {
    let keychain = keychain.keychain(LONG_LIMITS);
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

/// Returns the number of requests for the account.
fn account_requests(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests();
    let account = requests
        .iter()
        .filter(|request| request.path == "/v1/account");
    account.count()
}

/// Makes the next request for the account hang until the client's timeout. The client then requests it again.
fn hang_once(sandbox: &Sandbox) {
    sandbox.fail(Fault::new("GET", "/account", FaultKind::Hang));
}

#[tokio::test(flavor = "multi_thread")]
async fn forgetting_removes_the_session_token_and_the_keychain_token() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let keychain = MemoryKeychain::default();
    let studio = start(home.path(), &sandbox, &keychain).await;
    studio.save_token(OLD, Keep::Keychain).await.unwrap();
    studio.save_token(NEW, Keep::Session).await.unwrap();
    assert_eq!(source(&studio), Some(TokenSource::Session));
    studio.forget_token().await.unwrap();
    assert_eq!(source(&studio), None);
    assert_eq!(keychain.entries(), Default::default());
    drop(studio);

    let studio = start(home.path(), &sandbox, &keychain).await;
    assert_eq!(source(&studio), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn forgetting_a_bucket_removes_session_keys_and_keychain_keys() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let server = BucketServer::start().await;
    let keychain = MemoryKeychain::default();
    let studio = start(home.path(), &sandbox, &keychain).await;
    for keep in [Keep::Keychain, Keep::Session] {
        let bucket = server.bucket();
        let saved = studio.training.save_bucket(&bucket, ACCESS, SECRET, keep);
        saved.await.unwrap();
    }
    assert_eq!(keychain.entries().len(), 1);
    assert_eq!(studio.training.forget_bucket().await.unwrap(), None);
    assert_eq!(keychain.entries(), Default::default());
    // No keys are stored any more, so keys have to be typed.
    let bucket = server.bucket();
    let saved = studio.training.save_bucket(&bucket, "", "", Keep::Session);
    let refused = saved.await.unwrap_err();
    assert!(
        matches!(
            refused,
            Error::Field {
                field: "access",
                ..
            }
        ),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn forgetting_a_trainer_secret_removes_it_from_the_keychain() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let keychain = MemoryKeychain::default();
    let studio = start(home.path(), &sandbox, &keychain).await;
    studio.save_token(OLD, Keep::Session).await.unwrap();
    studio
        .workspace
        .open_paths(vec![folder(home.path(), 2)])
        .await
        .unwrap();
    let trainer = "ostris/flux-dev-lora-trainer";
    studio.training.choose_trainer(trainer).await.unwrap();
    studio
        .training
        .keep_secret("hf_token", "hf_one")
        .await
        .unwrap();
    assert_eq!(keychain.entries().len(), 1);
    let form = studio.training.keep_secret("hf_token", "").await.unwrap();
    let field = form.fields.iter().find(|field| field.name == "hf_token");
    assert_eq!(field.unwrap().kept, None);
    assert_eq!(keychain.entries(), Default::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_check_of_the_old_token_does_not_undo_a_new_one() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let keychain = MemoryKeychain::default();
    let studio = start(home.path(), &sandbox, &keychain).await;
    studio.save_token(OLD, Keep::Keychain).await.unwrap();
    let before = account_requests(&sandbox);
    hang_once(&sandbox);
    let check = {
        let studio = Arc::clone(&studio);
        tokio::spawn(async move { studio.check_account().await })
    };
    eventually("the check has begun", || {
        account_requests(&sandbox) > before
    })
    .await;
    studio.save_token(NEW, Keep::Session).await.unwrap();
    check.await.unwrap();
    assert_eq!(source(&studio), Some(TokenSource::Session));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_check_does_not_revive_a_forgotten_token() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let keychain = MemoryKeychain::default();
    let studio = start(home.path(), &sandbox, &keychain).await;
    studio.save_token(OLD, Keep::Keychain).await.unwrap();
    let before = account_requests(&sandbox);
    hang_once(&sandbox);
    let check = {
        let studio = Arc::clone(&studio);
        tokio::spawn(async move { studio.check_account().await })
    };
    eventually("the check has begun", || {
        account_requests(&sandbox) > before
    })
    .await;
    studio.forget_token().await.unwrap();
    check.await.unwrap();
    assert_eq!(source(&studio), None);
    assert!(matches!(
        studio.training.start_training(draft()).await,
        Err(Error::NoToken)
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_discards_a_token_that_is_being_checked() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let keychain = MemoryKeychain::default();
    let studio = start(home.path(), &sandbox, &keychain).await;
    studio.save_token(OLD, Keep::Keychain).await.unwrap();
    let before = account_requests(&sandbox);
    hang_once(&sandbox);
    let save = {
        let studio = Arc::clone(&studio);
        tokio::spawn(async move { studio.save_token(NEW, Keep::Keychain).await })
    };
    eventually("the new token is being checked", || {
        account_requests(&sandbox) > before
    })
    .await;
    studio.forget_token().await.unwrap();
    let saved = save.await.unwrap();
    assert!(matches!(saved, Err(Error::Superseded)), "{saved:?}");
    assert_eq!(source(&studio), None);
    eventually("no token is kept", || keychain.entries().is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_hides_the_trainings_of_the_account() {
    let fixture = Fixture::new(quick()).await;
    // The same account trains on another computer.
    let other = tempfile::tempdir().unwrap();
    let (elsewhere, mut training_updates) =
        open(other.path(), &fixture.sandbox, Some("r8_good")).await;
    let photos = folder(other.path(), 2);
    elsewhere.workspace.open_paths(vec![photos]).await.unwrap();
    elsewhere.training.start_training(draft()).await.unwrap();
    training_updates
        .wait_for(|training| {
            training
                .as_ref()
                .is_some_and(|training| training.stage == Stage::Succeeded)
        })
        .await
        .unwrap();

    let home = tempfile::tempdir().unwrap();
    let keychain = MemoryKeychain::default();
    let studio = start(home.path(), &fixture.sandbox, &keychain).await;
    studio.save_token(NEW, Keep::Session).await.unwrap();
    let shown = studio.training.trainings().await.unwrap();
    assert_eq!((shown.rows.len(), shown.months.len()), (1, 1));
    studio.training.more_trainings().await.unwrap();
    eventually_async("its versions are offered", async || {
        !studio
            .generation
            .generate_form()
            .await
            .unwrap()
            .versions
            .is_empty()
    })
    .await;
    studio.forget_token().await.unwrap();
    for shown in [
        studio.training.trainings().await.unwrap(),
        studio.training.more_trainings().await.unwrap(),
    ] {
        assert_eq!((shown.rows.len(), shown.months.len()), (0, 0), "{shown:?}");
        assert!(!shown.more);
    }
    eventually_async("no versions are offered", async || {
        studio
            .generation
            .generate_form()
            .await
            .unwrap()
            .versions
            .is_empty()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_network_the_account_of_another_token_is_unknown() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(Options {
        username: "first".to_owned(),
        ..quick()
    })
    .await
    .unwrap();
    let keychain = MemoryKeychain::default();
    let studio = start(home.path(), &sandbox, &keychain).await;
    studio.save_token(OLD, Keep::Keychain).await.unwrap();
    drop(studio);
    let name = |studio: &Studio| match studio.state().account {
        Account::SignedIn { username, .. } => username,
        Account::Checking | Account::SignedOut { .. } => "nobody".to_owned(),
    };
    sandbox.fail(Fault::new("GET", "/account", FaultKind::CutBefore).times(u32::MAX));
    let studio = start(home.path(), &sandbox, &keychain).await;
    assert_eq!(name(&studio), "first", "the same token as before");
    drop(studio);
    // It is not known which account a token from the environment belongs to.
    let (studio, _) = open(home.path(), &sandbox, Some("r8_somebodyelse")).await;
    assert_eq!(name(&studio), "");
}
