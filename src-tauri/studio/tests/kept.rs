//! Tests the person's stored values: a value that can't be read is preserved, and concurrent changes don't overwrite
//! each other.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, params};
use sandbox::Sandbox;
use studio::Studio;
use studio::view::{AppEvent, Settings};

use crate::fixture::{
    Fixture, TIMEOUT, config, draft, eventually, folder, open, open_at, open_with_listener,
    picture, quick, run_to_end,
};

/// A text as another version of Tintype might write it: JSON of another shape.
const UNREADABLE: &str = r#"["of another version"]"#;

fn ledger(home: &Path) -> Connection {
    Connection::open(home.join("data/ledger.db")).unwrap()
}

fn stored_value(home: &Path, name: &str) -> Option<String> {
    let query = "select value from memory where name = ?1";
    let value = ledger(home).query_row(query, [name], |row| row.get(0));
    value.ok()
}

/// Returns the names under which the store contains this text.
fn names_of(home: &Path, text: &str) -> Vec<String> {
    let ledger = ledger(home);
    let mut query = ledger
        .prepare("select name from memory where value = ?1 order by name")
        .unwrap();
    let names = query.query_map([text], |row| row.get(0)).unwrap();
    names.map(Result::unwrap).collect()
}

/// Reads all stored values.
async fn read_all(studio: &Studio) {
    studio.state();
    studio.training.prices().await.unwrap();
    studio.training.train_form().await.unwrap();
    studio.training.bucket().await.unwrap();
    studio.generation.generate_form().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn unreadable_values_are_reported_once_and_not_overwritten() {
    let fixture = Fixture::new(quick()).await;
    let home = tempfile::tempdir().unwrap();
    let photos = folder(home.path(), 2);
    let (studio, _) = open(home.path(), &fixture.sandbox, Some("r8_good")).await;
    studio
        .workspace
        .open_paths(vec![photos.clone()])
        .await
        .unwrap();
    studio.training.set_train_draft(draft()).await.unwrap();
    drop(studio);

    let stored_names = ["settings", "presets", "prices", "bucket", "generate"];
    for name in stored_names {
        let text = format!("{UNREADABLE} {name}");
        ledger(home.path())
            .execute(
                "insert or replace into memory (name, value) values (?1, ?2)",
                params![name, text],
            )
            .unwrap();
    }
    let for_draft = format!("{UNREADABLE} draft");
    ledger(home.path())
        .execute("update drafts set draft = ?1", [&for_draft])
        .unwrap();

    let (studio, _) = open(home.path(), &fixture.sandbox, Some("r8_good")).await;
    read_all(&studio).await;
    read_all(&studio).await;
    let notices = studio.state().notices;
    let count = |words: &str| {
        let matching = notices
            .iter()
            .filter(|notice| notice.message.contains(words));
        matching.count()
    };
    for words in [
        "Your settings",
        "Your presets",
        "Your prices",
        "Your storage",
        "the Generate page",
        "the Train page",
    ] {
        assert_eq!(count(words), 1, "{words}: {notices:?}");
    }
    // Nothing was changed, so a newer version of the app can still read all values.
    for name in stored_names {
        assert_eq!(
            stored_value(home.path(), name),
            Some(format!("{UNREADABLE} {name}"))
        );
    }

    studio.settings.set(Settings::default()).await.unwrap();
    studio.training.set_train_draft(draft()).await.unwrap();
    studio.training.save_preset("mine").await.unwrap();
    studio
        .training
        .set_price("replicate/fast-flux-trainer", "1")
        .await
        .unwrap();
    studio.training.forget_bucket().await.unwrap();
    let form = studio.generation.generate_form().await.unwrap();
    studio
        .generation
        .set_generate_draft(form.draft)
        .await
        .unwrap();
    for name in stored_names {
        let text = format!("{UNREADABLE} {name}");
        assert_ne!(
            stored_value(home.path(), name),
            Some(text.clone()),
            "{name}"
        );
        let kept = names_of(home.path(), &text);
        assert_eq!(kept.len(), 1, "{name} is kept: {kept:?}");
    }
    assert_eq!(names_of(home.path(), &for_draft).len(), 1);
    // The newly written values are used.
    let form = studio.training.train_form().await.unwrap();
    assert_eq!(
        (form.draft, form.presets),
        (draft(), vec!["mine".to_owned()])
    );
    drop(studio);
    let (studio, _) = open(home.path(), &fixture.sandbox, Some("r8_good")).await;
    read_all(&studio).await;
    assert_eq!(studio.state().notices, []);
}

/// Calls `call` this number of times concurrently, and waits for all calls.
async fn run_concurrently<F: Future<Output = ()> + Send + 'static>(
    studio: &Arc<Studio>,
    number: usize,
    call: impl Fn(Arc<Studio>, usize) -> F,
) {
    let tasks: Vec<_> = (0..number)
        .map(|index| tokio::spawn(call(Arc::clone(studio), index)))
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_changes_are_all_kept() {
    const NUMBER: usize = 24;
    let fixture = Fixture::new(quick()).await;
    let photos = fixture.open_folder(2).await;
    fixture
        .studio
        .training
        .set_train_draft(draft())
        .await
        .unwrap();
    run_concurrently(&fixture.studio, NUMBER, |studio, index| async move {
        studio
            .training
            .save_preset(&format!("preset {index}"))
            .await
            .unwrap();
    })
    .await;
    run_concurrently(&fixture.studio, NUMBER, |studio, index| async move {
        let trainer = format!("somebody/trainer-{index}");
        studio.training.set_price(&trainer, "1").await.unwrap();
    })
    .await;
    run_concurrently(&fixture.studio, NUMBER, |studio, index| async move {
        studio
            .workspace
            .dismiss_finding(format!("blur-{index}"))
            .await
            .unwrap();
    })
    .await;
    let form = fixture.studio.training.train_form().await.unwrap();
    assert_eq!(form.presets.len(), NUMBER);
    let own = fixture.studio.training.prices().await.unwrap().rows;
    let own = own.iter().filter(|row| !row.own.is_empty());
    assert_eq!(own.count(), NUMBER);
    let place = format!("dismissed:{}", photos.display());
    let dismissed = stored_value(fixture.home.path(), &place).unwrap();
    let dismissed: Vec<String> = serde_json::from_str(&dismissed).unwrap();
    assert_eq!(dismissed.len(), NUMBER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_folder_leaves_the_list() {
    let home = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(quick()).await.unwrap();
    let (studio, _) = open(home.path(), &sandbox, None).await;
    let gone = folder(&home.path().join("gone"), 1);
    let present = folder(&home.path().join("there"), 1);
    for photos in [&gone, &present] {
        studio
            .workspace
            .open_paths(vec![photos.clone()])
            .await
            .unwrap();
    }
    studio.workspace.close_dataset().await.unwrap();
    drop(studio);
    std::fs::remove_dir_all(&gone).unwrap();

    let (sender, receiver) = tokio::sync::watch::channel(None);
    let listener = move |event: &AppEvent| {
        if let AppEvent::Recent { recent } = event {
            sender.send_replace(Some(recent.clone()));
        }
    };
    let (studio, _) = open_with_listener(home.path(), &sandbox.url(), None, listener).await;
    eventually("the list is emitted", || receiver.borrow().is_some()).await;
    let recent = studio.state().recent;
    assert_eq!(recent.len(), 1);
    assert_eq!(Path::new(&recent[0].path), present);
    assert_eq!(receiver.borrow().clone(), Some(recent));
}

/// Tests a folder on an unavailable drive, on which every `statx` call hangs. A small library that is loaded before the
/// system's library (`LD_PRELOAD`) simulates the drive.
#[cfg(target_os = "linux")]
mod hanging {
    use std::panic::AssertUnwindSafe;

    use super::*;

    const HANGING_STATX: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
static void hang_at(const char *path) {
  const char *away = getenv("STUDIO_TEST_AWAY");
  if (path && away && strncmp(path, away, strlen(away)) == 0) for (;;) pause();
}
int statx(int folder, const char *restrict path, int flags, unsigned mask, struct statx *restrict found) {
  static int (*next)(int, const char *, int, unsigned, struct statx *);
  if (!next) next = dlsym(RTLD_NEXT, "statx");
  hang_at(path);
  return next(folder, path, flags, mask, found);
}
"#;

    const AWAY_VARIABLE: &str = "STUDIO_TEST_AWAY";
    const HOME_VARIABLE: &str = "STUDIO_TEST_HOME";

    #[tokio::test(flavor = "multi_thread")]
    async fn an_unavailable_drive_delays_nothing() {
        let home = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::start(quick()).await.unwrap();
        let away = folder(&home.path().join("away"), 1);
        let present = folder(&home.path().join("there"), 1);
        run_to_end({
            let (home, url) = (home.path().to_owned(), sandbox.url());
            let photos = [present, away.clone()];
            async move {
                let (studio, _) = open_at(&home, &url, None).await;
                for photos in photos {
                    studio.workspace.open_paths(vec![photos]).await.unwrap();
                }
            }
        })
        .await;
        let (source, library) = (home.path().join("hang.c"), home.path().join("hang.so"));
        std::fs::write(&source, HANGING_STATX).unwrap();
        let mut cc = std::process::Command::new("cc");
        cc.args(["-shared", "-fPIC", "-o"])
            .args([&library, &source]);
        assert!(cc.status().unwrap().success());

        let mut app = std::process::Command::new(std::env::current_exe().unwrap());
        app.args([
            "--ignored",
            "--exact",
            "kept::hanging::studio_works_with_an_unavailable_drive",
        ])
        .env("LD_PRELOAD", library)
        .env(AWAY_VARIABLE, away)
        .env(HOME_VARIABLE, home.path());
        let output = tokio::task::spawn_blocking(move || app.output());
        let output = output.await.unwrap().unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    #[test]
    #[ignore = "started by the test before it"]
    fn studio_works_with_an_unavailable_drive() {
        let path = |name| PathBuf::from(std::env::var_os(name).unwrap());
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let work = async {
            tokio::time::timeout(
                TIMEOUT,
                use_studio(path(HOME_VARIABLE), path(AWAY_VARIABLE)),
            )
            .await
        };
        let ended = std::panic::catch_unwind(AssertUnwindSafe(|| runtime.block_on(work)));
        let passed = ended.is_ok_and(|result| result.is_ok());
        // Threads that hang can't be joined, so the process exits without waiting for them.
        std::process::exit(i32::from(!passed));
    }

    async fn use_studio(home: PathBuf, away: PathBuf) {
        let present = home.join("there/bowls");
        let sandbox = Sandbox::start(quick()).await.unwrap();
        let studio = Arc::new(Studio::open(config(&home, &sandbox.url(), None), |_| {}).unwrap());
        // The app can be used while the folder that was open last does not respond.
        let begun = tokio::spawn({
            let studio = Arc::clone(&studio);
            async move { studio.begin().await }
        });
        let recent = studio.state().recent;
        assert_eq!(recent.len(), 2, "it is not known yet which folders exist");

        // Choosing that folder again does not prevent another folder from being opened.
        let choose = |path: &Path| {
            let (studio, path) = (Arc::clone(&studio), path.to_owned());
            tokio::spawn(async move { studio.workspace.open_paths(vec![path]).await })
        };
        let opening = || {
            let tasks = studio.state().tasks;
            tasks.into_iter().find(|task| task.title == "Opening bowls")
        };
        let chosen = choose(&away);
        eventually("the folder is being opened", || opening().is_some()).await;
        choose(&present).await.unwrap().unwrap();
        assert_eq!(studio.state().dataset.unwrap().folder, "~/there/bowls");
        let given_up = chosen.await.unwrap().unwrap_err().to_string();
        assert!(given_up.contains("didn't respond"), "{given_up}");
        assert!(opening().is_none());

        // A photo that is imported into the open dataset waits until the person presses Stop for that folder.
        let photo = home.join("photo.png");
        picture(9).save(&photo).unwrap();
        let chosen = choose(&away);
        eventually("the folder is being opened", || opening().is_some()).await;
        let dropped = choose(&photo);
        let is_waiting = || {
            studio
                .state()
                .tasks
                .iter()
                .any(|task| task.title == "Opening photo.png")
        };
        eventually("the photo waits", is_waiting).await;
        studio.status_bar.stop(opening().unwrap().id);
        let stopped = chosen.await.unwrap().unwrap_err().to_string();
        assert!(stopped.contains("You stopped opening"), "{stopped}");
        dropped.await.unwrap().unwrap();
        assert_eq!(studio.state().dataset.unwrap().images.len(), 2);
        assert!(!begun.is_finished());
    }
}
