//! A server that closes connections early, stalls, or answers before it has read the whole request.

use std::sync::{Arc, Mutex};

use replicate::{BaseUrl, Client};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The server's behaviour on each connection.
#[derive(Debug, Clone)]
pub enum Manner {
    /// Reads the whole request, then closes the connection without an answer.
    LoseTheAnswer,
    /// Closes the connection after this many bytes.
    CutAfter(usize),
    /// Accepts the connection, but reads nothing.
    Stall,
    /// Reads everything and never answers.
    Listen,
    /// Sends this answer after the head of the request, and continues to read.
    AnswerEarly(String),
    /// Sends this answer after the whole request, and closes the connection.
    Answer(String),
}

/// A listening socket. It stops when dropped.
pub struct Socket {
    pub url: String,
    /// The first lines of the requests whose head has arrived.
    lines: Arc<Mutex<Vec<String>>>,
    /// The number of bytes that have arrived, and whether the other side has closed the connection.
    pub arrived: watch::Receiver<(usize, bool)>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Socket {
    pub async fn start(manner: Manner) -> Socket {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let (tell, arrived) = watch::channel((0, false));
        let task = tokio::spawn({
            let lines = lines.clone();
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let (manner, lines, tell) = (manner.clone(), lines.clone(), tell.clone());
                    tokio::spawn(serve(stream, manner, lines, tell));
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
    pub async fn nobody() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    }
}

async fn serve(
    mut stream: TcpStream,
    manner: Manner,
    lines: Arc<Mutex<Vec<String>>>,
    tell: watch::Sender<(usize, bool)>,
) {
    if matches!(manner, Manner::Stall) {
        std::future::pending::<()>().await;
    }
    let mut request = Vec::new();
    let mut length = None;
    loop {
        let read = stream.read_buf(&mut request).await.unwrap_or(0);
        tell.send_modify(|arrived| *arrived = (arrived.0 + read, read == 0));
        if read == 0 {
            return;
        }
        if length.is_none()
            && let Some((head, body)) = parts(&request)
        {
            lines
                .lock()
                .unwrap()
                .push(head.lines().next().unwrap_or_default().to_owned());
            length = Some(request.len() - body + content_length(&head));
            if let Manner::AnswerEarly(answer) = &manner {
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        }
        let whole = length.is_some_and(|length| request.len() >= length);
        match &manner {
            Manner::CutAfter(bytes) if request.len() >= *bytes => return,
            Manner::LoseTheAnswer if whole => return,
            Manner::Answer(answer) if whole => {
                stream.write_all(answer.as_bytes()).await.unwrap();
                return;
            }
            Manner::CutAfter(_) | Manner::LoseTheAnswer | Manner::Answer(_) => {}
            Manner::Stall | Manner::Listen | Manner::AnswerEarly(_) => {}
        }
    }
}

/// Returns the head as text and the number of bytes after it.
fn parts(request: &[u8]) -> Option<(String, usize)> {
    let at = request.windows(4).position(|four| four == b"\r\n\r\n")?;
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
