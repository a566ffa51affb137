"""The rules of the programme, without I/O, clock or chance: everything is a function of plan, state and `now`."""
