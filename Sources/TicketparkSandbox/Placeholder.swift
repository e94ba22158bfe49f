enum PlaceholderTicketparkSandbox {}
