"""Files for one enterprise or many: tables, reports, data and calendars, read and written."""
