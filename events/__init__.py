"""What stands in a calendar: events, places, feeds."""
