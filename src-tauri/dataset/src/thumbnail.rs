//! Thumbnails for the window: small JPEGs, made on threads of their own, kept in a cache.
//!
//! What was asked last is made first, because it is what the person sees now. What a thumbnail
//! looks like is `render`'s matter; where it is kept, [`cache`]'s; who makes it when, [`queue`]'s.

mod cache;
mod queue;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use crate::edit::{Background, Edit};
use crate::encode::{self, Chroma};
use crate::fit::Fit;
use crate::render::{self, Rendered};
use crate::{Problem, source};
use cache::Cache;
use queue::Queue;

/// What transparent parts show in the window where nothing was chosen: neither its light nor its
/// dark theme, so that the shape is visible on both.
const NEUTRAL: Background = Background([128, 128, 128]);

const QUALITY: u8 = 82;

/// What a thumbnail shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Subject {
    path: PathBuf,
    edit: Edit,
    size: Size,
}

/// How large a thumbnail is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Size {
    /// For the grid: the longer side is 320 pixels.
    Grid,
    /// For one image filling the window: the longer side is 1600 pixels.
    Preview,
}

impl Size {
    fn fit(self) -> Fit {
        match self {
            Size::Grid => Fit::Longest(320),
            Size::Preview => Fit::Longest(1600),
        }
    }
}

type Reply = Box<dyn FnOnce(Result<Vec<u8>, Problem>) + Send>;

/// Makes thumbnails. Clones share the threads and the cache; the last one to go ends the threads.
#[derive(Clone)]
pub struct Thumbnails {
    shared: Arc<Owner>,
}

/// Ends the threads when dropped, which the threads' own hold on the queue can't do.
struct Owner {
    queue: Arc<Queue>,
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.queue.close();
    }
}

impl Thumbnails {
    /// Starts a thread for each core. The cache keeps at most `max_bytes` in `cache_dir`, which is
    /// made if it isn't there; if it can't be written, thumbnails are made anew each time.
    pub fn new(cache_dir: &Path, max_bytes: u64) -> Thumbnails {
        let queue = Arc::new(Queue::default());
        let cache = Arc::new(Cache::new(cache_dir, max_bytes));
        for _ in 0..thread::available_parallelism().map_or(1, |cores| cores.get()) {
            let (queue, cache) = (queue.clone(), cache.clone());
            let work = move || queue.work(|subject| thumbnail(subject, &cache));
            if let Err(error) = thread::Builder::new().name("thumbnail".into()).spawn(work) {
                tracing::error!(%error, "a thumbnail thread didn't start");
            }
        }
        Thumbnails {
            shared: Arc::new(Owner { queue }),
        }
    }

    /// Asks for a thumbnail of an image as it is edited: a JPEG, upright, sRGB, without metadata.
    /// `reply` is called once, on another thread. Asking twice for what is not made yet makes it once.
    pub fn request(
        &self,
        path: PathBuf,
        edit: Edit,
        size: Size,
        reply: impl FnOnce(Result<Vec<u8>, Problem>) + Send + 'static,
    ) {
        let subject = Subject { path, edit, size };
        self.shared.queue.push(subject, Box::new(reply));
    }

    /// Drops what was asked for and not begun; those replies get [`Problem::Unreadable`].
    pub fn forget_pending(&self) {
        self.shared.queue.forget();
    }
}

/// The thumbnail from the cache, or made now.
fn thumbnail(Subject { path, edit, size }: &Subject, cache: &Cache) -> Result<Vec<u8>, Problem> {
    if let Some(content) = cache.known(path)
        && let Some(jpeg) = cache.get(content, edit, *size)
    {
        return Ok(jpeg);
    }
    let version = cache::Version::of(path);
    let bytes = source::read(path)?;
    let content = cache.learn(path, version, &bytes);
    if let Some(jpeg) = cache.get(content, edit, *size) {
        return Ok(jpeg);
    }
    let format = source::recognise(&bytes)?;
    let background = edit.background.unwrap_or(NEUTRAL);
    let Rendered { pixels, .. } =
        render::render(&bytes, format, edit.geometry, size.fit(), background)?;
    let jpeg = encode::jpeg(&pixels, QUALITY, Chroma::Quarter)?;
    cache.put(content, edit, *size, &jpeg);
    Ok(jpeg)
}
