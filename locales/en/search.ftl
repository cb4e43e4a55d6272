## A search that is not understood. Keys such as “tokens:” and their values are the same in all languages.

# $known is the list of all keys.
search-unknown-key = You can't filter by “{ $key }:”. Use one of these: { $known }. To search for the text itself, put it in quotes.
# $known is a list of words.
search-unknown-value = “{ $key }:{ $value }” can't be used. Use one of these: { $known }.
search-unknown-format = “{ $key }:{ $value }” can't be used. Type a format after “{ $key }:”, such as jpeg, png or heic.
search-not-a-number = “{ $key }:{ $value }” can't be used. Type a number after “{ $key }:”, such as { $key }:{ $example }.
search-incomplete = “{ $key }:{ $value }” is not complete. Put the rest right after it, without a space, such as { $key }:{ $example }.
# $operator is AND or OR.
search-nothing-before = There is nothing before “{ $operator }”. Put something there, or remove “{ $operator }”.
search-not-opened = There is a “)” without a “(” before it. Remove it, or put the text in quotes.
search-too-deep = There are more than { $limit } parentheses within each other. Use fewer.

# $others are words with commas between them.
search-one-of = { $others } or { $last }
