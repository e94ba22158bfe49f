public import TokenMachine
