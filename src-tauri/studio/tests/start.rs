//! Tests the press of Start: a double press starts one training, and a second press with other settings is never
//! mistaken for the first press.

use std::sync::Arc;

use sandbox::Options;
use studio::Error;
use studio::view::{LoraType, PreparationOptions, Stage, TrainDraft};

use crate::fixture::{Fixture, draft, quick};

/// Returns options for a sandbox with uploads so slow that a run stays at the stage of uploading.
fn slow_uploads() -> Options {
    Options {
        upload_bytes_per_second: Some(2000),
        ..quick()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_press_is_one_training() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(3).await;
    let presses: Vec<_> = (0..4)
        .map(|_| {
            let studio = Arc::clone(&fixture.studio);
            tokio::spawn(async move { studio.training.start_training(draft()).await.unwrap().id })
        })
        .collect();
    let mut ids = Vec::new();
    for press in presses {
        ids.push(press.await.unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    fixture.until_stage(Stage::Succeeded).await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_with_other_settings_is_refused_while_the_first_run_is_active() {
    let mut fixture = Fixture::new(slow_uploads()).await;
    fixture.open_folder(3).await;
    let first = fixture.start().await;
    fixture.until_stage(Stage::Uploading).await;

    let more_steps = TrainDraft {
        inputs: [("training_steps".to_owned(), "500".to_owned())].into(),
        ..draft()
    };
    let changed = [
        more_steps.clone(),
        TrainDraft {
            trigger_word: "CUP".to_owned(),
            ..draft()
        },
        TrainDraft {
            lora_type: LoraType::Style,
            ..draft()
        },
        TrainDraft {
            keep_zip: true,
            ..draft()
        },
    ];
    for draft in changed {
        let refused = fixture
            .studio
            .training
            .start_training(draft)
            .await
            .unwrap_err();
        assert!(matches!(refused, Error::CannotStart(_)), "{refused:?}");
        assert!(refused.to_string().contains("other settings"), "{refused}");
    }
    let options = PreparationOptions {
        quality: 80,
        ..PreparationOptions::default()
    };
    fixture
        .studio
        .workspace
        .set_preparation(options)
        .await
        .unwrap();
    let refused = fixture.studio.training.start_training(draft()).await;
    assert!(matches!(refused, Err(Error::CannotStart(_))), "{refused:?}");
    fixture
        .studio
        .workspace
        .set_preparation(PreparationOptions::default())
        .await
        .unwrap();
    let repeated = fixture
        .studio
        .training
        .start_training(draft())
        .await
        .unwrap();
    assert_eq!(
        repeated.id, first.id,
        "a press with the same settings leads to the same run"
    );

    // A press for another destination starts another training.
    let elsewhere = TrainDraft {
        destination: "elsewhere".to_owned(),
        ..draft()
    };
    let other = fixture
        .studio
        .training
        .start_training(elsewhere)
        .await
        .unwrap();
    assert_ne!(other.id, first.id);

    fixture
        .studio
        .training
        .cancel_training(&first.id)
        .await
        .unwrap();
    let second = fixture
        .studio
        .training
        .start_training(more_steps)
        .await
        .unwrap();
    assert_ne!(second.id, first.id);
}
