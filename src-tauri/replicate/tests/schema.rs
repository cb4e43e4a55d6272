//! Tests of forms: how they are read from a version's schema, and how values are checked against them.

use replicate::schema::{Form, Kind, SchemaError};
use serde_json::{Map, Value, json};

/// Returns the schema of a fictional pottery trainer, in the form that Cog writes.
fn trainer() -> Value {
    json!({ "openapi": "3.0.2", "components": { "schemas": {
        "TrainingInput": { "type": "object", "title": "TrainingInput", "required": ["clay", "glaze_name"], "properties": {
            "wheel_speed": { "type": "number", "title": "Wheel Speed", "minimum": 0.5, "maximum": 3.0, "default": 1, "x-order": 3 },
            "clay": { "type": "string", "format": "uri", "title": "Clay", "description": "A zip of clay.", "x-order": 0 },
            "firings": { "type": "integer", "title": "Firings", "minimum": 2.0, "maximum": 40.0, "default": 10, "x-order": 2 },
            "glaze_name": { "type": "string", "title": "Glaze Name", "minLength": 2, "maxLength": 8, "x-order": 1 },
            "shelf_kind": { "allOf": [{ "$ref": "#/components/schemas/shelf_kind" }], "default": "oak", "description": "Which shelf.", "x-order": 4 },
            "batch": { "allOf": [{ "$ref": "#/components/schemas/batch" }], "default": 1, "x-order": 5 },
            "slow": { "type": "boolean", "title": "Slow", "default": false, "x-order": 6 },
            "kiln_key": { "type": "string", "format": "password", "title": "Kiln Key", "x-cog-secret": true, "x-order": 7 },
            "tools": { "type": "array", "items": { "type": "string" }, "title": "Tools", "x-order": 8 }
        } },
        "Input": { "type": "object", "required": ["shape"], "properties": { "shape": { "type": "string", "title": "Shape", "x-order": 0 } } },
        "shelf_kind": { "type": "string", "enum": ["oak", "steel"], "title": "shelf_kind", "description": "An enumeration." },
        "batch": { "type": "integer", "enum": [1, 2, 4], "title": "batch", "description": "An enumeration." }
    } } })
}

fn form() -> Form {
    Form::training(&trainer()).unwrap()
}

/// Returns a form whose only field, `x`, has this schema.
fn form_of(property: Value) -> Form {
    let schemas = json!({ "size": { "type": "integer", "minimum": 1, "maximum": 3 }, "circle": { "$ref": "#/components/schemas/circle" } });
    let mut document = json!({ "components": { "schemas": schemas } });
    document["components"]["schemas"]["Input"] = json!({ "properties": { "x": property } });
    Form::prediction(&document).unwrap()
}

fn kind_of(property: Value) -> Kind {
    form_of(property).fields[0].kind.clone()
}

/// Returns the problem with a field's value, if there is one.
fn problem_with(field: &str, value: Value) -> Option<String> {
    let mut input = json!({ "clay": "https://files.example/1", "glaze_name": "celadon" });
    input[field] = value;
    let problems = form().check(input.as_object().unwrap());
    assert!(
        problems.iter().all(|problem| problem.field == field),
        "{problems:?}"
    );
    problems
        .into_iter()
        .next()
        .map(|problem| problem.message.to_string())
}

#[test]
fn fields_have_the_authors_order() {
    let names: Vec<String> = form().fields.into_iter().map(|field| field.name).collect();
    assert_eq!(
        names,
        [
            "clay",
            "glaze_name",
            "firings",
            "wheel_speed",
            "shelf_kind",
            "batch",
            "slow",
            "kiln_key",
            "tools"
        ]
    );
}

#[test]
fn fields_have_their_kind_limits_and_default() {
    let form = form();
    let field = |name| form.field(name).unwrap();
    assert_eq!(field("clay").kind, Kind::File);
    assert_eq!(
        (
            field("clay").title.as_str(),
            field("clay").description.as_str()
        ),
        ("Clay", "A zip of clay.")
    );
    assert!(field("clay").required && !field("firings").required);
    assert_eq!(field("glaze_name").kind, Kind::Text);
    assert_eq!(field("glaze_name").length, (Some(2), Some(8)));
    assert_eq!(
        field("firings").kind,
        Kind::Integer {
            min: Some(2),
            max: Some(40)
        }
    );
    assert_eq!(field("firings").default, Some(json!(10)));
    assert_eq!(
        field("wheel_speed").kind,
        Kind::Number {
            min: Some(0.5),
            max: Some(3.0)
        }
    );
    assert_eq!(field("slow").kind, Kind::Boolean);
    assert_eq!(field("kiln_key").kind, Kind::Secret);
    assert_eq!(field("tools").kind, Kind::Json);
}

#[test]
fn choices_are_resolved_and_keep_their_type() {
    let form = form();
    let shelf = form.field("shelf_kind").unwrap();
    assert_eq!(
        shelf.kind,
        Kind::Choice(vec!["oak".to_owned(), "steel".to_owned()])
    );
    assert_eq!(
        (shelf.title.as_str(), shelf.description.as_str()),
        ("Shelf Kind", "Which shelf.")
    );
    assert_eq!(shelf.default, Some(json!("oak")));
    let batch = form.field("batch").unwrap();
    assert_eq!(
        batch.kind,
        Kind::Choice(vec!["1".to_owned(), "2".to_owned(), "4".to_owned()])
    );
    assert_eq!(batch.choice("4"), Some(&json!(4)));
    assert_eq!(batch.choice("3"), None);
    assert_eq!(batch.description, "");
}

