//! A worker's main loop: renders pictures, one at a time, until the app closes the pipe.

use std::io::{self, BufWriter, stdin, stdout};
use std::process::exit;
use std::sync::mpsc::{self, Sender};
use std::thread;

use super::limits;
use super::protocol::{self, Request, Response};
use crate::edit::Edit;
use crate::priority::{self, Priority};
use crate::render::{self, Job, Plan};

/// Serves the app that started this process. Never returns.
pub(super) fn serve(priority: Priority) -> ! {
    limits::prepare_process();
    priority::set(priority);
    let (sender, requests) = mpsc::channel();
    if let Err(error) = thread::Builder::new().spawn(move || receive_requests(&sender)) {
        eprintln!("the requests can't be read: {error}");
        exit(1);
    }
    let mut responses = BufWriter::new(stdout().lock());
    for (request, file) in requests {
        limits::begin(request.memory, request.processor_time);
        let response = respond(&request, &file);
        limits::end();
        drop(file);
        let sent = match response {
            Ok((response, pixels)) => protocol::write(&mut responses, &response, &pixels),
            Err(error) => Err(error),
        };
        if let Err(error) = sent {
            eprintln!("a picture can't be sent: {error}");
            exit(1);
        }
    }
    exit(0)
}

/// Reads requests with their files and sends them to the main loop. When the app ends for any reason, the pipe is
/// closed. The process then exits at once, since a picture in progress is no longer needed.
fn receive_requests(sender: &Sender<(Request, Vec<u8>)>) {
    let mut requests = stdin().lock();
    loop {
        let request = protocol::read(&mut requests).and_then(|request: Request| {
            let file = protocol::read_bytes(&mut requests, request.file)?;
            Ok((request, file))
        });
        match request {
            Ok(request) => {
                if sender.send(request).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => exit(0),
            Err(error) => {
                eprintln!("a request can't be read: {error}");
                exit(1);
            }
        }
    }
}

fn respond(request: &Request, file: &[u8]) -> io::Result<(Response, Vec<u8>)> {
    let edit: Edit = request.edit.parse().map_err(io::Error::other)?;
    let job = Job {
        file,
        format: request.format,
        geometry: edit.geometry,
        fit: request.fit,
        background: edit.background.unwrap_or_default(),
    };
    let rendered = Plan::of(&job).and_then(|plan| render::render(&job, &plan));
    Ok(match rendered {
        Ok(rendered) => (
            Response::Picture {
                converted_colours: rendered.converted_colours,
                flattened_alpha: rendered.flattened_alpha,
            },
            rendered.pixels.into_raw(),
        ),
        Err(problem) => (Response::Problem(problem), Vec::new()),
    })
}
