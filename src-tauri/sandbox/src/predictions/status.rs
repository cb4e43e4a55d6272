//! The status, the outputs and the JSON of a prediction at a given time.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock;
use crate::picture::{Drawing, Encoding};
use crate::records::Prediction;
use crate::schema::{self, Output};
use crate::service::Service;

impl Prediction {
    fn starts_at(&self) -> Timestamp {
        clock::after(self.created_at, self.queue_time)
    }

    /// Returns the time at which the prediction ends: when it is done, is canceled, or reaches its deadline.
    pub(super) fn ends_at(&self) -> Timestamp {
        let done = clock::after(self.starts_at(), self.prediction_time);
        let stopped = self.canceled_at.into_iter().chain(self.deadline).min();
        stopped.map_or(done, |stopped| stopped.min(done))
    }

    /// Returns the time at which the prediction ended, or `None` if it has not ended at `now`.
    pub(crate) fn completed_at(&self, now: Timestamp) -> Option<Timestamp> {
        Some(self.ends_at()).filter(|end| *end <= now)
    }

    pub(crate) fn status(&self, now: Timestamp) -> &'static str {
        let Some(end) = self.completed_at(now) else {
            return if now < self.starts_at() {
                "starting"
            } else {
                "processing"
            };
        };
        if end < clock::after(self.starts_at(), self.prediction_time) {
            // A deadline before the start aborts the prediction. A later deadline cancels it, as a cancel request does.
            let by_deadline = self.canceled_at.is_none_or(|canceled| canceled > end);
            return if by_deadline && end < self.starts_at() {
                "aborted"
            } else {
                "canceled"
            };
        }
        if self.is_refused() {
            "failed"
        } else {
            "succeeded"
        }
    }

    /// Returns whether the prediction's input and output have been removed at `now`, since it ended at least `lifetime`
    /// ago.
    pub(crate) fn is_removed(&self, now: Timestamp, lifetime: Duration) -> bool {
        self.completed_at(now)
            .is_some_and(|end| clock::after(end, lifetime) <= now)
    }

    /// Returns whether the simulated safety checker refuses the prediction. The checker refuses prompts that contain
    /// `NSFW`, unless the input disables it.
    fn is_refused(&self) -> bool {
        let prompt = self
            .input
            .get("prompt")
            .and_then(Value::as_str)
            .unwrap_or_default();
        prompt.contains("NSFW")
            && self.input.get("disable_safety_checker") != Some(&Value::Bool(true))
    }

    fn value(&self, name: &str) -> Option<Value> {
        schema::value(&self.program.inputs(), &self.input, name).cloned()
    }

    fn encoding(&self) -> Encoding {
        Encoding::from_name(
            self.value("output_format")
                .as_ref()
                .and_then(Value::as_str)
                .unwrap_or_default(),
        )
    }

    /// Returns the file names of the pictures.
    pub(crate) fn outputs(&self) -> Vec<String> {
        let count = self
            .value("num_outputs")
            .and_then(|count| count.as_u64())
            .unwrap_or(1);
        (0..count)
            .map(|index| format!("out-{index}.{}", self.encoding().extension()))
            .collect()
    }

    /// Returns the drawing for the picture at `index`.
    pub(crate) fn drawing(&self, index: usize) -> Drawing {
        let (width, height) = self.size();
        let seed = self.seed.wrapping_add(index as u64);
        let scale = self.value("lora_scale").and_then(|scale| scale.as_f64());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "limited by the schema, and brought to what can be drawn"
        )]
        let strength = (scale.unwrap_or(1.0) * 100.0).clamp(0.0, 200.0) as u32;
        Drawing {
            width,
            height,
            seed,
            strength,
            lines: self.text_lines(seed),
            encoding: self.encoding(),
        }
    }

    /// Returns the lines of text on a picture: the prompt, the seed, the inputs that are worth comparing, and the
    /// version.
    fn text_lines(&self, seed: u64) -> Vec<String> {
        let prompt = self.value("prompt").unwrap_or_default();
        let mut lines = vec![
            prompt.as_str().unwrap_or_default().to_owned(),
            format!("seed {seed}"),
        ];
        let more = [
            ("scale", "lora_scale"),
            ("steps", "num_inference_steps"),
            ("guidance", "guidance_scale"),
        ];
        for (word, name) in more {
            if let Some(value) = self.value(name) {
                lines.push(format!("{word} {value}"));
            }
        }
        lines.push(format!(
            "version {}",
            self.version.get(..8).unwrap_or(&self.version)
        ));
        lines
    }

    /// Returns the width and height in pixels: multiples of 16, from 256 to 2,048, that are close to the requested
    /// width and height, or to the requested area and aspect ratio.
    fn size(&self) -> (u32, u32) {
        let number = |name: &str| self.input.get(name).and_then(Value::as_f64);
        let shape = self.value("aspect_ratio");
        let shape = shape.as_ref().and_then(Value::as_str).unwrap_or("1:1");
        let sides = match (shape.split_once(':'), number("width"), number("height")) {
            (None, width, height) => (width.unwrap_or(1024.0), height.unwrap_or(1024.0)),
            (Some((across, down)), ..) => {
                let megapixels = self.value("megapixels");
                let side: f64 = if megapixels == Some(json!("0.25")) {
                    512.0
                } else {
                    1024.0
                };
                let ratio = across.parse().unwrap_or(1.0) / down.parse().unwrap_or(1.0_f64);
                (side * ratio.sqrt(), side / ratio.sqrt())
            }
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "limited by the schema"
        )]
        let round_side = |side: f64| ((side / 16.0).round() as u32).clamp(16, 128) * 16;
        (round_side(sides.0), round_side(sides.1))
    }
}

