//! Tests secret inputs of a trainer, which the service repeats in its responses. They must not be written to files,
//! logged or shown.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock};

use replicate::{BaseUrl, Client, Token};
use sandbox::{Fault, FaultKind, Options};
use serde_json::json;
use studio::view::{Stage, Training};
use tracing_subscriber::fmt::MakeWriter;

use crate::faults::assert_absent;
use crate::fixture::{Fixture, draft, long, open, quick};

const TRAINER: &str = "ostris/flux-dev-lora-trainer";
const SECRET: &str = "hf_mysecretmysecret";

/// The log of this program, at all levels.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

/// Returns the log, which all tests of this program share.
fn log() -> &'static Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Log::default();
        tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(log.clone())
            .init();
        log
    })
}

fn is_logged(text: &str) -> bool {
    let log = log().0.lock().unwrap();
    log.windows(text.len())
        .any(|bytes| bytes == text.as_bytes())
}

fn with_careless_trainers(options: Options) -> Options {
    Options {
        careless_trainers: true,
        ..options
    }
}

/// Starts a training with a secret.
async fn start(fixture: &Fixture) -> Training {
    fixture.open_folder(2).await;
    fixture
        .studio
        .training
        .set_train_draft(draft())
        .await
        .unwrap();
    fixture
        .studio
        .training
        .choose_trainer(TRAINER)
        .await
        .unwrap();
    let form = fixture
        .studio
        .training
        .keep_secret("hf_token", SECRET)
        .await
        .unwrap();
    fixture
        .studio
        .training
        .start_training(form.draft)
        .await
        .unwrap()
}

fn assert_hidden(fixture: &Fixture, shown: &Training, what: &str) {
    assert!(!format!("{shown:?}").contains(SECRET), "{what}: {shown:?}");
    assert_absent(fixture.home.path(), SECRET, what);
    assert!(!is_logged(SECRET), "{what}: a secret is logged");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_stored_without_the_secret() {
    log();
    let mut fixture = Fixture::new(with_careless_trainers(quick())).await;
    start(&fixture).await;
    let done = fixture.until_stage(Stage::Succeeded).await;
    assert_eq!(fixture.sandbox.trainings()[0].input["hf_token"], SECRET);
    assert!(done.log.contains("hf_token = \"[hidden]\""), "{}", done.log);
    assert_hidden(&fixture, &done, "a log");
    let again = fixture.studio.training.training(&done.id).await.unwrap();
    assert_hidden(&fixture, &again, "a log from the store");
    assert!(is_logged("next step"), "the log is captured");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_after_a_restart_is_stored_without_the_secret() {
    log();
    let mut fixture = Fixture::new(with_careless_trainers(long())).await;
    start(&fixture).await;
    fixture.until_stage(Stage::Training).await;
    // The secret was kept for this session only, so the restarted app does not know it.
    let (studio, mut training_updates) =
        open(fixture.home.path(), &fixture.sandbox, Some("r8_good")).await;
    fixture.studio = studio;
    let id = fixture.sandbox.trainings()[0].id.clone();
    fixture.sandbox.finish_training(&id);
    let done = training_updates
        .wait_for(|training| {
            training
                .as_ref()
                .is_some_and(|training| training.stage == Stage::Succeeded)
        })
        .await
        .unwrap()
        .clone()
        .unwrap();
    assert!(done.log.contains("hf_token = "), "{}", done.log);
    assert_hidden(&fixture, &done, "a log after a restart");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_stored_without_the_secret() {
    log();
    let mut fixture = Fixture::new(long()).await;
    start(&fixture).await;
    fixture.until_stage(Stage::Training).await;
    let id = fixture.sandbox.trainings()[0].id.clone();
    let error = format!("401 Client Error: Invalid user token {SECRET}.");
    fixture.sandbox.fail_training(&id, &error);
    let failed = fixture.until_stage(Stage::Failed).await;
    let message = failed.failure.clone().unwrap().message;
    println!("{message}");
    assert_hidden(&fixture, &failed, "a failure");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_stored_without_the_secret() {
    log();
    let mut fixture = Fixture::new(quick()).await;
    let body = json!({
        "title": "Input validation failed", "status": 422,
        "detail": format!("- input.hf_token: {SECRET} does not match\n"),
        "invalid_fields": [{ "type": "format", "field": "input.hf_token", "description": format!("{SECRET} is no token") }],
    });
    let path = format!("/models/{TRAINER}/versions/*/trainings");
    let refusal = FaultKind::Status(422, Some(body));
    fixture.sandbox.fail(Fault::new("POST", &path, refusal));
    start(&fixture).await;
    let failed = fixture.until_stage(Stage::Failed).await;
    assert!(format!("{failed:?}").contains("[hidden]"), "{failed:?}");
    assert_hidden(&fixture, &failed, "a refusal");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_from_elsewhere_is_shown_without_its_secrets() {
    log();
    let mut fixture = Fixture::new(with_careless_trainers(quick())).await;
    start(&fixture).await;
    fixture.until_stage(Stage::Succeeded).await;
    let id = fixture.sandbox.trainings()[0].id.clone();
    let home = tempfile::tempdir().unwrap();
    let (studio, _) = open(home.path(), &fixture.sandbox, Some("r8_good")).await;
    let rows = studio.training.trainings().await.unwrap().rows;
    assert_eq!(rows.len(), 1);
    let shown = studio.training.training(&id).await.unwrap();
    assert!(
        shown.log.contains("hf_token = \"[hidden]\""),
        "{}",
        shown.log
    );
    assert_hidden(&fixture, &shown, "a training from elsewhere");
    let adopted = studio.training.adopt_training(&id).await.unwrap();
    crate::fixture::eventually_async("the outcome is known", async || {
        studio.training.training(&adopted.id).await.unwrap().stage == Stage::Succeeded
    })
    .await;
    let shown = studio.training.training(&adopted.id).await.unwrap();
    assert_hidden(&fixture, &shown, "an adopted training");
    assert_absent(home.path(), SECRET, "an adopted training");
}

#[tokio::test(flavor = "multi_thread")]
async fn debug_output_of_a_training_omits_its_input() {
    let mut fixture = Fixture::new(with_careless_trainers(quick())).await;
    start(&fixture).await;
    fixture.until_stage(Stage::Succeeded).await;
    let base = BaseUrl::parse(&fixture.sandbox.url()).unwrap();
    let client = Client::new(base, Token::parse("r8_good").unwrap());
    let page = client.trainings(None).await.unwrap();
    assert_eq!(page.results[0].input["hf_token"], SECRET);
    assert!(!format!("{page:?}").contains(SECRET));
}
