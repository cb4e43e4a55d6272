//! A server that closes connections early, stalls, or responds before it has read the whole request.

use std::sync::{Arc, Mutex};

use replicate::{BaseUrl, Client};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The server's behaviour on each connection.
#[derive(Debug, Clone)]
pub enum Behaviour {
    /// Reads the whole request, then closes the connection without a response.
    DropResponse,
    /// Closes the connection after this many bytes of the request have arrived.
    CloseAfter(usize),
    /// Accepts the connection, but reads nothing.
    Stall,
    /// Reads everything and never responds.
    NeverRespond,
    /// Sends this response after the head of the request has arrived, and continues to read.
    RespondEarly(String),
    /// Sends this response after the whole request has arrived, and closes the connection.
    Respond(String),
}

/// A listening socket. It stops when dropped.
pub struct Socket {
    pub url: String,
    /// The first lines of the requests whose head has arrived.
    lines: Arc<Mutex<Vec<String>>>,
    /// The number of bytes that have arrived on all connections, and whether the client closed its connection at the
    /// last read.
    pub arrived: watch::Receiver<(usize, bool)>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Socket {
    pub async fn start(behaviour: Behaviour) -> Socket {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let (sender, arrived) = watch::channel((0, false));
        let task = tokio::spawn({
            let lines = lines.clone();
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let (behaviour, lines, sender) =
                        (behaviour.clone(), lines.clone(), sender.clone());
                    tokio::spawn(serve(stream, behaviour, lines, sender));
                }
            }
        });
        Socket {
            url,
            lines,
            arrived,
            task,
        }
    }

    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    pub fn client(&self) -> Client {
        super::client(BaseUrl::parse(&self.url).unwrap())
    }

    /// Returns an address that nothing listens on.
    pub async fn unused_address() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    }
}

async fn serve(
    mut stream: TcpStream,
    behaviour: Behaviour,
    lines: Arc<Mutex<Vec<String>>>,
    sender: watch::Sender<(usize, bool)>,
) {
    if matches!(behaviour, Behaviour::Stall) {
        std::future::pending::<()>().await;
    }
    let mut request = Vec::new();
    let mut length = None;
    loop {
        let read = stream.read_buf(&mut request).await.unwrap_or(0);
        sender.send_modify(|arrived| *arrived = (arrived.0 + read, read == 0));
        if read == 0 {
            return;
        }
        if length.is_none()
            && let Some((head, body)) = split_head(&request)
        {
            lines
                .lock()
                .unwrap()
                .push(head.lines().next().unwrap_or_default().to_owned());
            length = Some(request.len() - body + content_length(&head));
            if let Behaviour::RespondEarly(response) = &behaviour {
                stream.write_all(response.as_bytes()).await.unwrap();
            }
        }
        let is_complete = length.is_some_and(|length| request.len() >= length);
        match &behaviour {
            Behaviour::CloseAfter(bytes) if request.len() >= *bytes => return,
            Behaviour::DropResponse if is_complete => return,
            Behaviour::Respond(response) if is_complete => {
                stream.write_all(response.as_bytes()).await.unwrap();
                return;
            }
            Behaviour::CloseAfter(_) | Behaviour::DropResponse | Behaviour::Respond(_) => {}
            Behaviour::Stall | Behaviour::NeverRespond | Behaviour::RespondEarly(_) => {}
        }
    }
}

/// Returns the head as text and the number of bytes after it.
fn split_head(request: &[u8]) -> Option<(String, usize)> {
    let at = request.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    Some((
        String::from_utf8_lossy(&request[..at]).into_owned(),
        request.len() - at - 4,
    ))
}

fn content_length(head: &str) -> usize {
    let line = head.lines().find_map(|line| {
        line.to_ascii_lowercase()
            .strip_prefix("content-length:")
            .map(str::to_owned)
    });
    line.map_or(0, |length| length.trim().parse().unwrap())
}
