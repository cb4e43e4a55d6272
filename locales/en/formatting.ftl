## Spans of time, in their two largest units.

formatting-seconds = { $seconds } s
formatting-minutes = { $minutes } min
formatting-minutes-and-seconds = { $minutes } min { $seconds } s
formatting-hours = { $hours } h
formatting-hours-and-minutes = { $hours } h { $minutes } min

## The time since something happened.

formatting-just-now = just now
formatting-minutes-ago = { $minutes ->
    [one] 1 minute ago
   *[other] { $minutes } minutes ago
}
formatting-hours-ago = { $hours ->
    [one] 1 hour ago
   *[other] { $hours } hours ago
}
formatting-days-ago = { $days ->
    [one] 1 day ago
   *[other] { $days } days ago
}
