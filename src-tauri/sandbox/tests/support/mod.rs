//! A running sandbox with an HTTP client, and the zips and pictures that the tests send to it.

mod dataset;

use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};

pub use dataset::{jpeg, png, zip_of};

/// The newest version of the fast trainer.
pub const FAST_FLUX: &str = "e5a5bc821112c107e6ddb8491c5b898f94d06eaca861d1dbf37b29cd69ba8988";
/// The start of the paths of the fast trainer's calls.
pub const FAST_FLUX_PATH: &str = "/v1/models/replicate/fast-flux-trainer";

/// A response of the sandbox.
#[derive(Debug)]
pub struct TestResponse {
    pub status: u16,
    pub headers: HeaderMap,
    /// The parsed body, or `null` if the body is not JSON.
    pub body: Value,
    pub bytes: Vec<u8>,
}

/// A running sandbox and an HTTP client for it.
pub struct Fixture {
    pub sandbox: Sandbox,
    client: reqwest::Client,
}

impl Fixture {
    pub async fn start() -> Fixture {
        Fixture::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Fixture {
        let sandbox = Sandbox::start(options).await.unwrap();
        Fixture {
            sandbox,
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
        }
    }

    /// Starts a sandbox whose trainings take a day, unless they are hurried or stopped.
    pub async fn with_long_trainings() -> Fixture {
        let training_time = Duration::from_secs(24 * 60 * 60);
        Fixture::with(Options {
            training_time,
            ..Options::default()
        })
        .await
    }

    /// Returns a request with a valid token.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.sandbox.url())
        };
        self.client.request(method, url).bearer_auth("r8_test")
    }

    pub async fn get(&self, path: &str) -> TestResponse {
        send(self.request(Method::GET, path)).await
    }

    pub async fn delete(&self, path: &str) -> TestResponse {
        send(self.request(Method::DELETE, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> TestResponse {
        send(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> TestResponse {
        send(self.request(Method::PATCH, path).json(&body)).await
    }

    /// Sends a `POST` without a body.
    pub async fn post_empty(&self, path: &str) -> TestResponse {
        send(self.request(Method::POST, path)).await
    }

    /// Uploads bytes as `photos.zip` and returns the file's address.
    pub async fn upload(&self, bytes: &[u8]) -> String {
        let part = Part {
            head: "name=\"content\"; filename=\"photos.zip\"",
            kind: Some("application/zip"),
            bytes,
        };
        let file = self.multipart(&[part]).await;
        assert_eq!(file.status, 201, "{}", file.body);
        file.body["urls"]["get"].as_str().unwrap().to_owned()
    }

    /// Sends `POST /files` with exactly these parts.
    pub async fn multipart(&self, parts: &[Part<'_>]) -> TestResponse {
        let mut body = Vec::new();
        for part in parts {
            body.extend_from_slice(
                format!(
                    "--BOUNDARY\r\nContent-Disposition: form-data; {}\r\n",
                    part.head
                )
                .as_bytes(),
            );
            if let Some(kind) = part.kind {
                body.extend_from_slice(format!("Content-Type: {kind}\r\n").as_bytes());
            }
            body.extend_from_slice(b"\r\n");
            body.extend_from_slice(part.bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--BOUNDARY--\r\n");
        let kind = "multipart/form-data; boundary=BOUNDARY";
        send(
            self.request(Method::POST, "/v1/files")
                .header("content-type", kind)
                .body(body),
        )
        .await
    }

    /// Creates a private model of the account and returns `owner/name`.
    pub async fn model(&self, name: &str) -> String {
        let body =
            json!({ "owner": "sandbox", "name": name, "visibility": "private", "hardware": "cpu" });
        let model = self.post("/v1/models", body).await;
        assert_eq!(model.status, 201, "{}", model.body);
        format!("sandbox/{name}")
    }

    /// Creates the model `destination`, starts a training on this zip with the fast trainer, and returns the training's
    /// id.
    pub async fn train(&self, destination: &str, zip: &[u8]) -> String {
        let images = self.upload(zip).await;
        let destination = self.model(destination).await;
        self.train_with(
            &format!("{FAST_FLUX_PATH}/versions/{FAST_FLUX}/trainings"),
            &destination,
            json!({ "input_images": images, "trigger_word": "TOK" }),
        )
        .await
    }

    /// Creates a training at `path` and returns its id.
    pub async fn train_with(&self, path: &str, destination: &str, input: Value) -> String {
        let training = self
            .post(path, json!({ "destination": destination, "input": input }))
            .await;
        assert_eq!(training.status, 201, "{}", training.body);
        training.body["id"].as_str().unwrap().to_owned()
    }

    /// Waits until a training has this status, and returns the training's JSON. Panics if the training ends otherwise.
    pub async fn wait_for_status(&self, id: &str, status: &str) -> Value {
        let training = self
            .wait_for_any_status(&format!("/v1/trainings/{id}"), &[status])
            .await;
        assert_eq!(training["status"], status, "{training:#}");
        training
    }

    /// Waits until the training or prediction at `path` has one of these statuses or has ended, and returns its JSON.
    pub async fn wait_for_any_status(&self, path: &str, statuses: &[&str]) -> Value {
        let started = Instant::now();
        loop {
            let run = self.get(path).await.body;
            let status = run["status"].as_str().unwrap();
            if statuses.contains(&status) || !["starting", "processing"].contains(&status) {
                return run;
            }
            assert!(
                started.elapsed() < Duration::from_secs(60),
                "still {status}, not {statuses:?}"
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Trains a new model on one picture and returns its version as `owner/name:id`.
    pub async fn fine_tune(&self, name: &str) -> String {
        let id = self.train(name, &zip_of(&[("a.jpg", &jpeg())])).await;
        let training = self.wait_for_status(&id, "succeeded").await;
        training["output"]["version"].as_str().unwrap().to_owned()
    }
}

/// One part of a multipart body.
pub struct Part<'a> {
    /// The text after `form-data;`.
    pub head: &'a str,
    pub kind: Option<&'a str>,
    pub bytes: &'a [u8],
}

pub async fn send(request: RequestBuilder) -> TestResponse {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = response.bytes().await.unwrap().to_vec();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    TestResponse {
        status,
        headers,
        body,
        bytes,
    }
}
