"""Cases: the detector, the gate, second readers, readers."""
