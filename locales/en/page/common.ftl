# Words that several pages use for the same action.

common-back = Back
common-cancel = Cancel
common-close = Close
