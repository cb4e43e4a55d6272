# Words that several pages use for the same action.

common-back = Back
common-cancel = Cancel
common-close = Close
# The title of a button that Escape presses too.
common-close-escape = Close (Esc)
# Removes a notice or a suggestion from view.
common-dismiss = Dismiss
common-move-to-trash = Move to trash
