//! Drags a file with GTK. The crate `drag`, which is used on the other systems, stops responding as soon as the file is
//! dropped, before the other program has requested it (issue 84 of `drag`).

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

const PRIMARY_BUTTON: u8 = 1;

/// Begins to drag a file, with the JPEG `icon` at the pointer. `ended` is dropped when the drag ends or can't begin.
pub(super) fn begin(
    window: &ApplicationWindow,
    file: &Path,
    icon: &[u8],
    ended: oneshot::Sender<()>,
) -> Result<(), Box<dyn std::error::Error>> {
    let address = tauri::Url::from_file_path(file).map_err(|()| "the file has no address")?;
    let targets = TargetList::new(&[]);
    targets.add_uri_targets(0);
    // For -1, GTK uses the pointer's current position.
    let at_pointer = -1;
    let context = window
        .drag_begin_with_coordinates(
            &targets,
            DragAction::COPY,
            PRIMARY_BUTTON.into(),
            None,
            at_pointer,
            at_pointer,
        )
        .ok_or("no drag was begun")?;
    let handlers = Rc::new(RefCell::new(Vec::new()));
    // The handlers compare their drag with this one, since an earlier drag may not have ended yet.
    let ours = context.clone();
    let on_request = window.connect_drag_data_get(move |_, drag, data, _, _| {
        if *drag == ours {
            data.set_uris(&[address.as_str()]);
        }
    });
    let on_end = {
        let (handlers, ended) = (Rc::clone(&handlers), RefCell::new(Some(ended)));
        let ours = context.clone();
        window.connect_drag_end(move |window, drag| {
            if *drag != ours {
                return;
            }
            drop(ended.take());
            for handler in handlers.take() {
                window.disconnect(handler);
            }
        })
    };
    handlers.replace(vec![on_request, on_end]);
    if let Err(error) = set_icon(&context, icon) {
        tracing::debug!(%error, "the icon can't be shown");
    }
    Ok(())
}

/// Sends the web view a button release. The drag grabs the pointer, so the web view does not see the real release.
/// Without a release, the web view would take the next press for that of a second button, and the page would get no
/// `pointerdown`.
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
    released.button = PRIMARY_BUTTON.into();
    released.state = ModifierType::BUTTON1_MASK.bits();
    // Outside the page, so that the release is not a click.
    (released.x, released.y) = (-1.0, -1.0);
    web_view.event(&event);
}

fn set_icon(context: &DragContext, jpeg: &[u8]) -> Result<(), gtk::glib::Error> {
    let loader = PixbufLoader::new();
    loader.write(jpeg)?;
    loader.close()?;
    if let Some(picture) = loader.pixbuf() {
        context.drag_set_icon_pixbuf(&picture, 0, 0);
    }
    Ok(())
}
