//! Tests trainings from the Train page to their end, including canceled and failed ones.

use std::time::Duration;

use sandbox::Options;

use crate::fixture::Fixture;
use crate::window::Window;

/// Fills in the Train page as a person would.
pub async fn fill_in_train_page(window: &Window, destination: &str) {
    window.go_to("train").await;
    window.fill("[data-testid=trigger-word]", "TOK").await;
    window.press("[data-testid=lora-subject]").await;
    window.fill("[data-testid=destination]", destination).await;
    // The zip is measured again when the focus leaves the field.
    window.send_keys("\u{E004}").await;
    window
        .wait_for("[data-testid=review][data-state=ready]")
        .await;
}

/// Starts a training from the Train page, and waits until it has succeeded.
pub async fn train(window: &Window, destination: &str) {
    fill_in_train_page(window, destination).await;
    window.press("[data-testid=start]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
}

#[tokio::test]
async fn a_training_runs_from_start_to_version() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 10);
    for index in 1..=3 {
        std::fs::write(folder.join(format!("photo_{index}.txt")), "a bowl").unwrap();
    }
    let window = fixture.open_signed_in(&folder).await;
    fill_in_train_page(&window, "my-bowls").await;
    window
        .wait_for_text("[data-testid=trigger-count]", "TOK is in 0 of 3 captions")
        .await;
    window.press("[data-testid=add-trigger]").await;
    window
        .wait_for_text("[data-testid=trigger-count]", "All 3 captions contain TOK")
        .await;
    window
        .wait_until("the captions are on the disk", async || {
            (1..=3).all(|index| {
                std::fs::read_to_string(folder.join(format!("photo_{index}.txt")))
                    .is_ok_and(|text| text == "TOK, a bowl")
            })
        })
        .await;
    window.wait_for_text("[data-testid=review]", "10").await;
    window.screenshot("train").await;

    window.press("[data-testid=start]").await;
    window.wait_for("[data-testid=training-detail]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=training]")
        .await;
    window
        .wait_for_text("[data-testid=training-log]", "flux_train_replicate")
        .await;
    window.screenshot("training").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    window.wait_for("[data-testid=training-result]").await;
    window
        .wait_for("[data-testid=weights][data-kind=kept]")
        .await;
    window
        .wait_for_text("[data-testid=weights]", "my-bowls TOK ")
        .await;
    window.wait_for("[data-testid=show-weights]").await;
    window.go_to("train").await;
    window.go_to("trainings").await;
    window
        .wait_for_text("[data-testid=spent]", "1 training")
        .await;
    window.wait_for("[data-testid=make-pictures]").await;
    window
        .wait_for_text("[data-testid=loss]", "at step 1000")
        .await;
    window
        .fill("[data-testid=log-search]", "already captioned")
        .await;
    window
        .wait_for_text("[data-testid=log-matches]", "1 of 3")
        .await;
    window.send_keys("\u{E007}").await;
    window
        .wait_for_text("[data-testid=log-matches]", "2 of 3")
        .await;
    window.screenshot("training-done").await;

    let trainings = fixture.sandbox.trainings();
    assert_eq!(trainings.len(), 1);
    let input = &trainings[0].input;
    assert_eq!(input["trigger_word"], "TOK");
    assert_eq!(input["lora_type"], "subject");
    window.close().await;

    // After a restart, the training is still in the list.
    let window = fixture.open().await;
    window.go_to("trainings").await;
    window
        .wait_for("[data-testid=training-row][data-stage=succeeded]")
        .await;
    // The training's settings can be used for another training.
    window.go_to("train").await;
    window.fill("[data-testid=trigger-word]", "OTHER").await;
    window.go_to("trainings").await;
    window.press("[data-testid=training-repeat]").await;
    window.wait_for("body[data-page=train]").await;
    window
        .wait_until("the earlier settings are restored", async || {
            window.text("[data-testid=trigger-word]").await == "TOK"
        })
        .await;
    window.close().await;
}

#[tokio::test]
async fn a_training_is_canceled() {
    let fixture = Fixture::with_options(Options {
        training_time: Duration::from_secs(600),
        ..Options::default()
    })
    .await;
    let folder = fixture.photos("bowls", 3);
    let window = fixture.open_signed_in(&folder).await;
    fill_in_train_page(&window, "my-bowls").await;
    window.press("[data-testid=start]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=training]")
        .await;
    window.press("[data-testid=training-cancel]").await;
    window.press("[data-testid=training-cancel-confirm]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=canceled]")
        .await;
    window.screenshot("training-canceled").await;
    assert_eq!(fixture.sandbox.trainings()[0].status, "canceled");
    window.close().await;
}

#[tokio::test]
async fn a_failed_training_shows_the_reason_and_leads_back_to_the_form() {
    let fixture = Fixture::with_options(Options {
        training_time: Duration::from_secs(600),
        ..Options::default()
    })
    .await;
    let folder = fixture.photos("bowls", 3);
    let window = fixture.open_signed_in(&folder).await;
    fill_in_train_page(&window, "my-bowls").await;
    window.press("[data-testid=start]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=training]")
        .await;
    let id = fixture.sandbox.trainings()[0].id.clone();
    fixture
        .sandbox
        .fail_training(&id, "CUDA out of memory. Tried to allocate 2.00 GiB");
    window
        .wait_for("[data-testid=training-detail][data-stage=failed]")
        .await;
    window
        .wait_for_text("[data-testid=training-failure]", "ran out of memory")
        .await;
    window.screenshot("training-failed").await;
    window.press("[data-testid=training-fix]").await;
    window.wait_for("body[data-page=train]").await;
    assert_eq!(window.text("[data-testid=trigger-word]").await, "TOK");
    window.close().await;
}

