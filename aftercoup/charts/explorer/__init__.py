"""What explorers share: `view` filters what is drawn, `compute` asks for another picture; their scripts and looks."""
