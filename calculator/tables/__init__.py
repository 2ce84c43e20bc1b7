"""Files for one enterprise or for many, read and written: tables, reports, data and calendars."""
