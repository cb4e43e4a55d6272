## Why a command could not be carried out. Shown beside what the person pressed, or in the status line.

app-no-dataset = Open a dataset first: drop a folder or some images on the window.
# $name is the folder's or file's name, or a number of items.
app-not-opened-stopped = You stopped opening { $name }.
# $name is the folder's or file's name, or a number of items.
app-not-opened-no-answer = Couldn't open { $name }: the drive didn't respond before another folder was opened.
app-no-such-image = This image is no longer in the dataset.
app-superseded = A newer request took the place of this one.
# An input is a setting of the trainer, such as the number of steps.
app-no-such-input = This trainer no longer has this setting. Choose the trainer again.
# The list is that of the trainings.
app-no-such-training = This training is no longer in the list.
# The weights are the file that a training produced.
app-no-weights = The LoRA is no longer on this computer. Download it again.
app-training-already-ended = This training has already ended.
app-training-still-running = This training hasn't ended yet. Cancel it first.
# The library holds the pictures that were made with trained models.
app-no-such-picture = This picture is no longer in the library.
# “These pictures” were requested together.
app-pictures-still-coming = Some of these pictures are still being generated. Cancel them first.
app-no-picture-settings = This picture contains no settings. Use a picture made with Tintype.
app-nothing-to-paste = There are no images or files on the clipboard.
# $reason is the system's error, in the system's words.
app-disk = Tintype could not use { $path }: { $reason }. Check that the disk is not full and that the folder may be written to.
# $reason is one of the reasons below, or an error of the database in its own words.
app-store = Tintype couldn't save its records, so nothing was done: { $reason }.
app-defect = Something went wrong inside Tintype. The log folder has the details.

## Why the file of records can't be read or written. Each is a part of a sentence, after a colon or in parentheses.

# $reason is an error in English.
app-store-unreadable-record = a record can't be read ({ $reason })
# $reason is an error of the database in English.
app-store-damaged = the file ledger.db is damaged ({ $reason })
app-store-newer = the file ledger.db was made by a newer version of Tintype

## What was dropped on the window is not a file on this computer. $address is the dropped address, or its beginning.

app-dropped-on-the-web = “{ $address }” is an address on the web, not a file. Save the image first, or copy it and paste it here.
app-dropped-elsewhere = “{ $address }” is on another computer or device. Copy it to a folder on this computer, and drop that.
app-dropped-in-the-bin = “{ $address }” is in the trash. Restore it first, then drop it again.
app-dropped-other = “{ $address }” is not the address of a file. Drag the file from its folder and drop it here.

## At the start, a file of the app was found damaged. Shown in the status line. $file is the path of the damaged file.

app-damaged-store = Your list of trainings was damaged. Tintype shows the list from Replicate instead. The damaged file is kept as { $file }.
app-damaged-edits = Your crops, left-out images and undo history were damaged and have been reset. Your images and captions are not affected. The damaged file is kept as { $file }.

## Something that the person entered earlier can't be read. Shown in the status line. $folder is the path of a dataset.

app-unreadable-bucket = Your storage settings couldn't be read, so Tintype started without them. { app-unreadable-kept }
app-unreadable-dismissed = Your dismissed suggestions in { $folder } couldn't be read, so all suggestions are shown again. { app-unreadable-kept }
app-unreadable-generate = Your entries on the Generate page couldn't be read, so Tintype started without them. { app-unreadable-kept }
app-unreadable-preparation = Your image settings for { $folder } couldn't be read, so Tintype uses the defaults. { app-unreadable-kept }
app-unreadable-presets = Your presets couldn't be read, so Tintype started without them. { app-unreadable-kept }
app-unreadable-prices = Your prices couldn't be read, so Tintype started without them. { app-unreadable-kept }
app-unreadable-settings = Your settings couldn't be read, so Tintype started with the defaults. { app-unreadable-kept }
app-unreadable-train = Your entries on the Train page for { $folder } couldn't be read, so Tintype uses the defaults. { app-unreadable-kept }
# The last sentence of the messages above.
app-unreadable-kept = They may have been saved by a newer version of Tintype. They are kept in the file ledger.db.

## Why a training or a picture is waiting. It continues by itself.

app-waiting-for-token = Waiting for a token: sign in to Replicate in Settings to continue.
# $job is “training” or “picture”. $account is the name of an account.
app-waiting-for-account = { $job ->
    [training] Waiting: this training belongs to { $account }. Sign in with that account to continue.
   *[picture] Waiting: this picture belongs to { $account }. Sign in with that account to continue.
}
# $reason is a sentence: what went wrong.
app-keeps-trying = { $reason } Tintype will keep trying.
# $reason is a part of a sentence, as in “the file ledger.db is damaged”.
app-waiting-for-store = Waiting: Tintype can't save its records ({ $reason }). Is the disk full?

## The system's programs: browser, file manager, clipboard, drag and drop.

app-no-browser = The browser can't be opened. The page is { $address }
app-no-file-manager = The file manager can't be opened. The place is { $place }
app-no-clipboard = The picture can't be copied to the clipboard.
app-no-drag = The picture can't be dragged out of the window.

## The titles of the system's dialogs for files and folders, and the names of the kinds of files there.

app-dialog-open-folder = Open a folder of photos
app-dialog-add-images = Add images
app-dialog-images = Images
app-dialog-all-files = All files
app-dialog-open-zip = Open a zip
# Zip files, as a kind of files.
app-dialog-zip = Zip
app-dialog-save-zip = Save zip
app-dialog-save-picture = Save the picture
app-dialog-export = Export to a folder

## The tray icon, which is shown while the window is hidden and trainings are running.

app-tray-show = Show Tintype
app-tray-quit = Quit
app-no-tray = This desktop has no tray, so the window was minimized. Trainings continue. To close the window instead, turn off the setting.
