enum PlaceholderTicketparkAuth {}
