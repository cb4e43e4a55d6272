//! A sandbox that listens: starting it, stopping it, and steering it from the same process.

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
    /// Starts listening, and goes on with the trainings found in the options' folder.
    ///
    /// # Errors
    /// The address is not a loopback one or is taken, or the folder can't be read or written.
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

    /// Where it is: `http://127.0.0.1:PORT`, without `/v1`.
    pub fn url(&self) -> String {
        self.service.url.clone()
    }

    /// Stops it and waits until nothing of it runs any more, so that its port and folder are free.
    pub async fn stop(self) {
        self.service.stop.cancel();
        self.service.tasks.close();
        self.service.tasks.wait().await;
    }

    /// Orders a fault. Faults are taken in the order they were ordered.
    pub fn fail(&self, fault: Fault) {
        self.service.note(|state| state.faults.push(fault));
    }

    /// How many ordered faults have not befallen a request yet; one that is ordered several times counts once.
    pub fn faults_left(&self) -> usize {
        self.service.read(|state| state.faults.len())
    }

    /// Forgets every fault still to come.
    pub fn clear_faults(&self) {
        self.service.note(|state| state.faults.clear());
    }

    /// What arrived so far, oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.service.read(|state| state.requests.to_vec())
    }

    /// Every training, oldest first.
    pub fn trainings(&self) -> Vec<TrainingState> {
        self.snapshot().trainings
    }

    /// Every prediction, oldest first.
    pub fn predictions(&self) -> Vec<PredictionState> {
        self.snapshot().predictions
    }

    /// Every file that has neither expired nor been deleted, oldest first.
    pub fn files(&self) -> Vec<FileState> {
        self.snapshot().files
    }

    /// The account's models, oldest first.
    pub fn models(&self) -> Vec<ModelState> {
        self.snapshot().models
    }

    /// All of it at one moment.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(&self.service)
    }

    /// Lets a training go through its queue and its steps at once. Returns whether there is such a training.
    pub fn finish_training(&self, id: &str) -> bool {
        trainings::hurry(&self.service, id)
    }

    /// Lets a training fail with this error. Returns whether there is such a training and it had not ended.
    pub fn fail_training(&self, id: &str, error: &str) -> bool {
        trainings::fail(&self.service, id, error)
    }

    /// Aborts a training that is still `starting`, as the service does when a deadline passes.
    /// Returns whether there is such a training.
    pub fn abort_training(&self, id: &str) -> bool {
        trainings::abort(&self.service, id)
    }

    /// Loses a training: the service answers 404 from now on (seen after long queues, replicate-python#352).
    /// Returns whether there was such a training.
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
                // Out of file descriptors, or a client that was gone at once; the next one may fare better.
                tracing::warn!(%error, "a connection was not accepted");
                tokio::task::yield_now().await;
                continue;
            }
        };
        let (service_here, router) = (Arc::clone(&service), router.clone());
        let answers = hyper::service::service_fn(move |request| {
            connection::answer(Arc::clone(&service_here), router.clone(), request)
        });
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .serve_connection(TokioIo::new(stream), answers);
        service.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
}
