//! Records whether a training or a picture was billed, as far as that is known.

use replicate::{Metrics, Status};
use serde::{Deserialize, Serialize};

/// The amount billed, as far as it is known. Records of older versions did not store it, so the default is `Unknown`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Billing {
    /// Nothing was billed: the service refused the request, never received one, or ended the training or prediction
    /// before it began.
    None,
    /// It is not known whether something was billed.
    #[default]
    Unknown,
    /// The billed seconds, as the service counted them.
    Billed(f64),
}

impl Billing {
    /// Reads the billing of a training or a prediction that has ended. Time on the machine is billed, whatever the
    /// outcome. Source: Replicate's "billing" guide.
    pub(crate) fn of_ended(status: &Status, metrics: Metrics, has_started: bool) -> Billing {
        match (status, metrics.predict_time) {
            (Status::Aborted, _) => Billing::None,
            (_, Some(seconds)) => Billing::Billed(seconds),
            (Status::Canceled, None) if !has_started => Billing::None,
            (
                Status::Starting
                | Status::Processing
                | Status::Succeeded
                | Status::Failed
                | Status::Canceled
                | Status::Unknown(_),
                None,
            ) => Billing::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_proven_cases_are_free() {
        let none = Metrics::default();
        let some = |seconds| Metrics {
            predict_time: Some(seconds),
            ..none
        };
        let cases = [
            (Status::Aborted, none, false, Billing::None),
            (Status::Canceled, none, false, Billing::None),
            (Status::Canceled, none, true, Billing::Unknown),
            (Status::Canceled, some(3.0), true, Billing::Billed(3.0)),
            (Status::Failed, none, false, Billing::Unknown),
            (Status::Failed, some(3.0), true, Billing::Billed(3.0)),
            (Status::Succeeded, none, true, Billing::Unknown),
        ];
        for (status, metrics, started, billing) in cases {
            assert_eq!(
                Billing::of_ended(&status, metrics, started),
                billing,
                "{status}"
            );
        }
    }
}
