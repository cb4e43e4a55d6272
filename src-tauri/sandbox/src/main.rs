//! The sandbox as a command-line program, for use with any client.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use sandbox::{Options, Sandbox};

const USAGE: &str = "\
A Replicate on this machine: nothing is trained, nothing is billed.

usage: sandbox [option value]…

  --listen ADDRESS               where to listen, a loopback address and a port; default 127.0.0.1:8787
  --training-seconds N           how long a training takes; default 60
  --queue-seconds N              how long it waits before; default 3
  --data FOLDER                  keep files, models and trainings there across restarts
  --upload-bytes-per-second N    read uploads this slowly
  --file-lifetime-seconds N      how long uploaded files are kept; default 86400
";

#[tokio::main]
async fn main() -> ExitCode {
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments
        .iter()
        .any(|argument| argument == "--help" || argument == "-h")
    {
        print!("{USAGE}");
        return Ok(());
    }
    let sandbox = Sandbox::start(options(&arguments)?).await?;
    let url = sandbox.url();
    println!("sandbox listening on {url}");
    println!(
        "\nAny token will do, but one that begins with r8_bad. Point a client here:\n\
         \n  Tintype             REPLICATE_BASE_URL={url} REPLICATE_API_TOKEN=r8_sandbox\
         \n  Python replicate 1  REPLICATE_BASE_URL={url} REPLICATE_API_TOKEN=r8_sandbox\
         \n  Python replicate 2  REPLICATE_BASE_URL={url}/v1 REPLICATE_API_TOKEN=r8_sandbox\
         \n  JavaScript          new Replicate({{ auth: \"r8_sandbox\", baseUrl: \"{url}/v1\" }})\
         \n\nIts state is at {url}/_sandbox/state. Stop it with Ctrl+C."
    );
    std::future::pending().await
}

fn options(arguments: &[String]) -> Result<Options, Box<dyn Error>> {
    let mut options = Options {
        listen: "127.0.0.1:8787".parse()?,
        queue_time: Duration::from_secs(3),
        training_time: Duration::from_secs(60),
        prediction_time: Duration::from_secs(3),
        ..Options::default()
    };
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        let value = rest
            .next()
            .ok_or_else(|| format!("{name} needs a value\n\n{USAGE}"))?;
        let invalid_value = |what: &str| format!("{name} takes {what}, not {value}");
        let seconds = || {
            value
                .parse()
                .map(Duration::from_secs)
                .map_err(|_| invalid_value("a whole number of seconds"))
        };
        match name.as_str() {
            "--listen" => {
                options.listen = value
                    .parse()
                    .map_err(|_| invalid_value("an address and a port, as 127.0.0.1:8787"))?;
            }
            "--training-seconds" => options.training_time = seconds()?,
            "--queue-seconds" => options.queue_time = seconds()?,
            "--file-lifetime-seconds" => options.file_lifetime = seconds()?,
            "--data" => options.data = Some(PathBuf::from(value)),
            "--upload-bytes-per-second" => {
                options.upload_bytes_per_second = Some(
                    value
                        .parse()
                        .map_err(|_| invalid_value("a whole number of bytes"))?,
                );
            }
            _ => return Err(format!("there is no option {name}\n\n{USAGE}").into()),
        }
    }
    Ok(options)
}
