enum PlaceholderTicketparkAuthTesting {}
