//! A real S3 server on loopback, behind a connection that tests can cut.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use hyper_util::rt::TokioIo;
use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::SimpleAuth;
use s3s::path::S3Path;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use studio::view::Bucket;
use studio::{Keep, Studio};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub const ACCESS: &str = "access-of-mine";
pub const SECRET: &str = "very-secret-key";
const NAME: &str = "pictures";

pub struct BucketServer {
    root: TempDir,
    url: String,
    /// The totals of received bytes at which the connection is cut.
    cuts: Arc<Mutex<VecDeque<u64>>>,
    /// The number of bytes received from the client.
    received: Arc<AtomicU64>,
}

/// Denies access to an object that does not exist, as S3 does for keys without the right to list the bucket.
struct NoListing {
    root: PathBuf,
}

#[async_trait::async_trait]
impl S3Access for NoListing {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> s3s::S3Result<()> {
        if let S3Path::Object { bucket, key } = context.s3_path()
            && context.s3_op().name() == "HeadObject"
            && !self.root.join(&**bucket).join(&**key).exists()
        {
            return Err(s3s::s3_error!(AccessDenied, "Access Denied"));
        }
        match context.credentials() {
            Some(_) => Ok(()),
            None => Err(s3s::s3_error!(AccessDenied, "Access Denied")),
        }
    }
}

impl BucketServer {
    pub async fn start() -> BucketServer {
        BucketServer::start_with(|_| None).await
    }

    /// Starts a server that answers HEAD requests for missing objects with 403, as S3 does if the access keys do not
    /// permit listing the bucket.
    pub async fn start_without_listing() -> BucketServer {
        BucketServer::start_with(|root| Some(NoListing { root })).await
    }

    async fn start_with(access: impl Fn(PathBuf) -> Option<NoListing>) -> BucketServer {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join(NAME)).unwrap();
        let mut builder = S3ServiceBuilder::new(FileSystem::new(root.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single(ACCESS, SECRET));
        if let Some(access) = access(root.path().to_owned()) {
            builder.set_access(access);
        }
        let service = builder.build();
        let backend = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let backend_address = backend.local_addr().unwrap();
        tokio::spawn(async move {
            loop {
                let (socket, _) = backend.accept().await.unwrap();
                let service = service.clone();
                tokio::spawn(async move {
                    let connection = hyper_util::server::conn::auto::Builder::new(
                        hyper_util::rt::TokioExecutor::new(),
                    );
                    let _ = connection
                        .serve_connection(TokioIo::new(socket), service)
                        .await;
                });
            }
        });
        let frontend = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", frontend.local_addr().unwrap());
        let cuts: Arc<Mutex<VecDeque<u64>>> = Arc::default();
        let received = Arc::new(AtomicU64::new(0));
        let (shared_cuts, counted) = (Arc::clone(&cuts), Arc::clone(&received));
        tokio::spawn(async move {
            loop {
                let (client, _) = frontend.accept().await.unwrap();
                let (shared_cuts, counted) = (Arc::clone(&shared_cuts), Arc::clone(&counted));
                tokio::spawn(async move {
                    let server = TcpStream::connect(backend_address).await.unwrap();
                    forward(client, server, &shared_cuts, &counted).await;
                });
            }
        });
        BucketServer {
            root,
            url,
            cuts,
            received,
        }
    }

    /// Cuts the connection after each of these numbers of bytes from the client, counted from now.
    pub fn cut(&self, after: impl IntoIterator<Item = u64>) {
        let now = self.received();
        let at = after.into_iter().map(|bytes| now + bytes);
        self.cuts.lock().unwrap().extend(at);
    }

    pub fn received(&self) -> u64 {
        self.received.load(Ordering::SeqCst)
    }

    pub fn bucket(&self) -> Bucket {
        Bucket {
            endpoint: self.url.clone(),
            region: "us-east-1".to_owned(),
            name: NAME.to_owned(),
            prefix: "tintype/zips".to_owned(),
        }
    }

    /// Saves this bucket in the studio, with keys that are kept for the session: these tests have no keychain.
    pub async fn save_in(&self, studio: &Studio) {
        studio
            .training
            .save_bucket(&self.bucket(), ACCESS, SECRET, Keep::Session)
            .await
            .unwrap();
    }

    /// Returns all files in the bucket, including parts of unfinished uploads, without the server's own JSON files.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.root.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_none_or(|extension| extension != "json") {
                    files.push(path);
                }
            }
        }
        files
    }
}

/// Passes bytes in both directions until one side ends or the connection is cut.
async fn forward(
    client: TcpStream,
    server: TcpStream,
    cuts: &Mutex<VecDeque<u64>>,
    counted: &AtomicU64,
) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let up = async {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(read @ 1..) = from_client.read(&mut buffer).await {
            let total = counted.fetch_add(read as u64, Ordering::SeqCst) + read as u64;
            if cuts
                .lock()
                .unwrap()
                .pop_front_if(|at| *at <= total)
                .is_some()
            {
                return;
            }
            if to_server.write_all(&buffer[..read]).await.is_err() {
                return;
            }
        }
    };
    let down = tokio::io::copy(&mut from_server, &mut to_client);
    tokio::select! {
        () = up => {}
        _ = down => {}
    }
}
