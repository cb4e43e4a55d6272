//! Decodes pictures in worker processes, so that no picture can crash the app or exhaust its memory.
//!
//! A worker is this program, started again with a private argument. It receives a file's bytes through a pipe and sends
//! back the rendered pixels. [`protocol`] defines the messages, [`serve`] runs in the worker, [`worker`] represents a
//! worker in the app, and [`pool`] assigns the pictures to workers.

mod limits;
mod pool;
mod protocol;
mod serve;
mod worker;

use std::ffi::OsStr;
use std::sync::OnceLock;

use crate::edit::Background;
use crate::fit::Fit;
use crate::priority::Priority;
use crate::render::{self, Job, Plan, Rendered};
use crate::{Format, Geometry, Problem, decode_budget};
pub use limits::PictureLimits;
use pool::Pool;

/// The argument that makes this program a worker. The worker's priority follows it.
const ARGUMENT: &str = "--decode-pictures";

static POOL: OnceLock<Pool> = OnceLock::new();

/// The proof that this process decodes no pictures itself.
#[derive(Debug)]
pub struct Isolated(());

/// Makes worker processes decode all pictures from now on. A program must call this before anything else, because in a
/// process that was started as a worker, it serves the app's requests and never returns.
///
/// Without this call, pictures are decoded in the process itself, which is meant for tests only. A second call has no
/// effect.
pub fn isolate_decoding(limits: PictureLimits) -> Isolated {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == ARGUMENT) {
        let priority = arguments.next();
        let priority = priority.as_deref().and_then(OsStr::to_str);
        serve::serve(
            priority
                .and_then(Priority::of_name)
                .unwrap_or(Priority::Normal),
        );
    }
    POOL.get_or_init(|| Pool::new(limits));
    Isolated(())
}

/// Decodes and renders a picture, in a worker process if there are workers, or else in this process. Waits while other
/// pictures take up the memory.
pub(crate) fn render(
    file: &[u8],
    format: Format,
    geometry: Geometry,
    fit: Fit,
    background: Background,
) -> Result<Rendered, Problem> {
    let job = Job {
        file,
        format,
        geometry,
        fit,
        background,
    };
    let plan = Plan::of(&job)?;
    if let Some(pool) = POOL.get() {
        return pool.render(&job, &plan);
    }
    let _permit = decode_budget::acquire(plan.memory);
    render::render(&job, &plan)
}
