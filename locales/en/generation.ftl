## The form of the Generate page

# The kinds of batch, each with a line that explains it. The fourth is sheet-name.
generation-kind-pictures = Pictures
generation-kind-pictures-explanation = Pictures from your prompt.
generation-kind-grid = Compare grid
generation-kind-grid-explanation = A table that compares scales, versions, steps, prompts or seeds. Everything else stays the same.
generation-kind-before-after = Before and after
generation-kind-before-after-explanation = The same picture without and with the LoRA.
generation-kind-sheet-explanation = Nine standard prompts that show likeness, flexibility and overfitting. Every sheet uses the same prompts, so you can compare two trainings.

# A version in the list of versions that no training is known of: it was filled in from a picture. $version is its short name: "fox · 1a2b3c4d".
generation-version-from-picture = { $version } · from a picture

generation-trigger-missing = Your prompt doesn't contain the trigger word { $word }.
# A button that adds the trigger word to the prompt.
generation-trigger-add = Add { $word }

# The setting that a grid changes from column to column or from row to row, and how its values are typed.
generation-axis-nothing = Nothing
generation-axis-scale = LoRA scale
generation-axis-version = Version
generation-axis-steps = Steps
generation-axis-guidance = Guidance
generation-axis-prompt = Prompt
generation-axis-seed = Seed
generation-axis-numbers-hint = Numbers separated by commas.
generation-axis-version-hint = One version per line.
generation-axis-prompt-hint = One prompt per line.

# The button that generates.
generation-press-sheet = Generate test sheet
generation-press-count = { $count ->
    [one] Generate 1 picture
   *[other] Generate { $count } pictures
}
generation-press = Generate pictures

## Why the button can't be pressed

generation-sign-in-first = Sign in to Replicate in Settings first.
generation-no-version = Train a model first, or choose a version.
generation-loading-inputs = Loading the settings of this version…
generation-inputs-unknown = The settings of this version aren't known yet. Try again in a moment.
generation-version-gone = This version is no longer on Replicate, or your account can't use it. Choose another one.

## What a press costs

# $least is "yes" if the price is less than $0.001, else "no". $price: "$0.02". $pace is the median of the seconds that recent pictures took, such as "4.1", and $rate a price per second.
generation-cost-own = { $least ->
        [yes] Less than $0.001
       *[no] About { $price }
    } for { $count ->
        [one] 1 picture
       *[other] { $count } pictures
    }. Estimated from your recent pictures, about { $pace } seconds each, and Replicate's published price of { $rate }/s.
generation-cost-own-time = About { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    } for { $count ->
        [one] 1 picture
       *[other] { $count } pictures
    }, estimated from your last pictures. The price of this model is unknown.
generation-cost-published = About { $from } to { $to } for { $count ->
        [one] 1 picture
       *[other] { $count } pictures
    }. Estimated from 3 to 12 seconds per picture and Replicate's published price of { $rate }/s.
generation-cost-unknown = The price of { $count ->
        [one] 1 picture
       *[other] { $count } pictures
    } from this model is unknown. Its page on Replicate may list it. After a few pictures, Tintype can estimate how long they take.

## Problems of what is filled in

# $problem is a sentence that says what is wrong with the value.
generation-value-wrong = “{ $value }”: { $problem }
# $input is the name of an input, and $problem the rest of the sentence, from service.ftl: "must be at most 6000".
generation-input-wrong = { $input } { $problem }.
generation-describe-picture = Describe the picture.
generation-no-scale = This version has no LoRA scale, so it can't be shown without its LoRA.
generation-no-values = Type the values to compare.
generation-no-input = This version doesn't have this setting.
generation-choose-axis = Choose what the grid changes from column to column.
generation-axes-equal = Rows and columns can't change the same setting.
# $count is always more than $most, which is 64.
generation-grid-too-large = That would be { $count } pictures. A grid can have at most { $most }.
# Beside the input that the service refused. $detail is the service's own message, without its full stop.
generation-input-refused = Replicate refused this: { $detail }.

## The names of rows and columns in a batch

generation-column-without = Without the LoRA
generation-column-with = With the LoRA
# The values are numbers as the person typed them.
generation-label-scale = Scale { $value }
generation-label-steps = Steps { $value }
generation-label-guidance = Guidance { $value }
generation-label-seed = Seed { $value }

## A batch in the gallery

# The title of a batch whose pictures have different prompts.
generation-title-prompts = Prompts compared

