"""What can be measured, in this order, each by ``measure(site, report, plan)``; any of them can be chosen."""
