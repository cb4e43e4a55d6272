# The actions that have keys. They are listed in the sheet of shortcuts and in Settings.

# Follows the name of an action in a title: “Undo (Ctrl+Z)”. Begins with a space.
shortcuts-hint = { " " }({ $keys })

## The group of actions that work everywhere

shortcuts-anywhere = Anywhere
shortcuts-dataset = Dataset
shortcuts-train = Train
shortcuts-trainings = Trainings
shortcuts-generate = Generate
shortcuts-settings = Settings
shortcuts-open = Open a folder
shortcuts-paste = Paste images
shortcuts-undo = Undo
shortcuts-redo = Redo
shortcuts-keys = Keyboard shortcuts

## The group of actions on images in the grid

shortcuts-images = Images
shortcuts-write = Edit caption
shortcuts-look = View large
shortcuts-compare = Compare selected images
shortcuts-leave = Leave out or include
shortcuts-remove = Move to trash
shortcuts-select-all = Select all
shortcuts-select-others = Invert selection
shortcuts-find = Search and filter
shortcuts-edit-captions = Edit many captions
shortcuts-copy-caption = Copy caption
shortcuts-paste-caption = Paste caption on selected images
shortcuts-crop = Crop
shortcuts-turn-left = Rotate left
shortcuts-turn-right = Rotate right
shortcuts-flip = Flip
shortcuts-trainer-view = What the trainer sees

## The group of actions in the field of a caption

shortcuts-caption = In a caption
shortcuts-next = Next image, keep editing
shortcuts-previous = Previous image
shortcuts-next-uncaptioned = Next image without a caption
# The person writes nine phrases in Settings.
shortcuts-phrase = Insert phrase { $number }

## The group of actions on the page Generate

shortcuts-on-generate = On Generate
shortcuts-make = Generate pictures
shortcuts-favourite = Favorite (large view)
shortcuts-bin-picture = Move to trash (large view)

## The sheet that lists all shortcuts

shortcuts-title = Keyboard shortcuts
# In place of keys, if the person removed them.
shortcuts-none = No shortcut
# The action of Escape.
shortcuts-back = Back
# The name of the arrow keys, also after “Shift+”.
shortcuts-arrow-keys = Arrows
shortcuts-move = Move
shortcuts-extend-selection = Extend selection
# The action of the key Home, and in parentheses the action of the key End.
shortcuts-first-image = First image (End: last image)
# The action of the key +, and in parentheses the action of the key -.
shortcuts-enlarge-crop = Enlarge crop (-: shrink)
# In place of “Insert phrase 1”, since the sheet does not list the eight others.
shortcuts-phrase-of-nine = Insert phrase 1 (of nine)
shortcuts-changed-in-settings = You can change most shortcuts in Settings.
