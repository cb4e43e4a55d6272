//! Manages the workers: starts one when a picture needs it, keeps it for the next picture, and ends it when idle.

use ordered_lock::{Mutex, MutexGuard, Rank};
use std::thread;
use std::time::{Duration, Instant};

use image::RgbImage;
use localization::message;

use super::limits::PictureLimits;
use super::protocol::{Request, Response};
use super::worker::{Death, Failure, Worker};
use crate::Problem;
use crate::decode_budget;
use crate::edit::Edit;
use crate::priority::{self, Priority};
use crate::render::{Job, Plan, Rendered};

/// The time after which an idle worker is ended to free its memory.
const MAX_IDLE_TIME: Duration = Duration::from_secs(20);

/// The bytes that a worker may take beyond twice the estimate, which is not exact. A picture that takes more is
/// rendered again with all the memory that a picture may take.
const SLACK: u64 = 128 << 20;

/// The workers of all priorities: one for each picture that is being rendered, and the idle ones.
pub(crate) struct Pool {
    limits: PictureLimits,
    idle: Mutex<Idle>,
}

#[derive(Default)]
struct Idle {
    /// The idle workers, each with its priority and the time at which it became idle. The last one was busy most
    /// recently.
    workers: Vec<(Worker, Priority, Instant)>,
    /// True while a thread runs [`Pool::end_idle_workers`].
    has_reaper: bool,
}

impl Pool {
    pub(super) fn new(limits: PictureLimits) -> Pool {
        Pool {
            limits,
            idle: Mutex::new(Rank::DecodingWorkers, Idle::default()),
        }
    }

    /// Renders a picture in a worker.
    ///
    /// If the worker ends, except for taking too long, the picture is tried once more: in a new worker, alone, and with
    /// all the memory that a picture may take. Thus the picture isn't blamed for the effects of another program, of the
    /// previous picture or of a wrong estimate.
    pub(crate) fn render(&'static self, job: &Job, plan: &Plan) -> Result<Rendered, Problem> {
        let max_memory = self.limits.memory;
        if plan.memory > max_memory {
            return Err(too_much_memory(plan));
        }
        let priority = priority::current();
        let first_attempt = {
            let _permit = decode_budget::acquire(plan.memory);
            let worker = match self.take(priority) {
                Some(worker) => worker,
                None => Worker::start(priority)?,
            };
            let memory = plan.memory.saturating_mul(2).saturating_add(SLACK);
            self.render_with(worker, priority, job, plan, memory.min(max_memory))
        };
        let result = match first_attempt {
            Err(Failure::Death(Death::OutOfMemory | Death::Other)) => {
                let _alone = decode_budget::acquire(max_memory);
                let worker = Worker::start(priority)?;
                self.render_with(worker, priority, job, plan, max_memory)
            }
            Ok(_) | Err(Failure::Problem(_) | Failure::Death(Death::OutOfTime)) => first_attempt,
        };
        result.map_err(|failure| match failure {
            Failure::Problem(problem) => problem,
            Failure::Death(Death::OutOfMemory) => too_much_memory(plan),
            Failure::Death(Death::OutOfTime) => Problem::broken(message!("images-broken-slow")),
            Failure::Death(Death::Other) => Problem::broken(message!("images-broken-gave-up")),
        })
    }

    /// Renders a picture in this worker, and keeps the worker if it survives.
    fn render_with(
        &'static self,
        mut worker: Worker,
        priority: Priority,
        job: &Job,
        plan: &Plan,
        memory: u64,
    ) -> Result<Rendered, Failure> {
        let edit = Edit {
            geometry: job.geometry,
            background: Some(job.background),
        };
        let request = Request {
            format: job.format,
            edit: edit.to_string(),
            fit: job.fit,
            memory,
            processor_time: self.limits.processor_time,
            file: job.file.len() as u64,
        };
        let (width, height) = plan.size;
        let length = u64::from(width) * u64::from(height) * 3;
        let (response, pixels) = worker.render(&request, job.file, length, self.limits.time)?;
        self.put_back(worker, priority);
        match response {
            Response::Picture {
                converted_colours,
                flattened_alpha,
            } => Ok(Rendered {
                pixels: RgbImage::from_raw(width, height, pixels).ok_or_else(|| {
                    Failure::Problem(Problem::broken(message!("images-broken-pixels")))
                })?,
                original: plan.original,
                cropped: plan.cropped,
                converted_colours,
                flattened_alpha,
            }),
            Response::Problem(problem) => Err(Failure::Problem(problem)),
        }
    }

    /// Takes an idle worker of this priority, if there is one. A worker's priority never changes, because raising a
    /// priority needs privileges.
    fn take(&self, priority: Priority) -> Option<Worker> {
        let mut idle = self.idle();
        let index = idle
            .workers
            .iter()
            .rposition(|(_, worker_priority, _)| *worker_priority == priority)?;
        Some(idle.workers.remove(index).0)
    }

    fn put_back(&'static self, worker: Worker, priority: Priority) {
        let mut idle = self.idle();
        idle.workers.push((worker, priority, Instant::now()));
        if idle.has_reaper {
            return;
        }
        let reaper = thread::Builder::new().name("idle-workers".into());
        match reaper.spawn(|| self.end_idle_workers()) {
            Ok(_) => idle.has_reaper = true,
            // The idle workers then stay until a later attempt starts the thread.
            Err(error) => {
                tracing::warn!(%error, "the thread that ends idle workers can't be started")
            }
        }
    }

    /// Ends workers that have been idle for [`MAX_IDLE_TIME`], until no idle worker is left.
    fn end_idle_workers(&self) {
        let mut idle = self.idle();
        loop {
            let Some(oldest) = idle.workers.iter().map(|(_, _, since)| *since).min() else {
                idle.has_reaper = false;
                return;
            };
            let remaining = MAX_IDLE_TIME.saturating_sub(oldest.elapsed());
            if remaining.is_zero() {
                let ended: Vec<_> = idle
                    .workers
                    .extract_if(.., |(_, _, since)| since.elapsed() >= MAX_IDLE_TIME)
                    .collect();
                drop(idle); // ending one takes a moment
                drop(ended);
                idle = self.idle();
            } else {
                // Nothing needs to interrupt the sleep, since taking a worker or putting one back makes none expire
                // earlier.
                drop(idle);
                thread::sleep(remaining);
                idle = self.idle();
            }
        }
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        // A panic leaves the data valid, since each change is one push or one removal.
        self.idle.lock()
    }
}

fn too_much_memory(plan: &Plan) -> Problem {
    let (width, height) = plan.original;
    Problem::TooMuchMemory { width, height }
}
