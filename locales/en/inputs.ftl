## The inputs of a trainer or a model: settings that its author defined, such as the number of steps.

# The value of an input that is on or off.
inputs-yes = Yes
inputs-no = No
# The limits of a number, beside its field.
inputs-between = { $min } to { $max }
inputs-at-least = At least { $min }
inputs-at-most = At most { $max }
# Shown in place of a secret, such as a token of another service.
inputs-hidden = (hidden)

## What is wrong with the text in a field. Shown beside the field.

inputs-no-whole-number = Type a whole number, or leave it empty to use the default.
inputs-no-number = Type a number, or leave it empty to use the default.
# $choices are the values that the author of the trainer or model allows, with commas.
inputs-no-choice = Choose one of { $choices }.
inputs-no-json = This is not JSON. Write a list as [1, 2], and text in "quotes".
