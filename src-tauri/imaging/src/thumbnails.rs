//! Makes thumbnails for the window: small JPEGs, which are made on separate threads and kept in a cache.
//!
//! The latest request is served first, because it is for an image that is visible now. `render` defines how a thumbnail
//! looks, [`cache`] stores it, and [`queue`] decides when and on which thread it is made.

mod cache;
mod queue;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::edit::{Background, Edit};
use crate::encode::{self, Chroma};
use crate::fit::Fit;
use crate::isolation;
use crate::measures::Measures;
use crate::priority::lower_below_window;
use crate::render::Rendered;
use crate::{Geometry, Problem, picture_file};
use cache::Cache;
use queue::Queue;

/// The background of transparent parts in the window if the image's edit sets none. The grey belongs to neither the
/// light nor the dark theme, so that the shape is visible in both.
const NEUTRAL_BACKGROUND: Background = Background([128, 128, 128]);

const QUALITY: u8 = 82;

/// The image that a thumbnail shows, its edit and the thumbnail's size.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Subject {
    path: PathBuf,
    edit: Edit,
    size: Size,
}

/// The size of a thumbnail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Size {
    /// For the grid: the longer side has at most 320 pixels.
    Grid,
    /// For one image filling the window: the longer side has at most 1600 pixels.
    Preview,
}

impl Size {
    fn kind(self) -> Kind {
        match self {
            Size::Grid => Kind::Grid,
            Size::Preview => Kind::Preview,
        }
    }

    fn fit(self) -> Fit {
        match self {
            Size::Grid => Fit::Longest(320),
            Size::Preview => Fit::Longest(1600),
        }
    }
}

/// The limit for the size at which pictures are measured.
const MEASURED_SIZE: Fit = Fit::Longest(512);

type Reply = Box<dyn FnOnce(Result<Vec<u8>, Problem>) + Send>;

/// Makes thumbnails. Clones share the threads and the cache; dropping the last clone ends the threads.
#[derive(Clone)]
pub struct Thumbnails {
    shared: Arc<Owner>,
}

/// Ends the threads when dropped. Dropping the queue can't do that, since the threads hold references to it.
struct Owner {
    queue: Arc<Queue>,
    cache: Arc<Cache>,
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.queue.close();
    }
}

impl Thumbnails {
    /// Starts a thread for each core. The cache keeps at most `max_bytes` of thumbnails in `cache_dir`, which is
    /// created if it doesn't exist. If the folder can't be written to, thumbnails are made again each time.
    pub fn new(cache_dir: &Path, max_bytes: u64) -> Thumbnails {
        let queue = Arc::new(Queue::default());
        let cache = Arc::new(Cache::new(cache_dir, max_bytes));
        for _ in 0..thread::available_parallelism().map_or(1, |cores| cores.get()) {
            let (queue, cache) = (Arc::clone(&queue), Arc::clone(&cache));
            let work = move || {
                lower_below_window();
                queue.work(|subject| thumbnail(subject, &cache));
            };
            if let Err(error) = thread::Builder::new().name("thumbnail".into()).spawn(work) {
                tracing::error!(%error, "a thumbnail thread can't be started");
            }
        }
        Thumbnails {
            shared: Arc::new(Owner { queue, cache }),
        }
    }

    /// Requests a thumbnail of an image with its edit: a JPEG, upright, sRGB, without metadata. `reply` is called once,
    /// on a thumbnail thread or, if the request is dropped, on the thread that drops it. A thumbnail that is requested
    /// again before it is finished is made only once.
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

    /// Returns the measurements of an image without its edit. If they aren't cached, measures the image on the caller's
    /// thread and caches them by content.
    ///
    /// # Errors
    /// [`Problem`] for an image that can't be decoded.
    pub fn measure(&self, path: &Path) -> Result<Measures, Problem> {
        let cache = &self.shared.cache;
        let cached = |content| {
            let bytes = cache.get(content, &Edit::default(), Kind::Measures)?;
            Measures::from_bytes(&bytes)
        };
        if let Some(measures) = cache.content_of(path).and_then(cached) {
            return Ok(measures);
        }
        let version = cache::Version::of(path);
        let bytes = picture_file::read(path)?;
        let content = cache.remember(path, version, &bytes);
        if let Some(measures) = cached(content) {
            return Ok(measures);
        }
        let format = picture_file::recognise(&bytes)?;
        let Rendered {
            pixels,
            original,
            converted_colours,
            flattened_alpha,
            ..
        } = isolation::render(
            &bytes,
            format,
            Geometry::default(),
            MEASURED_SIZE,
            NEUTRAL_BACKGROUND,
        )?;
        let measures =
            Measures::of(&pixels, original).with_colour_facts(converted_colours, flattened_alpha);
        cache.put(
            content,
            &Edit::default(),
            Kind::Measures,
            &measures.to_bytes(),
        );
        Ok(measures)
    }

    /// Waits until no thumbnail has been requested or made for this duration. All visible thumbnails are then finished.
    pub fn wait_for_quiet(&self, duration: Duration) {
        self.shared.queue.wait_for_quiet(duration);
    }

    /// Drops the requests that no thread has begun. Their replies are called with [`Problem::Unreadable`].
    pub fn forget_pending(&self) {
        self.shared.queue.forget_pending();
    }
}

/// The kinds of cached data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Grid,
    Preview,
    Measures,
}

impl Kind {
    /// Returns the extension of cached files of this kind.
    fn extension(self) -> &'static str {
        match self {
            Kind::Grid => "grid",
            Kind::Preview => "preview",
            Kind::Measures => "measures",
        }
    }
}

/// Returns the thumbnail from the cache, or makes it.
fn thumbnail(Subject { path, edit, size }: &Subject, cache: &Cache) -> Result<Vec<u8>, Problem> {
    if let Some(content) = cache.content_of(path)
        && let Some(jpeg) = cache.get(content, edit, size.kind())
    {
        return Ok(jpeg);
    }
    let version = cache::Version::of(path);
    let bytes = picture_file::read(path)?;
    let content = cache.remember(path, version, &bytes);
    if let Some(jpeg) = cache.get(content, edit, size.kind()) {
        return Ok(jpeg);
    }
    let format = picture_file::recognise(&bytes)?;
    let background = edit.background.unwrap_or(NEUTRAL_BACKGROUND);
    let Rendered { pixels, .. } =
        isolation::render(&bytes, format, edit.geometry, size.fit(), background)?;
    let jpeg = encode::jpeg(&pixels, QUALITY, Chroma::Quarter)?;
    cache.put(content, edit, size.kind(), &jpeg);
    Ok(jpeg)
}
