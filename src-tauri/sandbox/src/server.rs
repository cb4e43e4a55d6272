//! Starts, stops and controls a sandbox from the same process.

use std::io;
use std::sync::Arc;

use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

use crate::connection;
use crate::faults::Fault;
use crate::options::Options;
use crate::request_log::Request;
use crate::routes;
use crate::service::Service;
use crate::snapshot::{FileState, ModelState, PredictionState, Snapshot, TrainingState};
use crate::trainer;
use crate::trainings;

/// A running sandbox. It stops when it is dropped.
pub struct Sandbox {
    service: Arc<Service>,
}

impl Sandbox {
    /// Starts a sandbox, and continues the trainings in the options' folder.
    ///
    /// # Errors
    /// If the address is not a loopback address or is in use, or if the folder can't be read or written.
    pub async fn start(options: Options) -> io::Result<Sandbox> {
        if !options.listen.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!(
                    "the sandbox only listens on loopback addresses such as 127.0.0.1, not on {}",
                    options.listen
                ),
            ));
        }
        let listener = TcpListener::bind(options.listen).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let service = Service::new(options, url)?;
        for id in trainings::unfinished(&service) {
            service.spawn(trainer::run(Arc::clone(&service), id));
        }
        service.spawn(listen(Arc::clone(&service), listener));
        Ok(Sandbox { service })
    }

    /// Returns the URL: `http://127.0.0.1:PORT`, without `/v1`.
    pub fn url(&self) -> String {
        self.service.url.clone()
    }

    /// Stops the sandbox and waits until all its tasks have ended, so that its port and folder are free.
    pub async fn stop(self) {
        self.service.stop.cancel();
        self.service.tasks.close();
        self.service.tasks.wait().await;
    }

    /// Orders a fault. If several faults match a request, the one that was ordered first applies.
    pub fn fail(&self, fault: Fault) {
        self.service
            .update_transient(|state| state.faults.push(fault));
    }

    /// Returns the number of faults that are still pending. A fault for several requests counts once.
    pub fn faults_left(&self) -> usize {
        self.service.read(|state| state.faults.len())
    }

    /// Removes all pending faults.
    pub fn clear_faults(&self) {
        self.service.update_transient(|state| state.faults.clear());
    }

    /// Returns the logged requests, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.service.read(|state| state.requests.to_vec())
    }

    /// Returns all trainings, oldest first.
    pub fn trainings(&self) -> Vec<TrainingState> {
        self.snapshot().trainings
    }

    /// Returns all predictions, oldest first.
    pub fn predictions(&self) -> Vec<PredictionState> {
        self.snapshot().predictions
    }

    /// Returns the files that have neither expired nor been deleted, oldest first.
    pub fn files(&self) -> Vec<FileState> {
        self.snapshot().files
    }

    /// Returns the account's models, oldest first.
    pub fn models(&self) -> Vec<ModelState> {
        self.snapshot().models
    }

    /// Returns the state at one moment.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(&self.service)
    }

    /// Makes a training skip its remaining waiting times. Returns whether the training exists.
    pub fn finish_training(&self, id: &str) -> bool {
        trainings::skip_waiting(&self.service, id)
    }

    /// Makes a training fail with this error. Returns whether the training exists and had not ended.
    pub fn fail_training(&self, id: &str, error: &str) -> bool {
        trainings::fail(&self.service, id, error)
    }

    /// Aborts a training that is still `starting`, as the service does when a deadline passes. Returns whether it was
    /// aborted.
    pub fn abort_training(&self, id: &str) -> bool {
        trainings::abort(&self.service, id)
    }

    /// Removes a training, so that the service responds with 404 (seen after long queues, replicate-python#352).
    /// Returns whether the training existed.
    pub fn lose_training(&self, id: &str) -> bool {
        trainings::lose(&self.service, id)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.service.stop.cancel();
    }
}

/// Accepts connections until the task is dropped.
async fn listen(service: Arc<Service>, listener: TcpListener) {
    let router = routes::router(&service);
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                // No file descriptors are left, or the client has already disconnected. The next attempt may succeed.
                tracing::warn!(%error, "a connection was not accepted");
                tokio::task::yield_now().await;
                continue;
            }
        };
        let (shared, router) = (Arc::clone(&service), router.clone());
        let handler = hyper::service::service_fn(move |request| {
            connection::respond(Arc::clone(&shared), router.clone(), request)
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .serve_connection(TokioIo::new(stream), handler);
        service.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
}
