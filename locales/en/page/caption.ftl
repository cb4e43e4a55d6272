# Captions: the field, its tags, earlier captions, and the panel that edits many captions.

## The field

caption-label = Caption
caption-placeholder = Describe the image. If you leave this empty, the trainer may write a caption.
caption-saved = Saved
caption-saving = Saving…
caption-not-saved = Not saved
# Shown when another program changed the file. Below it follow the file's text and two buttons.
caption-changed-meanwhile = This caption changed while you were typing. Your text is above. The file now reads:
# In place of the file's text, if the file was deleted or emptied.
caption-removed = (The caption was removed.)
caption-keep-mine = Keep my text
caption-keep-theirs = Use text from file
# The title of a caption's length, which is counted in tokens.
caption-tokens-title = Tokens. Flux uses two text encoders: T5 (estimated here) and CLIP (counted).
# The label of the words that complete the one that is being typed.
caption-suggestions = Suggestions
# The title of a suggested word: the number of captions in which it occurs.
caption-suggestion-title = { $count ->
    [one] In 1 caption
   *[other] In { $count } captions
}

## The tags of a caption

caption-tags = Tags
caption-tag-title = Drag the tag or press Alt+← and Alt+→ to move it. Press Delete to remove it.
caption-tag-remove = Remove { $tag }

## Earlier captions

caption-history = Earlier captions
caption-history-none = No earlier captions yet. Tintype keeps every caption you type, even after you change it.
# One of the facts of a caption in the list, before where it comes from.
caption-history-current = Current
caption-history-restore = Restore

## The panel that edits many captions

caption-edit = Edit captions
# The label of the list of edits.
caption-edit-action = Action
caption-edit-replace = Find and replace
caption-edit-before = Add before
caption-edit-after = Add after
caption-edit-insert-trigger = Add trigger word
caption-edit-remove-trigger = Remove trigger word
caption-edit-add-tag = Add tag
caption-edit-change-tag = Rename or remove tag
caption-edit-unique-tags = Remove duplicate tags
caption-edit-set = Set the same caption
caption-edit-clear = Clear captions
caption-edit-find = Find
caption-edit-with = Replace with
caption-edit-with-placeholder = Replace with nothing
caption-edit-regex = Regular expression
caption-edit-match-case = Match case
caption-edit-whole-words = Whole words
caption-edit-tag = Tag
caption-edit-new-name = New name
caption-edit-new-name-placeholder = New name (leave empty to remove)
# The label of the field for the text that is added or set.
caption-edit-text = Text
# An example of a text that is added before captions. Ends with a space.
caption-edit-before-example = TOK,{ " " }
# An example of a text that is added after captions.
caption-edit-after-example = , soft light
caption-edit-set-placeholder = Caption
caption-edit-scope = Apply to
caption-edit-scope-selected = Selected images ({ $count })
caption-edit-scope-shown = Search results ({ $count })
caption-edit-scope-all = All images ({ $count })
caption-edit-apply = { $count ->
    [0] Nothing to change
    [one] Change 1 caption
   *[other] Change { $count } captions
}
