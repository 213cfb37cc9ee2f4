"""What all charts share: how one is drawn, filtered, computed anew, and put into a page. No chart is here.

`chart` is what a chart file gives, `drawing` the SVG, `style`, `rows` and `words` its look and wording; `view` filters what is
drawn, `compute` asks for another picture.
"""
