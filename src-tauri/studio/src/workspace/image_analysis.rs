//! Measures and compares the open dataset's images on one background thread, so that the window never waits.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use dataset::ImageId;
use dataset::checks::Analysis;
use imaging::measures::Measures;
use localization::message;
use ordered_lock::{Mutex, Rank};

use super::Workspace;
use crate::view::AppEvent;

/// The minimum number of new images for which the window shows that they are being analysed.
const MIN_FOR_PROGRESS: usize = 40;

/// The time without requests for thumbnails that must pass before the next image is measured. The window's thumbnails
/// have priority.
const QUIET: Duration = Duration::from_millis(400);

/// The results of the analysis of the open dataset's images.
pub(super) struct ImageAnalysis(Mutex<State>);

impl Default for ImageAnalysis {
    fn default() -> ImageAnalysis {
        ImageAnalysis(Mutex::new(Rank::ImageAnalysis, State::default()))
    }
}

#[derive(Default)]
struct State {
    analysis: Arc<Analysis>,
    /// The measurements of the dataset's images, by id and revision.
    measured: HashMap<(ImageId, u32), Arc<Measures>>,
    /// True if a change interrupted the last comparison, which still has to be made.
    comparison_pending: bool,
    /// True while the background thread is running.
    running: bool,
    /// True if another pass was requested.
    rerun: bool,
}

impl ImageAnalysis {
    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.lock())
    }
}

impl Workspace {
    /// Returns the results, and whether more results may follow.
    pub(super) fn analysis(&self) -> (Arc<Analysis>, bool) {
        self.0
            .image_analysis
            .with(|state| (Arc::clone(&state.analysis), state.running))
    }

    /// Measures the new images of the open dataset and compares all its images, in the background.
    pub(super) fn analyse(&self) {
        let should_start = self.0.image_analysis.with(|state| {
            state.rerun = true;
            !std::mem::replace(&mut state.running, true)
        });
        if !should_start {
            return;
        }
        let workspace = self.clone();
        let work = move || {
            imaging::use_lowest_priority();
            // Both flags change under one lock, so a concurrent request is either seen here or starts another thread.
            let has_more = || {
                workspace.0.image_analysis.with(|state| {
                    state.running = std::mem::take(&mut state.rerun);
                    state.running
                })
            };
            while has_more() {
                workspace.analyse_once();
            }
            workspace.0.events.emit(AppEvent::Checks);
        };
        let thread = std::thread::Builder::new().name("checks".into());
        if let Err(error) = thread.spawn(work) {
            tracing::error!(%error, "the pictures are not analysed");
            self.0.image_analysis.with(|state| state.running = false);
        }
    }

    fn analyse_once(&self) {
        let images = self.dataset().map(|dataset| dataset.images());
        let mut images = images.unwrap_or_default();
        images.retain(|image| image.facts.is_ok());
        let (mut before, comparison_pending) = self.0.image_analysis.with(|state| {
            (
                std::mem::take(&mut state.measured),
                state.comparison_pending,
            )
        });
        let total = images.len();
        let mut measured = HashMap::with_capacity(total);
        let mut new = Vec::new();
        for image in &images {
            let key = (image.id, image.revision);
            match before.remove(&key) {
                Some(measures) => drop(measured.insert(key, measures)),
                None => new.push(image),
            }
        }
        let unchanged = new.is_empty() && before.is_empty() && !comparison_pending;
        let task = (new.len() >= MIN_FOR_PROGRESS)
            .then(|| self.0.status_bar.begin(message!("checks-checking")));
        for (done, image) in new.iter().enumerate() {
            let stopped = task
                .as_ref()
                .is_some_and(|task| task.progress(done, new.len()).is_break());
            // A requested pass starts again with all images, so this pass can end early.
            if stopped || self.0.image_analysis.with(|state| state.rerun) {
                break;
            }
            self.0.thumbnails.wait_for_quiet(QUIET);
            match self.0.thumbnails.measure(&image.path) {
                Ok(measures) => {
                    let key = (image.id, image.revision);
                    measured.insert(key, Arc::new(measures));
                }
                Err(problem) => tracing::debug!(%problem, "a picture can't be measured"),
            }
        }
        drop(task);
        if !unchanged {
            let measured_images: Vec<(ImageId, Arc<Measures>)> = images
                .iter()
                .filter_map(|image| {
                    let measures = measured.get(&(image.id, image.revision))?;
                    Some((image.id, Arc::clone(measures)))
                })
                .collect();
            let is_current = || !self.0.image_analysis.with(|state| state.rerun);
            let analysis =
                imaging::run_in_background(|| Analysis::of(measured_images, &is_current));
            self.0.image_analysis.with(|state| {
                state.comparison_pending = analysis.is_none();
                if let Some(analysis) = analysis {
                    state.analysis = Arc::new(analysis);
                }
            });
        }
        self.0
            .image_analysis
            .with(|state| state.measured = measured);
    }
}
