//! Looking the open dataset's pictures over in the background, on one thread, so that the window never waits.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use dataset::ImageId;
use dataset::checks::Looks;
use dataset::measures::Measures;
use ordered_lock::{Mutex, Rank};

use super::Desk;
use crate::view::Change;

/// From so many pictures on, the window shows that they are being looked at.
const WORTH_SHOWING: usize = 40;

/// As long as pictures come or go in the window, its own are made first.
const QUIET: Duration = Duration::from_millis(400);

/// What is known of the pictures.
pub(super) struct Looking(Mutex<State>);

impl Default for Looking {
    fn default() -> Looking {
        Looking(Mutex::new(Rank::Looking, State::default()))
    }
}

#[derive(Default)]
struct State {
    looks: Arc<Looks>,
    /// Those of the present images, by id and revision.
    measured: HashMap<(ImageId, u32), Measures>,
    /// The comparison was broken off, since something changed.
    owed: bool,
    /// A thread is at it.
    running: bool,
    /// Something changed while it was.
    again: bool,
}

impl Looking {
    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.lock())
    }
}

impl Desk {
    /// What was found, and whether more may come.
    pub(super) fn looks(&self) -> (Arc<Looks>, bool) {
        self.0
            .looking
            .with(|state| (Arc::clone(&state.looks), state.running))
    }

    /// Looks at what is new in the open dataset.
    pub(super) fn look_over(&self) {
        let begin = self.0.looking.with(|state| {
            state.again = true;
            !std::mem::replace(&mut state.running, true)
        });
        if !begin {
            return;
        }
        let desk = self.clone();
        let work = move || {
            dataset::give_way();
            // Whoever asks while this ends either is heard here or begins another thread.
            let goes_on = || {
                desk.0.looking.with(|state| {
                    state.running = std::mem::take(&mut state.again);
                    state.running
                })
            };
            while goes_on() {
                desk.look_once();
            }
            desk.0.changes.say(Change::Checks);
        };
        let thread = std::thread::Builder::new().name("checks".into());
        if let Err(error) = thread.spawn(work) {
            tracing::error!(%error, "the pictures are not looked over");
            self.0.looking.with(|state| state.running = false);
        }
    }

    fn look_once(&self) {
        let images = self.dataset().map(|dataset| dataset.images());
        let mut images = images.unwrap_or_default();
        images.retain(|image| image.facts.is_ok());
        let (mut before, owed) = self
            .0
            .looking
            .with(|state| (std::mem::take(&mut state.measured), state.owed));
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
        let unchanged = new.is_empty() && before.is_empty() && !owed;
        let task =
            (new.len() >= WORTH_SHOWING).then(|| self.0.board.begin("Looking the pictures over"));
        for (done, image) in new.iter().enumerate() {
            let stopped = task
                .as_ref()
                .is_some_and(|task| task.progress(done, new.len()).is_break());
            // What changed meanwhile is looked at instead.
            if stopped || self.0.looking.with(|state| state.again) {
                break;
            }
            self.0.thumbnails.wait_for_quiet(QUIET);
            match self.0.thumbnails.measure(&image.path) {
                Ok(measures) => drop(measured.insert((image.id, image.revision), measures)),
                Err(problem) => tracing::debug!(%problem, "a picture can't be measured"),
            }
        }
        drop(task);
        if !unchanged {
            let together: Vec<(ImageId, Measures)> = images
                .iter()
                .filter_map(|image| {
                    let measures = measured.get(&(image.id, image.revision))?;
                    Some((image.id, measures.clone()))
                })
                .collect();
            let wanted = || !self.0.looking.with(|state| state.again);
            let looks = dataset::in_background(|| Looks::of(&together, &wanted));
            self.0.looking.with(|state| {
                state.owed = looks.is_none();
                if let Some(looks) = looks {
                    state.looks = Arc::new(looks);
                }
            });
        }
        self.0.looking.with(|state| state.measured = measured);
    }
}
