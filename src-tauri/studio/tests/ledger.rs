//! Tests store files of earlier versions and damaged store files.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::Path;

use rusqlite::{Connection, params};
use studio::view::Stage;

use crate::fixture::{Fixture, draft, open, quick};

/// The schema of the first version, and the addition of the second version. The texts must never change, since files
/// with these schemas exist.
const EARLIER_SCHEMAS: [&str; 2] = [
    "create table runs (id text primary key, created_at integer not null, ended integer not null,
        training_id text, record text not null, log text not null default '') strict;
     create index runs_by_training on runs (training_id);
     create table memory (name text primary key, value text not null) strict;
     create table recent_datasets (folder text primary key, opened_at integer not null) strict;
     create table drafts (folder text primary key, draft text not null) strict;",
    "create table preparations (folder text primary key, options text not null) strict;",
];

/// A run as it was recorded when the number of steps was a separate field.
const RUN: &str = r#"{
    "id": "20260102-030405-00000001", "created_at": "2026-01-02T03:04:05Z", "cancel": false,
    "ended_at": "2026-01-02T03:09:05Z",
    "service": { "status": "succeeded", "started_at": null, "completed_at": null,
                 "version": "0a1b", "weights": null, "predict_time": 118.5 },
    "step": { "at": "succeeded", "training": "zz4ibbonubfz7carwiefibzgga",
              "archive": { "path": "/gone.zip", "bytes": 9, "sha256": "00", "images": 3, "captions": 1 } },
    "order": { "account": "sandbox", "dataset": "FOLDER", "dataset_name": "bowls",
               "trainer": "replicate/fast-flux-trainer", "version": "8b10", "destination": "sandbox/bowls",
               "draft": { "triggerWord": "TOK", "loraType": "subject", "destination": "bowls", "trainingSteps": "400" },
               "zip_input": "input_images", "input": { "trigger_word": "TOK", "training_steps": 400 } }
}"#;

fn write(data: &Path, version: usize, folder: &Path) {
    fs::create_dir_all(data).unwrap();
    let file = Connection::open(data.join("ledger.db")).unwrap();
    for step in &EARLIER_SCHEMAS[..version] {
        file.execute_batch(step).unwrap();
    }
    file.pragma_update(None, "user_version", version as i64)
        .unwrap();
    let folder = folder.to_str().unwrap();
    file.execute(
        "insert into drafts values (?1, ?2)",
        params![folder, r#"{"triggerWord":"TOK","loraType":"subject","destination":"bowls","trainingSteps":"400"}"#],
    )
    .unwrap();
    file.execute(
        "insert into drafts values ('/another', ?1)",
        params![r#"{"triggerWord":"TOK","loraType":"style","destination":"","trainingSteps":""}"#],
    )
    .unwrap();
    file.execute(
        "insert into runs values ('20260102-030405-00000001', 1767323045000, 1, 'zz4ibbonubfz7carwiefibzgga', ?1, 'a log')",
        params![RUN.replace("FOLDER", folder)],
    )
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn ledgers_of_earlier_versions_are_read() {
    for version in 1..=EARLIER_SCHEMAS.len() {
        let fixture = Fixture::new(quick()).await;
        let folder = fixture.folder(3);
        let home = fixture.home.path().join("earlier");
        write(&home.join("data"), version, &folder);
        let (studio, _) = open(&home, &fixture.sandbox, Some("r8_good")).await;
        studio.workspace.open_paths(vec![folder]).await.unwrap();
        assert_eq!(studio.training.train_form().await.unwrap().draft, draft());
        let rows = studio.training.trainings().await.unwrap().rows;
        assert_eq!(rows.len(), 1, "{rows:?}");
        let run = studio.training.training(&rows[0].id).await.unwrap();
        assert_eq!((run.stage, run.log.as_str()), (Stage::Succeeded, "a log"));
        let again = studio.training.try_again(&run.id).await.unwrap();
        assert_eq!(again.draft, draft(), "version {version}");
        assert!(studio.state().notices.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_ledger_is_set_aside_and_trainings_come_from_the_service() {
    for damage in ["no database", "a page of nonsense", "emptied"] {
        let mut fixture = Fixture::new(quick()).await;
        let folder = fixture.open_folder(2).await;
        fixture.start().await;
        fixture.until_stage(Stage::Succeeded).await;
        Connection::open(fixture.home.path().join("data/ledger.db"))
            .unwrap()
            .execute_batch("pragma wal_checkpoint(truncate)")
            .unwrap();
        // Use a copy, as if the app that has the file open had exited.
        let home = fixture.home.path().join("later");
        let data = home.join("data");
        fs::create_dir_all(&data).unwrap();
        let file = data.join("ledger.db");
        fs::copy(fixture.home.path().join("data/ledger.db"), &file).unwrap();
        let opened = fs::OpenOptions::new().write(true).open(&file).unwrap();
        match damage {
            "no database" => fs::write(&file, b"\0nothing that SQLite knows".repeat(400)).unwrap(),
            // Start after the first page, which identifies the file type.
            "a page of nonsense" => {
                let pages = fs::metadata(&file).unwrap().len() / 4096;
                for page in 1..pages {
                    opened.write_all_at(&[0xa5; 4096], page * 4096).unwrap();
                }
            }
            _ => opened.set_len(0).unwrap(),
        }

        let (studio, _) = open(&home, &fixture.sandbox, Some("r8_good")).await;
        let rows = studio.training.trainings().await.unwrap().rows;
        assert_eq!(rows.len(), 1, "{damage}: as the service lists them");
        studio.workspace.open_paths(vec![folder]).await.unwrap();
        let notices = studio.state().notices;
        // An empty file is a new store.
        if damage != "emptied" {
            assert!(notices[0].message.contains("was damaged"), "{notices:?}");
            let kept = fs::read_dir(&data).unwrap().any(|entry| {
                let name = entry.unwrap().file_name();
                name.to_string_lossy().starts_with("ledger damaged")
            });
            assert!(kept, "the damaged file is kept");
        }
        let begun = studio.training.start_training(draft()).await;
        assert!(begun.is_ok(), "{damage}: {begun:?}");
    }
}
