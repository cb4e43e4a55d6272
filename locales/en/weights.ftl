## The download of the weights. $error is a sentence.

# $done and $total are sizes such as “12.0 MB”.
weights-progress = { $done } of { $total }
weights-signed-out = Sign in to download the LoRA.

## Why the weights are not on this computer

weights-gone = Replicate no longer has the file. The model itself is still there.
weights-no-address = Replicate didn't provide the LoRA file. The model itself is there.
# $needed and $free are sizes such as “1.2 GB”.
weights-no-room = There isn't enough disk space: { $needed } needed, { $free } free.
weights-unusable = The file from Replicate contains no LoRA that other tools could read.
# $error is what the operating system said.
weights-disk = The file could not be written ({ $error }). Check that the disk is not full.
weights-removed = The training was removed.

## The lines of the text file that is saved beside the weights

weights-note-model = Model: { $model }
weights-note-version = Version: { $version }
weights-note-trigger-word = Trigger word: { $word }
weights-note-trainer = Trained by: { $trainer }
weights-note-dataset = Dataset: { $name }
# $time is a date and a time in UTC.
weights-note-started = Started: { $time }
weights-note-checksum = SHA-256: { $checksum }
