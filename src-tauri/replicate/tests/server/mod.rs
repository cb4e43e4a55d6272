//! A server on loopback for these tests: it returns the prepared reply to each request, records the requests, and
//! answers an unexpected request with a list of the requests that have a prepared reply.
//!
//! [`Server`] speaks proper HTTP. [`Socket`] misbehaves: it cuts or stalls connections.

#![allow(dead_code, unused_imports, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod socket;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response};
use axum::response::IntoResponse;
use replicate::{BaseUrl, Client, ModelName, Retry, Token};
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub use socket::{Behaviour, Socket};

/// The token that the tests use.
pub const TOKEN: &str = "r8_ThisIsOnlyATest0123456789abcdefghij";

/// A request that the server received.
#[derive(Debug, Clone)]
pub struct ReceivedRequest {
    pub method: String,
    /// The path, with the query.
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub at: Instant,
}

impl ReceivedRequest {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A prepared reply.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json(status: u16, body: Value) -> Reply {
        let kind = if status < 400 {
            "application/json"
        } else {
            "application/problem+json"
        };
        Reply::bytes(status, body.to_string()).with("content-type", kind)
    }

    pub fn html(status: u16, body: &str) -> Reply {
        Reply::bytes(status, body).with("content-type", "text/html")
    }

    pub fn bytes(status: u16, body: impl Into<Vec<u8>>) -> Reply {
        Reply {
            status,
            headers: Vec::new(),
            body: body.into(),
        }
    }

    pub fn with(mut self, name: &str, value: impl ToString) -> Reply {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }
}

struct Prepared {
    method: String,
    path: String,
    reply: Reply,
}

#[derive(Default)]
struct Shared {
    prepared: Mutex<Vec<Prepared>>,
    received: Mutex<Vec<ReceivedRequest>>,
}

/// A running server. It stops when dropped.
pub struct Server {
    pub url: String,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        let app = Router::new().fallback(respond).with_state(shared.clone());
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Server { url, shared, task }
    }

    /// Prepares one reply to one request. Several replies to the same request are returned in the order in which they
    /// were prepared.
    pub fn on(&self, method: &str, path: &str, reply: Reply) -> &Server {
        let (method, path) = (method.to_owned(), path.to_owned());
        self.shared.prepared.lock().unwrap().push(Prepared {
            method,
            path,
            reply,
        });
        self
    }

    /// Returns the received requests, in order.
    pub fn received(&self) -> Vec<ReceivedRequest> {
        self.shared.received.lock().unwrap().clone()
    }

    /// Returns the received requests in the form `GET /v1/account`.
    pub fn calls(&self) -> Vec<String> {
        self.received()
            .iter()
            .map(|received| format!("{} {}", received.method, received.path))
            .collect()
    }

    pub fn base(&self) -> BaseUrl {
        BaseUrl::parse(&self.url).unwrap()
    }

    pub fn client(&self) -> Client {
        client(self.base())
    }
}

/// Returns a client that retries as often as by default, but almost without delays.
pub fn client(base: BaseUrl) -> Client {
    let brief = Duration::from_millis(2);
    Client::new(base, Token::parse(TOKEN).unwrap()).with_retry(Retry {
        initial_delay: brief,
        max_delay: brief,
        ..Retry::default()
    })
}

async fn respond(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = match axum::body::to_bytes(body, usize::MAX).await {
        Ok(body) => body,
        Err(error) => {
            return unexpected_request(&format!("the body did not arrive completely: {error}"));
        }
    };
    let path = parts
        .uri
        .path_and_query()
        .map(ToString::to_string)
        .unwrap_or_default();
    let received = ReceivedRequest {
        method: parts.method.to_string(),
        path,
        headers: parts.headers,
        body,
        at: Instant::now(),
    };
    let matches =
        |prepared: &Prepared| prepared.method == received.method && prepared.path == received.path;
    let reply = {
        let mut prepared = shared.prepared.lock().unwrap();
        let at = prepared.iter().position(matches);
        at.map(|at| prepared.remove(at).reply).ok_or_else(|| {
            let remaining: Vec<_> = prepared
                .iter()
                .map(|prepared| format!("{} {}", prepared.method, prepared.path))
                .collect();
            format!(
                "no reply was prepared for {} {}; replies are prepared for: {}",
                received.method,
                received.path,
                remaining.join(", ")
            )
        })
    };
    shared.received.lock().unwrap().push(received);
    match reply {
        Ok(reply) => {
            let mut response = Response::builder().status(reply.status);
            for (name, value) in &reply.headers {
                response = response.header(name, value);
            }
            response.body(Body::from(reply.body)).unwrap()
        }
        Err(reason) => unexpected_request(&reason),
    }
}

/// Returns a response with a status that no test expects, so that `reason` appears in the test's failure.
fn unexpected_request(reason: &str) -> Response<Body> {
    (
        axum::http::StatusCode::IM_A_TEAPOT,
        json!({ "detail": reason }).to_string(),
    )
        .into_response()
}

pub fn name(text: &str) -> ModelName {
    ModelName::parse(text).unwrap()
}

pub fn training(id: &str, status: &str) -> Value {
    json!({
        "id": id, "model": "acme/trainer", "version": "ab".repeat(32), "status": status,
        "input": { "input_images": "https://files.example/1", "trigger_word": "TOK" },
        "logs": "", "error": null, "created_at": "2026-09-08T16:32:56.990893084Z",
        "urls": { "get": "https://api.replicate.com/v1/predictions/ID" }
    })
}

pub fn prediction(id: &str, status: &str) -> Value {
    json!({
        "id": id, "model": "me/cat", "version": "ab".repeat(32), "status": status,
        "input": { "prompt": "TOK at sea", "seed": 7 }, "output": null, "logs": "", "error": null,
        "data_removed": false, "metrics": {}, "created_at": "2026-09-08T16:32:56.990893084Z",
        "urls": { "get": "https://api.replicate.com/v1/predictions/ID" }
    })
}

pub fn file(id: &str, size: u64) -> Value {
    json!({
        "id": id, "name": "photos.zip", "content_type": "application/zip", "size": size, "etag": "e",
        "checksums": { "sha256": "cd".repeat(32), "md5": "m" }, "metadata": { "run": "7" },
        "created_at": "2026-08-22T12:26:51.079Z", "expires_at": "2026-08-23T12:26:51.079Z",
        "urls": { "get": format!("https://api.replicate.com/v1/files/{id}") }
    })
}

pub fn model(owner: &str, name: &str) -> Value {
    json!({
        "owner": owner, "name": name, "url": format!("https://replicate.com/{owner}/{name}"),
        "description": null, "visibility": "private", "run_count": 3, "latest_version": null,
        "cover_image_url": null, "default_example": null, "github_url": null
    })
}

pub fn account() -> Value {
    json!({ "type": "user", "username": "acme", "name": "Acme", "github_url": "https://github.com/acme" })
}

pub fn page(results: Vec<Value>, next: Value) -> Value {
    json!({ "next": next, "previous": null, "results": results })
}