/// Returns the JSON of a prediction at `now`.
pub(super) fn prediction_json(service: &Service, prediction: &Prediction, now: Timestamp) -> Value {
    let status = prediction.status(now);
    let removed = prediction.is_removed(now, service.options.output_lifetime);
    let addresses: Vec<String> = prediction
        .outputs()
        .iter()
        .map(|file| format!("{}/delivery/{}/{file}", service.url, prediction.id))
        .collect();
    let output = match (status, prediction.program.output()) {
        ("succeeded", Output::Uris) if !removed => json!(addresses),
        ("succeeded", Output::Uri) if !removed => json!(addresses.first()),
        _ => Value::Null,
    };
    let error = (status == "failed")
        .then_some("NSFW content detected. Try running it again, or try a different prompt.");
    let get = format!("{}/v1/predictions/{}", service.url, prediction.id);
    let mut json = json!({
        "id": prediction.id,
        "model": prediction.model,
        "version": prediction.version,
        "input": if removed { json!({}) } else { json!(prediction.input) },
        "output": output,
        "logs": if status == "succeeded" && !removed { format!("Using seed: {}\n", prediction.seed) } else { String::new() },
        "error": error,
        "status": status,
        "source": "api",
        "data_removed": removed,
        "created_at": prediction.created_at,
        "metrics": {},
        "urls": {
            "web": format!("{}/p/{}", service.url, prediction.id),
            "cancel": format!("{get}/cancel"),
            "get": get,
        },
    });
    if let Some(deadline) = prediction.deadline {
        json["deadline"] = json!(deadline);
    }
    let completed_at = prediction.completed_at(now);
    let started_at =
        Some(prediction.starts_at()).filter(|start| *start <= completed_at.unwrap_or(now));
    if let Some(started_at) = started_at {
        json["started_at"] = json!(started_at);
    }
    if let Some(completed_at) = completed_at {
        let seconds = started_at.map_or(0.0, |start| {
            clock::between(start, completed_at).as_secs_f64()
        });
        json["completed_at"] = json!(completed_at);
        json["metrics"] = json!({
            "predict_time": seconds,
            "total_time": clock::between(prediction.created_at, completed_at).as_secs_f64(),
        });
    }
    json
}
