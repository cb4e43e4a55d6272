//! A small GTK window from which files are dragged, in place of a file manager or a browser.
//!
//! GTK can be used from one thread only. That thread is started with the first source and serves all later sources.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, mpsc};

use gtk::gdk::{DragAction, DragContext, ModifierType};
use gtk::glib::{MainContext, Propagation};
use gtk::prelude::{ContainerExt, GtkWindowExt, WidgetExt, WidgetExtManual};
use gtk::{EventBox, Label, Window, WindowType};

static GTK: LazyLock<MainContext> = LazyLock::new(|| {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        gtk::init().expect("a display is available");
        sender.send(MainContext::default()).unwrap();
        gtk::main();
    });
    receiver.recv().unwrap()
});

thread_local! {
    /// The source's window and its drag, on GTK's thread.
    static OPEN: RefCell<(Option<Window>, Option<DragContext>)> = RefCell::default();
}

/// A window above all others from which files can be dragged. Only one can exist at a time.
pub struct DragSource {
    state: Arc<DragState>,
}

#[derive(Default)]
struct DragState {
    visible: AtomicBool,
    begun: AtomicBool,
    ended: AtomicBool,
    failed: AtomicBool,
}

impl DragSource {
    /// The position of the window's middle on the screen, in pixels from the top left corner.
    pub const MIDDLE: (i64, i64) = (1200, 740);

    /// Opens a source that offers these URIs.
    pub fn open(addresses: Vec<String>) -> DragSource {
        let state = Arc::<DragState>::default();
        let source = DragSource {
            state: Arc::clone(&state),
        };
        GTK.invoke(move || open(addresses, &state));
        source
    }

    /// Returns whether the window is visible.
    pub fn is_visible(&self) -> bool {
        self.state.visible.load(Ordering::SeqCst)
    }

    /// Returns whether a drag out of the window has begun.
    pub fn is_dragged(&self) -> bool {
        self.state.begun.load(Ordering::SeqCst)
    }

    /// Returns whether the window under the pointer accepts the drag.
    pub fn is_accepted(&self) -> bool {
        let (sender, receiver) = mpsc::channel();
        GTK.invoke(move || {
            let action =
                OPEN.with_borrow(|(_, drag)| drag.as_ref().map(DragContext::selected_action));
            sender
                .send(action.is_some_and(|action| !action.is_empty()))
                .unwrap();
        });
        receiver.recv().unwrap()
    }

    /// Returns whether the drop has been accepted and completed. Panics if no window accepted it.
    pub fn is_dropped(&self) -> bool {
        assert!(
            !self.state.failed.load(Ordering::SeqCst),
            "no window accepted the drop"
        );
        self.state.ended.load(Ordering::SeqCst)
    }
}

impl Drop for DragSource {
    fn drop(&mut self) {
        GTK.invoke(|| {
            let (window, _) = OPEN.take();
            if let Some(window) = window {
                window.close();
            }
        });
    }
}

fn open(addresses: Vec<String>, state: &Arc<DragState>) {
    // The window manager does not change the position of a popup window.
    let window = Window::new(WindowType::Popup);
    let (width, height) = (100, 60);
    window.set_default_size(width, height);
    let (x, y) = DragSource::MIDDLE;
    window.move_(x as i32 - width / 2, y as i32 - height / 2);
    let handle = EventBox::new();
    handle.add(&Label::new(Some("Drag me")));
    window.add(&handle);
    handle.drag_source_set(ModifierType::BUTTON1_MASK, &[], DragAction::COPY);
    handle.drag_source_add_uri_targets();
    handle.connect_drag_data_get(move |_, _, data, _, _| {
        let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
        data.set_uris(&addresses);
    });
    let setter = |flag: fn(&DragState) -> &AtomicBool| {
        let state = Arc::clone(state);
        move || flag(&state).store(true, Ordering::SeqCst)
    };
    let (set_visible, set_begun) = (setter(|state| &state.visible), setter(|state| &state.begun));
    let (set_ended, set_failed) = (setter(|state| &state.ended), setter(|state| &state.failed));
    window.connect_map_event(move |_, _| {
        set_visible();
        Propagation::Proceed
    });
    handle.connect_drag_begin(move |_, drag| {
        OPEN.with_borrow_mut(|(_, open)| *open = Some(drag.clone()));
        set_begun();
    });
    handle.connect_drag_failed(move |_, _, _| {
        set_failed();
        Propagation::Proceed
    });
    handle.connect_drag_end(move |_, _| set_ended());
    window.show_all();
    OPEN.with_borrow_mut(|(open, _)| *open = Some(window));
}
