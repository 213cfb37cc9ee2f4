"""Charts: plain functions from data to a `Chart`, one file each; `style` holds the look they share."""
