//! The drag of a file as GTK does it. The crate `drag`, which serves the other systems, stops answering at the moment
//! of the drop, before the other program has asked for the file (its issue 84).

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use gtk::gdk::{DragAction, DragContext, Event, EventButton, EventType, ModifierType};
use gtk::gdk_pixbuf::PixbufLoader;
use gtk::glib::translate::ToGlibPtr;
use gtk::glib::{IsA, ObjectExt};
use gtk::prelude::{DragContextExtManual, PixbufLoaderExt, SeatExt, WidgetExt};
use gtk::{ApplicationWindow, TargetList, Widget};
use tokio::sync::oneshot;

/// The pointer's button that is down.
const LEFT: u8 = 1;

/// Begins to drag a file, with this picture, a JPEG, at the pointer. At the end `ended` is let go of.
pub(super) fn begin(
    window: &ApplicationWindow,
    file: &Path,
    small: &[u8],
    ended: oneshot::Sender<()>,
) -> Result<(), Box<dyn std::error::Error>> {
    let address = tauri::Url::from_file_path(file).map_err(|()| "the file has no address")?;
    let targets = TargetList::new(&[]);
    targets.add_uri_targets(0);
    let at_the_pointer = -1;
    let context = window
        .drag_begin_with_coordinates(
            &targets,
            DragAction::COPY,
            LEFT.into(),
            None,
            at_the_pointer,
            at_the_pointer,
        )
        .ok_or("no drag was begun")?;
    let answering = Rc::new(RefCell::new(Vec::new()));
    // A drag before may still wait for its end.
    let ours = context.clone();
    let given = window.connect_drag_data_get(move |_, of, data, _, _| {
        if *of == ours {
            data.set_uris(&[address.as_str()]);
        }
    });
    let last = {
        let (answering, ended) = (Rc::clone(&answering), RefCell::new(Some(ended)));
        let ours = context.clone();
        window.connect_drag_end(move |window, of| {
            if *of != ours {
                return;
            }
            drop(ended.take());
            for handler in answering.take() {
                window.disconnect(handler);
            }
        })
    };
    answering.replace(vec![given, last]);
    if let Err(error) = put_at_the_pointer(&context, small) {
        tracing::debug!(%error, "nothing is at the pointer");
    }
    Ok(())
}

/// Tells the web view that the button was let go of. The drag has the pointer from now on, so the web view does not see
/// that itself: it would take the next press for one of a further button, and the page would get no `pointerdown`.
pub(super) fn release(web_view: &impl IsA<Widget>) {
    let Some(window) = web_view.window() else {
        return;
    };
    let mut event = Event::new(EventType::ButtonRelease);
    event.set_device(
        window
            .display()
            .default_seat()
            .and_then(|seat| seat.pointer())
            .as_ref(),
    );
    let Ok(mut event) = event.downcast::<EventButton>() else {
        return;
    };
    let released = event.as_mut();
    released.window = window.to_glib_full();
    released.button = LEFT.into();
    released.state = ModifierType::BUTTON1_MASK.bits();
    // Outside of the page, so that what was pressed is not clicked.
    (released.x, released.y) = (-1.0, -1.0);
    web_view.event(&event);
}

fn put_at_the_pointer(context: &DragContext, jpeg: &[u8]) -> Result<(), gtk::glib::Error> {
    let loader = PixbufLoader::new();
    loader.write(jpeg)?;
    loader.close()?;
    if let Some(picture) = loader.pixbuf() {
        context.drag_set_icon_pixbuf(&picture, 0, 0);
    }
    Ok(())
}
