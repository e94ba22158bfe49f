enum PlaceholderTokenMachine {}
