# The window around the pages, and parts that several pages use.

## The rail: links to the pages, and the account at its foot

# The label of the whole rail, for screen readers.
window-pages = Pages
window-dataset = Dataset
window-train = Train
window-trainings = Trainings
# Read by screen readers in place of “Trainings” while a training runs.
window-trainings-running = Trainings, in progress
window-generate = Generate
window-settings = Settings
# $name is the name of the account at Replicate.
window-signed-in = Signed in as { $name }
window-signed-in-offline = Signed in as { $name }. Replicate can't be reached.
window-checking-token = Looking for your token
window-signed-out = Not signed in

## The window as a whole

window-demo = Demo: everything here is made up. Nothing is real or billed.
# Shown over the window while files are dragged over it.
window-drop = Drop photos, a folder or a zip
window-drop-picture = Drop a picture made with Tintype to use its settings
# $reason is a sentence.
window-start-failed = Tintype could not start its window. { $reason }

## The status line at the foot of the window

# The button that opens the list of all shortcuts.
window-shortcuts = Shortcuts
# The progress of a task: $done of $total steps.
window-task-progress = { $done } of { $total }
window-task-stop = Stop

## The form for the inputs of a model

window-input-kept-in-keychain = Stored in the system keychain. Type to replace it.
window-input-kept-in-memory = This computer has no keychain, so the value is kept in memory until Tintype closes.
# Removes a stored secret.
window-input-remove = Remove
# $limits are the limits of a number, such as “1 to 64”.
window-input-limits = { $limits }.
window-input-default = Default: { $value }
window-input-chosen-by-model = Chosen by the model
# The first entry of a list from which a value must be chosen.
window-input-choose = Choose
window-input-yes = Yes
window-input-no = No

## Durations

window-duration-seconds = { $seconds } s
# $seconds always has two digits.
window-duration-minutes = { $minutes } min { $seconds } s
# $minutes always has two digits.
window-duration-hours = { $hours } h { $minutes } min
# The time left, which is an estimate. Stands within a line of facts.
window-time-left = { $minutes ->
    [one] about a minute left
   *[other] about { $minutes } minutes left
}
window-time-left-seconds = less than a minute left
window-time-left-none = any moment now
