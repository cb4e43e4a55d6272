//! The trainer's own inputs: how each is asked for, what was typed as the value that is sent, and what is
//! wrong with it. Which there are is read from the trainer's schema.

use replicate::schema::{Field, Kind};
use serde_json::{Map, Value, json};

use super::Situation;
use crate::view::{FieldProblem, InputField, InputKind};

/// What stands for a secret while the inputs are checked.
const A_SECRET: &str = "secret";

/// What stands for the zip's address while the inputs are checked.
const A_ZIP: &str = "https://example.com/dataset.zip";

impl Situation {
    /// The inputs that are asked for one by one, in the trainer's order.
    pub(super) fn fields(&self) -> Vec<InputField> {
        let trainer = self.trainer.iter();
        let fields = trainer.flat_map(|trainer| trainer.asked());
        fields
            .map(|field| InputField {
                kept: self.secrets.get(&field.name).copied(),
                ..asked(field, self.typed(field))
            })
            .collect()
    }

    /// All inputs but for the zip, by the trainer's names. What is left to the trainer is not sent, and neither
    /// is what can't be read.
    pub(super) fn input(&self) -> Map<String, Value> {
        let mut input = Map::new();
        if self.asks_trigger_word() {
            input.insert(
                "trigger_word".to_owned(),
                json!(self.draft.trigger_word.trim()),
            );
        }
        if self.asks_lora_type() {
            input.insert("lora_type".to_owned(), json!(self.draft.lora_type));
        }
        if let Some(trainer) = &self.trainer {
            if let Some(name) = trainer.zip_kind_input() {
                input.insert(name.to_owned(), json!("zip"));
            }
            let typed = trainer.plain_inputs().filter_map(|field| {
                let value = value(field, self.typed(field)).ok()??;
                Some((field.name.clone(), value))
            });
            input.extend(typed);
        }
        input
    }

    /// What is wrong with an input. The service would drop unknown inputs silently, and refuse others only after
    /// the upload, so both are refused here.
    pub(super) fn input_problems(&self) -> Vec<FieldProblem> {
        let Some(trainer) = &self.trainer else {
            return Vec::new();
        };
        let unread = trainer.plain_inputs().filter_map(|field| {
            let message = value(field, self.typed(field)).err()?;
            Some(FieldProblem {
                field: place(&field.name),
                message,
                missing: false,
            })
        });
        let mut problems: Vec<FieldProblem> = unread.collect();
        let mut input = self.input();
        // Said already by the field itself.
        if self.asks_trigger_word() && self.draft.trigger_word.trim().is_empty() {
            input.insert("trigger_word".to_owned(), json!("TOK"));
        }
        if let Some(zip_input) = trainer.zip_input() {
            input.insert(zip_input.to_owned(), json!(A_ZIP));
        }
        for name in self.secrets.keys() {
            input.insert(name.clone(), json!(A_SECRET));
        }
        for refused in trainer.form.check(&input) {
            let field = place(&refused.field);
            if problems.iter().any(|problem| problem.field == field) {
                continue;
            }
            let asked = trainer.form.field(&refused.field);
            let title = asked.map_or(refused.field.as_str(), |field| &field.title);
            problems.push(FieldProblem {
                message: format!("{title} {}.", refused.message),
                missing: !input.contains_key(&refused.field),
                field,
            });
        }
        problems
    }

    fn typed(&self, field: &Field) -> &str {
        self.draft
            .inputs
            .get(&field.name)
            .map_or("", String::as_str)
    }
}

/// The name that the page has for an input's question.
pub(crate) fn place(input: &str) -> String {
    match input {
        "trigger_word" => "triggerWord".to_owned(),
        "lora_type" => "loraType".to_owned(),
        "destination" => "destination".to_owned(),
        other => format!("inputs.{other}"),
    }
}

fn asked(field: &Field, typed: &str) -> InputField {
    let (kind, choices) = match &field.kind {
        Kind::Integer { .. } | Kind::Number { .. } => (InputKind::Number, Vec::new()),
        Kind::Boolean => (InputKind::YesNo, Vec::new()),
        Kind::Choice(labels) => (InputKind::Choice, labels.clone()),
        Kind::Json => (InputKind::Json, Vec::new()),
        Kind::Secret => (InputKind::Secret, Vec::new()),
        Kind::Text | Kind::File => (InputKind::Text, Vec::new()),
    };
    InputField {
        name: field.name.clone(),
        title: field.title.clone(),
        description: field.description.clone(),
        kind,
        choices,
        value: typed.to_owned(),
        usual: field.default.as_ref().map(in_words).unwrap_or_default(),
        limits: limits(&field.kind),
        required: field.required && field.default.is_none(),
        kept: None,
    }
}

fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "Yes" } else { "No" }.to_owned(),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn limits(kind: &Kind) -> Option<String> {
    fn said<T: std::fmt::Display>(min: Option<T>, max: Option<T>) -> Option<String> {
        match (min, max) {
            (Some(min), Some(max)) => Some(format!("{min} to {max}")),
            (Some(min), None) => Some(format!("At least {min}")),
            (None, Some(max)) => Some(format!("At most {max}")),
            (None, None) => None,
        }
    }
    match kind {
        Kind::Integer { min, max } => said(*min, *max),
        Kind::Number { min, max } => said(*min, *max),
        Kind::Text | Kind::Boolean | Kind::Choice(_) | Kind::File | Kind::Secret | Kind::Json => {
            None
        }
    }
}

/// What was typed as it is sent; nothing where it is left to the trainer. The error is a sentence.
fn value(field: &Field, typed: &str) -> Result<Option<Value>, String> {
    let text = typed.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let value = match &field.kind {
        Kind::Text | Kind::Secret => json!(typed),
        Kind::File => json!(text),
        Kind::Integer { .. } => json!(text.parse::<i64>().map_err(|_| {
            "Type a whole number, or leave it empty for the trainer's own.".to_owned()
        })?),
        // Half of Europe writes a comma.
        Kind::Number { .. } => json!(text.replace(',', ".").parse::<f64>().map_err(|_| {
            "Type a number, or leave it empty for the trainer's own.".to_owned()
        })?),
        Kind::Boolean => json!(text == "true"),
        Kind::Choice(labels) => field
            .choice(text)
            .cloned()
            .ok_or_else(|| format!("Choose one of {}.", labels.join(", ")))?,
        Kind::Json => serde_json::from_str(text).map_err(|_| {
            "This is not JSON: a list is written as [1, 2], a text in \"quotes\".".to_owned()
        })?,
    };
    Ok(Some(value))
}
