## The list of trainings and the page of one training

# Replaces the name of the dataset for a training that was started outside Tintype.
runs-started-elsewhere = Started elsewhere
# The first of the inputs that are listed by name. The others are named as the trainer names them, in lower case.
runs-trainer = trainer

## The stage of a training, in words

runs-status-packing = Preparing the images
runs-status-uploading = Uploading the images
runs-status-submitting = Requesting the training
runs-status-confirming = Checking whether the training has started
runs-status-in-doubt = May have started
runs-status-queued = Waiting in Replicate's queue
runs-status-training = Training
# $word is a status that Tintype does not know, in Replicate's own word.
runs-status-unknown = Replicate says: { $word }
runs-status-canceling = Canceling
runs-status-succeeded = Succeeded
runs-status-failed-packing = Failed while preparing
runs-status-failed-uploading = Failed while uploading
runs-status-failed-submitting = Failed to start
runs-status-failed = Failed
runs-status-aborted = Ended before it started
runs-status-canceled = Canceled

## Details below the stage

runs-images-prepared = { $done } of { $total } images
runs-checking-destination = Checking the destination
# Both are sizes such as “4.2 MB”.
runs-uploaded = { $done } of { $total }
# $size is the size that is sent per second, such as “1.1 MB”.
runs-upload-speed = { $size }/s
# $time is a duration such as “2 min 4 s”.
runs-time-left = { $time } left
runs-doubt = Replicate's answer was lost, so the training may be running.
runs-steps-done = { $done } of { $total ->
    [one] 1 step
   *[other] { $total } steps
}
# The trainer's current work, before its first step.
runs-doing-unpacking = Unpacking the images
runs-doing-loading = Loading the base model
runs-doing-preparing = Preparing the images
runs-doing-reading-captions = Reading the captions
runs-doing-captioning = Captioning the images that have no caption
# Below the curve of the loss. $last and $first are losses such as “0.247”.
runs-loss = Loss { $last } at step { $last_step }; { $first } at step { $first_step }

# $billed is the billed time and cost without a full stop, such as “2 min 4 s on the trainer, about $1.51”. $zip is a
# sentence about the zip.
runs-billed-and-zip = { $billed }. { $zip }
# Both are sentences: about the bill, and about the zip.
runs-billing-and-zip = { $billing } { $zip }

# The zip after the training has ended. $storage is “replicate” or “bucket”, and $bucket the bucket's name.
runs-zip-may-be-left = { $storage ->
    [replicate] The zip may still be on Replicate, because it could not be deleted; it expires there within a day.
   *[bucket] The zip may still be in the bucket { $bucket }, because it could not be deleted.
}
runs-zip-kept-for-retry = { $storage ->
    [replicate] The zip is still on Replicate, in case you try again; it expires there within a day.
   *[bucket] The zip is still in the bucket { $bucket }, in case you try again.
}
runs-zip-kept-as-wanted = { $storage ->
    [replicate] The zip is still on Replicate, as you wanted; it expires there within a day.
   *[bucket] The zip is still in the bucket { $bucket }, as you wanted.
}
runs-zip-deleted = { $storage ->
    [replicate] The zip on Replicate was deleted.
   *[bucket] The zip in the bucket { $bucket } was deleted.
}

## Before a training is canceled, or reported as not started

runs-cancel-billed = The time that the trainer has already run is billed.
runs-cancel-maybe-billed = If the trainer has started by then, the time it ran is billed.
runs-cancel-unconfirmed = If the training has started, it will be canceled as soon as it is found. The time it ran until then is billed.
runs-cancel-earlier-attempt = If the earlier attempt did start a training, cancel that one on Replicate.
runs-cancel-free = The training has not been started yet, so it costs nothing.
runs-not-started-warning = Check your trainings on Replicate first. If this one is there, a second one will run and be billed as well.

## Buttons of a training

runs-retry-same-zip = Try again with the same zip
runs-retry-same-settings = Try again with the same settings
# For a training that was started elsewhere and has succeeded.
runs-adopt-with-weights = Add to Tintype and download the LoRA
# For a training that was started elsewhere and is running.
runs-adopt = Track in Tintype

## The system's notification when a training has ended

runs-notify-succeeded = Your LoRA is ready
# $model is the destination, such as “owner/name”.
runs-notify-succeeded-body = { $model } has a new version. Open Tintype to generate pictures with it.
runs-notify-failed = The training failed

## Why a training waits. It continues by itself

# $problem is a sentence.
runs-keep-checking = { $problem } Tintype will keep checking.
# $problem is a sentence.
runs-keep-checking-training = { $problem } Tintype will keep checking the training.
runs-list-incomplete = Tintype couldn't read all of your trainings on Replicate.
runs-token-not-accepted = Replicate did not accept the token.
runs-sign-in-to-confirm = Sign in to Replicate as { $account } to find out whether the training has started.
runs-waiting-for-bucket-keys = Waiting for the keys to { $bucket }: type them in Settings to continue the training.