# The facts of a batch, shown side by side. $here of the $all pictures are generated so far.
generation-status-progress = { $here } of { $all ->
    [one] 1 picture
   *[other] { $all } pictures
}
generation-status-pictures = { $count ->
    [one] 1 picture
   *[other] { $count } pictures
}
generation-status-failed = { $count } failed
generation-status-canceled = { $count } canceled
# $seconds: "12.3".
generation-status-billed = { $seconds } s billed

# The state of a picture's cell.
generation-cell-doubt = May have been made
generation-cell-canceling = Canceling
generation-cell-waiting = Waiting
generation-cell-generating = Generating
generation-cell-checking = Checking whether it was made
generation-cell-downloading = Downloading
generation-cell-failed = Failed
generation-cell-canceled = Canceled

generation-held-back = { $count ->
    [one] 1 picture held back by Replicate's safety check.
   *[other] { $count } pictures held back by Replicate's safety check.
}

# The settings of a picture, shown side by side.
generation-picture-seed = seed { $value }
generation-picture-scale = scale { $value }
generation-picture-steps = steps { $value }
generation-picture-guidance = guidance { $value }

generation-saved = Saved { $path }.
generation-added-to-dataset = The picture was added to the open dataset.

## Why a picture waits. It continues by itself.

# $problem is a sentence that says why it is not known whether the picture was made.
generation-keeps-checking = { $problem } Tintype will keep checking.
generation-list-incomplete = Tintype couldn't read all of your predictions on Replicate.
generation-token-refused = Replicate did not accept the token.
generation-sign-in-to-check = Sign in to Replicate as { $account } to find out whether the picture was made.
# $problem is the system's own message.
generation-cannot-save = Waiting: the picture can't be saved ({ $problem }). Is the disk full?

## Why a picture failed, each with advice on what to do next

generation-safety = Replicate's safety check held this picture back.
generation-safety-advice = Try another seed or a different prompt.
generation-out-of-memory = The model ran out of memory.
generation-out-of-memory-advice = Generate fewer or smaller pictures at once.
generation-prompt-too-long = The prompt is too long for the model.
generation-prompt-too-long-advice = Use fewer words. A few sentences are enough for Flux.
generation-model-failed = The picture could not be generated.
generation-no-credit = Your Replicate account has no credit left, so the picture was not made.
generation-no-credit-advice = Buy credit, wait a few minutes, then try again.
generation-version-missing = This version is no longer on Replicate, or your account can't use it.
generation-version-not-found = Replicate can't find this version, or your account can't use it.
generation-other-version-advice = Choose another version. The pictures that were made with it stay here.
generation-refused = Replicate refused the request.
generation-refused-advice = Correct the problem that the error message names, then try again.
generation-forbidden = Your Replicate account is not allowed to do this.
generation-forbidden-advice = Sign in with another account in Settings.
generation-request-failed = The request to Replicate failed.
generation-unanswered = Replicate did not answer the request, and did not make the picture.
generation-forgotten = The answer to this request was lost. Replicate may have made the picture, but deletes pictures after an hour.
generation-forgotten-advice = Trying again is billed as another picture.
generation-lost = Replicate no longer has this picture.
generation-lost-advice = Check your predictions on Replicate before you try again.
generation-no-output = The model finished without a picture.
generation-no-output-advice = Try again, or use other settings.
generation-canceled-elsewhere = The picture was canceled on Replicate.
generation-canceled-elsewhere-advice = Try again if you didn't mean to cancel it.
generation-aborted = Replicate ended the request before it started.
generation-expired = The picture was generated, but it was deleted before Tintype could download it. Replicate deletes pictures after an hour.
generation-expired-advice = You can generate it again with the same seed. It will be billed again.
# $reason is one of the phrases below, or what a decoder found.
generation-not-an-image = The picture was generated, but the downloaded file is not an image ({ $reason }).
generation-not-an-image-advice = This network may require you to sign in first. Download it again within an hour of generating it. This isn't billed.
# $sentence says what is wrong with the file.
generation-unreadable-image = The picture was generated, but the downloaded file can't be read. { $sentence }
generation-not-downloaded = The picture was generated, but it couldn't be downloaded.
generation-not-downloaded-advice = Download it again within an hour of generating it. This isn't billed.
generation-later-advice = Try again later.

# Phrases for $reason of generation-not-an-image.
generation-reason-empty = it is empty
generation-reason-web-page = it is a web page
generation-reason-unknown-type = its type is unknown

# A phrase that says why Replicate's answer can't be understood: $reason of service-answer.
generation-answer-damaged = its output is damaged
