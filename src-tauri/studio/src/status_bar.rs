//! The status line: background tasks with their progress and a Stop button, and notices that stay until they are
//! dismissed.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use localization::Message;
use ordered_lock::{Mutex, MutexGuard, Rank};
use tokio::sync::watch;

use crate::events::Events;
use crate::view::{AppEvent, Notice, Task};

/// The shortest time between two progress updates of a task: short enough to look smooth in the window.
const EMIT_INTERVAL: Duration = Duration::from_millis(100);

/// The contents of the status line. Clones share them.
#[derive(Clone)]
pub struct StatusBar {
    state: Arc<Mutex<State>>,
    events: Events,
}

#[derive(Default)]
struct State {
    last_id: u32,
    tasks: Vec<TaskState>,
    notices: Vec<NoticeState>,
}

/// A task, whose title is translated only when it is shown.
struct TaskState {
    id: u32,
    title: Message,
    done: u32,
    total: u32,
    stop: watch::Sender<bool>,
}

/// A notice, whose message is translated only when it is shown.
struct NoticeState {
    id: u32,
    message: Message,
    wrong: bool,
}

impl State {
    fn tasks(&self) -> Vec<Task> {
        let to_view = |task: &TaskState| Task {
            id: task.id,
            title: task.title.to_string(),
            done: task.done,
            total: task.total,
        };
        self.tasks.iter().map(to_view).collect()
    }

    fn notices(&self) -> Vec<Notice> {
        let to_view = |notice: &NoticeState| Notice {
            id: notice.id,
            message: notice.message.to_string(),
            wrong: notice.wrong,
        };
        self.notices.iter().map(to_view).collect()
    }
}

impl StatusBar {
    pub(crate) fn new(events: Events) -> StatusBar {
        StatusBar {
            state: Arc::new(Mutex::new(Rank::StatusBar, State::default())),
            events,
        }
    }

    /// Shows a task until the returned handle is dropped.
    pub(crate) fn begin(&self, title: impl Into<Message>) -> RunningTask {
        let (stop, stopped) = watch::channel(false);
        let id = {
            let mut state = self.lock();
            state.last_id += 1;
            let id = state.last_id;
            state.tasks.push(TaskState {
                id,
                title: title.into(),
                done: 0,
                total: 0,
                stop,
            });
            id
        };
        self.emit_tasks();
        RunningTask {
            status_bar: self.clone(),
            id,
            stopped,
            last_emitted: Mutex::new(Rank::StatusBarEmitted, Instant::now()),
        }
    }

    /// Asks a background task to stop.
    pub fn stop(&self, id: u32) {
        if let Some(task) = self.lock().tasks.iter().find(|task| task.id == id) {
            task.stop.send_replace(true);
        }
    }

    /// Shows a notice about a failure that no pending command reports.
    pub fn error(&self, message: impl Into<Message>) {
        self.notice(message.into(), true);
    }

    /// Shows a notice that is not about a failure.
    pub(crate) fn info(&self, message: impl Into<Message>) {
        self.notice(message.into(), false);
    }

    /// Removes a notice.
    pub fn dismiss(&self, id: u32) {
        self.lock().notices.retain(|notice| notice.id != id);
        self.emit_notices();
    }

    pub(crate) fn tasks(&self) -> Vec<Task> {
        self.lock().tasks()
    }

    pub(crate) fn notices(&self) -> Vec<Notice> {
        self.lock().notices()
    }

    fn notice(&self, message: Message, wrong: bool) {
        {
            let mut state = self.lock();
            state.last_id += 1;
            let id = state.last_id;
            // A repeated message replaces the earlier one.
            state.notices.retain(|notice| notice.message != message);
            state.notices.push(NoticeState { id, message, wrong });
        }
        self.emit_notices();
    }

    fn emit_tasks(&self) {
        // Emitted under the lock, here and below, so that no older state is emitted after a newer one.
        let state = self.lock();
        self.events.emit(AppEvent::Tasks {
            tasks: state.tasks(),
        });
    }

    fn emit_notices(&self) {
        let state = self.lock();
        self.events.emit(AppEvent::Notices {
            notices: state.notices(),
        });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The listener is called under this lock, so it must not call back into the status bar.
        self.state.lock()
    }
}

/// A running task. Dropping it removes it from the status line.
pub(crate) struct RunningTask {
    status_bar: StatusBar,
    id: u32,
    stopped: watch::Receiver<bool>,
    last_emitted: Mutex<Instant>,
}

impl RunningTask {
    /// Updates the task's progress. Breaks if the person pressed Stop.
    pub(crate) fn progress(&self, done: usize, total: usize) -> ControlFlow<()> {
        if let Some(task) = self
            .status_bar
            .lock()
            .tasks
            .iter_mut()
            .find(|task| task.id == self.id)
        {
            task.done = u32::try_from(done).unwrap_or(u32::MAX);
            task.total = u32::try_from(total).unwrap_or(u32::MAX);
        }
        let is_due = {
            let mut last_emitted = self.last_emitted.lock();
            let due = last_emitted.elapsed() >= EMIT_INTERVAL;
            if due {
                *last_emitted = Instant::now();
            }
            due
        };
        if is_due {
            self.status_bar.emit_tasks();
        }
        if *self.stopped.borrow() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Waits until the person presses Stop.
    pub(crate) async fn stopped(&self) {
        // The sender lives as long as the task is shown, which is longer than this call.
        drop(self.stopped.clone().wait_for(|stopped| *stopped).await);
    }
}

impl Drop for RunningTask {
    fn drop(&mut self) {
        let id = self.id;
        self.status_bar.lock().tasks.retain(|task| task.id != id);
        self.status_bar.emit_tasks();
    }
}