#[test]
fn newer_formats_are_read() {
    assert_eq!(
        kind_of(json!({ "enum": ["a", "b"], "type": "string" })),
        Kind::Choice(vec!["a".to_owned(), "b".to_owned()])
    );
    assert_eq!(
        kind_of(json!({ "$ref": "#/components/schemas/size" })),
        Kind::Integer {
            min: Some(1),
            max: Some(3)
        }
    );
    assert_eq!(
        kind_of(json!({ "anyOf": [{ "type": "integer", "minimum": 4 }, { "type": "null" }] })),
        Kind::Integer {
            min: Some(4),
            max: None
        }
    );
    assert_eq!(kind_of(json!({ "type": ["null", "string"] })), Kind::Text);
    assert_eq!(
        kind_of(json!({ "type": "string", "x-cog-secret": true })),
        Kind::Secret
    );
    assert_eq!(
        kind_of(json!({ "type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 10.0 })),
        Kind::Integer {
            min: Some(1),
            max: Some(9)
        }
    );
    assert_eq!(
        kind_of(json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true })),
        Kind::Integer {
            min: Some(1),
            max: None
        }
    );
    let nullable = form_of(json!({ "type": "string", "nullable": true, "default": null }));
    assert_eq!(nullable.fields[0].default, None);
}

#[test]
fn unsupported_types_accept_any_json() {
    for schema in [
        json!({ "type": "object" }),
        json!({ "anyOf": [{ "type": "integer" }, { "type": "string" }] }),
        json!({ "$ref": "#/components/schemas/circle" }),
        json!({ "$ref": "#/components/schemas/missing" }),
        json!({ "$ref": "https://example.com/schema.json" }),
        json!({ "enum": [{ "a": 1 }, null] }),
        json!(true),
        Value::Null,
    ] {
        assert_eq!(kind_of(schema.clone()), Kind::Json, "{schema}");
    }
}

#[test]
fn a_version_without_inputs_has_no_form() {
    for nothing in [
        Value::Null,
        json!({}),
        json!({ "components": { "schemas": { "TrainingInput": 5 } } }),
    ] {
        assert_eq!(Form::training(&nothing), Err(SchemaError::NotTrainable));
        assert_eq!(Form::prediction(&nothing), Err(SchemaError::NoInput));
    }
    assert!(
        SchemaError::NotTrainable
            .to_string()
            .contains("can't train with it")
    );
    assert_eq!(
        Form::prediction(&trainer()).unwrap().fields[0].name,
        "shape"
    );
}

#[test]
fn valid_values_are_accepted() {
    for (field, value) in [
        ("clay", json!("https://files.example/1")),
        ("clay", json!("data:application/zip;base64,AA==")),
        ("glaze_name", json!("grün 📷")),
        ("firings", json!(2)),
        ("firings", json!(40.0)),
        ("wheel_speed", json!(3)),
        ("shelf_kind", json!("steel")),
        ("batch", json!(4)),
        ("slow", json!(true)),
        ("kiln_key", json!("secret")),
        ("tools", json!(["loop", "rib"])),
    ] {
        assert_eq!(problem_with(field, value.clone()), None, "{field}: {value}");
    }
}

#[test]
fn invalid_values_are_refused_with_a_reason() {
    for (field, value, reason) in [
        ("clay", json!("/home/me/clay.zip"), "address"),
        ("clay", json!(""), "address"),
        ("clay", json!("file:///clay.zip"), "address"),
        ("glaze_name", json!("x"), "at least 2"),
        ("glaze_name", json!("far too long"), "at most 8"),
        ("glaze_name", json!(""), "empty"),
        ("glaze_name", json!(5), "text"),
        ("firings", json!(1), "at least 2"),
        ("firings", json!(41), "at most 40"),
        ("firings", json!(2.5), "whole number"),
        ("firings", json!("3"), "whole number"),
        ("wheel_speed", json!(3.5), "at most 3"),
        ("wheel_speed", json!(true), "number"),
        ("shelf_kind", json!("glass"), "oak, steel"),
        ("batch", json!("4"), "1, 2, 4"),
        ("batch", json!(3), "1, 2, 4"),
        ("slow", json!("yes"), "yes or no"),
        ("slow", Value::Null, "left out"),
        ("steps", json!(3000), "not a setting"),
    ] {
        let message = problem_with(field, value.clone())
            .unwrap_or_else(|| panic!("{field}: {value} was accepted"));
        assert!(message.contains(reason), "{field}: {value}: {message}");
    }
}

#[test]
fn required_fields_must_be_present() {
    let problems = form().check(&Map::new());
    let fields: Vec<&str> = problems
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(fields, ["clay", "glaze_name"]);
    assert_eq!(problems[0].message.to_string(), "is required");
}

#[test]
fn problems_do_not_contain_secrets() {
    let secret = json!({ "clay": "https://a.example", "glaze_name": "celadon", "kiln_key": ["hunter2"], "hunter2?": "hunter2" });
    let problems = form().check(secret.as_object().unwrap());
    assert!(
        problems
            .iter()
            .all(|one| !one.message.to_string().contains("hunter2")),
        "{problems:?}"
    );
    assert_eq!(problems.len(), 2);
}
