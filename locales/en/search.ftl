## A search that is not understood. Keys such as “tokens:” and their values are the same in all languages.

# $known is the list of all keys.
search-unknown-key = “{ $key }:” is nothing to filter by. Known are { $known }. To look for the text itself, put it in quotes.
# $known is a list of words.
search-unknown-value = “{ $key }:{ $value }” is not understood. After “{ $key }:” comes { $known }.
search-unknown-format = “{ $key }:{ $value }” is not understood. After “{ $key }:” comes a format, such as jpeg, png or heic.
search-not-a-number = “{ $key }:{ $value }” is not understood. After “{ $key }:” comes a number, such as { $key }:{ $example }.
search-incomplete = “{ $key }:{ $value }” is not complete. Put the rest right after it, without a space, such as { $key }:{ $example }.
# $operator is AND or OR.
search-nothing-before = There is nothing before “{ $operator }”. Put something there, or remove “{ $operator }”.
search-not-opened = There is a “)” without a “(” before it. Remove it, or put the text in quotes.
search-too-deep = There are more than { $limit } parentheses within each other. Use fewer.

# $others are words with commas between them.
search-all-of = { $others } and { $last }
# $others are words with commas between them.
search-one-of = { $others } or { $last }
