//! Tests of proxies that are set in environment variables. The environment belongs to the whole process, so a second
//! process makes the call: this test binary, which is started with only its ignored test.

use std::process::{Command, Output, Stdio};

use replicate::{BaseUrl, Client, Retry, Token};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const CHILD_MARKER: &str = "TINTYPE_PROXY_TEST";

/// Requests the account from the real address and prints the resulting error.
#[tokio::test]
#[ignore = "started by the other tests of this file, with a proxy in the environment"]
async fn a_call() {
    if std::env::var_os(CHILD_MARKER).is_none() {
        return;
    }
    let token = Token::parse("r8_ThisIsOnlyATest0123456789abcdefghij").unwrap();
    let client = Client::new(BaseUrl::default(), token).with_retry(Retry::never());
    println!("{}", client.account().await.unwrap_err());
}

/// Returns the output of a call with this environment variable and no other proxy variable set.
async fn call_with(variable: &'static str, proxy: String) -> String {
    let child = tokio::task::spawn_blocking(move || -> Output {
        let mut command = Command::new(std::env::current_exe().unwrap());
        for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        command
            .args(["--exact", "proxy::a_call", "--ignored", "--nocapture"])
            .env(CHILD_MARKER, "1")
            .env(variable, proxy)
            .stderr(Stdio::null())
            .output()
            .unwrap()
    });
    let printed = String::from_utf8(child.await.unwrap().stdout).unwrap();
    assert!(printed.contains("1 passed"), "no call was made: {printed}");
    printed
}

async fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

async fn read(socket: &mut TcpStream, bytes: usize) -> Vec<u8> {
    let mut read = vec![0; bytes];
    socket.read_exact(&mut read).await.unwrap();
    read
}

#[tokio::test]
async fn a_socks_proxy_gets_the_host_name() {
    let (listener, port) = listen().await;
    let proxy = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let greeting = read(&mut socket, 2).await;
        assert_eq!(greeting[0], 5, "the version is SOCKS 5");
        read(&mut socket, greeting[1].into()).await;
        socket.write_all(&[5, 0]).await.unwrap();
        let request = read(&mut socket, 5).await;
        assert_eq!(request[..4], [5, 1, 0, 3], "the request names a host");
        let name = read(&mut socket, request[4].into()).await;
        // SOCKS reply 1: a general failure.
        socket
            .write_all(&[5, 1, 0, 1, 0, 0, 0, 0, 0, 0])
            .await
            .unwrap();
        String::from_utf8(name).unwrap()
    });
    let output = call_with("ALL_PROXY", format!("socks5h://127.0.0.1:{port}")).await;
    assert_eq!(proxy.await.unwrap(), "api.replicate.com");
    assert!(output.contains("can't be reached"), "{output}");
}

#[tokio::test]
async fn a_proxy_that_requires_a_password_is_reported() {
    let (listener, port) = listen().await;
    let proxy = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let read = socket.read(&mut request).await.unwrap();
        socket
            .write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            .await
            .unwrap();
        String::from_utf8_lossy(&request[..read]).into_owned()
    });
    let output = call_with("HTTPS_PROXY", format!("http://127.0.0.1:{port}")).await;
    let request = proxy.await.unwrap();
    assert!(
        request.starts_with("CONNECT api.replicate.com:443 "),
        "{request}"
    );
    assert!(
        !request.contains("r8_"),
        "the token was sent to the proxy: {request}"
    );
    assert!(output.contains("wants a name and a password"), "{output}");
}
