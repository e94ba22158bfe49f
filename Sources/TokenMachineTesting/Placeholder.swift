enum PlaceholderTokenMachineTesting {}
