"""Building notebooks: outputs that reproduce, generated cells, and a plain word when something is wrong."""

import json
import re

import nbformat
import pytest
from documents import Html

from aftercoup import cli, tables
from aftercoup.teach.editions import build, exercises
from aftercoup.teach.editions.build import BuildError


def markdown(source, **metadata):
    return nbformat.v4.new_markdown_cell(source, metadata=metadata)


def code(source, **metadata):
    return nbformat.v4.new_code_cell(source, metadata=metadata)


SOURCES = {"aftercoup": {"generated": "sources"}}


def save(folder, cells, name="01_sample.ipynb", **metadata):
    path = folder / name
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
    return path


def cells_of(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def test_a_notebook_is_run_filled_and_stored_twice_the_same(tmp_path, capfd):
    path = save(
        tmp_path,
        [
            markdown("# 01 Sample\n\nThey met (c16, e37), after 19 months (e09)."),
            code("import aftercoup as ac", collapsed=True, execution={"iopub.execute_input": "2022"}),
            code("ac.record('c16')"),
            code("print('twice'); print('said')"),
            markdown("", **SOURCES),
        ],
        widgets={"state": {}},
        vscode=1,
    )
    assert [changed.name for changed in build.build(tmp_path)] == ["01_sample.ipynb", "glossary.ipynb"]
    first = path.read_bytes()
    assert build.build(tmp_path) == [] and path.read_bytes() == first
    assert capfd.readouterr() == ("", ""), "the kernel says nothing on the screen"
    data = json.loads(first)
    assert data["metadata"] == {"kernelspec": build.KERNEL, "language_info": {"name": "python"}}
    assert first.endswith(b"}\n") and b"\r" not in first and b'execution"' not in first
    assert [cell["execution_count"] for cell in data["cells"] if cell["cell_type"] == "code"] == [1, 2, 3]
    assert [cell["metadata"] for cell in data["cells"]] == [{}, {}, {}, {}, SOURCES]
    assert "".join(data["cells"][2]["outputs"][0]["data"]["text/plain"]).startswith("c16")
    assert "".join(data["cells"][3]["outputs"][0]["text"]) == "twice\nsaid\n"
    assert "Associated Press" in "".join(data["cells"][4]["source"])


def test_the_command_builds_what_is_named_and_says_what_it_wrote(tmp_path, monkeypatch, capsys):
    path = save(tmp_path, [markdown("# 01 Sample")])
    monkeypatch.setattr(build, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(exercises, "SOLUTIONS", tmp_path / "solutions")
    assert cli.main(["build", "01_sample.ipynb"]) == 0 and not (tmp_path / build.GLOSSARY).exists()
    assert "01_sample.ipynb is written" in capsys.readouterr().out
    path.write_text(path.read_text(encoding="utf-8").replace("Sample", "Changed"), encoding="utf-8")
    assert cli.main(["build", "01_sample.ipynb"]) == 0
    assert capsys.readouterr().out == "All is as before.\n", "prose is the author's"
    assert cli.main(["build", "02_none"]) == 2
    assert "There are: 01_sample.ipynb, glossary.ipynb" in capsys.readouterr().out


def test_a_fault_of_a_key_is_told_before_a_lesson_runs(tmp_path, monkeypatch, capsys):
    path = save(tmp_path, [markdown("# 01 Sample"), code("1 + 1")])
    before = path.read_bytes()
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions/01_key.toml").write_text('exercise = "01"\n', encoding="utf-8")
    monkeypatch.setattr(build, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(exercises, "SOLUTIONS", tmp_path / "solutions")
    assert cli.main(["build"]) == 2 and "01_key.toml: title is missing" in capsys.readouterr().out
    assert path.read_bytes() == before and not (tmp_path / build.GLOSSARY).exists()


@pytest.mark.parametrize(
    "source, said",
    [
        ("1/0", "cell 2 (1/0) fails: ZeroDivisionError"),
        ("import aftercoup as ac\nac.record('c99')", "Did you mean"),
        ("import warnings\nwarnings.warn('careful')", "careful"),
        ("raise SystemExit", "cell 2"),
    ],
)
def test_a_failing_cell_is_named_and_nothing_is_stored(tmp_path, source, said):
    path = save(tmp_path, [markdown("# 01 Sample"), code(source)])
    before = path.read_bytes()
    with pytest.raises(BuildError, match="01_sample.ipynb") as caught:
        build.build(tmp_path, ["01_sample.ipynb"])
    assert said in str(caught.value) and path.read_bytes() == before


@pytest.mark.parametrize(
    "text, said", [("", "not a notebook"), ("{}", "not a notebook"), ("[1]", "not a notebook")]
)
def test_a_broken_file_is_named(tmp_path, text, said):
    (tmp_path / "01_broken.ipynb").write_text(text, encoding="utf-8")
    with pytest.raises(BuildError, match=said):
        build.build(tmp_path, ["01_broken.ipynb"])


@pytest.mark.parametrize(
    "cell, said",
    [
        (
            markdown("", aftercoup={"generated": "poem"}),
            "What is generated: sources, top, recall, end, said, course",
        ),
        (
            markdown("", aftercoup={"generatd": "sources"}),
            "No cell has the metadata .*'generatd': 'sources'",
        ),
        (markdown("They met (c99).", **{}), "c99"),
    ],
)
def test_what_cannot_be_generated_is_said(tmp_path, cell, said):
    save(tmp_path, [markdown("# 01 Sample"), cell, markdown("", **SOURCES)])
    with pytest.raises(BuildError, match=said):
        build.build(tmp_path, ["01_sample.ipynb"])


def sources_text(*texts):
    notebook = nbformat.v4.new_notebook(cells=[markdown(text) for text in texts])
    return build.sources_cell(notebook)


def test_sources_are_grouped_by_publisher_with_their_ids():
    text = sources_text("Two trips (c13, c14).", "A paper (e21). `(c99)` is no citation.")
    rows = {line.split(" | ")[0].strip("| "): line for line in text.splitlines() if line.startswith("| ")}
    assert rows["Reuters"].endswith("| c13 |")
    assert rows["Myanmar Now"].endswith("| c13, c14 |")
    for record_id in ("c13", "c14", "e21"):
        for source in tables.sources_of(tables.record(record_id)):
            assert record_id in rows[source.publisher] and str(source.published) in rows[source.publisher]
            assert source.url is None or source.url in rows[source.publisher]
    assert "c99" not in text


def test_sources_name_counts_works_and_what_has_no_source():
    text = sources_text(
        "Counts (n01, n02), a reading (c03), a work (w01), a source (aj-2022-09-07), a coup (egypt-2013)."
    )
    assert "by the rules in `data/counts.csv`: n01, n02." in text
    assert "our own judgement: c03." in text
    assert "Powell" in text and "| w01 |" in text and "aj-2022-09-07" in text and "egypt-2013" in text


def test_many_sources_open_on_request():
    everything = " ".join(f"({claim.id})" for claim in tables.table("claims"))
    text = sources_text(everything)
    head, fold, rest = text.partition("<details>")
    assert fold and head.count("\n| ") == 1 + 8 and "The other" in rest
    assert len(text.splitlines()) < 60 and not Html(text).tags[2:]
    assert sources_text("(c13)").count("<details>") == 0


def test_the_glossary_has_a_heading_for_each_term_in_alphabetical_order():
    notebook = build.glossary_notebook()
    nbformat.validate(notebook)
    headings = [cell.source.splitlines()[0] for cell in notebook.cells]
    terms = [record.term for record in tables.load().glossary]
    assert headings == ["# Glossary", *(f"## {term}" for term in sorted(terms, key=str.casefold))]
    definitions = {record.term: record.definition for record in tables.load().glossary}
    assert all(definitions[cell.source.splitlines()[0][3:]] in cell.source for cell in notebook.cells[1:])
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_each_term_links_back_to_the_lessons_that_link_to_it(tmp_path):
    lesson = [
        markdown("# 05 Sample\n\n**Key terms:** [coup](glossary.ipynb#coup), [junta](glossary.ipynb#junta)"),
        markdown("## One\n\nA [failed coup](glossary.ipynb#failed-coup)."),
        markdown("### Who, and when?\n\nNothing."),
        markdown("The [junta](glossary.ipynb#junta)."),
        markdown("## Three\n\nAgain the [junta](glossary.ipynb#junta)."),
    ]
    lesson[1].id, lesson[2].id = "one", "two"
    save(tmp_path, lesson, "04_sample.ipynb")
    save(tmp_path, [markdown("# 06 Next\n\nA [coup](glossary.ipynb#coup).")], "05_next.ipynb")
    said = {cell.source.splitlines()[0][3:]: cell.source for cell in build.glossary_notebook(tmp_path).cells}
    back = {term: text.splitlines()[-1] for term, text in said.items() if "In the lessons" in text}
    assert back == {
        "coup": "In the lessons: [05 Sample](04_sample.ipynb), [06 Next](05_next.ipynb).",
        "failed coup": "In the lessons: [05 Sample](04_sample.ipynb#cell-id=one).",
        "junta": "In the lessons: [05 Sample](04_sample.ipynb#cell-id=two).",
    }


def test_every_term_of_the_glossary_is_linked_from_a_lesson():
    uses = build.term_uses(build.NOTEBOOKS)
    assert [one.term for one in tables.load().glossary if build.address(one.term) not in uses] == []


def test_every_link_to_a_term_has_its_link_back():
    glossary = {
        build.address(cell.source.splitlines()[0][3:]): cell.source
        for cell in build.glossary_notebook().cells
    }
    for path in build.NOTEBOOKS.glob("[01]*.ipynb"):
        text = "".join("".join(cell["source"]) for cell in cells_of(path))
        for term in set(re.findall(r"\(glossary\.ipynb#([^)]+)\)", text)):
            assert f"({path.name}" in glossary[term], f"{term} does not link back to {path.name}"
