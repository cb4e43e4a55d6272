//! A text as an id with arguments, which is formatted only when it is displayed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use fluent_bundle::FluentValue;
use serde::{Deserialize, Serialize};

use crate::locale;

/// A text, given by its id and arguments. `Display` formats it in the current language.
///
/// Records hold messages rather than texts, so that an old record is shown in the current language. An id that a record
/// may hold must therefore keep its meaning. A plain string in a record is verbatim text. All messages in early
/// records are plain strings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Message(Box<Content>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Content {
    Verbatim(String),
    Localized {
        id: Cow<'static, str>,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        arguments: BTreeMap<Cow<'static, str>, Argument>,
    },
}

/// An argument of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Argument {
    /// A number, which also selects the plural form.
    Number(i64),
    /// A text that is the same in all languages, such as a name.
    Text(String),
    /// Another message, for example a cause.
    Message(Message),
}

impl Message {
    /// Returns the message with this id. Use [`message!`](crate::message!), whose ids are checked.
    pub fn new(id: &'static str) -> Message {
        Message(Box::new(Content::Localized {
            id: Cow::Borrowed(id),
            arguments: BTreeMap::new(),
        }))
    }

    /// Returns a message that is the same in all languages, such as the service's own message.
    pub fn verbatim(text: impl Into<String>) -> Message {
        Message(Box::new(Content::Verbatim(text.into())))
    }

    /// Adds an argument. Has no effect on a verbatim message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Message {
        if let Content::Localized { arguments, .. } = self.0.as_mut() {
            arguments.insert(Cow::Borrowed(name), value.into());
        }
        self
    }
}

impl fmt::Display for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_ref() {
            Content::Verbatim(text) => formatter.pad(text),
            Content::Localized { id, arguments } => {
                let arguments = arguments
                    .iter()
                    .map(|(name, value)| (name.as_ref(), FluentValue::from(value)))
                    .collect();
                formatter.pad(&locale::current().format(id, &arguments))
            }
        }
    }
}

impl<'a> From<&'a Argument> for FluentValue<'a> {
    fn from(argument: &'a Argument) -> FluentValue<'a> {
        match argument {
            Argument::Number(number) => FluentValue::from(*number),
            Argument::Text(text) => FluentValue::from(text.as_str()),
            Argument::Message(message) => FluentValue::from(message.to_string()),
        }
    }
}

impl From<Message> for String {
    fn from(message: Message) -> String {
        message.to_string()
    }
}

impl From<Message> for Argument {
    fn from(message: Message) -> Argument {
        Argument::Message(message)
    }
}

impl From<&Message> for Argument {
    fn from(message: &Message) -> Argument {
        Argument::Message(message.clone())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Argument {
        Argument::Text(text)
    }
}

impl From<&String> for Argument {
    fn from(text: &String) -> Argument {
        Argument::Text(text.clone())
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Argument {
        Argument::Text(text.to_owned())
    }
}

impl From<Cow<'_, str>> for Argument {
    fn from(text: Cow<'_, str>) -> Argument {
        Argument::Text(text.into_owned())
    }
}

macro_rules! from_small_number {
    ($($number:ty)*) => {
        $(impl From<$number> for Argument {
            fn from(number: $number) -> Argument {
                Argument::Number(i64::from(number))
            }
        })*
    };
}

from_small_number!(u8 u16 u32 i32 i64);

impl From<usize> for Argument {
    fn from(number: usize) -> Argument {
        Argument::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u64> for Argument {
    fn from(number: u64) -> Argument {
        Argument::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
