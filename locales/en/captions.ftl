## Steps that can be undone. Each is shown after “Undo” or “Redo”, and beside a caption in its history.

captions-typing = typing
captions-typing-while-changed = typing while the caption changed
captions-another-program = another program
# A caption that was in the file before the first step.
captions-found = found
# $encoding is the name of a text encoding, such as “GBK”.
captions-reading-as = reading captions as { $encoding }

## A caption that was not saved. $reason is the system's error message.

captions-no-such-image = The image is no longer in the folder, so its caption was not saved.
# $problem is a sentence.
captions-not-saved = The caption was not saved. { $problem }
captions-too-long = The caption was not saved: it is { $size }; the limit is { $limit }. Shorten it.
captions-changed-outside = This caption changed while you were typing. Both texts are kept: choose one.
# $name is the name of a file, and $advice one of the sentences below.
captions-not-written = The caption was not saved: “{ $name }” can't be written ({ $reason }). { $advice }
# $name is the name of the first of the files, and $advice one of the sentences below.
captions-pending = { $count ->
    [one] 1 caption is not saved yet: “{ $name }” can't be written ({ $reason }). { $advice }
   *[other] { $count } captions are not saved yet: “{ $name }” can't be written ({ $reason }). { $advice }
}
captions-disk-full-advice = Make room on the disk and try again.
captions-forbidden-advice = Change the folder's permissions, or copy it to a folder of your own.
captions-folder-missing-advice = Check that the folder is still there.
captions-disk-advice = Check the disk and try again.

## A caption file that is not read. $name is the name of the file.

captions-not-a-file = “{ $name }” is not a file, so the image can't have a caption. Rename or remove it.
captions-file-too-large = “{ $name }” is too large for a caption ({ $size }; the limit is { $limit }). Shorten or rename it.
captions-file-unreadable = “{ $name }” can't be read ({ $reason }). Check that you may open it.

## Encodings of caption files

# $language is one of the languages and scripts below, and $name the name of the encoding, such as “GBK”.
captions-encoding = { $language } ({ $name })
captions-encoding-western-european = Western European
captions-encoding-chinese-simplified = Chinese, simplified
captions-encoding-chinese-traditional = Chinese, traditional
captions-encoding-japanese = Japanese
captions-encoding-korean = Korean
captions-encoding-cyrillic = Cyrillic
captions-encoding-central-european = Central European
captions-encoding-turkish = Turkish
captions-encoding-greek = Greek
captions-encoding-hebrew = Hebrew
captions-encoding-arabic = Arabic
captions-encoding-baltic = Baltic
captions-encoding-vietnamese = Vietnamese
captions-encoding-thai = Thai
captions-encoding-cyrillic-dos = Cyrillic, DOS
captions-encoding-western-european-mac = Western European, Mac
captions-encoding-unicode = Unicode

## Edits of many captions at once. “Find” and “Replace with” are the labels of two fields.

captions-nothing-to-find = There is nothing to look for. Type the text that should be replaced.
# $reason is in the words of the regular expression parser, which are always English.
captions-pattern-wrong = The pattern in “Find” is wrong at character { $position }: { $reason }. Correct it, or turn off regular expressions to find this exact text.
captions-pattern-too-large = The pattern in “Find” is too large. Use shorter repetitions in it, such as { "{1,10}" }.
# $group is the number or the name of a group in brackets.
captions-no-such-group = “Replace with” uses { "${" }{ $group }{ "}" }, but the pattern in “Find” has no such group. Write { "${1}" } for the first one in parentheses, and $$ for a dollar sign.
captions-no-tag = Type the tag first.
captions-several-tags = A tag can't contain a comma. Change one tag at a time.
captions-no-trigger-word = There is no trigger word yet. Type one first.

## Lists of captions, such as captions.csv. Each text is shown beside the name of the list, as what was not imported.

captions-list-too-large = It is too large for a list of captions; the limit is 64 MiB.
# “file_name” and “text” are names of columns.
captions-list-no-columns = Its first line doesn't name the columns of the images and of the captions, such as “file_name” and “text”.
# $name is the first image that was not found.
captions-list-without-image = { $count ->
    [one] It has a caption for “{ $name }”, but there is no such image.
   *[other] It has captions for { $count } images that were not found, such as “{ $name }”.
}
# $line is the number of the first of these lines.
captions-list-unread = { $count ->
    [one] Line { $line } doesn't name an image and its caption.
   *[other] { $count } lines, the first of them line { $line }, don't name an image and its caption.
}
