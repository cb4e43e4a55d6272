//! Parses tokens into an expression.
//!
//! A part that is missing at the end of the text, or before a closing parenthesis, isn't typed yet and is skipped; a
//! part that is missing in the middle is an error.

use super::error::FilterError;
use super::expression::Expression;
use super::key;
use super::token::{Token, Word};

/// The maximum nesting depth of parentheses. Each level uses some of the stack.
const MAX_DEPTH: usize = 100;

struct Parser<'a> {
    rest: &'a [Token<'a>],
    problems: &'a [&'a str],
    /// The number of open parentheses.
    depth: usize,
}

/// Parses a filter; returns `None` if it is empty.
pub(super) fn parse(
    tokens: &[Token<'_>],
    problems: &[&str],
) -> Result<Option<Expression>, FilterError> {
    let mut parser = Parser {
        rest: tokens,
        problems,
        depth: 0,
    };
    let expression = parser.any()?;
    match parser.peek() {
        Some(_) => Err(FilterError::NotOpened),
        None => Ok(expression),
    }
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<Token<'a>> {
        self.rest.first().copied()
    }

    fn advance(&mut self) -> Option<Token<'a>> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// Takes the next token if it is `token`, and returns whether it was.
    fn take(&mut self, token: Token<'_>) -> bool {
        let found = self.peek() == Some(token);
        if found {
            self.advance();
        }
        found
    }

    /// Parses `a OR b`, up to the end or a closing parenthesis.
    fn any(&mut self) -> Result<Option<Expression>, FilterError> {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.all()?);
            if !self.take(Token::Or) {
                return Ok(joined(parts, Expression::Any));
            }
        }
    }

    /// Parses `a b` or `a AND b`.
    fn all(&mut self) -> Result<Option<Expression>, FilterError> {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.operand()?);
            match self.peek() {
                Some(Token::And) => {
                    self.advance();
                }
                Some(Token::Not | Token::Open | Token::Word(_)) => {}
                Some(Token::Or | Token::Close) | None => {
                    return Ok(joined(parts, Expression::All));
                }
            }
        }
    }

    /// Parses a word or a group in parentheses, with any number of NOTs before it. Two NOTs cancel each other.
    fn operand(&mut self) -> Result<Option<Expression>, FilterError> {
        let mut negated = false;
        while self.take(Token::Not) {
            negated = !negated;
        }
        let operand = match self.peek() {
            Some(Token::Open) => self.group()?,
            Some(Token::Word(word)) => self.word(word)?,
            Some(Token::And) => return Err(FilterError::NothingBefore { operator: "AND" }),
            Some(Token::Or) => return Err(FilterError::NothingBefore { operator: "OR" }),
            Some(Token::Not | Token::Close) | None => None,
        };
        Ok(if negated {
            operand.map(Expression::negated)
        } else {
            operand
        })
    }

    fn group(&mut self) -> Result<Option<Expression>, FilterError> {
        if self.depth == MAX_DEPTH {
            return Err(FilterError::TooDeep { limit: MAX_DEPTH });
        }
        self.advance();
        self.depth += 1;
        let inside = self.any()?;
        self.depth -= 1;
        self.take(Token::Close);
        Ok(inside)
    }

    fn word(&mut self, word: Word<'_>) -> Result<Option<Expression>, FilterError> {
        self.advance();
        let last = matches!(self.peek(), Some(Token::Close) | None);
        match key::condition(word, self.problems) {
            Err(FilterError::Incomplete { .. }) if last => Ok(None),
            condition => condition.map(Expression::Condition).map(Some),
        }
    }
}

/// Joins several parts into one expression; a single part is returned as it is.
fn joined(
    mut parts: Vec<Expression>,
    join: fn(Vec<Expression>) -> Expression,
) -> Option<Expression> {
    if parts.len() > 1 {
        return Some(join(parts));
    }
    parts.pop()
}
