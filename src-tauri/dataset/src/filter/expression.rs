//! Combines conditions with NOT, AND and OR.

use super::condition::Condition;
use super::subject::FoldedSubject;

/// A combination of conditions. Chains are flat, so only parentheses make it deep.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    Condition(Condition),
    Not(Box<Expression>),
    All(Vec<Expression>),
    Any(Vec<Expression>),
}

impl Expression {
    pub(super) fn holds(&self, folded: &FoldedSubject<'_>) -> bool {
        match self {
            Expression::Condition(condition) => condition.holds(folded),
            Expression::Not(inner) => !inner.holds(folded),
            Expression::All(parts) => parts.iter().all(|part| part.holds(folded)),
            Expression::Any(parts) => parts.iter().any(|part| part.holds(folded)),
        }
    }

    pub(super) fn negated(self) -> Expression {
        Expression::Not(Box::new(self))
    }
}
