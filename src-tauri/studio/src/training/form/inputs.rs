//! Parses and checks the text typed for the trainer's own inputs, which the trainer's schema lists.

use localization::text;
use replicate::schema::Field;
use serde_json::{Map, Value, json};

use super::FormContext;
use crate::inputs::{input_field, parse_value};
use crate::view::{FieldProblem, InputField};

/// The placeholder for a secret while the inputs are checked.
const SECRET_PLACEHOLDER: &str = "secret";

/// The placeholder for the zip's address while the inputs are checked.
const ZIP_PLACEHOLDER: &str = "https://example.com/dataset.zip";

impl FormContext {
    /// Returns the form fields of the inputs that the page shows generically, in the trainer's order.
    pub(super) fn fields(&self) -> Vec<InputField> {
        let trainer = self.trainer.iter();
        let fields = trainer.flat_map(|trainer| trainer.generic_inputs());
        fields
            .map(|field| InputField {
                kept: self.secrets.get(&field.name).copied(),
                ..input_field(field, self.typed_text(field))
            })
            .collect()
    }

    /// Returns all inputs except the zip and the secrets, by the trainer's names. Inputs that are left to the trainer
    /// are not included, and neither is text that can't be parsed.
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
            if let Some(name) = trainer.zip_type_input() {
                input.insert(name.to_owned(), json!("zip"));
            }
            let typed = trainer.plain_inputs().filter_map(|field| {
                let value = parse_value(field, self.typed_text(field)).ok()??;
                Some((field.name.clone(), value))
            });
            input.extend(typed);
        }
        input
    }

    /// Returns the problems with the inputs. The service would drop unknown inputs silently, and refuse invalid inputs
    /// only after the upload, so both are refused here.
    pub(super) fn input_problems(&self) -> Vec<FieldProblem> {
        let Some(trainer) = &self.trainer else {
            return Vec::new();
        };
        let unparsable = trainer.plain_inputs().filter_map(|field| {
            let message = parse_value(field, self.typed_text(field)).err()?;
            Some(FieldProblem {
                field: field_id(&field.name),
                message: message.into(),
                missing: false,
            })
        });
        let mut problems: Vec<FieldProblem> = unparsable.collect();
        let mut input = self.input();
        // The trigger word's own field already reports that it is empty.
        if self.asks_trigger_word() && self.draft.trigger_word.trim().is_empty() {
            input.insert("trigger_word".to_owned(), json!("TOK"));
        }
        if let Some(zip_input) = trainer.zip_input() {
            input.insert(zip_input.to_owned(), json!(ZIP_PLACEHOLDER));
        }
        for name in self.secrets.keys() {
            input.insert(name.clone(), json!(SECRET_PLACEHOLDER));
        }
        for refused in trainer.form.check(&input) {
            let field = field_id(&refused.field);
            if problems.iter().any(|problem| problem.field == field) {
                continue;
            }
            let schema_field = trainer.form.field(&refused.field);
            let title = schema_field.map_or(refused.field.as_str(), |field| &field.title);
            problems.push(FieldProblem {
                message: text!(
                    "training-input-problem",
                    title = title,
                    problem = &refused.message
                ),
                missing: !input.contains_key(&refused.field),
                field,
            });
        }
        problems
    }

    fn typed_text(&self, field: &Field) -> &str {
        self.draft
            .inputs
            .get(&field.name)
            .map_or("", String::as_str)
    }
}

/// Returns the page's name for the field of an input.
pub(crate) fn field_id(input: &str) -> String {
    match input {
        "trigger_word" => "triggerWord".to_owned(),
        "lora_type" => "loraType".to_owned(),
        "destination" => "destination".to_owned(),
        other => format!("inputs.{other}"),
    }
}
