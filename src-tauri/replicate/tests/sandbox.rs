//! Tests that the client and the stand-in for Replicate, which share no types, work together from the account to the
//! trained version.

use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::time::Duration;

use replicate::schema::Form;
use replicate::{
    BaseUrl, Client, Error, ModelName, NewModel, Status, SubmitError, Token, Training, Visibility,
};
use sandbox::{Fault, FaultKind, Options, Sandbox};
use serde_json::{Map, Value, json};

async fn start() -> (Sandbox, Client) {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let token = Token::parse("r8_of_the_sandbox").unwrap();
    let client = Client::new(BaseUrl::parse(&sandbox.url()).unwrap(), token);
    (sandbox, client)
}

/// Makes a zip of two photos, each with a caption.
fn photos() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photos.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for number in 0..2 {
        let mut jpeg = Cursor::new(Vec::new());
        let picture = image::RgbImage::from_fn(64, 64, |x, y| {
            image::Rgb([x as u8 * 4, y as u8 * 4, number * 100])
        });
        picture
            .write_to(&mut jpeg, image::ImageFormat::Jpeg)
            .unwrap();
        for (name, content) in [
            ("jpg", jpeg.into_inner()),
            ("txt", b"a photo of TOK".to_vec()),
        ] {
            zip.start_file(
                format!("img_{number}.{name}"),
                zip::write::SimpleFileOptions::default(),
            )
            .unwrap();
            zip.write_all(&content).unwrap();
        }
    }
    zip.finish().unwrap();
    (folder, path)
}

async fn wait_for_end(client: &Client, id: &str) -> Training {
    let follow = async {
        loop {
            let training = client.training(id).await.unwrap();
            if training.status.is_terminal() {
                return training;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), follow)
        .await
        .expect("the training ends")
}

#[tokio::test]
async fn a_model_is_trained_on_the_sandbox() {
    let (sandbox, client) = start().await;
    let account = client.account().await.unwrap();
    let picture = client
        .picture(account.avatar_url.as_deref().unwrap(), 1_000_000)
        .await
        .unwrap();
    assert!(!picture.is_empty());

    let trainer = ModelName::parse("replicate/fast-flux-trainer").unwrap();
    let version = client
        .model(&trainer)
        .await
        .unwrap()
        .latest_version
        .unwrap();
    let form = Form::training(version.openapi_schema.as_ref().unwrap()).unwrap();

    let destination = ModelName::new(&account.username, "cat").unwrap();
    assert!(matches!(
        client.model(&destination).await,
        Err(Error::NotFound { .. })
    ));
    let hardware = client.hardware().await.unwrap().swap_remove(0).sku;
    let new = NewModel {
        name: destination.clone(),
        visibility: Visibility::Private,
        hardware,
        description: None,
    };
    client.create_model(&new).await.unwrap();
    assert!(matches!(
        client.create_model(&new).await,
        Err(Error::Conflict { .. })
    ));

    let (_folder, zip) = photos();
    let metadata = Map::from_iter([("run".to_owned(), json!("7"))]);
    let file = client
        .upload(&zip, "photos.zip", &metadata, |_| ())
        .await
        .unwrap();
    assert_eq!(file.size, std::fs::metadata(&zip).unwrap().len());
    assert_eq!(
        client.files(None).await.unwrap().results[0].metadata,
        metadata
    );

    let mut input = json!({ "input_images": file.url, "trigger_word": "TOK", "steps": 5 });
    assert_eq!(form.check(input.as_object().unwrap())[0].field, "steps");
    input.as_object_mut().unwrap().remove("steps");
    let input = input.as_object().unwrap();
    assert_eq!(form.check(input), []);

    // The answer is lost, so the training is looked up and not sent again.
    sandbox.fail(Fault::new(
        "POST",
        "/models/*/trainings",
        FaultKind::LoseAnswer,
    ));
    let lost = client
        .create_training(&trainer, &version.id, &destination, input)
        .await;
    assert!(matches!(lost, Err(SubmitError::Unknown(_))), "{lost:?}");
    let is_ours = |training: &Training| {
        training.input.get("input_images") == Some(&Value::from(file.url.clone()))
    };
    let found = client
        .trainings(None)
        .await
        .unwrap()
        .results
        .into_iter()
        .find(is_ours)
        .unwrap();
    assert_eq!(sandbox.trainings().len(), 1);

    let ended = wait_for_end(&client, &found.id).await;
    assert_eq!(
        ended.status,
        Status::Succeeded,
        "{:?}: {}",
        ended.error,
        ended.logs
    );
    let output = ended.output.unwrap();
    assert_eq!(output.model.as_ref(), Some(&destination));
    let trained = client
        .version(&destination, output.version.as_deref().unwrap())
        .await
        .unwrap();
    assert!(
        Form::prediction(trained.openapi_schema.as_ref().unwrap())
            .unwrap()
            .field("prompt")
            .is_some()
    );
    assert_eq!(
        client.my_models(&account.username).await.unwrap(),
        [destination]
    );
    client.delete_file(&file.id).await.unwrap();
    assert!(sandbox.files().is_empty());
}

#[tokio::test]
async fn refusals_of_the_sandbox_are_recognised() {
    let (sandbox, client) = start().await;
    let bad = Client::new(client.base().clone(), Token::parse("r8_bad").unwrap());
    assert!(matches!(bad.account().await, Err(Error::Unauthenticated)));

    let trainer = ModelName::parse("replicate/fast-flux-trainer").unwrap();
    let version = client
        .model(&trainer)
        .await
        .unwrap()
        .latest_version
        .unwrap();
    let input = Map::from_iter([
        ("input_images".to_owned(), json!("https://files.example/1")),
        ("trigger_word".to_owned(), json!("TOK")),
    ]);
    let nowhere = ModelName::new("nobody", "nothing").unwrap();
    let refused = client
        .create_training(&trainer, &version.id, &nowhere, &input)
        .await;
    assert!(
        matches!(refused, Err(SubmitError::Refused(Error::NotFound { .. }))),
        "{refused:?}"
    );
    assert!(sandbox.trainings().is_empty());
}
