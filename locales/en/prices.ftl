## The estimate on the Train page. $time is a duration such as “2 minutes”, $dollars an amount such as “1.46”, and $source
## one of the sentences of the next group.

prices-estimate = About ${ $dollars } and { $time }. { $source }
prices-estimate-of-time = About { $time }. { $source } The price per second is unknown. You can enter it in Settings.
# $trainer is the name of a model.
prices-time-unknown = Tintype doesn't know how long { $trainer } takes. Its page on Replicate may say. Tintype can estimate it after two trainings.
prices-time-and-price-unknown = Tintype doesn't know how long { $trainer } takes or what it costs. Its page on Replicate may say. Tintype can estimate it after two trainings.
prices-minutes = { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }

## The source of an estimate. $own_price is the price per second that the person entered in Settings, or “none” if the
## person entered none.

# $trainings is at least 2. $shortest and $longest are durations such as “2 minutes”.
prices-source-own-trainings = { $steps ->
        [one] Estimated from your { $trainings } trainings with this trainer. At 1 step, they would take { $shortest } to { $longest }.
       *[other] Estimated from your { $trainings } trainings with this trainer. At { $steps } steps, they would take { $shortest } to { $longest }.
    }{ $own_price ->
        [none] { "" }
       *[other] { " " }Your price of ${ $own_price }/s from Settings is used.
    }
# $price is the published price per second.
prices-source-published = { $own_price ->
        [none] Estimated from 2 minutes per 1,000 steps and Replicate's published price of ${ $price }/s (autumn 2026).
       *[other] Estimated from 2 minutes per 1,000 steps (autumn 2026) and your price of ${ $own_price }/s from Settings.
    }
prices-source-hardware = { $own_price ->
        [none] Estimated from 1.05 seconds per step in older logs and the trainer's hardware price of ${ $price }/s (autumn 2026).
       *[other] Estimated from 1.05 seconds per step in older logs (autumn 2026) and your price of ${ $own_price }/s from Settings.
    }

## What was billed. $time is a duration such as “2 min 4 s”, and $dollars an amount such as “1.51”.

prices-time = { $time } on the trainer
prices-time-and-dollars = { $time } on the trainer, about ${ $dollars }
prices-billed-nothing = Nothing was billed.
prices-billed-unknown = Tintype can't tell whether this was billed. See your billing page on Replicate.
prices-billed-less-than-a-second = Billed: less than a second.
prices-billed-time = Billed: { $time } on the trainer.
prices-billed-time-and-dollars = Billed: { $time } on the trainer, about ${ $dollars }.

## The totals of a month, above the list of trainings

prices-month = { $month ->
        [1] January { $year }
        [2] February { $year }
        [3] March { $year }
        [4] April { $year }
        [5] May { $year }
        [6] June { $year }
        [7] July { $year }
        [8] August { $year }
        [9] September { $year }
        [10] October { $year }
        [11] November { $year }
       *[12] December { $year }
    }
prices-month-trainings = { $trainings ->
        [one] 1 training
       *[other] { $trainings } trainings
    }
prices-month-dollars = about ${ $dollars }
# $known is the number of the month's trainings whose price is known.
prices-month-dollars-of-some = about ${ $dollars } for { $known } of them

## The prices in Settings

prices-uses-published = Estimates use Replicate's published price of ${ $price }/s and 2 minutes per 1,000 steps (autumn 2026).
prices-uses-hardware = Estimates use the price of its hardware of ${ $price }/s and 1.05 seconds per step in older logs (autumn 2026).
prices-none-published = No published price.
prices-no-trainer = Type a trainer as owner/name.
prices-not-a-price = Type US dollars per second, such as 0.0122.