## Why a training failed, by the trainer's error or log, each with advice on what to do

runs-failed-bad-zip = The trainer could not open the zip it was given.
runs-failed-bad-zip-advice = Start it again. Tintype will make and check a new zip. If it happens again, Replicate's storage may have a problem.
runs-failed-no-images = The trainer found no images it can read.
runs-failed-no-images-advice = Check the dataset: at least two images must be included and readable.
runs-failed-bad-image = The trainer could not read one of the images.
runs-failed-bad-image-advice = Leave out the image that the error message names, then start again.
runs-failed-captions = The trainer could not match the captions with the images.
runs-failed-captions-advice = Check the captions in the dataset. Tintype packs each one next to its image. If the zip is your own, each image needs a text file with the same name.
runs-failed-memory = The trainer ran out of memory.
runs-failed-memory-advice = Start it again. If it happens twice, train with fewer images.
runs-failed-unsafe = The trainer refused the images as unsafe content.
runs-failed-unsafe-advice = Leave out the images that could be the reason, then start again.
runs-failed-not-saved = The training finished, but Replicate could not save the model.
runs-failed-not-saved-advice = Contact Replicate's support with a link to the training before you start it again.
runs-failed-no-destination = The destination model no longer exists.
runs-failed-other = The training failed.
runs-failed-other-advice = Read the end of the log. If it doesn't mention your images, start it again later.
runs-failed-lost = Replicate no longer has this training.
runs-failed-lost-advice = Check your trainings on Replicate before you start it again.
runs-failed-aborted = Replicate ended the training before it started.

## Why Replicate refused a request, each with advice on what to do

runs-refused-credit = Your Replicate account has no credit left, so the training was not started.
runs-refused-credit-advice = Buy credit, wait a few minutes, then start it again.
runs-refused-not-found = Replicate can't find the destination or the trainer, or your account can't use them.
runs-refused-invalid = Replicate refused the request.
runs-refused-invalid-advice = Correct the problem that the error message names, then start again.
# Beside a field of the Train page. $said is Replicate's own message, without a full stop.
runs-refused-field = Replicate refused this: { $said }.
runs-refused-too-large = The zip is too large for Replicate's upload.
runs-refused-forbidden = Your Replicate account is not allowed to do this.
runs-refused-forbidden-advice = Sign in with another account, or choose a destination of your own.
runs-refused-token = Replicate no longer accepts the token.
runs-refused-token-advice = Paste a new token in Settings, then start again.
runs-refused-other = The request to Replicate failed.

## Why a training could not be started, each with advice on what to do

# $path is a folder, and $error the system's error.
runs-zip-not-written = The zip can't be written to { $path }: { $error }.
runs-no-hardware = Replicate offers no hardware for a new model right now.
runs-no-hardware-advice = Try again later, or choose an existing model.
# $name is the destination, such as “owner/name”.
runs-name-deleted = The name { $name } is no longer available on Replicate, because a model with that name was deleted.
runs-name-deleted-advice = Choose another name, then start again.
runs-damaged-on-replicate = The zip arrived damaged on Replicate three times in a row.
runs-damaged-on-replicate-advice = Try again on another network.
runs-damaged-in-bucket = The zip arrived damaged in your bucket three times in a row.
runs-not-answered = Replicate did not answer the request to start the training, and did not start it.
runs-names-unreadable = The trainer's or the destination's name can't be read.
runs-names-unreadable-advice = Choose them again.
# $name is the name of an input of the trainer.
runs-secret-gone = What you typed for { $name } is no longer in the keychain.
runs-secret-gone-advice = Type it again on the Train page, then start again.
# $name is the name of an input of the trainer, and $problem a sentence.
runs-secret-unreadable = What you typed for { $name } can't be read. { $problem }
runs-secret-unreadable-advice = Once the keychain answers, try again with the same zip.

## Advice that several failures share

runs-advice-start-again = Start it again.
runs-advice-start-when-ready = Start it again when you are ready.
runs-advice-try-later = Try again later.
runs-advice-add-images = Add images to the dataset, then start again.
runs-advice-leave-out-images = Leave out some images, then start again.
runs-advice-put-folder-back = Put the folder back, then start again.
runs-advice-check-disk = Check that the disk is not full, then start again.
runs-advice-correct-address = Correct the address, then start again.
runs-advice-choose-destination = Choose another destination.
runs-advice-choose-destination-then-start = Choose another destination, then start again.
runs-advice-check-storage = Check your storage in Settings, then start again.
