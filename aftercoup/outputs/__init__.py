"""What a cell's output is made of: cards of text, scripts and looks, packed. What a chart is made of is in `charts/machinery/`."""
