//! Reads a training's progress from the trainer's log.
//!
//! The log is terminal output: several progress bars, one after another, which redraw themselves with `\r`. The
//! training's own bar has a name before it:
//! `flux_train_replicate:  83%|████████▎ | 2482/3000 [43:27<09:04,  1.05s/it, …]`.

use std::sync::LazyLock;
use std::time::Duration;

use localization::text;
use regex::Regex;

/// A training's progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) done: u64,
    pub(crate) total: u64,
    /// The remaining time, as the trainer estimates it.
    pub(crate) remaining: Option<Duration>,
}

static BAR: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "a constant pattern, compiled by every test below"
    )]
    Regex::new(r"(\d+)%\s*\|[^|]*\|\s*(\d+)/(\d+)(?:\s*\[[^<\]]*<(?:(\d+):)?(\d+):(\d+))?")
        .expect("the pattern compiles")
});

/// Returns the progress of the last bar whose total is `steps`, or of the last bar if `steps` is `None`. Other bars
/// (loading, caching) have other totals.
pub(crate) fn progress(log: &str, steps: Option<u64>) -> Option<Progress> {
    log.rsplit(['\n', '\r'])
        .filter_map(parse_line)
        .find(|progress| steps.is_none_or(|steps| progress.total == steps))
}

fn parse_line(line: &str) -> Option<Progress> {
    let captures = BAR.captures(line)?;
    let number = |group: usize| captures.get(group)?.as_str().parse::<u64>().ok();
    let remaining = number(6).zip(number(5)).map(|(seconds, minutes)| {
        Duration::from_secs(number(4).unwrap_or(0).saturating_mul(3600) + minutes * 60 + seconds)
    });
    let (done, total) = (number(2)?, number(3)?);
    (total > 0).then_some(Progress {
        done: done.min(total),
        total,
        remaining,
    })
}

/// Returns the log as a terminal finally shows it: only the last state of each redrawn line.
pub(crate) fn as_displayed(log: &str) -> String {
    let last_state = |line: &str| {
        line.rsplit('\r')
            .find(|state| !state.is_empty())
            .unwrap_or_default()
            .to_owned()
    };
    log.split('\n')
        .map(last_state)
        .collect::<Vec<_>>()
        .join("\n")
}

/// A function that returns the text for an activity of the trainer.
type ActivityText = fn() -> String;

/// Returns a text for the trainer's current activity, from the newest of the last 200 lines that shows one.
pub(crate) fn activity(log: &str) -> Option<String> {
    const HINTS: [(&str, ActivityText); 5] = [
        ("Caption for", || text!("runs-doing-captioning")),
        ("is already captioned", || {
            text!("runs-doing-reading-captions")
        }),
        ("Caching latents", || text!("runs-doing-preparing")),
        ("Loading Flux", || text!("runs-doing-loading")),
        ("Extracted", || text!("runs-doing-unpacking")),
    ];
    log.rsplit(['\n', '\r']).take(200).find_map(|line| {
        HINTS
            .iter()
            .find(|(hint, _)| line.contains(hint))
            .map(|(_, text)| text())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "Extracted 36 files from zip to input_images\n\
        Caching latents to disk: 100%|██████████| 18/18 [00:05<00:00,  3.4it/s]\n\
        flux_train_replicate:   0%|          | 0/1000 [00:00<?, ?it/s]\r\
        flux_train_replicate:  41%|████▏     | 412/1000 [00:49<01:10,  8.4it/s, lr: 4.0e-04 loss: 2.472e-01]\r";

    #[test]
    fn the_training_bar_is_found_among_other_bars() {
        let progress = progress(LOG, Some(1000));
        assert_eq!(
            progress,
            Some(Progress {
                done: 412,
                total: 1000,
                remaining: Some(Duration::from_secs(70))
            })
        );
    }

    #[test]
    fn bars_that_count_to_something_else_are_not_the_training() {
        assert_eq!(
            progress(
                "Caching latents: 50%|█████     | 9/18 [00:05<00:05]",
                Some(1000)
            ),
            None
        );
        assert_eq!(progress("100% sure | of nothing", None), None);
        assert_eq!(progress("", Some(1000)), None);
    }

    #[test]
    fn a_bar_that_redraws_itself_is_one_line() {
        let displayed = as_displayed("begin\n  0%| | 0/9\r 50%| | 5/9\r100%| | 9/9\r\nend");
        assert_eq!(displayed, "begin\n100%| | 9/9\nend");
        assert_eq!(as_displayed("one\r\ntwo\r\n"), "one\ntwo\n");
    }

    #[test]
    fn hours_are_read() {
        let line = "x:  83%|████████▎ | 2482/3000 [43:27<1:09:04,  1.05s/it]";
        assert_eq!(
            progress(line, Some(3000)).and_then(|p| p.remaining),
            Some(Duration::from_secs(4144))
        );
    }

    #[test]
    fn the_newest_hint_shows_the_activity() {
        assert_eq!(
            activity("Extracted 3 files\nCaption for a.jpg: x").as_deref(),
            Some("Captioning the images that have no caption")
        );
        assert_eq!(activity("nothing known"), None);
    }
}