#[tokio::test]
async fn repeated_presses_start_one_training() {
    let fixture = Fixture::new().await;
    let folder = fixture.photos("bowls", 3);
    let window = fixture.open_signed_in(&folder).await;
    fill_in_train_page(&window, "my-bowls").await;
    window
        .wait_until("Start is enabled", async || {
            window.count("[data-testid=start]:not(:disabled)").await == 1
        })
        .await;
    let press_repeatedly =
        "const b = document.querySelector('[data-testid=start]'); b.click(); b.click(); b.click()";
    window.run(press_repeatedly, vec![]).await;
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    assert_eq!(fixture.sandbox.trainings().len(), 1);
    window.close().await;
}

#[tokio::test]
async fn another_trainer_shows_its_own_inputs_and_trains() {
    let fixture = Fixture::new().await;
    let folder = fixture.samples("Clay fox");
    let window = fixture.open_signed_in(&folder).await;
    fill_in_train_page(&window, "clay-fox").await;
    window.press(".questions details > summary").await;
    window
        .wait_for_text("[data-testid=input-training_steps]", "")
        .await;
    window
        .fill("[data-testid=trainer]", "nobody/nothing\u{E004}")
        .await;
    window
        .wait_for_text(".questions details", "Replicate can't find nobody/nothing")
        .await;
    window.wait_for("[data-testid=input-training_steps]").await;

    window
        .fill(
            "[data-testid=trainer]",
            "ostris/flux-dev-lora-trainer\u{E004}",
        )
        .await;
    window.wait_for("[data-testid=input-learning_rate]").await;
    window.wait_until_gone("[data-testid=lora-subject]").await;
    window.fill("[data-testid=input-steps]", "9000").await;
    window
        .wait_for_text(".questions details", "Steps must be at most 6000.")
        .await;
    window.wait_for("[data-testid=start]:disabled").await;
    window.screenshot("train-another-trainer").await;
    window.fill("[data-testid=input-steps]", "150").await;
    window
        .choose("[data-testid=input-autocaption]", "false")
        .await;
    window
        .wait_for_text("[data-testid=inputs]", "autocaption")
        .await;
    window.wait_for_text("[data-testid=inputs]", "150").await;
    window
        .wait_for("[data-testid=review][data-state=ready]")
        .await;
    window
        .fill("[data-testid=preset-name]", "slow\u{E007}")
        .await;
    window.wait_for("[data-testid=preset-remove]").await;
    let preset = async || window.text("[data-testid=preset]").await;
    assert_eq!(preset().await, "slow");
    window.screenshot("train-preset").await;
    // With another value, the form no longer matches the preset.
    window.fill("[data-testid=input-steps]", "151").await;
    window.wait_until_gone("[data-testid=preset-remove]").await;
    window.choose("[data-testid=preset]", "slow").await;
    window
        .wait_until("the steps of the preset are restored", async || {
            window.text("[data-testid=input-steps]").await == "150"
        })
        .await;
    window
        .wait_for("[data-testid=review][data-state=ready]")
        .await;
    window.press("[data-testid=start]").await;
    window
        .wait_for("[data-testid=training-detail][data-stage=succeeded]")
        .await;
    let input = &fixture.sandbox.trainings()[0].input;
    assert_eq!(
        (&input["steps"], &input["autocaption"]),
        (&150.into(), &false.into())
    );

    // The next training starts with the same trainer.
    window.go_to("train").await;
    window
        .wait_until("the trainer is remembered", async || {
            window.text("[data-testid=trainer]").await == "ostris/flux-dev-lora-trainer"
        })
        .await;
    // A second training differs in one setting and is compared with the first.
    window
        .fill("[data-testid=input-steps]", "160\u{E004}")
        .await;
    window
        .wait_for("[data-testid=review][data-state=ready]")
        .await;
    window.press("[data-testid=start]").await;
    window
        .wait_for_text("[data-testid=training-list]", "just now")
        .await;
    window
        .wait_until("both trainings are listed", async || {
            window
                .count("[data-testid=training-row][data-stage=succeeded]")
                .await
                == 2
        })
        .await;
    window
        .wait_for_text("[data-testid=spent]", "2 trainings")
        .await;
    window.press("[data-testid=asked-for] > summary").await;
    let first = "return document.querySelector('[data-testid=compare-with]').options[1].value";
    let first = window.run(first, vec![]).await;
    window
        .choose("[data-testid=compare-with]", first.as_str().unwrap())
        .await;
    window.wait_for_text("[data-testid=asked-for]", "150").await;
    window
        .wait_for_text("[data-testid=asked-for] [data-differs]", "160")
        .await;
    window.screenshot("trainings-compared").await;
    window.close().await;
}
