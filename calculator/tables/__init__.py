"""What is taken away or brought along: tables, reports, data and dates, for one enterprise or many."""
